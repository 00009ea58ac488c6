"""The site as people meet it: `stocktake serve` in a process of its own, on a free port of this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 120


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(workspace: Path, *arguments: str, **environment: str) -> Iterator[str]:
    """Serve a workspace, give the address of its first page, and stop it as Ctrl+C does; its log lies beside the workspace."""
    port = free_port()
    log = workspace.parent / f"serve-{port}.log"
    command = [sys.executable, "-m", "stocktake", "serve", "--port", str(port), "--workspace", str(workspace), *arguments]
    with (
        log.open("wb") as words,
        subprocess.Popen(command, env={**os.environ, **environment}, stderr=words, stdout=words, cwd=workspace.parent) as process,
    ):
        try:
            wait(f"http://127.0.0.1:{port}/health/ready", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until an address answers; what the process said, where it ended before."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError(f"it ended with {process.returncode}: {log.read_text(encoding='utf-8')}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"no answer in {START_SECONDS} s: {log.read_text(encoding='utf-8')}")

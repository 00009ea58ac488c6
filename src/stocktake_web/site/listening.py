"""Where the site listens, and the server that answers there."""

import errno
import os
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from stocktake.errors import DataError

_REASONS: Final = {
    errno.EADDRINUSE: "port {port} is taken, by another stocktake or another program: stop it, or name another with --port",
    errno.EACCES: "port {port} is kept for the system: name one above 1023 with --port",
    errno.EADDRNOTAVAIL: "this machine has no address {host}: name one of its own with --host",
}
_MEMORY: Final = Path("/dev/shm")  # noqa: S108  only to see whether a folder in memory is there


def is_this_machine(host: str) -> bool:
    """Return whether only this machine can reach what listens at `host`."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; whoever knocks before the site is ready waits. DataError where it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(2048)
    except socket.gaierror as fault:
        raise DataError(f'"{host}" is no address of a machine ({fault.strerror}): name one with --host') from fault
    except OSError as fault:
        reason = _REASONS.get(fault.errno or 0, "it is not possible to listen at {host} port {port}").format(host=host, port=port)
        raise DataError(f"{reason} ({fault.strerror})") from fault
    return found


def address(host: str, port: int) -> str:
    """Return where a browser finds what listens there.

    >>> address("::1", 8000), address("0.0.0.0", 8000)
    ('http://[::1]:8000/', 'http://127.0.0.1:8000/')
    """
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


def answer(listening: socket.socket, workers: int) -> None:
    """Let the server take the place of this process and answer at the socket. Does not come back."""
    listening.set_inheritable(True)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, command(listening.fileno(), workers))  # noqa: S606  our own interpreter and arguments; nothing of a shell


def command(socket_number: int, workers: int) -> list[str]:
    """Return the arguments that start the server on a socket that this process has open."""
    return [
        *(sys.executable, "-m", "gunicorn", "stocktake_web.site.wsgi:application"),
        *("--bind", f"fd://{socket_number}", "--workers", str(workers), "--threads", "4", "--worker-class", "gthread"),
        *("--timeout", "120", "--graceful-timeout", "10", "--max-requests", "20000", "--max-requests-jitter", "2000"),
        *("--limit-request-line", "8190", "--limit-request-fields", "60", "--limit-request-field_size", "8190"),
        *("--log-level", "warning", "--logger-class", "stocktake_web.site.log.ServerLogger", "--no-control-socket"),
        *(("--worker-tmp-dir", str(_MEMORY)) if os.access(_MEMORY, os.W_OK) else ()),
    ]

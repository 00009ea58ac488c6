"""A PostgreSQL server of our own for the tests: Debian's program, in a temporary folder, on a socket only."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the folder with its socket."""

    folder: Path

    @property
    def address(self) -> str:
        """The address of its one database."""
        return f"postgresql://stocktake@/postgres?host={self.folder}"

    def emptied(self) -> str:
        """Send everybody out of the database, empty it, and return its address."""
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as connection:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self.address


@contextmanager
def running() -> Iterator[Server]:
    """Start a server, hand it out and end it; skip the test where there is none to start."""
    programs, owner = _programs(), _owner()
    folder = Path(tempfile.mkdtemp(prefix="stocktake-pg-"))  # short, for the name of a socket may have 107 characters at most
    try:
        if owner:
            shutil.chown(folder, owner)
        _run(
            [programs / "initdb", "-D", folder / "data", "-U", "stocktake", "-A", "trust", "-E", "UTF8", "--no-sync"],
            folder,
            owner,
        )
        started = [programs / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-F"]
        with subprocess.Popen(started, cwd=folder, user=owner, stderr=subprocess.DEVNULL) as process:
            try:
                yield _when_ready(Server(folder))
            finally:
                process.send_signal(signal.SIGQUIT)  # at once: nobody needs the data
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'stocktake[postgres]'")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    program = found[-1] if found else shutil.which("initdb")
    if program is None:
        pytest.skip("PostgreSQL is not installed")
    return Path(program).parent


def _owner() -> str | None:
    """Return whom to start the server as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    if "postgres" not in {user.pw_name for user in pwd.getpwall()}:
        pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres to run it as")
    return "postgres"


def _run(command: list[Path | str], folder: Path, owner: str | None) -> None:
    subprocess.run(command, cwd=folder, user=owner, check=True, capture_output=True)


def _when_ready(server: Server, seconds: float = 30) -> Server:
    import psycopg

    end = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(server.address).close()
            return server
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)

"""A lock between processes: one writer at a time."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _acquire(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _acquire(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock that the file at `path` stands for; wait until it is free.

    The system lets go of it when the file is closed, so a killed process leaves no lock behind.
    """
    with path.open("ab") as file:
        _acquire(file.fileno())
        yield

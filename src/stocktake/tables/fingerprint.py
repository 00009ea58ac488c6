"""Fingerprints of files: what they hold in 64 signs."""

import hashlib
import time
from pathlib import Path
from typing import Final

_KNOWN: dict[tuple[Path, int, int, int], str] = {}

_MOST: Final = 1000

_SETTLED_NS: Final = 2_000_000_000
"""A file that was changed less than two seconds ago may change again without a later time."""


def of(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal. A file is read once in a process, as long as its size and its time stay."""
    found = path.stat()
    key = (path, found.st_size, found.st_mtime_ns, found.st_ino)
    if key in _KNOWN:
        return _KNOWN[key]
    with path.open("rb") as content:
        told = hashlib.file_digest(content, "sha256").hexdigest()
    if time.time_ns() - found.st_mtime_ns > _SETTLED_NS:
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        _KNOWN[key] = told
    return told

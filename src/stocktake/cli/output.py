"""Files written beside and swapped in, so that nobody ever meets half a file."""

import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from stocktake.errors import DataError

_LEFT_OVER_AFTER = 3600
"""Seconds after which a temporary file must come from a run that was killed."""


def prepare(folder: Path) -> None:
    """Make the folder if need be and make sure that it can be written to, before any work is done for it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = _beside(folder, "probe")
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise DataError(f"{folder} cannot be written to ({fault.strerror}): name another folder with --out") from fault


def swap_in(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write all files whole beside their places, then put each in its place; on failure what was there stays as it was."""
    _refuse_folders(folder, contents)
    _clean(folder)
    beside = {name: _beside(folder, name) for name in contents}
    try:
        for name, content in contents.items():
            _write(beside[name], content)
        for name, path in beside.items():
            path.replace(folder / name)
    except OSError as fault:
        raise DataError(
            f"{folder} cannot be written ({fault.strerror}); what was there before is untouched: free space or name another --out"
        ) from fault
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)


def _refuse_folders(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        if (folder / name).is_dir():
            raise DataError(f"{folder / name} is a folder where a file should be written: move it away or name another --out")


def _beside(folder: Path, name: str) -> Path:
    return folder / f".{name}.{os.getpid()}.tmp"


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _clean(folder: Path) -> None:
    """Take away what killed runs left."""
    for path in folder.glob(".*.tmp"):
        if path.is_file() and time.time() - path.stat().st_mtime > _LEFT_OVER_AFTER:
            path.unlink(missing_ok=True)


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give a folder to write files into, however large; when all is well each is put in its place in `folder`, else nothing changes there."""
    prepare(folder)
    _clean_stages(folder)
    stage = _beside(folder, "stage")
    try:
        stage.mkdir()
        yield stage
        names = sorted(path.name for path in stage.iterdir())
        _refuse_folders(folder, names)
        for name in names:
            with (stage / name).open("rb+") as file:
                os.fsync(file.fileno())
        for name in names:
            (stage / name).replace(folder / name)
    except OSError as fault:
        raise DataError(
            f"{folder} cannot be written ({fault.strerror}); what was there before is untouched: free space or name another --out"
        ) from fault
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _clean_stages(folder: Path) -> None:
    for path in folder.glob(".stage.*.tmp"):
        if time.time() - path.stat().st_mtime > _LEFT_OVER_AFTER:
            shutil.rmtree(path, ignore_errors=True)

"""A workspace: the folder that holds figures and records, and what lies where in it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from stocktake.errors import WorkspaceError

MARK = "workspace.json"
FORMAT = 1
_EXPLAINED = """This folder is a stocktake workspace.

figures/         observations, as immutable Parquet snapshots; figures/current.json points to those in use
records.sqlite   records: evidence and what people decided about it; keep a backup
derived/         what was worked out beforehand; may be deleted at any time
cache/           files fetched from publishers; may be deleted at any time
packs/           put packs of your own here; they are read beside the built-in ones
workspace.json   the format of this folder
"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with figures (Parquet snapshots) and records (a database)."""

    folder: Path

    @property
    def figures(self) -> Path:
        """Where the snapshots and their pointer lie."""
        return self.folder / "figures"

    @property
    def database(self) -> Path:
        """The database of records."""
        return self.folder / "records.sqlite"

    @property
    def cache(self) -> Path:
        """Where fetched files lie, one folder a source; it can be deleted at any time."""
        return self.folder / "cache"

    @property
    def packs(self) -> Path:
        """Where a user's own packs lie, one folder each."""
        return self.folder / "packs"

    def own_packs(self) -> tuple[Path, ...]:
        """Return the folders of the user's own packs, by name."""
        if not self.packs.is_dir():
            return ()
        return tuple(sorted(path for path in self.packs.iterdir() if (path / "pack.yml").is_file()))


def open_or_make(folder: Path) -> Workspace:
    """Return the workspace in `folder`, making it where there is none or an empty folder.

    WorkspaceError when something else lies there, when it cannot be written, or when a newer stocktake made it.
    """
    _refuse_odd_name(folder)
    mark = folder / MARK
    if not mark.is_file():
        _make(folder)
    _check_format(mark)
    return Workspace(folder)


def _refuse_odd_name(folder: Path) -> None:
    try:
        str(folder).encode()
    except UnicodeEncodeError as fault:
        raise WorkspaceError(f"{str(folder)!r} is no name in UTF-8: name another folder with --workspace") from fault


def _make(folder: Path) -> None:
    try:
        if folder.is_dir() and _is_foreign(folder) and not (folder / MARK).is_file():
            raise WorkspaceError(
                f"{folder} holds other things and is no stocktake workspace: name an empty or a new folder with --workspace"
            )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "README.txt").write_text(_EXPLAINED, encoding="utf-8")
        beside = folder / f".{MARK}.{os.getpid()}.tmp"
        beside.write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
        beside.replace(folder / MARK)
    except OSError as fault:
        raise WorkspaceError(
            f"workspace {folder} cannot be made ({fault.strerror}): name a folder you may write to with --workspace or STOCKTAKE_HOME"
        ) from fault


def _is_foreign(folder: Path) -> bool:
    """Return whether the folder holds anything but what a workspace's first moments leave behind.

    The mark is made first of all, so that what another process is making just now is never taken for something foreign.
    """
    return any(path.name != "README.txt" and not path.name.startswith(f".{MARK}.") for path in folder.iterdir())


def _check_format(mark: Path) -> None:
    try:
        found = json.loads(mark.read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise WorkspaceError(
            f'{mark} is damaged: write {{"format": {FORMAT}}} into it if the folder is a stocktake workspace, or name another with --workspace'
        ) from fault
    if not isinstance(found, int) or found > FORMAT:
        raise WorkspaceError(
            f"{mark}: made by a newer stocktake (format {found}, this one knows {FORMAT}): install the newer version"
        )

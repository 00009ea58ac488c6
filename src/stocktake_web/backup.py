"""One archive of all that a workspace holds and cannot be made anew: records, figures, packs, milestones, media.

What is left out: `cache/` (fetched files and kept pages), the secret of a private site, and the bytes of the database, whose rows are in the
archive instead, so that a backup of SQLite can be restored into PostgreSQL and the other way round.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from stocktake import __version__
from stocktake.errors import DataError, WorkspaceError
from stocktake.service.progress import Tell, silently
from stocktake.workspace import MARK, Workspace
from stocktake_web import archive
from stocktake_web.database import close_database, due_migrations, in_plain_words, one_moment, open_database
from stocktake_web.site.secret import NAME as SECRET_FILE

FORMAT: Final = 1
FILES: Final = "workspace/"
ROWS: Final = "records/"
LEFT_OUT: Final = frozenset({"cache", SECRET_FILE})


@dataclass(frozen=True, slots=True)
class Told:
    """What a backup holds: how many rows and files, of how many bytes, and the SHA-256 of the archive where it was written."""

    rows: int
    files: int
    size: int
    digest: str


def write(workspace: Workspace, database: Path | str, path: Path, tell: Tell = silently) -> Told:
    """Write the workspace and its database as they are at one moment to a new archive at `path`, and read it once more to be sure.

    Nothing is upgraded: of a database of an older stocktake the tables are taken as they are.
    """
    _require_workspace(workspace, database)
    due_migrations(database)
    with archive.writing(path) as writer:
        with one_moment():  # figures are pointed to by one file, read inside the same moment; what it points to never changes
            rows = _write_rows(writer, tell)
            files = _write_files(writer, workspace, tell)
        writer.end({"format": FORMAT, "stocktake": __version__, "made_at": _now(), **rows})
        tell("reading it once more")
    close_database()
    return Told(sum(rows["rows"].values()), files, path.stat().st_size, archive.digest_of(path))


def restore(path: Path, folder: Path, database: str | None, tell: Tell = silently) -> Told:
    """Make the workspace `folder` of an archive; its records go into `database` where one is named, else into the workspace.

    Both have to be new. All is made beside and put in its place at the end, so that nothing is there when it fails.
    """
    _clean(folder)
    _require_nothing(folder)
    tell("looking through the archive")
    with archive.reading(path) as reader:
        _require_known(path, reader)
        with _staged(folder) as stage:
            files = _unpack(reader, stage, tell)
            rows = _restore_rows(reader, database or Workspace(stage).database, tell)
    return Told(rows, files, path.stat().st_size, archive.digest_of(path))


def named_by_time(folder: Path) -> Path:
    """Return a new name for an archive in `folder`: `stocktake-2026-11-21T220500Z.zip`."""
    return folder / f"stocktake-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.zip"


# Out.


def _require_workspace(workspace: Workspace, database: Path | str) -> None:
    if not (workspace.folder / MARK).is_file():
        raise WorkspaceError(f"there is no workspace in {workspace.folder}: name one with --workspace")
    if isinstance(database, Path) and not database.is_file():
        raise WorkspaceError(
            f"{database} is not there, so that there are no records to keep: has a command run on this workspace?"
        )


def _write_rows(writer: archive.Writer, tell: Tell) -> dict[str, Any]:
    from stocktake_web import dump

    had = dump.migrations_had()
    counts = {}
    for table in dump.tables(had):
        name = dump.name_of(table)
        tell(f"records: {name}")
        counter = _Counter(dump.lines(table))
        writer.add(f"{ROWS}{name}.jsonl", counter)
        counts[name] = counter.count
    return {"migrations": had, "rows": counts}


class _Counter:
    """Lines handed on, and how many they were."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines, self.count = lines, 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.count += 1
            yield line


def _write_files(writer: archive.Writer, workspace: Workspace, tell: Tell) -> int:
    tell("figures and files")
    paths = list(_files(workspace.folder, workspace.database.name))
    for path in paths:
        name = FILES + path.relative_to(workspace.folder).as_posix()
        if not archive.is_plain(name):
            raise DataError(f"{str(path)!r} has a name that not every system can keep: rename it")
        with path.open("rb") as file:
            writer.add(name, archive.pieces_of(file))
    return len(paths)


def _files(folder: Path, database: str) -> Iterator[Path]:
    """Yield the files to keep, by name; what a link leads to is kept as a file of its own, what a killed command left is not kept."""
    for path in sorted(folder.iterdir()):
        if path.name not in LEFT_OUT and not path.name.startswith((".", database)):
            yield from _below(path, frozenset())


def _below(path: Path, above: frozenset[Path]) -> Iterator[Path]:
    if path.name.startswith(".") and path.name.endswith(".tmp"):
        return
    if path.is_dir():
        real = path.resolve()
        if real not in above:  # a link that leads back up is not followed round and round
            for inner in sorted(path.iterdir()):
                yield from _below(inner, above | {real})
    elif path.is_file():
        yield path


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# In.


def _require_nothing(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise WorkspaceError(f"{folder} is a file: name a new folder with --workspace")
    if folder.is_dir() and any(folder.iterdir()):
        raise WorkspaceError(
            f"{folder} holds something already, and a restoring overwrites nothing: name a new folder with --workspace"
        )


def _require_known(path: Path, reader: archive.Reader) -> None:
    made = reader.facts.get("format")
    if not isinstance(made, int) or not isinstance(reader.facts.get("rows"), dict):
        raise DataError(f"{path} is no archive of a workspace: name one that `stocktake backup` wrote")
    if made > FORMAT:
        raise DataError(
            f"{path} was made by a newer stocktake (format {made}, this one knows {FORMAT}): install the newer version"
        )
    if odd := [name for name in reader.entries if not name.startswith((FILES, ROWS)) or not _may_be_put(name)]:
        raise DataError(f"{path} holds {odd[0][:80]!r}, which belongs to no workspace; nothing was restored")


def _may_be_put(name: str) -> bool:
    first = name.removeprefix(FILES).split("/")[0]
    return not name.startswith(FILES) or (first not in LEFT_OUT and not first.startswith((".", "records.sqlite")))


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """Give a folder to fill; it takes the place of `folder` when all is well, else nothing is left of it."""
    is_mount = folder.is_dir() and os.path.ismount(folder)
    stage = (folder if is_mount else folder.parent) / f".{folder.name}.restoring.{os.getpid()}.tmp"
    try:
        stage.mkdir(parents=True, mode=0o700)
        yield stage
        close_database()
        if is_mount:
            _move_all(stage, folder)
        else:
            stage.rename(folder)
    except OSError as fault:
        raise WorkspaceError(
            f"{folder} cannot be made ({fault.strerror}): make room, or name a folder you may write to"
        ) from fault
    finally:
        close_database()
        shutil.rmtree(stage, ignore_errors=True)


def _move_all(stage: Path, folder: Path) -> None:
    """Move what was made into a folder that cannot be replaced, the mark of a workspace last: until then nothing takes it for one."""
    for path in sorted(stage.iterdir(), key=lambda path: path.name == MARK):
        path.rename(folder / path.name)


def _clean(folder: Path) -> None:
    """Take away what a killed restoring left."""
    for place in (folder, folder.parent):
        for path in place.glob(f".{folder.name}.restoring.*.tmp") if place.is_dir() else ():
            if not archive.lives(path):
                shutil.rmtree(path, ignore_errors=True)


def _unpack(reader: archive.Reader, stage: Path, tell: Tell) -> int:
    tell("figures and files")
    names = [name for name in reader.entries if name.startswith(FILES)]
    for name in names:
        path = stage / name.removeprefix(FILES)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for piece in reader.pieces(name):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    if not (stage / MARK).is_file():
        raise DataError(f"the archive holds no {MARK}, so that it is none of a whole workspace; nothing was restored")
    return len(names)


def _restore_rows(reader: archive.Reader, database: Path | str, tell: Tell) -> int:
    """Make the tables as they were, fill them, and run the migrations since: in one transaction, and as a whole or not at all."""
    due_migrations(database)
    from stocktake_web import dump

    if dump.migrations_had():
        raise WorkspaceError(f"the database {connection.settings_dict['NAME']} holds records already: name an empty one")
    try:
        had = [(str(app), str(name)) for app, name in reader.facts["migrations"]]
        with in_plain_words(), connection.constraint_checks_disabled(), transaction.atomic():
            count = _fill(reader, had, tell)
            connection.check_constraints()
    except (DatabaseError, KeyError, ValueError, TypeError) as fault:
        raise DataError(
            f"the records of the backup do not fit the database ({' '.join(str(fault).split())[:200]}); nothing was restored"
        ) from fault
    close_database()
    tell("bringing the database up to date")
    open_database(database)
    close_database()
    return count


def _fill(reader: archive.Reader, had: list[tuple[str, str]], tell: Tell) -> int:
    from stocktake_web import dump

    dump.make_as_of(had)
    found = dump.tables(had)
    count = 0
    for table in found:
        name = dump.name_of(table)
        tell(f"records: {name}")
        written = dump.fill(table, reader.lines(f"{ROWS}{name}.jsonl"))
        if written != reader.facts["rows"].get(name):
            raise ValueError(f"{name} has {written} rows")
        count += written
    dump.count_on(found)
    return count

"""The newest edition of the figures, in one file that is sorted by area and kept in the workspace: the figures of one area lie together.

Snapshots are sorted by indicator and hold every edition, and there may be dozens of them. To find the figures of one country in them and
the newest edition of each takes longer than all that a review makes of them. The file holds the indicators of the catalogue: no rule
says anything of others.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq

from stocktake.catalog import catalog as catalog_file
from stocktake.errors import WorkspaceError
from stocktake.service import coded
from stocktake.service.progress import Tell, silently
from stocktake.tables import kept, lock, schema, series, snapshot
from stocktake.workspace import Workspace

if TYPE_CHECKING:
    import ibis.expr.types as ir

FOLDER: Final = "derived/newest"
"""Where the file is kept in a workspace; it may be deleted at any time."""

MOST: Final = 2
"""So many files stay: the one in use, and the one that a process may still be reading."""

ROWS_TOGETHER: Final = 32_768
"""Rows that are read together or not at all. With fewer each reading takes longer, with more too much is read for one country."""

_CODE: Final = ("model/observation.py", "service/newest.py", "tables/*.py")
"""The code that says which edition is the newest and how it lies in the file."""

_WORKING: Final = Lock()


def observations(workspace: Workspace, tell: Tell = silently) -> "ir.Table":
    """Return the newest edition of every observation of the indicators of the catalogue, in the columns of `tables.schema`.

    A workspace without figures gives no rows. `tell` and errors are those of `files`.
    """
    return series.read(files(workspace, tell))


def files(workspace: Workspace, tell: Tell = silently) -> list[Path]:
    """Return the file of the newest editions in a list, which is empty in a workspace without figures.

    It is written where nobody has written it yet for these figures: a few seconds for millions of them, the memory of one part of them;
    `tell` hears how far it is. In a workspace that cannot be written it lies among temporary files and goes when the process ends.
    WorkspaceError where a snapshot is missing or damaged, or where the file can be written nowhere.
    """
    snapshots = snapshot.verify(workspace.figures)
    if not snapshots:
        return []
    indicators = sorted(catalog_file.load().indicators)
    told = repr((indicators, [path.stem for path in snapshots.values()])).encode()
    name = sha256(coded.digest(*_CODE) + told).hexdigest()[:16]

    def within(folder: Path) -> Path | None:
        write = partial(_write, snapshots=list(snapshots.values()), indicators=indicators, tell=tell)
        return kept.file(folder / name) or _written(folder / name, write)

    found = within(workspace.folder / FOLDER) or within(_temporary())
    if found is None:
        raise WorkspaceError(f"{_temporary()}: cannot be written; free some space")
    return [found]


@cache
def _temporary() -> Path:
    """Return a folder of this process that goes with it."""
    return Path(_of_process().name)


@cache
def _of_process() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix="stocktake-newest-")


def _written(path: Path, write: Callable[[Path], None]) -> Path | None:
    """Return the file of the newest editions, kept under `path`; None where it cannot be written. Who comes second finds the first one's."""
    with ExitStack() as alone:
        alone.enter_context(_WORKING)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            alone.enter_context(lock.held(path.parent.parent / ".newest.lock"))
        return kept.file(path) or kept.write_file(path, write, MOST)


def _write(draft: Path, snapshots: Sequence[Path], indicators: Sequence[str], tell: Tell) -> None:
    table = series.read(snapshots)
    known, rows = table.filter(table.indicator.isin(indicators)), 0
    with pq.ParquetWriter(draft, schema.SCHEMA, compression="zstd") as writer:
        tell("putting the figures in order, area by area")
        for part in series.in_parts(known, series.latest_vintage, by="ref_area"):
            writer.write_table(part, row_group_size=ROWS_TOGETHER)
            rows += part.num_rows
            tell(f"putting the figures in order, area by area: {rows:,} so far")

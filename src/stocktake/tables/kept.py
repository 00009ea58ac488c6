"""Tables worked out once and kept beside the figures: they may be deleted at any time, and a damaged one is as if it were not there."""

import uuid
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def read(path: Path) -> pa.Table | None:
    """Return the table that `write` kept at `path`; None where there is none, or not a whole one."""
    try:
        content = pa.BufferReader(path.read_bytes())
        return pq.ParquetFile(content, page_checksum_verification=True).read(
            use_threads=False
        )  # threads cost more than they save
    except (OSError, pa.ArrowException):
        return None


def write(path: Path, table: pa.Table, most: int) -> None:
    """Keep a table at `path`, whole or not at all, and let at most the `most` newest files stay beside it.

    Where the folder cannot be written, nothing is kept. Several processes may write at once: the last one wins.
    """
    draft = path.with_name(f".{uuid.uuid4().hex}.tmp")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, draft, compression="zstd", write_page_checksum=True)
        draft.replace(path)
        _thin_out(path.parent, most)
    with suppress(OSError):
        draft.unlink(missing_ok=True)


def _thin_out(folder: Path, most: int) -> None:
    """Remove all but the newest files; those that a killed process left over grow old like others."""
    aged = sorted(((path.stat().st_mtime, path) for path in folder.iterdir()), reverse=True)
    for _, path in aged[most:]:
        path.unlink(missing_ok=True)

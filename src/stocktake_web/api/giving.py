"""Records given out as files, as they are at one moment. Open a database before importing this."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from stocktake.export.evidence.holding import Evidence, Holding
from stocktake.service import exporting
from stocktake.service.exporting import Asked
from stocktake.service.progress import Tell, silently
from stocktake_web.database import in_plain_words, one_moment
from stocktake_web.records import services


def write_evidence(form: str, holding: Holding, asked: Asked, stage: Path, tell: Tell = silently) -> Sequence[str]:
    """Write the accepted records that were asked for into a folder; return the names of the files.

    DataError where there are none, or a document is asked for that is not there.
    """
    with in_plain_words(), one_moment():
        return exporting.write_evidence(form, holding, asked, pages(asked), stage, tell)


def pages(asked: Asked) -> Iterator[Sequence[Evidence]]:
    """Yield the accepted records that were asked for by id, a page at a time."""
    wanted = {"areas": asked.areas, "commitments": asked.objectives, "types": asked.types, "documents": asked.documents}
    for page in services.accepted_pages(**wanted):
        yield [Evidence(one.record, one.origin, one.pack, _moment(one.decided_at)) for one in page]


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""

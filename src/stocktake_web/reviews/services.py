"""What people ask of reviews."""

from stocktake.model.review import Review
from stocktake.service import gathering
from stocktake.service.progress import Tell, silently
from stocktake.workspace import Workspace
from stocktake_web.records import services as records


def review(code: str, as_of: int, workspace: Workspace, tell: Tell = silently) -> Review:
    """Return the review of the area `code` with figures up to the year `as_of` and the records as they stand now."""
    return gathering.review(code, as_of, workspace, evidence(), tell)


def evidence() -> gathering.Evidence:
    """Return the accepted records and every document."""
    return gathering.Evidence(tuple(records.accepted_records()), tuple(records.documents()))

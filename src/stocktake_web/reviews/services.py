"""What people ask of reviews."""

import logging
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache

from stocktake.model.review import Review
from stocktake.service import gathering
from stocktake.service.progress import Tell, silently
from stocktake.workspace import Workspace
from stocktake_web.records import services as records
from stocktake_web.site import keeping

log = logging.getLogger("stocktake.reviews")


def review(code: str, as_of: int, workspace: Workspace, tell: Tell = silently) -> Review:
    """Return the review of the area `code` with figures up to the year `as_of` and the records as they stand now."""
    return gathering.review(code, as_of, workspace, evidence(), tell)


def live(code: str) -> Review:
    """Return the review of an area as it stands now, from what is kept of it where nothing has changed since."""
    key = sha256(f"review|{code}|{keeping.stamp()}".encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        found = review(code, keeping.year(), settings.WORKSPACE, log.warning)
        cache.set(key, found)
    return found


def evidence() -> gathering.Evidence:
    """Return the accepted records and every document."""
    return gathering.Evidence(tuple(records.accepted_records()), tuple(records.documents()))

"""What people ask of reviews."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from stocktake.catalog.area import areas
from stocktake.model.area import WORLD, Area, fold
from stocktake.model.review import Review
from stocktake.service import gathering
from stocktake.service.progress import Tell, silently
from stocktake.workspace import Workspace
from stocktake_web.records import services as records
from stocktake_web.site import keeping

REMEMBERED: Final = 10_000
"""Up to so many records stay in the memory of a process between two reviews, some 30 MB; more are read anew each time."""

log = logging.getLogger("stocktake.reviews")


def review(code: str, as_of: int, workspace: Workspace, tell: Tell = silently) -> Review:
    """Return the review of the area `code` with figures up to the year `as_of` and the records as they stand now."""
    return gathering.review(code, as_of, workspace, evidence(), tell)


def live(code: str) -> Review:
    """Return the review of an area as it stands now, the one kept on disk where nothing has changed since.

    So its page in any language, its files and the API tell of one and the same review.
    """
    return keeping.typed_on_disk(f"review|{code}", Review, lambda: _drawn(code))


def _drawn(code: str) -> Review:
    found = keeping.in_memory("evidence", evidence) if records.how_many() <= REMEMBERED else evidence()
    return gathering.review(code, keeping.year(), settings.WORKSPACE, found, log.warning)


def evidence() -> gathering.Evidence:
    """Return the accepted records and every document."""
    return gathering.Evidence(tuple(records.accepted_records()), tuple(records.documents()))


@dataclass(frozen=True, slots=True)
class Branch:
    """A region with the regions right within it and, where it has none of those, its countries and areas by name."""

    area: Area
    regions: tuple["Branch", ...]
    countries: tuple[Area, ...]


def tree(language: str) -> Branch:
    """Return the world with its regions of M49 and their countries and areas, all in the alphabet of a language."""
    return _branch(areas().get(WORLD), language)


def groups(language: str) -> tuple[Area, ...]:
    """Return the groups that cut across regions, as the least developed countries."""
    return _by_name((one for one in areas() if one.kind == "group"), language)


def _branch(area: Area, language: str) -> Branch:
    within = [one for one in areas() if area.code in one.parents]
    regions = _by_name((one for one in within if one.kind == "region"), language)
    countries = _by_name((one for one in within if one.kind == "country"), language)
    return Branch(area, tuple(_branch(one, language) for one in regions), countries)


def _by_name(found: Iterable[Area], language: str) -> tuple[Area, ...]:
    return tuple(sorted(found, key=lambda one: fold(one.name_in(language))))

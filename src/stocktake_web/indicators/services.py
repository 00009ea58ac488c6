"""What people ask of indicators: how they are published, what the methods say of them, and the list of them all."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
from django.conf import settings

from stocktake.catalog import area as area_file
from stocktake.catalog import catalog as catalog_file
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method
from stocktake.model.provenance import Source
from stocktake.model.review import IndicatorAssessment, Review
from stocktake.model.verdict import Standing
from stocktake.service import comparing, gathering
from stocktake.service.comparing import Judgement, Overview
from stocktake.tables import choice as reading
from stocktake_web.reviews import services as reviews
from stocktake_web.site import keeping


def overview(identity: str) -> Overview:
    """Return the ways in which an indicator is published."""
    return keeping.in_both(f"indicators|overview|{identity}", lambda: comparing.overview(settings.WORKSPACE, identity))


def judgement(identity: str) -> Judgement:
    """Return what the methods say of the undivided figures of an indicator."""
    return Judgement(comparing.indicator(identity), keeping.in_both(f"indicators|judged|{identity}", lambda: _judged(identity)))


def _judged(identity: str) -> pa.Table:
    return comparing.judged(settings.WORKSPACE, identity, keeping.year())


def world() -> Review:
    """Return the review of the world, kept in memory over the one that lies on disk for every process."""
    return keeping.in_memory("world", lambda: reviews.live("WLD"))


def assessed(identity: str) -> IndicatorAssessment | None:
    """Return what the review of the world says of an indicator."""
    return next((one for one in world().indicators if one.indicator.id == identity), None)


def sources() -> Mapping[tuple[str, str], Source]:
    """Return the editions behind the current figures by id and vintage."""
    return keeping.in_both(
        "indicators|sources", lambda: {(one.id, one.vintage): one for one in gathering.sources(settings.WORKSPACE)}
    )


def standings(identity: str, method: Method) -> Mapping[str, Standing]:
    """Return how every country and area stands by a method, as far as the whole is told."""
    codes = [one.code for one in area_file.areas() if one.kind == "country"]
    return keeping.in_both(
        f"indicators|standings|{identity}|{method.id}",
        lambda: dict(judgement(identity).standings(method, codes, overview(identity).areas)),
    )


# The list.


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator in a list: how the world stands on it, how many areas have figures, the newest year, and who publishes them."""

    indicator: Indicator
    standing: Standing
    areas: int
    last: str
    publishers: tuple[str, ...]


def entries() -> tuple[Entry, ...]:
    """Return every indicator that reviews tell of, in the order of the catalogue."""
    return keeping.in_both("indicators|entries", _entries)


def _entries() -> tuple[Entry, ...]:
    reach = {row["indicator"]: row for row in reading.reach(settings.WORKSPACE.figures).to_pylist()}
    told = {one.indicator.id: one.standing for one in world().indicators}
    publishers: dict[str, dict[str, None]] = {}
    for row in reading.editions(settings.WORKSPACE.figures, {}).to_pylist():
        one = sources().get((row["source"], row["vintage"]))
        publishers.setdefault(row["indicator"], {})[one.publisher if one else row["source"]] = None
    return tuple(
        Entry(
            one,
            told.get(one.id, "no_figure"),
            reach[one.id]["areas"] if one.id in reach else 0,
            reach[one.id]["last"] if one.id in reach else "",
            tuple(publishers.get(one.id, ())),
        )
        for one in catalog_file.load().told.values()
    )

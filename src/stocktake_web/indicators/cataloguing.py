"""The catalogue of the data: every edition that was read, its terms, how far it reaches, and which indicators it feeds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings

from stocktake.catalog import catalog as catalog_file
from stocktake.export.holding import Edition
from stocktake.model.indicator import Indicator
from stocktake.model.provenance import Source
from stocktake.service import exporting
from stocktake.tables import choice
from stocktake_web.api import bulk
from stocktake_web.site import keeping


@dataclass(slots=True)
class Reach:
    """How far the figures of an edition go: rows, first and last year, the day they were fetched where that is known, and what they feed."""

    rows: int = 0
    areas: int = 0
    first: str = ""
    last: str = ""
    retrieved: str = ""
    indicators: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """An edition with its reach; `others` counts the indicators it feeds that are not in the catalogue."""

    edition: Edition
    reach: Reach

    @property
    def source(self) -> Source:
        """The edition as the figures name it."""
        return self.edition.source

    @cached_property
    def feeds(self) -> list[Indicator]:
        """The indicators of the catalogue it feeds."""
        known = catalog_file.load().indicators
        return [known[one] for one in self.reach.indicators if one in known]

    @property
    def others(self) -> int:
        """How many further series codes it carries."""
        return len(self.reach.indicators) - len(self.feeds)


@dataclass(frozen=True)
class Catalogue:
    """Every edition, by publisher, and the files of everything."""

    rows: tuple[Row, ...]
    files: Mapping[str, str]

    @cached_property
    def by_publisher(self) -> Mapping[str, list[Row]]:
        """The editions by publisher, in the order of the alphabet, the newest first."""
        found: dict[str, list[Row]] = {}
        ordered = sorted(self.rows, key=lambda row: (row.source.released, row.source.vintage, row.source.id), reverse=True)
        for row in sorted(ordered, key=lambda row: row.source.publisher.casefold()):
            found.setdefault(row.source.publisher, []).append(row)
        return found

    @property
    def figures(self) -> int:
        """How many rows there are in all."""
        return sum(row.reach.rows for row in self.rows)


def catalogue() -> Catalogue:
    """Return the catalogue of the workspace."""
    reach = keeping.in_both("indicators|reach", _reach)
    found = exporting.editions(settings.WORKSPACE.figures)
    rows = tuple(Row(one, reach.get((one.source.id, one.source.vintage), Reach())) for one in found)
    return Catalogue(rows, {name: f"/api/v1/bulk/{name}" for name in bulk.TITLES})


def _reach() -> dict[tuple[str, str], Reach]:
    found: dict[tuple[str, str], Reach] = {}
    for row in choice.editions(settings.WORKSPACE.figures, {}).to_pylist():
        one = found.setdefault((row["source"], row["vintage"]), Reach())
        one.rows += row["count"]
        one.areas = max(one.areas, row["areas"])
        one.first = min(filter(None, (one.first, row["first"])))
        one.last = max(one.last, row["last"])
        one.retrieved = max(one.retrieved, row["retrieved"] or "")
        one.indicators.append(row["indicator"])
    return found

"""What is given out: rows of observations with the editions they come from, and the facts that explain their codes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.model.area import Areas
from stocktake.model.framework import Framework
from stocktake.model.indicator import Indicator
from stocktake.model.provenance import Source

CODED = (
    "indicator",
    "ref_area",
    "sex",
    "age",
    "migratory_status",
    "disability",
    "counterpart_area",
    "unit_measure",
    "obs_status",
)
"""The columns whose codes have a list."""

GENERAL = (
    "Missing is not zero: a row without a value says that the publisher gave none, and obs_status why. "
    "A missing row says that nothing was read, nothing more.",
    "A value published only as below or above a limit has status X, no value, and the limit in comment_obs.",
    "Totals stand beside their parts (_T marks what is not split), regions and groups beside countries: never add a column up.",
    "Figures of several publishers on one matter stand side by side; their definitions differ. They are not joined and not averaged.",
    "Names and codes of areas follow the United Nations; they say nothing about the legal status of a place or its borders.",
    "Some figures are shown although progress on them may not be graded: indicators.csv says which, and why.",
)
"""What holds for all figures, whoever published them."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a publisher's data set as it is cited, with what its readers must mind."""

    source: Source
    citation: str
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What explains the codes: areas, indicators, frameworks and code lists by name."""

    areas: Areas
    indicators: Mapping[str, Indicator]
    frameworks: Mapping[str, Framework]
    codelists: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Extent:
    """How far the figures of one edition reach: rows, areas, first and last period."""

    rows: int = 0
    areas: set[str] = field(default_factory=set)
    first: str = ""
    last: str = ""


@dataclass(slots=True)
class Tally:
    """What went by: how many rows, which codes, and how far each edition reaches; `key` is (source, vintage)."""

    rows: int = 0
    codes: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in CODED})
    extents: dict[tuple[str, str], Extent] = field(default_factory=dict)

    def over(self, parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """Yield the tables as they come, and take note of each."""
        for part in parts:
            self._add(part)
            yield part

    def _add(self, part: pa.Table) -> None:
        self.rows += part.num_rows
        for name, seen in self.codes.items():
            seen.update(pc.unique(part[name]).to_pylist())
        key = ["source", "vintage", "ref_area"]
        for row in part.group_by(key).aggregate([("time_period", "min"), ("time_period", "max"), ([], "count_all")]).to_pylist():
            extent = self.extents.setdefault((row["source"], row["vintage"]), Extent())
            extent.rows += row["count_all"]
            extent.areas.add(row["ref_area"])
            extent.first = min(extent.first or row["time_period_min"], row["time_period_min"])
            extent.last = max(extent.last, row["time_period_max"])


def used(editions: Sequence[Edition], tally: Tally) -> tuple[Edition, ...]:
    """Return the editions that the rows come from, by source and vintage; one that nobody described stands there by its name."""
    known = {(one.source.id, one.source.vintage): one for one in editions}
    return tuple(known.get(key) or _unknown(*key) for key in sorted(tally.extents))


def _unknown(source: str, vintage: str) -> Edition:
    return Edition(Source(source, vintage, source, "not stated", licence="not stated"), source)

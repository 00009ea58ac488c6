"""How many people there were, were born and died, from the figures of a workspace: what demographic accounting needs beside stocks."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.model.observation import SERIES_KEY, TOTAL
from stocktake.sources.demography_file import NUMBERS, SCHEMA
from stocktake.tables import series

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from stocktake.service.flowing import Interval

POPULATION, BIRTHS, DEATHS = "population", "births", "deaths"

LEAST: Final = 2
"""An edition that tells of fewer areas than this is of no use: flows need two places."""

TOGETHER: Final = {"830": ("GGY", "JEY"), "SRB": ("SRB", "XKX")}
"""Places that tables of stocks count as one and tables of populations apart, each with its parts."""

_EDITION: Final = ("source", "vintage", "released")
_UNDIVIDED: Final = [
    name for name in SERIES_KEY if name in ("age", "migratory_status", "disability", "counterpart_area", "other_dims")
]


@dataclass(frozen=True, slots=True, eq=False)
class Peopled:
    """The people of an interval as rows of `demography_file.SCHEMA`, and the edition all of them are from.

    `projected_from` is the first year of which figures are projections (status F), empty where none are.
    """

    rows: pa.Table
    source: str
    vintage: str
    projected_from: str = ""

    def __str__(self) -> str:
        projected = f", projections from {self.projected_from} on" if self.projected_from else ""
        return f"{self.source}, edition {self.vintage}{projected}"


def people(figures: "ir.Table", interval: "Interval") -> pa.Table | None:
    """Return the people of an interval as a table in `demography_file.SCHEMA`, None where the figures do not tell (see `peopled`)."""
    found = peopled(figures, interval)
    return found.rows if found else None


def peopled(figures: "ir.Table", interval: "Interval") -> Peopled | None:
    """Return populations at both ends of an interval with births and deaths between, for each of its sexes, in people.

    `figures` holds every edition (`tables.series.observations`). All comes from the newest edition that tells all of it for `LEAST` areas
    and each sex, None where there is none. An area of which any year lacks a figure has no row: missing is not zero.

    Method: stocks and populations are those of 1 July. So births and deaths count from 1 July of the first year to 30 June of the last:
    half of those of the first calendar year, all of the years between, half of the last. That takes them to be even within a year, which
    is how the published estimates do it too.
    """
    found = _of_editions(figures, interval).to_pyarrow()
    ordered = sorted(_whole(found, interval), key=lambda one: (one[2] or one[1], one[1], one[0]))
    if not ordered:
        return None
    source, vintage, released = ordered[-1]
    is_chosen = pc.and_(
        pc.equal(found["source"], source), pc.and_(pc.equal(found["vintage"], vintage), pc.equal(found["released"], released))
    )
    rows = found.filter(is_chosen).sort_by([("ref_area", "ascending"), ("sex", "ascending")])
    return Peopled(rows.select(SCHEMA.names).cast(SCHEMA), source, vintage, pc.min(rows["projected_from"]).as_py() or "")


def _of_editions(figures: "ir.Table", interval: "Interval") -> "ir.Table":
    """Return the people of each area and sex by edition, those that lack nothing."""
    t = series.every_vintage(_asked(figures, interval))
    year, ends = t.time_period, {"start": str(interval.start), "end": str(interval.end)}
    share = year.isin([*ends.values()]).ifelse(0.5, 1.0)
    counted = {indicator: t.indicator == indicator for indicator in (BIRTHS, DEATHS)}
    events = {name: (t.obs_value * share).sum(where=is_one) for name, is_one in counted.items()}
    counts = {f"years_of_{name}": year.nunique(where=is_one) for name, is_one in counted.items()}
    stocks = {
        f"population_{name}": t.obs_value.sum(where=(t.indicator == POPULATION) & (year == at)) for name, at in ends.items()
    }
    projected = t.time_period.min(where=t.obs_status == "F")
    told = t.group_by([*_EDITION, "ref_area", "sex"]).agg(**events, **stocks, **counts, projected_from=projected)
    years = interval.end - interval.start + 1
    has_all = (told.years_of_births == years) & (told.years_of_deaths == years)
    return told.filter(has_all, *(told[name].notnull() for name in NUMBERS))


def _asked(figures: "ir.Table", interval: "Interval") -> "ir.Table":
    years = [str(year) for year in range(interval.start, interval.end + 1)]
    return figures.filter(
        figures.indicator.isin([POPULATION, BIRTHS, DEATHS]),
        figures.time_period.isin(years),
        figures.sex.isin(list(interval.sexes)),
        figures.unit_measure == "PS",
        figures.obs_value.notnull(),
        *(figures[name] == TOTAL for name in _UNDIVIDED),
    )


def _whole(found: pa.Table, interval: "Interval") -> list[tuple[str, str, str]]:
    """Return the editions that tell of enough areas for each sex."""
    counted = found.group_by([*_EDITION, "sex"]).aggregate([("ref_area", "count")])
    having = (
        counted.filter(pc.greater_equal(counted["ref_area_count"], LEAST)).group_by(list(_EDITION)).aggregate([("sex", "count")])
    )
    return [tuple(row[name] for name in _EDITION) for row in having.to_pylist() if row["sex_count"] == len(interval.sexes)]


def together(rows: pa.Table, places: Collection[str]) -> tuple[pa.Table, tuple[str, ...]]:
    """Return people with those of parts added up where `places` has the whole alone (`TOGETHER`), and a sentence for each such place.

    >>> columns = zip(*[("GGY", "_T", 6.0, 6.0, 1.0, 1.0), ("JEY", "_T", 10.0, 11.0, 2.0, 1.0)], strict=True)
    >>> found, said = together(pa.table([list(one) for one in columns], schema=SCHEMA), {"830", "MDA"})
    >>> found.to_pylist()[-1]
    {'ref_area': '830', 'sex': '_T', 'population_start': 16.0, 'population_end': 17.0, 'births': 3.0, 'deaths': 2.0}
    >>> said
    ('830 stands for GGY and JEY together, as in the stocks',)
    """
    said = []
    for whole, parts in TOGETHER.items():
        has = set(rows["ref_area"].to_pylist())
        is_apart = has >= set(parts) and (whole in parts or whole not in has)
        if whole in places and is_apart and not {one for one in parts if one != whole} & set(places):
            rows = _added_up(rows, whole, parts)
            said.append(f"{whole} stands for {' and '.join(parts)} together, as in the stocks")
    return rows, tuple(said)


def _added_up(rows: pa.Table, whole: str, parts: Collection[str]) -> pa.Table:
    """Return the rows with one a sex for `whole` in place of its own, where each part has that sex."""
    of_parts = rows.filter(pc.is_in(rows["ref_area"], pa.array(sorted(parts))))
    sums = of_parts.group_by("sex").aggregate([*((name, "sum") for name in NUMBERS), ("ref_area", "count")])
    sums = sums.filter(pc.equal(sums["ref_area_count"], len(parts)))
    columns = [pa.array([whole] * sums.num_rows, pa.string()), sums["sex"], *(sums[f"{name}_sum"] for name in NUMBERS)]
    others = rows.filter(pc.not_equal(rows["ref_area"], whole))
    return pa.concat_tables([others, pa.table(columns, schema=rows.schema)])

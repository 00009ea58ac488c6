"""How many of a country's people are refugees elsewhere: SDG indicator 10.7.4.

A table of counts has one row an area of origin and period:

- `ref_area`, `time_period`: a year for a count at its end (`2024`), `2024-06` for one at mid-year
- `refugees`: refugees from the area, people in refugee-like situations among them
- `others_in_need`: other people in need of international protection, who belong to the count; the column may be left out where
  `refugees` holds them
- `population`: people who live in the area, on 1 January of the next year for a count at the end of a year, on 1 July for one at
  mid-year; `population_date` says when, as `2025-01-01`, and may be left out

Method: UNHCR, SDG indicator metadata 10.7.4 (15 December 2023). The scale stands in `data/formulas/refugee-share.yml`.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.measure import grade
from stocktake.measure.observed import observed
from stocktake.measure.series import real
from stocktake.model.area import WORLD
from stocktake.model.formula import Formula

KEY = ("ref_area", "time_period")
NUMBERS = ("refugees", "others_in_need", "population")
SCHEMA = pa.schema({**dict.fromkeys(KEY, pa.string()), **dict.fromkeys(NUMBERS, pa.float64()), "population_date": pa.string()})
"""The columns of a table of counts."""

REASONS: Mapping[str, str] = {
    "no_refugees": "The number of refugees is not known; that is not zero.",
    "no_population": "The population is not known.",
    "below_zero": "A count is below zero.",
    "nobody": "Neither refugees nor population: nothing to divide by.",
    "no_area": "No area has both counts.",
}
"""Why there is no figure, in words."""

CAUTIONS: Mapping[str, str] = {
    "others_unknown": "Other people in need of international protection are not known, so only refugees are counted.",
    "other_date": "The population is of another day than the metadata ask for.",
    "date_unknown": "Nobody says of which day the population is; the day the metadata ask for is taken.",
}
"""What to keep in mind about a figure, in words."""


def share(refugees: ir.FloatingValue, population: ir.FloatingValue, per: float) -> ir.FloatingValue:
    """Return refugees per so many people of their country; NULL where either is NULL or both are zero.

    Method: SDG indicator metadata 10.7.4: 100,000 x R / (P + R). Those who left are not among those who live there, so they are added.
    """
    return per * refugees / (population + refugees).nullif(0)


def by_origin(counts: ir.Table, formula: Formula) -> ir.Table:
    """Return one row an area and period of `counts`, none lost.

    `value` per 100,000; `refugees`, with the others in need; `population`; `reason` why there is no value, `caution` what to keep in
    mind about one (`REASONS`, `CAUTIONS`), each NULL if nothing.

    >>> from raw_factory import count_table, refugee_formula
    >>> t = count_table([{"refugees": 5_000_000, "population": 20_000_000, "population_date": "2025-01-01"}])
    >>> by_origin(t, refugee_formula()).to_pyarrow()["value"].to_pylist()        # 25,000 if they were not added to the population
    [20000.0]
    """
    t = _known(counts)
    reasons = {
        "no_refugees": t.refugees.isnull(),
        "no_population": t.population.isnull(),
        "below_zero": (t.refugees < 0) | (t.population < 0),
        "nobody": t.refugees + t.population == 0,
    }
    t = t.mutate(reason=grade.first_true(reasons), caution=_caution(t))
    value = t.reason.isnull().ifelse(share(t.refugees, t.population, formula.parameters["per"]), ibis.null("float64"))
    return t.mutate(value=value).select(*KEY, "value", "refugees", "population", "reason", "caution")


def _known(counts: ir.Table) -> ir.Table:
    """Return the counts with every column there, and the others in need among the refugees where they are known."""
    missing = {name: kind for name, kind in (("others_in_need", "float64"), ("population_date", "string"))
               if name not in counts.columns}  # fmt: skip
    t = counts.mutate(**{name: ibis.null(kind) for name, kind in missing.items()})
    t = t.mutate(**{name: real(t[name]) for name in NUMBERS})
    has_others = ibis.literal("others_in_need" in counts.columns)
    is_unknown = has_others & t.others_in_need.isnull() & t.refugees.notnull()
    return t.mutate(others_unknown=is_unknown, refugees=t.refugees + t.others_in_need.fill_null(0.0))


def _caution(t: ir.Table) -> ir.StringColumn:
    """Return what to keep in mind about a row: NULL for a day other than asked for only where a day is given."""
    date, asked = t.population_date.nullif(""), population_date(t.time_period)
    conditions = {"others_unknown": t.others_unknown, "other_date": date != asked, "date_unknown": date.isnull()}
    return grade.first_true(conditions)


def population_date(time_period: ir.StringValue) -> ir.StringValue:
    """Return the day whose population goes with a count of refugees: 1 January of the next year for the end of one, 1 July for mid-year.

    NULL for a period that ends neither with the year nor with June.

    >>> t = ibis.memtable(pa.table({"p": ["2024", "2024-06", "2024-S1", "2024-Q4", "2024-Q1"]}))
    >>> t.select(p=population_date(t.p)).to_pyarrow()["p"].to_pylist()
    ['2025-01-01', '2024-07-01', '2024-07-01', '2025-01-01', None]
    """
    year, part = time_period.substr(0, 4), time_period.substr(4)
    following = (year.cast("int64") + 1).cast("string")
    return ibis.cases(
        (part.isin(["", "-12", "-Q4", "-S2"]), following + "-01-01"),
        (part.isin(["-06", "-Q2", "-S1"]), year + "-07-01"),
        else_=ibis.null("string"),
    )


def by_region(counts: ir.Table, formula: Formula, regions: pa.Table) -> ir.Table:
    """Return one row a region and period: `value`, `refugees` and `population` of the areas that have both, `areas` of them, `without`
    the others of the region, and `reason`, `no_area` where none has both.

    `regions` has the columns `member` and `group`; areas of it that are not in `counts` are among those `without`.

    Method: SDG indicator metadata 10.7.4: mean of the areas weighted by P + R, which is 100,000 x sum of R / sum of P + R. An area
    without data takes that mean, for this sum alone, which leaves the mean as it is; so such areas are left out here and counted.
    """
    places = ibis.memtable(regions.select(["member", "group"])).distinct()
    periods = counts.select("time_period").distinct()
    found = by_origin(counts, formula)
    expected = places.cross_join(periods)
    t = expected.left_join(found, [expected.member == found.ref_area, expected.time_period == found.time_period])
    t = t.select(ref_area=expected.group, time_period=expected.time_period, refugees=found.refugees,
                 population=found.population, value=found.value)  # fmt: skip
    return _summed(t, formula)


def world(counts: ir.Table, formula: Formula) -> ir.Table:
    """Return one row a period for all areas of `counts` together, in the columns of `by_region`; `ref_area` is `WLD`.

    Who is not in `counts` is not known here, so `without` counts only its areas without a value.
    """
    return _summed(by_origin(counts, formula).mutate(ref_area=ibis.literal(WORLD)), formula)


def _summed(t: ir.Table, formula: Formula) -> ir.Table:
    is_there = t.value.notnull()
    found = t.group_by(list(KEY)).agg(
        refugees=t.refugees.sum(where=is_there),
        population=t.population.sum(where=is_there),
        areas=is_there.cast("int64").sum(),
        without=(~is_there).cast("int64").sum(),
    )
    value = share(found.refugees, found.population, formula.parameters["per"])
    reason = grade.first_true({"no_area": found.areas == 0})
    return found.mutate(value=value, reason=reason).select(*KEY, "value", "refugees", "population", "areas", "without", "reason")


def observations(found: ir.Table, source: str = "", vintage: str = "") -> ir.Table:
    """Return the table of any of the functions here as observations: one row an area and period, a missing value with the status `O`."""
    return observed(
        found,
        found.value,
        indicator="10.7.4",
        series="SM_POP_REFG_OR",
        ref_area=found.ref_area,
        time_period=found.time_period,
        unit_measure="PER_100K",
        source=source,
        vintage=vintage,
        comment_obs=found.caution.fill_null("") if "caution" in found.columns else _basis(found),
    )


def _basis(t: ir.Table) -> ir.StringValue:
    return t.areas.cast("string") + " of " + (t.areas + t.without).cast("string") + " areas"

"""What it costs to send money, from the prices of services: SDG indicator 10.c.1.

A table of services has one row a service in a corridor and period:

- `sending`, `receiving`: the codes of the two areas of the corridor; `time_period`
- `provider`, `service`: whose service it is, and which of theirs; `service` may be left out
- `cost`: fee and exchange-rate margin as per cent of the amount sent
- `transparent`: whether the exchange rate is disclosed; `days`: how long the money takes; `accessible`: whether sender and receiver can
  make use of it. NULL is "not known", and what is not known does not qualify
- `weight`: the money that flows through the corridor, the same in each of its rows; may be left out

Averages are simple means over services at every level: a country, a region and the world average the services that go there, never
corridors or countries. Each figure stands beside the number of services or corridors it rests on.

Method: World Bank, SDG indicator metadata 10.c.1 (31 March 2022). The numbers chosen stand in `data/formulas/remittance-cost.yml`.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, get_args

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.measure import grade
from stocktake.measure.observed import observed
from stocktake.measure.series import real
from stocktake.model.area import WORLD
from stocktake.model.formula import Formula
from stocktake.model.observation import TOTAL

Level: TypeAlias = Literal["corridor", "receiving", "sending", "region", "world"]
LEVELS: tuple[Level, ...] = get_args(Level)

CORRIDOR = ("sending", "receiving", "time_period")
SCHEMA = pa.schema(
    {
        **dict.fromkeys((*CORRIDOR, "provider", "service"), pa.string()),
        "cost": pa.float64(),
        "transparent": pa.bool_(),
        "days": pa.float64(),
        "accessible": pa.bool_(),
        "weight": pa.float64(),
    }
)
"""The columns of a table of services."""

OPTIONAL: Mapping[str, str] = {"service": "string", "weight": "float64"}

REASONS: Mapping[str, str] = {
    "no_qualifying_service": "No service of the corridor is known to qualify, so there is no SmaRT average: no data, not a limit met.",
    "fewer_than_three": "Fewer than three services of the corridor qualify, so there is no SmaRT average: no data, not a limit met.",
    "no_priced_service": "No transparent service has a cost.",
    "no_weight": "No corridor with a cost has a weight, so there is no weighted average.",
}
"""Why a figure is missing, in words."""

Figure: TypeAlias = tuple[str, str, str]
_COUNTRY: tuple[Figure, ...] = (
    ("10.c.1", "SI_RMT_COST", "cost"),
    ("remittance-cost-smart", "REMITTANCE_COST_SMART", "smart"),
    ("remittance-cost-weighted", "REMITTANCE_COST_WEIGHTED", "weighted"),
)
FIGURES: Mapping[Level, tuple[Figure, ...]] = {
    "corridor": (("10.c.1", "SI_RMT_COST_BC", "cost"), ("10.c.1", "SI_RMT_COST_SC", "smart")),
    "receiving": _COUNTRY,
    "sending": (("10.c.1", "SI_RMT_COST_SND", "cost"),),
    "region": _COUNTRY,
    "world": _COUNTRY,
}
"""Which column is which series of which indicator, by level."""


def corridors(services: ir.Table, formula: Formula) -> ir.Table:
    """Return one row a corridor and period, none lost; no rows for no services.

    - `cost`: the mean over transparent services, per cent; `counted` of them, out of `services`
    - `smart`: the SmaRT average, the mean of the three cheapest qualifying services: transparent, five days or fewer, accessible;
      `qualifying` counts them, `unknown` those that might qualify if speed and access were known
    - `limit_status`: `met` where the SmaRT average is 5 per cent or less, `not_met` above, `no_data` where there is no SmaRT average
    - `reason`: why a figure is missing (`REASONS`), NULL if none is
    - `weight`: of the corridor; NULL where it is not known, below zero, or not the same in all rows

    With fewer than three qualifying services there is no SmaRT average: with none by the World Bank's own count ("corridors without
    any qualifying service", 22 in 2023-Q3), with one or two by our reading of the metadata. A SmaRT average can be above the
    mean, for cheap services that take long count in the mean alone.

    >>> from raw_factory import remittance_formula, services
    >>> rows = services("ARE-IND", (3.2, 1), (2.6, 2), (6.0, 1), (2.5, 7), (None, 1))      # cost and days
    >>> found = corridors(rows, remittance_formula()).to_pyarrow().to_pylist()[0]
    >>> round(found["cost"], 3), found["counted"], round(found["smart"], 4), found["qualifying"], found["limit_status"]
    (3.575, 4, 3.9333, 3, 'met')
    """
    return _corridors(services, CORRIDOR, formula).select(*CORRIDOR, *_OF_CORRIDOR)


_OF_CORRIDOR = ("cost", "smart", "limit_status", "reason", "services", "counted", "qualifying", "unknown", "weight")


def by_receiving(services: ir.Table, formula: Formula) -> ir.Table:
    """Return one row a receiving area and period, in the columns of `averages`: what it costs to send to it."""
    return averages(services.mutate(ref_area=services.receiving), formula)


def by_sending(services: ir.Table, formula: Formula) -> ir.Table:
    """Return one row a sending area and period, in the columns of `averages`: what it costs to send from it."""
    return averages(services.mutate(ref_area=services.sending), formula)


def by_region(services: ir.Table, formula: Formula, regions: pa.Table) -> ir.Table:
    """Return one row a region of receiving areas and period, in the columns of `averages`.

    `regions` has the columns `member` and `group`; a service counts once in each region its receiving area is in, and nowhere if it is
    in none.
    """
    places = ibis.memtable(regions.select(["member", "group"])).distinct()
    joined = services.inner_join(places, services.receiving == places.member)
    return averages(joined.select(*services.columns, ref_area=places.group), formula)


def world(services: ir.Table, formula: Formula) -> ir.Table:
    """Return one row a period for all services together, in the columns of `averages`; `ref_area` is `WLD`."""
    return averages(services.mutate(ref_area=ibis.literal(WORLD)), formula)


def averages(services: ir.Table, formula: Formula) -> ir.Table:
    """Return one row a `ref_area` of `services` and period:

    - `cost`: the mean over transparent services, never over corridors; `counted` of them, out of `services`
    - `smart`: the mean of the SmaRT averages of `smart_corridors` out of `corridors`; as each has three services in it, it is the mean
      over those services too
    - `weighted`: the mean of the corridors' costs by their weights, over `weighted_corridors`, which are `weighted_share` of those
      with a cost; NULL where no weight is known
    - `met`, `not_met`, `no_data`: how many corridors keep the limit
    - `reason`: why there is no `cost` (`REASONS`)

    >>> from raw_factory import remittance_formula, services
    >>> rows = services("ARE-IND", (2.0, 1), (4.0, 1), (6.0, 1)).union(services("SAU-IND", (12.0, 1)))
    >>> found = by_receiving(rows, remittance_formula()).to_pyarrow().to_pylist()[0]
    >>> found["ref_area"], found["cost"], found["corridors"]       # the mean of the two corridors would be 8
    ('IND', 6.0, 2)
    """
    key = ("ref_area", "time_period")
    parts = _corridors(services, ("ref_area", *CORRIDOR), formula)
    found = _means(_known(services, formula), key).join(_over_corridors(parts, key), list(key))
    reason = grade.first_true({"no_priced_service": found.counted == 0})
    return found.mutate(reason=reason).select(*key, *_OF_AREA)


_OF_AREA = ("cost", "smart", "weighted", "reason", "services", "counted", "corridors", "smart_corridors", "met", "not_met", "no_data",
            "weighted_corridors", "weighted_share")  # fmt: skip


def _known(services: ir.Table, formula: Formula) -> ir.Table:
    """Return the services with every column there, and with what each of them counts for."""
    t = services.mutate(**{name: ibis.null(kind) for name, kind in OPTIONAL.items() if name not in services.columns})
    t = t.mutate(**{name: real(t[name]) for name in ("cost", "days", "weight")})
    is_counted = (t.transparent & t.cost.notnull()).fill_null(False)
    is_fast, is_slow = t.days <= formula.parameters["smart_days"], t.days > formula.parameters["smart_days"]
    is_qualifying = (is_counted & is_fast & t.accessible).fill_null(False)
    is_ruled_out = is_slow.fill_null(False) | (~t.accessible).fill_null(False)
    return t.mutate(
        is_counted=is_counted,
        is_qualifying=is_qualifying,
        is_unknown=is_counted & ~is_qualifying & ~is_ruled_out,
        weight=(t.weight >= 0).ifelse(t.weight, ibis.null("float64")),
    )


def _means(t: ir.Table, key: Sequence[str]) -> ir.Table:
    return t.group_by(list(key)).agg(
        cost=t.cost.mean(where=t.is_counted), services=t.count(), counted=t.is_counted.cast("int64").sum()
    )


def _corridors(services: ir.Table, key: Sequence[str], formula: Formula) -> ir.Table:
    """Return one row a `key`, which holds the corridor, in the columns of `corridors`."""
    t = _known(services, formula)
    place = ibis.row_number().over(group_by=[*key, "is_qualifying"], order_by=["cost", "provider", "service"])
    t = t.mutate(is_cheapest=t.is_qualifying & (place < int(formula.parameters["smart_services"])))
    found = t.group_by(list(key)).agg(
        cost=t.cost.mean(where=t.is_counted),
        cheapest=t.cost.mean(where=t.is_cheapest),
        services=t.count(),
        counted=t.is_counted.cast("int64").sum(),
        qualifying=t.is_qualifying.cast("int64").sum(),
        unknown=t.is_unknown.cast("int64").sum(),
        weights=t.weight.nunique() + t.weight.isnull().any().cast("int64"),
        weight=t.weight.max(),
    )
    return _with_limit(found, formula)


def _with_limit(t: ir.Table, formula: Formula) -> ir.Table:
    """Return `t` with the SmaRT average, what it says of the limit, and why a figure is missing."""
    smart = (t.qualifying >= int(formula.parameters["smart_services"])).ifelse(t.cheapest, ibis.null("float64"))
    t = t.mutate(smart=smart, weight=(t.weights == 1).ifelse(t.weight, ibis.null("float64")))
    is_met = t.smart.round(9) <= formula.parameters["corridor_limit"]  # a mean of three prices may be off in its last digit
    limit_status = ibis.cases((t.smart.isnull(), "no_data"), (is_met, "met"), else_="not_met")
    reasons = {
        "no_priced_service": t.counted == 0,
        "no_qualifying_service": t.qualifying == 0,
        "fewer_than_three": t.smart.isnull(),
    }
    return t.mutate(limit_status=limit_status, reason=grade.first_true(reasons))


def _over_corridors(t: ir.Table, key: Sequence[str]) -> ir.Table:
    """Return one row a `key` of what is taken from corridors and not from services."""
    is_weighted = t.weight.notnull() & t.cost.notnull()
    found = t.group_by(list(key)).agg(
        smart=t.smart.mean(),
        corridors=t.count(),
        priced=t.cost.notnull().cast("int64").sum(),
        smart_corridors=t.smart.notnull().cast("int64").sum(),
        flow=t.weight.sum(where=is_weighted),
        price=(t.weight * t.cost).sum(where=is_weighted),
        weighted_corridors=is_weighted.cast("int64").sum(),
        **{one: (t.limit_status == one).cast("int64").sum() for one in ("met", "not_met", "no_data")},
    )
    share = found.weighted_corridors / found.priced.nullif(0).cast("float64")
    return found.mutate(weighted=found.price / found.flow.nullif(0), weighted_share=share).drop("flow", "price", "priced")


def table(services: ir.Table, level: Level, formula: Formula, regions: pa.Table | None = None) -> ir.Table:
    """Return the table of one level; `regions` is needed for `region` alone, see `by_region`."""
    if level == "region":
        return by_region(services, formula, regions if regions is not None else _NO_REGIONS)
    return {"corridor": corridors, "receiving": by_receiving, "sending": by_sending, "world": world}[level](services, formula)


_NO_REGIONS = pa.table({"member": pa.array([], pa.string()), "group": pa.array([], pa.string())})


def observations(found: ir.Table, level: Level, source: str = "", vintage: str = "") -> ir.Table:
    """Return the figures of a table of `level` as observations: one row a figure, a missing one with the status `O`.

    A corridor is kept under the area it leads to, with the sending area as its `counterpart_area`. `comment_obs` says how many
    services or corridors the figure rests on.
    """
    rows = [_observed(found, level, figure, source, vintage) for figure in FIGURES[level]]
    return rows[0] if len(rows) == 1 else ibis.union(*rows)


def _observed(t: ir.Table, level: Level, figure: Figure, source: str, vintage: str) -> ir.Table:
    indicator, code, column = figure
    is_corridor = level == "corridor"
    return observed(
        t,
        t[column],
        indicator=indicator,
        series=code,
        ref_area=t.receiving if is_corridor else t.ref_area,
        time_period=t.time_period,
        counterpart_area=t.sending if is_corridor else TOTAL,
        unit_measure="PT",
        source=source,
        vintage=vintage,
        comment_obs=_basis(t, level, column),
    )


def _basis(t: ir.Table, level: Level, column: str) -> ir.StringColumn:
    """Return what a figure rests on, in words, such as `4 of 5 services`."""
    parts = {"cost": ("counted", "services", "services"), "smart": ("smart_corridors", "corridors", "corridors"),
             "weighted": ("weighted_corridors", "corridors", "corridors")}  # fmt: skip
    if level == "corridor" and column == "smart":
        return t.qualifying.cast("string") + " qualifying of " + t.services.cast("string") + " services"
    some, every, noun = parts[column]
    return t[some].cast("string") + " of " + t[every].cast("string") + f" {noun}"

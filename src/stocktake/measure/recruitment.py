"""What a job abroad costs a worker, in months of earnings: SDG indicator 10.7.1.

A table of workers has one row a worker: `ref_area` (the country the figure is about), `time_period`, `worker` (any id), `cost` (what
the worker paid to get the first job abroad), `earnings` (what that job paid in its first full month, in the same money), `weight` of
the worker in the sample (may be left out), and columns to split by, such as `sex` or `counterpart_area`.

The ratio is taken for each worker and summarised then; a ratio of two averages is another number. A worker without cost or earnings
has no ratio: left out and counted, never zero. There is no figure above the country.

Method: ILO and World Bank, SDG indicator metadata 10.7.1 (2 August 2024). The shares stand in `data/formulas/recruitment-cost.yml`.
"""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.measure import grade
from stocktake.measure.observed import observed
from stocktake.measure.series import real
from stocktake.model.formula import Formula
from stocktake.model.observation import DISAGGREGATIONS, TOTAL

KEY = ("ref_area", "time_period")
NUMBERS = ("cost", "earnings", "weight")
SCHEMA = pa.schema({**dict.fromkeys((*KEY, "worker"), pa.string()), **dict.fromkeys(NUMBERS, pa.float64())})
"""The columns of a table of workers, beside those to split by."""

STATISTICS = ("mean", "median", "fourth_quintile")
LEADING = "mean"

REASONS: Mapping[str, str] = {
    "no_cost": "The cost is not known.",
    "cost_below_zero": "The cost is below zero.",
    "no_earnings": "The earnings are not known.",
    "earnings_not_above_zero": "Earnings of zero or less give no ratio.",
    "no_weight": "The weight in the sample is not known or not above zero.",
    "no_ratio": "No worker has both cost and earnings.",
}
"""Why a worker has no ratio, or a group no figure, in words."""

UNKNOWN = "_U"
"""SDMX's code for a value that is not known: no total."""

_EDGE = 1e-9
"""How near a sum of weights has to come to a share to count as exactly that share."""


def ratios(workers: ir.Table) -> ir.Table:
    """Return the workers with `ratio`, the cost in months of earnings, and `reason`, why there is none (`REASONS`).

    A worker who paid nothing has the ratio 0.

    >>> from raw_factory import workers
    >>> found = ratios(workers((1200, 400), (0, 500), (900, None), (900, 0))).order_by("worker").to_pyarrow()
    >>> list(zip(found["ratio"].to_pylist(), found["reason"].to_pylist()))
    [(3.0, None), (0.0, None), (None, 'no_earnings'), (None, 'earnings_not_above_zero')]
    """
    t = workers if "weight" in workers.columns else workers.mutate(weight=ibis.literal(1.0))
    t = t.mutate(**{name: real(t[name]) for name in NUMBERS})
    reasons = {
        "no_cost": t.cost.isnull(),
        "cost_below_zero": t.cost < 0,
        "no_earnings": t.earnings.isnull(),
        "earnings_not_above_zero": t.earnings <= 0,
        "no_weight": t.weight.isnull() | (t.weight <= 0),
    }
    t = t.mutate(reason=grade.first_true(reasons))
    return t.mutate(ratio=t.reason.isnull().ifelse(t.cost / t.earnings.nullif(0), ibis.null("float64")))


def summary(workers: ir.Table, formula: Formula, split: Sequence[str] = ()) -> ir.Table:
    """Return one row a `ref_area` and period, and value of the columns in `split`, none lost; no rows for no workers.

    `mean`, `median` and `fourth_quintile` of the ratios, in months; `workers`, `counted` (those with a ratio), `left_out`; `reason`
    is `no_ratio` where nobody has one and the figures are NULL. A blank in a column of `split` is the value `_U`, unknown.

    >>> from raw_factory import recruitment_formula, workers
    >>> asked = workers((1200, 400), (3000, 500), (900, 300), (4500, 450), (600, 600))
    >>> found = summary(asked, recruitment_formula()).to_pyarrow().to_pylist()[0]
    >>> found["mean"], found["median"], found["fourth_quintile"]        # the ratio of the totals would be 4.53
    (4.6, 3.0, 8.0)
    """
    key = [*KEY, *split]
    known = {name: workers[name].nullif("").fill_null(UNKNOWN) for name in split}
    t = _placed(ratios(workers.mutate(**known)), key)
    mean = (t.weight * t.ratio).sum() / t.weight.sum(where=t.ratio.notnull()).nullif(0)
    found = t.group_by(key).agg(
        mean=mean,
        **{name: quantile(t, formula.parameters[name]) for name in ("median", "fourth_quintile")},
        workers=t.count(),
        counted=t.ratio.count(),
        left_out=t.ratio.isnull().cast("int64").sum(),
    )
    return found.mutate(reason=grade.first_true({"no_ratio": found.counted == 0}))


def _placed(t: ir.Table, key: Sequence[str]) -> ir.Table:
    """Return `t` with where each ratio stands among those of its group, lowest first.

    `upto` is the share of weight up to and with it, `following` the ratio after it. Both are NULL without a ratio.
    """
    order = [t.ratio.asc(nulls_first=False), t.worker]
    weight = t.ratio.isnull().ifelse(0.0, t.weight)
    before = weight.sum().over(ibis.window(group_by=list(key), order_by=order, preceding=None, following=0))
    whole = weight.sum().over(ibis.window(group_by=list(key)))
    following = t.ratio.lead().over(ibis.window(group_by=list(key), order_by=order))
    upto = t.ratio.isnull().ifelse(ibis.null("float64"), before / whole.nullif(0))
    return t.mutate(upto=upto, following=following)


def quantile(t: ir.Table, share: float) -> ir.FloatingScalar:
    """Return the ratio that `share` of the weight does not exceed, for each group of `t` (`_placed`); NULL without ratios.

    It is the lowest ratio with more than `share` of the weight up to and with it; where exactly that share ends with a ratio, the mean of
    it and the next one, as is usual for the median.
    """
    is_edge, is_past = (t.upto - share).abs() <= _EDGE, t.upto > share + _EDGE
    edge = ((t.ratio + t.following) / 2).min(where=is_edge)
    return edge.fill_null(t.ratio.min(where=is_past))


def left_out(workers: ir.Table) -> ir.Table:
    """Return the workers without a ratio, one row each: `ref_area`, `time_period`, `worker`, `reason`."""
    t = ratios(workers)
    return t.filter(t.reason.notnull()).select(*KEY, "worker", "reason").order_by([*KEY, "worker"])


def observations(found: ir.Table, split: Sequence[str] = (), source: str = "", vintage: str = "") -> ir.Table:
    """Return a `summary` as observations: one row a figure, a missing one with the status `O`.

    The mean stands without a dimension of its own, so that a review can lead with it; the others have `statistic=median` and
    `statistic=fourth_quintile` in `other_dims`, for the metadata leave the choice open. Columns of `split` that an observation has stand
    there, others in `other_dims`. `comment_obs` names the statistic and counts the workers.
    """
    return ibis.union(*(_observed(found, split, one, source, vintage) for one in STATISTICS))


def _observed(t: ir.Table, split: Sequence[str], statistic: str, source: str, vintage: str) -> ir.Table:
    return observed(
        t,
        t[statistic],
        indicator="10.7.1",
        series="SL_EMP_RCOST_MO",
        other_dims=_dimensions(t, [one for one in split if one not in DISAGGREGATIONS], statistic),
        unit_measure="MONTHS_EARNED",
        source=source,
        vintage=vintage,
        comment_obs=ibis.literal(f"{statistic.replace('_', ' ')} of ")
        + t.counted.cast("string")
        + " of "
        + t.workers.cast("string")
        + " workers",
        **{name: t[name] for name in (*KEY, *(one for one in split if one in DISAGGREGATIONS))},
    )


def _dimensions(t: ir.Table, split: Sequence[str], statistic: str) -> ir.StringValue:
    """Return `education=high;statistic=median`, sorted by key; `_T` where nothing splits the value."""
    parts: dict[str, ir.Value] = {name: t[name] for name in split}
    if statistic != LEADING:
        parts["statistic"] = ibis.literal(statistic)
    if not parts:
        return ibis.literal(TOTAL)
    first, *rest = (ibis.literal(f"{name}=") + parts[name] for name in sorted(parts))
    for part in rest:
        first = first + ";" + part
    return first

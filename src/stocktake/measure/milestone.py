"""Milestones judged: is a step met or missed, and if its date lies ahead, is the value where the path to the target should be?

The path is a straight line in time from the baseline to the target unless the milestone says `compound`. A text that names only a number
and a date asks for no particular pace, and the line is the one path that asks the same of every year. It can be drawn from zero, to
zero and across zero, which a yearly rate cannot; a compound path asks for the larger steps first where less is wanted.

A value counts for the year its period begins in. What decides is the value of the deadline's own year: none there, none can tell.
The rule is stocktake's own; no committee has set it. Every formula is a function on columns, `t` an Ibis table on any engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TypeAlias

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.measure.series import real, start_year
from stocktake.model.indicator import Indicator
from stocktake.model.milestone import Milestone, MilestoneVerdict, Timeline
from stocktake.model.observation import DISAGGREGATIONS, TOTAL

Steps: TypeAlias = Sequence[tuple[Timeline, Milestone]]

NOT_TOLD: Mapping[str, str] = {
    "no_indicator": "No figure is published for this.",
    "not_begun": "It has not begun in the year looked at.",
    "not_graded": "A rise or fall of this figure does not say whether things got better.",
    "no_value": "No value is at hand.",
    "no_value_at_deadline": "The date has passed and the figure of its year is not at hand; that does not mean it was missed.",
    "older_than_start": "The latest value is older than the start.",
    "no_baseline": "The figure it is measured from is not at hand.",
    "zero_baseline": "The baseline is zero, and from zero there is no change in per cent.",
    "only_baseline": "There is no value after the baseline.",
    "no_compound_path": "Baseline and target lie on different sides of zero, or one of them is zero, so no yearly rate leads there.",
    "baseline_revised": "The figure of the baseline year has been revised, and the outcome hangs on which of the two counts.",
}
"""Why a milestone cannot be told, by key, the one that counts first."""

CAUTIONS: Mapping[str, str] = {
    "met_early": "The target is met before its date; the figure of that year will decide.",
    "met_and_lost": "The target had been met and was lost again.",
    "baseline_later": "The baseline year has no figure, so the first one after it is the baseline.",
    "baseline_stated": "The baseline is a number stated with the milestone, and later figures may be counted otherwise.",
    "baseline_was_revised": "The figure of the baseline year has been revised since; the outcome is the same with either.",
    "value_after_deadline": "A later value is told and decides nothing.",
    "part_of_year": "The figure that decides is of a part of its year.",
    "editions_differ": "Baseline and latest value come from different editions and may not be counted alike.",
}
"""What to keep in mind, by key."""

KEY = ("indicator", "series", "unit_measure", *DISAGGREGATIONS)
"""What observations share with the milestone they tell of."""

STEP = ("timeline", "milestone")

TERMS = pa.schema(
    {
        **dict.fromkeys((*STEP, "commitment", *KEY, "scope", "shape", "path", "base_period"), pa.string()),
        **dict.fromkeys(("start_year", "deadline_year", "base_year", "wanted"), pa.int64()),
        **dict.fromkeys(("stated_baseline", "target_number", "tolerance"), pa.float64()),
        **dict.fromkeys(("or_later", "is_graded"), pa.bool_()),
        "ungraded_areas": pa.list_(pa.string()),
    }
)
"""What the rule has to know of a milestone. `scope` is its area, empty where it holds for every one; `wanted` is +1, −1 or 0.

`base_year` is 0 without a baseline: some engines lose a column of whole numbers in which one is missing."""

ASKED = pa.schema(dict.fromkeys((*STEP, "ref_area"), pa.string()))
"""Which milestones and areas are told of even without a figure (`asked`)."""

BOUNDS = ("start_year", "deadline_year", "base_year", "or_later", "wanted", "shape")
"""What of the terms is needed beside each value."""

RESULT = tuple(field.name for field in fields(MilestoneVerdict))

_EXACT = 1e-9
"""Values closer than this share of each other are equal: 40 % of 33.3 is 13.32 on paper and not in binary numbers."""


def table(steps: Steps, indicators: Mapping[str, Indicator]) -> pa.Table:
    """Return one row a milestone in `TERMS`; no milestones give an empty table.

    A milestone is graded where its indicator and series are, and where it says why it is judged although they are not.

    >>> from milestone_factory import indicators, milestone, timeline
    >>> found = table([(timeline(), milestone(change_per_cent=-60, deadline="2023"))], indicators(is_graded=False))
    >>> found.select(["deadline_year", "shape", "wanted", "is_graded"]).to_pylist()
    [{'deadline_year': 2023, 'shape': 'change', 'wanted': -1, 'is_graded': False}]
    """
    rows = [_row(timeline.id, one, indicators.get(one.indicator)) for timeline, one in steps]
    return pa.Table.from_pylist(rows, schema=TERMS)


def _row(timeline: str, one: Milestone, indicator: Indicator | None) -> dict[str, object]:
    baseline, target = one.baseline, one.target
    return {
        "timeline": timeline,
        "milestone": one.id,
        "commitment": one.commitment,
        "indicator": one.indicator,
        "series": one.series,
        "unit_measure": one.unit_measure or _unit(one.series, indicator),
        **{name: one.split.get(name, TOTAL) for name in DISAGGREGATIONS},
        "scope": one.ref_area,
        "shape": target.shape,
        "path": one.path,
        "base_period": baseline.time_period if baseline else "",
        "start_year": one.start_year,
        "deadline_year": one.deadline_year,
        "base_year": baseline.year if baseline else 0,
        "wanted": _wanted(one, indicator),
        "stated_baseline": baseline.obs_value if baseline else None,
        "target_number": target.obs_value if target.shape == "value" else target.change_per_cent,
        "tolerance": one.tolerance,
        "or_later": bool(baseline and baseline.or_later),
        "is_graded": bool(one.grade_despite) or _is_graded(one.series, indicator),
        "ungraded_areas": [] if one.grade_despite or indicator is None else list(indicator.grading.exceptions),
    }


def _unit(series: str, indicator: Indicator | None) -> str:
    if indicator is None:
        return ""
    return next((one.unit_measure for one in indicator.series if one.code == series), indicator.unit_measure)


def _wanted(one: Milestone, indicator: Indicator | None) -> int:
    """Return +1 where more is wanted and −1 where less is: as the target says, by the sign of its change, else by the indicator."""
    change = one.target.change_per_cent
    sign = "up" if change and change > 0 else "down" if change else None
    return {"up": 1, "down": -1}.get(one.target.direction or sign or (indicator.direction if indicator else ""), 0)


def _is_graded(series: str, indicator: Indicator | None) -> bool:
    if indicator is None:
        return True
    own = next((one.grading.is_graded for one in indicator.series if one.code == series), True)
    return indicator.grading.is_graded and own


def judge(observations: ir.Table, terms: pa.Table, areas: Sequence[str], as_of: int) -> ir.Table:
    """Return one row a milestone and area, in the columns of `MilestoneVerdict`; no row is lost for want of figures.

    `terms` comes from `table`; `as_of` is the last year looked at, included. A milestone of one area has one row. Any other has one for
    each area that has figures and for each of `areas`, such as the world. Of several sources the one counts that knows the
    baseline, then the one with the latest value, the most values, the first name: values of two are never mixed.

    >>> from milestone_factory import verdict_on
    >>> row = verdict_on({2018: 100, 2020: 80}, change_per_cent=-60, deadline="2023", as_of=2021)
    >>> row["status"], row["target_value"], row["expected_at_latest"], row["expected_value"]
    ('off_course', 40.0, 76.0, 64.0)
    """
    return judged(observations, ibis.memtable(terms), ibis.memtable(asked(terms, areas)), as_of)


def judged(observations: ir.Table, known: ir.Table, wanted: ir.Table, as_of: int) -> ir.Table:
    """Return what `judge` does, of tables that an engine has: `known` in `TERMS`, `wanted` in `ASKED`."""
    dated = values(observations, known, as_of)
    t = told(leading(ends(dated)), known, wanted)
    t = with_baseline(t.mutate(as_of=ibis.literal(as_of, type="int64")))
    t = with_met_year(t, dated)
    return with_status(with_expected(t)).select(*RESULT)


def values(observations: ir.Table, known: ir.Table, as_of: int) -> ir.Table:
    """Return one row a milestone, area, source and year that has a value up to `as_of`: `value`, `period`, `edition`.

    Of several periods of a year the last one counts, a whole year before any part of it; of several editions the newest. The order
    is total. Only what belongs to a milestone is sorted.
    """
    t = observations.semi_join(known, KEY)
    t = t.mutate(year=start_year(t), value=real(t.obs_value), edition=t.source + "@" + t.vintage)
    t = t.filter(t.value.notnull() & (t.year <= as_of))
    order = (t.time_period.length() == 4, t.time_period, t.released, t.vintage, t.retrieved, t.value)
    key = [*KEY, "ref_area", "source", "year"]
    t = t.mutate(place=ibis.row_number().over(group_by=key, order_by=[ibis.desc(one) for one in order]))
    chosen = t.filter(t.place == 0).select(*key, "value", "edition", period=t.time_period)
    joined = chosen.inner_join(known, KEY)
    dated = joined.filter((joined.scope == "") | (joined.scope == joined.ref_area))
    return dated.select(*STEP, "ref_area", "source", "year", "value", "period", "edition", *BOUNDS)


def ends(d: ir.Table) -> ir.Table:
    """Return one row a milestone, area and source: the figure it is measured from, the latest up to the deadline, and a later one."""
    before, later = d.year <= d.deadline_year, d.year > d.deadline_year
    after_base = d.or_later & (d.year > d.base_year) & (d.year < d.deadline_year)
    base = ((d.year == d.base_year) | after_base).fill_null(False)
    return d.group_by([*STEP, "ref_area", "source"]).agg(
        found_year=d.year.min(where=base),
        found_value=d.value.argmin(d.year, where=base),
        found_period=d.period.argmin(d.year, where=base),
        found_edition=d.edition.argmin(d.year, where=base),
        latest_year=d.year.max(where=before),
        latest_value=d.value.argmax(d.year, where=before),
        latest_period=d.period.argmax(d.year, where=before),
        latest_edition=d.edition.argmax(d.year, where=before),
        later_value=d.value.argmax(d.year, where=later),
        later_period=d.period.argmax(d.year, where=later),
        values=d.year.count(),
    )


def leading(t: ir.Table) -> ir.Table:
    """Return the row of each milestone and area whose source counts."""
    order = [ibis.desc(t.found_year.notnull()), ibis.desc(t.latest_year.fill_null(0)), ibis.desc(t["values"]), t.source]
    ranked = t.mutate(place=ibis.row_number().over(group_by=[*STEP, "ref_area"], order_by=order))
    return ranked.filter(ranked.place == 0).drop("place", "values")


def asked(terms: pa.Table, areas: Sequence[str]) -> pa.Table:
    """Return the milestones and areas that are told of even without a figure, in `ASKED`."""
    rows = [
        {"timeline": one["timeline"], "milestone": one["milestone"], "ref_area": code}
        for one in terms.select([*STEP, "scope"]).to_pylist()
        for code in ([one["scope"]] if one["scope"] else dict.fromkeys(areas))
    ]
    return pa.Table.from_pylist(rows, schema=ASKED)


def told(found: ir.Table, known: ir.Table, wanted: ir.Table) -> ir.Table:
    """Return every milestone and area that has figures or was asked for, with the terms and with NULL for what there is not."""
    key = [*STEP, "ref_area"]
    pairs = wanted.union(found.select(*key), distinct=True)
    joined = pairs.left_join(found, key)
    kept = joined.select(*(pairs[name] for name in key), *(found[name] for name in found.columns if name not in key))
    return kept.inner_join(known, STEP)


def with_baseline(t: ir.Table) -> ir.Table:
    """Return `t` with the baseline that counts, and what is published now for the year of one that was stated as a number."""
    stated, number = real(t.stated_baseline), real(t.target_number)
    is_stated = stated.notnull()
    t = t.mutate(
        target_number=number,
        baseline_value=stated.fill_null(t.found_value),
        baseline_year=is_stated.ifelse(t.base_year, t.found_year),
        baseline_period=is_stated.ifelse(t.base_period, t.found_period),
        baseline_edition=is_stated.ifelse(ibis.null("string"), t.found_edition),
        published_baseline=is_stated.ifelse(t.found_value, ibis.null("float64")),
    )
    return t.mutate(target_value=target(t, t.baseline_value), published_target=target(t, t.published_baseline))


def target(t: ir.Table, baseline: ir.FloatingColumn) -> ir.FloatingColumn:
    """Return the value to reach: as given, or the baseline changed by so many per cent of its size; NULL for a direction only.

    NULL as well for a change from a baseline that is zero or not known.
    """
    changed = baseline + baseline.abs() * t.target_number / 100
    return ibis.cases(
        (t["shape"] == "value", t.target_number),
        ((t["shape"] == "change") & (baseline != 0), changed),
        else_=ibis.null("float64"),
    )


def is_met(t: ir.Table, value: ir.FloatingColumn, baseline: ir.FloatingColumn, goal: ir.FloatingColumn) -> ir.BooleanColumn:
    """Return whether a value meets the target: at it or beyond; for a direction only, beyond the baseline. False where it is not known."""
    is_beyond = ~_reaches(t.wanted * baseline, t.wanted * value)
    return (t["shape"] == "direction").ifelse(is_beyond, _reaches(t.wanted * value, t.wanted * goal)).fill_null(False)


def _reaches(value: ir.FloatingColumn, edge: ir.FloatingColumn) -> ir.BooleanColumn:
    return value >= edge - _EXACT * edge.abs()


def with_expected(t: ir.Table) -> ir.Table:
    """Return `t` with the value expected in the year looked at and in the year of the latest value, the latter from either baseline."""
    return t.mutate(
        expected_value=expected(t, t.as_of, t.baseline_value, t.target_value),
        expected_at_latest=expected(t, t.latest_year, t.baseline_value, t.target_value),
        published_edge=expected(t, t.latest_year, t.published_baseline, t.published_target),
    )


def expected(t: ir.Table, year: ir.IntegerColumn, baseline: ir.FloatingColumn, goal: ir.FloatingColumn) -> ir.FloatingColumn:
    """Return where the path from baseline to target stands in a year; the target from the deadline on, the baseline for a direction only.

    NULL before the baseline year, without a baseline, and where no yearly rate leads to the target of a compound path.

    straight: b + (T - b) (y - y_b) / (y_T - y_b); compound: b (T / b)^((y - y_b) / (y_T - y_b)).
    """
    whole = (t.deadline_year - t.baseline_year).nullif(0).cast("float64")
    share = ibis.least(year - t.baseline_year, t.deadline_year - t.baseline_year).cast("float64") / whole
    quotient = goal / baseline.nullif(0)
    growth = (quotient > 0).ifelse(quotient, ibis.null("float64")).pow(share)
    line = (t.path == "compound").ifelse(baseline * growth, baseline + (goal - baseline) * share)
    path = (t["shape"] == "direction").ifelse(baseline, line)
    return (year >= t.baseline_year).ifelse(path, ibis.null("float64"))


def with_met_year(t: ir.Table, dated: ir.Table) -> ir.Table:
    """Return `t` with the first year in which its source met the target: from the start on, after the baseline, up to the deadline."""
    key = [*STEP, "ref_area", "source"]
    own = t.select(*key, "baseline_value", "baseline_year", "target_value")
    d = dated.inner_join(own, key)
    counts = (d.year >= d.start_year) & (d.year <= d.deadline_year) & (d.year > d.baseline_year.fill_null(0))
    first = d.group_by(key).agg(met_year=d.year.min(where=counts & is_met(d, d.value, d.baseline_value, d.target_value)))
    return t.left_join(first, key).select(*(t[name] for name in t.columns), first.met_year)


def with_status(t: ir.Table) -> ir.Table:
    """Return `t` with `reason_key`, `status` and `cautions`."""
    t = t.mutate(is_decided=is_decided(t))
    t = t.mutate(
        outcome=outcome(t, t.baseline_value, t.target_value, t.expected_at_latest),
        published_outcome=outcome(t, t.published_baseline, t.published_target, t.published_edge),
    )
    t = t.mutate(reason_key=obstacle(t))
    t = t.mutate(status=t.reason_key.isnull().ifelse(t.outcome, "cannot_tell"))
    return t.mutate(cautions=cautions(t))


def is_decided(t: ir.Table) -> ir.BooleanColumn:
    """Return whether there is a value of the deadline's own year; one of a part of it decides nothing while that year runs."""
    is_over = (t.as_of > t.deadline_year) | ~t.latest_period.contains("-")
    return ((t.latest_year == t.deadline_year) & is_over).fill_null(False)


def outcome(t: ir.Table, baseline: ir.FloatingColumn, goal: ir.FloatingColumn, edge: ir.FloatingColumn) -> ir.StringColumn:
    """Return what the latest value up to the deadline comes to, measured from `baseline`, whatever may stand in the way of saying so.

    `goal` is the target and `edge` the value expected in that year. In the deadline's own year it is met or missed. Before, a target
    that is met counts as met; a direction has no level that could be met early, so that it is on course or off course until its date.
    """
    now = is_met(t, t.latest_value, baseline, goal)
    is_near = _reaches(t.wanted * t.latest_value, t.wanted * edge - t.tolerance * edge.abs())
    is_on_course = (t["shape"] == "direction").ifelse(now, is_near).fill_null(False)
    return ibis.cases(
        (t.is_decided & now, "met"),
        (t.is_decided, "missed"),
        (now & (t["shape"] != "direction"), "met"),
        (is_on_course, "on_course"),
        else_="off_course",
    )


def obstacle(t: ir.Table) -> ir.StringColumn:
    """Return the key of what keeps a milestone from being told (`NOT_TOLD`), NULL where nothing does."""
    by_level = t["shape"] == "value"
    is_settled = t.is_decided | (t.outcome == "met")
    needs_path = ~(by_level & is_settled)
    conditions = {
        "no_indicator": t.indicator == "",
        "not_begun": t.as_of < t.start_year,
        "not_graded": ~t.is_graded | t.ungraded_areas.contains(t.ref_area),
        "no_value": t.latest_year.isnull() & t.later_value.isnull(),
        "no_value_at_deadline": (t.as_of > t.deadline_year) & ~t.is_decided,
        "older_than_start": t.latest_year < t.start_year,
        "no_baseline": needs_path & t.baseline_value.isnull(),
        "zero_baseline": (t["shape"] == "change") & (t.baseline_value == 0),
        "only_baseline": needs_path & (t.latest_year <= t.baseline_year),
        "no_compound_path": ~is_settled & (t.path == "compound") & t.expected_at_latest.isnull(),
        "baseline_revised": t.published_baseline.notnull() & (t.published_outcome != t.outcome),
    }
    return ibis.cases(*((holds.fill_null(False), key) for key, holds in conditions.items()), else_=ibis.null("string"))


def cautions(t: ir.Table) -> ir.StringColumn:
    """Return the keys of what to keep in mind (`CAUTIONS`), each ended by `;`; empty where there is nothing."""
    is_told = t.status != "cannot_tell"
    is_told_by_baseline = t.baseline_value.notnull() & (t.latest_year > t.baseline_year)
    conditions = {
        "met_early": (t.status == "met") & ~t.is_decided,
        "met_and_lost": is_told & (t.outcome != "met") & (t["shape"] != "direction") & t.met_year.notnull(),
        "baseline_later": t.baseline_year > t.base_year,
        "baseline_stated": is_told & t.baseline_value.notnull() & t.baseline_edition.isnull() & t.published_baseline.isnull(),
        "baseline_was_revised": is_told & ~_is_equal(t.published_baseline, t.baseline_value),
        "value_after_deadline": t.later_value.notnull(),
        "part_of_year": is_told & t.is_decided & t.latest_period.contains("-"),
        "editions_differ": is_told_by_baseline & (t.baseline_edition != t.latest_edition),
    }
    text: ir.StringValue = ibis.literal("")
    for key, holds in conditions.items():
        text = text + holds.fill_null(False).ifelse(f"{key};", "")
    return text


def _is_equal(one: ir.FloatingColumn, other: ir.FloatingColumn) -> ir.BooleanColumn:
    return (one - other).abs() <= _EXACT * other.abs()

"""Milestones of an area in words: what is wanted, what is known, and what can be said."""

from collections.abc import Mapping

from stocktake.measure.milestone import CAUTIONS, NOT_TOLD
from stocktake.model import number
from stocktake.model.indicator import Indicator
from stocktake.model.milestone import MILESTONE_STATUSES, Milestone, MilestoneVerdict, Timeline
from stocktake.model.review import Finding, MilestoneAssessment
from stocktake.review.material import Material


def assess(material: Material) -> tuple[MilestoneAssessment, ...]:
    """Return what can be said of the milestones of the reviewed area, the nearest date first; none where there are none."""
    own = [row for row in material.milestones if row.ref_area == material.area.code]
    steps = {(timeline.id, one.id): one for timeline in material.timelines for one in timeline.milestones}
    found = (_assess(row, steps[row.timeline, row.milestone], material) for row in own)
    return tuple(sorted(found, key=lambda one: (one.verdict.deadline_year, one.timeline, one.milestone)))


def _assess(row: MilestoneVerdict, milestone: Milestone, material: Material) -> MilestoneAssessment:
    indicator = material.indicators_by_id.get(milestone.indicator)
    unit = material.labels["unit_measure"].get(row.unit_measure, row.unit_measure)
    return MilestoneAssessment(
        timeline=row.timeline,
        milestone=row.milestone,
        unit=unit,
        target=target(milestone, row),
        why=why(row, milestone, indicator),
        verdict=row,
        finding=Finding(sentence(row, milestone, indicator, unit), "milestone", (milestone.indicator or milestone.commitment,)),
        sources=tuple(dict.fromkeys(one for one in (row.baseline_edition, row.latest_edition) if one)),
    )


def timelines(material: Material) -> tuple[Timeline, ...]:
    """Return the timelines that have a milestone for the reviewed area."""
    own = {row.timeline for row in material.milestones if row.ref_area == material.area.code}
    return tuple(one for one in material.timelines if one.id in own)


def target(milestone: Milestone, row: MilestoneVerdict) -> str:
    """Return what is wanted, in words; empty for a step that nothing counts.

    >>> from milestone_factory import milestone as step, row
    >>> target(step(change_per_cent=-60), row(target_value=40.0))
    '60 % less than in 2018: 40'
    """
    wanted, base = milestone.target, milestone.baseline
    since = f"in {row.baseline_period or (base.time_period if base else '')}"
    if wanted.change_per_cent is not None:
        size = f"{number.text(abs(wanted.change_per_cent))} % {'more' if wanted.change_per_cent > 0 else 'less'} than {since}"
        return size if row.target_value is None else f"{size}: {number.text(row.target_value)}"
    if wanted.obs_value is not None:
        return number.text(wanted.obs_value)
    return f"{'more' if wanted.direction == 'up' else 'less'} than {since}" if wanted.direction else ""


def expected(milestone: Milestone, row: MilestoneVerdict) -> str:
    """Return what is expected in the year looked at, in words: a value on the path, or the side of the baseline; empty where unknown.

    >>> from milestone_factory import milestone as step, row
    >>> expected(step(direction="down"), row(expected_value=100.0)), expected(step(obs_value=40), row(expected_value=64.0))
    ('below 100 (2021)', '64 (2021)')
    """
    if row.expected_value is None:
        return ""
    side = (
        {"up": "above ", "down": "below "}[milestone.target.direction or "down"] if milestone.target.shape == "direction" else ""
    )
    return f"{side}{number.text(row.expected_value)} ({min(row.as_of, row.deadline_year)})"


def sentence(row: MilestoneVerdict, milestone: Milestone, indicator: Indicator | None, unit: str) -> str:
    """Return the status with the figures behind it, or why there is none with the figures there are; then what to keep in mind.

    >>> from milestone_factory import milestone as step, row
    >>> sentence(row(reason_key="no_indicator", baseline_value=None), step(indicator=""), None, "")
    'Cannot be told. No figure is published for this.'
    """
    head = MILESTONE_STATUSES[row.status].capitalize()
    said = f"{head}. {reason(row, milestone, indicator)}" if row.reason_key else f"{head}: {_told(row, milestone, unit)}."
    known = _known(row, unit) if row.reason_key else ""
    return " ".join(part for part in (said, known, *cautions(row, milestone), _despite(milestone, indicator)) if part)


def why(row: MilestoneVerdict, milestone: Milestone, indicator: Indicator | None) -> str:
    """Return why it cannot be told and what to keep in mind, without the figures; empty where there is nothing to add."""
    parts = (reason(row, milestone, indicator), *cautions(row, milestone), _despite(milestone, indicator))
    return " ".join(part for part in parts if part)


def reason(row: MilestoneVerdict, milestone: Milestone, indicator: Indicator | None) -> str:
    """Return why a milestone cannot be told; empty where it can."""
    if row.reason_key == "not_graded" and indicator is not None:
        silent = row.latest_value is None and row.baseline_value is None
        return " ".join((_not_graded(row, milestone, indicator), *([NOT_TOLD["no_value"]] if silent else [])))
    return NOT_TOLD[row.reason_key] if row.reason_key else ""


def _not_graded(row: MilestoneVerdict, milestone: Milestone, indicator: Indicator) -> str:
    series = next((one for one in indicator.series if one.code == milestone.series), None)
    found = (
        indicator.grading.exceptions.get(row.ref_area, ""),
        series.grading.reason if series else "",
        indicator.grading.reason,
        NOT_TOLD["not_graded"],
    )
    return next(one for one in found if one)


def cautions(row: MilestoneVerdict, milestone: Milestone) -> tuple[str, ...]:
    """Return what to keep in mind about a verdict, one sentence each."""
    details = _details(row, milestone)
    return tuple(_with_detail(CAUTIONS[key], details.get(key, "")) for key in row.cautions.split(";") if key)


def _details(row: MilestoneVerdict, milestone: Milestone) -> Mapping[str, str]:
    return {
        "baseline_stated": milestone.baseline.source if milestone.baseline else "",
        "met_and_lost": f"met in {row.met_year}",
        "baseline_was_revised": f"{number.text(row.published_baseline)} now",
        "value_after_deadline": f"{number.text(row.later_value)} in {row.later_period}",
    }


def _with_detail(text: str, detail: str) -> str:
    return f"{text.removesuffix('.')} ({detail})." if detail else text


def _despite(milestone: Milestone, indicator: Indicator | None) -> str:
    """Return why a figure is judged here that is not graded elsewhere."""
    return milestone.grade_despite if indicator is not None and not indicator.grading.is_graded else ""


def _told(row: MilestoneVerdict, milestone: Milestone, unit: str) -> str:
    latest = f"{number.text(row.latest_value)} {unit} in {row.latest_period}"
    by = f"by {milestone.deadline}"
    if row.status in ("met", "missed"):
        is_past = row.as_of > row.deadline_year
        return f"{latest}; wanted {'was' if is_past else 'is'} {target(milestone, row)} {by}"
    start = f"{number.text(row.baseline_value)} in {row.baseline_period}"
    if milestone.target.shape == "direction":
        return f"{latest}, {start}; wanted is {target(milestone, row)} {by}"
    goal = f"{number.text(row.target_value)} in {row.deadline_year}"
    return f"{latest}, where the {row.path} path from {start} to {goal} stood at {number.text(row.expected_at_latest)}"


def _known(row: MilestoneVerdict, unit: str) -> str:
    """Return the figures there are of a milestone that cannot be told."""
    if row.latest_value is None and row.baseline_value is None:
        return ""
    latest = f"{number.text(row.latest_value)} {unit} in {row.latest_period}" if row.latest_value is not None else ""
    start = (
        f"{number.text(row.baseline_value)} in {row.baseline_period}" if row.baseline_year not in (None, row.latest_year) else ""
    )
    edge = row.expected_at_latest if start and latest and row.target_value is not None else None
    expected = f", where {number.text(edge)} was expected" if edge is not None else ""
    return f"Known: {', '.join(part for part in (start, latest) if part)}{expected}."

"""Objectives: what their indicators come to together, and the records that bear on them."""

from collections.abc import Mapping, Sequence

from stocktake.model import number
from stocktake.model.framework import Commitment
from stocktake.model.record import Record, RecordType
from stocktake.model.review import Finding, IndicatorAssessment, ObjectiveAssessment
from stocktake.model.verdict import STANDINGS, Standing
from stocktake.review.material import Material

TELLING: tuple[RecordType, ...] = ("practice", "partnership", "need", "offer", "recommendation", "target", "figure", "term")
"""The types of record that say something about an objective; events, panels and participations say who met."""

COVERAGE = 0.5
"""An objective has a standing when at least this share of its gradable indicators has a verdict."""


def assess(
    objective: Commitment, indicators: Sequence[IndicatorAssessment], classes: Mapping[str, Standing], material: Material
) -> ObjectiveAssessment:
    """Return what can be said of one objective. `classes` holds the standing that the method's mean of scores gives, by objective id."""
    serving = [one for one in indicators if one.indicator.serves(objective.id)]
    monitoring = [one for one in serving if one.indicator.role == "monitoring"]
    gradable = [one for one in monitoring if one.indicator.grading.is_graded]
    graded = [one for one in gradable if is_graded(one)]
    standing = _standing(objective, monitoring, gradable, graded, classes)
    own, elsewhere = _records(objective, material)
    return ObjectiveAssessment(
        objective=objective,
        standing=standing,
        finding=_finding(objective, standing, monitoring, gradable, graded),
        graded=len(graded),
        expected=len(gradable),
        indicators=tuple(one.indicator.id for one in monitoring),
        context=tuple(one.indicator.id for one in serving if one.indicator.role == "context" and one.series),
        records=own,
        elsewhere=elsewhere,
        gaps=_gaps(objective, monitoring, own, material),
    )


def is_graded(assessment: IndicatorAssessment) -> bool:
    """Return whether an indicator has a verdict with a class."""
    return assessment.standing not in ("cannot_tell", "no_figure")


def has_coverage(graded: int, expected: int) -> bool:
    """Return whether enough gradable indicators have a verdict for the objective to have a standing."""
    return graded > 0 and graded >= COVERAGE * expected


def _standing(
    objective: Commitment,
    monitoring: Sequence[IndicatorAssessment],
    gradable: Sequence[IndicatorAssessment],
    graded: Sequence[IndicatorAssessment],
    classes: Mapping[str, Standing],
) -> Standing:
    if has_coverage(len(graded), len(gradable)):
        return classes[objective.id]
    return "cannot_tell" if any(one.series for one in monitoring) else "no_figure"


def _finding(
    objective: Commitment,
    standing: Standing,
    monitoring: Sequence[IndicatorAssessment],
    gradable: Sequence[IndicatorAssessment],
    graded: Sequence[IndicatorAssessment],
) -> Finding:
    based_on = tuple(one.indicator.id for one in monitoring)
    return Finding(_sentence(standing, monitoring, gradable, graded), "objective", based_on or (objective.id,))


def _sentence(
    standing: Standing,
    monitoring: Sequence[IndicatorAssessment],
    gradable: Sequence[IndicatorAssessment],
    graded: Sequence[IndicatorAssessment],
) -> str:
    if not monitoring:
        return "Nothing measures this objective: none of the indicators in use is linked to it."
    if standing == "no_figure":
        return f"No figure: none of its {number.count(len(monitoring), 'indicator')} is published for this area."
    members = number.listing([f"{one.indicator.id} {STANDINGS[one.standing]}" for one in monitoring])
    if standing == "cannot_tell":
        return f"Cannot be told: {len(graded)} of {number.count(len(gradable), 'gradable indicator')} has a verdict ({members})."
    verdicts = f"{len(graded)} of {number.count(len(gradable), 'gradable indicator')}"
    return f"{STANDINGS[standing].capitalize()}, by the mean of the scores of {verdicts} ({members})."


def _records(objective: Commitment, material: Material) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the records about the area, then of those about others; by type, then most central first."""
    bearing = [one for one in material.records if objective.id in one.commitments and one.type in TELLING]
    ordered = sorted(bearing, key=lambda one: _order(one, objective))
    own = tuple(one.id for one in ordered if material.is_about(one))
    return own, tuple(one.id for one in ordered if not material.is_about(one))


def _order(record: Record, objective: Commitment) -> tuple[int, int, str]:
    return TELLING.index(record.type), record.commitments.index(objective.id), record.id


def _gaps(
    objective: Commitment, monitoring: Sequence[IndicatorAssessment], own: Sequence[str], material: Material
) -> tuple[Finding, ...]:
    without = [one.indicator.id for one in monitoring if not one.series]
    texts = []
    if without:
        texts.append(f"No figure for {number.listing(without)}.")
    if not own:
        texts.append(f"No document read so far says anything about {material.area.name} on this objective.")
    return tuple(Finding(text, "gap", (objective.id,)) for text in texts)

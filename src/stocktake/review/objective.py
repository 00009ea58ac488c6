"""Objectives: what their indicators come to together, and the records that bear on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stocktake.model import number
from stocktake.model.framework import Commitment
from stocktake.model.record import Record, RecordType
from stocktake.model.review import Finding, IndicatorAssessment, ObjectiveAssessment
from stocktake.model.verdict import STANDINGS, Standing
from stocktake.review import series
from stocktake.review.material import Material

TELLING: tuple[RecordType, ...] = ("practice", "partnership", "need", "offer", "recommendation", "target", "figure", "term")
"""The types of record that say something about an objective; events, panels and participations say who met."""

COVERAGE = 0.5
"""An objective has a standing when at least this share of its gradable indicators has a verdict."""


@dataclass(frozen=True, slots=True)
class Members:
    """The indicators of a framework that bear on one objective; those that may be graded; those with a verdict."""

    monitoring: tuple[IndicatorAssessment, ...]
    gradable: tuple[IndicatorAssessment, ...]
    graded: tuple[IndicatorAssessment, ...]

    @property
    def has_coverage(self) -> bool:
        """True when enough of the gradable ones have a verdict for the objective to have a standing."""
        return bool(self.graded) and len(self.graded) >= COVERAGE * len(self.gradable)


def assess(
    objective: Commitment, indicators: Sequence[IndicatorAssessment], classes: Mapping[str, Standing], material: Material
) -> ObjectiveAssessment:
    """Return what can be said of one objective. `classes` holds the standing that the method's mean of scores gives, by objective id."""
    serving = [one for one in indicators if one.indicator.serves(objective.id)]
    members = members_of(serving)
    standing = _standing(objective, members, classes)
    own, elsewhere = _records(objective, material)
    based_on = tuple(one.indicator.id for one in members.monitoring)
    return ObjectiveAssessment(
        objective=objective,
        standing=standing,
        finding=Finding(_sentence(standing, members), "objective", based_on or (objective.id,)),
        graded=len(members.graded),
        expected=len(members.gradable),
        indicators=based_on,
        context=tuple(one.indicator.id for one in serving if one.indicator.role == "context" and one.series),
        records=own,
        elsewhere=elsewhere,
        gaps=_gaps(objective, members, own, material),
    )


def members_of(serving: Sequence[IndicatorAssessment]) -> Members:
    """Sort out the indicators that bear on an objective.

    A series under a second number counts once; an indicator that bears on many objectives counts for none of them.
    """
    monitoring = tuple(one for one in serving if one.indicator.role == "monitoring")
    gradable = tuple(
        one for one in monitoring if is_gradable(one) and not one.indicator.same_as and not one.indicator.is_cross_cutting
    )
    return Members(monitoring, gradable, tuple(one for one in gradable if is_graded(one)))


def is_gradable(assessment: IndicatorAssessment) -> bool:
    """Return whether an indicator may be graded here: not where the only series the area has is one that may not."""
    leader = next((one for one in assessment.series if one.id == assessment.leading), None)
    return series.is_gradable(leader.series if leader else "", assessment.indicator)


def is_graded(assessment: IndicatorAssessment) -> bool:
    """Return whether an indicator has a verdict with a class."""
    return assessment.standing not in ("cannot_tell", "no_figure")


def _standing(objective: Commitment, members: Members, classes: Mapping[str, Standing]) -> Standing:
    if members.has_coverage:
        return classes[objective.id]
    return "cannot_tell" if any(one.series for one in members.monitoring) else "no_figure"


def _sentence(standing: Standing, members: Members) -> str:
    if not members.monitoring:
        return "Nothing measures this objective: none of the indicators in use is linked to it."
    if standing == "no_figure":
        return f"No figure: none of its {number.count(len(members.monitoring), 'indicator')} is published for this area."
    if not members.gradable:
        return f"Cannot be told: {_none_counts(members.monitoring)}."
    verdicts = f"{len(members.graded)} of {number.count(len(members.gradable), 'gradable indicator')}"
    if standing == "cannot_tell":
        return f"Cannot be told: there is a verdict on {verdicts} ({_in_words(members.gradable)})."
    return (
        f"{STANDINGS[standing].capitalize()}, by the mean of the scores of {verdicts} "
        f"({_in_words(members.gradable)}); which indicators bear on an objective is our own reading."
    )


def _none_counts(monitoring: Sequence[IndicatorAssessment]) -> str:
    """Say of each indicator why it is shown and does not count: it may not be graded, or bears on too many objectives."""
    cross = [one.indicator.id for one in monitoring if one.indicator.is_cross_cutting]
    ungraded = [one.indicator.id for one in monitoring if not one.indicator.is_cross_cutting]
    told = [f"{number.listing(ungraded)} may not be graded"] if ungraded else []
    if cross:
        verb = "bears" if len(cross) == 1 else "bear"
        told.append(f"{number.listing(cross)} {verb} on too many objectives to speak for one")
    return "; ".join(told)


def _in_words(assessments: Sequence[IndicatorAssessment]) -> str:
    return number.listing([f"{one.indicator.id} {STANDINGS[one.standing]}{_reach(one)}" for one in assessments])


def _reach(assessment: IndicatorAssessment) -> str:
    """Say how far the figures behind a verdict reach."""
    return f" up to {assessment.series[0].verdict.last_year}" if is_graded(assessment) else ""


def _records(objective: Commitment, material: Material) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the records about the area, then of those about others; by type, then most central first."""
    bearing = [one for one in material.records if objective.id in one.commitments and one.type in TELLING]
    ordered = sorted(bearing, key=lambda one: _order(one, objective))
    own = tuple(one.id for one in ordered if material.is_about(one))
    return own, tuple(one.id for one in ordered if not material.is_about(one))


def _order(record: Record, objective: Commitment) -> tuple[int, int, str]:
    return TELLING.index(record.type), record.commitments.index(objective.id), record.id


def _gaps(objective: Commitment, members: Members, own: Sequence[str], material: Material) -> tuple[Finding, ...]:
    without = [one.indicator.id for one in members.monitoring if not one.series]
    texts = []
    if without:
        texts.append(f"No figure for {number.listing(without)}.")
    if not own:
        texts.append(f"No document read so far says anything about {material.place} on this objective.")
    return tuple(Finding(text, "gap", (objective.id,)) for text in texts)

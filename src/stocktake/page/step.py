"""Milestones arranged for the page: by objective and by the timeline that sets them."""

from collections.abc import Iterable, Iterator, Mapping

from stocktake.model import number
from stocktake.model.milestone import Milestone, MilestoneStatus, Timeline
from stocktake.model.provenance import Verification
from stocktake.model.review import MilestoneAssessment, Review
from stocktake.model.verdict import Standing

Step = tuple[Milestone, MilestoneAssessment]

LOOKS: Mapping[MilestoneStatus, Standing] = {
    "met": "on_course",
    "on_course": "on_course",
    "off_course": "too_slow",
    "missed": "wrong_way",
    "cannot_tell": "cannot_tell",
}
"""The standing whose colour and symbol each status has; its words are its own."""


def of(review: Review, commitment: str) -> list[tuple[Timeline, list[Step]]]:
    """Return the timelines that have a step for a commitment, each with those steps, the nearest date first."""
    return list(_by_timeline(review, [one for one in review.milestones if one.verdict.commitment == commitment]))


def elsewhere(review: Review) -> list[tuple[Timeline, list[Step]]]:
    """Return the timelines with steps of commitments that are no objectives, such as targets of the 2030 Agenda."""
    objectives = {one.objective.id for one in review.objectives}
    return list(_by_timeline(review, [one for one in review.milestones if one.verdict.commitment not in objectives]))


def _by_timeline(review: Review, assessed: Iterable[MilestoneAssessment]) -> Iterator[tuple[Timeline, list[Step]]]:
    found: dict[str, list[MilestoneAssessment]] = {}
    for one in assessed:
        found.setdefault(one.timeline, []).append(one)
    for timeline in review.timelines:
        if timeline.id in found:
            known = {one.id: one for one in timeline.milestones}
            yield timeline, [(known[one.milestone], one) for one in found[timeline.id]]


def origin(timeline: Timeline) -> str:
    """Return who stands behind a timeline, in words.

    >>> from milestone_factory import timeline
    >>> origin(timeline(proposed_by=("A group", "A ministry")))
    'Proposed by A group and A ministry; not adopted'
    """
    names = number.listing(list(timeline.proposed_by))
    return f"Adopted by {names}" if timeline.status == "adopted" else f"Proposed by {names}; not adopted"


def wanted(milestone: Milestone, assessed: MilestoneAssessment) -> str:
    """Return what a step asks for and the time there is for it, in words.

    >>> from milestone_factory import assessed, milestone, row
    >>> step = milestone(change_per_cent=-60, start="2018", deadline="2023")
    >>> wanted(step, assessed(step, row(target_value=40.0), target="60 % less than in 2018: 40"))
    '40 per cent by 2023 (5 years)'
    """
    value = assessed.verdict.target_value
    text = assessed.target if value is None else f"{number.text(value)} {assessed.unit}"
    return f"{text} by {milestone.deadline} ({number.count(milestone.years, 'year')})".strip()


def side(milestone: Milestone) -> str:
    """Return the sign for the side of the baseline that is wanted where there is a direction only, else nothing."""
    return {"up": "> ", "down": "< "}.get(milestone.target.direction or "", "") if milestone.target.shape == "direction" else ""


def unsure(review: Review) -> Iterator[tuple[str, Verification]]:
    """Yield what of the steps shown was not read in the original, or is our reading."""
    for timeline in review.timelines:
        for one in timeline.milestones:
            name = f"{timeline.title}: {one.title}"
            yield name, one.verification
            if one.reading:
                yield name, Verification("editorial", one.reading)
            if one.baseline and one.baseline.verification:
                yield f"{name}, baseline", one.baseline.verification

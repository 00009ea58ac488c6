"""Small makers of milestones, for tests and for the examples in docstrings and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from factories import Values, rows, table
from stocktake.measure import milestone as rule
from stocktake.model.framework import Reference
from stocktake.model.indicator import Grading, Indicator, SeriesCode
from stocktake.model.milestone import Baseline, Milestone, MilestoneTarget, MilestoneVerdict, Timeline
from stocktake.model.observation import Observation
from stocktake.model.provenance import Verification
from stocktake.model.review import Finding, MilestoneAssessment, Review

SEEN = Verification("seen")


def milestone(
    id: str = "step",
    *,
    obs_value: float | None = None,
    change_per_cent: float | None = None,
    direction: Any = None,
    baseline: Baseline | None = Baseline("2018"),  # noqa: B008 (frozen)
    start: str = "2018",
    deadline: str = "2023",
    **facts: Any,
) -> Milestone:
    """Return a milestone told by the series X of the indicator x, from 2018 to 2023 unless it says otherwise."""
    return Milestone(
        id,
        title=facts.pop("title", f"Title of {id}"),
        commitment=facts.pop("commitment", "gcm:10"),
        start=start,
        deadline=deadline,
        locator="line 1",
        verification=SEEN,
        target=MilestoneTarget(obs_value, change_per_cent, direction),
        baseline=baseline,
        **{"indicator": "x", "series": "X", **facts},
    )


def timeline(*milestones: Milestone, id: str = "plan", **facts: Any) -> Timeline:
    """Return a timeline that somebody proposed."""
    source = Reference("text", "A plan", "A ministry", year="2018")
    return replace(Timeline(id, f"Title of {id}", "proposed", ("A group",), source, milestones), **facts)


def indicators(is_graded: bool = True, direction: Any = "down", **facts: Any) -> dict[str, Indicator]:
    """Return the indicator x with its series X, in per cent, by id."""
    grading = Grading(is_graded, "" if is_graded else "It rises with better recording.")
    known = {"unit_measure": "PT", "role": "monitoring", "grading": grading, "series": (SeriesCode("X", "All of x", "PT", SEEN),)}
    return {"x": Indicator("x", title="Indicator x", direction=direction, verification=SEEN, **{**known, **facts})}


def judged(
    observations: Sequence[Observation],
    steps: Sequence[Milestone],
    as_of: int = 2026,
    areas: Sequence[str] = ("WLD",),
    known: Mapping[str, Indicator] | None = None,
) -> list[dict[str, Any]]:
    """Return the verdicts on some milestones, by milestone and area."""
    plan = timeline(*steps)
    terms = rule.table([(plan, one) for one in steps], known or indicators())
    found = rule.judge(table(observations), terms, areas, as_of).to_pyarrow().to_pylist()
    return sorted(found, key=lambda row: (row["milestone"], row["ref_area"]))


def verdict_on(values: Values, as_of: int = 2026, known: Mapping[str, Indicator] | None = None, **facts: Any) -> dict[str, Any]:
    """Return the verdict on one milestone of the world, whose figures are `values` by period."""
    return judged(rows(values), [milestone(**facts)], as_of, known=known)[0]


def row(status: Any = "cannot_tell", **facts: Any) -> MilestoneVerdict:
    """Return a verdict on the milestone `step` of the timeline `plan`: from 100 in 2018, unless it says otherwise."""
    default = {
        "timeline": "plan",
        "milestone": "step",
        "commitment": "gcm:10",
        "ref_area": "WLD",
        "indicator": "x",
        "series": "X",
        "unit_measure": "PT",
        "as_of": 2021,
        "start_year": 2018,
        "deadline_year": 2023,
        "path": "straight",
        "tolerance": 0.0,
        "baseline_year": 2018,
        "baseline_period": "2018",
        "baseline_value": 100.0,
    }
    return MilestoneVerdict(status=status, **{**default, **facts})


def assessed(
    one: Milestone, verdict: MilestoneVerdict, *, target: str = "", why: str = "", unit: str = "per cent"
) -> MilestoneAssessment:
    """Return the assessment of a milestone of the timeline `plan`."""
    found = replace(verdict, milestone=one.id, commitment=one.commitment, deadline_year=one.deadline_year)
    return MilestoneAssessment("plan", one.id, unit, target, why, found, Finding(f"{why} Said of {one.id}.", "milestone"))


def with_milestones(review: Review) -> Review:
    """Return a review with one timeline that has a step of every kind: three of objective 10, one of another, one of an SDG target."""
    stated = Baseline("2018", 70800000.0, source="A yearbook", verification=Verification("secondary", "read in a summary"))
    steps = (
        milestone("two-years", indicator="", series="", baseline=None, deadline="2020", title="Procedures for all"),
        milestone("five-years", change_per_cent=-60, title="60 % fewer than in 2018", reading="The years are our reading."),
        milestone("twelve-years", obs_value=3, deadline="2030", title="3 per cent at most", tolerance=0.05, notes=("Rounded.",)),
        milestone("fewer", direction="down", deadline="2030", commitment="gcm:2", baseline=stated, title="Fewer people"),
        milestone("target", obs_value=3, deadline="2030", commitment="sdg:10.c", title="A target of the Agenda"),
    )
    later = {"latest_year": 2024, "latest_period": "2024", "as_of": 2025}
    small = {**later, "baseline_value": 7.5, "target_value": 3.0, "expected_value": 4.875, "expected_at_latest": 5.25}
    return replace(
        review,
        timelines=(timeline(*steps, notes=("Nobody adopted it.",)),),
        milestones=(
            assessed(
                steps[0], row(baseline_value=None, reason_key="no_indicator"), why="No figure is published for this.", unit=""
            ),
            assessed(
                steps[1],
                row("missed", latest_value=52.5, target_value=40.0, expected_value=40.0, expected_at_latest=40.0, **later),
                target="60 % less than in 2018: 40",
                why="The target had been met and was lost again (met in 2021).",
            ),
            replace(
                assessed(steps[2], row("on_course", latest_value=5.2, **small), target="3"), sources=("price-survey@2024-Q1",)
            ),
            assessed(
                steps[3],
                row("off_course", baseline_value=70800000.0, expected_value=70800000.0, latest_value=122100000.0, **later),
                target="less than in 2018",
                why="The baseline is a number stated with the milestone.",
                unit="people",
            ),
            assessed(steps[4], row("met", latest_value=2.9, **small), target="3", why="The target is met before its date."),
        ),
    )

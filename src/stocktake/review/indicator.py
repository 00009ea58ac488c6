"""Indicators of an area: the verdict that speaks for each, what is missing, and how the areas within stand."""

from collections.abc import Sequence

from stocktake.model import number
from stocktake.model.indicator import Indicator
from stocktake.model.observation import Observation
from stocktake.model.review import Finding, IndicatorAssessment, SeriesAssessment, Spread
from stocktake.model.verdict import STANDINGS, JudgedSeries, Standing
from stocktake.review import series
from stocktake.review.material import Material

OLD_AFTER_YEARS = 5
"""A latest value older than this at the year of the review is said to be old."""


def assess(indicator: Indicator, material: Material) -> IndicatorAssessment:
    """Return what can be said of one indicator in the reviewed area."""
    rows = material.judged_by_area.get((indicator.id, material.area.code), [])
    judged = _assess_series(rows, indicator, material)
    leader = series.leading(rows, indicator)
    first = next((one for one in judged if leader and one.id == series.series_id(leader)), None)
    ordered = tuple(sorted(judged, key=lambda one: (one is not first, one.title)))
    return IndicatorAssessment(
        indicator=indicator,
        unit=material.labels["unit_measure"].get(indicator.unit_measure, indicator.unit_measure),
        standing=_standing(ordered, first),
        finding=_finding(indicator, ordered, first, material),
        series=ordered,
        leading=first.id if first else "",
        gaps=_gaps(indicator, ordered, first, material),
        spread=spread(indicator, material) if material.members else None,
    )


def _assess_series(rows: Sequence[JudgedSeries], indicator: Indicator, material: Material) -> list[SeriesAssessment]:
    observed: dict[str, list[Observation]] = {}
    for observation in material.observations:
        if observation.indicator == indicator.id:
            observed.setdefault(series.series_id(observation), []).append(observation)
    return [series.assess(row, indicator, observed.get(series.series_id(row), []), material) for row in rows]


def _standing(assessments: Sequence[SeriesAssessment], first: SeriesAssessment | None) -> Standing:
    if not assessments:
        return "no_figure"
    return first.verdict.standing if first else "cannot_tell"


def _finding(
    indicator: Indicator, assessments: Sequence[SeriesAssessment], first: SeriesAssessment | None, material: Material
) -> Finding:
    if first:
        return first.finding
    if assessments:
        based_on = tuple(one.id for one in assessments)
        return Finding("Only parts of the whole are published, so nothing is said of the whole.", "parts-only", based_on)
    return Finding(f"No figure for {material.place}{_elsewhere(indicator, material)}.", "no-figure", (indicator.id,))


def _elsewhere(indicator: Indicator, material: Material) -> str:
    """Say how many areas within have a figure, where that is worth saying."""
    having = sum((indicator.id, member.code) in material.judged_by_area for member in material.members)
    if not material.members:
        return ""
    if not having:
        return " and none for an area within"
    return f" as a whole; {number.count(having, 'area')} of the {len(material.members)} within {'has' if having == 1 else 'have'} one"


def spread(indicator: Indicator, material: Material) -> Spread:
    """Return how the areas within stand, by the series that leads in each; areas without a series are named under `no_figure`."""
    names: dict[Standing, list[str]] = {standing: [] for standing in STANDINGS}
    for member in material.members:
        names[_member_standing(indicator, member.code, material)].append(member.name)
    return Spread({standing: tuple(sorted(found)) for standing, found in names.items()})


def _member_standing(indicator: Indicator, code: str, material: Material) -> Standing:
    rows = material.judged_by_area.get((indicator.id, code), [])
    leader = series.leading(rows, indicator)
    if leader is None:
        return "cannot_tell" if rows else "no_figure"
    found = series.class_of(leader.class_key, material.method)
    return found.standing if found else "cannot_tell"


def _gaps(
    indicator: Indicator, assessments: Sequence[SeriesAssessment], first: SeriesAssessment | None, material: Material
) -> tuple[Finding, ...]:
    """Return what is missing: a recent value, the baseline, the disaggregations asked for. Only for indicators of a framework."""
    if indicator.role == "context":
        return ()
    texts = (
        f"The same series as {indicator.same_as}, kept there." if indicator.same_as else "",
        _old(first, material.as_of),
        _without_baseline(indicator, first, material),
        _without_splits(indicator, assessments, material),
    )
    return tuple(Finding(text, "gap", (indicator.id,)) for text in texts if text)


def _old(first: SeriesAssessment | None, as_of: int) -> str:
    if first is None or first.verdict.last_year is None:
        return ""
    age = as_of - first.verdict.last_year
    if age <= OLD_AFTER_YEARS:
        return ""
    return f"The latest figure is from {first.verdict.last_year}, {age} years before the year of this review."


def _without_baseline(indicator: Indicator, first: SeriesAssessment | None, material: Material) -> str:
    base_year = int(material.method.parameters["base_year"])
    begins = first.verdict.first_year if first else None
    if begins is None or begins == base_year or not indicator.grading.is_graded:
        return ""
    return f"No figure for {base_year}, the baseline year; the window begins in {begins}."


def _without_splits(indicator: Indicator, assessments: Sequence[SeriesAssessment], material: Material) -> str:
    words = material.labels["disaggregation"]
    asked = [words.get(name, name) for name in indicator.disaggregations]
    if not asked or any(not series.is_total(one.observations[0]) for one in assessments if one.observations):
        return ""
    return f"Asked for, not found here: figures by {number.listing(asked)}."

"""Indicators of an area: the verdict that speaks for each, what is missing, and how the areas within stand."""

from collections.abc import Iterable, Iterator, Sequence

from stocktake.model import number
from stocktake.model.indicator import Indicator
from stocktake.model.observation import Observation
from stocktake.model.review import Finding, IndicatorAssessment, LeftOut, SeriesAssessment, Spread
from stocktake.model.verdict import STANDINGS, JudgedSeries, Standing
from stocktake.review import part, sentence, series
from stocktake.review.material import Material

NEWER = "newer-figures"
"""The rule of the sentences that tell newer figures on the same matter."""


def assess(indicator: Indicator, material: Material) -> IndicatorAssessment:
    """Return what can be said of one indicator in the reviewed area."""
    rows = material.judged_by_area.get((indicator.id, material.area.code), [])
    judged = _assess_series(rows, indicator, material)
    leader = series.leading(rows, indicator)
    first = next((one for one in judged if leader and one.id == series.series_id(leader)), None)
    ordered = tuple(sorted(judged, key=lambda one: (one is not first, one.title, one.id)))
    return IndicatorAssessment(
        indicator=indicator,
        unit=material.labels["unit_measure"].get(indicator.unit_measure, indicator.unit_measure),
        standing=_standing(ordered, first),
        finding=_finding(indicator, ordered, first, material),
        series=ordered,
        leading=first.id if first else "",
        gaps=_gaps(indicator, ordered, first, material),
        spread=spread(indicator, material) if material.members else None,
        left_out=tuple(left_out(indicator, material)),
    )


def left_out(indicator: Indicator, material: Material) -> Iterator[LeftOut]:
    """Yield the splits of an indicator of which only the largest parts are shown, those of most parts first."""
    splits = [one for one in material.splits if one.indicator == indicator.id]
    for one in sorted(splits, key=lambda one: (-one.parts, one.series, one.source, one.unit_measure, one.dimensions)):
        yield LeftOut(
            series=one.series,
            source=one.source,
            split=one.dimensions,
            parts=one.parts,
            shown=one.shown,
            text=f"{series.name(one.series, indicator)}, by {number.listing(_words(one.dimensions, material))}: "
            f"of {one.parts:,} parts the {one.shown} with the largest latest values are shown, {one.parts - one.shown:,} are left out.",
            command=f"stocktake export csv --area {material.area.code} --indicator {indicator.id}",
        )


def _words(dimensions: Iterable[str], material: Material) -> list[str]:
    """Return the names of dimensions in words."""
    words = material.labels["disaggregation"]
    return [words.get(name, name.replace("_", " ")) for name in dimensions]


def _assess_series(rows: Sequence[JudgedSeries], indicator: Indicator, material: Material) -> list[SeriesAssessment]:
    observed: dict[str, list[Observation]] = {}
    for observation in material.observed.get(indicator.id, []):
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
        split = number.listing(_words(_splitting(assessments), material), "or")
        text = f"Only parts of the whole are published{f', split by {split}' if split else ''}, so nothing is said of the whole."
        return Finding(text, "parts-only", based_on)
    return Finding(f"No figure for {material.place}{_elsewhere(indicator, material)}.", "no-figure", (indicator.id,))


def _splitting(assessments: Iterable[SeriesAssessment]) -> list[str]:
    """Return the dimensions that split any of the series, each once, those of the series split least first."""
    ways = {part.dimensions(one.observations[0]) for one in assessments if one.observations}
    return list(dict.fromkeys(name for way in sorted(ways, key=lambda way: (len(way), way)) for name in way))


def _elsewhere(indicator: Indicator, material: Material) -> str:
    """Say how many areas within have a figure, where that is worth saying."""
    having = sum(material.has_figure(indicator.id, member.code) for member in material.members)
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
        return "cannot_tell" if material.has_figure(indicator.id, code) else "no_figure"
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
        _old(first, material),
        _without_baseline(indicator, assessments, first, material),
        _without_splits(indicator, assessments, material),
    )
    newer = tuple(Finding(text, NEWER, (indicator.id, *indicator.related)) for text in _newer(indicator, first, material))
    return (*newer, *(Finding(text, "gap", (indicator.id,)) for text in texts if text))


def is_old(series_: SeriesAssessment | None, material: Material) -> bool:
    """Return whether the latest value of a series is so old that a reader has to be told."""
    if series_ is None or series_.verdict.last_year is None:
        return False
    return material.as_of - series_.verdict.last_year > material.expectations.old_after.years


def _old(first: SeriesAssessment | None, material: Material) -> str:
    if first is None or first.verdict.last_year is None or not is_old(first, material):
        return ""
    age = material.as_of - first.verdict.last_year
    return f"The latest figure is from {first.verdict.last_year}, {age} years before the year of this review."


def _newer(indicator: Indicator, first: SeriesAssessment | None, material: Material) -> Iterator[str]:
    """Yield what newer figures on the same matter say, where the indicator names any."""
    reaches = (first.verdict.last_year if first else None) or 0
    for other in indicator.related:
        rows = material.judged_by_area.get((other, material.area.code), [])
        leader = series.leading(rows, material.indicators_by_id[other])
        if leader and leader.last_year and leader.last_year > reaches:
            yield _newer_in_words(leader, material.indicators_by_id[other], material)


def _newer_in_words(row: JudgedSeries, other: Indicator, material: Material) -> str:
    unit = material.labels["unit_measure"].get(row.unit_measure, row.unit_measure)
    first, last = (sentence.amount(value, row.unit_measure) for value in (row.first_value, row.last_value))
    start = f"{first} in {row.first_year}, " if row.first_year != row.last_year else ""
    values = f"{start}{last} {unit} in {row.last_year}"
    return f"Newer figures tell of the same matter: {other.title}, {values}."


def _without_baseline(
    indicator: Indicator, assessments: Sequence[SeriesAssessment], first: SeriesAssessment | None, material: Material
) -> str:
    base_year = int(material.method.parameters["base_year"])
    begins = first.verdict.first_year if first else None
    if begins is None or begins == base_year or not indicator.grading.is_graded:
        return ""
    text = f"The series judged has no figure for {base_year}, the baseline year; its window begins in {begins}."
    others = any(one.verdict.first_year == base_year for one in assessments)
    return f"{text} Another series has one." if others else text


def _without_splits(indicator: Indicator, assessments: Sequence[SeriesAssessment], material: Material) -> str:
    words = material.labels["disaggregation"]
    asked = [words.get(name, name) for name in indicator.disaggregations]
    if not asked or not assessments or any(not series.is_total(one.observations[0]) for one in assessments if one.observations):
        return ""
    return f"Asked for, not found here: figures by {number.listing(asked)}."

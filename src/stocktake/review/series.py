"""One series judged: its verdict in words, its values, and the path it would have to take."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from stocktake.measure.projection import KINDS
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method
from stocktake.model.observation import DISAGGREGATIONS, TOTAL, Observation
from stocktake.model.period import parse
from stocktake.model.review import Finding, PathPoint, SeriesAssessment
from stocktake.model.verdict import JudgedSeries, MethodClass, Verdict
from stocktake.review import sentence
from stocktake.review.material import Material, key_of


def is_total(row: JudgedSeries | Observation) -> bool:
    """Return whether no dimension splits the value."""
    return all(getattr(row, name) == TOTAL for name in DISAGGREGATIONS)


def leading(rows: Iterable[JudgedSeries], indicator: Indicator) -> JudgedSeries | None:
    """Return the series that speaks for an indicator in one area, None where no undivided series exists.

    Precedence: a series with a verdict before one without; then the newest last year; then the order in which the indicator names
    its series; then the longer window. A split series never speaks for the whole.
    """
    order = {series.code: place for place, series in enumerate(indicator.series)}
    totals = [row for row in rows if is_total(row)]
    return max(totals, key=lambda row: _precedence(row, order), default=None)


def _precedence(row: JudgedSeries, order: dict[str, int]) -> tuple[bool, int, int, int, str]:
    return (
        row.class_key is not None,
        row.last_year or 0,
        -order.get(row.series, len(order)),
        -(row.first_year or 9999),
        row.source,
    )


def class_of(key: str | None, method: Method) -> MethodClass | None:
    """Return the class of the method that a key names, None where the method cannot tell."""
    classes = (*method.classes_with_target, *method.classes_without_target, *method.other_classes)
    return next((one for one in classes if one.key == key), None)


def verdict(row: JudgedSeries, indicator: Indicator, method: Method, observations: Sequence[Observation] = ()) -> Verdict:
    """Return what the method says of a series, its parameters included; `observations` tell the periods of its two values."""
    found = class_of(row.class_key, method)
    return Verdict(
        method=method.id,
        standing=found.standing if found else "cannot_tell",
        key=row.class_key or "",
        label=found.label if found else "",
        rate=None if row.first_value == 0 else row.rate,
        needed_rate=row.needed_rate,
        statistic=row.statistic,
        statistic_key=row.statistic_key or "",
        score=row.score,
        level=next((one.label for one in method.level_classes if one.key == row.level_key), ""),
        projected_value=row.projected_value,
        projected_low=row.projected_low,
        projected_high=row.projected_high,
        projection=KINDS.get(row.projection_key or "", ""),
        first_year=row.first_year,
        last_year=row.last_year,
        first_value=row.first_value,
        last_value=row.last_value,
        first_period=period_of(row.first_year, row.first_value, observations),
        last_period=period_of(row.last_year, row.last_value, observations),
        reason=sentence.reason(row, indicator),
        parameters=sentence.parameters(row, indicator, method),
    )


def assess(row: JudgedSeries, indicator: Indicator, observations: Sequence[Observation], material: Material) -> SeriesAssessment:
    """Return the assessment of one series of the reviewed area."""
    judged = verdict(row, indicator, material.method, observations)
    unit = material.labels["unit_measure"].get(row.unit_measure, row.unit_measure)
    identity = series_id(row)
    text = sentence.verdict(judged, indicator, unit, row.unit_measure)
    return SeriesAssessment(
        id=identity,
        series=row.series,
        title=title(row, indicator, material),
        unit=unit,
        observations=tuple(observations),
        verdict=judged,
        finding=Finding(text, f"verdict:{material.method.id}", (identity,)),
        path=path(judged, indicator),
        sources=tuple(sorted({f"{seen.source}@{seen.vintage}" for seen in observations})),
        beside=tuple(beside(row, indicator, observations, material)),
        agreement=row.agreement,
    )


def beside(row: JudgedSeries, indicator: Indicator, observations: Sequence[Observation], material: Material) -> Iterator[Verdict]:
    """Yield what the other methods say of the same series, in the order of the methods."""
    rows = {one.method: one for one in material.judged_beside.get(key_of(row), [])}
    for method in material.methods:
        if method.id in rows:
            yield verdict(rows[method.id], indicator, method, observations)


def period_of(year: int | None, value: float | None, observations: Sequence[Observation]) -> str:
    """Return the period, as published, of the value that counts for a year; the year itself where no observation tells."""
    if year is None:
        return ""
    told = [one.time_period for one in observations if one.obs_value == value and _year(one.time_period) == year]
    return str(year) if not told or str(year) in told else told[-1]


@lru_cache(maxsize=10_000)
def _year(time_period: str) -> int:
    return parse(time_period).year


def is_gradable(row_series: str, indicator: Indicator) -> bool:
    """Return whether the indicator, and the series of it that is named, may be graded."""
    series = next((one for one in indicator.series if one.code == row_series), None)
    return indicator.grading.is_graded and (series is None or series.grading.is_graded)


def series_id(row: JudgedSeries | Observation) -> str:
    """Return the key of a series as one text; parts that do not split the value are left out."""
    return ":".join(part for part in key_of(row) if part != TOTAL)


def path(judged: Verdict, indicator: Indicator) -> tuple[PathPoint, ...]:
    """Return the values year by year that the needed rate gives from baseline to target, both ends included; empty without a rate."""
    if judged.needed_rate is None or judged.first_year is None or judged.first_value is None:
        return ()
    start, first, growth = judged.first_year, judged.first_value, 1 + judged.needed_rate
    years = range(start, parse(indicator.target.time_period).last_month // 12 + 1)
    return tuple(PathPoint(year, first * growth ** (year - start)) for year in years)


def title(row: JudgedSeries, indicator: Indicator, material: Material) -> str:
    """Return what sets the series apart: its published title and the codes that split it, in words."""
    splits = [_split_in_words(one, getattr(row, one), material) for one in DISAGGREGATIONS if getattr(row, one) != TOTAL]
    return ", ".join([name(row.series, indicator), *splits])


def name(code: str, indicator: Indicator) -> str:
    """Return the published title of a series, its code where the indicator does not name it."""
    return next((series.title for series in indicator.series if series.code == code), code)


def _split_in_words(dimension: str, value: str, material: Material) -> str:
    if dimension == "other_dims":
        pairs = (part.partition("=") for part in value.split(";"))
        return ", ".join(_label(key, code, material) for key, _, code in pairs)
    return _label(dimension, value, material)


def _label(dimension: str, code: str, material: Material) -> str:
    """Return the word for a code: from its code list, else the code itself made readable."""
    words, known = material.labels["disaggregation"], material.labels.get(dimension, {})
    return f"{words.get(dimension, dimension.replace('_', ' '))}: {known.get(code, code.replace('-', ' '))}"

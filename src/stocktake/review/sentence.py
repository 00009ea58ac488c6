"""Verdicts in words. Every sentence a reader sees about a series is made here."""

from stocktake.measure.reason import SENTENCES
from stocktake.model import number
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method
from stocktake.model.verdict import JudgedSeries, Verdict
from stocktake.review.caution import cautions

YEAR = "YEAR"
"""The unit of figures that are years, such as that in which a treaty was joined."""


def amount(value: float | None, unit_measure: str) -> str:
    """Return a value as a sentence says it; a year is no amount, so nothing parts its thousands.

    >>> amount(1990.0, "YEAR"), amount(1990.0, "PS")
    ('1990', '1,990')
    """
    is_year = unit_measure == YEAR and value is not None and value.is_integer()
    return f"{value:.0f}" if is_year else number.text(value)


def verdict(judged: Verdict, indicator: Indicator, unit: str, unit_measure: str = "") -> str:
    """Return one or two sentences: what the method concludes, from which values, at which pace, against which need.

    `unit` is the unit in words, `unit_measure` its code.
    """
    if judged.last_value is None:
        return judged.reason or "No figure in the window."
    if not judged.key:
        return f"{_values(judged, unit, unit_measure)}. {judged.reason}".strip()
    return f"{judged.label}: {_values(judged, unit, unit_measure)}{_pace(judged, indicator)}.{_caution(judged)}"


def _values(judged: Verdict, unit: str, unit_measure: str) -> str:
    last = f"{amount(judged.last_value, unit_measure)} {unit} in {judged.last_period}"
    if judged.first_year in (None, judged.last_year):
        return last
    return f"{amount(judged.first_value, unit_measure)} in {judged.first_period}, {last}"


def _pace(judged: Verdict, indicator: Indicator) -> str:
    if judged.rate is None:
        return ""
    moved = f"; a change of {number.per_cent(judged.rate)} a year"
    target = indicator.target
    if target.obs_value is None:
        return f"{moved}. No number is set as target; {_wanted(indicator)} is wanted"
    if judged.needed_rate is None or judged.key == "target_achieved":
        return f"{moved}; the target is {number.text(target.obs_value)} by {target.time_period}"
    return f"{moved}, where {number.per_cent(judged.needed_rate)} a year would reach {number.text(target.obs_value)} by {target.time_period}"


def _wanted(indicator: Indicator) -> str:
    return "a rise" if indicator.direction == "up" else "a fall"


def _caution(judged: Verdict) -> str:
    return f" {judged.reason}" if judged.reason else ""


def reason(row: JudgedSeries, indicator: Indicator) -> str:
    """Return why the method cannot tell, or what to keep in mind about its verdict; empty where there is nothing to add."""
    if row.reason_key == "not_graded":
        return _not_graded(row, indicator)
    own = () if row.reason_key is None else (SENTENCES[row.reason_key],)
    return " ".join((*own, *_zeros(row), *cautions(row)))


def _zeros(row: JudgedSeries) -> tuple[str, ...]:
    """Say that a base of zero was replaced, where the method's own reason says something else."""
    is_silent = row.class_key is not None and row.first_value == 0 and row.stand_in_used and row.reason_key != "zero_base"
    return (SENTENCES["zero_base"],) if is_silent else ()


def _not_graded(row: JudgedSeries, indicator: Indicator) -> str:
    if row.ref_area in indicator.grading.exceptions:
        return indicator.grading.exceptions[row.ref_area]
    series = next((one for one in indicator.series if one.code == row.series), None)
    own = series.grading.reason if series else ""
    return own or indicator.grading.reason or SENTENCES["not_graded"]


def parameters(row: JudgedSeries, indicator: Indicator, method: Method) -> dict[str, str]:
    """Return the parameters behind a verdict, in words, as a reader may check them."""
    shown = {
        "window": f"{row.first_year} to {row.last_year}" if row.first_year else "",
        "baseline year": _parameter(method, "base_year"),
        "years looked at": _parameter(method, "window_years"),
        "values from": _parameter(method, "since_year"),
        "wanted": {"up": "a rise", "down": "a fall", "none": ""}[indicator.direction],
        "target": _target(indicator),
        "stand-in for zero": _parameter(method, "zero_stand_in") if row.stand_in_used else "",
        "scaling near the limit (C)": number.text(row.c_scale) if row.c_scale not in (None, 1.0) else "",
    }
    return {name: value for name, value in shown.items() if value}


def _parameter(method: Method, name: str) -> str:
    """Return a parameter as it is written, without signs between the thousands; empty where the method has none of that name."""
    return f"{method.parameters[name]:.15g}" if name in method.parameters else ""


def _target(indicator: Indicator) -> str:
    if indicator.target.obs_value is None:
        return "none in numbers"
    return f"{number.text(indicator.target.obs_value)} by {indicator.target.time_period}"

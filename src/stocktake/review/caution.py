"""What a reader should keep in mind about a verdict beyond what its method says: stocktake's own cautions, none of which changes a class."""

from collections.abc import Callable

from stocktake.model.verdict import JudgedSeries

SHORT_WINDOW = 3
"""A window of fewer years than this says little of a trend."""

_STEPS = (1.0, 0.1)
"""The steps that published figures are usually rounded to, largest first."""


def cautions(row: JudgedSeries) -> tuple[str, ...]:
    """Return the sentences that hold for a judged series; none where there is no class."""
    if row.class_key is None:
        return ()
    return tuple(sentence for holds, sentence in _CAUTIONS if holds(row))


def is_unchanged(row: JudgedSeries) -> bool:
    """Return whether the first and the last value of a window of years are the same."""
    return row.first_year != row.last_year and row.first_value == row.last_value


def is_within_rounding(row: JudgedSeries) -> bool:
    """Return whether a change is no larger than the step that both its ends are rounded to."""
    if row.first_value is None or row.last_value is None or row.first_value == row.last_value:
        return False
    first, last = row.first_value, row.last_value
    step = next((step for step in _STEPS if _is_multiple(first, step) and _is_multiple(last, step)), 0.0)
    return abs(last - first) <= step * 1.000001


def _is_multiple(value: float, step: float) -> bool:
    return abs(value / step - round(value / step)) < 1e-9


def is_short(row: JudgedSeries) -> bool:
    """Return whether a window has two ends that lie less than three years apart."""
    return row.first_year is not None and row.last_year is not None and 0 < row.last_year - row.first_year < SHORT_WINDOW


_CAUTIONS: tuple[tuple[Callable[[JudgedSeries], bool], str], ...] = (
    (is_unchanged, "The value did not change; the class is the method's lowest that is no deterioration."),
    (is_within_rounding, "The change is no larger than the rounding of the published figures."),
    (is_short, "The window is shorter than three years."),
)

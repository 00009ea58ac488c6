"""Parts of a whole: which dimensions split a figure, and which of many parts a review shows.

A publisher may split one figure into thousands of parts, by country of origin, by event, by district. Those would bury all the rest, so
a review shows the largest of each split and counts the others. The rule is stocktake's own.
"""

import ibis
import ibis.expr.types as ir

from stocktake.measure.series import real, start_year
from stocktake.model.observation import DISAGGREGATIONS, SERIES_KEY, TOTAL, Observation

MANY = 12
"""A split of more parts is cut. A choice of ours: sex by six ages is shown whole, a list of countries is not."""

LARGEST = 8
"""So many parts of a split that is cut are shown."""

_OTHER = "other_dims"
_NAMED = tuple(name for name in DISAGGREGATIONS if name != _OTHER)
_GROUP = ("indicator", "series", "ref_area", "unit_measure", "source", "split")


def dimensions(row: Observation) -> tuple[str, ...]:
    """Return the names of the dimensions that split a value, none for one that is undivided.

    >>> dimensions(Observation("x", "X", "MDA", "2024", sex="F", other_dims="cause=flood;event=E1"))
    ('sex', 'cause', 'event')
    """
    return named(split_of(row))


def split_of(row: Observation) -> str:
    """Return the names of the dimensions that split a value as one text, as `numbered` writes them."""
    own = [name for name in _NAMED if getattr(row, name) != TOTAL]
    others = [pair.partition("=")[0] for pair in row.other_dims.split(";")] if row.other_dims != TOTAL else []
    return "".join(f"{name};" for name in (*own, *others))


def named(split: str) -> tuple[str, ...]:
    """Return the names in a split.

    >>> named("sex;cause;"), named("")
    (('sex', 'cause'), ())
    """
    return tuple(name for name in split.split(";") if name)


def is_whole(t: ir.Table) -> ir.BooleanValue:
    """Return whether no dimension splits a row."""
    return ibis.and_(*(t[name] == TOTAL for name in DISAGGREGATIONS))


def has_value(t: ir.Table, as_of: int) -> ir.BooleanValue:
    """Return whether a row has a finite number and is not later than the year `as_of`."""
    return (real(t.obs_value).notnull() & (start_year(t) <= as_of)).fill_null(False)


def numbered(t: ir.Table, as_of: int) -> ir.Table:
    """Return one row a series that has a value up to `as_of`: its key, its `split`, and its `place` among the `parts` of that split.

    `t` has one row a series and period. `split` names the dimensions that split the series, each followed by `;`, empty for an undivided
    one. Series of one indicator, code, area, unit and source that are split alike are the parts of one split. The place is counted from 0:
    the parts with the latest year come first, of these the largest. The order is total, so that any engine gives the same.
    """
    dated = t.filter(has_value(t, as_of)).mutate(year=start_year(t), value=real(t.obs_value))
    found = dated.group_by(SERIES_KEY).agg(year=dated.year.max(), value=dated.value.argmax(dated.time_period))
    found = found.mutate(split=_split(found))
    parts = ibis.window(group_by=_GROUP)
    order = [found.year.desc(), found.value.desc(), *(found[name] for name in SERIES_KEY)]
    place = ibis.row_number().over(ibis.window(group_by=_GROUP, order_by=order))
    return found.mutate(place=place, parts=found.count().over(parts)).select(*SERIES_KEY, "split", "place", "parts")


def is_cut(t: ir.Table) -> ir.BooleanValue:
    """Return whether a series of `numbered` is part of a split that has too many of them; an undivided one is not."""
    return (t.split != "") & (t.parts > MANY)


def is_shown(t: ir.Table) -> ir.BooleanValue:
    """Return whether a review shows a series of `numbered`: all but the smaller parts of a split that is cut."""
    return ~is_cut(t) | (t.place < LARGEST)


def cut(t: ir.Table) -> ir.Table:
    """Return one row a split of `numbered` that is cut: `indicator`, `series`, `unit_measure`, `source`, `split`, `parts`, in order."""
    columns = ("indicator", "series", "unit_measure", "source", "split", "parts")
    return t.filter(is_cut(t)).select(*columns).distinct().order_by(columns)


def _split(t: ir.Table) -> ir.StringValue:
    """Return the names of the dimensions that split a series, each followed by `;`."""
    own = [(t[name] != TOTAL).ifelse(f"{name};", "") for name in _NAMED]
    others = (t[_OTHER] != TOTAL).ifelse(t[_OTHER].re_replace("=[^;]*", "").concat(";"), "")
    return ibis.literal("").concat(*own, others)

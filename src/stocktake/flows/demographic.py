"""Demographic accounting: stock tables without the born and the dead, with as many people of each birthplace at both ends.

Method: Abel (2013), Demographic Research 28(18); Abel and Sander (2014), Science 343; Abel and Cohen (2019), Scientific Data 6:82.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from stocktake.errors import DataError
from stocktake.flows.array import Mask, Matrix, Vector, columns_with, named, refuse, share
from stocktake.flows.balancing import Balanced, balance
from stocktake.flows.stock import Stocks, negative_native
from stocktake.flows.treatment import STRICT, Matching, Treatment

_MET: Final = 1e-6
"""The gap, as a share of all people, above which a table could not be balanced."""

_NOBODY: Final = 1e-9
"""The share of all people below which a sum is nobody: what is left of differences of large numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Stock tables (birthplace x residence) whose rows add up to the same at both ends, and everybody who was taken out of them.

    `start` are those who were there and did not die nor leave the world, `end` those who were not born since nor came from outside. So
    `start + deaths + left` adds up, by residence, to the population at the start, and `end + births + entered` to that at the end; where
    the world did not add up, to the populations that were put right. `cautions` say what was done to the figures.
    """

    places: tuple[str, ...]
    start: Matrix
    end: Matrix
    births: Matrix
    deaths: Matrix
    left: Matrix
    entered: Matrix
    cautions: tuple[str, ...] = ()


def prepare(held: Stocks, matching: Matching, treatment: Treatment = STRICT) -> Prepared:
    """Return the tables that people are traced between, for closed or open accounting.

    DataError, with the names of the places, where more were born than native born are counted, where a closed world does not add up or a
    birthplace is at one end only, as far as `treatment` says to refuse; and where no table has the sums asked for.
    """
    start, end = _with_native(held.start), _with_native(held.end)
    cautions = [negative_native(held)]
    held = replace(held, start=start, end=end)
    if matching == "closed":
        held, caution = _closed_world(held, treatment)
        cautions.append(caution)
    deaths, births = _dead(held, treatment), _born(held, treatment)
    found = Prepared(
        held.places, held.start - deaths, held.end - births, births, deaths, np.zeros_like(start), np.zeros_like(start)
    )
    if matching == "closed":
        if treatment.world == "after":
            found = _levelled(found)
        matched, caution = _met_half_way(found, treatment)
    else:
        matched, caution = _opened(found, matching)
    return replace(matched, cautions=tuple(one for one in [*cautions, caution] if one))


def _with_native(table: Matrix) -> Matrix:
    """Return the table without negative native born: their column keeps its sum, the foreign born there become fewer."""
    wrong = np.diag(table) < 0
    if not wrong.any():
        return table
    held = np.maximum(table, 0.0)
    held[:, wrong] *= share(np.maximum(table.sum(axis=0), 0.0), held.sum(axis=0))[wrong]
    return held


def _closed_world(held: Stocks, treatment: Treatment) -> tuple[Stocks, str]:
    """Return stocks of a world that changes by its births and deaths alone, and the sentence that says what it took."""
    if abs(held.gap) <= _NOBODY * held.start.sum():
        return held, ""
    if treatment.world == "refuse":
        raise DataError(
            f"the totals differ: the world has {-held.gap:+,.0f} people beside its births and deaths, and a closed method lets nobody in or "
            "out; put the figures right, let the native born take up the difference, or use an open method"
        )
    said = f"the world had {-held.gap:+,.0f} people beside its births and deaths; native born took up half of it at each end"
    if treatment.world == "after":
        return held, said
    half = held.gap / 2
    whole = treatment.world == "before-whole"
    return replace(held, start=_rescaled(held.start, -half, whole), end=_rescaled(held.end, half, whole)), said


def _rescaled(table: Matrix, more: float, whole: bool) -> Matrix:
    """Return the table with `more` native born, in proportion; whole people leave what rounding takes on the largest place."""
    native = np.diag(table)
    wanted = native.sum() + more
    if wanted <= 0:
        raise DataError(
            f"the world is out by {2 * abs(more):,.0f} people, more than native born can take up; check units and interval"
        )
    scaled = native * (wanted / native.sum())
    if whole:
        scaled = np.rint(scaled)
        scaled[np.argmax(scaled)] += wanted - scaled.sum()
    found = table.copy()
    np.fill_diagonal(found, scaled)
    return found


def _dead(held: Stocks, treatment: Treatment) -> Matrix:
    """Return the dead by birthplace and residence."""
    if treatment.deaths == "proportional":
        return held.start * share(held.deaths, held.start.sum(axis=0))
    rows = held.start.sum(axis=1) + held.births - held.end.sum(axis=1)
    rows[np.abs(rows) <= _NOBODY * held.start.sum()] = 0.0
    if (rows < 0).any():
        advice = "take the dead from everybody in a place in proportion"
        raise refuse("deaths by accounting are negative for birthplaces", advice, held.places, rows < 0, deaths=rows)
    found = balance(held.start, rows, held.deaths, treatment.still)
    _check_met(found, held.places, "deaths by accounting", held.start.sum(), treatment.still)
    return found.table


def _born(held: Stocks, treatment: Treatment) -> Matrix:
    """Return the newborn by birthplace and residence; spread ones are carried by the stocks of the place they were born in."""
    above = held.births > np.diag(held.end) * (1 + _NOBODY)
    if treatment.births == "native" and above.any():
        advice = "check the figures, or have births taken from everybody there in proportion"
        raise refuse(
            "more births than native born at the end",
            advice,
            held.places,
            above,
            births=held.births,
            native_born=np.diag(held.end),
        )
    everybody = np.ones_like(above) if treatment.births == "spread" else above
    found = np.diag(held.births)
    if everybody.any():
        found[:, everybody] = held.end[:, everybody] * share(held.births, held.end.sum(axis=0))[everybody]
    return found


def _levelled(found: Prepared) -> Prepared:
    """Return tables with the same number of people in all, native born put right in proportion."""
    half = (found.end.sum() - found.start.sum()) / 2
    return replace(found, start=_rescaled(found.start, half, False), end=_rescaled(found.end, -half, False))


def _met_half_way(found: Prepared, treatment: Treatment) -> tuple[Prepared, str]:
    """Return tables whose birthplace totals are the means of both ends; the population of every place stays.

    Method: Abel and Sander (2014), supplement.
    """
    rows, others = found.start.sum(axis=1), found.end.sum(axis=1)
    middle = (rows + others) / 2
    nobody = _NOBODY * rows.sum()
    lost = (middle > nobody) & ((rows <= nobody) | (others <= nobody))
    caution = _check_lost(found, treatment, lost, rows, others)
    kept = np.where(lost, 0.0, middle)
    tables = [
        _balanced(replace(found, start=_without(table, lost)), kept, table.sum(axis=0), end, treatment.still)
        for table, end in ((found.start, "start"), (found.end, "end"))
    ]
    return replace(found, start=tables[0], end=tables[1]), caution


def _without(table: Matrix, lost: Mask) -> Matrix:
    return np.where(lost[:, None], 0.0, table) if lost.any() else table


def _check_lost(found: Prepared, treatment: Treatment, lost: Mask, rows: Vector, others: Vector) -> str:
    if not lost.any():
        return ""
    if treatment.one_end == "refuse":
        advice = "no closed method can trace them: complete the tables, drop them, or use an open method"
        raise refuse(
            "people of a birthplace are at one end only", advice, found.places, lost, at_the_start=rows, at_the_end=others
        )
    people = (rows + others)[lost].sum()
    return f"{people:,.0f} people born in {named(found.places, lost)} are at one end only; nobody traced them"


def _balanced(of: Prepared, rows: Vector, columns: Vector, end: str, still: float | None) -> Matrix:
    found = balance(of.start, rows * share(columns.sum(), rows.sum()), columns, still)
    _check_met(found, of.places, f"stocks at the {end} with the birthplace totals of both ends", columns.sum(), still)
    return found.table


def _check_met(found: Balanced, places: tuple[str, ...], what: str, people: float, still: float | None) -> None:
    if found.gap <= _MET or still is not None:
        return
    off = (np.abs(found.row_gap) > _MET * people) | (np.abs(found.column_gap) > _MET * people)
    advice = "the zeros of the table are in the way; complete the tables or use an open method"
    raise refuse(f"{what} cannot be met", advice, places, off, missing_by_birthplace=found.row_gap, by_residence=found.column_gap)


def _opened(found: Prepared, matching: Matching) -> tuple[Prepared, str]:
    """Return tables whose birthplace totals are the smaller ones of both ends; the rest left the world or entered it.

    Method: Abel (2013): those who left are spread over the start, those who entered over the end. `open-crossed` spreads each by the other
    table, as a program in use does; that can take more people out of a place than were there.
    """
    rows, others = found.start.sum(axis=1), found.end.sum(axis=1)
    left, entered = np.maximum(rows - others, 0.0), np.maximum(others - rows, 0.0)
    by_left, by_entered = (found.end, found.start) if matching == "open-crossed" else (found.start, found.end)
    left = by_left * share(left, by_left.sum(axis=1))[:, None]
    entered = by_entered * share(entered, by_entered.sum(axis=1))[:, None]
    matched = replace(found, start=found.start - left, end=found.end - entered, left=left, entered=entered)
    return matched, _below_zero(matched)


def _below_zero(found: Prepared) -> str:
    nobody = _NOBODY * found.start.sum()
    below = columns_with((found.start < -nobody) | (found.end < -nobody))
    return f"more people left than were there in {named(found.places, below)}; flows there may be negative" if below.any() else ""

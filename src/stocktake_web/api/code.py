"""Codes in an address: what each names, or that it names nothing."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final, Literal, TypeVar

from stocktake.catalog import area as area_file
from stocktake.catalog import catalog
from stocktake.errors import StocktakeError

T = TypeVar("T")

Named = Literal["bulk file", "concept", "framework", "indicator", "method", "objective"]
LISTS: Final[Mapping[Named, str]] = {
    "bulk file": "/api/v1/bulk",
    "concept": "/api/v1/concepts",
    "framework": "/api/v1/frameworks",
    "indicator": "/api/v1/indicators",
    "method": "/api/v1/methods",
    "objective": "/api/v1/objectives",
}
"""Where what has codes of a kind is listed."""


class CodeNotFound(StocktakeError):
    """Nothing has this code."""

    def __init__(self, kind: Named, code: str, meant: Sequence[str]) -> None:
        shown = "".join(sign if sign.isprintable() else " " for sign in code)[:60]
        told = f"did you mean {', '.join(meant)}?" if meant else f"{LISTS[kind]} lists what there is"
        super().__init__(f'there is no {kind} "{shown}": {told}')


def one_of(code: str, known: Mapping[str, T], kind: Named) -> T:
    """Return what has this code; CodeNotFound names those probably meant."""
    if code not in known:
        raise CodeNotFound(kind, code, get_close_matches(code[:60], known, n=5, cutoff=0.6))
    return known[code]


def area(text: str) -> str:
    """Return the code of the area that a code or name means; AreaNotFound where it means none, or several."""
    return area_file.areas().find(text).code


def objective(text: str) -> str:
    """Return the id of an objective or target: `20` and `gcm:20` are an objective of the Compact, `10.7` and `sdg:10.7` a target.

    >>> objective("20"), objective("10.7")
    ('gcm:20', 'sdg:10.7')
    """
    wanted = f"gcm:{text}" if text.isascii() and text.isdecimal() else text if ":" in text else f"sdg:{text}"
    known = {one.id: one.id for framework in catalog.load().frameworks.values() for one in framework.commitments}
    return one_of(wanted, known, "objective")


def indicator(text: str) -> str:
    """Return the id of an indicator; CodeNotFound where there is none."""
    return one_of(text, catalog.load().indicators, "indicator").id

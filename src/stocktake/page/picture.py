"""Standings as pictures: a bar of counts, and the symbols and patterns that tell the standings apart without colour."""

from collections.abc import Iterable, Mapping

from stocktake.model.verdict import STANDINGS, Standing
from stocktake.page import svg

LENGTH, THICK, GAP = 640.0, 44.0, 3.0


def bar(counts: Mapping[Standing, int]) -> str:
    """Return a bar with one piece for each standing that occurs, best first, as long as its share; nothing where nothing is counted.

    It is hidden from screen readers: the counts always stand beside it in words.
    """
    total = sum(counts.values())
    if not total:
        return ""
    pieces = "".join(_pieces(counts, total))
    return svg.element("svg", pieces, viewBox=f"0 0 {LENGTH:g} {THICK:g}", class_="bar", aria_hidden="true")


def _pieces(counts: Mapping[Standing, int], total: int) -> Iterable[str]:
    shown = [standing for standing in STANDINGS if counts.get(standing)]
    room = LENGTH - GAP * (len(shown) - 1)
    left = 0.0
    for standing in shown:
        width = room * counts[standing] / total
        place = {"x": left + 0.5, "y": 0.5, "width": max(width - 1, 1.0), "height": THICK - 1}
        yield svg.element("rect", **place, class_=f"piece {standing}")
        yield svg.element("rect", **place, class_="pattern", fill=f"url(#pattern-{standing})")
        left += width + GAP

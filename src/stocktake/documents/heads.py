"""Running heads and page numbers: what is printed on every page and belongs to no sentence."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from stocktake.documents.line import Line
from stocktake.model.text import Kind

EDGE = 3
"""So many lines at the top and at the foot of a page may be running heads."""
OFTEN = 3
"""A line is a running head when it stands at the edge of so many pages."""
_NUMBER = re.compile(
    r"^(?:[-–—|]\s*)?(?:(?:page|página|p\.|стр\.)\s*)?(?P<n>\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of|de|sur)\s*\d{1,4})?(?:\s*[-–—|])?$",
    re.I,
)
_COUNTED = re.compile(r"^\d{1,4}\b[\s|–—-]*|[\s|–—-]*\b\d{1,4}$")
_LONGEST = 120


def heads(lines: Sequence[Line]) -> dict[int, Kind]:
    """Return the numbers of the lines that are running heads or page numbers, and which of the two."""
    pages = _pages(lines)
    if len(pages) > 1:
        return _outermost(pages, {**_repeated(pages), **_numbered(pages)})
    return _alone(lines)


def _pages(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines with words, page by page; one list where the text has no pages."""
    pages: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.said:
            pages[line.page].append(line)
    return list(pages.values())


def _edges(page: Sequence[Line]) -> list[Line]:
    return list({line.number: line for line in (*page[:EDGE], *page[-EDGE:])}.values())


def _repeated(pages: Sequence[Sequence[Line]]) -> dict[int, Kind]:
    """Return lines that say the same at the edge of at least `OFTEN` pages near each other, but for a number that counts the pages."""
    where: dict[tuple[str, int], list[tuple[int, Line]]] = defaultdict(list)
    for count, page in enumerate(pages):
        for line in _edges(page):
            if 1 < len(line.said) <= _LONGEST and any(map(str.isalpha, line.said)):
                for shape in {(line.said.casefold(), 0), _shape(line, count)}:
                    where[shape].append((count, line))
    runs = [run for found in where.values() for run in _runs(found)]
    return {line.number: "running" for run in runs if len({count for count, _ in run}) >= OFTEN for _, line in run}


def _shape(line: Line, count: int) -> tuple[str, int]:
    """Return what a line says without a number at its ends, and how far that number is from the count of pages; 0 without one."""
    found = _COUNTED.search(line.said)
    if not found:
        return line.said.casefold(), 0
    return _COUNTED.sub("", line.said, count=1).casefold(), int(re.sub(r"\D", "", found.group())) - count


def _outermost(pages: Sequence[Sequence[Line]], found: dict[int, Kind]) -> dict[int, Kind]:
    """Return only those lines that no line of the text parts from the edge of their page."""
    kept: dict[int, Kind] = {}
    for page in pages:
        for side in (page, page[::-1]):
            for line in side[:EDGE]:
                if line.number not in found:
                    break
                kept[line.number] = found[line.number]
    return kept


def _runs(found: Sequence[tuple[int, Line]]) -> list[list[tuple[int, Line]]]:
    """Return the lines of one shape in runs: from one page to the next or, where left and right pages differ, the next but one."""
    runs: list[list[tuple[int, Line]]] = []
    for count, line in found:
        if runs and count - runs[-1][-1][0] <= 2:
            runs[-1].append((count, line))
        else:
            runs.append([(count, line)])
    return runs


def _numbered(pages: Sequence[Sequence[Line]]) -> dict[int, Kind]:
    """Return the lines at the edges that are page numbers: they keep one distance from the count of pages, on two pages or more."""
    found = [(count, line) for count, page in enumerate(pages) for line in _edges(page) if _NUMBER.match(line.said)]
    distances = Counter(_distance(count, line) for count, line in found)
    return {line.number: "number" for count, line in found if distances[_distance(count, line)] > 1}


def _distance(count: int, line: Line) -> int | str:
    said = _NUMBER.match(line.said)
    number = said.group("n") if said else ""
    return int(number) - count if number.isdecimal() else "roman"


def _alone(lines: Sequence[Line]) -> dict[int, Kind]:
    """Return page numbers of a text without pages: bare numbers between empty lines which only grow; and the heads beside them."""
    numbers = [line for line in lines if line.said.isdecimal() and len(line.said) <= 4 and _is_alone(line, lines)]
    if len(numbers) < 2 or not _grow([int(line.said) for line in numbers]):
        return {}
    return {**_beside(numbers, lines), **{line.number: "number" for line in numbers}}


def _is_alone(line: Line, lines: Sequence[Line]) -> bool:
    return not _said(lines, line.number - 1) and not _said(lines, line.number + 1)


def _said(lines: Sequence[Line], number: int) -> str:
    return lines[number - 1].said if 0 < number <= len(lines) else ""


def _grow(numbers: Sequence[int]) -> bool:
    return all(one < following for one, following in pairwise(numbers))


def _beside(numbers: Iterable[Line], lines: Sequence[Line]) -> dict[int, Kind]:
    """Return repeated lines that stand two lines from a page number."""
    near = [lines[at - 1] for line in numbers for at in (line.number - 2, line.number + 2) if _said(lines, at)]
    often = Counter(line.said.casefold() for line in near)
    return {line.number: "running" for line in near if often[line.said.casefold()] >= OFTEN and len(line.said) <= _LONGEST}

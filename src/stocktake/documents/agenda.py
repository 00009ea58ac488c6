"""Agendas: blocks of times with what happens at them."""

import re
from collections.abc import Iterator, Sequence

from stocktake.documents.line import Block, Line

_TIME = r"\d{1,2}\s?[.:：hH]\s?\d{2}\s*(?:[aApP]\.?[mM]\.?)?"
SPAN = re.compile(rf"^\W{{0,3}}{_TIME}\s*(?:[-–—−‒]|to|a|à|до|至|إلى)\s*{_TIME}(?!\d)")
MOMENT = re.compile(r"^\W{0,3}(?:[01]?\d|2[0-3])(?:[:：]|\s?h\s?)[0-5]\d(?:\s*[aApP]\.?[mM]\.?)?(?:\s+\D|\s*[-–—:|]|$)")
TITLE = re.compile(
    r"^\W*(?:(?:final|draft|provisional|tentative)\s+)?(?:agenda|programme|program|ordre du jour|orden del día|programa|повестка дня"
    r"|программа|议程|جدول الأعمال)\b",
    re.I,
)
APART = 100
"""Times that lie so many lines apart are of two agendas."""
FEWEST = 3
"""So many times make an agenda; two where its title stands before them."""
LONG_PROSE = 4
"""A paragraph of more lines after the last time ends the agenda where a page or a title has passed."""


def is_time(line: Line) -> bool:
    """True when the line begins with a time of day, as the entries of an agenda do.

    >>> is_time(Line(1, 0, 40, 0, "10.30 – 12.00 Setting the scene"))
    True
    """
    return SPAN.match(line.said) is not None or MOMENT.match(line.said) is not None


def tell(blocks: Sequence[Block]) -> None:
    """Set the kind of the blocks that lie in an agenda, from its first time to its end."""
    for times in _clusters(blocks):
        if len(times) >= FEWEST or (len(times) > 1 and _has_title(blocks, times[0])):
            for block in blocks[times[0] : _end(blocks, times[-1])]:
                if block.kind not in ("running", "number", "footnote"):
                    block.kind = "agenda"


def _clusters(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """Yield the places of blocks that begin with a time, those of one agenda together."""
    found: list[int] = []
    for place, block in enumerate(blocks):
        if not is_time(block.lines[0]) or block.kind in ("running", "number", "footnote"):
            continue
        if found and (_lines_between(blocks[found[-1]], block) > APART or _has_title(blocks, place, found[-1] + 1)):
            yield found
            found = []
        found.append(place)
    if found:
        yield found


def _lines_between(one: Block, other: Block) -> int:
    return other.lines[0].number - one.lines[-1].number


def _has_title(blocks: Sequence[Block], before: int, since: int = 0) -> bool:
    """True when one of the twenty blocks before the place, none before `since`, is the title of an agenda."""
    return any(len(block.lines) <= 2 and TITLE.match(block.lines[0].said) for block in blocks[max(since, before - 20) : before])


def _end(blocks: Sequence[Block], last: int) -> int:
    """Return the place behind the last block of the agenda: where a page turns, a heading follows or long prose begins."""
    for place in range(last + 1, len(blocks)):
        block = blocks[place]
        turned = block.lines[0].turns or block.lines[0].page != blocks[place - 1].lines[-1].page
        if (
            block.kind == "heading"
            or (turned and not block.marker)
            or (block.kind == "paragraph" and len(block.lines) > LONG_PROSE)
        ):
            return place
    return len(blocks)

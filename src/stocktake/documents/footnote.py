"""Footnotes: blocks that begin with a number which the text before calls."""

import re
from collections.abc import Sequence

from stocktake.documents.line import Block, Line
from stocktake.model.text import Kind

NOTE = re.compile(r"^(?:\[(?P<square>\d{1,3})\]|(?P<plain>\d{1,3}))\s+(?=[^\W\d_]|[“\"'«(]|[A-Z]/)")
BACK = 8_000
"""A call stands at most so many characters before its note."""
AHEAD = 3
"""So many notes may be missing between one found and the next."""
_SEARCHED: tuple[Kind, ...] = ("paragraph", "item", "heading")


def number_of(line: Line) -> int | None:
    """Return the number a line begins with as a footnote does; None where it does not.

    >>> number_of(Line(1, 0, 20, 0, "12 See the report"))
    12
    """
    found = NOTE.match(line.said)
    return int(found.group("square") or found.group("plain")) if found else None


def follows(line: Line, block: Sequence[Line]) -> bool:
    """True when the line begins the note after the one that the block is."""
    number, before = number_of(line), number_of(block[0])
    return number is not None and before is not None and number == before + 1


def tell(blocks: Sequence[Block], content: str) -> None:
    """Set the kind of the blocks that are footnotes, and of what carries them on after an empty line."""
    last, before = 0, None
    for block in blocks:
        number = number_of(block.lines[0]) if block.kind in _SEARCHED else None
        if number is not None and (last < number <= last + AHEAD or number == 1) and _is_called(number, block, content):
            block.kind, last = "footnote", number
        elif before is not None and before.kind == "footnote" and _carries_on(before, block):
            block.kind = "footnote"
        before = block


def _is_called(number: int, block: Block, content: str) -> bool:
    """True when the number stands close behind a word or a stop not far before: `Compact.3 For`."""
    start = block.lines[0].start
    return re.search(rf"(?:[^\W\d_]|[.,;:)”\"’\]*?])\[?{number}(?![\d%/])\b", content[max(0, start - BACK) : start]) is not None


def _carries_on(note: Block, block: Block) -> bool:
    first = block.lines[0]
    same_page = first.page == note.lines[-1].page and not first.turns
    return same_page and block.kind == "paragraph" and note.is_open and (first.said[0].islower() or first.said[0] == "(")

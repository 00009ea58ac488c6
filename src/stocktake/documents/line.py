"""Lines and blocks: what a text is cut into before it becomes passages."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stocktake.model.text import Kind

ENDS = re.compile(r"[.!?…:;。！？：；؟؛][\"”’»)\]*\d]*$")
"""How a sentence, or a line before a list, ends."""
_BREAK = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it: characters [start, end), counted from 1, on a page (0: none).

    `turns` where a page begins here: after a form feed, or one blank before the first word, as PDF converters leave it.
    """

    number: int
    start: int
    end: int
    page: int
    said: str
    turns: bool = False


@dataclass(slots=True)
class Block:
    """Lines that stand together, and what they are; `start` is behind the sign of an item, `marker` that sign."""

    lines: list[Line]
    kind: Kind = "paragraph"
    start: int = 0
    marker: str = ""
    large: bool = False
    skips: list[tuple[int, int]] = field(default_factory=list)

    @property
    def said(self) -> str:
        """The lines with a blank between them, from `start` on."""
        first, *others = self.lines
        return " ".join([first.said[max(self.start - first.start, 0) :], *(line.said for line in others)])

    @property
    def end(self) -> int:
        """Where the last line ends."""
        return self.lines[-1].end

    @property
    def is_open(self) -> bool:
        """True when the last line ends in the middle of a sentence, as far as its last sign says."""
        return ENDS.search(self.lines[-1].said) is None


def starts_of_lines(content: str) -> tuple[int, ...]:
    """Return where each line begins; lines end with a line feed, so that they match any editor's.

    >>> starts_of_lines("one\\ntwo\\n")
    (0, 4)
    """
    starts = [0, *(found.end() for found in _BREAK.finditer(content))]
    return tuple(starts[:-1] if len(starts) > 1 and starts[-1] == len(content) else starts)


def cut(content: str, page_starts: Sequence[int] = ()) -> list[Line]:
    """Return the lines of a text, empty ones included."""
    return list(_lines(content, page_starts))


def _lines(content: str, page_starts: Sequence[int]) -> Iterator[Line]:
    starts = starts_of_lines(content)
    for number, (start, end) in enumerate(zip(starts, (*starts[1:], len(content)), strict=True), start=1):
        whole = content[start:end]
        said = whole.strip()
        first = start + len(whole) - len(whole.lstrip()) if said else start
        page = max(bisect_right(page_starts, first), 1) if page_starts else 0
        yield Line(number, first, first + len(said), page, said, turns=_turns(whole))


def _turns(whole: str) -> bool:
    before = whole[: len(whole) - len(whole.lstrip())]
    return "\f" in before or (before == " " and whole.strip() != "")


def width(lines: Sequence[Line]) -> int:
    """Return how long a full line is: nine in ten lines with words are no longer; 0 for a text without words."""
    lengths = sorted(len(line.said) for line in lines if line.said)
    return lengths[len(lengths) * 9 // 10] if lengths else 0

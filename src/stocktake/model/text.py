"""The text of a document, cut into passages; each character of a passage leads back to its line and page."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "paragraph", "item", "agenda", "table", "footnote", "running", "number", "address"]

_WORD = re.compile(r"[^\s\u00ad\u200b\ufeff]+")
"""A run without white space; soft hyphens and signs of no width are no part of a word as it is read."""
_HYPHENS = "-\u2010"
_SUSPENDED_BEFORE = frozenset(("and", "or", "to", "as", "y", "o", "u", "a", "et", "ou", "à", "e", "или", "и"))
"""Words after which a hyphen at a line end stands for a part left out: `short-` / `and long-term`."""
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of a document: characters [start, end) of `Text.content`, lines from 1 (both ends included), page from 1 (0: no pages).

    `skips` are ranges inside [start, end) which belong to other passages, such as the footnotes and running heads that stand between
    the two halves of a paragraph. A passage owns the characters of its range that are not skipped; no character has two owners.
    `language` is empty where it could not be told.
    """

    kind: Kind
    start: int
    end: int
    first_line: int
    last_line: int
    page: int = 0
    skips: tuple[tuple[int, int], ...] = ()
    language: str = ""

    def ranges(self) -> tuple[tuple[int, int], ...]:
        """Return the ranges of characters the passage owns, in order.

        >>> Passage("paragraph", 0, 30, 1, 3, skips=((10, 20),)).ranges()
        ((0, 10), (20, 30))
        """
        edges = [self.start, *(edge for skip in self.skips for edge in skip), self.end]
        return tuple((first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if first < last)


@dataclass(frozen=True, slots=True)
class Plain:
    """A passage as one runs it together in reading; `positions[n]` is where character n of `text` stands in the content."""

    text: str
    positions: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the range [start, end) of the content that the characters [start, end) of the plain text come from.

        >>> Plain("cooperation", (5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17)).span(0, 3)
        (5, 10)
        """
        if not 0 <= start < end <= len(self.text):
            raise IndexError(f"[{start}, {end}) is no range of a text of {len(self.text)} characters")
        return self.positions[start], self.positions[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Text:
    """A document's text as read, with its line breaks: line N of a text file is line N here.

    `passages` in order of their start; `line_starts` and `page_starts` where each line and page begins (no pages: empty), `issues` what
    a reader should know about the reading; `joined` are the hyphens at line ends which only break a word; the empty text has one line.
    """

    id: str
    content: str
    passages: tuple[Passage, ...] = ()
    language: str = ""
    line_starts: tuple[int, ...] = (0,)
    page_starts: tuple[int, ...] = ()
    issues: tuple[str, ...] = ()
    title: str = ""
    joined: frozenset[int] = frozenset()

    def line_of(self, position: int) -> int:
        """Return the line, counted from 1, that the character at `position` stands in; a line's break belongs to it.

        >>> Text("t", "one\\ntwo\\n", line_starts=(0, 4)).line_of(4)
        2
        """
        return bisect_right(self.line_starts, position)

    def page_of(self, position: int) -> int:
        """Return the page, counted from 1, of the character at `position`; 0 where there are no pages."""
        return max(bisect_right(self.page_starts, position), 1) if self.page_starts else 0

    def lines(self, first: int, last: int) -> str:
        """Return the lines `first` to `last` (from 1, both included) as they stand, without the last line's break.

        >>> Text("t", "one\\ntwo\\nthree\\n", line_starts=(0, 4, 8)).lines(1, 2)
        'one\\ntwo'
        """
        if not 1 <= first <= last <= len(self.line_starts):
            raise IndexError(f"lines {first} to {last}: the text has {len(self.line_starts)} lines")
        end = self.line_starts[last] if last < len(self.line_starts) else len(self.content)
        return self.content[self.line_starts[first - 1] : end].removesuffix("\n").removesuffix("\r")

    def plain(self, passage: Passage) -> Plain:
        """Return the passage on one line: breaks joined, hyphenation undone, white space as one blank, with the way back.

        >>> text = Text("t", "safe co-\\noperation", joined=frozenset({7}))
        >>> text.plain(Passage("paragraph", 0, 18, 1, 2)).text
        'safe cooperation'
        """
        signs: list[str] = []
        positions: list[int] = []
        for start, end in self._words(passage):
            if signs and (before := positions[-1] + 1) < start:
                self._bridge(signs, positions, before, start)
            signs.extend(self.content[start:end])
            positions.extend(range(start, end))
        return Plain("".join(signs), tuple(positions))

    def _words(self, passage: Passage) -> Iterator[tuple[int, int]]:
        """Yield the range of each word the passage owns; a word stops where a skipped range begins."""
        for first, last in passage.ranges():
            for word in _WORD.finditer(self.content, first, last):
                yield word.span()

    def _bridge(self, signs: list[str], positions: list[int], before: int, after: int) -> None:
        """Join what is read so far to the word at `after`: with a blank, or none after a hyphen at a line end or a sign of no width."""
        between = self.content[before:after]
        hyphen = signs[-1] in _HYPHENS and "\n" in between and self.content[after].isalnum()
        if positions[-1] in self.joined and hyphen:
            signs.pop()
            positions.pop()
        elif not any(sign.isspace() for sign in between) or "\u00ad" in between:
            return
        elif not hyphen or self._is_suspended(before, after):
            signs.append(" ")
            positions.append(before)

    def _is_suspended(self, before: int, after: int) -> bool:
        """True where the hyphen at a line end stands for a part left out (`low-` / `and middle-income`) or is a dash."""
        word = _LETTERS.match(self.content, after)
        alone = before < 2 or not self.content[before - 2].isalnum()
        return alone or (word is not None and word.group().lower() in _SUSPENDED_BEFORE)

"""Hyphens at line ends: which of them only break a word, told by the words of the same document."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from stocktake.model.text import Passage

_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_BROKEN = re.compile(r"(?<=[^\W\d_])[-\u2010][^\S\n]*\n\s*(?=[^\W\d_])")
_CUT = re.compile(r"\w+[-\u2010][^\S\n]*\n\s*\w+")
_LAST = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*$")
_LONGEST = 60
"""Words of more letters are not looked for."""


def joined(content: str, passages: Iterable[Passage]) -> frozenset[int]:
    """Return the positions of the hyphens at line ends that go when the line is joined to the next.

    A word that stands elsewhere in the document decides: `cooperation` takes its hyphen out, `long-term` keeps it. Where neither
    stands, a hyphen stays between two known words, after a part known from other compounds, and before a capital letter.
    """
    ends = list(_ends(content, passages))
    if not ends:
        return frozenset()
    known = _known(content)
    firsts = {word.partition("-")[0] for word in known if "-" in word}
    return frozenset(at for at, before, after in ends if _breaks(before, after, known, firsts))


def _ends(content: str, passages: Iterable[Passage]) -> Iterator[tuple[int, str, str]]:
    """Yield position, word before and word after of each hyphen at a line end, also over what is skipped between."""
    for passage in passages:
        ranges = passage.ranges()
        for start, end in ranges:
            for found in _BROKEN.finditer(content, start, end):
                yield (
                    found.start(),
                    *_around(
                        content[max(start, found.start() - _LONGEST) : found.start()],
                        content[found.end() : min(end, found.end() + _LONGEST)],
                    ),
                )
        for (start, end), (start_of_next, end_of_next) in pairwise(ranges):
            tail, head = content[start:end].rstrip(), content[start_of_next:end_of_next].lstrip()
            if _BROKEN.match(f"{tail[-2:]}\n{head[:1]}", 1):
                yield start + len(tail) - 1, *_around(tail[:-1], head)


def _around(before: str, after: str) -> tuple[str, str]:
    """Return the word a text ends with and the word another begins with."""
    last, first = _LAST.search(before[-_LONGEST:]), _WORD.match(after[:_LONGEST])
    return last.group() if last else "", first.group() if first else ""


def _known(content: str) -> set[str]:
    """Return the words of the document in small letters, without those that a line end breaks."""
    return {word.replace("\u2010", "-").lower() for word in _WORD.findall(_CUT.sub(" ", content))}


def _breaks(before: str, after: str, known: set[str], firsts: set[str]) -> bool:
    first, small = before.lower().replace("\u2010", "-"), after.lower().replace("\u2010", "-")
    if f"{first}{small}" in known:
        return True
    if f"{first}-{small}" in known or "-" in first or after[0].isupper():
        return False
    return not ({first, small} <= known or first in firsts)

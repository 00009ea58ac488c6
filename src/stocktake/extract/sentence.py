"""Passages cut into sentences: the unit that is judged, with the way back to the characters and lines of the document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stocktake.model.text import Passage, Plain, Text

SPEAKING: Final = frozenset({"paragraph", "item", "table"})
"""The kinds of passage in which somebody says something."""

_END = re.compile(r"[.!?][”\"’')\]]*\d{0,3}(?=\s)|;(?=\s)")
"""Where a sentence may end; the digits are the mark of a footnote."""
_BEGIN = re.compile(r"\s*[“\"‘'(\[•–-]?\s*[A-ZÀ-ÝА-Я0-9À-Þ]")
_SHORT: Final = frozenset(
    (  # noqa: SIM905 (words read better in lines than one a line)
        "mr mrs ms dr prof st no nos art arts para paras vol fig cf vs etc al e.g i.e h.e inc ltd co gen sen rep rev "
        "jr sr dept approx ex"
    ).split()
)
_INITIAL = re.compile(r"(?:^|[\s.])[A-Z]$")
_LONG: Final = 220
"""Characters after which a semicolon ends a sentence too: lists run into one sentence are cut at it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its plain text, [start, end) in the document's content, first and last line, and where it stands.

    `passage` is the place of its passage in the text, `place` its own place in the passage from 0, `of` how many the passage has;
    `kind` is the passage's, `heading` the nearest heading above, empty where there is none.
    """

    text: str
    start: int
    end: int
    first_line: int
    last_line: int
    kind: str
    passage: int
    place: int
    of: int
    heading: str = ""
    lead: str = ""


def sentences(text: Text) -> tuple[Sentence, ...]:
    """Return the sentences of everything said in `text`, in its order; headings, agendas, footnotes and running heads give none."""
    return tuple(_of_text(text))


def _of_text(text: Text) -> Iterator[Sentence]:
    heading = lead = ""
    for number, passage in enumerate(text.passages):
        if passage.kind not in SPEAKING and passage.kind != "heading":
            continue
        plain = text.plain(passage)
        if passage.kind == "heading":
            heading = plain.text
        elif plain.text:
            yield from _of_passage(text, passage, plain, number, heading, lead if passage.kind == "item" else "")
        if passage.kind == "paragraph":
            lead = plain.text if plain.text.endswith(":") else ""


def _of_passage(text: Text, passage: Passage, plain: Plain, number: int, heading: str, lead: str) -> Iterator[Sentence]:
    cuts = spans(plain.text)
    for place, (first, last) in enumerate(cuts):
        start, end = plain.span(first, last)
        lines = text.line_of(start), text.line_of(end - 1)
        yield Sentence(plain.text[first:last], start, end, *lines, passage.kind, number, place, len(cuts), heading, lead)


def spans(text: str) -> list[tuple[int, int]]:
    """Return the ranges [start, end) of the sentences of a plain text, without the blanks around them.

    Abbreviations and initials end no sentence; a semicolon does in a sentence longer than 220 characters.

    >>> text = "Mr. Sy spoke. He asked for data.4 IOM agreed."
    >>> [text[start:end] for start, end in spans(text)]
    ['Mr. Sy spoke.', 'He asked for data.4', 'IOM agreed.']
    """
    found, start = [], 0
    for match in _END.finditer(text):
        if _ends(text, start, match):
            found.append((start, match.end()))
            start = match.end()
    found.append((start, len(text)))
    return [trimmed for first, last in found if (trimmed := _trim(text, first, last))]


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """True where the sign found closes the sentence that began at `start`."""
    if match.group()[0] == ";":
        return match.start() - start > _LONG
    before = text[start : match.start()]
    word = before.rpartition(" ")[2].lstrip("(“\"'").lower()
    if match.group()[0] == "." and (word in _SHORT or _INITIAL.search(before)):
        return False
    return _BEGIN.match(text, match.end()) is not None


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    if not any(sign.isalnum() for sign in piece):
        return None
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))

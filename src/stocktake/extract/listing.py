"""Lists that a sentence announces: `good practices were shared, such as A; B; and C` holds three practices, not one.

The cues that announce a list are in `cues.yml`; what stands behind their end are its entries. A list goes on in the next sentence of
the passage where the one before ends with a semicolon.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from stocktake.extract.feature import Cues
from stocktake.extract.sentence import Sentence, spans
from stocktake.model.text import Text

ANNOUNCED: Final[Mapping[str, str]] = {"lists-practices": "practice", "lists-recommendations": "recommendation"}
"""The cues that announce a list, with the type of its entries."""

_NEEDED: Final = ("recommendation", "need")
"""The types of which `the need to A and the need to B` holds two."""
_SIGN = re.compile(r"(?:^|(?<=[\s;,:]))\(?(?:[a-h]|[ivx]{1,4}|\d{1,2})\)\s+(?=\w)")
_SEMICOLON = re.compile(r";\s+(?:and |or )?")
_COMMA = re.compile(r",\s+(?:and |as well as |or |also )?| as well as ")
_LAST = re.compile(r" and (?=(?:an?|the|for|to)\b|[A-Z])")
_ADDED = re.compile(r"(?:\band|\bor|\bas well as) $")
_HANGS_ON = re.compile(
    r"(?:which|who|that|where|whose|when|while|particularly|especially|from|with|for|through|by|to|among|etc|of|on|in|at|as|e\.g|i\.e"
    r"|\w+ing|\w+ed)\b"
)
"""How a piece between commas begins that belongs to the one before."""
_ANOTHER_NEED = re.compile(
    r"(?:,? (?:and|along with|as well as)(?: for| on| of)?|,) (?=(?:the|an|a) (?:needs?|importance|necessity) (?:to|for|of)\b)"
)
_NEED = re.compile(r"\b(?:needs?|importance|necessity) (?:to|for|of)\b|\b(?:crucial|important|essential|necessary|needed)\b")
_LEAST_WORDS: Final = 3


def carried(said: Sequence[Sentence], place: int, before: frozenset[str]) -> frozenset[str]:
    """Return the cue of the list that the sentence at `place` goes on with; `before` are the cues of the sentence before."""
    return before & ANNOUNCED.keys() if _is_carried(said, place) else frozenset()


def _is_carried(said: Sequence[Sentence], place: int) -> bool:
    """True for a sentence behind a semicolon, in one passage with the sentence before."""
    before = said[place - 1] if place else None
    return before is not None and before.passage == said[place].passage and before.text.endswith(";")


def entries(sentence: Sentence, type_: str, shown: frozenset[str], cues: Cues) -> list[tuple[int, int]]:
    """Return the ranges [start, end) in the text of `sentence` that are entries of a list of `type_`; none where there is no list.

    `shown` are the cues of the sentence, those of a list that goes on included.
    """
    text = sentence.text
    for name in sorted(shown & ANNOUNCED.keys()):
        if ANNOUNCED[name] == type_:
            return _entries(text, cues.end(name, text) or 0)
    return _needs(text) if type_ in _NEEDED else []


def cut(text: Text, sentence: Sentence, first: int, end: int) -> Sentence:
    """Return the part [first, end) of a sentence of `text` as a sentence of its own, with its own characters and lines."""
    piece = sentence.text[first:end]
    first, end = end - len(piece.lstrip()), first + len(piece.rstrip(" ;,"))
    plain = text.plain(text.passages[sentence.passage])
    offset = spans(plain.text)[sentence.place][0]
    start, stop = plain.span(offset + first, offset + end)
    lines = text.line_of(start), text.line_of(stop - 1)
    return replace(sentence, text=sentence.text[first:end], start=start, end=stop, first_line=lines[0], last_line=lines[1])


def _entries(text: str, start: int) -> list[tuple[int, int]]:
    """Return the entries behind `start`: by their signs such as `ii)`, else by semicolons, else by commas."""
    if signs := list(_SIGN.finditer(text, start)):
        ends = [sign.start() for sign in signs[1:]] + [len(text)]
        return [(sign.end(), end) for sign, end in zip(signs, ends, strict=True)]
    parts = [part for part in _pieces(text, _SEMICOLON, start) if len(text[slice(*part)].split()) >= _LEAST_WORDS]
    return parts if len(parts) > 1 or text.endswith(";") or not start else _between_commas(text, start)


def _between_commas(text: str, start: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for first, end in _pieces(text, _COMMA, start):
        if found and _HANGS_ON.match(text, first) and not _ADDED.search(text, 0, first):
            found[-1] = (found[-1][0], end)
        else:
            found.append((first, end))
    found = [*found[:-1], *_last(text, *found[-1])] if found else []
    return [] if any(_is_a_word(text[first:end]) for first, end in found) else found


def _is_a_word(entry: str) -> bool:
    """True for one word in small letters: it names a kind of thing (`challenges`), not a thing."""
    return " " not in entry.strip(" .;,") and entry.strip()[:1].islower()


def _last(text: str, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the last piece between commas, cut at its `and` where no `and` stands before it."""
    match = None if _ADDED.search(text, 0, first) else _LAST.search(_without_brackets(text), first, end)
    yield first, match.start() if match else end
    if match:
        yield match.end(), end


def _needs(text: str) -> list[tuple[int, int]]:
    """Return what is needed where a sentence names two needs or more; none otherwise."""
    parts = _pieces(text, _ANOTHER_NEED, 0)
    return parts if len(parts) > 1 and all(_NEED.search(text, *part) for part in parts) else []


def _pieces(text: str, border: re.Pattern[str], start: int) -> list[tuple[int, int]]:
    """Return the ranges between borders behind `start`; borders inside brackets are none."""
    found = []
    for match in border.finditer(_without_brackets(text), start):
        found.append((start, match.start()))
        start = match.end()
    return [(first, end) for first, end in (*found, (start, len(text))) if end - first > _LEAST_WORDS - 1]


def _without_brackets(text: str) -> str:
    """Return a text of the same length with blanks of no meaning in place of what stands in brackets."""
    return re.sub(r"[(\[][^)\]]*[)\]]", lambda match: "\0" * len(match[0]), text)

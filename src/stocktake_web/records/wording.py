"""Words: what is advised and what is not, what things are called in six languages, and a text looked through for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from stocktake.catalog import term
from stocktake.catalog.thesaurus import thesaurus
from stocktake.extract import wording
from stocktake.extract.wording import Lexicon
from stocktake.model.thesaurus import Concept, Theme
from stocktake.model.wording import Advice, Authority, Mark
from stocktake.search import lookup
from stocktake_web.records import naming
from stocktake_web.records.query import BadQuery

MOST_SIGNS: Final = 20_000
"""The longest text that is looked through here; a longer one goes to the command line."""


@dataclass(frozen=True, slots=True)
class Advised:
    """One piece of advice: its words by language, that of the page first, and who gives it."""

    advice: Advice
    words: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text that was looked through; `number` counts its mark from 1 where it has one."""

    text: str
    mark: Mark | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A text in pieces, with the marks that stand in it."""

    pieces: tuple[Piece, ...]

    @property
    def marked(self) -> tuple[Piece, ...]:
        """The pieces with a mark, in the order of the text."""
        return tuple(one for one in self.pieces if one.mark)


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that was looked for, with its narrower ones and the broader ones and those related to it."""

    concept: Concept
    narrower: tuple[Concept, ...]
    broader: tuple[Concept, ...]
    related: tuple[Concept, ...]


def advised() -> tuple[Advised, ...]:
    """Return all advice, what is to be avoided first."""
    known = term.advices()
    found = [Advised(one, _in_order(one), tuple(known.authority(id_) for id_ in one.sources)) for one in known.advices]
    return tuple(sorted(found, key=lambda one: one.advice.strength))


def themes() -> tuple[Theme, ...]:
    """Return the thesaurus as it is kept: its themes."""
    return thesaurus().themes


def look_up(words: str) -> tuple[Found, ...]:
    """Return the concepts that are called so in any language."""
    known = thesaurus()
    return tuple(
        Found(one, known.narrower(one.id), tuple(map(known.get, one.broader)), tuple(map(known.get, one.related)))
        for one in lookup.concepts(known, words)
    )


def check(text: str, everything: bool) -> Checked:
    """Return a text with the wording marked that is advised against; with `everything`, also what is only a preference of some.

    BadQuery where it is too long. The text is kept nowhere.
    """
    plain = text.replace("\r\n", "\n").replace("\0", "\ufffd")
    if len(plain) > MOST_SIGNS:
        raise BadQuery("text", f"has {len(plain):,} signs; {MOST_SIGNS:,} is the most. `stocktake term check` takes longer ones")
    return Checked(tuple(_pieces(plain, wording.find(plain, _lexicon(everything)))))


def authority(mark: Mark) -> Authority:
    """Return who is named first for the advice behind a mark."""
    return term.advices().authority(mark.advice.sources[0])


@cache
def _lexicon(everything: bool) -> Lexicon:
    return wording.lexicon(term.advices(), strict=not everything)


def _pieces(text: str, marks: Sequence[Mark]) -> Iterator[Piece]:
    reached = 0
    for number, mark in enumerate(marks, 1):
        if mark.start > reached:
            yield Piece(text[reached : mark.start])
        yield Piece(text[mark.start : mark.end], mark, number)
        reached = mark.end
    if reached < len(text):
        yield Piece(text[reached:])


def _in_order(advice: Advice) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return by language what to avoid with what to prefer, the language of the page first, then English."""
    first = [one for one in (naming.spoken(), "en") if one in advice.words]
    ordered: Mapping[str, None] = dict.fromkeys((*first, *advice.words))
    return tuple((one, tuple((" · ".join(each.avoid), each.prefer) for each in advice.words[one])) for one in ordered)

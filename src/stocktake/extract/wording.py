"""Wording that is advised against, found in a text by its words; where it is quoted or spoken about it is left in peace."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final, NamedTuple

from stocktake.model.wording import Advice, Advices, Mark, Wording

_WORD: Final = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0640\u064b-\u0652])+(?:['’](?:[^\W_]|[\u0300-\u036f])+)*")
_ELISION: Final = re.compile(r"(?:l|d|j|m|t|s|c|n|qu)['’](?=..)")
_BETWEEN: Final = re.compile(r"[^\S\n]*[-‐‑]?[^\S\n]*\n?[^\S\n]*")
"""What may stand between two words of one wording: white space with at most one line break, or a hyphen."""

_BREAK: Final = re.compile("\n")
_NOT_LETTERS: Final = re.compile(r"[\u0640\u064b-\u0652]")
_JOINED: Final = re.compile(r"^[وف]?(?:[بك](?=ال)|ل(?=ل)|[بكل])?")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_QUOTES: Final = {
    "“": "”", "”": "”", "„": "“”", "«": "»", "‘": "’", "‚": "‘’", "‹": "›", "「": "」", "『": "』", "《": "》", '"': '"', "'": "'",
}  # fmt: skip


class Word(NamedTuple):
    """One word of a text as it is compared, and where it stands: [start, end) are characters."""

    plain: str
    start: int
    end: int


class Pattern(NamedTuple):
    """One wording as a row of words, with what it belongs to."""

    words: tuple[str, ...]
    language: str
    wording: Wording
    advice: Advice


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The patterns by their first word, longest first; those of Chinese, which parts no words, by themselves; words of mention."""

    by_first: Mapping[str, tuple[Pattern, ...]]
    unparted: tuple[Pattern, ...]
    mentions: Mapping[str, tuple[tuple[str, ...], ...]]
    unparted_mentions: tuple[str, ...]


def lexicon(advices: Advices, languages: Sequence[str] = (), *, strict: bool = True) -> Lexicon:
    """Return the patterns to look for: in all languages where none is named; `strict` leaves out what is only to be considered."""
    chosen = [one for one in advices.advices if not strict or one.strength == "avoid"]
    found = sorted(_patterns(chosen, languages), key=lambda one: -sum(map(len, one.words)))
    parted = [one for one in found if not _HAN.match(one.words[0])]
    by_first: dict[str, list[Pattern]] = {}
    for one in parted:
        by_first.setdefault(one.words[0], []).append(one)
    said = {language: tuple(_plain_words(phrase) for phrase in phrases) for language, phrases in advices.mentions.items()}
    unparted = tuple(one for one in found if _HAN.match(one.words[0]))
    chinese = tuple(phrase for phrases in advices.mentions.values() for phrase in phrases if _HAN.match(phrase))
    return Lexicon({first: tuple(rows) for first, rows in by_first.items()}, unparted, said, chinese)


def find(text: str, looked_for: Lexicon, line_starts: Sequence[int] = ()) -> tuple[Mark, ...]:
    """Return every place of `text` where a wording stands that is advised against, in order; of two that overlap, the longer.

    Left out are wordings right between quotation marks, those after words such as `the term` or `rather than`, and those beside words
    that give them another sense (`unless_before`, `unless_after`). Case, accents' encoding, line breaks and hyphens between words do
    not matter; Arabic words are found with a joined conjunction or preposition. Lines begin at `line_starts` where they are given,
    else after each line break.
    """
    words = list(_words(text))
    found = sorted([*_in_words(text, words, looked_for), *_in_characters(text, looked_for)], key=lambda one: (one[0], -one[1]))
    breaks = line_starts or (0, *(found.end() for found in _BREAK.finditer(text)))
    return tuple(_mark(text, start, end, pattern, breaks) for start, end, pattern in _apart(found))


Hit = tuple[int, int, Pattern]


def _patterns(advices: Iterable[Advice], languages: Sequence[str]) -> Iterator[Pattern]:
    for advice in advices:
        for language, wordings in advice.words.items():
            if not languages or language in languages:
                yield from (Pattern(row, language, one, advice) for one in wordings for avoid in one.avoid for row in rows(avoid))


def rows(avoid: str) -> list[tuple[str, ...]]:
    """Return the rows of words that one entry of `avoid` stands for.

    >>> rows("illegal/clandestine migrant")
    [('illegal', 'migrant'), ('clandestine', 'migrant')]
    """
    return [_plain_words(" ".join(row)) for row in product(*(part.split("/") for part in avoid.split()))]


def _words(text: str) -> Iterator[Word]:
    """Yield the words of a text; the elided article of a French word is no part of it."""
    for found in _WORD.finditer(text):
        elided = _ELISION.match(found[0].casefold()) if "'" in found[0] or "’" in found[0] else None
        start = found.start() + (elided.end() if elided else 0)
        yield Word(plain(text[start : found.end()]), start, found.end())


def plain(word: str) -> str:
    """Return a word as it is compared: composed, in small letters, Arabic without vowels, `ё` as `е`.

    >>> plain("ILLÉGAUX"), plain("المهاجِر")
    ('illégaux', 'المهاجر')
    """
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFC", word).casefold().replace("’", "'").replace("ё", "е")
    return _NOT_LETTERS.sub("", folded).replace("أ", "ا").replace("إ", "ا")


def _plain_words(phrase: str) -> tuple[str, ...]:
    return tuple(word.plain for word in _words(phrase))


def _in_words(text: str, words: Sequence[Word], looked_for: Lexicon) -> Iterator[Hit]:
    for at, word in enumerate(words):
        for form in _forms(word.plain):
            for pattern in looked_for.by_first.get(form, ()):
                if _stands(text, words, at, pattern) and _is_used(text, words, at, pattern, looked_for):
                    yield word.start, words[at + len(pattern.words) - 1].end, pattern


def _forms(word: str) -> tuple[str, ...]:
    """Return the word, and an Arabic one also without conjunction and preposition.

    >>> _forms("والمهاجرين"), _forms("migrant")
    (('والمهاجرين', 'المهاجرين'), ('migrant',))
    """
    if not "\u0600" <= word[0] < "\u0700":
        return (word,)
    bare = _JOINED.sub("", word)
    article = f"ا{bare}" if word != bare and bare.startswith("ل") and not bare.startswith("لل") else bare
    return tuple(dict.fromkeys((word, word.removeprefix("و"), bare, article)))


def _stands(text: str, words: Sequence[Word], at: int, pattern: Pattern) -> bool:
    """Return whether the words from `at` on are those of the pattern, with nothing else between them."""
    there = words[at : at + len(pattern.words)]
    if len(there) < len(pattern.words) or any(
        word.plain != wanted for word, wanted in zip(there[1:], pattern.words[1:], strict=True)
    ):
        return False
    return all(_BETWEEN.fullmatch(text, one.end, _start(text, other)) for one, other in pairwise(there))


def _start(text: str, word: Word) -> int:
    """Return where a word begins, its elided article included."""
    begins = word.start
    while begins and text[begins - 1] in "'’":
        begins -= 1
        while begins and text[begins - 1].isalpha():
            begins -= 1
    return begins


def _is_used(text: str, words: Sequence[Word], at: int, pattern: Pattern, looked_for: Lexicon) -> bool:
    """Return whether the wording is used in its own sense: neither quoted, nor spoken about, nor beside words that change it."""
    last = at + len(pattern.words)
    before = [word.plain for word in words[max(at - 4, 0) : at]]
    after = words[last].plain if last < len(words) else ""
    if after in pattern.wording.unless_after or (before and before[-1] in pattern.wording.unless_before):
        return False
    if _is_quoted(text, words[at].start, words[last - 1].end):
        return False
    return not any(tuple(before[-len(said) :]) == said for said in looked_for.mentions.get(pattern.language, ()))


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Return whether quotation marks stand right before and right after [start, end)."""
    before, after = text[max(start - 2, 0) : start].strip(), text[end : end + 2].strip()
    return bool(before and after) and after[0] in _QUOTES.get(before[-1], "")


def _in_characters(text: str, looked_for: Lexicon) -> Iterator[Hit]:
    """Yield the wordings of Chinese, wherever their characters stand."""
    for pattern in looked_for.unparted:
        wanted = "".join(pattern.words)
        at = text.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            spoken = text[max(at - 6, 0) : at].rstrip("“「『 ").endswith(looked_for.unparted_mentions)
            if not spoken and not text.startswith("一词", end) and not _is_quoted(text, at, end):
                yield at, end, pattern
            at = text.find(wanted, end)


def _apart(found: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the hits that do not overlap one already given."""
    reached = 0
    for hit in found:
        if hit[0] >= reached:
            reached = hit[1]
            yield hit


def _mark(text: str, start: int, end: int, pattern: Pattern, breaks: Sequence[int]) -> Mark:
    line = bisect_right(breaks, start)
    said = " ".join(text[start:end].split())
    return Mark(start, end, line, start - breaks[line - 1] + 1, said, pattern.language, pattern.wording.prefer, pattern.advice)

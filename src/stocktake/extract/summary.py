"""Titles and summaries in plain words of our own: what kind of thing it is, who says it, what it bears on; never the passage again."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from stocktake.model.record import Actor, StatedFigure

LONGEST: Final = 40
"""The most words of a summary."""
COPIED: Final = 8
"""The most words in a row that a summary may share with its passage."""

_SAYS: Final[Mapping[str, str]] = {
    "practice": "A practice is reported",
    "partnership": "A lasting cooperation is named",
    "need": "Something is said to be wanting",
    "offer": "Help is offered to others",
    "recommendation": "Action is advised",
    "target": "An aim is set",
    "figure": "A number is stated",
    "term": "The use of a word is discussed",
    "event": "A meeting is mentioned",
}
_NOUNS: Final[Mapping[str, str]] = {
    "practice": "Practice",
    "partnership": "Partnership",
    "need": "Need",
    "offer": "Offer",
    "recommendation": "Advice",
    "target": "Aim",
    "figure": "Figure",
    "term": "Wording",
    "event": "Meeting",
}
_NAME: Final = re.compile(
    r"(?<![\w’'-])(?:[A-Z][\w’'-]*|\d{4})(?: (?:(?:of|on|for|and|the|in|to|de) )*(?:[A-Z][\w’'-]*))+(?: \([A-Z]{2,}\))?"
)
_PERSONAL: Final = re.compile(
    r"^(?:Mr|Ms|Mrs|Dr|In|The|At|For|As|On|This|These|It|Speaking|During)\b|Minister|Director|Representative|Secretary|Ambassador"
)
_COMMON: Final = frozenset(
    (  # noqa: SIM905 (words read better in lines than one a line)
        "migration migrants migrant international national workshop during speaking including through their which "
        "first second between people about should would could other these those being where there support important "
        "countries country states government various several noted emphasized stressed highlighted explained described "
        "mentioned participants speakers representative director minister"
    ).split()
)


def title(type_: str, plain: str, subject: str, actors: Sequence[Actor]) -> str:
    """Return a short name: the proper name the passage gives the thing, else its kind, its subject and who acts."""
    named = _proper(plain) if type_ in ("practice", "partnership", "offer", "event", "term") else ""
    if named:
        return named[:100]
    who = f" ({actors[0].name})" if actors else ""
    return f"{_NOUNS[type_]} on {subject[:1].lower()}{subject[1:]}{who}"


def _proper(plain: str) -> str:
    """Return the longest proper name of three to nine words that is no person's, an empty string where there is none."""
    names = [match.group() for match in _NAME.finditer(plain)]
    fit = [name for name in names if 3 <= len(name.split()) <= COPIED and not _PERSONAL.search(name)]
    return max(fit, key=len, default="")


def summary(
    type_: str,
    plain: str,
    subjects: Sequence[str],
    reported_by: str | None,
    figures: Sequence[StatedFigure],
    areas: Sequence[str],
) -> str:
    """Return at most 40 words on a passage: its kind, subjects, words of note in alphabetical order, figures and areas.

    Method: a form filled in; words of note stand alone, so that no run of the passage is repeated.
    """
    parts = [f"{_SAYS[type_]} on {' and '.join(subjects[:2]).lower()}" if subjects else _SAYS[type_]]
    parts += [f"by {reported_by}"] if reported_by and longest_copy(reported_by, plain) < COPIED else []
    said = " ".join(parts) + "."
    said += f" Areas: {', '.join(areas[:3])}." if areas else ""
    said += f" Figures: {'; '.join(_figure(one) for one in figures[:2])}." if figures else ""
    room = LONGEST - len(said.split()) - 1
    words = _words_of_note(plain, min(6, room))
    return f"{said} Words: {', '.join(words)}." if words and room > 1 else _cut(said)


def _figure(one: StatedFigure) -> str:
    unit = "" if one.unit == "number" else f" {one.unit}"
    return f"{one.value:,.10g}{unit}"


def _cut(said: str) -> str:
    return " ".join(said.split()[:LONGEST])


def _words_of_note(plain: str, most: int) -> list[str]:
    """Return the longest words of a passage that are not said everywhere, in alphabetical order."""
    words = {word.lower() for word in re.findall(r"(?<![\w’'-])[a-z][a-z-]{4,}(?![\w’'])", plain)} - _COMMON
    return sorted(sorted(words, key=lambda word: (-len(word), word))[: max(0, most)])


def longest_copy(ours: str, theirs: str) -> int:
    """Return how many words in a row the two texts share at most, in any case.

    >>> longest_copy("A plan for safe migration.", "He drew a plan for cities")
    3
    """
    one, other = (re.findall(r"\w+", text.lower()) for text in (ours, theirs))
    best, before = 0, [0] * (len(other) + 1)
    for word in one:
        now = [0] + [before[place] + 1 if word == beside else 0 for place, beside in enumerate(other)]
        best, before = max(best, *now), now
    return best

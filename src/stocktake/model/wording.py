"""Wording that is advised against: what to write in its place, why, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from stocktake.model.provenance import VERIFIED_IN_WORDS, Locator, Verification

Strength = Literal["avoid", "consider"]
"""How strongly: to be avoided, or a preference of some that a writer may consider."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who advises: a text, and where in it; `record` is the built-in record drawn from there, if there is one."""

    id: str
    title: str
    publisher: str
    verification: Verification
    year: str = ""
    url: str = ""
    locator: Locator | None = None
    record: str = ""

    def __str__(self) -> str:
        place = f", {self.locator}" if self.locator else ""
        return f"{self.publisher}, {self.title}{place} ({VERIFIED_IN_WORDS[self.verification.status]})"


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that are advised against, and those to prefer, in one form of the language (number, gender, case).

    In `avoid` words are parted by spaces, alternatives by `/`: `illegal/clandestine migrant` are two wordings. `unless_before` and
    `unless_after` hold words; where the text has them right before or right after, it means something else, as the title of an act.
    """

    avoid: tuple[str, ...]
    prefer: str
    unless_before: tuple[str, ...] = ()
    unless_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice, with its wordings by language; `sources` are ids of authorities."""

    id: str
    strength: Strength
    reason: str
    sources: tuple[str, ...]
    words: Mapping[str, tuple[Wording, ...]]


@dataclass(frozen=True, slots=True)
class Advices:
    """All advice there is: the content of `data/terms.yml`. After one of `mentions` a wording is spoken about and not used."""

    sources: tuple[Authority, ...]
    mentions: Mapping[str, tuple[str, ...]]
    advices: tuple[Advice, ...]

    def authority(self, id: str) -> Authority:  # noqa: A002 (the word of the field)
        """Return the authority with this id; KeyError where there is none, which loading has ruled out."""
        return {one.id: one for one in self.sources}[id]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text where a wording stands that is advised against.

    [start, end) are characters of the text, `line` and `column` are counted from 1; `found` is what stands there, on one line.
    """

    start: int
    end: int
    line: int
    column: int
    found: str
    language: str
    prefer: str
    advice: Advice

"""Where a statement comes from, and how it was verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Verified = Literal["seen", "seen_in_part", "secondary", "editorial", "not_seen"]

VERIFIED_IN_WORDS: Mapping[Verified, str] = {
    "seen": "read in the original",
    "seen_in_part": "read in part; the rest is to be compared with the original",
    "secondary": "read in another publisher's text, not in the original",
    "editorial": "a choice of stocktake's editors, not an official statement",
    "not_seen": "not verified: from general knowledge, to be compared with the original",
}


@dataclass(frozen=True, slots=True)
class Verification:
    """How a fact was checked; `note` says the rest in words."""

    status: Verified
    note: str = ""

    @property
    def is_sure(self) -> bool:
        """True when the original was read."""
        return self.status == "seen"

    def __str__(self) -> str:
        return VERIFIED_IN_WORDS[self.status] + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True, slots=True)
class Source:
    """One edition of a data set or text: `id` names the data set, `vintage` the edition. `seen_as` says how its figures were read.

    `released` is when the edition came out, as far as known (`2019`, `2025-06` or `2025-06-04`); newer editions replace older ones by it.
    """

    id: str
    vintage: str
    title: str
    publisher: str
    year: str = ""
    url: str = ""
    licence: str = ""
    seen_as: str = ""
    released: str = ""

    @property
    def citation(self) -> str:
        """The source as a reader would cite it, without its address."""
        return ", ".join(part for part in (self.publisher, self.title, self.year) if part)

    def __str__(self) -> str:
        return self.citation


@dataclass(frozen=True, slots=True)
class Document:
    """A text that records were drawn from. The text itself stays with its publisher."""

    id: str
    title: str
    publisher: str
    year: str
    url: str = ""
    language: str = "en"
    terms: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Locator:
    """A document and the first and last line (both included, counted from 1) where something stands in it."""

    document: str
    first_line: int
    last_line: int

    def __str__(self) -> str:
        if self.first_line == self.last_line:
            return f"{self.document}, line {self.first_line}"
        return f"{self.document}, lines {self.first_line}–{self.last_line}"

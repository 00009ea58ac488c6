"""Agreements, their chapters, and what was promised in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from stocktake.model.provenance import Verification

CommitmentKind = Literal["objective", "principle", "target", "dimension", "mechanism"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A text a framework or method rests on, and what of it was read."""

    id: str
    title: str
    publisher: str
    url: str = ""
    year: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One thing a framework holds its States to: an objective, a principle, a target, a dimension, a mechanism.

    `id` is `framework:number`, as `gcm:20` or `sdg:10.c`; `parts` are its named components; `names` holds the title in other languages.
    """

    id: str
    kind: CommitmentKind
    number: str
    title: str
    verification: Verification
    short_title: str = ""
    paragraph: str = ""
    parts: tuple["Part", ...] = ()
    notes: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The short title where there is one, else the title."""
        return self.short_title or self.title


@dataclass(frozen=True, slots=True)
class Part:
    """A named component of a commitment, such as the connection hub of paragraph 43."""

    key: str
    name: str
    verification: Verification
    points: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement about the framework itself, such as how often its forum meets."""

    key: str
    text: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class Framework:
    """An agreement with its commitments, in the order of its text."""

    id: str
    title: str
    short_title: str
    publisher: str
    instrument: str
    legal_nature: str
    sources: tuple[Reference, ...]
    commitments: tuple[Commitment, ...]
    facts: tuple[Fact, ...] = ()
    rules: tuple[str, ...] = ()

    def of_kind(self, kind: CommitmentKind) -> tuple[Commitment, ...]:
        """Return the commitments of one kind, in order."""
        return tuple(one for one in self.commitments if one.kind == kind)

"""Questionnaires: what Governments are asked, what they can answer, and what their answers come to.

A questionnaire is `scored`, as that of SDG indicator 10.7.2: each answer has a value, and the sum has a class. Or it is a `profile`,
as the Migration Governance Indicators: it has no values and no classes, so that nothing can be ranked by it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from stocktake.model.framework import Reference
from stocktake.model.provenance import Verification

Kind = Literal["scored", "profile"]
CountsAs = Literal["yes", "partly", "no"]

OVERALL: Final = "_T"
"""The code of all domains together, as in the code list `policy_domain`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that can be given. In a scored questionnaire it has a `value` from 0 to 1 and is counted as yes, partly or no.

    `spellings` are further ways to write it; its code and its label are spellings too.
    """

    code: str
    label: str
    spellings: tuple[str, ...] = ()
    value: float | None = None
    counts_as: CountsAs | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers a question can have."""

    label: str
    verification: Verification
    answers: tuple[Answer, ...]

    def spelled(self) -> Mapping[str, str]:
        """Return the code of the answer by each of its spellings, folded; the first answer keeps a spelling of two.

        >>> Scale("", Verification("seen"), (Answer("legal_only", "Legal status only", ("0.5",)),)).spelled()
        {'legal only': 'legal_only', 'legal status only': 'legal_only', '0.5': 'legal_only'}
        """
        found: dict[str, str] = {}
        for answer in self.answers:
            for spelling in (answer.code, answer.label, *answer.spellings):
                found.setdefault(fold(spelling), answer.code)
        return found


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `scale` and `verification` are those of its domain where it has none of its own."""

    id: str
    text: str
    scale: str = ""
    verification: Verification | None = None


@dataclass(frozen=True, slots=True)
class Domain:
    """A part of a questionnaire. `code` stands in tables; `asks` puts its questions in words, of which each names one thing.

    `proxy` says what the domain stands for, `commitment` which part of a framework it belongs to.
    """

    number: int
    code: str
    key: str
    name: str
    scale: str
    verification: Verification
    questions: tuple[Question, ...]
    asks: str = ""
    proxy: str = ""
    commitment: str = ""

    def on_scale(self, name: str) -> "Domain":
        """Return the domain with every question of it answered on the scale `name`."""
        return replace(self, scale=name, questions=tuple(replace(one, scale="") for one in self.questions))


@dataclass(frozen=True, slots=True)
class ScoreClass:
    """A class of a scored questionnaire: reached from `at_least` per cent upwards; the edge belongs to it."""

    code: int
    key: str
    label: str
    at_least: int


@dataclass(frozen=True, slots=True)
class ClassGroup:
    """Classes that are counted together when areas are."""

    key: str
    label: str
    classes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What an answer that was not given counts as, and how people write that it was not; blank always means so."""

    value: float = 0.0
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """A round of asking, and the year its results are published under."""

    name: str
    period: str
    series_year: int


@dataclass(frozen=True, slots=True)
class RegionCoverage:
    """How many of a region's Governments had answered, as published; per cent are rounded."""

    ref_area: str
    countries: int
    answered: int
    country_percent: int
    population_percent: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who had answered by a day, as published."""

    as_of: str
    asked: int
    verification: Verification
    by_round: Mapping[str, int]
    regions: tuple[RegionCoverage, ...]


@dataclass(frozen=True, slots=True)
class Recipients:
    """The areas whose Governments are asked."""

    verification: Verification
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Domains of questions with their scales of answers; a scored one also has classes, lowest first, and groups of them."""

    id: str
    title: str
    publisher: str
    kind: Kind
    verification: Verification
    sources: tuple[Reference, ...]
    scales: Mapping[str, Scale]
    domains: tuple[Domain, ...]
    indicator: str = ""
    instrument: str = ""
    missing: Missing = Missing()
    classes: tuple[ScoreClass, ...] = ()
    class_groups: tuple[ClassGroup, ...] = ()
    rounds: tuple[Round, ...] = ()
    coverage: Coverage | None = None
    recipients: Recipients | None = None
    limits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_scored(self) -> bool:
        """True when answers have values, so that there is a score; never for a profile."""
        return self.kind == "scored"

    def questions(self) -> Iterator[tuple[Domain, Question]]:
        """Yield every question with its domain, in the order they are asked."""
        for domain in self.domains:
            for question in domain.questions:
                yield domain, question

    def scale_of(self, domain: Domain, question: Question) -> Scale:
        """Return the answers a question of a domain can have."""
        return self.scales[question.scale or domain.scale]

    def on_scale(self, name: str) -> "Questionnaire":
        """Return the same questions, every one of them answered on the scale `name`, which must be one of `scales`."""
        return replace(self, domains=tuple(one.on_scale(name) for one in self.domains))


def fold(text: str) -> str:
    """Return the form in which spellings of an answer are compared: without case, accents and outer or double spaces.

    An underscore, and a hyphen between letters, is a space; any other sign stays, so that `-1` is not `1`.

    >>> fold("  Legal-only "), fold("legal_only"), fold("Sí"), fold("-1")
    ('legal only', 'legal only', 'si', '-1')
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(sign))
    return " ".join(_JOINED.sub(" ", bare.replace("_", " ")).split())


_JOINED: Final = re.compile(r"(?<=[^\W\d])-(?=[^\W\d])")

"""Gaps: which figures are expected, which of them are there, and how ready the figures are for a review."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from stocktake.model.framework import Reference
from stocktake.model.indicator import Indicator
from stocktake.model.provenance import Verification

WHOLE = "total"
"""What stands in the place of a dimension for the figure itself, not split."""

State = Literal["present", "old", "estimate_only", "absent"]

STATES: Mapping[State, str] = {
    "present": "present",
    "old": "old",
    "estimate_only": "only an estimate",
    "absent": "absent",
}
"""What can be said of an expected figure, in words, best first: a newer figure never makes a cell worse."""

Asked = Literal["required", "wanted", ""]
"""Whether the metadata of an indicator ask for a split: required, wanted (where available, or as an extra), or not named."""

Layer = Literal["required", "wanted", "of_all"]

LAYERS: Mapping[Layer, str] = {
    "required": "required by the metadata of the indicators",
    "wanted": "wanted by the metadata, where available",
    "of_all": "asked of all figures about people",
}
"""Who asks for a figure; the three are counted apart."""


@dataclass(frozen=True, slots=True)
class OldAfter:
    """A figure more than so many years older than the year of the review is old."""

    years: int
    verification: Verification
    note: str = ""

    def is_old(self, year: int, as_of: int) -> bool:
        """Return whether a figure of a year is old in the year `as_of`.

        >>> from stocktake.model.provenance import Verification
        >>> five = OldAfter(5, Verification("editorial"))
        >>> five.is_old(2019, 2024), five.is_old(2018, 2024)
        (False, True)
        """
        return as_of - year > self.years


@dataclass(frozen=True, slots=True)
class Statuses:
    """Which codes of `obs_status` mark an estimate, and which say that there is no figure."""

    estimates: tuple[str, ...]
    missing: tuple[str, ...]
    verification: Verification
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoCategory:
    """Codes of a dimension that split nothing: total, unknown, not applicable."""

    codes: tuple[str, ...]
    verification: Verification
    note: str = ""


@dataclass(frozen=True, slots=True)
class AskedDimension:
    """A split that is asked of all figures; `found_under` are the dimensions that answer it, itself where none is named."""

    code: str
    asked_by: tuple[str, ...]
    found_under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concern:
    """An indicator that a demand on all figures concerns, without the splits that have no meaning for it."""

    indicator: str
    without: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Concerned:
    """The indicators that a demand on all figures concerns, and how that was decided."""

    indicators: tuple[Concern, ...]
    verification: Verification


@dataclass(frozen=True, slots=True)
class OfAll:
    """The splits that agreements ask of all figures, whatever the metadata of an indicator say."""

    commitments: tuple[str, ...]
    dimensions: tuple[AskedDimension, ...]
    concerned: Concerned
    sources: tuple[Reference, ...]
    verification: Verification
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Splits that the metadata of an indicator name and do not require."""

    indicator: str
    dimensions: tuple[str, ...]
    source: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class InSeries:
    """A split that is published as series of their own: each of them is a category."""

    indicator: str
    dimension: str
    series: tuple[str, ...]
    verification: Verification


@dataclass(frozen=True, slots=True)
class CountriesOnly:
    """An indicator that has no figure for a region or the world."""

    indicator: str
    source: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is expected of the figures beside the disaggregations that each indicator names: the content of `data/gaps.yml`."""

    old_after: OldAfter
    statuses: Statuses
    no_category: NoCategory
    of_all: OfAll
    wanted: tuple[Wanted, ...] = ()
    in_series: tuple[InSeries, ...] = ()
    countries_only: tuple[CountriesOnly, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One expected figure of one area: an indicator, whole or split by a dimension, and what is reported of it.

    `state` is None where no figure is expected of the area itself, only of the areas within. `latest_year` is that of the latest
    figure that is no estimate, or of the latest estimate where there is nothing else; `age` the years from it to the year of the
    review; `newer_estimate` the year of an estimate that is newer than the figure. `categories` counts what the dimension is split
    into, None for the figure itself; `source` is the edition of the latest figure as `id@vintage`. `areas` counts the areas within by
    state, empty for a country; in `partial_areas` of them there is one category only.
    """

    indicator: str
    dimension: str
    metadata: Asked
    of_all: bool
    ref_area: str
    state: State | None = None
    latest_year: int | None = None
    age: int | None = None
    categories: int | None = None
    newer_estimate: int | None = None
    source: str = ""
    areas: Mapping[State, int] = field(default_factory=dict)
    partial_areas: int = 0

    @property
    def is_partial(self) -> bool:
        """True where a split is there with a single category: women without men."""
        return self.categories == 1

    @property
    def is_whole(self) -> bool:
        """True for the figure itself."""
        return self.dimension == WHOLE

    def is_in(self, layer: Layer) -> bool:
        """Return whether the figure is asked for in a layer; what both ask for is in both."""
        return self.of_all if layer == "of_all" else self.metadata == layer


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of the figures expected in one layer are there: of the area itself, or `of_areas_within`.

    `counts` has every state. `partial` of those reported have one category only. `share` is the plain share that is present, None
    where nothing is expected; `formula` prints it with its numbers.
    """

    layer: Layer
    of_areas_within: bool
    counts: Mapping[State, int]
    partial: int
    share: float | None
    formula: str

    @property
    def expected(self) -> int:
        """The number of figures expected."""
        return sum(self.counts.values())


def counts_in(states: Iterable[State]) -> dict[State, int]:
    """Return how often each state occurs, every one named.

    >>> counts_in(["present", "absent", "present"])
    {'present': 2, 'old': 0, 'estimate_only': 0, 'absent': 1}
    """
    found = list(states)
    return {state: found.count(state) for state in STATES}


def readiness(layer: Layer, counts: Mapping[State, int], partial: int = 0, *, of_areas_within: bool = False) -> Readiness:
    """Return the readiness that counts by state come to: present by expected, no weights.

    >>> readiness("required", {"present": 12, "old": 9, "estimate_only": 2, "absent": 39}).formula
    'readiness = present ÷ expected = 12 ÷ (12 + 9 + 2 + 39) = 12 ÷ 62 = 19.4 %'
    """
    whole = {state: counts.get(state, 0) for state in STATES}
    expected = sum(whole.values())
    share = whole["present"] / expected if expected else None
    return Readiness(layer, of_areas_within, whole, partial, share, _formula(whole, expected, share))


def _formula(counts: Mapping[State, int], expected: int, share: float | None) -> str:
    if share is None:
        return "readiness: no figure is expected"
    present, sum_ = f"{counts['present']:,}", " + ".join(f"{count:,}" for count in counts.values())
    return f"readiness = present ÷ expected = {present} ÷ ({sum_}) = {present} ÷ {expected:,} = {_per_cent(share)}"


def _per_cent(share: float) -> str:
    """Return a share as per cent with one digit after the point, or the first digit that is not zero."""
    return f"{share * 100:.1f} %" if share == 0 or share >= 0.0005 else f"{share * 100:.1g} %"


def counted(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """Return the indicators that count in readiness: those of a framework, and of several under one series only the one that keeps it."""
    return tuple(one for one in indicators if one.role == "monitoring" and not one.same_as)

"""Indicators: what is counted, in which unit, which way is better, and how far it should go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from stocktake.model.provenance import Verification

Direction = Literal["up", "down", "none"]
TargetKind = Literal[
    "explicit_number", "explicit_zero", "implied_zero", "implied_universal", "scale_end", "no_numeric_target", "date_passed"
]
Role = Literal["monitoring", "context", "input"]

CROSS_CUTTING = 3
"""An indicator that bears on more objectives than this is shown under each and counted for none."""


@dataclass(frozen=True, slots=True)
class Target:
    """The value to reach and the period to reach it in; `obs_value` is None where the text gives a direction only.

    `kind` says whether the number stands in the text or is a reading of it. The period is never left out: a target without a year cannot
    be missed.
    """

    kind: TargetKind
    obs_value: float | None = None
    time_period: str = field(kw_only=True)
    source: str = ""
    note: str = ""

    @property
    def is_reading(self) -> bool:
        """True when the number is somebody's reading of the text, not in it."""
        return self.kind in ("implied_zero", "implied_universal", "scale_end")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The ends of a scale from worst to best, and where its colours change: what SDSN sets for an indicator.

    Best and worst carry the direction: best is the smaller number where less is better.
    """

    best: float
    worst: float
    green: float
    red: float
    source: str
    verification: Verification
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grading:
    """Whether progress on an indicator or series may be graded; `reason` is printed in place of a verdict where it may not.

    `exceptions` names areas where it may not although it may elsewhere, each with its reason.
    """

    is_graded: bool = True
    reason: str = ""
    exceptions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeriesCode:
    """One published series of an indicator, by its code in the source's code list.

    `grading` holds for this series on top of the indicator's: a class from 1 to 4, say, has no rate of change.
    """

    code: str
    title: str
    unit_measure: str
    verification: Verification
    grading: Grading = Grading()


@dataclass(frozen=True, slots=True)
class Indicator:
    """A defined quantity. `role` is `monitoring` for the indicators of a framework, `context` for figures that only inform, and `input` for
    those that others are worked out from: a review does not tell of them, and they serve no commitment.

    `commitments` are the links its publisher states; `editorial_commitments` are stocktake's own reading, most central first.
    `related` names indicators whose figures tell of the same matter and may be newer.
    `limit` is the natural end of the scale in the wanted direction, if there is one (100 for a share that should rise).
    `bounds` are there where somebody has published a best and a worst value.
    """

    id: str
    title: str
    unit_measure: str
    direction: Direction
    role: Role
    verification: Verification
    unit: str = ""
    code: str = ""
    target: Target = Target(kind="no_numeric_target", time_period="2030")
    limit: float | None = None
    bounds: Bounds | None = None
    commitments: tuple[str, ...] = ()
    editorial_commitments: tuple[str, ...] = ()
    disaggregations: tuple[str, ...] = ()
    custodians: tuple[str, ...] = ()
    tier: str = ""
    series: tuple[SeriesCode, ...] = ()
    grading: Grading = Grading()
    same_as: str = ""
    related: tuple[str, ...] = ()
    formula: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    metadata_date: str = ""

    @property
    def is_cross_cutting(self) -> bool:
        """True when the indicator bears on so many objectives of the Compact that it says nothing particular about one of them."""
        linked = {*self.commitments, *self.editorial_commitments}
        return sum(one.startswith("gcm:") for one in linked) > CROSS_CUTTING

    def serves(self, commitment: str) -> bool:
        """Return whether the indicator bears on a commitment, officially or by the editors' reading."""
        return commitment in self.commitments or commitment in self.editorial_commitments

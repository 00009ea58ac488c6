"""Milestones: steps on the way to a commitment, each with a baseline, a target and a date; together they are a graduated timeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from stocktake.model.framework import Reference
from stocktake.model.period import parse
from stocktake.model.provenance import Verification

MilestoneStatus = Literal["met", "on_course", "off_course", "missed", "cannot_tell"]
Adoption = Literal["adopted", "proposed"]
Wanted = Literal["up", "down"]
Path = Literal["straight", "compound"]
TargetShape = Literal["value", "change", "direction", "none"]

MILESTONE_STATUSES: Mapping[MilestoneStatus, str] = {
    "met": "met",
    "on_course": "on course",
    "off_course": "off course",
    "missed": "missed",
    "cannot_tell": "cannot be told",
}
"""What can be said of a milestone, in words."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where a milestone is measured from: the figure of a year.

    Without `obs_value` it is the newest published figure of that year, or, with `or_later`, the first one from that year on.
    With it the number itself is part of what was promised: then `source` says where it stands.
    """

    time_period: str
    obs_value: float | None = None
    or_later: bool = False
    source: str = ""
    verification: Verification | None = None

    @property
    def year(self) -> int:
        """The year the baseline is of; a period of several years counts as its first."""
        return parse(self.time_period).year


@dataclass(frozen=True, slots=True)
class MilestoneTarget:
    """What is to be reached: a value, or a change from the baseline in per cent (−60 is down by 60 %), or a direction only.

    `direction` is the way that is wanted. It stands alone where any change that way will do; beside a value it says from which side
    the value is to be reached, where the indicator does not.
    """

    obs_value: float | None = None
    change_per_cent: float | None = None
    direction: Wanted | None = None

    @property
    def shape(self) -> TargetShape:
        """Which of the three it is; `none` for a step that nothing counts."""
        if self.obs_value is not None:
            return "value"
        if self.change_per_cent is not None:
            return "change"
        return "none" if self.direction is None else "direction"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One step: by the end of `deadline` the target is to be reached.

    `indicator`, `series` and `split` name the figures it is told by; no indicator means that none is published. `split` gives codes
    by dimension (`sex: F`), none for the whole. `unit_measure` is needed only where the indicator does not list the series. `ref_area`
    is empty where the step holds for each area by itself. `path` is the way from baseline to target that values are expected on;
    `tolerance` (a fraction of the expected value) how far off it still counts as on course. `grade_despite` is the reason for judging
    an indicator that is not graded elsewhere. `reading` says what of it is stocktake's own reading, not in the source.
    """

    id: str
    title: str
    commitment: str
    start: str
    deadline: str
    locator: str
    verification: Verification
    target: MilestoneTarget = MilestoneTarget()
    baseline: Baseline | None = None
    indicator: str = ""
    series: str = ""
    unit_measure: str = ""
    split: Mapping[str, str] = field(default_factory=dict)
    ref_area: str = ""
    path: Path = "straight"
    tolerance: float = 0.0
    grade_despite: str = ""
    reading: str = ""
    notes: tuple[str, ...] = ()

    @property
    def start_year(self) -> int:
        """The year it begins in."""
        return parse(self.start).year

    @property
    def deadline_year(self) -> int:
        """The year whose figure decides: the last of the period."""
        return parse(self.deadline).last_month // 12

    @property
    def years(self) -> int:
        """How many years there are for it."""
        return self.deadline_year - self.start_year


@dataclass(frozen=True, slots=True)
class Timeline:
    """Steps that one text sets. `status` says whether they were adopted or only proposed, `proposed_by` by whom."""

    id: str
    title: str
    status: Adoption
    proposed_by: tuple[str, ...]
    source: Reference
    milestones: tuple[Milestone, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MilestoneVerdict:
    """What can be said of one milestone in one area, in the year `as_of`: a row of `measure.milestone.judge`.

    `baseline` is the value measured from, `latest` the last one up to the deadline, `later` one after it, which decides nothing.
    `expected_value` is where the path stands in the year `as_of`, at the deadline once that has passed; `expected_at_latest` where it
    stood in the year of the latest value; with a direction only both are the baseline, which is to be bettered. `published_baseline`
    is what is published now for the year of a baseline that was stated as a number. Editions are `source@vintage`. `met_year` is the
    first year in which the target was met. `reason_key` says why it cannot be told, None where it can; `cautions` are keys of what to
    keep in mind, each ended by `;`.
    """

    timeline: str
    milestone: str
    commitment: str
    ref_area: str
    indicator: str
    series: str
    unit_measure: str
    status: MilestoneStatus
    as_of: int
    start_year: int
    deadline_year: int
    path: Path
    tolerance: float
    source: str | None = None
    baseline_year: int | None = None
    baseline_period: str | None = None
    baseline_value: float | None = None
    baseline_edition: str | None = None
    published_baseline: float | None = None
    target_value: float | None = None
    expected_value: float | None = None
    latest_year: int | None = None
    latest_period: str | None = None
    latest_value: float | None = None
    latest_edition: str | None = None
    expected_at_latest: float | None = None
    later_period: str | None = None
    later_value: float | None = None
    met_year: int | None = None
    reason_key: str | None = None
    cautions: str = ""

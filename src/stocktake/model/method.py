"""Methods of judging progress: what a committee chose, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stocktake.model.framework import Reference
from stocktake.model.provenance import Verification
from stocktake.model.verdict import MethodClass


@dataclass(frozen=True, slots=True)
class Method:
    """A published method: its thresholds, windows and class names with where they were read. The formulas are code in `measure`.

    `module` names the module of `stocktake.measure` with the formulas. `parameters` holds numbers by name, and `parameter_notes` says what
    to know of one: that it is our own choice, or that its value was not seen. `total` is the rule by which
    several series come to one (`measure.total`). `classes_with_target` and `classes_without_target` run from best to worst. The points of the
    two score lines run from low to high; between two points the score is on a straight line, beyond the ends it stays.
    """

    id: str
    title: str
    publisher: str
    module: str
    verification: Verification
    sources: tuple[Reference, ...]
    parameters: Mapping[str, float]
    classes_with_target: tuple[MethodClass, ...]
    classes_without_target: tuple[MethodClass, ...]
    score_points_with_target: tuple[tuple[float, float], ...] = ()
    score_points_without_target: tuple[tuple[float, float], ...] = ()
    classes_of_score: tuple[MethodClass, ...] = ()
    other_classes: tuple[MethodClass, ...] = ()
    level_classes: tuple[MethodClass, ...] = ()
    total: str = "none"
    parameter_notes: Mapping[str, str] = field(default_factory=dict)
    formulas: Mapping[str, str] = field(default_factory=dict)
    special_cases: tuple[str, ...] = ()

"""Indicators: one YAML file each, its name the indicator's id."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from stocktake.catalog import yaml_file
from stocktake.catalog.folder import DATA, fault, files, first_repeated
from stocktake.model import period
from stocktake.model.indicator import Indicator, Target, TargetKind

FOLDER = DATA / "indicators"
NAME = re.compile(r"\d+\.(\d+|[a-d])\.\d+|[a-z][a-z0-9-]*")
ZERO: tuple[TargetKind, ...] = ("explicit_zero", "implied_zero")
NUMBER: tuple[TargetKind, ...] = ("explicit_number", *ZERO, "implied_universal", "scale_end")


@cache
def indicators(folder: Path = FOLDER) -> Mapping[str, Indicator]:
    """Return every indicator by id, SDG codes first, in natural order; CatalogError names the file and key that are wrong."""
    return MappingProxyType({path.stem: read(path) for path in files(folder, ".yml")})


def read(path: Path) -> Indicator:
    """Return the indicator a file describes, checked as far as one file can show."""
    if not NAME.fullmatch(path.stem):
        raise fault(path.name, "file name", f'"{path.stem}"', "an SDG code as 10.c.1 or small-letters", "rename the file")
    indicator = yaml_file.read(path, Indicator, id=path.stem)
    for check in (
        _check_target,
        _check_period,
        _check_direction,
        _check_bounds,
        _check_grading,
        _check_commitments,
        _check_series,
    ):
        check(path.name, indicator)
    return indicator


def _check_target(file: str, indicator: Indicator) -> None:
    """Raise for a kind of target that its value contradicts."""
    if expected := _expected_value(indicator.target):
        found = "no value" if indicator.target.obs_value is None else f"{indicator.target.obs_value:g}"
        raise fault(file, "target.obs_value", found, f"{expected} for {indicator.target.kind}", "correct the value or the kind")


def _expected_value(target: Target) -> str:
    """Return what the target's kind asks of its value where it has something else, an empty string where it is right."""
    if target.kind in ZERO and target.obs_value != 0:
        return "0"
    if target.kind in NUMBER and target.obs_value is None:
        return "a number"
    if target.kind == "no_numeric_target" and target.obs_value is not None:
        return "no value"
    return ""


def _check_period(file: str, indicator: Indicator) -> None:
    if not period.is_period(indicator.target.time_period):
        found = f'"{indicator.target.time_period}"'
        raise fault(file, "target.time_period", found, "a year, as 2030", "write when the target is to be reached")


def _check_direction(file: str, indicator: Indicator) -> None:
    """Raise where the direction does not fit the role, or a limit has no direction to be the end of."""
    if indicator.role == "monitoring" and indicator.direction == "none":
        raise fault(file, "direction", "none", "up or down for role monitoring", "say which way is better, or use role: context")
    if indicator.limit is not None and indicator.direction == "none":
        raise fault(file, "limit", f"{indicator.limit:g}", "no limit with direction none", "take it out")


def _check_bounds(file: str, indicator: Indicator) -> None:
    """Raise for a scale of no length, one that runs against the direction, and colours that do not change on the way from worst to best.

    Red may change at worst itself and green at best itself, as some published scales have it.
    """
    if (bounds := indicator.bounds) is None:
        return
    heading = {"up": "above worst", "down": "below worst"}.get(indicator.direction, "no bounds")
    sign = 1 if indicator.direction == "up" else -1
    if indicator.direction == "none" or sign * bounds.best <= sign * bounds.worst:
        found = f"{bounds.best:g} beside worst {bounds.worst:g}"
        expected = f"{heading} with direction {indicator.direction}"
        raise fault(file, "bounds.best", found, expected, "correct it, or the direction")
    if not sign * bounds.worst <= sign * bounds.red < sign * bounds.green <= sign * bounds.best:
        found = f"{bounds.red:g} and {bounds.green:g}"
        expected = f"red and then green on the way from {bounds.worst:g} to {bounds.best:g}"
        raise fault(file, "bounds.red, bounds.green", found, expected, "correct them")


def _check_grading(file: str, indicator: Indicator) -> None:
    """Raise for a context or input indicator that would be graded, and for a refusal to grade that gives no reason."""
    if indicator.role != "monitoring" and indicator.grading.is_graded:
        raise fault(file, "grading.is_graded", "true", f"false for role {indicator.role}", "write is_graded: false and a reason")
    gradings = {"grading": indicator.grading, **{f"series {one.code}, grading": one.grading for one in indicator.series}}
    for key, grading in gradings.items():
        if not grading.is_graded and not grading.reason:
            raise fault(file, f"{key}.reason", "nothing", "one plain sentence", "say why progress is not graded")


def _check_commitments(file: str, indicator: Indicator) -> None:
    """Raise where an indicator serves no commitment, or serves one twice; one of role `input` serves none."""
    has_any = bool(indicator.commitments or indicator.editorial_commitments)
    if has_any and indicator.role == "input":
        raise fault(file, "commitments", "a link", "none for role input", "take it out, or use role: context")
    if not has_any and indicator.role != "input":
        raise fault(file, "commitments", "none", "at least one link", "add one to commitments or editorial_commitments")
    if twice := first_repeated([*indicator.commitments, *indicator.editorial_commitments]):
        raise fault(file, "commitments", f'"{twice}" twice', "each link once", "take one of them out")


def _check_series(file: str, indicator: Indicator) -> None:
    """Raise for a series named twice, and where the first series is not in the unit of the indicator."""
    if twice := first_repeated([one.code for one in indicator.series]):
        raise fault(file, "series.code", f'"{twice}" twice', "each series once", "take one of them out")
    if indicator.series and (found := indicator.series[0].unit_measure) != indicator.unit_measure:
        expected = f"{indicator.unit_measure} as in the indicator"
        raise fault(file, "series[0].unit_measure", found, expected, "correct it, or put the series in that unit first")

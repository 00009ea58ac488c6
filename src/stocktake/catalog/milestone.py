"""Graduated timelines: one YAML file each, its name the timeline's id, with the milestones in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from types import MappingProxyType

from stocktake.catalog import area, catalog, yaml_file
from stocktake.catalog.catalog import Catalog
from stocktake.catalog.folder import DATA, fault, files, first_repeated, natural
from stocktake.errors import CatalogError
from stocktake.model import period
from stocktake.model.milestone import Milestone, Timeline
from stocktake.model.observation import DISAGGREGATIONS

FOLDER = DATA / "milestones"
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")

Faults = Iterator[tuple[str, str, str, str]]
"""Key, what was found, what was expected, what to do."""


@dataclass(frozen=True, slots=True)
class Own:
    """The timelines of a folder that could be read, by id, and what is wrong with each of the others."""

    timelines: Mapping[str, Timeline]
    faults: tuple[CatalogError, ...] = ()


@cache
def timelines() -> Mapping[str, Timeline]:
    """Return the built-in timelines by id; CatalogError names the file and key that are wrong.

    >>> [one.deadline for one in timelines()["dialogue-2017"].milestones]
    ['2020', '2023', '2030']
    """
    return MappingProxyType({path.stem: read(path, catalog.load()) for path in files(FOLDER, ".yml")})


def own(folder: Path, facts: Catalog) -> Own:
    """Return a user's timelines, read from `folder`; none where there is no such folder. One broken file does not hide the others."""
    found: dict[str, Timeline] = {}
    faults: list[CatalogError] = []
    for path in _own_files(folder):
        try:
            found[path.stem] = _read_own(path, facts)
        except CatalogError as broken:
            faults.append(broken)
    return Own(found, tuple(faults))


def _own_files(folder: Path) -> list[Path]:
    found = [*folder.glob("*.yml"), *folder.glob("*.yaml")]
    return sorted((path for path in found if not path.name.startswith(".")), key=lambda path: natural(path.name))


def _read_own(path: Path, facts: Catalog) -> Timeline:
    if path.suffix == ".yaml":
        raise fault(path.name, "file name", f'"{path.name}"', "a name that ends in .yml", "rename the file")
    if path.stem in timelines():
        raise fault(path.name, "file name", f'"{path.stem}"', "a name no built-in timeline has", "rename the file")
    return read(path, facts)


def read(path: Path, facts: Catalog) -> Timeline:
    """Return the timeline a file describes, checked against the frameworks, indicators and areas there are."""
    if not NAME.fullmatch(path.stem):
        raise fault(path.name, "file name", f'"{path.stem}"', "small letters, digits and hyphens", "rename the file")
    timeline = yaml_file.read(path, Timeline, id=path.stem)
    _check_timeline(path.name, timeline)
    for one in timeline.milestones:
        _check(path.name, one, facts)
    return timeline


def _check_timeline(file: str, timeline: Timeline) -> None:
    """Raise for a timeline without steps or without a proposer, and for a step whose name is odd or stands twice."""
    if not timeline.milestones:
        raise fault(file, "milestones", "none", "at least one", "add a step or delete the file")
    if not timeline.proposed_by:
        raise fault(file, "proposed_by", "nobody", "at least one name", "say who proposed or adopted it")
    if twice := first_repeated([one.id for one in timeline.milestones]):
        raise fault(file, "milestones.id", f'"{twice}" twice', "each one once", "rename or take out one of them")
    if odd := next((one.id for one in timeline.milestones if not NAME.fullmatch(one.id)), ""):
        raise fault(file, "milestones.id", f'"{odd}"', "small letters, digits and hyphens", "rename it")


def _check(file: str, one: Milestone, facts: Catalog) -> None:
    """Raise for the first thing that is wrong with a milestone."""
    for check in (_periods, _order, _commitment, _figures, _numbers, _target, _needs, _baseline, _path, _area):
        for key, found, expected, remedy in check(one, facts):
            raise fault(file, f"{one.id}.{key}", found, expected, remedy)


def _periods(one: Milestone, _: Catalog) -> Faults:
    written = {"start": one.start, "deadline": one.deadline}
    if one.baseline:
        written["baseline.time_period"] = one.baseline.time_period
    for key, text in written.items():
        if not period.is_period(text):
            yield key, f'"{text}"', "a time period, as 2030", "write a year in quotes"


def _order(one: Milestone, _: Catalog) -> Faults:
    if one.deadline_year <= one.start_year:
        yield "deadline", f'"{one.deadline}"', f"a year after the start, {one.start}", "correct one of the two"
    if one.baseline and one.baseline.year >= one.deadline_year:
        yield "baseline.time_period", f'"{one.baseline.time_period}"', f"a year before the deadline, {one.deadline}", "correct it"


def _commitment(one: Milestone, facts: Catalog) -> Faults:
    if not facts.has_commitment(one.commitment):
        yield "commitment", f'"{one.commitment}"', "the id of a commitment, as gcm:7 or sdg:10.c", "correct it"


def _figures(one: Milestone, facts: Catalog) -> Faults:
    """Yield what is wrong with the indicator and series a milestone is told by."""
    if not one.indicator:
        if given := next(
            (key for key in ("series", "baseline", "split", "unit_measure", "grade_despite") if getattr(one, key)), ""
        ):
            yield given, "something", "nothing without an indicator", "name the indicator, or take it out"
        return
    if one.indicator not in facts.indicators:
        yield "indicator", f'"{one.indicator}"', "the id of an indicator, as 10.c.1", "correct it, or leave it out if none exists"
        return
    if not one.series:
        codes = ", ".join(each.code for each in facts.indicators[one.indicator].series)
        yield "series", "nothing", f"a series of {one.indicator}{f', as {codes}' if codes else ''}", "say which figures count"
    if one.unit_measure and one.unit_measure not in facts.codelists["unit_measure"]:
        yield "unit_measure", f'"{one.unit_measure}"', "a code of unit_measure.csv", "correct it, or leave it out"
    for dimension in one.split:
        if dimension not in DISAGGREGATIONS:
            yield "split", f'"{dimension}"', f"one of {', '.join(DISAGGREGATIONS)}", "correct it"


def _numbers(one: Milestone, _: Catalog) -> Faults:
    numbers = {
        "target.obs_value": one.target.obs_value,
        "target.change_per_cent": one.target.change_per_cent,
        "baseline.obs_value": one.baseline.obs_value if one.baseline else None,
        "tolerance": one.tolerance,
    }
    for key, number in numbers.items():
        if number is not None and not isfinite(number):
            yield key, f"{number}", "a number", "write it in digits"
    if one.tolerance < 0 or one.tolerance >= 1:
        yield (
            "tolerance",
            f"{one.tolerance:g}",
            "a fraction from 0 to 1, as 0.05",
            "leave it out if a value has to be on the path",
        )


def _target(one: Milestone, facts: Catalog) -> Faults:
    target = one.target
    if target.shape == "none" and one.indicator:
        yield "target", "nothing", "obs_value, change_per_cent or direction", "say what is to be reached"
    if target.shape != "none" and not one.indicator:
        yield "target", "something", "nothing without an indicator", "name the indicator, or say it in the title"
    if target.obs_value is not None and target.change_per_cent is not None:
        yield "target", "obs_value and change_per_cent", "one of them", "take the other one out"
    if target.change_per_cent is not None:
        yield from _change(target.change_per_cent, target.direction)
    if target.shape == "value" and target.direction is None and _direction(one, facts) == "none":
        remedy = "say from which side the value is reached"
        yield "target.direction", "nothing", "up or down, for the indicator has none", remedy


def _direction(one: Milestone, facts: Catalog) -> str:
    """Return which way is better by the milestone's indicator; empty where it has no indicator."""
    return facts.indicators[one.indicator].direction if one.indicator else ""


def _change(change: float, direction: str | None) -> Faults:
    if change == 0 or change < -100:
        yield "target.change_per_cent", f"{change:g}", "a change, −100 at most downwards", "correct it"
    if direction not in (None, "up" if change > 0 else "down"):
        yield "target.direction", f"{direction}", f"the way of {change:+g} per cent", "take it out"


def _needs(one: Milestone, _: Catalog) -> Faults:
    """Yield where there is no baseline that a change could be measured from."""
    if one.target.shape not in ("change", "direction"):
        return
    if one.baseline is None:
        yield "baseline", "nothing", f"a baseline for a {one.target.shape}", "say which figure it is measured from"
    elif one.target.shape == "change" and one.baseline.obs_value == 0:
        yield "baseline.obs_value", "0", "a number other than 0 for a change in per cent", "give the target as obs_value"


def _baseline(one: Milestone, _: Catalog) -> Faults:
    baseline = one.baseline
    if baseline is None or baseline.obs_value is None:
        return
    if baseline.or_later:
        yield "baseline.or_later", "true", "no obs_value beside it", "take one of the two out"
    if not (baseline.source and baseline.verification):
        yield "baseline.source", "no source or verification", "both for a stated number", "say where it stands and who read it"
    if not one.ref_area:
        yield "ref_area", "nothing", "the area whose number the baseline states", "name it, or take baseline.obs_value out"


def _path(one: Milestone, _: Catalog) -> Faults:
    if one.target.shape == "direction" and (one.path == "compound" or one.tolerance):
        key, found = ("path", "compound") if one.path == "compound" else ("tolerance", f"{one.tolerance:g}")
        yield key, found, "nothing for a direction, which has no path", "take it out"
    if one.path == "compound" and (one.target.obs_value == 0 or one.target.change_per_cent == -100):
        yield "path", "compound", "straight for a target of zero, which no yearly rate reaches", "take it out"


def _area(one: Milestone, _: Catalog) -> Faults:
    if one.ref_area and one.ref_area not in area.areas():
        yield "ref_area", f'"{one.ref_area}"', "the code of an area, as MDA or WLD", "correct it, or leave it out for every area"

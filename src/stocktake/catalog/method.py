"""Methods of judging progress: one YAML file each, its name the method's id.

A file with `windows` describes one method that looks at several spans of years; each window becomes a method of its own, so that the
classes stand once: `eurostat.yml` gives `eurostat-long-term` and `eurostat-short-term`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from stocktake.catalog import yaml_file
from stocktake.catalog.folder import DATA, fault, files, first_repeated
from stocktake.errors import CatalogError
from stocktake.model.method import Method
from stocktake.model.verdict import MethodClass

FOLDER = DATA / "methods"


@dataclass(frozen=True, slots=True)
class Window:
    """A span of years a method is judged on: what follows the method's title, and the numbers that hold for it on top of the method's."""

    title: str
    parameters: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class MethodFile(Method):
    """What stands in a file: a method, and the windows it is split into, if any."""

    windows: Mapping[str, Window] = field(default_factory=dict)


def method(id: str, folder: Path = FOLDER) -> Method:  # noqa: A002 (the word of the field)
    """Return the method with this id, such as `open-sdg`; CatalogError names those there are."""
    known = methods(folder)
    if id not in known:
        raise CatalogError(f'{folder}: no method "{id}"; there are {", ".join(known)}')
    return known[id]


@cache
def methods(folder: Path = FOLDER) -> Mapping[str, Method]:
    """Return every method by id, those of one file in its order; CatalogError names the file and key that are wrong."""
    found = [(path.name, one) for path in files(folder, ".yml") for one in read(path)]
    if twice := first_repeated([one.id for _, one in found]):
        owners = " and ".join(file for file, one in found if one.id == twice)
        raise fault(owners, "windows", f'the id "{twice}" twice', "each id once", "rename a file or a window")
    return MappingProxyType({one.id: one for _, one in found})


def read(path: Path) -> tuple[Method, ...]:
    """Return the methods a file describes, checked as far as one file can show: one, or one a window.

    >>> [one.id for one in read(FOLDER / "eurostat.yml")]
    ['eurostat-long-term', 'eurostat-short-term']
    """
    found = yaml_file.read(path, MethodFile, id=path.stem)
    _check(path.name, found)
    split = tuple(_of_window(found, name, window) for name, window in found.windows.items()) or (_method(found),)
    for one in split:
        _check_notes(path.name, one)
    return split


def _method(found: MethodFile, **changes: object) -> Method:
    """Return what was found as a method, with some fields changed."""
    return Method(**{one.name: getattr(found, one.name) for one in fields(Method)} | changes)


def _of_window(found: MethodFile, name: str, window: Window) -> Method:
    parameters = {**found.parameters, **window.parameters}
    return _method(found, id=f"{found.id}-{name}", title=f"{found.title}, {window.title}", parameters=parameters)


def _check(file: str, found: Method) -> None:
    for key in ("classes_with_target", "classes_without_target", "classes_of_score", "other_classes"):
        _check_classes(file, key, getattr(found, key))
    for key in ("score_points_with_target", "score_points_without_target"):
        _check_points(file, key, getattr(found, key))


def _check_notes(file: str, found: Method) -> None:
    """Raise for a note on a parameter there is not."""
    if stray := next((name for name in found.parameter_notes if name not in found.parameters), ""):
        expected = f"one of {', '.join(found.parameters) or 'none'}"
        raise fault(file, "parameter_notes", f'"{stray}"', expected, "correct its spelling or take the note out")


def _check_classes(file: str, key: str, classes: Sequence[MethodClass]) -> None:
    """Raise for a class named twice, edges that do not fall, and a class that nothing leads to."""
    if twice := first_repeated([one.key for one in classes]):
        raise fault(file, key, f'"{twice}" twice', "each class once", "take one of them out")
    edges = [one.at_least for one in classes if one.at_least is not None]
    if any(lower >= upper for upper, lower in pairwise(edges)):
        raise fault(file, f"{key}.at_least", _listed(edges), "falling numbers", "put the classes from best to worst")
    if bare := next((one.key for one in classes if one.at_least is None and not one.rule), ""):
        raise fault(file, f"{key}.{bare}", "neither at_least nor rule", "one of them", "say when the class is reached")


def _check_points(file: str, key: str, points: Sequence[tuple[float, float]]) -> None:
    """Raise where the points of a score line do not rise."""
    values = [value for value, _ in points]
    if any(low >= high for low, high in pairwise(values)):
        raise fault(file, key, _listed(values), "rising numbers", "put the points from low to high")


def _listed(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)

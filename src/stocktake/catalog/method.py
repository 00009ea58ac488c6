"""Methods of judging progress: one YAML file each, its name the method's id."""

from collections.abc import Mapping, Sequence
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


def method(id: str, folder: Path = FOLDER) -> Method:  # noqa: A002 (the word of the field)
    """Return the method with this id, such as `open-sdg`; CatalogError names those there are."""
    known = methods(folder)
    if id not in known:
        raise CatalogError(f'{folder}: no method "{id}"; there are {", ".join(known)}')
    return known[id]


@cache
def methods(folder: Path = FOLDER) -> Mapping[str, Method]:
    """Return every method by id; CatalogError names the file and key that are wrong."""
    return MappingProxyType({path.stem: read(path) for path in files(folder, ".yml")})


def read(path: Path) -> Method:
    """Return the method a file describes, checked as far as one file can show."""
    found = yaml_file.read(path, Method, id=path.stem)
    for key in ("classes_with_target", "classes_without_target", "classes_of_score", "other_classes"):
        _check_classes(path.name, key, getattr(found, key))
    for key in ("score_points_with_target", "score_points_without_target"):
        _check_points(path.name, key, getattr(found, key))
    return found


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

"""Frameworks: one YAML file an agreement, its name the framework's id."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from stocktake.catalog import yaml_file
from stocktake.catalog.folder import DATA, fault, files, first_repeated
from stocktake.model.framework import Framework

FOLDER = DATA / "frameworks"
NAME = re.compile(r"[a-z][a-z0-9]*")


@cache
def frameworks(folder: Path = FOLDER) -> Mapping[str, Framework]:
    """Return every framework by id; CatalogError names the file and key that are wrong."""
    return MappingProxyType({path.stem: read(path) for path in files(folder, ".yml")})


def read(path: Path) -> Framework:
    """Return the framework a file describes, checked as far as one file can show."""
    if not NAME.fullmatch(path.stem):
        raise fault(path.name, "file name", f'"{path.stem}"', "small letters and digits, as gcm", "rename the file")
    framework = yaml_file.read(path, Framework, id=path.stem)
    _check_ids(path.name, framework)
    _check_repeats(path.name, framework)
    return framework


def _check_ids(file: str, framework: Framework) -> None:
    """Raise for a commitment whose id is not `framework:number`."""
    for place, one in enumerate(framework.commitments):
        if one.id != (wanted := f"{framework.id}:{one.number}"):
            raise fault(file, f"commitments[{place}].id", f'"{one.id}"', f'"{wanted}"', "correct the id or the number")


def _check_repeats(file: str, framework: Framework) -> None:
    """Raise for an id or key that stands twice where it should be alone."""
    lists = {
        "commitments.id": [one.id for one in framework.commitments],
        "sources.id": [one.id for one in framework.sources],
        "facts.key": [one.key for one in framework.facts],
        **{f"{one.id}.parts.key": [part.key for part in one.parts] for one in framework.commitments},
    }
    for key, names in lists.items():
        if twice := first_repeated(names):
            raise fault(file, key, f'"{twice}" twice', "each one once", "rename or take out one of them")

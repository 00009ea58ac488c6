"""Formulas: one YAML file each, its name the formula's id."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from stocktake.catalog import yaml_file
from stocktake.catalog.folder import DATA, files
from stocktake.errors import CatalogError
from stocktake.model.formula import Formula

FOLDER = DATA / "formulas"


def formula(id: str, folder: Path = FOLDER) -> Formula:  # noqa: A002 (the word of the field)
    """Return the formula with this id, such as `remittance-cost`; CatalogError names those there are.

    >>> formula("remittance-cost").parameters["corridor_limit"]
    5.0
    """
    known = formulas(folder)
    if id not in known:
        raise CatalogError(f'{folder}: no formula "{id}"; there are {", ".join(known)}')
    return known[id]


@cache
def formulas(folder: Path = FOLDER) -> Mapping[str, Formula]:
    """Return every formula by id; CatalogError names the file and key that are wrong."""
    return MappingProxyType({path.stem: yaml_file.read(path, Formula, id=path.stem) for path in files(folder, ".yml")})

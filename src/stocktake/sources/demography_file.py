"""How many people live in each area at two dates, and how many were born and died between them: a CSV somebody filled in.

One row an area, or an area and sex: `ref_area`, `population_start`, `population_end`, `births`, `deaths`, and `sex` if split by it.
"""

import math
from pathlib import Path
from typing import Final

import pyarrow as pa

from stocktake.errors import AreaNotFound, DataError
from stocktake.model.area import Areas
from stocktake.sources import csv_lines
from stocktake.sources.csv_lines import Fault

NUMBERS: Final = ("population_start", "population_end", "births", "deaths")
SEXES: Final = ("_T", "F", "M")
SCHEMA: Final = pa.schema([("ref_area", pa.string()), ("sex", pa.string()), *((name, pa.float64()) for name in NUMBERS)])


def read(path: Path, areas: Areas) -> tuple[pa.Table, tuple[str, ...]]:
    """Return the people of each area and sex in `SCHEMA`, `_T` for both sexes, and a sentence for each line that was left out.

    Births and deaths are those of the whole interval. An area with a blank cell has no row: missing is not zero. Other columns are not
    read. DataError where nothing can be read, or an area stands there twice.
    """
    faults: list[Fault] = []
    found: dict[tuple[str, str], list[float]] = {}
    for line, cells in csv_lines.lines(csv_lines.content(path), path.name, ("ref_area", *NUMBERS), None, faults):
        try:
            key = (areas.find(cells["ref_area"]).code, _sex(cells.get("sex", "")))
            numbers = [_people(cells[name], name) for name in NUMBERS]
        except (AreaNotFound, ValueError) as fault:
            faults.append(Fault(line, str(fault)))
            continue
        if key in found:
            raise DataError(f"{path.name}, line {line}: {key[0]} (sex {key[1]}) is given already; take one of the lines out")
        found[key] = numbers
    if not found:
        raise DataError("\n".join((f"{path.name}: no line can be read", *csv_lines.sentences(path.name, faults)[:1])))
    columns = list(zip(*((*key, *numbers) for key, numbers in found.items()), strict=True))
    return pa.table([list(column) for column in columns], schema=SCHEMA), csv_lines.sentences(path.name, faults)


def _sex(text: str) -> str:
    if text not in ("", *SEXES):
        raise ValueError(f'column "sex": "{text}" is not known; write F, M or _T, or leave the column out')
    return text or "_T"


def _people(text: str, column: str) -> float:
    """Return the number of people; ValueError where it is blank or no count of people."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        found = f'"{text}" is not a number of people; write it as 1234567' if text else "is blank; missing is not zero"
        raise ValueError(f'column "{column}": {found}')
    return number

"""How many people live in each area: a CSV of `ref_area` and `population`, for shares of people."""

import math
from pathlib import Path
from typing import Final

import pyarrow as pa

from stocktake.errors import AreaNotFound
from stocktake.model.area import Areas
from stocktake.sources import csv_lines
from stocktake.sources.csv_lines import Fault

SCHEMA: Final = pa.schema({"ref_area": pa.string(), "population": pa.float64()})


def read(path: Path, areas: Areas) -> tuple[pa.Table, tuple[str, ...]]:
    """Return the people of each area in `SCHEMA`, and a sentence for each line that was left out.

    An area without a number, or given twice, has no row. Other columns are not read. DataError where nothing can be read.
    """
    faults: list[Fault] = []
    people: dict[str, float] = {}
    for line, cells in csv_lines.lines(csv_lines.content(path), path.name, SCHEMA.names, None, faults):
        try:
            code = areas.find(cells["ref_area"]).code
            number = _people(cells["population"])
        except (AreaNotFound, ValueError) as fault:
            faults.append(Fault(line, str(fault)))
            continue
        if code in people:
            faults.append(Fault(line, f"{code} is given already; take one out: until then neither counts"))
            number = math.nan
        people[code] = number
    known = {code: number for code, number in people.items() if not math.isnan(number)}
    return pa.table({"ref_area": list(known), "population": list(known.values())}, schema=SCHEMA), csv_lines.sentences(
        path.name, faults
    )


def _people(text: str) -> float:
    """Return the number of people; NaN where the cell is blank, ValueError where it is no count of people."""
    if not text:
        return math.nan
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise ValueError(f'column "population": "{text}" is not a number of people; write it as 1234567, or leave it blank')
    return number

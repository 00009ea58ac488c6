"""Build `src/stocktake/data/codelists/area-population.csv` from the workbook of UN DESA, or only check it (`--check`).

    python scripts/build_population.py undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx

The workbook is "International Migrant Stock 2020: Destination", POP/DB/MIG/Stock/Rev.2020, as the Population Division publishes it;
its table 2 has the total population at mid-year in thousands. One edition for all areas, so that shares of people can be compared.
Prints the areas that have none. Nothing is downloaded.
"""

import argparse
import csv
import io
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from stocktake.catalog.area import areas
from stocktake.catalog.population import COLUMNS, FILE

SHEET, YEAR, HEADER = "Table 2", "2020", 11
SOURCE = "UN DESA, International Migrant Stock 2020 (POP/DB/MIG/Stock/Rev.2020), table 2, population at mid-year"
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NOT_IN_M49 = {"158": "TWN"}
"""Codes of the workbook for areas of our table that M49 does not list. Kosovo has no row; Serbia's figure is that of both in other tables."""
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Row = Mapping[str, str]


def main() -> int:
    """Build or only check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workbook", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args()
    people = read(given.workbook)
    content = as_csv(people)
    changed = not FILE.exists() or FILE.read_text(encoding="utf-8") != content
    if not given.check:
        FILE.write_text(content, encoding="utf-8", newline="")
    print(f"{len(people)} areas, {sum(people.values()):,} people", file=sys.stderr)
    print("without:", *without(people), sep="\n  ")
    return 1 if given.check and changed else 0


def read(workbook: Path) -> dict[str, int]:
    """Return the people of each country or territory of our table by its code; regions and groups of the workbook are passed over."""
    codes = {area.m49.lstrip("0"): area.code for area in areas() if area.kind == "country" and area.m49} | NOT_IN_M49
    with zipfile.ZipFile(workbook) as archive:
        rows = list(sheet(archive))
    columns = {name: column for column, name in reversed(rows[HEADER - 1].items())}  # of three columns 2020 the first: both sexes
    found = [(row.get(columns["Location code"], ""), row.get(columns[YEAR], "")) for row in rows[HEADER:]]
    return {codes[place]: round(1000 * float(value)) for place, value in found if place in codes and value}


def sheet(archive: zipfile.ZipFile) -> Iterator[Row]:
    """Yield the rows of the table by the letters of their columns, as text."""
    texts = ["".join(part.text or "" for part in one.iter(f"{SPACE}t")) for one in parsed(archive, "xl/sharedStrings.xml")]
    targets = {one.get("Id"): one.get("Target") for one in parsed(archive, "xl/_rels/workbook.xml.rels")}
    sheets = {one.get("name"): one.get(LINK) for one in parsed(archive, "xl/workbook.xml").iter(f"{SPACE}sheet")}
    for row in parsed(archive, f"xl/{targets[sheets[SHEET]]}").iter(f"{SPACE}row"):
        yield {re.sub(r"\d", "", cell.get("r", "")): text for cell in row if (text := written(cell, texts))}


def parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Return one of the XML files inside the workbook."""
    return ElementTree.fromstring(archive.read(name))


def written(cell: ElementTree.Element, texts: Sequence[str]) -> str:
    """Return what stands in a cell; texts are kept apart in the workbook."""
    value = cell.find(f"{SPACE}v")
    if value is None or value.text is None:
        return ""
    return texts[int(value.text)].strip() if cell.get("t") == "s" else value.text


def as_csv(people: Mapping[str, int]) -> str:
    """Return the code list: one row an area, in code order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([code, number, YEAR, SOURCE, "seen"] for code, number in sorted(people.items()))
    return out.getvalue()


def without(people: Mapping[str, int]) -> list[str]:
    """Return the countries and territories that have no population."""
    return [str(area) for area in areas() if area.kind == "country" and area.code not in people]


if __name__ == "__main__":
    sys.exit(main())

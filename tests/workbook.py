"""A small reader of XLSX workbooks for tests: rows of a sheet as text and numbers, with the standard library only."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Cell = str | float
Row = dict[int, Cell]


def sheets(path: Path, names: list[str]) -> dict[str, list[Row]]:
    """Return the rows of the sheets by name, each row by the number of its column from 0; empty cells are left out."""
    with ZipFile(path) as opened:
        texts = ["".join(part.text or "" for part in one.iter(_MAIN + "t")) for one in _xml(opened, "sharedStrings.xml")]
        files = {one.get("Id"): one.get("Target") for one in _xml(opened, "_rels/workbook.xml.rels")}
        parts = {one.get("name"): files[one.get(_ID)] for one in _xml(opened, "workbook.xml").iter(_MAIN + "sheet")}
        return {name: list(_rows(_xml(opened, parts[name].removeprefix("/xl/")), texts)) for name in names}


def _xml(opened: ZipFile, part: str) -> Element:
    return fromstring(opened.read(f"xl/{part}"))


def _rows(sheet: Element, texts: list[str]) -> Iterator[Row]:
    for row in sheet.iter(_MAIN + "row"):
        cells = ((_column(cell.get("r", "")), _value(cell, texts)) for cell in row)
        yield {column: value for column, value in cells if value not in ("", None)}


def _value(cell: Element, texts: list[str]) -> Cell | None:
    value, kind = cell.find(_MAIN + "v"), cell.get("t")
    if value is None or value.text is None:
        return None
    if kind == "s":
        return texts[int(value.text)]
    return value.text if kind in ("str", "e") else float(value.text)


def _column(address: str) -> int:
    number = 0
    for letter in address.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1

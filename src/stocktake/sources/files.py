"""Files of publishers, opened: CSV of either encoding and sheets of workbooks, every cell as text, nothing guessed."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from stocktake.errors import DataError
from stocktake.sources.reading import Issue, Reading, together

LARGEST = 4_000_000_000
"""Bytes that the parts of a workbook may unpack to; more is taken for an attack."""

RATIO = 200
"""How many times its packed size a part of a workbook may have, beyond the first ten million bytes."""


@dataclass(frozen=True, slots=True)
class Text:
    """A table of text cells; `encoding` is the one the file turned out to have, `first_line` the line of its first row."""

    table: pa.Table
    encoding: str = "utf-8"
    first_line: int = 2


def read_csv(path: Path, delimiter: str = ",", above: int = 0) -> Text:
    """Return a CSV file, packed by gzip or not, with every cell as text and nothing null.

    It is read as UTF-8, and as Latin-1 where it is not. `above` lines stand before the header. DataError where a row has more or
    fewer cells than the header, or the file cannot be read at all.
    """
    for encoding in ("utf-8", "latin-1"):
        try:
            return Text(_csv(path, encoding, delimiter, above), encoding, above + 2)
        except UnicodeDecodeError:
            continue
        except pa.ArrowInvalid as fault:
            if "UTF" not in str(fault) or encoding != "utf-8":
                raise DataError(f"{path.name}: cannot be read as CSV ({_said(fault)}); see {path}") from fault
        except (OSError, EOFError, csv.Error) as fault:
            raise DataError(f"{path.name}: cannot be read ({_said(fault)}); see {path}") from fault
    raise DataError(f"{path.name}: is neither UTF-8 nor Latin-1; see {path}")


def _csv(path: Path, encoding: str, delimiter: str, above: int) -> pa.Table:
    with pa.input_stream(str(path), compression="detect") as file:
        head = file.read(1_000_000)
    text = io.StringIO(head.decode(encoding, "strict" if len(head) < 1_000_000 else "replace"))
    for _ in range(above):
        text.readline()
    first = next(csv.reader(text, delimiter=delimiter), [])
    names = [name.removeprefix("\ufeff") for name in first]
    if not any(names):
        raise DataError(f"{path.name}: is empty; see {path}")
    return arrow_csv.read_csv(
        pa.input_stream(str(path), compression="detect"),
        read_options=arrow_csv.ReadOptions(column_names=_unlike(names), skip_rows=above + 1, encoding=encoding),
        parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(_unlike(names), pa.string()), strings_can_be_null=False
        ),
    )


def _unlike(names: Sequence[str]) -> list[str]:
    """Return the names, those that stand there again with their place behind: a table needs names that differ."""
    return [f"{name}#{place}" if name in names[:place] else name for place, name in enumerate(names)]


def opening(path: Path, lines: int = 10) -> list[str]:
    """Return the first lines of a text file, packed by gzip or not; fewer where it has fewer. For telling one layout from another."""
    try:
        with pa.input_stream(str(path), compression="detect") as file:
            head = file.read(100_000)
    except (OSError, EOFError) as fault:
        raise DataError(f"{path.name}: cannot be read ({_said(fault)}); see {path}") from fault
    text = str(head, "utf-8", "replace")
    return text.removeprefix("\ufeff").splitlines()[:lines]


def each(path: Path, endings: Sequence[str], read: Callable[[Path], Reading], ignored: Sequence[str] = ()) -> Reading:
    """Return what `read` finds in a file, or in all files of a folder with one of the endings, save those `ignored` by pattern.

    DataError where a folder holds no such file, or files of several editions: one snapshot is one edition.
    """
    if not path.is_dir():
        return read(path)
    inside = [one for one in sorted(path.iterdir()) if one.name.lower().endswith(tuple(endings))]
    found = [read(one) for one in inside if not any(fnmatch(one.name, pattern) for pattern in ignored)]
    if not found:
        raise DataError(f"{path.name}: holds no file that ends with {' or '.join(endings)}; see {path}")
    editions = sorted({one.vintage or "undated" for one in found})
    if len(editions) > 1:
        raise DataError(f"{path.name}: holds files of several editions ({', '.join(editions)}); read them one by one")
    return together(found)


def long(table: pa.Table, keys: Sequence[str], spread: Sequence[str]) -> pa.Table:
    """Return a wide table as a long one: for each column of `spread` in turn the columns `keys`, its name (`column`) and its cells (`cell`).

    >>> wide = pa.table({"area": ["MLI", "NER"], "2019": ["1", "2"], "2020": ["3", ""]})
    >>> long(wide, ["area"], ["2019", "2020"]).to_pylist()[2]
    {'area': 'MLI', 'column': '2020', 'cell': '3'}
    """
    names = pa.chunked_array([pa.repeat(name, table.num_rows) for name in spread], pa.string())
    cells = [chunk for name in spread for chunk in table[name].chunks]
    repeated = {key: pa.chunked_array([chunk for _ in spread for chunk in table[key].chunks], table[key].type) for key in keys}
    return pa.table({**repeated, "column": names, "cell": pa.chunked_array(cells, pa.string())})


LONGEST_JSON = 400_000_000
"""Bytes of a JSON file that is read whole; such a file cannot be read by parts."""


def read_objects(path: Path, under: str = "") -> pa.Table:
    """Return the objects of a JSON file, one row each, every value as text: "" for null and for a key that an object lacks.

    The file holds a list of them, or an object that holds the list by the name `under`. Columns are all keys, in the order they are
    met; no object gives no column. DataError where the file is no such JSON, was cut off, or a value is itself a list or an object.
    """
    try:
        if path.stat().st_size > LONGEST_JSON:
            raise DataError(f"{path.name}: is too long for a JSON file of figures (over {LONGEST_JSON} bytes); read it in parts")
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as fault:
        raise DataError(f"{path.name}: cannot be read as JSON ({_said(fault)}); see {path}") from fault
    rows = content.get(under) if under and isinstance(content, dict) else content
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        where = f' under "{under}"' if under else ""
        raise DataError(f"{path.name}: holds no list of objects{where}; the layout has changed, or this is another file")
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: pa.array([_json_text(row.get(name), name, path) for row in rows], pa.string()) for name in names})


def _json_text(value: object, name: str, path: Path) -> str:
    if isinstance(value, dict | list):
        raise DataError(f'{path.name}: "{name}" holds a list or an object where one value was expected; the layout has changed')
    return _text(value)


_PAGE = re.compile(r"(?P<answer>.+)_page-(?P<number>\d{4,})\.json")
FIRST_PAGE = "_page-0001.json"
"""How the file of the first page of a service's answer ends."""


def is_later_page(path: Path) -> bool:
    """Return whether a file is a page of a service's answer, and not its first one."""
    return bool(_PAGE.fullmatch(path.name)) and not path.name.endswith(FIRST_PAGE)


def pages_of(path: Path) -> tuple[Path, ...]:
    """Return the pages of an answer in order: the first one stands for all that lie beside it. Any other file stands for itself.

    DataError where a page between the first and the last is missing.
    """
    found = _PAGE.fullmatch(path.name)
    if not found or is_later_page(path):
        return (path,)
    beside = {int(one["number"]): path.with_name(one[0]) for file in path.parent.iterdir() if (one := _PAGE.fullmatch(file.name))
              and one["answer"] == found["answer"]}  # fmt: skip
    missing = [number for number in range(1, max(beside) + 1) if number not in beside]
    if missing:
        raise DataError(f"{path.name}: page {missing[0]} of {max(beside)} is missing beside it; fetch the answer again")
    return tuple(beside[number] for number in sorted(beside))


@dataclass(frozen=True, slots=True)
class Answer:
    """The objects of a service's answer, one row each, every cell as text as it stands there; `said` is what its pages say beside them.

    `said` has the texts of the first page by their place, as `0.lastupdated`. An object within an object gives a column for each of its
    keys, as `country.id`; a list of texts is one text, joined by "; ".
    """

    table: pa.Table
    said: Mapping[str, str]


def read_answer(pages: Sequence[Path], place: str) -> Answer:
    """Return the objects at a place, as `data` or `1`, of all pages in order. No object gives no column.

    DataError where a page is no such JSON, was cut off, or an object holds more than objects of texts.
    """
    rows: list[dict[str, str]] = []
    said: dict[str, str] = {}
    for path in pages:
        content = _json(path)
        found = _at(content, place)
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise DataError(
                f'{path.name}: holds no list of objects at "{place}"; the layout has changed, or this is another file'
            )
        rows += [_flat(row, path) for row in found]
        said = said or _beside(content, place)
    names = dict.fromkeys(name for row in rows for name in row)
    return Answer(pa.table({name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in names}), said)


def _json(path: Path) -> object:
    """Return a JSON file with its numbers as the texts that stand there: nothing is rounded."""
    try:
        if path.stat().st_size > LONGEST_JSON:
            raise DataError(f"{path.name}: is too long for a JSON file of figures (over {LONGEST_JSON} bytes); read it in parts")
        return json.loads(path.read_bytes(), parse_int=str, parse_float=str, parse_constant=str)
    except (OSError, ValueError, RecursionError) as fault:
        raise DataError(f"{path.name}: cannot be read as JSON ({_said(fault)}); see {path}") from fault


def _at(content: object, place: str) -> object:
    for key in place.split("."):
        if isinstance(content, dict):
            content = content.get(key)
        elif isinstance(content, list) and key.isdecimal() and int(key) < len(content):
            content = content[int(key)]
        else:
            return None
    return content


def _beside(content: object, place: str) -> dict[str, str]:
    """Return the texts of a page that stand no deeper than one object down, by their place, the objects at `place` left out."""
    pairs = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    found: dict[str, str] = {}
    for key, value in pairs:
        if isinstance(value, dict) and str(key) != place:
            found |= {f"{key}.{name}": one for name, one in value.items() if isinstance(one, str)}
        elif isinstance(value, str):
            found[str(key)] = value
    return found


def _flat(row: Mapping[str, object], path: Path) -> dict[str, str]:
    """Return an object as texts by key, objects within it spread out."""
    found: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= {f"{name}.{key}": _leaf(one, f"{name}.{key}", path) for key, one in value.items()}
        else:
            found[name] = _leaf(value, name, path)
    return found


def _leaf(value: object, name: str, path: Path) -> str:
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return "; ".join(_text(one) for one in value if one is not None)
    return _json_text(value, name, path)


def sheet(path: Path, name: str) -> list[list[str]]:
    """Return the cells of a sheet of a workbook as text, as they stand: numbers without trailing zeros, nothing for empty cells.

    DataError where the file is no workbook, unpacks to far more than it weighs, or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    _refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(path)
        if name not in book.sheet_names:
            raise DataError(f'{path.name}: has no sheet "{name}"; it has {", ".join(book.sheet_names)}')
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as fault:
        raise DataError(f"{path.name}: cannot be read as a workbook ({_said(fault)}); see {path}") from fault
    return [[_text(cell) for cell in row] for row in rows]


def sheets(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    _refuse_bomb(path)
    try:
        return list(CalamineWorkbook.from_path(path).sheet_names)
    except (CalamineError, OSError, ValueError) as fault:
        raise DataError(f"{path.name}: cannot be read as a workbook ({_said(fault)}); see {path}") from fault


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            found = parts.infolist()
    except (OSError, zipfile.BadZipFile, NotImplementedError) as fault:
        raise DataError(f"{path.name}: is no workbook ({_said(fault)}); see {path}") from fault
    total = sum(one.file_size for one in found)
    packed = sum(one.compress_size for one in found)
    if total > LARGEST or (total > 10_000_000 and total > RATIO * max(packed, 1)):
        raise DataError(f"{path.name}: unpacks to {total} bytes from {packed}; that is no workbook of figures")


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return "" if cell is None else str(cell)


def _said(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:300] or type(fault).__name__


def standing(file: str, rows: int, first: int) -> pa.Array:
    """Return where each row of a file stands, the first of them in row `first`.

    >>> standing("a.csv", 2, 2).to_pylist()
    ['a.csv, row 2', 'a.csv, row 3']
    """
    places = pa.array(range(first, first + rows), pa.int64()).cast(pa.string())
    return pc.binary_join_element_wise(f"{file}, row", places, " ")


def surprises(found: Sequence[str], read: Sequence[str], ignored: Sequence[str], file: str) -> tuple[Issue, ...]:
    """Return an issue for each column that is neither read nor ignored by name; DataError where one that is read is missing."""
    missing = [name for name in read if name not in found]
    if missing:
        raise DataError(f'{file}: column "{missing[0]}" is missing; the layout has changed, or this is another file')
    return tuple(
        Issue(f'column "{name}" is neither read nor ignored', 1, file) for name in found if name not in (*read, *ignored)
    )

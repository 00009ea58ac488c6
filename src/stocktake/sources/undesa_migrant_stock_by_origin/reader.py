"""Migrants by where they live and where they come from: workbooks of two layouts, and the three kinds of copies that go round.

Every layout is first brought to one: a row a cell, as text. Everything after that is done once.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.model.area import WORLD
from stocktake.model.observation import TOTAL
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading

_SEXES = {"total": TOTAL, "male": "M", "female": "F"}
_SHEETS = {"Table 1": TOTAL, "Table 2": "M", "Table 3": "F"}
_YEAR = re.compile(r"(19|20)\d\d")
_FIRST_GROUP = 900
_EXTRA = ("destination_name", "kind")
_SPELT = ("workbook", "workbook_2019", "pairs", "origins")
_OTHER_FILE = "the layout has changed, or this is another file"


@dataclass(frozen=True, slots=True)
class _Cells:
    """A file as text, one row a cell: `destination`, `origin`, `time_period`, `sex`, `cell`, `locator`, and `name` and `kind` where told.

    `by` says how the two ends are written, as `cells.Places` does. In a copy that `is_full` every pair has a cell.
    """

    table: pa.Table
    by: tuple[str, str]
    left_out: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    is_full: bool = False


def read(path: Path, about: About) -> Reading:
    """Return the migrants in each area by area of origin, year and sex; rows over all origins come as totals.

    Groups of destinations come too, groups of origins do not. DataError where the file has none of the layouts.
    """
    found = _cells(path, about)
    text, left_out = _written(found)
    table, issues = _observations(text, found, about)
    is_group = _is_group(text["origin"], table["counterpart_area"], found)
    table, repeated = cells.once(table.filter(pc.invert(is_group)))
    rules = {**found.left_out, **left_out, "group": pc.sum(is_group).as_py() or 0, "repeated": repeated}
    rows = found.table.num_rows + sum(found.left_out.values())
    counted = {rule: count for rule, count in rules.items() if count}
    return Reading(table, rows, counted, (*found.issues, *issues), pc.max(text["time_period"]).as_py() or "")


def _cells(path: Path, about: About) -> _Cells:
    if path.is_dir():
        raise DataError(f"{path.name}: is a folder, and each file of it is an edition or a copy of one; name the file itself")
    if path.suffix == ".json":
        return _matrices(path, about)
    if path.suffix.lower() == ".xlsx":
        return _workbook(path, about)
    table = files.read_csv(path).table
    pairs = _names("pairs", about)
    return _pairs(table, pairs, about, path) if pairs["origin"][0] in table.column_names else _origins(table, about, path)


def _names(layout: str, about: About) -> dict[str, list[str]]:
    """Return the spellings of each column in a layout; columns that it has not are left out. A comma and a word apart are two spellings."""
    place = _SPELT.index(layout)
    spelt = {name: text.split(" / ")[place].strip() for name, text in about.columns.items()}
    return {name: [text, *text.split(", ")] for name, text in spelt.items() if text != "-"}


# --- copies


def _pairs(table: pa.Table, names: Mapping[str, Sequence[str]], about: About, path: Path) -> _Cells:
    layout = {name: spelt[0] for name, spelt in names.items()}
    issues = files.surprises(table.column_names, list(layout.values()), about.ignored, path.name)
    text = pa.table({name: table[column] for name, column in layout.items()})
    odd = cells.counted(pc.if_else(pc.is_in(text["sex"], pa.array(list(_SEXES))), None, text["sex"]), 'sex: "{}" is not known')
    sex = cells.mapped(text["sex"], lambda word: _SEXES.get(word, f"undesa:{word}"))
    text = text.set_column(text.column_names.index("sex"), "sex", sex)
    return _Cells(text.append_column("locator", _numbered("line", 2, table.num_rows)), ("name", "name"), issues=(*issues, *odd))


def _origins(table: pa.Table, about: About, path: Path) -> _Cells:
    keys = {name: spelt[0] for name, spelt in _names("origins", about).items()}
    files.surprises(table.column_names, list(keys.values()), table.column_names, path.name)
    origins = [name for name in table.column_names if name not in keys.values()]
    wide = pa.table({**{name: table[column] for name, column in keys.items()}, **{name: table[name] for name in origins}})
    wide = wide.append_column("locator", _numbered("line", 2, table.num_rows))
    return _Cells(_spread(wide, [*keys, "locator"], origins, TOTAL), ("name", "name"), is_full=True)


def _spread(wide: pa.Table, keys: Sequence[str], origins: Sequence[str], sex: str) -> pa.Table:
    """Return a table with one column an origin as one row a cell, the figures of one sex."""
    long = files.long(wide, keys, origins)
    origin = cells.mapped(long["column"], str.strip)
    return long.drop_columns(["column"]).append_column("origin", origin).append_column("sex", pa.repeat(sex, long.num_rows))


def _matrices(path: Path, about: About) -> _Cells:
    """Return the matrices of a JSON file: a row an origin, a column a destination, one matrix a year."""
    try:
        content = json.loads(path.read_bytes())
        names, regions, years = content["names"], set(content["regions"]), sorted(content["matrix"])
        placed = [place for place in range(len(names)) if place not in regions]
        columns = [_matrix(content["matrix"][year], names, placed, year) for year in years]
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError) as fault:
        raise DataError(f'{path.name}: is no JSON with "names", "regions" and square matrices; {_OTHER_FILE}') from fault
    odd = tuple(Issue(f'"{name}" is neither read nor ignored', 1, path.name) for name in content if name not in about.ignored)
    out = len(years) * (len(names) ** 2 - len(placed) ** 2)
    return _Cells(pa.concat_tables(columns), ("name", "name"), {"region": out} if out else {}, odd, is_full=True)


def _matrix(matrix: Sequence[Sequence[object]], names: Sequence[str], placed: Sequence[int], year: str) -> pa.Table:
    if len(matrix) != len(names) or any(len(row) != len(names) for row in matrix):
        raise ValueError("the matrix is not as wide and high as there are names")
    count = len(placed)
    kept = [names[place] for place in placed]
    return pa.table(
        {
            "destination": pa.array(kept * count, pa.string()),
            "origin": pa.array([name for name in kept for _ in placed], pa.string()),
            "time_period": pa.repeat(year, count * count),
            "sex": pa.repeat(TOTAL, count * count),
            "cell": pa.array([_text(matrix[row][column]) for row in placed for column in placed], pa.string()),
            "locator": pa.array(
                [f"{year}, row {row + 1}, column {column + 1}" for row in placed for column in placed], pa.string()
            ),
        }
    )


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


# --- workbooks


def _workbook(path: Path, about: About) -> _Cells:
    sheets = files.sheets(path)
    first = next(iter(_SHEETS))
    rows = files.sheet(path, first)
    is_long = any(cell == _names("workbook", about)["origin"][0] for row in rows[:40] for cell in row)
    parts = [_long_sheet(rows, about, path)] if is_long else [_wide_sheet(path, one, sex, about) for one, sex in _SHEETS.items()]
    known = [*([first, "Table 2", "Table 3"] if is_long else _SHEETS), *about.ignored]
    odd = [Issue(f'sheet "{name}" is neither read nor ignored', 1, path.name) for name in sheets if name not in known]
    return _Cells(
        pa.concat_tables([one.table for one in parts]),
        parts[0].by,
        {"heading": count} if (count := sum(sum(one.left_out.values()) for one in parts)) else {},
        (*(issue for one in parts for issue in one.issues), *odd),
    )


def _long_sheet(rows: Sequence[Sequence[str]], about: About, path: Path) -> _Cells:
    """Return a sheet with one row a pair of areas and one column a year, three times over."""
    names = _names("workbook", about)
    top = next(place for place, row in enumerate(rows) if names["origin"][0] in row)
    heading = [cell.strip() for cell in rows[top]]
    keys = _found(heading, names, path)
    years = [place for place, cell in enumerate(heading) if _YEAR.fullmatch(cell)]
    if not years or len(years) % len(_SEXES):
        raise DataError(f"{path.name}: found no row of years for both sexes, males and females; {_OTHER_FILE}")
    each = len(years) // len(_SEXES)
    body = [(place, row) for place, row in enumerate(rows[top + 1 :], top + 2) if any(row)]
    pairs = [(place, row) for place, row in body if row[keys["origin"]] and row[keys["destination"]]]
    shared = _keys(pairs, keys, "row")
    parts = [
        {
            **shared,
            "time_period": pa.repeat(heading[column], len(pairs)),
            "sex": pa.repeat(list(_SEXES.values())[order // each], len(pairs)),
            "cell": pa.array([row[column].strip() for _, row in pairs], pa.string()),
        }
        for order, column in enumerate(years)
    ]
    named = [*years, *keys.values()]
    odd = _unknown([cell for place, cell in enumerate(heading) if place not in named], about, path)
    out = {"heading": (len(body) - len(pairs)) * len(years)}
    return _Cells(pa.concat_tables([pa.table(one) for one in parts]), ("m49", "m49"), out, odd)


def _wide_sheet(path: Path, name: str, sex: str, about: About) -> _Cells:
    """Return a sheet with one row a destination and year and one column an origin; the headings stand in two rows."""
    rows = files.sheet(path, name)
    names = _names("workbook_2019", about)
    top = next((place for place, row in enumerate(rows[:40]) if names["time_period"][0] in row), None)
    if top is None or top + 1 >= len(rows):
        raise DataError(f'{path.name}: found no heading "{names["time_period"][0]}" in the sheet "{name}"; {_OTHER_FILE}')
    heading = [cell.strip() for cell in rows[top]]
    keys = _found(heading, names, path)
    below = rows[top + 1]
    origins = [place for place, cell in enumerate(below) if place > max(keys.values()) and cell.strip()]
    body = [(place, row) for place, row in enumerate(rows[top + 2 :], top + 3) if any(row)]
    kept = [(place, row) for place, row in body if row[keys["destination"]] and _YEAR.fullmatch(row[keys["time_period"]])]
    columns = {below[place].strip(): pa.array([row[place].strip() for _, row in kept], pa.string()) for place in origins}
    wide = pa.table({**_keys(kept, keys, f"{name}, row"), **columns})
    odd = _unknown(
        [cell for place, cell in enumerate(heading[: min(origins, default=0)]) if place not in keys.values()], about, path
    )
    out = {"heading": (len(body) - len(kept)) * len(origins)}
    return _Cells(_spread(wide, [*keys, "locator"], list(columns), sex), ("m49", "name"), out, odd)


def _found(heading: Sequence[str], names: Mapping[str, Sequence[str]], path: Path) -> dict[str, int]:
    """Return where each column stands; DataError for the first that is missing. Editions differ in those of `_EXTRA`."""
    places = {name: [heading.index(one) for one in spelt if one in heading] for name, spelt in names.items()}
    for name, found in places.items():
        if not found and name not in _EXTRA:
            raise DataError(f'{path.name}: column "{names[name][0]}" is missing; {_OTHER_FILE}')
    return {name: found[0] for name, found in places.items() if found}


def _keys(rows: Sequence[tuple[int, Sequence[str]]], keys: Mapping[str, int], word: str) -> dict[str, pa.Array]:
    found = {name: pa.array([row[column].strip() for _, row in rows], pa.string()) for name, column in keys.items()}
    return {**found, "locator": pa.array([f"{word} {place}" for place, _ in rows], pa.string())}


def _unknown(heading: Sequence[str], about: About, path: Path) -> tuple[Issue, ...]:
    named = [cell for cell in heading if cell and cell not in (*about.ignored, "Country or area of origin")]
    return tuple(Issue(f'column "{cell}" is neither read nor ignored', 1, path.name) for cell in named)


# --- all layouts


def _numbered(word: str, first: int, count: int) -> pa.Array:
    places = pa.array(range(first, first + count), pa.int64()).cast(pa.string())
    return pc.binary_join_element_wise(word, places, " ")


def _written(found: _Cells) -> tuple[pa.Table, dict[str, int]]:
    """Return the cells in which something is written, and how many were left out; zeros too where every pair has a cell."""
    text = pc.utf8_trim_whitespace(found.table["cell"])
    is_blank = pc.equal(text, "")
    is_zero = pc.equal(text, "0") if found.is_full else pa.chunked_array([pa.repeat(False, len(text))])
    kept = found.table.filter(pc.invert(pc.or_(is_blank, is_zero)))
    return kept, {"blank": pc.sum(is_blank).as_py() or 0, "zero": pc.sum(is_zero).as_py() or 0}


def _observations(text: pa.Table, found: _Cells, about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    ((series, facts),) = about.series.items()
    by_destination, by_origin = (cells.Places(areas(), by, about.places, "undesa") for by in found.by)
    ref_area, unplaced = _destination(text, by_destination)
    origin, odd = by_origin.codes(text["origin"], "origin")
    unnamed = [issue for issue in odd if not _tells_of_a_group(issue)] if by_origin.kind == "m49" else list(odd)
    period = cells.mapped(text["time_period"], cells.period)
    numbers = cells.numbers(text["cell"], about.missing, "stock")
    kind = text["kind"] if "kind" in text.column_names else pa.chunked_array([pa.repeat("", text.num_rows)])
    is_imputed = cells.mapped(kind, lambda word: "I" if "I" in word.split() else "E")
    told = cells.mapped(kind, lambda word: f"type of data: {word}" if word else None)
    table = pa.table(
        {
            "indicator": pa.repeat(facts["indicator"], text.num_rows),
            "series": pa.repeat(series, text.num_rows),
            "ref_area": ref_area,
            "counterpart_area": pc.if_else(pc.equal(origin, WORLD), TOTAL, origin),
            "time_period": pc.coalesce(period, text["time_period"]),
            "sex": text["sex"],
            "obs_value": numbers.values,
            "obs_status": pc.if_else(pc.equal(numbers.status, "A"), is_imputed, numbers.status),
            "unit_measure": pa.repeat(facts["unit_measure"], text.num_rows),
            "locator": text["locator"],
            "comment_obs": cells.joined([told, pc.if_else(pc.equal(numbers.comment, ""), None, numbers.comment)], text.num_rows),
        }
    )
    undated = cells.counted(pc.if_else(period.is_valid(), None, text["time_period"]), 'year: "{}" is not a year')
    return table, (*unplaced, *unnamed, *undated, *numbers.issues)


def _destination(text: pa.Table, places: cells.Places) -> tuple[pa.ChunkedArray, tuple[Issue, ...]]:
    """Return our code of each destination: by its code, else by its name where there is one."""
    found, unplaced = places.codes(text["destination"], "destination")
    if "destination_name" not in text.column_names:
        return found, unplaced
    names = cells.mapped(text["destination_name"], lambda name: name.strip(" *"))
    by_name, _ = cells.Places(areas(), "name", places.own, "").codes(names)
    is_own = pc.starts_with(found, f"{places.prefix}:")
    is_named = pc.and_(is_own, pc.invert(pc.starts_with(by_name, ":")))
    still = pc.unique(found.filter(pc.and_(is_own, pc.invert(is_named)))).to_pylist()
    return pc.if_else(is_named, by_name, found), tuple(
        issue for issue in unplaced if any(f'"{code.partition(":")[2]}"' in issue.text for code in still)
    )


def _is_group(origin: pa.ChunkedArray, placed: pa.ChunkedArray, found: _Cells) -> pa.ChunkedArray:
    """Return whether an origin is a group of areas, which only a workbook with codes has; all origins together are none."""
    if found.by[1] != "m49":
        return pa.chunked_array([pa.repeat(False, len(origin))])
    is_high = cells.mapped(origin, lambda code: "1" if _is_group_code(code) else None).is_valid()
    return pc.and_(is_high, pc.and_(pc.not_equal(placed, TOTAL), pc.not_equal(placed, "undesa:OTHERS")))


def _is_group_code(code: str) -> bool:
    return code.isdigit() and int(code) >= _FIRST_GROUP


def _tells_of_a_group(issue: Issue) -> bool:
    return _is_group_code(issue.text.split('"')[1])

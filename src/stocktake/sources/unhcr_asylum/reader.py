"""One row a year, pair of countries, procedure and instance: applications in one file, decisions and their parts in another."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.sources import cells, pair_file
from stocktake.sources.about import About
from stocktake.sources.pair_file import Pairs
from stocktake.sources.reading import Issue, Reading

_UNITS = {"P": "PS", "C": "CASES"}
_PART, _DIM, _CODES = "part.", "dim.", "codes."

Facts = Mapping[str, str]


def read(path: Path, about: About) -> Reading:
    """Return the applications or decisions of each country of asylum by country of origin, in persons or in cases, as published.

    Decisions come as a total and, under the dimension `decision`, as its parts. Nothing is added up.
    """
    return pair_file.each(path, about, _reading)


def _reading(path: Path, about: About) -> Reading:
    text = pair_file.text_of(path)
    series, facts = _kind(text.column_names, about)
    columns = {name: names for name, names in facts.items() if not name.startswith(_CODES) and name != "indicator"}
    found = pair_file.pairs(text, path, about, columns)
    figures = [name for name in columns if name == "total" or name.startswith(_PART)]
    units, odd = _units(found.table["unit"])
    table = found.table.append_column("unit_measure", units)
    counted = table.filter(units.is_valid())
    tables, issues = zip(*(_figures(counted, name, series, facts, about) for name in figures), strict=True)
    left_out = {**found.left_out, **({"no_unit": table.num_rows - counted.num_rows} if counted.num_rows < table.num_rows else {})}
    return Reading(
        pa.concat_tables(tables),
        found.rows * len(figures),
        {rule: count * len(figures) for rule, count in left_out.items()},
        (*_expected(found), *odd, *_unknown(counted, facts), *(one for some in issues for one in some), *_apart(counted, path)),
        found.vintage,
    )


def _kind(found: list[str], about: About) -> tuple[str, Facts]:
    """Return the series whose column of totals the file has; the first one where it has none, for a column will be missing then."""
    for series, facts in about.series.items():
        if any(name.strip() in found for name in facts["total"].split("/")):
            return series, facts
    return next(iter(about.series.items()))


def _expected(found: Pairs) -> tuple[Issue, ...]:
    """Return the issues of a file save that it is a part: nothing would be added up over a whole one either."""
    return tuple(issue for issue in found.issues if "taken for a part" not in issue.text)


def _units(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, tuple[Issue, ...]]:
    units = cells.mapped(column, _UNITS.get)
    odd = pc.if_else(units.is_valid(), None, column)
    return units, cells.counted(odd, 'unit: "{}" is neither P, persons, nor C, cases')


def _unknown(table: pa.Table, facts: Facts) -> tuple[Issue, ...]:
    """Return an issue for each code of a dimension that `source.yml` does not name; its rows are kept."""
    found: list[Issue] = []
    for name, codes in facts.items():
        dimension = name.removeprefix(_CODES)
        if name.startswith(_CODES) and _DIM + dimension in table.column_names:
            column = table[_DIM + dimension]
            is_known = pc.is_in(column, pa.array(codes.split()))
            found.extend(cells.counted(pc.if_else(is_known, None, column), f'{dimension}: the code "{{}}" is not known'))
    return tuple(found)


def _figures(table: pa.Table, name: str, series: str, facts: Facts, about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    numbers = cells.numbers(table[name], about.missing, facts[name])
    figures = pa.table(
        {
            "ref_area": table["asylum"], "counterpart_area": table["origin"], "time_period": table["time_period"],
            "other_dims": _dimensions(table, name), "obs_value": numbers.values, "unit_measure": table["unit_measure"],
            "obs_status": numbers.status, "locator": table["locator"], "comment_obs": numbers.comment,
        }
    )  # fmt: skip
    figures = figures.append_column("series", pa.repeat(series, table.num_rows))
    return figures.append_column("indicator", pa.repeat(facts["indicator"], table.num_rows)), numbers.issues


def _dimensions(table: pa.Table, name: str) -> pa.ChunkedArray:
    """Return the dimensions of each row as `key=code`, sorted by key; the part of a decision is one, its total has none."""
    codes = {column.removeprefix(_DIM): table[column] for column in table.column_names if column.startswith(_DIM)}
    parts = (
        {"decision": pa.chunked_array([pa.repeat(name.removeprefix(_PART), table.num_rows)])} if name.startswith(_PART) else {}
    )
    every = {**codes, **parts}
    pairs = [pc.binary_join_element_wise(key, every[key], "=") for key in sorted(every)]
    return pc.binary_join_element_wise(*pairs, ";")


def _apart(table: pa.Table, path: Path) -> tuple[Issue, ...]:
    """Return an issue where the parts of a decision do not add up to its total."""
    parts = [name for name in table.column_names if name.startswith(_PART)]
    if not parts:
        return ()
    total = cells.numbers(table["total"], ()).values
    for name in parts:
        total = pc.subtract(total, cells.numbers(table[name], ()).values)
    apart = table.filter(pc.fill_null(pc.not_equal(total, 0), False))
    if not apart.num_rows:
        return ()
    text = "the parts of a decision do not add up to its total; all are kept as published"
    return (Issue(text, apart.num_rows, f"{path.name}, {apart['locator'][0].as_py()}"),)

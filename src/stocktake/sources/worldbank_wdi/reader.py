"""Four layouts of one database: a column a year with lines above or words below, a row an area and year, and answers of the service."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.sources import cells, files, wide_file
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading

_UPDATED = '"Last Updated Date",'
_OBJECTS, _LAST_UPDATED = "1", "0.lastupdated"


@dataclass(frozen=True, slots=True)
class _Long:
    """Rows with the columns `area`, `series`, `column` (the period), `cell` and `line`; how many cells were read and left out."""

    table: pa.Table
    rows: int
    left_out: dict[str, int]
    issues: tuple[Issue, ...]
    vintage: str = ""


def read(path: Path, about: About) -> Reading:
    """Return the figures of the indicators that `source.yml` names, for areas, regions and groups.

    A year without a figure is a row without value where the area has one in another year. A folder is read file by file, the pages of an
    answer as one. DataError where the columns are those of no layout that is known.
    """
    return files.each(path, (".csv", files.FIRST_PAGE), lambda one: _reading(one, about), about.ignored)


def _reading(path: Path, about: About) -> Reading:
    found = _from_service(path, about) if path.suffix == ".json" else _from_csv(path, about)
    rows, issues = _observations(found.table, about)
    vintage = found.vintage or _updated_above(path)
    return Reading(rows, found.rows, {rule: n for rule, n in found.left_out.items() if n}, (*found.issues, *issues), vintage)


def _from_csv(path: Path, about: About) -> _Long:
    above = _lines_above(path, about)
    text = files.read_csv(path, above=above)
    table = wide_file.numbered(text.table, text.first_line)
    years = [name for name in text.table.column_names if cells.period(name)]
    return _from_wide(table, years, path, about) if years else _from_tidied(table, path, about)


def _from_service(path: Path, about: About) -> _Long:
    """Return the objects of all pages of an answer; each is an area and year."""
    answer = files.read_answer(files.pages_of(path), _OBJECTS)
    table, column = (
        answer.table,
        {name: about.columns[f"service_{name}"] for name in ("area", "code", "series", "period", "value")},
    )
    odd = files.surprises(table.column_names, list(column.values()), about.ignored, path.name)
    area = table[column["area"]]
    found = pa.table(
        {
            "area": pc.if_else(pc.equal(area, ""), table[column["code"]], area),
            "series": table[column["series"]],
            "column": table[column["period"]],
            "cell": table[column["value"]],
            "line": pc.binary_join_element_wise("item", _counted(table.num_rows), " "),
        }
    )
    known, strange = wide_file.known(found, "series", about.series)
    filled = _with_figures(known, about)
    left_out = {"never_reported": known.num_rows - filled.num_rows, "unknown_series": found.num_rows - known.num_rows}
    return _Long(filled, found.num_rows, left_out, (*odd, *strange), answer.said.get(_LAST_UPDATED, ""))


def _counted(rows: int) -> pa.Array:
    return pa.array(range(1, rows + 1), pa.int64()).cast(pa.string())


def _with_figures(table: pa.Table, about: About) -> pa.Table:
    """Return the rows of areas that have a figure of the series in any year."""
    key = pc.binary_join_element_wise(table["area"], table["series"], " ")
    has_figure = pc.invert(
        pc.is_in(pc.utf8_trim_whitespace(table["cell"]), value_set=pa.array([*about.missing, ""], pa.string()))
    )
    return table.filter(pc.is_in(key, value_set=pc.unique(key.filter(has_figure))))


def _lines_above(path: Path, about: About) -> int:
    """Return how many lines stand above the header; DataError where no line near the top holds the column of area codes."""
    for place, line in enumerate(files.opening(path)):
        if about.columns["ref_area"] in line:
            return place
    raise DataError(
        f'{path.name}: column "{about.columns["ref_area"]}" is missing; the layout has changed, or this is another file'
    )


def _updated_above(path: Path) -> str:
    found = [line for line in files.opening(path) if line.startswith(_UPDATED)]
    return found[0].removeprefix(_UPDATED).strip('",') if found else ""


def _from_wide(table: pa.Table, years: Sequence[str], path: Path, about: About) -> _Long:
    column = about.columns
    code = column["series"] if column["series"] in table.column_names else column["indicator"]
    others = [name for name in table.column_names if name not in (*years, "line")]
    odd = files.surprises(others, [column["ref_area"], code], about.ignored, path.name)
    body, words = wide_file.body(table, [column["ref_area"], code])
    known, strange = wide_file.known(body, code, about.series)
    filled = wide_file.with_figures(known, years, about.missing)
    left_out = {
        "footer": table.num_rows - body.num_rows,
        "never_reported": (known.num_rows - filled.num_rows) * len(years),
        "unknown_series": (body.num_rows - known.num_rows) * len(years),
    }
    rows = body.num_rows * len(years) + left_out["footer"]
    long = files.long(filled.rename_columns({column["ref_area"]: "area", code: "series"}), ["area", "series", "line"], years)
    return _Long(long, rows, left_out, (*odd, *strange), wide_file.updated(words))


def _from_tidied(table: pa.Table, path: Path, about: About) -> _Long:
    """Return the rows as they stand; which indicator it is only the name of the file says."""
    column = about.columns
    read = [column[name] for name in ("ref_area", "time_period", "obs_value")]
    odd = files.surprises([name for name in table.column_names if name != "line"], read, about.ignored, path.name)
    named = [code for code, one in about.series.items() if one.get("file") == path.stem]
    if not named:
        raise DataError(f"{path.name}: does not say which indicator it holds; take the file with a column of indicator codes")
    assumed = Issue(f"the file does not say its indicator; {named[0]} is taken from its name", 1, path.name)
    renamed = dict(zip(read, ("area", "column", "cell"), strict=True))
    long = table.rename_columns([renamed.get(name, name) for name in table.column_names])
    return _Long(long.append_column("series", pa.repeat(named[0], long.num_rows)), long.num_rows, {}, (*odd, assumed))


def _observations(rows: pa.Table, about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    found = cells.numbers(rows["cell"], about.missing, "value")
    places, unplaced = cells.Places(areas(), "iso3", about.places, "worldbank").codes(rows["area"])
    periods = cells.mapped(rows["column"], cells.period)
    facts = {
        name: cells.mapped(rows["series"], {code: one[name] for code, one in about.series.items()}.get)
        for name in ("indicator", "series", "unit_measure")
    }
    table = pa.table(
        {
            **facts,
            "ref_area": places,
            "time_period": pc.coalesce(periods, rows["column"]),
            "obs_value": found.values,
            "obs_status": found.status,
            "comment_obs": found.comment,
            "locator": rows["line"],
        }
    )
    no_period = cells.counted(
        pc.if_else(periods.is_valid(), None, rows["column"]), 'period: "{}" is none; it is kept as it stands'
    )
    return table, (*found.issues, *unplaced, *no_period)

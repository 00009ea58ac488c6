"""One row a location, variant and year, with a column for each figure, in thousands."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.model.observation import TOTAL
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading, together

SEXES: Final = (TOTAL, "F", "M")
BIRTHS: Final = "BIRTHS"
MEDIUM: Final = "Medium"
COUNTRY: Final = "Country/Area"
THOUSAND: Final = 1000.0

BY_RATIO: Final = "worked out from births and the sex ratio at birth"
PROJECTED: Final = "projection, medium variant"

_EDITION = re.compile(r"WPP(\d{4})_", re.IGNORECASE)
_BLOCK = 4_000_000
"""Bytes of a file that are looked at together: the whole is as large as a workspace, most of it other figures."""


def read(path: Path, about: About) -> Reading:
    """Return populations on 1 July, births and deaths of a year, by sex, of countries, areas and the world, in people.

    Figures from the year of the edition on are projections (status F), earlier ones estimates (E); the name of the file says the edition.
    DataError where it does not, where a column is missing, or where the file is one of other variants.
    """
    return files.each(path, (".csv", ".csv.gz"), lambda one: _file(one, about), about.ignored)


def _file(path: Path, about: About) -> Reading:
    edition = _edition(path)
    names = _header(path)
    figures = [facts[sex] for facts in about.series.values() for sex in SEXES if sex in facts]
    wanted = [*about.columns.values(), *figures]
    odd = files.surprises(names, wanted, about.ignored, path.name)
    line, pieces, seen = 2, [], set[str]()
    for batch in _batches(path, names, wanted):
        table = pa.table(batch.columns, schema=batch.schema)
        variants = table[about.columns["variant"]]
        seen |= set(pc.unique(variants).to_pylist())
        pieces.append(_piece(table, line, about, figures, edition))
        line += table.num_rows
    if MEDIUM not in seen:
        raise DataError(
            f"{path.name}: has no row of the medium variant{_instead(seen)}; take WPP{edition}_Demographic_Indicators_Medium"
        )
    found = together(pieces)
    left_out = {rule: count for rule, count in found.left_out.items() if count}
    return Reading(found.table, found.rows, left_out, (*odd, *cells.added_up(found.issues)), edition)


def _edition(path: Path) -> str:
    found = _EDITION.search(path.name)
    if not found:
        raise DataError(
            f"{path.name}: only the name of the file says which edition it is; "
            "call it as its publisher does, WPP2024_Demographic_Indicators_Medium.csv.gz"
        )
    return found[1]


def _instead(variants: Sequence[str] | set[str]) -> str:
    few = sorted(variants)[:3]
    return f", but of {', '.join(few)}{' and others' if len(variants) > len(few) else ''}" if few else ""


def _header(path: Path) -> list[str]:
    """Return the names of the columns."""
    first = files.opening(path, 1)
    if first and first[0].startswith("PK"):
        raise DataError(f"{path.name}: is a ZIP archive; unpack it and read the CSV in it")
    names = next(csv.reader(first), []) if first else []
    if not any(names):
        raise DataError(f"{path.name}: is empty; see {path}")
    return names


def _batches(path: Path, names: Sequence[str], wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the columns that are wanted, as text, a few thousand rows at a time: other columns are never held."""
    places = {name: f"{names.index(name)}" for name in wanted}
    columns = [f"{place}" for place in range(len(names))]
    try:
        with pa.input_stream(str(path), compression="detect") as file:
            for batch in arrow_csv.open_csv(
                file,
                read_options=arrow_csv.ReadOptions(column_names=columns, skip_rows=1, block_size=_BLOCK, use_threads=False),
                parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(columns, pa.string()),
                    include_columns=list(places.values()),
                    strings_can_be_null=False,
                ),
            ):
                yield batch.rename_columns(list(places))
    except (pa.ArrowInvalid, OSError, EOFError) as fault:
        if "Empty CSV" not in str(fault):  # a header without a row
            raise DataError(f"{path.name}: cannot be read as CSV ({' '.join(str(fault).split())[:300]}); see {path}") from fault


def _piece(table: pa.Table, first: int, about: About, figures: Sequence[str], edition: str) -> Reading:
    """Return the observations of some rows, the first of them in line `first`."""
    lines = pa.array(range(first, first + table.num_rows), pa.int64()).cast(pa.string())
    table = table.append_column("locator", pc.binary_join_element_wise("line", lines, " "))
    is_own = pa.array([*about.places])
    is_medium = pc.equal(table[about.columns["variant"]], MEDIUM)
    is_place = pc.or_(pc.equal(table[about.columns["kind"]], COUNTRY), pc.is_in(table[about.columns["ref_area"]], is_own))
    medium = table.filter(is_medium)
    placed = table.filter(pc.and_(is_medium, is_place))
    kept = placed.filter(_has_figure(placed, figures, about))
    found, issues = _observations(kept, about, edition)
    each = len(about.series) * len(SEXES)
    left_out = {
        "variant": table.num_rows - medium.num_rows,
        "group": medium.num_rows - placed.num_rows,
        "empty": placed.num_rows - kept.num_rows,
    }
    return Reading(found, table.num_rows * each, {rule: count * each for rule, count in left_out.items()}, issues)


def _has_figure(table: pa.Table, figures: Sequence[str], about: About) -> pa.ChunkedArray:
    """Return whether a row has any of the figures."""
    marks = pa.array([*about.missing, ""])
    found = pa.chunked_array([pa.repeat(False, table.num_rows)])
    for name in figures:
        found = pc.or_(found, pc.invert(pc.is_in(pc.utf8_trim_whitespace(table[name]), marks)))
    return found


def _observations(table: pa.Table, about: About, edition: str) -> tuple[pa.Table, tuple[Issue, ...]]:
    """Return the figures of all series and sexes, one after the other."""
    codes, unplaced = cells.Places(areas(), "m49", about.places, "undesa").codes(table[about.columns["ref_area"]], "location")
    year = table[about.columns["time_period"]]
    period = cells.mapped(year, cells.period)
    undated = cells.counted(pc.if_else(period.is_valid(), None, year), 'year: "{}" is not a year')
    shared = {
        "ref_area": codes,
        "time_period": pc.coalesce(period, year),
        "locator": table["locator"],
    }
    is_projected = pc.greater_equal(shared["time_period"], edition)  # years of four digits, as text
    parts, issues = [], [*unplaced, *undated]
    for name, facts in about.series.items():
        numbers = {sex: cells.numbers(table[facts[sex]], about.missing, facts[sex]) for sex in SEXES if sex in facts}
        issues += [issue for one in numbers.values() for issue in one.issues]
        values = {sex: (in_people(one.values), one.status, one.comment) for sex, one in numbers.items()}
        if name == BIRTHS:
            ratio = cells.numbers(table[about.columns["sex_ratio"]], about.missing, about.columns["sex_ratio"])
            issues += ratio.issues
            girls, boys = by_sex(values[TOTAL][0], ratio.values)
            values |= {sex: _worked_out(one) for sex, one in (("F", girls), ("M", boys))}
        parts += [_figures(shared, name, facts, sex, one, is_projected) for sex, one in values.items()]
    return pa.concat_tables(parts), tuple(issues)


def in_people(thousands: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return thousands as people, without the dust of a product: three digits behind the point are whole people.

    >>> in_people(pa.chunked_array([[1.001, None, 0.0005]])).to_pylist()
    [1001.0, None, 0.5]
    """
    return pc.round(pc.multiply(thousands, THOUSAND), 6)


def by_sex(births: pa.ChunkedArray, ratio: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Return the girls and the boys among births, by the number of boys for each 100 girls; null where either is missing or no ratio.

    Method: of `100 + ratio` born, `ratio` are boys; girls are the others, so that both add up to the births.

    >>> girls, boys = by_sex(pa.chunked_array([[2050.0, 10.0, 10.0]]), pa.chunked_array([[105.0, None, 0.0]]))
    >>> girls.to_pylist(), boys.to_pylist()
    ([1000.0, None, None], [1050.0, None, None])
    """
    sound = pc.if_else(pc.greater(ratio, 0.0), ratio, None)
    boys = pc.divide(pc.multiply(births, sound), pc.add(sound, 100.0))
    return pc.subtract(births, boys), boys


_Column = tuple[pa.ChunkedArray, pa.ChunkedArray, pa.ChunkedArray]
"""Values, status and comment."""


def _worked_out(values: pa.ChunkedArray) -> _Column:
    is_known = values.is_valid()
    return values, pc.if_else(is_known, "A", cells.MISSING), pc.if_else(is_known, BY_RATIO, "")


def _figures(
    shared: Mapping[str, pa.ChunkedArray],
    series: str,
    facts: Mapping[str, str],
    sex: str,
    column: _Column,
    is_projected: pa.ChunkedArray,
) -> pa.Table:
    """Return the observations of one series and sex; a value is an estimate or a projection, never counted."""
    values, status, comment = column
    rows, is_plain = len(values), pc.equal(status, "A")
    told = pc.if_else(pc.and_(is_plain, is_projected), PROJECTED, None)
    return pa.table(
        {
            **shared,
            "indicator": pa.repeat(facts["indicator"], rows),
            "series": pa.repeat(series, rows),
            "sex": pa.repeat(sex, rows),
            "obs_value": values,
            "obs_status": pc.if_else(is_plain, pc.if_else(is_projected, "F", "E"), status),
            "unit_measure": pa.repeat(facts["unit_measure"], rows),
            "comment_obs": cells.joined([told, pc.if_else(pc.equal(comment, ""), None, comment)], rows),
        }
    )

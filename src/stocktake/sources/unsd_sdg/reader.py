"""The database in any of its layouts: one row a series, area, year and set of dimensions."""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.model.observation import TOTAL
from stocktake.sources import cells
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading, together
from stocktake.sources.unsd_sdg import layout
from stocktake.sources.unsd_sdg.layout import Piece

_HERE = Path(__file__).parent
_NO_DIMENSION = (
    "indicator",
    "series",
    "edition",
    "ref_area",
    "time_period",
    "obs_value",
    "unit_measure",
    "nature",
    "obs_status",
    "comment_obs",
)
_RELEASE = re.compile(r"(\d{4}\.Q\d\.G)(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")

_Codes = Mapping[tuple[str, str], str]


def read(path: Path, about: About) -> Reading:
    """Return the figures of a file, or of all files of a folder, in any layout.

    A series that stands under several indicators is kept once, under the first of `series.csv`. DataError where a folder holds two
    editions, or a file is none of the database.
    """
    named = path.is_dir()
    found = [_reading(piece, about, named) for file in layout.files_of(path) for piece in layout.pieces(file, about)]
    whole = together(found)
    table, repeated = cells.once(whole.table)
    left_out = {rule: count for rule, count in {**whole.left_out, "repeated": repeated}.items() if count}
    return Reading(table, whole.rows, left_out, cells.added_up(whole.issues), _edition(path, (one.vintage for one in found)))


def _reading(piece: Piece, about: About, named: bool) -> Reading:
    """Return what a piece holds; its vintage is the release that its rows name."""
    t, rows = piece.table, piece.table.num_rows
    issues = [Issue(text, 1, piece.file) for text in piece.unexpected]
    if not rows:
        issues.append(Issue("a file has a header and no row", 1, piece.file))
    series = pc.utf8_upper(t["series"])
    indicator, unknown = _indicators(series, _column(t, "indicator"))
    area, unplaced = cells.Places(areas(), "m49", about.places, "unsd").codes(t["ref_area"], "area")
    period = cells.mapped(t["time_period"], cells.period)
    undated = cells.counted(pc.if_else(period.is_valid(), None, t["time_period"]), 'year: "{}" is no period')
    values = cells.numbers(t["obs_value"], about.missing, "value")
    unit, times, unit_told = _units(series, _canonical(t["unit_measure"]), about)
    dimensions, odd = cells.dimensions(t, _NO_DIMENSION, _code)
    status, nature_told, odd_status = _status(t, values)
    told = [_marks(values, t["obs_value"]), unit_told, nature_told, _remarks(t)]
    table = pa.table(
        {
            "indicator": indicator,
            "series": series,
            "ref_area": area,
            "time_period": period,
            **dimensions,
            "obs_value": pc.multiply(values.values, times),
            "unit_measure": unit,
            "obs_status": status,
            "locator": _locators(piece, named),
            "comment_obs": cells.joined(told, rows),
        }
    )
    dated = table.filter(period.is_valid())
    issues += [*unknown, *unplaced, *undated, *values.issues, *odd, *odd_status]
    return Reading(dated, rows, {"undated": rows - dated.num_rows}, tuple(issues), _release(t, piece.file))


def _column(t: pa.Table, name: str) -> pa.ChunkedArray:
    """Return a column, without anything in it where the layout has none."""
    return t[name] if name in t.column_names else pa.chunked_array([pa.nulls(t.num_rows, pa.string())])


def _canonical(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return codes as both layouts would write them, null for an empty cell: `mgr/m^3` and `mgr_m_3` are `MGR_M_3`."""
    return cells.mapped(column, lambda text: canonical(text) or None)


def canonical(code: str) -> str:
    """Return a code in capitals, with `_` for whatever is neither letter nor figure.

    >>> [canonical(one) for one in ("BOTHSEX", "bothsex", "isco08-X", "_T", "<1M")]
    ['BOTHSEX', 'BOTHSEX', 'ISCO08_X', 'T', 'LT1M']
    """
    return re.sub(r"[^A-Z0-9]+", "_", code.strip().replace("<", "LT").upper()).strip("_")


@cache
def _codes() -> _Codes:
    """Return our codes by dimension and the publisher's code; `any` holds what every dimension has."""
    with (_HERE / "codes.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["dimension"], row["published"]): row["code"] for row in csv.DictReader(lines)}


@cache
def _homes() -> Mapping[str, tuple[str, ...]]:
    """Return the indicators of each series; its figures are kept under the first."""
    with (_HERE / "series.csv").open(encoding="utf-8", newline="") as lines:
        return {row["series"]: (row["indicator"], *filter(None, row["also"].split(";"))) for row in csv.DictReader(lines)}


def _indicators(series: pa.ChunkedArray, own: pa.ChunkedArray) -> tuple[pa.ChunkedArray, tuple[Issue, ...]]:
    """Return the indicator of each row: the file's own, save that a series under several has one; `unsd-...` where nobody says."""
    found = _by_pair(series, own, _indicator)
    nobody = pc.if_else(pc.starts_with(found, "unsd-"), series, None)
    return found, cells.counted(nobody, 'series "{}" has no indicator here; it is kept under an id of its own')


def _indicator(series: str, own: str) -> str:
    home = _homes().get(series, ())
    if home and own in ("", *home):
        return home[0]
    return own or f"unsd-{series.lower().replace('_', '-')}"


def _by_pair(left: pa.ChunkedArray, right: pa.ChunkedArray, meaning: Callable[[str, str], str | None]) -> pa.ChunkedArray:
    """Return for each row what `meaning` says of two cells; each distinct pair is looked at once."""
    pairs = pc.binary_join_element_wise(left, pc.fill_null(right, ""), "\t")
    return cells.mapped(pairs, lambda pair: meaning(*pair.split("\t", 1)))


def _units(
    series: pa.ChunkedArray, unit: pa.ChunkedArray, about: About
) -> tuple[pa.ChunkedArray, pa.ChunkedArray, pa.ChunkedArray]:
    """Return our unit of each row, what to multiply its value by, and what is to be told of it."""

    def ours(code: str, theirs: str) -> str:
        return about.series.get(code, {}).get(theirs) or _codes().get(("unit_measure", theirs), theirs)

    def told(code: str, theirs: str) -> str | None:
        facts = about.series.get(code, {})
        if facts.get("wrong") == theirs:
            return f"unit published as {theirs}"
        return f"published in units of {facts['times']}" if "times" in facts else None

    times = cells.mapped(series, lambda code: about.series.get(code, {}).get("times", "1")).cast(pa.float64())
    return _by_pair(series, unit, ours), times, _by_pair(series, unit, told)


def _code(dimension: str, text: str) -> str:
    """Return our code for one of a dimension, the publisher's where there is none, `_T` where it does not split."""
    if dimension == "age" and (age := age_code(text)):
        return age
    code = canonical(text)
    return _codes().get((dimension, code)) or _codes().get(("any", code)) or code or TOTAL


_AGES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d+)\+?"), lambda found: f"Y_GE{found[1]}"),
    (re.compile(r"(\d+)[-_](\d+)"), lambda found: f"Y{found[1]}T{found[2]}"),
    (re.compile(r"(?:<|lt)1y"), lambda found: found.expand("Y0")),
    (re.compile(r"(?:<|lt)(\d+)y"), lambda found: f"Y0T{int(found[1]) - 1}"),
    (re.compile(r"(?:<=|lt_)(\d+)y"), lambda found: f"Y0T{found[1]}"),
)


def age_code(text: str) -> str | None:
    """Return an age in the form of SDMX, None for what is no span of years.

    >>> [age_code(one) for one in ("15+", "15", "5-17", "5_17", "<5Y", "lt5y", "<1Y", "<=45Y", "lt_45y", "<1M", "ALLAGE")]
    ['Y_GE15', 'Y_GE15', 'Y5T17', 'Y5T17', 'Y0T4', 'Y0T4', 'Y0', 'Y0T45', 'Y0T45', None, None]
    """
    text = text.strip().lower()
    return next((said(found) for pattern, said in _AGES if (found := pattern.fullmatch(text))), None)


def _status(t: pa.Table, values: cells.Numbers) -> tuple[pa.ChunkedArray, pa.ChunkedArray, tuple[Issue, ...]]:
    """Return the status of each row, the nature where it says more than the status, and codes that are not known.

    A cell without a number has the status of that; else the status that the file gives counts, if it says more than "normal", else its nature.
    """
    nature, given = _canonical(_column(t, "nature")), _canonical(_column(t, "obs_status"))
    of_nature = cells.mapped(nature, lambda code: _codes().get(("nature", code)))
    of_given = cells.mapped(given, lambda code: None if code == "A" else _codes().get(("obs_status", code)))
    status = pc.if_else(values.values.is_valid(), pc.coalesce(of_given, of_nature, pa.scalar("A")), values.status)
    told = cells.mapped(nature, lambda code: None if code in ("C", "E") else f"nature {'NA' if code == 'NOTSPEC' else code}")
    odd = cells.counted(pc.if_else(of_nature.is_valid(), None, nature), 'nature: "{}" has no code here')
    odd_given = cells.counted(_odd_given(given), 'observation status: "{}" has no code here')
    return status, told, (*odd, *odd_given)


def _odd_given(given: pa.ChunkedArray) -> pa.ChunkedArray:
    return cells.mapped(given, lambda code: None if ("obs_status", code) in _codes() else code)


def _marks(values: cells.Numbers, published: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return what was published instead of a number: several marks for "missing" mean different things."""
    mark = pc.if_else(values.values.is_valid(), None, published)
    return cells.mapped(mark, lambda text: f"published as {text.strip()}" if text.strip() else None)


def _remarks(t: pa.Table) -> pa.ChunkedArray:
    """Return the publisher's footnotes, each on one line."""
    return cells.mapped(_column(t, "comment_obs"), lambda text: " ".join(text.split()) or None)


def _locators(piece: Piece, named: bool) -> pa.Array:
    """Return `row 12`, with the name of the file before it where several are read."""
    rows = pa.array(range(piece.first_row, piece.first_row + piece.table.num_rows), pa.int64()).cast(pa.string())
    return pc.binary_join_element_wise(f"{piece.file}, row" if named else "row", rows, " ")


def _release(t: pa.Table, file: str) -> str:
    """Return the release that rows name, as `2019.q1.g`; DataError where they name several."""
    named = {_RELEASE.sub(r"\1", text) for text in pc.unique(_column(t, "edition")).to_pylist() if text}
    if len(named) > 1:
        raise DataError(f"{file}: holds rows of the releases {', '.join(sorted(named))}; read each in a file of its own")
    return "".join(named).lower()


def _edition(path: Path, named: Iterable[str]) -> str:
    """Return the edition: the release that the rows name, else the year in the name of the file or its folder, else nothing.

    Answers of the service name none, and the year they are asked from says nothing of it.
    """
    found = sorted({one for one in named if one})
    if len(found) > 1:
        raise DataError(f"{path.name}: holds the releases {', '.join(found)}; read each from a folder of its own")
    years = [] if layout.is_answer(path) else [*_YEAR.findall(path.name), *_YEAR.findall(path.resolve().parent.name)]
    return found[0] if found else next(iter(years), "")

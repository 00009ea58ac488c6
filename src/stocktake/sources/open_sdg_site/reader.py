"""One file an indicator; a column that is none of year, value and attributes splits the figures. The country is the name of the folder."""

import csv
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.catalog.codelist import codelist
from stocktake.catalog.indicator import indicators
from stocktake.errors import AreaNotFound, DataError
from stocktake.model.observation import TOTAL
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading, together

_HERE = Path(__file__).parent
_ATTRIBUTES = ("time_period", "obs_value", "series", "unit_measure", "multiplier", "obs_status")
_NEEDED = ("time_period", "obs_value")
_FILE = re.compile(r"indicator_(\d+)-(\w+)-(\d+[a-z]?)\.csv")
_NOTE = re.compile(r"\s*\[[^]]*\]$")
_BETWEEN = ("data",)
"""Names of folders that lie between the files and the folder of the country."""


def read(path: Path, about: About) -> Reading:
    """Return the figures of a file, or of all files of a site's folder; the edition is the country, for a site names no other.

    DataError where the country cannot be known, or no file is one of an indicator.
    """
    area = area_of(path if path.is_dir() else path.resolve().parent, about)
    inside = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    found = [_reading(file, area, about, path.is_dir()) for file in inside if _FILE.fullmatch(file.name)]
    if not found:
        raise DataError(f"{path.name}: holds no file named as indicator_10-7-3.csv; name such a file, or the folder of them")
    whole = together(found)
    others = [
        Issue(f'file "{file.name}" is named after no indicator and is not read')
        for file in inside
        if not _FILE.fullmatch(file.name)
    ]
    left_out = {rule: count for rule, count in whole.left_out.items() if count}
    return Reading(whole.table, whole.rows, left_out, cells.added_up([*whole.issues, *others]), area.lower())


def area_of(folder: Path, about: About) -> str:
    """Return the country that a folder is named after: by `places`, or any code or name of an area. DataError where it is none."""
    folder = folder.resolve()
    named = folder.parent if folder.name.lower() in _BETWEEN else folder
    if named.name.lower() in about.places:
        return about.places[named.name.lower()]
    try:
        return areas().find(named.name).code
    except AreaNotFound as fault:
        raise DataError(
            f'folder "{named.name}": its name is no country, and the files do not say which one they are about; name the folder after the '
            "country, as DEU or Germany"
        ) from fault


def _reading(file: Path, area: str, about: About, named: bool) -> Reading:
    indicator = _indicator(file.name)
    text = files.read_csv(file).table
    nameless = [Issue("a column has no name and is not read") for name in text.column_names if not slug(name)]
    t = _named(text, file.name, about)
    rows = t.num_rows
    written = cells.mapped(t["time_period"], lambda text: _NOTE.sub("", text))
    period, noted = cells.mapped(written, cells.period), pc.not_equal(written, t["time_period"])
    values = cells.numbers(t["obs_value"], about.missing, "value")
    unit = _units(_column(t, "unit_measure"), indicator, about)
    times, odd_times = _coded(_column(t, "multiplier"), "multiplier", "1")
    given, odd_status = _coded(_column(t, "obs_status"), "obs_status", "A")
    dimensions, odd = cells.dimensions(t, _ATTRIBUTES, _code)
    year_told = pc.if_else(noted, pc.binary_join_element_wise("year published as", t["time_period"], " "), None)
    table = pa.table(
        {
            "indicator": _repeated(_home(indicator), rows),
            "series": cells.mapped(_column(t, "series"), partial(_series, indicator)),
            "ref_area": _repeated(area, rows),
            "time_period": period,
            **dimensions,
            "obs_value": pc.multiply(values.values, times.cast(pa.float64())),
            "unit_measure": unit,
            "obs_status": _status(values, given),
            "locator": _locators(file.name if named else "", rows),
            "comment_obs": cells.joined([_text(values.comment), year_told], rows),
        }
    )
    is_gap = pc.and_(pc.invert(period.is_valid()), pc.equal(pc.utf8_trim_whitespace(t["obs_value"]), ""))
    odd_year = cells.counted(pc.if_else(pc.or_(period.is_valid(), is_gap), None, t["time_period"]), 'year: "{}" is no period')
    dated, repeated = cells.once(table.filter(period.is_valid()))
    no_unit = cells.counted(
        pc.if_else(pc.equal(dated["unit_measure"], ""), indicator, None), "indicator {}: the file names no unit"
    )
    gaps = pc.sum(is_gap).as_py() or 0
    left_out = {"data_gap": gaps, "undated": rows - dated.num_rows - repeated - gaps, "repeated": repeated}
    told = [*nameless, *values.issues, *odd_year, *no_unit, *odd_times, *odd_status, *odd]
    return Reading(dated, rows, left_out, tuple(Issue(one.text, one.count, file.name) for one in told))


def _named(table: pa.Table, file: str, about: About) -> pa.Table:
    """Return a file's table by our names; a column that has none keeps its own, in small letters with `_`.

    Columns ignored and columns without a name fall out.
    """
    ours = {one.strip(): name for name, spelt in about.columns.items() for one in spelt.split("|")}
    found: dict[str, pa.ChunkedArray] = {}
    for column in filter(slug, table.column_names):
        plain = column.strip().lower()
        name = ours.get(plain, slug(column).replace("-", "_"))
        if plain not in about.ignored:
            found[slug(column).replace("-", "_") if name in found else name] = table[column]
    for name in _NEEDED:
        if name not in found:
            raise DataError(
                f'{file}: column "{about.columns[name].title()}" is missing; the layout has changed, or this is another file'
            )
    return pa.table(found)


def _column(t: pa.Table, name: str) -> pa.ChunkedArray:
    return t[name] if name in t.column_names else _repeated("", t.num_rows)


def _repeated(text: str, rows: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(text, rows)])


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts with null for empty ones."""
    return cells.mapped(column, lambda text: text or None)


def slug(text: str) -> str:
    """Return a text as a code: small letters and figures of any script, `-` for everything between.

    >>> slug("£10,400 to less than £20,800"), slug("Percentage (%)")
    ('10-400-to-less-than-20-800', 'percentage')
    """
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")


@cache
def _codes() -> Mapping[tuple[str, str], str]:
    """Return our codes by dimension and the site's word; `any` holds what every dimension has."""
    with (_HERE / "codes.csv").open(encoding="utf-8", newline="") as lines:
        return {(row["dimension"], row["published"]): row["code"] for row in csv.DictReader(lines)}


def _indicator(file: str) -> str:
    """Return the indicator that a file is named after, as `10.7.3`."""
    found = _FILE.fullmatch(file)
    return ".".join(found.groups()) if found else ""


def _home(indicator: str) -> str:
    """Return under which indicator the figures of one are kept: its own, or the one it is the same as."""
    known = indicators().get(indicator)
    return (known.same_as or indicator) if known else indicator


def _series(indicator: str, text: str) -> str:
    """Return a code for a series of the site, which has titles alone; the indicator's number where it has none."""
    return slug(text or f"open sdg {indicator}").upper().replace("-", "_")


def _units(column: pa.ChunkedArray, indicator: str, about: About) -> pa.ChunkedArray:
    """Return our unit where the site's word for it has one, else that word."""
    ours = {**about.series.get("any", {}), **about.series.get(indicator, {})}
    return cells.mapped(column, lambda text: ours.get(slug(text), text.strip()))


def _coded(column: pa.ChunkedArray, name: str, default: str) -> tuple[pa.ChunkedArray, tuple[Issue, ...]]:
    """Return our codes for a column of attributes, `default` for an empty cell; a word without a code is an issue and has it too."""
    known = {published for dimension, published in _codes() if dimension == name}
    found = cells.mapped(
        column, lambda text: _codes().get((name, slug(text)), text if text in codelist("obs_status") else default)
    )
    odd = cells.mapped(column, lambda text: None if not text or slug(text) in known or text in codelist("obs_status") else text)
    return found, cells.counted(odd, f'{name.replace("_", " ")}: "{{}}" has no code here')


def _status(values: cells.Numbers, given: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the status of each row: of a cell without a number that of the cell, unless the site says why it is missing."""
    is_reason = pc.is_in(given, pa.array(["L", "M", "Q"]))
    empty = pc.if_else(pc.and_(is_reason, pc.equal(values.status, cells.MISSING)), given, values.status)
    return pc.if_else(values.values.is_valid(), given, empty)


def _code(dimension: str, text: str) -> str:
    """Return our code for a word of the site, the word itself where there is none, `_T` for an empty cell."""
    if dimension == "age" and (age := age_code(text)):
        return age
    word = slug(text)
    return _codes().get((dimension, word)) or _codes().get(("any", word)) or word or TOTAL


_AGES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d+)(?: to |-)(\d+)"), lambda found: f"Y{found[1]}T{found[2]}"),
    (re.compile(r"(\d+)(?: and over|\+)"), lambda found: f"Y_GE{found[1]}"),
    (re.compile(r"(\d+) and under"), lambda found: f"Y0T{found[1]}"),
    (re.compile(r"(?:under |<)(\d+)"), lambda found: f"Y0T{int(found[1]) - 1}"),
)


def age_code(text: str) -> str | None:
    """Return an age in the form of SDMX, None for what is no span of years.

    >>> [age_code(one) for one in ("15 to 17", "65 and over", "29 and under", "Under 5 years old", "Age not known")]
    ['Y15T17', 'Y_GE65', 'Y0T29', 'Y0T4', None]
    """
    text = re.sub(r" years?( old)?$", "", text.strip().lower())
    return next((said(found) for pattern, said in _AGES if (found := pattern.fullmatch(text))), None)


def _locators(file: str, rows: int) -> pa.Array:
    """Return `row 12`, with the name of the file before it where several are read; the header is row 1."""
    places = pa.array(range(2, rows + 2), pa.int64()).cast(pa.string())
    return pc.binary_join_element_wise(f"{file}, row" if file else "row", places, " ")

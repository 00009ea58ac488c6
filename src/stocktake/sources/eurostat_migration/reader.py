"""Tables of Eurostat as they are given out: SDMX-CSV with and without labels, TSV, and one file that somebody tidied."""

import re
from collections.abc import Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.model.observation import TOTAL
from stocktake.sources import cells, files, wide_file
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading

_DIMENSION = re.compile(r"[a-z][a-z0-9_]*")
_CODES = re.compile(r"[A-Z][A-Z0-9_]*")
_TABLE = re.compile(r"(?:ESTAT:)?(\w+)")
_AGES = re.compile(r"^From (\d+) to (\d+) years$")
_UPDATED = re.compile(r"(\d\d)/(\d\d)/(\d\d) .*")
_TSV_CELL = r"^\s*(?P<value>\S*)\s*(?P<flags>\S*)\s*$"
_OTHER_END = ("citizen", "partner", "c_birth")
"""The dimensions that say where people are from; the first one that a table has is the counterpart, any other a dimension of its own."""

_OWN_COLUMNS = ("geo", "unit", "freq", "sex", "age")
_WITHOUT_VALUE = ("M", "Q")
_NO_SPLIT = ("", "T", "TOTAL", "Total")


@dataclass(frozen=True, slots=True)
class _Text:
    """Rows as text: the columns `table`, `time_period`, `obs_value`, `flags`, `line`, and one for each dimension."""

    table: pa.Table
    dimensions: Sequence[str]
    rows: int
    left_out: Mapping[str, int]
    issues: tuple[Issue, ...] = ()
    vintage: str = ""


def read(path: Path, about: About) -> Reading:
    """Return the figures of a table, thousands brought to persons, with the flags as status.

    The reporting country is the area, the country of citizenship, of residence before or of birth the counterpart. A folder is read
    file by file. DataError where a file has no column for the area, the unit, the period or the value.
    """
    return files.each(path, (".csv", ".tsv", ".csv.gz", ".tsv.gz"), lambda one: _reading(one, about))


def _reading(path: Path, about: About) -> Reading:
    if ".tsv" in path.suffixes:
        text = _from_tsv(path)
    elif about.columns["tidied_citizen"] in _header(path) and about.columns["time_period"] not in _header(path):
        text = _from_tidied(path, about)
    else:
        text = _from_sdmx(path, about)
    if missing := [name for name in ("geo", "unit") if name not in text.dimensions]:
        raise DataError(f'{path.name}: dimension "{missing[0]}" is missing; the layout has changed, or this is another file')
    table, issues = _observations(text, about)
    return Reading(table, text.rows, text.left_out, (*text.issues, *issues), text.vintage)


def _header(path: Path) -> Sequence[str]:
    return next(iter(files.opening(path, 1)), "").split(",")


def _from_sdmx(path: Path, about: About) -> _Text:
    text = files.read_csv(path)
    names, column = text.table.column_names, about.columns
    dimensions = [name for name in names if _DIMENSION.fullmatch(name)]
    is_labelled = column["table"] in names
    labels = [names[names.index(name) + 1] for name in dimensions if is_labelled and names.index(name) + 1 < len(names)]
    which = column["table"] if is_labelled else column["dataflow"]
    read = [column["time_period"], column["obs_value"], which]
    known = [*dimensions, *labels, *about.ignored, column["flags"], column["confidentiality"], column["updated"]]
    odd = files.surprises(names, read, known, path.name)
    rows = text.table.num_rows
    blank = pa.chunked_array([pa.repeat("", rows)])
    flags, secret = (text.table[column[name]] if column[name] in names else blank for name in ("flags", "confidentiality"))
    table = pa.table(
        {
            **{name: text.table[name] for name in dimensions},
            "table": cells.mapped(text.table[which], _table_named),
            "time_period": text.table[column["time_period"]],
            "obs_value": text.table[column["obs_value"]],
            "flags": pc.if_else(pc.equal(secret, ""), flags, pc.binary_join_element_wise(flags, "c", "")),
        }
    )
    updated = text.table[column["updated"]] if column["updated"] in names else blank
    return _Text(wide_file.numbered(table, text.first_line), dimensions, rows, {}, odd, _edition(updated))


def _table_named(text: str) -> str:
    """Return the name of a table.

    >>> _table_named("ESTAT:MIGR_EIPRE$DEFAULTVIEW(1.0)"), _table_named("migr_imm1ctz")
    ('MIGR_EIPRE', 'MIGR_IMM1CTZ')
    """
    found = _TABLE.match(text)
    return found[1].upper() if found else text


def _edition(updated: pa.ChunkedArray) -> str:
    """Return the day of the last update, the latest where there are several; it is written as day/month/year."""
    days = [
        f"20{found[3]}-{found[2]}-{found[1]}" for text in pc.unique(updated).to_pylist() if (found := _UPDATED.fullmatch(text))
    ]
    return max(days, default="")


def _from_tidied(path: Path, about: About) -> _Text:
    """Return the rows of a file that says neither its table nor its unit; its name tells which it is."""
    text = files.read_csv(path)
    column = about.columns
    read = ["geo", *(column[f"tidied_{name}"] for name in ("citizen", "period", "value"))]
    odd = files.surprises(text.table.column_names, read, (), path.name)
    named = [(code, one) for code, one in about.series.items() if one.get("file") == path.name.partition(".")[0]]
    if not named:
        raise DataError(
            f"{path.name}: does not say which table of Eurostat it is; take the file with a column {column['dataflow']}"
        )
    code, facts = named[0]
    rows = text.table.num_rows
    table = text.table.select(read).rename_columns(["geo", "citizen", "time_period", "obs_value"])
    for name, same in (("table", code), ("unit", facts["unit"]), ("flags", "")):
        table = table.append_column(name, pa.repeat(same, rows))
    assumed = Issue(f"the file does not say its table; {code} is taken from its name", 1, path.name)
    return _Text(wide_file.numbered(table, text.first_line), ("citizen", "geo", "unit"), rows, {}, (*odd, assumed))


def _from_tsv(path: Path) -> _Text:
    r"""Return the cells of a TSV: the dimensions stand in its first column, joined by commas and headed `freq,unit,geo\TIME_PERIOD`."""
    text = files.read_csv(path, "\t")
    head, *periods = text.table.column_names
    names = head.partition("\\")[0].split(",")
    if "\\" not in head or not all(_DIMENSION.fullmatch(name) for name in names):
        raise DataError(rf"{path.name}: the first column is not headed like `freq,unit,geo\TIME_PERIOD`; the layout has changed")
    parts = pc.split_pattern(text.table[head], ",")
    if text.table.num_rows and pc.any(pc.not_equal(pc.list_value_length(parts), len(names))).as_py():
        raise DataError(f"{path.name}: a row has not the {len(names)} dimensions {', '.join(names)}; the file is broken")
    keys = pa.table({name: pc.list_element(parts, place) for place, name in enumerate(names)})
    wide = wide_file.numbered(keys, text.first_line)
    for name in periods:
        wide = wide.append_column(f"{name.strip()}\t", text.table[name])  # a tab, so that no period takes the name of a dimension
    long = files.long(wide, [*names, "line"], [f"{name.strip()}\t" for name in periods])
    said = long.filter(pc.not_equal(pc.utf8_trim_whitespace(long["cell"]), ":"))
    parted = pc.extract_regex(said["cell"], _TSV_CELL)
    table = said.select([*names, "line"])
    for name, column in (("obs_value", pc.struct_field(parted, "value")), ("flags", pc.struct_field(parted, "flags"))):
        table = table.append_column(name, pc.fill_null(column, ""))
    table = table.append_column("time_period", pc.utf8_trim_whitespace(said["column"]))
    code = _table_named(path.name.partition(".")[0].removeprefix("estat_"))
    table = table.append_column("table", pa.repeat(code, table.num_rows))
    empty = long.num_rows - said.num_rows
    return _Text(table, names, long.num_rows, {"empty": empty} if empty else {})


def _observations(text: _Text, about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    rows = text.table
    values = cells.numbers(rows["obs_value"], about.missing, "value")
    units, factors, odd_units = _units(rows["unit"])
    periods = cells.mapped(rows["time_period"], cells.period)
    status, comment, odd_flags = _status(rows["flags"], values)
    area, unplaced = _places(rows["geo"], about, "area")
    ends = [name for name in _OTHER_END if name in text.dimensions]
    other, unplaced_too = _places(rows[ends[0]], about, ends[0]) if ends else (_same(TOTAL, rows.num_rows), ())
    split = [name for name in text.dimensions if name not in _OWN_COLUMNS and name not in ends[:1]]
    table = pa.table(
        {
            "indicator": cells.mapped(rows["table"], lambda code: _indicator(code, about)),
            "series": rows["table"],
            "ref_area": area,
            "counterpart_area": other,
            "time_period": pc.coalesce(periods, rows["time_period"]),
            "sex": _coded(rows, "sex", text.dimensions),
            "age": _coded(rows, "age", text.dimensions),
            "other_dims": _other_dims(rows, text.dimensions, split),
            "obs_value": pc.round(pc.multiply(values.values, factors), 6),
            "obs_status": status,
            "comment_obs": comment,
            "unit_measure": units,
            "locator": rows["line"],
        }
    )
    no_period = cells.counted(
        pc.if_else(periods.is_valid(), None, rows["time_period"]), 'period: "{}" is none; it is kept as it stands'
    )
    strange = cells.counted(
        cells.mapped(rows["table"], lambda code: None if code in about.series else code),
        'table "{}" is not named here; its figures stand under an id made of its name',
    )
    return table, (*values.issues, *odd_units, *odd_flags, *unplaced, *unplaced_too, *no_period, *strange)


def _same(text: str, rows: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(text, rows)])


def _indicator(table: str, about: About) -> str:
    known = about.series.get(table, {})
    return known.get("indicator", f"eurostat-{table.lower().replace('_', '-')}")


def _places(column: pa.ChunkedArray, about: About, name: str) -> tuple[pa.ChunkedArray, tuple[Issue, ...]]:
    """Return our codes of a column that holds either codes or labels throughout."""
    has_codes = all(_CODES.fullmatch(text) for text in pc.unique(column).to_pylist())
    return cells.Places(areas(), "iso2" if has_codes else "name", about.places, "eurostat").codes(column, name)


@cache
def _known(dimension: str) -> Mapping[str, tuple[str, str]]:
    """Return code and factor of each text of a dimension, from `codes.csv`, in its order."""
    with (Path(__file__).parent / "codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["text"]: (row["code"], row["factor"]) for row in DictReader(file) if row["dimension"] == dimension}


def _units(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray, tuple[Issue, ...]]:
    """Return unit and factor of each row; a unit that is not known stays as it stands, and is an issue."""
    known = _known("unit")
    units = cells.mapped(column, lambda text: known[text][0] if text in known else None)
    factors = cells.mapped(column, lambda text: known[text][1] if text in known else "1").cast(pa.float64())
    odd = cells.counted(pc.if_else(units.is_valid(), None, column), 'unit "{}" is not known here; it is kept as it stands')
    return pc.coalesce(units, column), factors, odd


def _status(flags: pa.ChunkedArray, values: cells.Numbers) -> tuple[pa.ChunkedArray, pa.ChunkedArray, tuple[Issue, ...]]:
    """Return the status of each row: of several flags that which `codes.csv` names first; the comment holds them all."""
    with_value = cells.mapped(flags, lambda text: _gravest(text, has_value=True))
    without = cells.mapped(flags, lambda text: _gravest(text, has_value=False))
    is_limit = pc.equal(values.status, cells.CENSORED)
    status = pc.if_else(values.values.is_valid(), with_value, pc.if_else(is_limit, cells.CENSORED, without))
    said = pc.if_else(
        values.values.is_valid(),
        cells.mapped(flags, lambda text: _said(text, has_value=True)),
        cells.mapped(flags, lambda text: _said(text, has_value=False)),
    )
    comment = pc.utf8_trim(pc.binary_join_element_wise(values.comment, said, "; "), "; ")
    odd = cells.mapped(flags, lambda text: "".join(one for one in text if one not in _known("flag")) or None)
    return status, comment, cells.counted(odd, 'flag "{}" is not known here; the comment keeps it')


def _gravest(flags: str, *, has_value: bool) -> str:
    """Return one status for flags joined as in `bd`.

    >>> _gravest("bd", has_value=True), _gravest("", has_value=True), _gravest("", has_value=False), _gravest("c", has_value=False)
    ('B', 'A', 'O', 'Q')
    """
    found = [code for flag, (code, _) in _known("flag").items() if flag in flags and (code in _WITHOUT_VALUE) != has_value]
    return found[0] if found else "A" if has_value else cells.MISSING


def _said(flags: str, *, has_value: bool) -> str:
    """Return a comment where one status does not hold what the flags say.

    >>> _said("b", has_value=True), _said("bd", has_value=True), _said("r", has_value=True), _said("d", has_value=False)
    ('', 'flags b, d', 'flags r', 'flags d')
    """
    status = _gravest(flags, has_value=has_value)
    is_held = not flags or (len(flags) == 1 and status not in ("A", cells.MISSING))
    return "" if is_held else f"flags {', '.join(flags)}"


def _coded(rows: pa.Table, dimension: str, dimensions: Sequence[str]) -> pa.ChunkedArray:
    """Return our code of a dimension, the total where the table has no such dimension or we no such code."""
    if dimension not in dimensions:
        return _same(TOTAL, rows.num_rows)
    known = _known(dimension)
    return cells.mapped(rows[dimension], lambda text: known[text][0] if text in known else TOTAL)


def _other_dims(rows: pa.Table, dimensions: Sequence[str], split: Sequence[str]) -> pa.ChunkedArray:
    """Return the dimensions without a column of their own, as `key=code;key=code`; sex and age too, where we have no code."""
    whole = dict.fromkeys(split, _NO_SPLIT) | {name: tuple(_known(name)) for name in ("sex", "age") if name in dimensions}
    parts = {name: cells.mapped(rows[name], partial(_part, name, whole[name])) for name in whole}
    if not parts:
        return _same(TOTAL, rows.num_rows)
    joined = pc.binary_join_element_wise(*(parts[name] for name in sorted(parts)), "")
    return pc.if_else(pc.equal(joined, ""), TOTAL, pc.utf8_rtrim(joined, ";"))


def _part(key: str, whole: Sequence[str], text: str) -> str:
    """Return `key=code;`, nothing for a total; ages of labels become those of codes, so that both kinds of file say the same.

    >>> _part("age", (), "From 15 to 74 years"), _part("age", (), "Y15-74"), _part("reason", _NO_SPLIT, "TOTAL")
    ('age=Y15-74;', 'age=Y15-74;', '')
    """
    if text in whole:
        return ""
    code = _AGES.sub(r"Y\1-\2", text) if key == "age" else text
    return f"{key}={code.replace(';', ',').replace('=', ' ')};"

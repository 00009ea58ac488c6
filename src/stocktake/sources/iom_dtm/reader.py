"""People present in a place at a date: one row a round, administrative unit, reason and origin, as CSV with HXL tags or as JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.model.area import fold
from stocktake.model.observation import TOTAL
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading, together

_ENVELOPE = "result"
_DEEPER = ("admin1", "admin2", "level")
_FIGURES = {"people": TOTAL, "females": "F", "males": "M"}
_DIMENSIONS = ("admin1", "admin2", "assessment", "operation", "origin", "reason")


def read(path: Path, about: About) -> Reading:
    """Return the people present, of every level in the files: `admin1` and `admin2` stand among the other dimensions.

    Of a folder the CSV of all levels is read, where there is none the JSON answers. DataError where there is neither, or a file has
    another layout.
    """
    if not path.is_dir():
        return _one(path, about)
    inside = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
    whole = [one for one in inside if one.suffix == ".csv" and one.name.startswith("global-iom-dtm")]
    chosen = whole or [one for one in inside if one.suffix == ".json" and one.name.startswith("displacement-admin")]
    if not chosen:
        raise DataError(
            f"{path.name}: holds neither global-iom-dtm*.csv nor displacement-admin*.json; name the folder that does, or one file"
        )
    found = together([_one(one, about) for one in chosen])
    beside = [one.name for one in inside if one not in chosen]
    told = (Issue("a file of the folder was not read", len(beside), beside[0]),) if beside else ()
    return replace(found, issues=(*told, *found.issues))


def _one(path: Path, about: About) -> Reading:
    text, issues, tags = _rows(path, about)
    once = _once(text)
    dated = once.append_column("day", cells.mapped(once["date"], _day))
    dated = dated.filter(dated["day"].is_valid())
    table, left_blank, odd = _observations(dated, about)
    left_out = {
        "tags": tags,
        "repeated": (text.num_rows - once.num_rows) * len(_FIGURES),
        "no_date": (once.num_rows - dated.num_rows) * len(_FIGURES),
        "not_by_sex": left_blank,
    }
    last = pc.max(dated["day"]).as_py() or ""
    counted = {rule: count for rule, count in left_out.items() if count}
    return Reading(table, tags + text.num_rows * len(_FIGURES), counted, (*issues, *odd), last)


def _rows(path: Path, about: About) -> tuple[pa.Table, tuple[Issue, ...], int]:
    """Return the rows by our names of the columns, as text, with where each stands; and how many lines were tags."""
    is_json = path.suffix == ".json"
    table = files.read_objects(path, _ENVELOPE) if is_json else files.read_csv(path).table
    must = [text for name, text in about.columns.items() if name not in _DEEPER]
    deeper = [about.columns[name] for name in _DEEPER]
    issues = files.surprises(table.column_names, must, (*about.ignored, *deeper), path.name)
    blank = pa.chunked_array([pa.repeat("", table.num_rows)])
    columns = {name: table[text] if text in table.column_names else blank for name, text in about.columns.items()}
    rows = pa.table({**columns, "locator": files.standing(path.name, table.num_rows, 1 if is_json else 2)})
    is_tag = pc.starts_with(rows["operation"], "#")
    body = rows.filter(pc.invert(is_tag))
    return body, (*issues, *_wrong_levels(body)), rows.num_rows - body.num_rows


def _once(text: pa.Table) -> pa.Table:
    """Return the rows without those that repeat an earlier one in every cell."""
    named = [name for name in text.column_names if name != "locator"]
    numbered = text.append_column("order", pa.array(range(text.num_rows), pa.int64()))
    first = numbered.group_by(named).aggregate([("order", "min")])["order_min"].combine_chunks()
    return text.take(first.take(pc.sort_indices(first)))


def _day(text: str) -> str | None:
    """Return the day of `2017-03-30T00:00:00`, None for what is none."""
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError:
        return None


def _wrong_levels(text: pa.Table) -> tuple[Issue, ...]:
    """Return an issue where the level that a row states is not that of its codes."""
    codes = pc.add(
        pc.not_equal(text["admin1"], "").cast(pa.int64()),
        pc.not_equal(text["admin2"], "").cast(pa.int64()),
    )
    wrong = pc.and_(pc.not_equal(text["level"], ""), pc.not_equal(text["level"], codes.cast(pa.string())))
    return cells.counted(
        pc.if_else(wrong, text["level"], None), 'the level "{}" is not that of the codes of the row, which are what counts'
    )


def _not_adding(values: Mapping[str, cells.Numbers]) -> tuple[Issue, ...]:
    differ = pc.not_equal(pc.add(values["females"].values, values["males"].values), values["people"].values)
    often = pc.sum(differ, min_count=0).as_py()
    return (Issue("males and females are not all the people of the row; all are kept", int(often)),) if often else ()


def _observations(rows: pa.Table, about: About) -> tuple[pa.Table, int, tuple[Issue, ...]]:
    """Return a row a figure, how many of males and females are not given, and what could not be understood."""
    codes, unplaced = cells.Places(areas(), "iso3", about.places, "dtm").codes(rows["country"], about.columns["country"])
    series, facts = next(iter(about.series.items()))
    shared = {
        "indicator": pa.repeat(facts["indicator"], rows.num_rows),
        "series": pa.repeat(series, rows.num_rows),
        "ref_area": codes,
        "time_period": pc.utf8_slice_codeunits(rows["day"], 0, 7),
        "other_dims": _other_dims(rows, about.missing),
        "unit_measure": pa.repeat(facts["unit_measure"], rows.num_rows),
        "locator": rows["locator"],
        "comment_obs": pc.binary_join_element_wise("reported ", rows["day"], ", round ", rows["round"], ""),
    }
    values = {name: cells.numbers(rows[name], about.missing, about.columns[name]) for name in _FIGURES}
    found, left_blank, issues = [], 0, [*unplaced, *_not_adding(values)]
    for name, sex in _FIGURES.items():
        numbers = values[name]
        one = pa.table(
            {**shared, "sex": pa.repeat(sex, rows.num_rows), "obs_value": numbers.values, "obs_status": numbers.status}
        )
        given = one.filter(one["obs_value"].is_valid()) if sex != TOTAL else one
        left_blank += one.num_rows - given.num_rows
        issues += numbers.issues
        found.append(given)
    return pa.concat_tables(found), left_blank, tuple(issues)


def _other_dims(rows: pa.Table, missing: Sequence[str]) -> pa.ChunkedArray:
    """Return the further dimensions of each row, by name; one that a row does not tell is not among them."""
    parts = [cells.mapped(rows[name], _part(name, missing)) for name in _DIMENSIONS]
    return pc.binary_join_element_wise(*parts, ";", null_handling="skip")


def _part(name: str, missing: Sequence[str]) -> Callable[[str], str | None]:
    def part(text: str) -> str | None:
        return None if not text or text in missing else f"{name}={_code(name, text)}"

    return part


def _code(name: str, text: str) -> str:
    """Return a code as it stands, of names the letters and digits alone."""
    if name not in ("operation", "reason"):
        return text.strip()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in fold(text)).split())

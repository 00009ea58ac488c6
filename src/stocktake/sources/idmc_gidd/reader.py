"""Two tables, an area and year a row or a disaster a row, in CSV files, answers of the service and workbooks of 2020."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading, together

_NO_COLUMN = "-"
_PART = "-part"
_WORLD = "WLD"

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Text:
    """A file as text, with a locator for each row; `edition` and `count` as an answer of the service says them, `tags` rows of HXL tags."""

    table: pa.Table
    edition: str = ""
    count: int = 0
    tags: int = 0


def read(path: Path, about: About) -> Reading:
    """Return displacement by conflict of each area and year, each disaster event, and their totals where the files are whole.

    The pages of an answer of the service are one table: read them as a folder.
    """
    found = [(one, _text(one)) for one in _files(path, about)]
    kinds: dict[str, list[tuple[Path, _Text]]] = {}
    for one, text in found:
        kinds.setdefault(_kind(text.table.column_names, about), []).append((one, text))
    readings = [_reading(kind, texts, about) for kind, texts in sorted(kinds.items())]
    if len(editions := sorted({one.vintage.removesuffix(_PART) for one in readings})) > 1:
        raise DataError(f"{path}: its files are of several editions ({', '.join(editions)}); read them one by one")
    return together(readings)


def _files(path: Path, about: About) -> Sequence[Path]:
    if not path.is_dir():
        return (path,)
    names = [name.strip() for name in about.files.split(",")]
    found = [one for one in sorted(path.rglob("*")) if any(fnmatch(one.name.removesuffix(".gz"), name) for name in names)]
    if not found:
        raise DataError(f"{path}: no file in it is named {about.files}; name the file itself")
    return found


def _text(path: Path) -> _Text:
    if path.suffix == ".json":
        return _answer(path)
    if path.suffix == ".xlsx":
        return _sheet(path)
    text = files.read_csv(path)
    return _Text(_located(text.table, "line", text.first_line))


def _answer(path: Path) -> _Text:
    """Return a page of an answer of the service; DataError where it is none."""
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
        items = answer["results"]
        names = list(dict.fromkeys(name for one in items for name in one))
        columns = {name: pa.array([_cell(one.get(name)) for one in items], pa.string()) for name in names}
        return _Text(_located(pa.table(columns), "item", 1), str(answer["last_updated"]), int(answer["count"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise DataError(
            f'{path.name}: is no answer of the service with "last_updated", "count" and "results"; see {path}'
        ) from fault


def _cell(found: object) -> str:
    return "" if found is None else str(found)


def _sheet(path: Path) -> _Text:
    """Return the first sheet of a workbook, the row of HXL tags left out."""
    rows = files.sheet(path, files.sheets(path)[0])
    if not rows:
        raise DataError(f"{path.name}: its first sheet is empty; see {path}")
    head, *body = rows
    tags = 1 if body and any(cell.startswith("#") for cell in body[0]) else 0
    columns = {name: pa.array([row[place] for row in body[tags:]], pa.string()) for place, name in enumerate(head)}
    return _Text(_located(pa.table(columns), "row", 2 + tags), tags=tags)


def _located(table: pa.Table, word: str, first: int) -> pa.Table:
    places = pa.array(range(first, first + table.num_rows), pa.int64()).cast(pa.string())
    return table.append_column("locator", pc.binary_join_element_wise(word, places, " "))


def _spelt(names: str) -> list[str]:
    return [one.strip() for one in names.split(" / ")]


def _kind(found: Sequence[str], about: About) -> str:
    is_of_events = any(name in found for name in _spelt(about.series["events"]["event"]))
    return "events" if is_of_events else "years"


def _reading(kind: str, texts: Sequence[tuple[Path, _Text]], about: About) -> Reading:
    """Return what the files of one kind hold."""
    measures = {name: facts for name, facts in about.series.items() if facts.get("kind") == kind}
    columns = {**about.columns, **{name: facts["column"] for name, facts in measures.items()}}
    columns |= about.series["events"] if kind == "events" else {}
    named = [_named(text.table, columns, about, path) for path, text in texts]
    every = pa.concat_tables([one for one, _ in named], promote_options="default")
    table = _once(every) if kind == "years" else every
    measured = [name for name in measures if name in table.column_names]
    period = cells.mapped(table["time_period"], cells.period)
    undated = cells.counted(pc.if_else(period.is_valid(), None, table["time_period"]), 'year: "{}" is not a year')
    ref_area, unplaced = cells.Places(areas(), "iso3", about.places, "idmc").codes(table["ref_area"])
    dated = _with(table, time_period=period, ref_area=ref_area).filter(period.is_valid())
    edition, partial = _edition(dated, [text for _, text in texts], about, kind)
    tables, left_out, issues = _all_figures(dated, measures, measured, about)
    if not partial:
        tables += _totals(dict(zip(measured, tables, strict=True)), about)
    tags = sum(text.tags for _, text in texts)
    rows = {"tags": tags, "repeated": every.num_rows - table.num_rows, "no_year": table.num_rows - dated.num_rows}
    rules = {**left_out, **{rule: count * len(measured) for rule, count in rows.items()}}
    return Reading(
        pa.concat_tables(tables, promote_options="default"),
        (every.num_rows + tags) * len(measured),
        {rule: count for rule, count in rules.items() if count},
        (*(issue for _, some in named for issue in some), *undated, *unplaced, *issues, *partial),
        edition,
    )


def _named(table: pa.Table, columns: Mapping[str, str], about: About, path: Path) -> tuple[pa.Table, tuple[Issue, ...]]:
    """Return the columns under our names in the layout that the file has; DataError where it has none of them."""
    spelt = {name: _spelt(names) for name, names in columns.items()}
    years = spelt["time_period"]
    place = next((place for place, year in enumerate(years) if year in table.column_names), None)
    if place is None:
        raise DataError(f'{path.name}: column "{years[0]}" is missing; the layout has changed, or this is another file')
    layout = {name: names[place] for name, names in spelt.items() if names[place] != _NO_COLUMN}
    found = [name for name in table.column_names if name != "locator"]
    issues = files.surprises(found, list(layout.values()), about.ignored, path.name)
    return pa.table({**{name: table[column] for name, column in layout.items()}, "locator": table["locator"]}), issues


def _once(table: pa.Table) -> pa.Table:
    """Return the rows, those that stand there again with the same cells left out."""
    names = [name for name in table.column_names if name != "locator"]
    placed = table.append_column("place", pa.array(range(table.num_rows), pa.int64()))
    first = placed.group_by(names).aggregate([("place", "min")])["place_min"]
    return table.take(first.take(pc.sort_indices(first)))


def _with(table: pa.Table, **columns: pa.ChunkedArray) -> pa.Table:
    for name, column in columns.items():
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def _edition(table: pa.Table, texts: Sequence[_Text], about: About, kind: str) -> tuple[str, tuple[Issue, ...]]:
    """Return the edition, as an answer says it or as the last year, with an issue where the files are only a part of it."""
    edition = max(text.edition for text in texts) or (pc.max(table["time_period"]).as_py() or "")
    named = pc.count_distinct(table["ref_area"]).as_py()
    promised = max(text.count for text in texts)
    if named >= about.whole and table.num_rows >= promised:
        return edition, ()
    missing = f"{table.num_rows} rows of {promised}" if promised else f"{named} areas, fewer than {about.whole}"
    text = f"{kind}: there are {missing}: it is taken for a part of an edition, and nothing is added up"
    return edition + _PART, (Issue(text),)


def _all_figures(
    table: pa.Table, measures: Mapping[str, Facts], measured: Sequence[str], about: About
) -> tuple[list[pa.Table], dict[str, int], tuple[Issue, ...]]:
    """Return a table of figures for each column, how many blank cells were left out by rule, and what was not expected."""
    tables: list[pa.Table] = []
    issues: list[Issue] = []
    left_out: dict[str, int] = {}
    for name in measured:
        figures, odd = _figures(table, name, measures[name], about)
        if rule := measures[name].get("blank"):
            told = figures.filter(pc.not_equal(figures["obs_status"], cells.MISSING))
            left_out[rule], figures = figures.num_rows - told.num_rows, told
        tables.append(figures)
        issues.extend(odd)
    return tables, left_out, tuple(issues)


def _figures(table: pa.Table, name: str, facts: Facts, about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    numbers = cells.numbers(table[name], about.missing, facts["column"])
    dims, note = (_event(table), _note(table)) if "event" in table.column_names else (None, None)
    cause = pa.chunked_array([pa.repeat(f"cause={facts['cause']}", table.num_rows)])
    figures = pa.table(
        {
            "ref_area": table["ref_area"], "time_period": table["time_period"],
            "other_dims": cause if dims is None else pc.binary_join_element_wise(cause, dims, ";"),
            "obs_value": numbers.values, "obs_status": numbers.status, "locator": table["locator"],
            "comment_obs": numbers.comment if note is None else _joined(numbers.comment, note, "; "),
        }
    )  # fmt: skip
    return _of(figures, facts), numbers.issues


def _of(table: pa.Table, facts: Facts) -> pa.Table:
    for name in ("series", "indicator", "unit_measure"):
        table = table.append_column(name, pa.repeat(facts[name], table.num_rows))
    return table


def _event(table: pa.Table) -> pa.ChunkedArray:
    """Return the event and its hazard as dimensions. Events alike in area, year, name and hazard get a number from the second on."""
    name = pc.utf8_trim_whitespace(pc.replace_substring_regex(table["event"], "[;=\\s]+", " "))
    name = pc.if_else(pc.equal(name, ""), "without a name", name)
    hazard = pc.utf8_lower(pc.replace_substring(table["hazard"], " ", "_"))
    number = _again(_joined(table["ref_area"], table["time_period"], name, hazard, "|"))
    once = pc.equal(number, 0)
    numbered = pc.if_else(once, name, _joined(name, pc.add(number, 1).cast(pa.string()), " #"))
    return _joined(pc.binary_join_element_wise("event", numbered, "="), pc.binary_join_element_wise("hazard", hazard, "="), ";")


def _again(keys: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return for each row how many rows before it have its key."""
    place = pa.array(range(len(keys)), pa.int64())
    rows = pa.table({"key": keys, "place": place}).sort_by([("key", "ascending"), ("place", "ascending")])
    ordered = rows["key"].combine_chunks()
    starts = (
        pa.concat_arrays([pa.array([True]), pc.not_equal(ordered[1:], ordered[:-1])]) if len(keys) else pa.array([], pa.bool_())
    )
    first = pc.cumulative_max(pc.if_else(starts, place, 0))
    number = pc.subtract(place, first)
    return pa.chunked_array([number.take(pc.sort_indices(rows["place"]))])


def _note(table: pa.Table) -> pa.ChunkedArray:
    """Return when an event began and ended, how exactly that is known, and its codes elsewhere."""
    start = _joined(table["start"], _in_brackets(table, "start_accuracy"), "")
    note = (
        start
        if "end" not in table.column_names
        else _joined(start, _joined(table["end"], _in_brackets(table, "end_accuracy"), ""), " to ")
    )
    if "codes" not in table.column_names:
        return note
    codes = pc.utf8_trim(table["codes"], "[]")
    return pc.if_else(pc.equal(codes, ""), note, _joined(note, codes, "; "))


def _in_brackets(table: pa.Table, name: str) -> pa.ChunkedArray:
    if name not in table.column_names:
        return pa.chunked_array([pa.repeat("", table.num_rows)])
    return cells.mapped(table[name], lambda text: f" ({text})" if text else "")


def _joined(*parts: pa.ChunkedArray | str) -> pa.ChunkedArray:
    """Return the texts of columns joined by the last part; empty ones are left out only where there are two."""
    *columns, mark = parts
    joined = pc.binary_join_element_wise(*columns, mark)
    if len(columns) != 2:
        return joined
    first, second = columns
    return pc.if_else(pc.equal(first, ""), second, pc.if_else(pc.equal(second, ""), first, joined))


def _totals(tables: Mapping[str, pa.Table], about: About) -> Iterator[pa.Table]:
    """Yield the displacement by disasters of each area and year, and the totals of the world."""
    for name, facts in about.series.items():
        if (of := facts.get("sum_of", "")) in tables:
            yield _summed(tables[of], facts, "ref_area", "events")
            yield _summed(tables[of], facts, "", "events")
        elif name in tables and facts["kind"] == "years":
            yield _summed(tables[name], facts, "", "areas")


def _summed(table: pa.Table, facts: Facts, kept: str, over: str) -> pa.Table:
    """Return the sums of the figures there are for each value of the column `kept` and each year; for the world where it is "".

    `comment_obs` tells of how many figures a sum is, and how many areas or events have none. Where none has one there is no row.
    """
    ref_area = table[kept] if kept else pa.chunked_array([pa.repeat(_WORLD, table.num_rows)])
    rows = pa.table({"ref_area": ref_area, "time_period": table["time_period"], "obs_value": table["obs_value"]})
    sums = rows.group_by(["ref_area", "time_period"]).aggregate([("obs_value", "sum"), ("obs_value", "count"), ([], "count_all")])
    sums = sums.filter(pc.greater(sums["obs_value_count"], 0))
    count, without = sums["obs_value_count"], pc.subtract(sums["count_all"], sums["obs_value_count"])
    comment = pc.binary_join_element_wise("computed: sum of", count.cast(pa.string()), over, " ")
    partly = pc.binary_join_element_wise(
        comment, pc.binary_join_element_wise(without.cast(pa.string()), "more have no figure", " "), ", "
    )
    summed = pa.table(
        {
            "ref_area": sums["ref_area"], "time_period": sums["time_period"], "obs_value": sums["obs_value_sum"],
            "other_dims": pa.repeat(f"cause={facts['cause']}", sums.num_rows), "obs_status": pa.repeat("A", sums.num_rows),
            "locator": pa.repeat("computed", sums.num_rows), "comment_obs": pc.if_else(pc.equal(without, 0), comment, partly),
        }
    )  # fmt: skip
    return _of(summed, facts)

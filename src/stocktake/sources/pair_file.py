"""Files with one row a year and pair of areas, origin and asylum, and one column a kind of people: what UNHCR gives out.

A file is read as text, CSV or an answer of the publisher's service, stacked to one row a figure, and added up where it is the whole world's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.model.observation import TOTAL
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading, together

WORLD = "WLD"
_PART = "-part"
_NO_COLUMN = "-"
_STATELESS = "unhcr:XXA"
_ITEMS = "items"

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The rows of a file under our names: `time_period`, `origin`, `asylum`, `locator`, and text under each name that was asked for.

    `rows` counts those of the file, `left_out` those that `table` has not. `vintage` is the last year, the only thing in these files that
    tells one edition from another; `2025-part` where the file names too few areas to be the whole one.
    """

    table: pa.Table
    rows: int
    left_out: Mapping[str, int]
    issues: tuple[Issue, ...]
    vintage: str

    @property
    def is_whole(self) -> bool:
        """Whether the file is taken for the whole edition."""
        return not self.vintage.endswith(_PART)


def read(path: Path, about: About) -> Reading:
    """Return the figures of each kind of people by pair of areas, and their totals where the file names areas enough to be whole.

    A cell with a mark for "missing" or a zero is left out: UNHCR fills the columns of a row that stands there for other people.
    """
    return each(path, about, _reading)


def each(path: Path, about: About, read_one: Callable[[Path, About], Reading]) -> Reading:
    """Return what a file holds, or all files of a folder whose names are those of the source, as one.

    DataError where a folder has no such file, or files of several editions.
    """
    if not path.is_dir():
        return read_one(path, about)
    patterns = [pattern.strip() for pattern in about.files.split(",")]
    named = [one for one in sorted(path.rglob("*")) if any(fnmatch(one.name.removesuffix(".gz"), name) for name in patterns)]
    found = [one for one in named if not files.is_later_page(one)]  # the first page of an answer stands for all
    if not found:
        raise DataError(f"{path}: no file in it is named {about.files}; name the file itself")
    readings = [read_one(one, about) for one in found]
    if len(editions := sorted({one.vintage.removesuffix(_PART) for one in readings})) > 1:
        raise DataError(
            f"{path}: its files end in the years {', '.join(editions)}, so they are several editions; read them one by one"
        )
    return together(readings)


def pairs(text: pa.Table, path: Path, about: About, wanted: Mapping[str, str]) -> Pairs:
    """Return the rows of a file that was read as `text`; `wanted` gives the names of each column by layout, as `columns` does: `year / Year`.

    DataError where a column of the layout is missing. Identical rows are kept once; rows over all countries of asylum, and those
    without a year, are left out.
    """
    named = {**about.columns, **wanted}
    layout = layout_of(text.column_names, named, path)
    issues = files.surprises(text.column_names, list(layout.values()), about.ignored, path.name)
    table = pa.table({name: text[column] for name, column in layout.items()})
    first = 2 if path.suffix != ".json" else 1
    table = table.append_column("locator", _numbered("line" if first == 2 else "item", first, table.num_rows))
    once = _once(table)
    period = cells.mapped(once["time_period"], cells.period)
    odd = cells.counted(pc.if_else(period.is_valid(), None, once["time_period"]), 'year: "{}" is not a year')
    once = _with(once, time_period=period)
    dated = once.filter(period.is_valid())
    kept = dated.filter(pc.not_equal(dated["asylum"], _NO_COLUMN))
    left_out = {
        "repeated": table.num_rows - once.num_rows,
        "no_year": once.num_rows - dated.num_rows,
        "over_asylum": dated.num_rows - kept.num_rows,
    }
    placed, unplaced = _placed(kept, about)
    counted = {rule: count for rule, count in left_out.items() if count}
    partial = _too_few(placed, about, path)
    vintage = (pc.max(placed["time_period"]).as_py() or "")[:4] + (_PART if partial else "")
    return Pairs(placed, table.num_rows, counted, (*issues, *odd, *unplaced, *partial), vintage)


def _too_few(table: pa.Table, about: About, path: Path) -> tuple[Issue, ...]:
    """Return an issue for a file that names fewer areas than the whole edition does."""
    origins, asylums = (pc.count_distinct(table[name]).as_py() for name in ("origin", "asylum"))
    if min(origins, asylums) >= about.whole:
        return ()
    text = f"the file names {asylums} countries of asylum and {origins} of origin, one or both fewer than {about.whole}: it is taken for a part"
    return (Issue(f"{text} of an edition, and nothing is added up over countries", 1, path.name),)


def _placed(table: pa.Table, about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    places = cells.Places(areas(), "iso3", about.places, "unhcr")
    origin, odd = places.codes(table["origin"], "country of origin")
    asylum, also = places.codes(table["asylum"], "country of asylum")
    return _with(table, origin=origin, asylum=asylum), (*odd, *also)


def text_of(path: Path) -> pa.Table:
    """Return a file, CSV or an answer of the publisher's service with all its pages, with every cell as text."""
    return files.read_answer(files.pages_of(path), _ITEMS).table if path.suffix == ".json" else files.read_csv(path).table


def layout_of(found: Sequence[str], named: Mapping[str, str], path: Path) -> dict[str, str]:
    """Return the column of each of our names in the layout that the file has; DataError where it has none of them."""
    spelt = {name: [one.strip() for one in text.split("/")] for name, text in named.items()}
    years = spelt["time_period"]
    place = next((place for place, year in enumerate(years) if year in found), None)
    if place is None:
        raise DataError(f'{path.name}: column "{years[0]}" is missing; the layout has changed, or this is another file')
    return {name: columns[place] for name, columns in spelt.items() if columns[place] != _NO_COLUMN}


def _numbered(word: str, first: int, count: int) -> pa.Array:
    places = pa.array(range(first, first + count), pa.int64()).cast(pa.string())
    return pc.binary_join_element_wise(word, places, " ")


def _once(table: pa.Table) -> pa.Table:
    """Return the rows, those that stand there again with the same cells left out."""
    names = [name for name in table.column_names if name != "locator"]
    placed = table.append_column("place", pa.array(range(table.num_rows), pa.int64()))
    first = placed.group_by(names).aggregate([("place", "min")])["place_min"]
    return table if len(first) == table.num_rows else table.take(first.take(pc.sort_indices(first)))


def _with(table: pa.Table, **columns: pa.ChunkedArray) -> pa.Table:
    for name, column in columns.items():
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def _reading(path: Path, about: About) -> Reading:
    columns = {series: facts["column"] for series, facts in about.series.items() if "column" in facts}
    found = pairs(text_of(path), path, about, columns)
    measured = [series for series in columns if series in found.table.column_names]
    left_out = {rule: count * len(measured) for rule, count in found.left_out.items()}
    issues, tables = list(found.issues), []
    for series in measured:
        table, empty, odd = _figures(found.table, series, about)
        tables.append(table)
        issues.extend(odd)
        for rule, count in empty.items():
            left_out[rule] = left_out.get(rule, 0) + count
    computed = _added_up(dict(zip(measured, tables, strict=True)), about) if found.is_whole else ()
    whole = pa.concat_tables([*tables, *computed], promote_options="default")
    counted = {rule: count for rule, count in left_out.items() if count}
    return Reading(whole, found.rows * len(measured), counted, tuple(issues), found.vintage)


def _figures(table: pa.Table, series: str, about: About) -> tuple[pa.Table, dict[str, int], tuple[Issue, ...]]:
    """Return the figures of one column, how many cells were blank or zero, and what was not expected."""
    facts = about.series[series]
    numbers = cells.numbers(table[series], about.missing, facts["column"])
    is_blank = pc.and_(pc.equal(numbers.status, cells.MISSING), pc.equal(numbers.comment, ""))
    is_zero = pc.fill_null(pc.equal(numbers.values, 0), False)
    ref_area, counterpart = _ends(table, facts)
    is_of_all = pc.and_(pc.equal(ref_area, TOTAL), pc.invert(pc.or_(is_blank, is_zero)))
    kept = pc.invert(pc.or_(pc.or_(is_blank, is_zero), is_of_all))
    figures = pa.table(
        {
            "ref_area": ref_area, "counterpart_area": counterpart, "time_period": table["time_period"], "obs_value": numbers.values,
            "obs_status": numbers.status, "locator": table["locator"], "comment_obs": numbers.comment,
        }
    ).filter(kept)  # fmt: skip
    rules = {"blank": is_blank, "zero": is_zero, "over_origin": is_of_all}
    empty = {rule: pc.sum(cells_).as_py() or 0 for rule, cells_ in rules.items()}
    return _of(figures, series, facts), empty, (*numbers.issues, *_elsewhere(figures, series, facts))


def _ends(table: pa.Table, facts: Facts) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Return the area that a figure is about and the one at the other end. People at home, or of no country, have no other end."""
    origin, asylum = table["origin"], table["asylum"]
    if facts["about"] == "origin":
        return origin, asylum
    if facts["about"] == "asylum":
        return asylum, origin
    at_home = pc.or_(pc.equal(origin, asylum), pc.equal(origin, _STATELESS))
    return asylum, pc.if_else(at_home, TOTAL, origin)


def _elsewhere(figures: pa.Table, series: str, facts: Facts) -> tuple[Issue, ...]:
    if facts["about"] != "home":
        return ()
    abroad = figures.filter(pc.not_equal(figures["counterpart_area"], TOTAL))
    if not abroad.num_rows:
        return ()
    return (
        Issue(
            f"{series}: people at home stand there with another country of origin", abroad.num_rows, abroad["locator"][0].as_py()
        ),
    )


def _of(table: pa.Table, series: str, facts: Facts) -> pa.Table:
    for name, text in (("series", series), ("indicator", facts["indicator"]), ("unit_measure", facts["unit_measure"])):
        table = table.append_column(name, pa.repeat(text, table.num_rows))
    return table


def _added_up(tables: Mapping[str, pa.Table], about: About) -> Iterator[pa.Table]:
    """Yield the totals of each area, and of the world."""
    for series, facts in about.series.items():
        if (of := facts.get("total_of", "")) in tables:
            yield _of(_over(tables[of], "counterpart_area", "countries of asylum"), series, facts)
        elif series in tables:
            split = "origin" if facts["about"] == "asylum" else "asylum"
            if facts["about"] != "home":
                yield _of(_over(tables[series], "ref_area", f"countries of {split}"), series, facts)
            yield _of(_over(tables[series], "", "areas and pairs of areas"), series, facts)


def _over(table: pa.Table, kept: str, over: str) -> pa.Table:
    """Return the sums of a table for each value of the column `kept` and each year; for the world where it is "".

    A sum with a figure that is published without its value has none either, and is no row.
    """
    areas_ = table[kept] if kept else pa.chunked_array([pa.repeat(WORLD, table.num_rows)])
    rows = pa.table({"ref_area": areas_, "time_period": table["time_period"], "obs_value": table["obs_value"]})
    sums = rows.group_by(["ref_area", "time_period"]).aggregate(
        [("obs_value", "sum", pc.ScalarAggregateOptions(skip_nulls=False)), ([], "count_all")]
    )
    sums = sums.filter(sums["obs_value_sum"].is_valid())
    count = sums["count_all"].cast(pa.string())
    return pa.table(
        {
            "ref_area": sums["ref_area"],
            "counterpart_area": pa.repeat(TOTAL, sums.num_rows),
            "time_period": sums["time_period"],
            "obs_value": sums["obs_value_sum"],
            "obs_status": pa.repeat("A", sums.num_rows),
            "locator": pa.repeat("computed", sums.num_rows),
            "comment_obs": pc.binary_join_element_wise("computed: sum of", count, f"figures over {over}", " "),
        }
    )

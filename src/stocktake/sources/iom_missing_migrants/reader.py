"""Incidents, one row each, in either of two layouts, added up to figures of a year and of a month.

The newer layout is JSON, one file a year; the older one is one CSV.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.model.area import WORLD, fold
from stocktake.model.observation import TOTAL
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading

_FIGURES = ("total", "dead", "missing", "female", "male", "children")
_OPTIONAL = ("origin",)
_NUMBER = re.compile(r"\d{4}\.MMP\d+|\d+")
_DATES = ("%Y-%m-%d", "%d-%b-%y")
_KEY = ("ref_area", "sex", "age", "counterpart_area", "other_dims", "time_period")


@dataclass(frozen=True, slots=True)
class _Span:
    """What the incidents cover: whole years, and months with which the record of a year breaks off."""

    whole: frozenset[str]
    last_months: frozenset[str]
    last_day: str


def read(path: Path, about: About) -> Reading:
    """Return the dead and missing of the world, and of each country, region, route and place, by year and by month.

    Of a folder the JSON files are read. DataError where there is none, or a file has another layout.
    """
    incidents, told = _incidents(path, about)
    incidents, issues = _understood(incidents, about)
    has_number = pc.or_(incidents["dead"].is_valid(), incidents["missing"].is_valid())
    has_year = incidents["year"].is_valid()
    counted = incidents.filter(pc.and_(pc.and_(has_number, incidents["total"].is_valid()), has_year))
    no_date = incidents.filter(pc.invert(has_year)).num_rows
    left_out = {"no_number": incidents.num_rows - no_date - counted.num_rows, "no_date": no_date}
    span = _span(counted["day"], about.series["whole_year"])
    return Reading(
        _figures(counted, span, about),
        incidents.num_rows,
        {rule: count for rule, count in left_out.items() if count},
        (*told, *issues, *_breaks(counted, span)),
        span.last_day,
    )


def _incidents(path: Path, about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    """Return the rows of a file, or of all JSON files of a folder, by our names of the columns, every cell as text."""
    inside = sorted(one for one in path.iterdir() if not one.name.startswith(".")) if path.is_dir() else [path]
    chosen = [one for one in inside if one.suffix == ".json"] if path.is_dir() else inside
    if not chosen:
        raise DataError(f"{path.name}: holds no JSON file of incidents; name a folder with files as 2014.json, or one file")
    beside = (Issue(f'file "{one.name}" was not read; read it on its own', 1, path.name) for one in inside if one not in chosen)
    found = [_named(one, about) for one in chosen]
    return pa.concat_tables([table for table, _ in found]), (*beside, *(issue for _, issues in found for issue in issues))


def _named(path: Path, about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    is_json = path.suffix == ".json"
    table = files.read_objects(path) if is_json else files.read_csv(path).table
    spellings = {name: text.split("; ") for name, text in about.columns.items()}
    layout = 0 if spellings["id"][0] in table.column_names else 1
    names = {name: found[layout] for name, found in spellings.items() if len(found) > layout}
    optional = [names[name] for name in _OPTIONAL if name in names]
    must = [name for name in names.values() if name not in optional]
    issues = files.surprises(table.column_names, must, (*about.ignored, *optional), path.name)
    blank = pa.chunked_array([pa.repeat("", table.num_rows)])
    columns = {name: table[names[name]] if names.get(name) in table.column_names else blank for name in spellings}
    return pa.table({**columns, "locator": files.standing(path.name, table.num_rows, 1 if is_json else 2)}), issues


def _understood(text: pa.Table, about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    """Return the incidents with numbers, days, years and our codes of areas, and what was odd about them."""
    numbers = {name: cells.numbers(text[name], about.missing, about.columns[name].split("; ")[0]) for name in _FIGURES}
    place = cells.Places(areas(), "name", about.places, "iom")
    codes = {name: place.codes(cells.mapped(text[name], unescape), name) for name in ("region", "country", "origin")}
    day = cells.mapped(text["date"], _day)
    year = pc.coalesce(pc.utf8_slice_codeunits(day, 0, 4), cells.mapped(text["id"], _year_of_number))
    routes = about.series["routes"]
    table = pa.table(
        {
            **{name: found.values for name, found in numbers.items()},
            **{name: found for name, (found, _) in codes.items()},
            "place": cells.mapped(text["place"], lambda name: f"place={_slug(name)}" if name else ""),
            "route": cells.mapped(text["route"], lambda name: f"route={routes.get(name) or _slug(name)}"),
            "day": day,
            "year": year,
            "locator": text["locator"],
        }
    )
    unread = (
        *(one for found in numbers.values() for one in found.issues),
        *(one for _, found in codes.values() for one in found),
    )
    return table, (*unread, *_oddities(text, table))


def _day(text: str) -> str | None:
    """Return a date of either layout as 2020-01-13, None for what is none."""
    for form in _DATES:
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()
        except ValueError:
            continue
    return None


def _year_of_number(text: str) -> str | None:
    return text[:4] if _NUMBER.fullmatch(text) and "." in text else None


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(unescape(name))).strip("-")


def _oddities(text: pa.Table, table: pa.Table) -> Iterator[Issue]:
    """Yield an issue for each kind of thing that a careful reader of the incidents would ask about."""
    odd_number = cells.mapped(text["id"], lambda number: None if _NUMBER.fullmatch(number) else number)
    yield from cells.counted(odd_number, 'incident number "{}" is none')
    yield from cells.counted(cells.mapped(text["date"], lambda day: None if not day or _day(day) else day), 'date "{}" is none')
    parts = pc.add(pc.fill_null(table["dead"], 0), pc.fill_null(table["missing"], 0))
    known = pc.add(pc.fill_null(table["female"], 0), pc.fill_null(table["male"], 0))
    again = text.num_rows - pc.count_distinct(text["id"]).as_py()
    alike = text.num_rows - text.drop_columns(["locator"]).group_by(list(text.column_names[:-1])).aggregate([]).num_rows
    for sentence, count in (
        ("a row repeats an incident number; it is a part of that incident, and is counted", again),
        ("a row is like another of its incident in all that is read; it is counted", alike),
        ("the total is not the dead and the missing together; the total is counted", _often(pc.not_equal(parts, table["total"]))),
        ("more women and men than dead and missing; all are kept", _often(pc.greater(known, table["total"]))),
        ("an incident has no date; it is counted in the year of its number, in no month", _often(_dateless(table))),
    ):
        if count:
            yield Issue(sentence, count)


def _dateless(table: pa.Table) -> pa.ChunkedArray:
    return pc.and_(table["day"].is_null(), table["year"].is_valid())


def _often(is_so: pa.ChunkedArray) -> int:
    return int(pc.sum(is_so, min_count=0).as_py())


def _span(days: pa.ChunkedArray, rule: Mapping[str, str]) -> _Span:
    """Return what the incidents cover: a year is whole if its first incident and its last one are near enough to its ends."""
    known = sorted(day for day in pc.unique(days).to_pylist() if day)
    ends: dict[str, tuple[str, str]] = {}
    for day in known:
        ends[day[:4]] = (ends.get(day[:4], (day, day))[0], day)
    whole = {year for year, (first, last) in ends.items() if first[5:] <= rule["first_by"] and last[5:] >= rule["last_from"]}
    return _Span(
        frozenset(whole), frozenset(last[:7] for year, (_, last) in ends.items() if year not in whole), known[-1] if known else ""
    )


def _breaks(counted: pa.Table, span: _Span) -> Iterator[Issue]:
    """Yield an issue for each year that the incidents do not cover whole."""
    years = sorted(set(pc.unique(counted["year"]).to_pylist()) - span.whole)
    for year in years:
        mine = counted.filter(pc.equal(counted["year"], year))
        days = pc.min_max(mine["day"]).as_py()
        reach = f"from {days['min']} to {days['max']}" if days["min"] else "without a date"
        yield Issue(f"{year} has incidents {reach}: its months have figures, the year has none", 1, mine["locator"][0].as_py())


def _figures(counted: pa.Table, span: _Span, about: About) -> pa.Table:
    """Return the sums over the incidents, one row an area, disaggregation and period; no incident gives no row."""
    counted = counted.append_column("month", pc.utf8_slice_codeunits(counted["day"], 0, 7))
    counted = counted.append_column("order", pa.array(range(counted.num_rows), pa.int64()))
    whole_years = counted.filter(pc.is_in(counted["year"], value_set=pa.array(sorted(span.whole), pa.string())))
    with_month = counted.filter(counted["month"].is_valid())
    found = {
        "SM_DTH_MIGR": pa.concat_tables([_summed(cut, whole_years["year"], whole_years["order"]) for cut in _cuts(whole_years)]),
        "MISSING_MIGRANTS_MONTHLY": pa.concat_tables(
            [_summed(cut, with_month["month"], with_month["order"]) for cut in _cuts(with_month)]
        ),
        "MISSING_MIGRANTS_CUMULATIVE": _cumulative(whole_years, span, about),
    }
    return pa.concat_tables([_series(_told(sums, counted["locator"], span), name, about) for name, sums in found.items()])


def _cuts(part: pa.Table) -> Iterator[dict[str, pa.ChunkedArray | str]]:
    """Yield each way to split the dead and missing: the value of an incident and what it counts for; a blank code drops it."""
    total = part["total"]
    yield {"value": total}
    yield from ({"value": total, "ref_area": part[name]} for name in ("country", "region"))
    yield from ({"value": total, "other_dims": part[name]} for name in ("place", "route"))
    yield {"value": total, "counterpart_area": part["origin"]}
    yield from ({"value": part[name], "other_dims": f"outcome={name}"} for name in ("dead", "missing"))
    yield from ({"value": part[name], "sex": code} for name, code in (("female", "F"), ("male", "M")))
    yield {"value": part["children"], "age": "Y0T17"}


def _summed(cut: Mapping[str, pa.ChunkedArray | str], period: pa.ChunkedArray, order: pa.ChunkedArray) -> pa.Table:
    """Return the sum of each group, with the number of its incidents and the first and last of them."""
    split = {name: codes for name, codes in {**cut, "time_period": period}.items() if not isinstance(codes, str)}
    table = pa.table({**split, "order": order})
    for name in cut.keys() & split.keys() - {"value"}:
        table = table.filter(pc.not_equal(table[name], ""))
    by = [name for name in split if name != "value"]
    found = table.filter(table["value"].is_valid()).group_by(by)
    sums = found.aggregate([("value", "sum"), ("value", "count"), ("order", "min"), ("order", "max")])
    fixed = {
        **dict.fromkeys(_KEY, TOTAL),
        "ref_area": WORLD,
        **{name: code for name, code in cut.items() if isinstance(code, str)},
    }
    keys = [sums[name] if name in by else pa.repeat(fixed[name], sums.num_rows) for name in _KEY]
    told = [sums[name] for name in ("value_sum", "value_count", "order_min", "order_max")]
    return pa.table([*keys, *told], names=[*_KEY, "obs_value", "incidents", "first", "last"])


def _told(sums: pa.Table, locators: pa.ChunkedArray, span: _Span) -> pa.Table:
    """Return the sums with where their incidents stand, how many they are, and the mark of a month that may not be whole."""
    first, last = locators.take(sums["first"]), locators.take(sums["last"])
    where = pc.if_else(pc.equal(first, last), first, pc.binary_join_element_wise(first, last, " to "))
    often = sums["incidents"].cast(pa.string())
    words = pc.if_else(pc.equal(sums["incidents"], 1), "incident", "incidents")
    breaks_off = pc.is_in(sums["time_period"], value_set=pa.array(sorted(span.last_months), pa.string()))
    comment = pc.binary_join_element_wise(often, words, " ")
    told = {
        **{name: sums[name] for name in (*_KEY, "obs_value")},
        "obs_status": pc.if_else(breaks_off, "P", "A"),
        "locator": where,
        "comment_obs": pc.if_else(
            breaks_off, pc.binary_join_element_wise(comment, "the record breaks off in this month", "; "), comment
        ),
    }
    return pa.table(told)


def _cumulative(whole: pa.Table, span: _Span, about: About) -> pa.Table:
    """Return the sum over all whole years since the first one of the record: none where that year is not there, or no year follows."""
    start = int(about.series["MISSING_MIGRANTS_CUMULATIVE"]["first_year"])
    years = _unbroken(start, span.whole)
    part = whole.filter(pc.is_in(whole["year"], value_set=pa.array(years, pa.string())))
    period = pa.chunked_array([pa.repeat(f"{start}/{years[-1]}" if years else "", part.num_rows)])
    if len(years) < 2:
        part, period = part.slice(0, 0), period.slice(0, 0)
    return _summed({"value": part["total"]}, period, part["order"])


def _unbroken(start: int, whole: frozenset[str]) -> Sequence[str]:
    """Return the years from `start` on, up to the first that is not whole."""
    years: list[str] = []
    while str(start + len(years)) in whole:
        years.append(str(start + len(years)))
    return years


def _series(figures: pa.Table, series: str, about: About) -> pa.Table:
    facts = {"series": series, **{name: about.series[series][name] for name in ("indicator", "unit_measure")}}
    for name, text in facts.items():
        figures = figures.append_column(name, pa.repeat(text, figures.num_rows))
    return figures

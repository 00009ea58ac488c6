"""Tables whose columns say by hashtag what they hold: each column of figures gives a figure a row, and rows of all levels are kept."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.catalog.catalog import load
from stocktake.catalog.codelist import codelist
from stocktake.errors import DataError
from stocktake.model import period
from stocktake.model.area import fold
from stocktake.model.indicator import Indicator
from stocktake.model.observation import TOTAL
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.hxl import tags
from stocktake.sources.hxl.tags import Tag
from stocktake.sources.reading import Issue, Origin, Reading, together

_AGES = re.compile(r"age_?(\d+)_(\d+|up|plus)")
_LEVELS = tuple(f"adm{level}" for level in range(1, 6))
_AREAS = ("country", "adm0")
_DAYS = (frozenset[str](), frozenset({"reported"}), frozenset({"occurred"}))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table under a row of hashtags: columns in order, their tags (None where a column has none), and where each row stands."""

    columns: tuple[pa.ChunkedArray, ...]
    tags: tuple[Tag | None, ...]
    locator: pa.ChunkedArray
    header: int = 0

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.locator)

    def of(self, *wanted: Tag) -> pa.ChunkedArray | None:
        """Return the first column with one of the tags, the tags in order of preference; None where there is none."""
        places = [self.tags.index(one) for one in wanted if one in self.tags]
        return self.columns[places[0]] if places else None


@dataclass(frozen=True, slots=True)
class _Figures:
    """What a column of figures is of, as its hashtag says it; `unit` is empty where it does not."""

    place: int
    indicator: str
    series: str
    unit: str
    sex: str
    age: str
    dims: Mapping[str, str]


def read(path: Path, about: About) -> Reading:
    """Return the figures of a file, of every administrative level in it: `adm1` and deeper stand among the other dimensions.

    DataError where no row holds hashtags, and where they name no area, no date or no figures; one such sheet beside others is an issue.
    """
    if path.is_dir():
        raise DataError(f"{path.name}: is a folder; name the files in it, for each has an origin of its own")
    found, issues = _sheets(path)
    readings = []
    for sheet in found:
        try:
            readings.append(_reading(sheet, path, about))
        except DataError as fault:
            if len(found) == 1:
                raise
            issues.append(Issue(f"a sheet was not read: {fault}"))
    if not readings:
        raise DataError(f"{path.name}: none of its {len(found)} sheets with hashtags can be read; {issues[-1]}")
    publisher = _publisher(found)
    whole = together(readings)
    return replace(whole, issues=cells.added_up([*issues, *whole.issues]), origin=_origin(path, publisher))


def _sheets(path: Path) -> tuple[list[_Sheet], list[Issue]]:
    """Return every table of a file that has hashtags, and an issue for each sheet that has none."""
    if not path.name.lower().endswith(".xlsx"):
        return [_csv(path)], []
    found, issues = [], []
    for name in files.sheets(path):
        rows = files.sheet(path, name)
        at = tags.place(rows)
        if at is None:
            issues.append(Issue(f'the sheet "{name}" has no row of hashtags; it was not read'))
        else:
            found.append(_listed(rows, at, f"{name}, row"))
    if not found:
        raise DataError(f"{path.name}: {_NO_TAGS}")
    return found, issues


_NO_TAGS = "has no row of HXL hashtags among its first 25 rows nor as its last; add one, as #country+code, #date+year, #affected"


def _csv(path: Path) -> _Sheet:
    """Return the table of a CSV file; its hashtags are looked for at the top first, so that the rest is never a list of rows."""
    top = [next(csv.reader([line]), []) for line in files.opening(path, tags.WITHIN + 1)]
    at = tags.place(top[: tags.WITHIN])
    if at is not None and at < len(top) - 1:
        table = files.read_csv(path, above=at).table
        return _sheet(table, top[at], files.standing("", table.num_rows, at + 2), 0)
    table = files.read_csv(path).table
    last = [column[-1].as_py() for column in table.columns] if table.num_rows else []
    if not tags.is_tags(last):
        raise DataError(f"{path.name}: {_NO_TAGS}")
    first = pa.table({name: [text] for name, text in zip(table.column_names, top[0], strict=True)})
    whole = pa.concat_tables([first, table.slice(0, table.num_rows - 1)])
    return _without_names(_sheet(whole, last, files.standing("", whole.num_rows, 1), 0))


def _sheet(table: pa.Table, row: Sequence[str], locator: pa.Array, header: int) -> _Sheet:
    places = pa.chunked_array([pc.utf8_ltrim(locator, ", ")])
    return _Sheet(tuple(table.columns), tuple(tags.tag(text.removeprefix("\ufeff")) for text in row), places, header)


def _listed(rows: Sequence[Sequence[str]], at: int, where: str) -> _Sheet:
    """Return the table of a sheet: what is under the hashtags, or above them where they stand last."""
    is_last = at == len(rows) - 1 and at >= 1
    first, body = (0, rows[:at]) if is_last else (at + 1, rows[at + 1 :])
    kept = [(place, row) for place, row in enumerate(body, start=first + 1) if any(text.strip() for text in row)]
    columns = tuple(pa.chunked_array([[row[column] for _, row in kept]], pa.string()) for column in range(len(rows[at])))
    locator = pa.chunked_array([[f"{where} {place}" for place, _ in kept]], pa.string())
    found = _Sheet(columns, tuple(tags.tag(text) for text in rows[at]), locator)
    return _without_names(found) if is_last else found


def _without_names(sheet: _Sheet) -> _Sheet:
    """Return a table without its first row where that holds names: no figure stands under any tagged column in it."""
    first = [column[0].as_py() for column, one in zip(sheet.columns, sheet.tags, strict=True) if one is not None and sheet.rows]
    if not first or not all(text.strip() and not re.search(r"\d", text) for text in first):
        return sheet
    return replace(sheet, columns=tuple(one.slice(1) for one in sheet.columns), locator=sheet.locator.slice(1), header=1)


def _publisher(sheets: Sequence[_Sheet]) -> str:
    """Return who the file says its figures are from, empty where it does not, or names several."""
    columns = [one for sheet in sheets if (one := sheet.of(Tag("meta", frozenset({"source"})))) is not None]
    named = {" ".join(text.split()) for column in columns for text in pc.unique(column).to_pylist() if text.strip()}
    return named.pop() if len(named) == 1 else ""


def _origin(path: Path, publisher: str) -> Origin:
    """Return the origin of a file: the source it names, and its own name, which is all that tells one data set from the next."""
    stem = path.name.removesuffix(".gz").rpartition(".")[0] or path.name
    id_ = "-".join(part for part in (_slug(publisher), _slug(stem) or "file") if part)
    return Origin(id_[:90], f"table {path.name} with hashtags of HXL", publisher or "publisher not stated in the file")


def _slug(text: str) -> str:
    """Return a text in small letters, digits and hyphens.

    >>> _slug("Global IDPs (adm 0-2)")
    'global-idps-adm-0-2'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def _reading(sheet: _Sheet, path: Path, about: About) -> Reading:
    columns = [one for one in (_figures(place, tag, about) for place, tag in enumerate(sheet.tags) if tag) if one]
    if not columns:
        raise DataError(
            f"{path.name}: no hashtag names figures, as #affected or #indicator+value; add one to the column that holds them"
        )
    shared, issues = _shared(sheet, path, about)
    has_area, has_date = shared["ref_area"].is_valid(), shared["time_period"].is_valid()
    kept = pc.and_(has_area, has_date)
    dated = {name: column.filter(kept) for name, column in shared.items()}
    found, left_out = [], {"header": sheet.header * len(columns)}
    left_out["no_area"] = _count(pc.invert(has_area)) * len(columns)
    left_out["no_date"] = _count(pc.and_(has_area, pc.invert(has_date))) * len(columns)
    for one in columns:
        rows, dropped, odd = _observed(one, dated, sheet.columns[one.place].filter(kept), str(sheet.tags[one.place]), about)
        found.append(rows)
        issues += odd
        for rule, often in dropped.items():
            left_out[rule] = left_out.get(rule, 0) + often
    table, repeated = cells.once(pa.concat_tables(found))
    left_out["repeated"] = repeated
    counted = {rule: often for rule, often in left_out.items() if often}
    return Reading(table, (sheet.rows + sheet.header) * len(columns), counted, (*issues, *_surprises(sheet, about)))


def _count(mask: pa.ChunkedArray) -> int:
    return int(pc.sum(mask, min_count=0).as_py())


def _figures(place: int, tag: Tag, about: About) -> _Figures | None:
    """Return what a column of figures is of; None for a column of another kind."""
    facts = about.series
    if tag.name not in facts["figures"] or tag.attributes & {"code", "name", "type", "unit", "category", "status"}:
        return None
    if tag.name == "indicator" and not tag.attributes & {"value", "num"}:
        return None
    unit = next(
        (unit for name, unit in facts["units"].items() if name in tag.attributes and name != "ind"), facts["figures"][tag.name]
    )
    if tag.name == "indicator" and "ind" in tag.attributes:
        unit = facts["units"]["ind"]
    sex = next((code for name, code in facts["sex"].items() if name in tag.attributes), TOTAL)
    ages = [name for name in tag.attributes if _AGES.fullmatch(name)]
    age, dims = _age(ages)
    groups = sorted(tag.attributes & set(facts["group"]))
    said = {*facts["sex"], *facts["group"], *facts["plain"], *ages}
    words = [tag.name, *sorted(tag.attributes - said)]
    dims |= {"group": "-".join(groups)} if groups else {}
    return _Figures(place, "-".join(["hxl", *words]).replace("_", "-"), "_".join(words).upper(), unit, sex, age, dims)


def _age(ages: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the code of an age attribute; one that our list lacks stands among the other dimensions."""
    match = _AGES.fullmatch(ages[0]) if ages else None
    if match is None:
        return TOTAL, {}
    code = f"Y{int(match[1])}T{int(match[2])}" if match[2].isdigit() else f"Y_GE{int(match[1])}"
    return (code, {}) if code in codelist("age") else (TOTAL, {"age": code})


def _shared(sheet: _Sheet, path: Path, about: About) -> tuple[dict[str, pa.ChunkedArray], list[Issue]]:
    """Return what all figures of a row have in common, null for an area or period that a row does not tell."""
    area, issues = _area(sheet, about, frozenset())
    if area is None:
        raise DataError(
            f"{path.name}: no hashtag names the country, as #country+code or #adm0+code; add one to the column that does, or such a column"
        )
    other, odd = _area(sheet, about, frozenset({"origin"}))
    blank = pa.chunked_array([pa.repeat(TOTAL, sheet.rows)], pa.string())
    dates = _dates(sheet, path)
    periods, told = _periods(dates)
    return {
        "ref_area": area,
        "counterpart_area": blank if other is None else pc.fill_null(other, TOTAL),
        "time_period": periods,
        "locator": sheet.locator,
        "comment_obs": _notes(sheet, dates, about),
        **{f"dim {name}": column for name, column in _dimensions(sheet, about)},
        **_named(sheet),
    }, [*issues, *odd, *told]


def _area(sheet: _Sheet, about: About, extra: frozenset[str]) -> tuple[pa.ChunkedArray | None, tuple[Issue, ...]]:
    """Return our codes of the areas in the first column that names them, by code before by name; null where a row names none."""
    kinds = about.series["places"]
    fitting = [
        (place, tag)
        for place, tag in enumerate(sheet.tags)
        if tag and tag.name in _AREAS and extra <= tag.attributes and tag.attributes - extra <= set(kinds)
    ]
    if not fitting:
        return None, ()
    place, tag = min(fitting, key=lambda one: ("name" in one[1].attributes, one[0]))
    kind = next((kinds[name] for name in sorted(tag.attributes) if kinds.get(name)), "iso3")
    column = _filled(sheet.columns[place], about)
    codes, issues = cells.Places(areas(), kind, about.places, "hxl").codes(pc.drop_null(column), str(tag))
    return pc.replace_with_mask(column.combine_chunks(), column.is_valid().combine_chunks(), codes.combine_chunks()), issues


def _filled(column: pa.ChunkedArray, about: About) -> pa.ChunkedArray:
    """Return the texts of a column, null for an empty cell and a mark that stands for one."""
    text = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.is_in(text, pa.array(["", *about.missing], pa.string())), None, text)


def _dates(sheet: _Sheet, path: Path) -> pa.ChunkedArray:
    """Return the column that tells the time of each row: a day before a year before the end or the beginning of a time."""
    dates = [tag for tag in sheet.tags if tag and tag.name == "date"]
    wanted = [*(Tag("date", one) for one in _DAYS)]
    for attribute in ("year", "end", "start"):
        wanted += sorted((one for one in dates if attribute in one.attributes), key=str)
    column = sheet.of(*wanted)
    if column is None:
        raise DataError(f"{path.name}: no hashtag names the time, as #date or #date+year; add one to the column that does")
    return column


def _periods(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, tuple[Issue, ...]]:
    """Return the period of each row, of a day its month; null for what is none."""
    found = cells.mapped(column, _period)
    odd = pc.if_else(pc.or_(found.is_valid(), pc.equal(pc.utf8_trim_whitespace(column), "")), None, column)
    return found, cells.counted(odd, '#date: "{}" is no date')


def _period(text: str) -> str | None:
    """Return the period of a cell; figures are kept by month, so a day gives its month.

    >>> _period("2024-03-31T00:00:00"), _period("2024.0"), _period("2024-W05"), _period("soon")
    ('2024-03', '2024', '2024-W05', None)
    """
    if day := _day(text):
        return day[:7]
    try:
        return period.parse(cells.period(text) or "").text
    except ValueError:
        return None


def _day(text: str) -> str | None:
    """Return the day that a cell names, None where it names a longer time."""
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat() if re.match(r"\s*\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _notes(sheet: _Sheet, dates: pa.ChunkedArray, about: About) -> pa.ChunkedArray:
    """Return what stands beside the figures of a row: the day, and what its hashtags say is a note."""
    parts = [pc.binary_join_element_wise("day:", cells.mapped(dates, _day), " ")]
    for place, tag in enumerate(sheet.tags):
        word = "" if tag is None else "meta+source" if tag == Tag("meta", frozenset({"source"})) else tag.name
        if word in about.series["notes"]:
            name = about.series["notes"][word] or word
            parts.append(pc.binary_join_element_wise(f"{name}:", _filled(sheet.columns[place], about), " "))
    return cells.joined(parts, sheet.rows)


def _dimensions(sheet: _Sheet, about: About) -> Iterator[tuple[str, pa.ChunkedArray]]:
    """Yield the further dimensions by name: the levels below a country, and columns that part the figures; a name beside its code is none."""
    for tag, place in _parting(sheet, about).items():
        is_level = tag.name in _LEVELS and not tag.attributes - set(about.series["places"])
        name = tag.name if is_level else "-".join([tag.name, *sorted(tag.attributes)]).replace("_", "-")
        is_code = "code" in tag.attributes or "pcode" in tag.attributes
        yield name, cells.mapped(_filled(sheet.columns[place], about), partial(_value, is_code=is_code))


def _parting(sheet: _Sheet, about: About) -> Mapping[Tag, int]:
    """Return the columns that part the figures, by tag, each tag once."""
    found: dict[Tag, int] = {}
    for place, tag in enumerate(sheet.tags):
        if tag is None or tag.name not in about.series["dimensions"] or _figures(place, tag, about) or _is_taken(tag, about):
            continue
        coded = Tag(tag.name, tag.attributes - {"name"} | {"code"})
        if "name" not in tag.attributes or coded not in sheet.tags:
            found.setdefault(tag, place)
    return found


def _is_taken(tag: Tag, about: About) -> bool:
    """Return whether a column is read as something else, as an area or the name of an indicator, or parts no figures."""
    if tag.attributes & set(about.series["aside"]):
        return True
    return (tag.name in _AREAS and tag.attributes - {"origin"} <= set(about.series["places"])) or tag.name == "indicator"


def _value(text: str, *, is_code: bool) -> str:
    """Return a cell as the code of a dimension: a code without the signs that part dimensions, of words the letters and digits."""
    return re.sub(r"[;=\s]+", "-", text.strip()) if is_code else _slug(text) or re.sub(r"[;=\s]+", "-", text.strip())


def _named(sheet: _Sheet) -> dict[str, pa.ChunkedArray]:
    """Return the column that names the indicator of a row, by code before by name, as `named`; nothing where there is none."""
    column = sheet.of(Tag("indicator", frozenset({"code"})), Tag("indicator", frozenset({"name"})))
    return {} if column is None else {"named": column}


def _observed(
    one: _Figures, shared: Mapping[str, pa.ChunkedArray], column: pa.ChunkedArray, tag: str, about: About
) -> tuple[pa.Table, Mapping[str, int], tuple[Issue, ...]]:
    """Return a row for each figure of a column, how many cells gave none by which rule, and what could not be understood."""
    rows = len(column)
    indicator, series, unit = _what(one, shared, rows)
    numbers = cells.numbers(column, about.missing, tag)
    dims = {name.removeprefix("dim "): values for name, values in shared.items() if name.startswith("dim ")}
    dims |= {name: pa.chunked_array([pa.repeat(code, rows)], pa.string()) for name, code in one.dims.items()}
    named = [pc.binary_join_element_wise(name, values, "=") for name, values in sorted(dims.items())]
    table = pa.table(
        {
            **{name: shared[name] for name in ("ref_area", "counterpart_area", "time_period", "locator")},
            "indicator": indicator,
            "series": series,
            "sex": pa.repeat(one.sex, rows),
            "age": pa.repeat(one.age, rows),
            "other_dims": cells.joined(named, rows, ";", TOTAL),
            "obs_value": numbers.values,
            "obs_status": numbers.status,
            "unit_measure": unit,
            "comment_obs": cells.joined([_some(numbers.comment), _some(shared["comment_obs"])], rows),
        }
    )
    is_blank = _filled(column, about).is_null()
    has_unit = pc.not_equal(unit, "")
    dropped = {"blank": _count(is_blank), "no_unit": _count(pc.and_(pc.invert(is_blank), pc.invert(has_unit)))}
    return table.filter(pc.and_(pc.invert(is_blank), has_unit)), dropped, numbers.issues


def _some(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(column, ""), None, column)


def _what(
    one: _Figures, shared: Mapping[str, pa.ChunkedArray], rows: int
) -> tuple[pa.ChunkedArray, pa.ChunkedArray, pa.ChunkedArray]:
    """Return indicator, series and unit of each row: those of an indicator of ours that the row names, else those of the hashtag."""
    named = shared.get("named")
    if named is None or not one.indicator.startswith("hxl-indicator"):
        indicator, series, unit = (
            pa.chunked_array([pa.repeat(text, rows)], pa.string()) for text in (one.indicator, one.series, one.unit)
        )
        return indicator, series, unit
    known = load().indicators
    ours = {code: known[facts.same_as or code] for code, facts in known.items()}
    by_series = {series.code: (facts, series) for facts in known.values() if not facts.same_as for series in facts.series}

    def what(text: str) -> tuple[str, str, str]:
        code = text.strip()
        if code in by_series:
            facts, series = by_series[code]
            return facts.id, series.code, one.unit or series.unit_measure
        if code in ours:
            return ours[code].id, *_of_ours(ours[code], one.unit)
        return f"hxl-{_slug(code) or 'unnamed'}", code or one.series, one.unit

    names = pc.fill_null(named, "")
    indicator, series, unit = (cells.mapped(names, partial(_part_of, what, place)) for place in range(3))
    return indicator, series, unit


def _of_ours(facts: Indicator, unit: str) -> tuple[str, str]:
    """Return series and unit of a figure that names an indicator of ours alone: of several series nobody can say which it is."""
    units = {series.unit_measure for series in facts.series} or {facts.unit_measure}
    series = facts.series[0].code if len(facts.series) == 1 else facts.id
    return series, unit or (units.pop() if len(units) == 1 else "")


def _part_of(what: Callable[[str], Sequence[str]], place: int, text: str) -> str:
    return what(text)[place]


def _surprises(sheet: _Sheet, about: About) -> Iterator[Issue]:
    """Yield an issue for the columns without a hashtag, and for each hashtag that is neither read nor ignored."""
    bare = sum(tag is None for tag in sheet.tags)
    if bare:
        yield Issue("a column has no hashtag; it was not read", bare)
    known = {*about.series["figures"], *about.series["notes"], *about.series["dimensions"], *about.ignored}
    for tag in sheet.tags:
        if tag and tag.name not in known:
            yield Issue(f"the column {tag} is neither read nor ignored")

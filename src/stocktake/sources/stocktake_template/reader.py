"""A workbook that an organisation filled in: every cell is checked, all faults are told at once, and with one fault nothing is read."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa

from stocktake.catalog.area import areas
from stocktake.catalog.catalog import load
from stocktake.catalog.codelist import codelists
from stocktake.errors import AreaNotFound, DataError
from stocktake.model.area import Area, fold
from stocktake.model.number import count
from stocktake.model.observation import TOTAL
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Origin, Reading
from stocktake.sources.stocktake_template import checking, form, unseen
from stocktake.sources.stocktake_template.form import Page

_COLUMNS = ("indicator", "series", "ref_area", "time_period", "sex", "age", "migratory_status", "disability", "counterpart_area",
            "other_dims", "obs_value", "unit_measure", "obs_status", "locator", "comment_obs")  # fmt: skip
_SCHEMA = pa.schema([(name, pa.float64() if name == "obs_value" else pa.string()) for name in _COLUMNS])
_WRITES_ONE = "`stocktake source template AREA` writes one"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that holds figures: what they are of, and what each cell under a year says, by its year and place."""

    place: int
    key: Mapping[str, str]
    unit: str
    status: str
    comment: str
    figures: Mapping[str, tuple[str, checking.Figure]]


@dataclass(slots=True)
class _Sheet:
    """A sheet as it was sent back, with what has been found in it so far."""

    page: Page
    rows: Sequence[Sequence[str]]
    odd: Mapping[str, tuple[str, str]]
    faults: list[str] = field(default_factory=list)
    found: list[_Row] = field(default_factory=list)
    read: int = 0
    blank: int = 0

    def tell(self, row: int, column: int, text: str) -> None:
        """Add a fault of a cell."""
        self.faults.append(f"{form.cell(self.page.name, row, column)}: {text}")

    def cell(self, row: int, column: int) -> str:
        """Return the text of a cell; an empty one where the workbook does not reach so far."""
        line = self.rows[row] if row < len(self.rows) else ()
        return line[column].strip() if column < len(line) else ""


def read(path: Path, about: About) -> Reading:
    """Return the figures of a workbook, or of a folder of workbooks of one organisation.

    Blank cells are left out as `not_reported`. DataError where the file is no workbook of ours, and where any cell cannot be right:
    its `details` are a line for each.
    """
    origins = set()

    def one(file: Path) -> Reading:
        found = _one(file, about)
        origins.add(found.origin)
        return found

    found = files.each(path, (".xlsx",), one, ("~$*", ".*"))
    if len(origins) > 1:
        raise DataError(f"{path.name}: holds workbooks of several organisations; read them one by one")
    return found


def _one(path: Path, about: About) -> Reading:
    area, given = _layout(path)
    odd = unseen.cells(path)
    origin, vintage, faults = _origin(path, area, about, odd)
    sheets = list(_sheets(path, given, odd, about, faults))
    for sheet in sheets:
        _check(sheet, area, about)
    faults += [fault for sheet in sheets for fault in sheet.faults]
    if faults or origin is None:
        raise DataError(f"{path.name}: {count(len(faults), 'cell')} cannot be read, so nothing was taken in", faults)
    observed = [one for sheet in sheets for row in sheet.found for one in _observations(sheet, row)]
    if not observed:
        raise DataError(f"{path.name}: no figure is filled in; write the figures under the years, then hand it in again")
    blank = sum(sheet.blank for sheet in sheets)
    issues = (*_strangers(path, given), *(issue for sheet in sheets for issue in (*_sums(sheet, about), *_aside(sheet))))
    left_out = {"not_reported": blank} if blank else {}
    table = pa.Table.from_pylist(observed, schema=_SCHEMA)
    return Reading(table, sum(sheet.read for sheet in sheets), left_out, issues, vintage, origin)


def _layout(path: Path) -> tuple[Area, Mapping[str, list[Sequence[str]]]]:
    """Return whose figures were asked for, and for each sheet the header and the rows as they were handed out."""
    names = files.sheets(path)
    if form.LAYOUT not in names or form.README not in names:
        raise DataError(f"{path.name}: is no workbook of stocktake; {_WRITES_ONE}")
    mark, *lines = files.sheet(path, form.LAYOUT) or [[]]
    if tuple(mark[:2]) != form.MARK:
        raise DataError(f"{path.name}: is a workbook of another version of stocktake; {_WRITES_ONE}, copy the figures over")
    given: dict[str, list[Sequence[str]]] = {}
    for number, line in enumerate(lines, start=2):
        if len(line) < 3 or line[1] != str(form.HEADER_ROW + len(given.get(line[0], ()))):
            raise DataError(
                f"{path.name}: row {number} of the hidden sheet {form.LAYOUT} was changed; {_WRITES_ONE}, copy the figures over"
            )
        given.setdefault(line[0], []).append(_trimmed(line[2:]))
    try:
        return areas().get(mark[2]), given
    except (AreaNotFound, IndexError) as fault:
        raise DataError(
            f"{path.name}: the hidden sheet {form.LAYOUT} names no area; {_WRITES_ONE}, copy the figures over"
        ) from fault


def _trimmed(line: Sequence[str]) -> Sequence[str]:
    """Return the cells of a line up to the last that is filled."""
    filled = [place for place, text in enumerate(line) if text]
    return line[: filled[-1] + 1] if filled else ()


def _origin(path: Path, area: Area, about: About, odd: Mapping[str, tuple[str, str]]) -> tuple[Origin | None, str, list[str]]:
    """Return who filled the workbook in and on which day, and what is wrong with the cells that say so."""
    rows = {
        line[0].strip(): (place, line[1].strip() if len(line) > 1 else "")
        for place, line in enumerate(files.sheet(path, form.README))
        if line
    }
    answers: dict[str, str] = {}
    faults = []
    for name, check in _ANSWERS.items():
        label = form.ASKED[name]
        if label not in rows:
            faults.append(f'{form.README}!A1: the row "{label}" is missing; expected the sheet as it was handed out; put it back')
            continue
        place = form.cell(form.README, rows[label][0], 1)
        answers[name], wrong = check(rows[label][1]) if place not in odd else ("", _odd(*odd[place]))
        faults += [f"{place}: {wrong}"] if wrong else []
    if faults:
        return None, "", faults
    organisation = answers["organisation"]
    title = f"figures of {area.name} handed in with the template of stocktake"
    licence = (
        answers["licence"].partition(":")[0] if form.code(answers["licence"]) in about.series["licences"] else answers["licence"]
    )
    return (
        Origin(f"{area.code.lower().replace('_', '-')}-{_slug(organisation)}", title, organisation, answers["web"], licence),
        answers["date"],
        [],
    )


def _needed(what: str) -> Callable[[str], checking.Found]:
    return lambda text: (" ".join(text.split()), "" if text else f"is blank; expected {what}; write it")


def _day(text: str) -> checking.Found:
    """Return a day as `2026-11-21`, also where the workbook holds it as a date with a time."""
    try:
        return date.fromisoformat(text.removesuffix(" 00:00:00")).isoformat(), ""
    except ValueError:
        return "", f'"{text}" is no day; expected one as 2026-11-21; correct it'


def _web(text: str) -> checking.Found:
    is_one = not text or re.fullmatch(r"https?://[^\s<>\"]+", text)
    return (
        (text, "")
        if is_one
        else ("", f'"{text}" is no web address; expected one that begins with https://, or nothing; correct it')
    )


_ANSWERS: Mapping[str, Callable[[str], checking.Found]] = {
    "organisation": _needed("the name of the organisation"),
    "date": _day,
    "licence": _needed("the terms of use"),
    "web": _web,
}


def _slug(name: str) -> str:
    """Return a name in small letters, digits and hyphens; names without any Latin letter are told apart by their bytes.

    >>> _slug("Ministère de l’Intérieur (DG 2)")
    'ministere-de-linterieur-dg-2'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60]
    latin = sum(sign.isascii() for sign in fold(name))
    return plain if plain and 2 * latin > len(fold(name)) else f"org-{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def _sheets(
    path: Path,
    given: Mapping[str, list[Sequence[str]]],
    odd: Mapping[str, tuple[str, str]],
    about: About,
    faults: list[str],
) -> Iterator[_Sheet]:
    """Yield the sheets that were handed out; one that is not there any more is a fault."""
    known, there = load().indicators, files.sheets(path)
    for name, (header, *rows) in given.items():
        if name not in there:
            faults.append(f"{name}!A1: the sheet is missing; expected {name}, even where nothing is filled in; put it back")
            continue
        if name not in known:
            raise DataError(
                f"{path.name}: the sheet {name} is of no indicator that is known here; {_WRITES_ONE}, copy the figures over"
            )
        keys = tuple(key for key, title in form.KEYS.items() if title in header)
        years = tuple(header[len(keys) : len(header) - len(form.AFTER)])
        if not years or not all(re.fullmatch(r"\d{4}", year) for year in years) or any(len(row) != len(keys) for row in rows):
            raise DataError(f"{path.name}: the hidden sheet {form.LAYOUT} was changed; {_WRITES_ONE}, copy the figures over")
        series = form.page(known[name], (), (), about).series
        page = Page(known[name], series, keys, years, tuple(tuple(row) for row in rows))
        yield _Sheet(page, files.sheet(path, name), odd)


def _check(sheet: _Sheet, area: Area, about: About) -> None:
    """Read every cell of a sheet; where most of the header is gone nothing else is looked at, for every row would be told."""
    page, top = sheet.page, form.HEADER_ROW
    for column, title in enumerate(page.header):
        if (found := sheet.cell(top - 1, column)) != title:
            sheet.tell(top - 1, column, f'"{found}" is not what the column was called; expected "{title}"; write it back')
    if 2 * len(sheet.faults) > len(page.header):
        return
    others = [name for name in page.indicator.disaggregations if name not in form.KEYS]
    members = [one.code for one in areas().members(area.code)]
    tell = checking.meanings(members, [one.code for one in page.series], others, areas())
    for row in range(top, max(len(sheet.rows), top + len(page.rows))):
        given = page.rows[row - top] if row - top < len(page.rows) else ()
        if given or _is_filled(sheet, row):
            _check_row(sheet, row, given, tell, about)
    _check_twice(sheet)


def _is_filled(sheet: _Sheet, row: int) -> bool:
    """Return whether anything stands in a row, an error of the spreadsheet included."""
    return any(
        sheet.cell(row, column) or form.cell(sheet.page.name, row, column) in sheet.odd
        for column in range(len(sheet.page.header))
    )


def _check_row(
    sheet: _Sheet, row: int, given: Sequence[str], tell: Mapping[str, Callable[[str], checking.Found]], about: About
) -> None:
    """Read a row: the cells that say what it is of, which must be as handed out where they were, and those that were filled in."""
    page, before = sheet.page, len(sheet.faults)
    key = {}
    for column, (name, as_given) in enumerate(zip_longest(page.keys, given, fillvalue="")):
        found = sheet.cell(row, column)
        if given and found != as_given:
            sheet.tell(
                row,
                column,
                f'"{found}" was changed; expected "{as_given}" as handed out; write it back, rows of your own go below',
            )
            continue
        key[name], wrong = tell[name](found) if not _is_odd(sheet, row, column) else ("", "")
        if wrong:
            sheet.tell(row, column, wrong)
    unit = next((one.unit_measure for one in page.series if one.code == key.get("series")), "")
    figures = _figures(sheet, row, checking.bounds(about.series["bounds"].get(unit, "")), about)
    status, comment = _after(sheet, row)
    if len(sheet.faults) == before and figures:
        sheet.found.append(_Row(row, key, unit, status, comment, figures))


def _is_odd(sheet: _Sheet, row: int, column: int) -> bool:
    """Return whether a cell holds something that is no value, and tell it as a fault."""
    said = sheet.odd.get(form.cell(sheet.page.name, row, column))
    is_year = len(sheet.page.keys) <= column < len(sheet.page.keys) + len(sheet.page.years)
    if said is None or (said[0] == unseen.PER_CENT and not is_year):
        return False
    sheet.tell(row, column, _odd(*said))
    return True


def _odd(kind: str, held: str) -> str:
    """Return what is wrong with a cell that holds an error, a formula without a result, or a share shown as per cent."""
    if kind == unseen.ERROR:
        return f'"{held}" is an error of the spreadsheet; expected a value; correct the formula, or write the value itself'
    if kind == unseen.UNCOMPUTED:
        return "holds a formula without its result; expected a value; save the file in a spreadsheet program, or write the value itself"
    try:
        shown = f"{float(held) * 100:.12g}"
    except ValueError:
        shown = held
    return f"{shown} % is kept as {held} by the spreadsheet; expected a plain number; write {shown} and take the format per cent from the cell"


def _after(sheet: _Sheet, row: int) -> tuple[str, str]:
    """Return the status of a row, and its source and comment in words."""
    first = len(sheet.page.header) - len(form.AFTER)
    status, source, comment = (
        "" if _is_odd(sheet, row, column) else sheet.cell(row, column) for column in range(first, len(sheet.page.header))
    )
    chosen, wrong = checking.status(status)
    if wrong:
        sheet.tell(row, first, wrong)
    return chosen, "; ".join(part for part in (f"source: {source}" if source else "", comment) if part)


def _figures(sheet: _Sheet, row: int, within: checking.Bounds, about: About) -> Mapping[str, tuple[str, checking.Figure]]:
    """Return what the cells under the years say, blank ones left out and counted."""
    missing = frozenset(mark.casefold() for mark in about.missing)
    found = {}
    for column, year in enumerate(sheet.page.years, start=len(sheet.page.keys)):
        sheet.read += 1
        one = None if _is_odd(sheet, row, column) else checking.figure(sheet.cell(row, column), within, missing)
        if one is None:
            sheet.blank += 1
        elif one.fault:
            sheet.tell(row, column, one.fault)
        else:
            found[year] = (form.cell(sheet.page.name, row, column), one)
    return found


def _check_twice(sheet: _Sheet) -> None:
    """Tell rows that are of the same as an earlier one."""
    first: dict[tuple[str, ...], int] = {}
    for row in sheet.found:
        earlier = first.setdefault(tuple(row.key.values()), row.place)
        if earlier != row.place:
            said = f"the row is of the same as row {earlier + 1}; expected one row for each area, figure and split"
            sheet.tell(row.place, 0, f"{said}; put the figures into one of the two")


def _observations(sheet: _Sheet, row: _Row) -> Iterator[Mapping[str, object]]:
    """Yield an observation for each figure of a row; an age that has no code of ours stands among the other splits."""
    key = dict(row.key)
    if key.get("age", TOTAL) not in (TOTAL, *codelists()["age"]):
        others = [] if key.get("other_dims", TOTAL) == TOTAL else key["other_dims"].split(";")
        key |= {"other_dims": ";".join(sorted([*others, f"age={key['age']}"])), "age": TOTAL}
    for year, (place, figure) in row.figures.items():
        is_missing = checking.is_of_missing(row.status)
        own = row.status if is_missing == (figure.value is None) and figure.status != cells.CENSORED else figure.status
        yield {
            **dict.fromkeys(("sex", "age", "migratory_status", "disability", "counterpart_area", "other_dims"), TOTAL),
            **key,
            "indicator": sheet.page.indicator.id,
            "time_period": year,
            "obs_value": figure.value,
            "unit_measure": row.unit,
            "obs_status": own,
            "locator": place,
            "comment_obs": "; ".join(part for part in (figure.comment, row.comment) if part),
        }


def _sums(sheet: _Sheet, about: About) -> Iterator[Issue]:
    """Yield an issue for each total of people or cases that its parts do not add up to, rounding aside."""
    adding = about.series["adding"]
    rows = [row for row in sheet.found if row.unit in adding["units"].split()]
    for dimension, codes in about.series["parts"].items():
        if dimension in sheet.page.keys:
            yield from _not_adding(rows, dimension, codes.split(), float(adding["rounding"]))


def _not_adding(rows: Iterable[_Row], dimension: str, codes: Sequence[str], rounding: float) -> Iterator[Issue]:
    by_rest: dict[tuple[str, ...], dict[str, _Row]] = {}
    for row in rows:
        rest = tuple(text for name, text in row.key.items() if name != dimension)
        by_rest.setdefault(rest, {})[row.key[dimension]] = row
    for parts in by_rest.values():
        whole = parts.get(TOTAL)
        for year, (place, figure) in whole.figures.items() if whole else ():
            values = [parts[code].figures[year][1].value for code in codes if code in parts and year in parts[code].figures]
            given = [value for value in values if value is not None]
            needed = all(code in parts and year in parts[code].figures for code in codes[:2])
            if figure.value is None or not needed or len(given) < len(values):
                continue
            if abs(sum(given) - figure.value) > rounding:
                total = (
                    f"the parts by {form.KEYS[dimension].lower()} add up to {sum(given):.15g}, the total is {figure.value:.15g}"
                )
                yield Issue(f"{place}: {total}; all are kept")


def _aside(sheet: _Sheet) -> Iterator[Issue]:
    """Yield an issue for what was written beside the table."""
    wide = len(sheet.page.header)
    beside = [
        (row, column)
        for row, line in enumerate(sheet.rows)
        for column, text in enumerate(line)
        if column >= wide and text.strip()
    ]
    if beside:
        yield Issue("a cell beside the table was not read", len(beside), form.cell(sheet.page.name, *beside[0]))


def _strangers(path: Path, given: Mapping[str, object]) -> Iterator[Issue]:
    """Yield an issue for each sheet that is not of the template."""
    for name in files.sheets(path):
        if name not in (*given, form.README, form.CODES, form.LAYOUT):
            yield Issue(f'the sheet "{name}" is not of the template; it was not read')

"""The workbook written: what to fill in is white and open, what is given is grey and locked, without a password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from stocktake.catalog.area import areas
from stocktake.catalog.codelist import codelists
from stocktake.sources.about import About
from stocktake.sources.stocktake_template import form
from stocktake.sources.stocktake_template.form import Form, Page

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_A4 = 9
_WIDTHS = {"ref_area": 26, "series": 44, "obs_status": 18, "source": 30, "comment": 34}
_KEY_WIDTH, _YEAR_WIDTH = 18, 11
_MAY = {"format_cells": True, "format_columns": True, "format_rows": True, "sort": False}
"""What a protected sheet still allows: to make cells readable."""

_DECIMALS = {"PS": "#,##0", "CASES": "#,##0", "MOVEMENTS": "#,##0", "USD_MN": "#,##0.0##", "USD_CONST": "#,##0"}

HOW = (
    "1. Say at the bottom of this sheet who fills it in. The cells are white.",
    "2. There is one sheet for each indicator, with title, unit and definition on top. Grey cells are given: please leave them.",
    "3. Write figures into the white cells under the years, as plain numbers with a decimal point: 12.5; so also per cent, without the sign %.",
    "4. Leave a cell blank where you were not asked or do not know. A blank cell is not read as zero and not as missing.",
    "5. Write n/a where the figure is not available: nobody collects it, or it must not be shown. Write 0 only where you counted none.",
    "6. Where small numbers must not be shown, write the limit: <5 or >95.",
    "7. Status says what kind of figures a row holds, as E: estimated or P: provisional; blank is normal. All lists are on the sheet Codes.",
    "8. Rows of your own go below the grey ones, as for another age or country at the other end. A split left blank there means the total.",
    "9. An other split is written as name=code, as education=primary; the names that are asked for stand at the top of the sheet.",
    "10. Then send the file back. Whoever reads it gets a list of all cells that cannot be right, by sheet and cell, until there are none.",
)

_HELP = {
    "organisation": "its full name, as it is to be cited",
    "contact": "a function, for example Head of the unit for statistics; no name, address or number of a person is asked",
    "date": "the day on which these figures are handed in, as 2026-11-21",
    "licence": "what others may do with the figures; choose from the list or write your own terms",
    "web": "where the figures or the organisation can be found; may stay blank",
}


@dataclass(slots=True)
class _Pen:
    """The open workbook, its formats by name, and where each list of the sheet Codes stands."""

    book: Workbook
    formats: Mapping[str, Format]
    lists: dict[str, str] = field(default_factory=dict)


def written(asked: Form, about: About, made: date) -> bytes:
    """Return the workbook for what is asked, the same bytes for the same form and day."""
    import xlsxwriter

    beside = BytesIO()
    with xlsxwriter.Workbook(beside, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}) as book:
        book.set_properties(
            {"title": f"{asked.area.name}: figures on migration", "created": datetime.combine(made, datetime.min.time(), UTC)}
        )
        pen = _Pen(book, _formats(book))
        readme = book.add_worksheet(form.README)
        sheets = [book.add_worksheet(page.name) for page in asked.pages]
        _codes(pen, asked, about)
        _readme(pen, readme, asked, made)
        for sheet, page in zip(sheets, asked.pages, strict=True):
            _page(pen, sheet, page)
        _layout(book.add_worksheet(form.LAYOUT), asked)
        readme.activate()
    return beside.getvalue()


def _formats(book: Workbook) -> Mapping[str, Format]:
    edge = {"border": 1, "border_color": "#A6A6A6", "valign": "top"}
    looks: Mapping[str, Mapping[str, object]] = {
        "title": {"bold": True, "font_size": 14, "valign": "top"},
        "text": {"text_wrap": True, "valign": "top"},
        "header": {**edge, "bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"},
        "given": {**edge, "bg_color": "#EDEDED", "text_wrap": True},
        "open": {**edge, "locked": False, "text_wrap": True},
        "words": {**edge, "locked": False, "text_wrap": True, "num_format": "@"},
        "day": {**edge, "locked": False, "num_format": "yyyy-mm-dd", "align": "left"},
        "number": {**edge, "locked": False, "num_format": "#,##0.0##"},
        **{f"number {unit}": {**edge, "locked": False, "num_format": shown} for unit, shown in _DECIMALS.items()},
    }
    return {name: book.add_format(dict(look)) for name, look in looks.items()}


def _readme(pen: _Pen, sheet: Worksheet, asked: Form, made: date) -> None:
    """Write how to fill the workbook in, and the cells that say who does."""
    _set_up(sheet, [28, 70, 60])
    sheet.write(0, 0, f"{asked.area.name}: figures on migration", pen.formats["title"])
    sheet.merge_range(1, 0, 1, 2, f"Handed out on {made.isoformat()}. Please fill in what you know.", pen.formats["text"])
    for row, sentence in enumerate(HOW, start=3):
        sheet.merge_range(row, 0, row, 2, sentence, pen.formats["text"])
        sheet.set_row(row, 15 * (1 + len(sentence) // 140))
    first = 4 + len(HOW)
    sheet.write_row(first, 0, ["Who fills it in", "Your answer", "What is meant"], pen.formats["header"])
    for row, (name, label) in enumerate(form.ASKED.items(), start=first + 1):
        sheet.write(row, 0, label, pen.formats["given"])
        sheet.write_blank(row, 1, None, pen.formats["day" if name == "date" else "words"])
        sheet.write(row, 2, _HELP[name], pen.formats["given"])
        sheet.set_row(row, 30)
        pen.book.define_name(f"stocktake_{name}", f"='{form.README}'!$B${row + 1}")
        if name == "licence":
            sheet.write(row, 1, pen.lists["first licence"], pen.formats["words"])
            sheet.data_validation(row, 1, row, 1, _choice(pen.lists["licences"], "information"))
    sheet.protect("", _MAY)


def _codes(pen: _Pen, asked: Form, about: About) -> None:
    """Write every list of codes into a column of the sheet Codes, and remember where it stands."""
    sheet = pen.book.add_worksheet(form.CODES)
    lists: dict[str, Sequence[str]] = {
        name: [form.worded(code, label) for code, label in codelists()[name].items()]
        for name in ("sex", "age", "migratory_status", "disability")
    }
    lists["obs_status"] = [form.worded(code, label) for code, label in form.statuses().items()]
    lists["licences"] = [form.worded(name, meaning) for name, meaning in about.series["licences"].items()]
    lists["ref_area"] = [form.worded(area.code, area.name) for area in asked.members]
    lists["counterpart_area"] = [form.worded(area.code, area.name) for area in areas() if area.kind == "country"]
    lists.update({f"figures of {page.name}": [form.figure(one) for one in page.series] for page in asked.pages})
    pen.lists["first licence"] = lists["licences"][0]
    for column, (name, entries) in enumerate(lists.items()):
        sheet.write(
            0, column, {**form.KEYS, **form.AFTER, "licences": form.ASKED["licence"]}.get(name, name), pen.formats["header"]
        )
        sheet.write_column(1, column, entries, pen.formats["given"])
        place = form.cell("", 0, column).strip("!1")
        pen.lists[name] = f"={form.CODES}!${place}$2:${place}${len(entries) + 1}"
    _set_up(sheet, [34] * len(lists))
    sheet.freeze_panes(1, 0)
    sheet.protect("", _MAY)


def _page(pen: _Pen, sheet: Worksheet, page: Page) -> None:
    """Write the sheet of an indicator."""
    years = [_YEAR_WIDTH] * len(page.years)
    _set_up(sheet, [*(_WIDTHS.get(key, _KEY_WIDTH) for key in page.keys), *years, *(_WIDTHS[key] for key in form.AFTER)])
    _head(pen, sheet, page)
    top = form.HEADER_ROW
    sheet.write_row(top - 1, 0, page.header, pen.formats["header"])
    sheet.set_row(top - 1, 32)
    last = top + len(page.rows) + form.ADDED
    for row in range(top, last):
        given = page.rows[row - top] if row - top < len(page.rows) else ()
        _row(pen, sheet, page, row, given)
    _choices(pen, sheet, page, top, last - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{form.cell('', top - 1, len(page.header) - 1).strip('!')}"})  # years
    sheet.freeze_panes(top, 2)
    sheet.repeat_rows(top - 1)
    sheet.protect("", {**_MAY, "autofilter": True})


def _head(pen: _Pen, sheet: Worksheet, page: Page) -> None:
    """Write title, unit, definition and which other splits are asked for, above the table."""
    indicator, wide = page.indicator, len(page.header) - 1
    others = [name for name in indicator.disaggregations if name not in form.KEYS]
    lines = (
        f"Unit: {indicator.unit or codelists()['unit_measure'][indicator.unit_measure]}",
        f"What is meant: {' '.join(indicator.notes)}" if indicator.notes else "What is meant: see the metadata of the indicator.",
        f"Other splits that are asked for: {', '.join(others)}" if others else "",
    )
    sheet.write(0, 0, f"{indicator.id}  {indicator.title}", pen.formats["title"])
    for row, line in enumerate(lines, start=1):
        sheet.merge_range(row, 0, row, wide, line, pen.formats["text"])
        sheet.set_row(row, 15 * (1 + len(line) // 170))


def _row(pen: _Pen, sheet: Worksheet, page: Page, row: int, given: Sequence[str]) -> None:
    """Write the cells of a row: what is given, locked, and what is to be filled in, open; all of them open in a row to be added."""
    for column in range(len(page.keys)):
        if given:
            sheet.write_string(row, column, given[column], pen.formats["given"])
        else:
            sheet.write_blank(row, column, None, pen.formats["words"])
    units = {form.figure(one): one.unit_measure for one in page.series}
    unit = units[given[page.keys.index("series")]] if given else page.series[0].unit_measure
    number = pen.formats.get(f"number {unit}", pen.formats["number"])
    for column in range(len(page.keys), len(page.header)):
        is_year = column < len(page.keys) + len(page.years)
        sheet.write_blank(row, column, None, number if is_year else pen.formats["words"])


def _choices(pen: _Pen, sheet: Worksheet, page: Page, first: int, last: int) -> None:
    """Put the lists to choose from beside the cells of codes."""
    for column, key in enumerate(page.keys):
        name = f"figures of {page.name}" if key == "series" else key
        if name in pen.lists:
            how = "information" if key == "age" else "stop"
            sheet.data_validation(first + len(page.rows), column, last, column, _choice(pen.lists[name], how))
    status = page.header.index(form.AFTER["obs_status"])
    sheet.data_validation(first, status, last, status, _choice(pen.lists["obs_status"], "stop"))


def _choice(where: str, how: str) -> dict[str, object]:
    return {
        "validate": "list",
        "source": where,
        "error_type": how,
        "error_title": "Not in the list",
        "error_message": "Please choose from the list; it stands on the sheet Codes.",
    }


def _set_up(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Give a sheet its widths, and let it print on A4, as wide as the page."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&R&P / &N")


def _layout(sheet: Worksheet, asked: Form) -> None:
    """Write what was given, cell by cell, so that reading back can tell what was changed: sheet, row from 1, then the cells."""
    sheet.write_row(0, 0, [*form.MARK, asked.area.code])
    rows = [
        (page.name, str(row), *cells)
        for page in asked.pages
        for row, cells in enumerate((page.header, *page.rows), start=form.HEADER_ROW)
    ]
    for place, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells):
            sheet.write_string(place, column, text)
    sheet.protect("")
    sheet.very_hidden()

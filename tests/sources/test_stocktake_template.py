"""The workbook for ministries: written with our command, filled in as an office program does, and read back with every cell checked."""

import math
import re
import shlex
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stocktake.catalog import catalog
from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.sources import about, files, settling
from stocktake.sources.stocktake_template import checking, form, workbook

SOURCE = "stocktake-template"
FACTS = about.about(SOURCE)
READER = about.reader(SOURCE)
KNOWN = catalog.load().indicators
WHO = {"Organisation": "Office of Figures", "Date": date(2026, 2, 3)}
DOCS = Path(__file__).parents[2] / "docs"


def asked(area="MDA", indicators=("10.7.3",), years=(2023, 2024, 2025)):
    """Return the bytes of an empty workbook."""
    chosen = [KNOWN[one] for one in indicators]
    return workbook.written(form.form(areas().get(area), areas().members(area), chosen, years, FACTS), FACTS, date(2026, 1, 15))


def opened(written, who=None):
    """Return a workbook as an office program opens it, with the cells that say who fills it in."""
    book = openpyxl.load_workbook(BytesIO(written))
    sheet = book["Read me"]
    rows = {cell.value: cell.row for cell in sheet["A"]}
    for label, value in (WHO if who is None else who).items():
        sheet.cell(rows[label], 2).value = value
    return book


def header(sheet):
    return [cell.value for cell in sheet[form.HEADER_ROW]]


def put(sheet, row, **cells):
    """Write the cells of a row by the name of their column; a year stands behind `y`, `_` is a space."""
    for name, value in cells.items():
        title = name[1:] if re.fullmatch(r"y\d{4}", name) else name.replace("_", " ")
        sheet.cell(row, header(sheet).index(title) + 1).value = value


def first_free(sheet):
    return next(row for row in range(form.HEADER_ROW + 1, sheet.max_row + 2) if sheet.cell(row, 1).value is None)


def read(book, tmp_path, name="filled.xlsx"):
    book.save(tmp_path / name)
    return READER.read(tmp_path / name, FACTS)


def refused(book, tmp_path):
    """Return the lines that a refused workbook gets, after the one that counts them."""
    with pytest.raises(DataError) as caught:
        read(book, tmp_path)
    return caught.value.details


def values(reading):
    """Return the value of each figure by series, area, year and splits."""
    names = ["series", "ref_area", "time_period", "sex", "age", "migratory_status"]
    rows = settling.settled(reading, FACTS, "2026-11-21").table.to_pylist()
    return {tuple(row[name] for name in names): row["obs_value"] for row in rows}


# --- what is handed out


def test_every_monitored_indicator_that_a_country_reports_has_a_page():
    monitored = [one.id for one in KNOWN.values() if one.role == "monitoring" and not one.same_as and one.series]
    book = openpyxl.load_workbook(BytesIO(asked(indicators=monitored)))
    assert book.sheetnames == ["Read me", *monitored, "Codes", "layout"]
    assert "13.1.1" not in monitored


def test_a_page_has_a_row_for_the_total_and_for_each_split_that_is_asked_for():
    sheet = openpyxl.load_workbook(BytesIO(asked(indicators=["8.8.1"])))["8.8.1"]
    assert header(sheet) == ["Area", "Figure", "Sex", "Migratory status", "2023", "2024", "2025", "Status",
                             "Source of the figures", "Comment"]  # fmt: skip
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(7, 11, 1, 4)]
    assert [row[2:] for row in rows] == [
        ["_T: total", "_T: total"],
        ["F: female", "_T: total"],
        ["M: male", "_T: total"],
        ["_T: total", "MS_MIGRANT: migrants"],
        ["_T: total", "MS_NOMIGRANT: non-migrants"],
    ]
    assert rows[0][0] == "MDA: Republic of Moldova"
    assert rows[0][1].startswith("SL_EMP_FTLINJUR: ")
    assert "per 100,000 workers" in rows[0][1]


def test_of_a_region_every_member_has_rows():
    sheet = openpyxl.load_workbook(BytesIO(asked("202", ["17.3.2"])))["17.3.2"]
    found = [sheet.cell(row, 1).value.split(":")[0] for row in range(7, first_free(sheet))]
    assert found == [one.code for one in areas().members("202")]


def test_what_is_given_is_locked_and_what_is_asked_is_open():
    book = openpyxl.load_workbook(BytesIO(asked()))
    sheet, columns = book["10.7.3"], header(book["10.7.3"])
    assert sheet.protection.sheet
    assert not sheet.protection.password
    locked = [title for title, cell in zip(columns, sheet[7], strict=True) if cell.protection.locked]
    assert locked == columns[: columns.index("2023")]
    added = sheet[first_free(sheet)]
    assert not any(cell.protection.locked for cell in added[: len(columns)])
    assert book["layout"].sheet_state == "veryHidden"


def test_a_sheet_can_be_read_and_printed():
    sheet = openpyxl.load_workbook(BytesIO(asked()))["10.7.3"]
    assert sheet.freeze_panes == "C7"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (9, "landscape", 0)
    assert sheet.print_title_rows == "$6:$6"
    assert min(one.width for one in sheet.column_dimensions.values()) >= 10
    assert KNOWN["10.7.3"].title in sheet["A1"].value
    assert KNOWN["10.7.3"].unit in sheet["A2"].value
    assert KNOWN["10.7.3"].notes[0] in sheet["A3"].value
    assert "route, place, cause" in sheet["A4"].value


def test_codes_are_chosen_from_our_lists():
    book = openpyxl.load_workbook(BytesIO(asked(indicators=["8.8.1"])))
    lists = {str(one.sqref): one.formula1 for one in book["8.8.1"].data_validations.dataValidation}
    assert len(lists) == 5  # area, figure, sex, migratory status; status
    for where in lists.values():
        name, span = where.split("!")
        entries = [cell[0].value for cell in book[name][span.replace("$", "")]]
        assert all(entries)
        assert all(": " in entry for entry in entries)
    statuses = next(where for cells, where in lists.items() if cells.startswith("H7:"))
    chosen = [cell[0].value.split(":")[0] for cell in book["Codes"][statuses.split("!")[1].replace("$", "")]]
    assert chosen == list(form.statuses())


def test_the_cells_that_say_who_fills_it_in_have_names():
    book = openpyxl.load_workbook(BytesIO(asked()))
    labels = [book["Read me"][one.attr_text.split("$")[-2] + one.attr_text.split("$")[-1]].offset(0, -1).value
              for one in book.defined_names.values()]  # fmt: skip
    assert sorted(labels) == sorted(form.ASKED.values())


def test_the_same_day_gives_the_same_bytes():
    assert asked() == asked()


# --- what comes back


def test_what_was_filled_in_comes_back_with_who_said_it_and_where_it_stands(tmp_path):
    book = opened(
        asked(), {**WHO, "Organisation": "Office of  Figures", "Terms of use": "own terms", "Web address": "https://a.org"}
    )
    put(book["10.7.3"], 7, y2023=1204, Status="P", Source_of_the_figures="register", Comment="new method")
    found = settling.settled(read(book, tmp_path), FACTS, "2026-11-21")
    (row,) = found.table.to_pylist()
    assert (row["source"], row["vintage"]) == ("stocktake-template-mda-office-of-figures", "2026-02-03")
    assert (row["obs_value"], row["obs_status"], row["unit_measure"], row["locator"]) == (1204, "P", "PS", "10.7.3!G7")
    assert row["comment_obs"] == "source: register; new method"
    cited = settling.provenance(FACTS, found.vintage, found.origin)
    assert (cited.publisher, cited.licence, cited.url, cited.released) == (
        "Office of Figures", "own terms", "https://a.org", "2026-02-03",
    )  # fmt: skip


def test_blank_cells_are_counted_and_no_missing_values_are_made_of_them(tmp_path):
    book = opened(asked())
    put(book["10.7.3"], 7, y2023=0, y2024="n/a")
    found = read(book, tmp_path)
    assert found.table.to_pydict()["obs_status"] == ["A", "O"]
    assert found.table.to_pydict()["obs_value"] == [0, None]
    assert found.rows == found.left_out["not_reported"] + 2 == 3 * 5


@pytest.mark.parametrize(
    ("written", "value", "status", "comment"),
    [
        pytest.param(12.5, 12.5, "A", "", id="number"),
        pytest.param("12.5", 12.5, "A", "", id="number as text"),
        pytest.param(" 1,234,567 ", 1234567, "A", "", id="thousands with commas"),
        pytest.param("1,234.5", 1234.5, "A", "", id="thousands and decimals"),
        pytest.param("<5", None, "X", "published as <5", id="limit below"),
        pytest.param("> 1,000", None, "X", "published as > 1,000", id="limit above"),
        pytest.param("n/a", None, "O", "", id="not available"),
        pytest.param("N/A", None, "O", "", id="in capitals"),
        pytest.param("..", None, "O", "", id="two points"),
        pytest.param("=600+4", 604, "A", "", id="formula that was computed"),
    ],
)
def test_a_cell_means_what_it_says(tmp_path, written, value, status, comment):
    book = opened(asked())
    put(book["10.7.3"], 7, y2023=written)
    book.save(tmp_path / "a.xlsx")
    if isinstance(written, str) and written.startswith("="):
        computed(tmp_path / "a.xlsx", value)
    (row,) = READER.read(tmp_path / "a.xlsx", FACTS).table.to_pylist()
    assert (row["obs_value"], row["obs_status"], row["comment_obs"]) == (value, status, comment)


def computed(path, value):
    """Put the result beside every formula of a workbook, as a spreadsheet program does when it saves."""
    parts = {}
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, re.sub(rb"(</f>)<v ?/>|(</f>)<v></v>", rb"</f><v>%d</v>" % value, content))


@pytest.mark.parametrize(
    ("status", "written", "kept"),
    [
        pytest.param("E: estimated", 5, "E", id="of a value"),
        pytest.param("estimated", 5, "E", id="by its label"),
        pytest.param("Q", "n/a", "Q", id="of a missing value"),
        pytest.param("Q", 5, "A", id="a value is not missing"),
        pytest.param("E", "n/a", "O", id="a missing value is not estimated"),
        pytest.param("E", "<5", "X", id="a limit tells for itself"),
        pytest.param("Q", "<5", "X", id="a limit is not missing"),
    ],
)
def test_a_status_goes_with_the_figures_it_can_be_of(tmp_path, status, written, kept):
    book = opened(asked())
    put(book["10.7.3"], 7, y2023=written, Status=status)
    assert read(book, tmp_path).table.to_pydict()["obs_status"] == [kept]


def test_rows_of_ones_own_go_below(tmp_path):
    book = opened(asked(indicators=["10.7.1"]))
    sheet = book["10.7.1"]
    row = first_free(sheet)
    put(sheet, row, Area="Moldova", Figure="SL_EMP_RCOST_MO", Sex="female", Country_at_the_other_end="Italy", y2023=3)
    put(sheet, row + 1, Area="MDA", Figure="SL_EMP_RCOST_MO", Age="Y3T19", Other_split="occupation=cook; education=low", y2024=2)
    put(sheet, row + 40, Area="MDA: Republic of Moldova", Figure="SL_EMP_RCOST_MO", Age="Y0T4: under 5", y2025=1)
    rows = sorted(read(book, tmp_path).table.to_pylist(), key=lambda one: one["time_period"])
    assert [(one["ref_area"], one["sex"], one["age"], one["counterpart_area"], one["other_dims"]) for one in rows] == [
        ("MDA", "F", "_T", "ITA", "_T"),
        ("MDA", "_T", "_T", "_T", "age=Y3T19;education=low;occupation=cook"),
        ("MDA", "_T", "Y0T4", "_T", "_T"),
    ]


@pytest.mark.parametrize(
    ("total", "female", "male", "is_told"),
    [
        pytest.param(10, 4, 6, False, id="it fits"),
        pytest.param(10, 4, 7, False, id="within rounding"),
        pytest.param(10, 4, 8, True, id="beyond rounding"),
        pytest.param(10, 4, "<5", False, id="a part that nobody can add"),
        pytest.param(10, 4, None, False, id="a part that is not there"),
        pytest.param("n/a", 4, 7, False, id="no total"),
    ],
)
def test_parts_that_do_not_add_up_to_their_total_are_told_and_kept(tmp_path, total, female, male, is_told):
    book = opened(asked())
    for row, value in zip((7, 8, 9), (total, female, male), strict=True):
        put(book["10.7.3"], row, y2023=value)
    found = read(book, tmp_path)
    assert [str(one) for one in found.issues] == (
        ["10.7.3!G7: the parts by sex add up to 12, the total is 10; all are kept"] if is_told else []
    )
    assert found.table.num_rows == 3 - (male is None)


def test_rates_are_not_added_up(tmp_path):
    book = opened(asked(indicators=["8.8.1"]))
    for row, value in zip((7, 8, 9), (3, 1, 5), strict=True):
        put(book["8.8.1"], row, y2023=value)
    assert read(book, tmp_path).issues == ()


def test_what_stands_beside_the_tables_is_told(tmp_path):
    book = opened(asked())
    put(book["10.7.3"], 7, y2023=1)
    book["10.7.3"]["X9"] = "sum of the above"
    book.create_sheet("My notes")["A1"] = 1
    assert {str(one) for one in read(book, tmp_path).issues} == {
        "a cell beside the table was not read, first in 10.7.3!X9",
        'the sheet "My notes" is not of the template; it was not read',
    }


# --- what cannot be right


def year(**cells):
    return lambda book: put(book["10.7.2"], 7, **cells)


def added(**cells):
    """Write a row below the given ones."""

    def fill(book):
        sheet = book["10.7.1"]
        put(sheet, first_free(sheet), **{"Area": "MDA", "Figure": "SL_EMP_RCOST_MO", "y2023": 1, **cells})

    return fill


def cell(sheet, place, value, shown=None):
    def fill(book):
        book[sheet][place] = value
        if shown:
            book[sheet][place].number_format = shown

    return fill


def twice(book):
    added(Sex="F")(book)
    put(book["10.7.1"], 8, y2024=2)


def without_sheet(book):
    del book["10.7.2"]


FAULTS = [
    pytest.param(cell("3.8.2", "D7", "abc"), '3.8.2!D7: "abc" is not a number; expected a number, n/a or a limit', id="word"),
    pytest.param(cell("3.8.2", "D7", "12,5"), '3.8.2!D7: "12,5" has a decimal comma; expected a point', id="decimal comma"),
    pytest.param(cell("3.8.2", "D7", "1.234,5"), "before the decimals; write 1234.5", id="thousands with points"),
    pytest.param(cell("3.8.2", "D7", "45 %"), "has a sign for per cent; expected the number alone; write 45", id="sign"),
    pytest.param(cell("3.8.2", "D7", 100.1), "3.8.2!D7: 100.1 cannot be; expected 0 to 100; correct the figure", id="share"),
    pytest.param(cell("3.8.2", "D7", ">101"), "3.8.2!D7: >101 cannot be; expected 0 to 100", id="limit of a share"),
    pytest.param(cell("3.8.2", "D7", 0.45, "0.0%"), "45 % is kept as 0.45 by the spreadsheet; expected a plain number", id="%"),
    pytest.param(cell("3.8.2", "D7", "=1/0"), "3.8.2!D7: holds a formula without its result; expected a value", id="formula"),
    pytest.param(cell("3.8.2", "D7", "#REF!"), '3.8.2!D7: "#REF!" is an error of the spreadsheet; expected a value', id="error"),
    pytest.param(cell("3.8.2", "D7", datetime(2026, 1, 1)), '3.8.2!D7: "2026-01-01" is not a number', id="date"),
    pytest.param(cell("3.8.2", "D7", "1e999"), '"1e999" is not a number', id="larger than any number"),
    pytest.param(cell("3.8.2", "D7", "١٢"), '"١٢" is not a number', id="digits of another script"),
    pytest.param(year(y2023=5), "10.7.2!D7: 5 cannot be; expected 1 to 4", id="class outside the scale"),
    pytest.param(year(y2023=2.5), "2.5 cannot be; expected a whole number, 1 to 4", id="half a class"),
    pytest.param(cell("10.7.1", "G7", -1), "10.7.1!G7: -1 cannot be; expected at least 0", id="negative"),
    pytest.param(year(Status="W"), '10.7.2!G7: "W" is not a status; expected one of A, B, D', id="status"),
    pytest.param(year(Status="X"), '10.7.2!G7: "X" is not a status', id="status that nobody chooses"),
    pytest.param(cell("3.8.2", "D6", 2022), '3.8.2!D6: "2022" is not what the column was called; expected "2023"', id="header"),
    pytest.param(cell("3.8.2", "A8", "UKR"), '3.8.2!A8: "UKR" was changed; expected "MDA: Republic of Moldova"', id="given"),
    pytest.param(cell("3.8.2", "C8", None), '3.8.2!C8: "" was changed; expected "MS_MIGRANT: migrants"', id="given, emptied"),
    pytest.param(added(Area="Narnia"), '!A12: area "Narnia" is not a known area', id="unknown area"),
    pytest.param(added(Area=None), "10.7.1!A12: is blank; expected an area", id="no area"),
    pytest.param(added(Area="KEN"), '10.7.1!A12: "KEN" is not asked in this workbook; expected MDA', id="another's area"),
    pytest.param(added(Figure="SM_DTH"), '10.7.1!B12: "SM_DTH" is not a figure of this sheet', id="series"),
    pytest.param(added(Figure=None), "10.7.1!B12: a blank cell is not a figure of this sheet", id="no series"),
    pytest.param(added(Sex="both"), '10.7.1!C12: "both" is not a sex; expected one of _T, F, M', id="sex"),
    pytest.param(added(Age="young"), '10.7.1!D12: "young" is not an age; expected one of _T, Y0T4', id="age"),
    pytest.param(added(Country_at_the_other_end="Congo"), 'area "Congo" fits several areas', id="ambiguous area"),
    pytest.param(
        added(Other_split="mood=good"), '"mood=good" is no other split; expected name=code, the name one of educ', id="oth"
    ),
    pytest.param(added(Other_split="education=a;education=b"), "is no other split", id="a split twice"),
    pytest.param(twice, "10.7.1!A12: the row is of the same as row 8; expected one row for each area", id="two rows, one key"),
    pytest.param(added(), "10.7.1!A12: the row is of the same as row 7", id="the total twice"),
    pytest.param(without_sheet, "10.7.2!A1: the sheet is missing; expected 10.7.2", id="sheet taken out"),
    pytest.param(cell("Read me", "B16", " "), "Read me!B16: is blank; expected the name of the organisation", id="who"),
    pytest.param(cell("Read me", "B18", "3/2/26"), 'Read me!B18: "3/2/26" is no day; expected one as 2026-11-21', id="day"),
    pytest.param(cell("Read me", "B19", None), "Read me!B19: is blank; expected the terms of use", id="terms"),
    pytest.param(cell("Read me", "B20", "javascript:x"), 'Read me!B20: "javascript:x" is no web address', id="web"),
    pytest.param(cell("Read me", "B16", "=A1"), "Read me!B16: holds a formula without its result", id="who as a formula"),
]


@pytest.fixture(scope="module")
def three():
    return asked(indicators=["3.8.2", "10.7.1", "10.7.2"], years=(2023, 2024, 2025))


@pytest.mark.parametrize(("spoil", "said"), FAULTS)
def test_a_cell_that_cannot_be_right_is_named_with_what_to_do(three, tmp_path, spoil, said):
    years = {"3.8.2": 4, "10.7.1": 7, "10.7.2": 4}
    book = opened(three)
    assert all(header(book[name])[column - 1] == "2023" for name, column in years.items())
    put(book["10.7.1"], 7, y2023=1)
    spoil(book)
    (line,) = refused(book, tmp_path)
    assert said in line
    assert line.count(";") >= 1 or "did you mean" in line
    assert "expected" in line or "area" in line


def test_all_faults_are_told_at_once_and_counted(three, tmp_path):
    book = opened(three, {})
    for spoil in (cell("3.8.2", "D7", "abc"), cell("3.8.2", "E8", -1), year(y2023=9, Status="?"), cell("3.8.2", "D6", "x")):
        spoil(book)
    with pytest.raises(DataError, match=r"^filled.xlsx: 7 cells cannot be read, so nothing was taken in$") as caught:
        read(book, tmp_path)
    assert [line.split(": ")[0] for line in caught.value.details] == [
        "Read me!B16", "Read me!B18", "3.8.2!D6", "3.8.2!D7", "3.8.2!E8", "10.7.2!D7", "10.7.2!G7",
    ]  # fmt: skip


def test_an_empty_workbook_is_refused(tmp_path):
    with pytest.raises(DataError, match="no figure is filled in"):
        read(opened(asked()), tmp_path)


def test_a_sheet_whose_rows_were_shifted_is_told_by_its_header_alone(tmp_path):
    book = opened(asked())
    book["10.7.3"].insert_rows(3)
    lines = refused(book, tmp_path)
    assert all(re.match(r"10\.7\.3!\w+6: ", line) for line in lines)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda book: book["layout"].__setitem__("B1", "9"), "another version of stocktake", id="version"),
        pytest.param(lambda book: book["layout"].__setitem__("C1", "NOWHERE"), "names no area", id="area"),
        pytest.param(lambda book: book["layout"].__setitem__("G2", "soon"), "hidden sheet layout was changed", id="year"),
        pytest.param(lambda book: book["layout"].__setitem__("M4", "x"), "hidden sheet layout was changed", id="column"),
        pytest.param(lambda book: book["layout"].__setitem__("B4", "99"), "row 4 of the hidden sheet layout", id="row"),
        pytest.param(lambda book: book.remove(book["layout"]), "is no workbook of stocktake", id="no layout"),
        pytest.param(lambda book: book.remove(book["Read me"]), "is no workbook of stocktake", id="no Read me"),
    ],
)
def test_another_workbook_is_refused(tmp_path, change, said):
    book = opened(asked())
    change(book)
    with pytest.raises(DataError, match=said):
        read(book, tmp_path)


def test_a_workbook_that_unpacks_to_far_more_than_it_weighs_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(asked())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/a.xml", b" " * 30_000_000)
    with pytest.raises(DataError, match="that is no workbook of figures"):
        READER.read(path, FACTS)


def test_an_entity_in_a_sheet_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("4711", encoding="utf-8")
    book = opened(asked())
    put(book["10.7.3"], 7, y2023=1)
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    entity = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'.encode()
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as packed:
        for name, content in parts.items():
            if name == "xl/worksheets/sheet2.xml":
                content = entity + content.replace(b"<v>1</v>", b"<v>&e;</v>")
            packed.writestr(name, content)
    try:
        found = READER.read(tmp_path / "a.xlsx", FACTS).table.to_pydict()["obs_value"]
    except DataError as fault:
        found = [str(fault), *fault.details]
    assert "4711" not in str(found)


def test_a_folder_of_two_organisations_is_refused(tmp_path):
    for place, name in enumerate(("One", "Other")):
        book = opened(asked(), {**WHO, "Organisation": name})
        put(book["10.7.3"], 7, y2023=place)
        book.save(tmp_path / f"{name}.xlsx")
    with pytest.raises(DataError, match="several organisations; read them one by one"):
        READER.read(tmp_path, FACTS)


@pytest.mark.parametrize(
    ("organisation", "id_"),
    [
        pytest.param("Ministry of Labour (Dept. 2)", "mda-ministry-of-labour-dept-2", id="plain"),
        pytest.param("Ministère de l’Intérieur", "mda-ministere-de-linterieur", id="accents"),
        pytest.param("وزارة الداخلية", "mda-org-3d3e4f", id="from right to left"),
    ],
)
def test_an_organisation_has_an_id_whatever_its_script(tmp_path, organisation, id_):
    book = opened(asked(), {**WHO, "Organisation": organisation})
    put(book["10.7.3"], 7, y2023=1, Comment="ملاحظة")
    found = read(book, tmp_path)
    assert re.fullmatch(r"[a-z0-9-]+", found.origin.id)
    assert found.origin.id.split("org-")[0] == id_.split("org-")[0]
    assert found.origin.publisher == organisation
    assert found.table.to_pydict()["comment_obs"] == ["ملاحظة"]


# --- properties, and figures that nobody shaped


FIGURES = st.one_of(
    st.none(),
    st.integers(0, 10**9),
    st.floats(0, 1e12, allow_nan=False).map(lambda one: float(f"{one:.12g}")),
    st.sampled_from(["n/a", "<5", "1,000"]),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filled=st.lists(st.lists(FIGURES, min_size=3, max_size=3), min_size=5, max_size=5))
def test_whatever_is_filled_in_comes_back(tmp_path, filled):
    book = opened(asked())
    for row, figures in enumerate(filled, start=7):
        for column, figure in enumerate(figures, start=7):
            book["10.7.3"].cell(row, column).value = figure
    expected = [figure for figures in filled for figure in figures if figure is not None]
    if not expected:
        return
    found = read(book, tmp_path)
    assert found.table.num_rows == len(expected) == found.rows - found.left_out.get("not_reported", 0)
    meant = [1000 if one == "1,000" else None if isinstance(one, str) else one for one in expected]
    assert found.table.to_pydict()["obs_value"] == meant


@given(st.text(max_size=12))
def test_any_text_is_a_figure_or_is_told(text):
    found = checking.figure(text, checking.Bounds(), frozenset({"n/a"}))
    if found is None:
        assert not text.strip()
    elif found.fault:
        assert ";" in found.fault
    else:
        assert (found.value is None) == (found.status in "OX")
        assert found.value is None or math.isfinite(found.value)


def published(shared, name):
    path = shared / "data" / "sdg_global" / "ddf_2020" / name
    if not path.is_file():
        pytest.skip("the release of 2020 is not in the reference material")
    found = about.reader("unsd-sdg").read(path, about.about("unsd-sdg")).table
    countries = [one.code for one in areas().members("150")]
    return found.filter(pc.is_in(found["ref_area"], pa.array(countries)))


@pytest.mark.parametrize(
    ("indicator", "name", "least"),
    [
        ("16.2.2", "ddf--datapoints--vc_htf_detv--by--age--geo_area--nature--sex--units--year.csv", 200),
        ("8.8.1", "ddf--datapoints--sl_emp_injur--by--geo_area--migratory_status--nature--sex--units--year.csv", 1500),
        ("10.7.4", "ddf--datapoints--sm_pop_refg_or--by--geo_area--nature--units--year.csv", 500),
    ],
)
def test_published_figures_of_europe_come_back_as_they_are(shared, tmp_path, indicator, name, least):
    rows = published(shared, name).to_pylist()
    years = range(min(int(one["time_period"]) for one in rows), max(int(one["time_period"]) for one in rows) + 1)
    book = opened(asked("150", [indicator], years))
    sheet = book[indicator]
    titles = header(sheet)
    names = ("series", "ref_area", "sex", "age", "migratory_status")
    columns = {name: titles.index(form.KEYS[name]) for name in names if form.KEYS[name] in titles}
    places = {}
    for row in sheet.iter_rows(7, first_free(sheet) - 1):
        places[tuple(form.code(row[columns[name]].value) if name in columns else "_T" for name in names)] = row[0].row
    free = first_free(sheet)
    expected = {}
    for one in rows:
        key = tuple(one[name] for name in names)
        if key not in places:  # a split of its own goes below
            for name, code in zip(names, key, strict=True):
                if name in columns:
                    sheet.cell(free, columns[name] + 1).value = code
            places[key], free = free, free + 1
        sheet.cell(places[key], titles.index(one["time_period"]) + 1).value = (
            "n/a" if one["obs_value"] is None else one["obs_value"]
        )
        expected[(*key[:2], one["time_period"], *key[2:])] = one["obs_value"]
    assert len(expected) >= least
    assert values(read(book, tmp_path)) == expected


# --- the commands


def test_a_workbook_that_may_have_been_filled_in_is_not_written_over(program, tmp_path):
    assert program("source", "template", "MDA", "--indicator", "10.7.1").returncode == 0
    content = (tmp_path / "stocktake-MDA.xlsx").read_bytes()
    finished = program("source", "template", "MDA")
    assert finished.returncode == 1
    assert "is there already, and may have been filled in" in finished.stderr
    assert (tmp_path / "stocktake-MDA.xlsx").read_bytes() == content


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Atlantis"], 'area "Atlantis" is not a known area'),
        (["MDA", "--indicator", "9.9.9"], "9.9.9 is no indicator: give one of 3.8.1"),
        (["MDA", "--indicator", "5.2.2"], "no country reports 5.2.2"),
        (["MDA", "--from", "2025", "--to", "2020"], "2025 is after 2020"),
    ],
)
def test_a_wrong_question_is_told_in_one_line(program, arguments, said):
    finished = program("source", "template", *arguments)
    assert finished.returncode == 2
    assert said in finished.stderr
    assert finished.stderr.count("\n") == 1


def test_an_indicator_kept_under_another_is_asked_for_once(program, tmp_path):
    program("source", "template", "MDA", "--indicator", "13.1.1", "--indicator", "11.5.1", "--out", "a.xlsx")
    assert files.sheets(tmp_path / "a.xlsx") == ["Read me", "11.5.1", "Codes", "layout"]


def test_the_page_for_ministries_holds_word_by_word(program, tmp_path):
    page = (DOCS / "howto/fill-in-a-template.md").read_text(encoding="utf-8")
    steps = re.findall(r"```console\n(.*?)```|((?:^\| `[^`]+![^\n]*\n)+)", page, re.DOTALL | re.MULTILINE)
    assert sum(bool(table) for _, table in steps) == 2
    for block, table in steps:
        for part in block.split("$ stocktake ")[1:]:
            command, *printed = part.rstrip("\n").split("\n")
            finished = program(*shlex.split(command), SOURCE_DATE_EPOCH="1790000000")
            assert (finished.stdout + finished.stderr).splitlines() == printed
        if table:
            book = openpyxl.load_workbook(tmp_path / "moldova.xlsx")
            for sheet, place, value in re.findall(r"^\| `(.+?)!(\w+)` \| `(.*?)` ", table, re.MULTILINE):
                book[sheet][place] = float(value) if re.fullmatch(r"[\d.]+", value) else value
            book.save(tmp_path / "moldova.xlsx")

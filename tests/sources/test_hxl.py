"""Tables with hashtags: the real ones where they are at hand, which must say what their own readers find, and tags in any place and order."""

import csv
from collections import Counter

import openpyxl
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stocktake.errors import DataError
from stocktake.sources import about, files, settling
from stocktake.sources.hxl import tags

SOURCE = "hxl"
FACTS = about.about(SOURCE)
HEAD = ["Country", "When", "People", "Women"]
TAGS = ["#country+code", "#date", "#affected+idps", "#affected+idps+f"]
ROWS = [["MLI", "2024-03-31", "1,200", "700"], ["NER", "2024", "10", ""], ["TCD", "2023-05", "nan", "<5"]]


def reading(path):
    return settling.settled(about.reader(SOURCE).read(path, FACTS), FACTS, "2026-11-21")


def read_rows(folder, rows, name="table.csv"):
    """Read rows written as CSV, or as a workbook."""
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(folder / name)
    else:
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return reading(folder / name)


def rows(found, *columns):
    return sorted(tuple(row.values()) for row in found.table.select(columns).to_pylist())


def what(found):
    """Return every figure with all that it is of, but where it stands."""
    left = [name for name in found.table.column_names if name not in ("locator", "source")]
    return Counter(tuple(row.values()) for row in found.table.select(left).to_pylist())


@pytest.fixture
def real(shared):
    def path(name):
        found = shared / "data" / name
        if not found.is_file():
            pytest.skip(f"{name} is not in the reference material")
        return found

    return path


# --- real files


def test_displacement_by_level_says_what_its_own_reader_finds(real):
    path = real("iom_dtm/global-iom-dtm-from-api-admin-0-to-2.csv")
    found = reading(path)
    own = about.reader("iom-dtm").read(path, about.about("iom-dtm"))
    assert (found.rows, found.table.num_rows, found.left_out) == (40101, 16335, {"blank": 23766})

    def figures(table, key):
        return Counter(
            (
                row["ref_area"],
                row["time_period"][:7],
                row["sex"],
                row["obs_value"],
                *(key(row["other_dims"], one) for one in "12"),
            )
            for row in table.to_pylist()
        )

    def level(dims, number, name):
        return next((part.partition("=")[2] for part in dims.split(";") if part.startswith(f"{name}{number}=")), "")

    mine = figures(found.table, lambda dims, one: level(dims, one, "adm"))
    assert mine == figures(own.table, lambda dims, one: level(dims, one, "admin"))
    assert len([key for key in mine if key[4]]) > 1000


def test_displacement_of_2020_says_what_its_own_reader_finds(real):
    path = real("idmc/idmc_displacement_all_dataset.xlsx")
    own = about.reader("idmc-gidd").read(path, about.about("idmc-gidd")).table
    given = own.filter(own["obs_value"].is_valid())
    found = reading(path)
    assert sorted(zip(*(given[name].to_pylist() for name in ("time_period", "obs_value")), strict=True)) == rows(
        found, "time_period", "obs_value"
    )
    units = dict(rows(found, "indicator", "unit_measure"))
    assert units["hxl-affected-conflict-idps-ind-newdisp"] == "MOVEMENTS"
    assert units["hxl-affected-conflict-idps-ind-stock"] == "PS"
    assert "hxl:AB9" in found.table["ref_area"].to_pylist()


def test_disasters_of_2020_are_told_with_their_name_and_kind(real):
    found = reading(real("idmc/idmc_disaster_all_dataset.xlsx"))
    assert (found.rows, found.left_out) == (6, {"blank": 1})
    assert "crisis-category=weather-related;crisis-type=flood" in found.table["other_dims"].to_pylist()
    assert any("description: Abyie" in text for text in found.table["comment_obs"].to_pylist())


@pytest.mark.parametrize("name", ["test_edge_hxl_first_row.xlsx", "test_row_at_end.xlsx"])
def test_a_table_whose_hashtags_name_no_country_is_refused(real, name):
    with pytest.raises(DataError, match="no hashtag names the country, as #country"):
        reading(real(f"iom_dtm/hxl_xlsx/{name}"))


def test_the_same_table_with_its_hashtags_first_or_last_gives_the_same(real, tmp_path):
    """The two workbooks are one: with the tags for place and day that they lack, both give the same figures."""
    found = []
    for name in ("test_edge_hxl_first_row.xlsx", "test_row_at_end.xlsx"):
        path = real(f"iom_dtm/hxl_xlsx/{name}")
        sheet = files.sheet(path, files.sheets(path)[0])
        (at,) = [place for place, row in enumerate(sheet) if tags.is_tags(row)]
        day, state = sheet[at].index("date_incident"), sheet[at].index("reg_state")
        tagged = ["#date" if one == day else "#adm1+code" if one == state else text for one, text in enumerate(sheet[at])]
        whole = [[*row, "SDN"] for row in sheet]
        whole[at] = [*tagged, "#country+code"]
        found.append(read_rows(tmp_path, whole, name.replace("xlsx", "csv")))
        assert found[-1].rows == 17 * 7
        assert Counter(found[-1].table["obs_status"].to_pylist()) == {"A": found[-1].table.num_rows}
    assert what(found[0]) == what(found[1])
    assert sum(found[0].table["obs_value"].to_pylist()) > 0


@pytest.mark.parametrize("name", ["iom_dtm/hdx_hapi_idps_global.csv", "unhcr/hdx_sample/HDX_Solutions.csv"])
def test_a_table_without_hashtags_is_refused(real, name):
    with pytest.raises(DataError, match="has no row of HXL hashtags"):
        reading(real(name))


# --- hashtags in any place


@pytest.mark.parametrize("name", ["table.csv", "table.xlsx"])
@pytest.mark.parametrize(
    "above",
    [
        pytest.param([TAGS], id="first row"),
        pytest.param([HEAD, TAGS], id="under the names"),
        pytest.param([["Figures of 2024", "", "", ""], ["", "", "", ""], HEAD, TAGS], id="under a title"),
        pytest.param([["note"] * 4] * 24 + [TAGS], id="row 25"),
    ],
)
def test_it_does_not_matter_where_the_hashtags_stand(tmp_path, name, above):
    found = read_rows(tmp_path, [*above, *ROWS], name)
    assert what(found) == what(read_rows(tmp_path, [*ROWS, TAGS], f"last-{name}"))
    assert rows(found, "ref_area", "time_period", "sex", "obs_value", "obs_status")[:2] == [
        ("MLI", "2024-03", "F", 700, "A"),
        ("MLI", "2024-03", "_T", 1200, "A"),
    ]
    assert found.left_out == {"blank": 2}


def test_hashtags_in_row_26_are_not_found(tmp_path):
    with pytest.raises(DataError, match="has no row of HXL hashtags"):
        read_rows(tmp_path, [["note"] * 4] * 25 + [TAGS, *ROWS])


def test_names_above_a_table_with_its_hashtags_last_are_left_out(tmp_path):
    found = read_rows(tmp_path, [HEAD, *ROWS, TAGS])
    assert found.left_out == {"blank": 2, "header": 2}
    assert what(found) == what(read_rows(tmp_path, [*ROWS, TAGS], "b.csv"))


@given(order=st.permutations(range(4)), spaced=st.booleans(), upper=st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_neither_the_order_of_columns_nor_of_attributes_matters(tmp_path, order, spaced, upper):
    written = ["#country+code", "#date", "#affected+idps", "#affected+f+idps"]
    written = [one.replace("+", " +") if spaced else one for one in written]
    written = [one.upper() if upper else one for one in written]
    table = [[row[place] for place in order] for row in (HEAD, written, *ROWS)]
    assert what(read_rows(tmp_path, table)) == what(read_rows(tmp_path, [HEAD, TAGS, *ROWS], "b.csv"))


# --- what hashtags mean


@pytest.mark.parametrize(
    ("tag", "indicator", "expected"),
    [
        pytest.param("#affected+idps", "hxl-affected-idps", ("_T", "_T", "_T", "PS"), id="people"),
        pytest.param("#affected+m+idps", "hxl-affected-idps", ("M", "_T", "_T", "PS"), id="men"),
        pytest.param("#population+total", "hxl-population", ("_T", "_T", "_T", "PS"), id="total says nothing"),
        pytest.param("#inneed+f+children", "hxl-inneed", ("F", "_T", "group=children", "PS"), id="girls"),
        pytest.param("#reached+adults+m", "hxl-reached", ("M", "_T", "group=adults", "PS"), id="adults"),
        pytest.param("#affected+age_0_4", "hxl-affected", ("_T", "Y0T4", "_T", "PS"), id="age of our list"),
        pytest.param("#affected+age3_19", "hxl-affected", ("_T", "_T", "age=Y3T19", "PS"), id="another age"),
        pytest.param("#affected+age_65_up", "hxl-affected", ("_T", "Y_GE65", "_T", "PS"), id="an age and over"),
        pytest.param("#affected+infected", "hxl-affected-infected", ("_T", "_T", "_T", "PS"), id="what was counted"),
        pytest.param("#affected+idps+pct", "hxl-affected-idps-pct", ("_T", "_T", "_T", "PT"), id="a share"),
        pytest.param("#indicator+value+pct", "hxl-indicator-pct", ("_T", "_T", "_T", "PT"), id="a figure with its unit"),
    ],
)
def test_a_hashtag_says_what_was_counted(tmp_path, tag, indicator, expected):
    found = read_rows(tmp_path, [["#country+code", "#date+year", tag], ["MLI", "2024", "5"]])
    assert rows(found, "indicator", "sex", "age", "other_dims", "unit_measure") == [(indicator, *expected)]


@pytest.mark.parametrize("tag", ["#affected+idps+hh", "#indicator+value"])
def test_figures_without_a_unit_are_left_out_and_counted(tmp_path, tag):
    found = read_rows(tmp_path, [["#country+code", "#date", tag, "#affected"], ["MLI", "2024", "5", "7"]])
    assert (found.left_out, rows(found, "obs_value")) == ({"no_unit": 1}, [(7,)])


@pytest.mark.parametrize(
    ("tag", "text", "code"),
    [
        ("#country+code", "MLI", "MLI"),
        ("#country+code+v_iso2", "ML", "MLI"),
        ("#adm0+code+v_m49", "466", "MLI"),
        ("#country+name", "Mali", "MLI"),
        ("#country+code", "ZZZ", "hxl:ZZZ"),
        ("#country+code+v_iso2", "NA", "NAM"),
    ],
)
def test_an_area_is_found_by_the_code_that_its_hashtag_names(tmp_path, tag, text, code):
    found = read_rows(tmp_path, [[tag, "#date", "#affected"], [text, "2024", "5"]])
    assert found.table["ref_area"].to_pylist() == [code]
    assert bool(found.issues) == code.startswith("hxl:")


def test_the_area_at_the_other_end_is_no_area_of_the_figure(tmp_path):
    head = ["#country+code+origin", "#country+code+asylum", "#date", "#affected+refugees"]
    found = read_rows(tmp_path, [head, ["MLI", "NER", "2024", "5"], ["", "NER", "2024", "9"]])
    assert rows(found, "ref_area", "counterpart_area", "obs_value") == [("NER", "MLI", 5), ("NER", "_T", 9)]


def test_levels_stand_side_by_side_and_are_never_added_up(tmp_path):
    head = ["#country+code", "#adm1+code", "#adm1+name", "#adm2+name", "#date", "#affected"]
    table = [
        head,
        ["MLI", "", "", "", "2024", "9"],
        ["MLI", "ML01", "Kayes", "", "2024", "5"],
        ["MLI", "ML01", "Kayes", "Bafoulabé", "2024", "4"],
    ]
    assert rows(read_rows(tmp_path, table), "other_dims", "obs_value") == [
        ("_T", 9),
        ("adm1=ML01", 5),
        ("adm1=ML01;adm2=bafoulabe", 4),
    ]


@pytest.mark.parametrize(
    ("code", "indicator", "series", "unit"),
    [
        ("SI_RMT_COST_SND", "10.c.1", "SI_RMT_COST_SND", "PT"),
        ("10.c.1", "10.c.1", "10.c.1", "PT"),
        ("10.7.1", "10.7.1", "SL_EMP_RCOST_MO", "MONTHS_EARNED"),
        ("13.1.1", None, None, None),
        ("own", None, None, None),
    ],
)
def test_an_indicator_of_ours_has_its_unit_where_only_one_is_possible(tmp_path, code, indicator, series, unit):
    head = ["#country+code", "#date", "#indicator+code", "#indicator+value+num", "#population"]
    found = read_rows(tmp_path, [head, ["MLI", "2024", code, "5", "7"]])
    named = [row for row in rows(found, "indicator", "series", "unit_measure") if row[0] != "hxl-population"]
    assert named == ([(indicator, series, unit)] if indicator else [])
    assert found.left_out == ({} if indicator else {"no_unit": 1})


@pytest.mark.parametrize(
    ("columns", "cells", "period"),
    [
        (["#date"], ["2024-03-31T00:00:00"], "2024-03"),
        (["#date+year", "#date+reported"], ["2024", "2024-03-05"], "2024-03"),
        (["#date+start", "#date+year"], ["2024-03-05", "2024"], "2024"),
        (["#date+start", "#date+end"], ["2024-03-05", "2024-04"], "2024-04"),
        (["#date+year"], ["2024.0"], "2024"),
    ],
)
def test_a_day_goes_before_a_year_before_the_end_of_a_time(tmp_path, columns, cells, period):
    found = read_rows(tmp_path, [["#country+code", *columns, "#affected"], ["MLI", *cells, "5"]])
    assert found.table["time_period"].to_pylist() == [period]


def test_of_a_day_the_month_is_kept_and_the_day_is_told(tmp_path):
    found = read_rows(tmp_path, [TAGS, ROWS[0]])
    assert rows(found, "time_period", "comment_obs") == [("2024-03", "day: 2024-03-31")] * 2


def test_rows_without_area_or_date_are_left_out_and_repeated_ones_too(tmp_path):
    table = [TAGS, ROWS[0], ROWS[0], ["", "2024", "1", "1"], ["MLI", "soon", "1", "1"], ["MLI", "", "1", "1"]]
    found = read_rows(tmp_path, table)
    assert found.left_out == {"repeated": 2, "no_area": 2, "no_date": 4}
    assert [str(one) for one in found.issues] == ['#date: "soon" is no date']
    assert found.rows == found.table.num_rows + sum(found.left_out.values())


def test_columns_without_a_hashtag_and_unknown_hashtags_are_told(tmp_path):
    table = [[*TAGS, "", "#weather+code", "#geo+lat"], [*ROWS[0], "x", "y", "12.6"]]
    assert [str(one) for one in read_rows(tmp_path, table).issues] == [
        "a column has no hashtag; it was not read",
        "the column #weather+code is neither read nor ignored",
    ]


def test_a_sheet_without_hashtags_is_told(tmp_path):
    book = openpyxl.Workbook()
    for row in (TAGS, *ROWS):
        book.active.append(row)
    book.create_sheet("Notes").append(["nothing here"])
    book.save(tmp_path / "a.xlsx")
    assert 'the sheet "Notes" has no row of hashtags; it was not read' in map(str, reading(tmp_path / "a.xlsx").issues)


def test_a_sheet_whose_hashtags_say_too_little_is_told_beside_others(tmp_path):
    book = openpyxl.Workbook()
    for row in (TAGS, *ROWS):
        book.active.append(row)
    other = book.create_sheet("Other")
    for row in (["#date", "#affected", "#meta"], ["2024", "5", "x"]):
        other.append(row)
    book.save(tmp_path / "a.xlsx")
    found = reading(tmp_path / "a.xlsx")
    assert found.table.num_rows == 4
    assert any("a sheet was not read: a.xlsx: no hashtag names the country" in str(one) for one in found.issues)
    book.remove(book.worksheets[0])
    book.copy_worksheet(other)
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(DataError, match="none of its 2 sheets with hashtags can be read"):
        reading(tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    ("sources", "publisher", "source"),
    [
        pytest.param(["Office A", "Office A"], "Office A", "hxl-office-a-idps-2024", id="one"),
        pytest.param(["Office A", "Office B"], "publisher not stated in the file", "hxl-idps-2024", id="two"),
        pytest.param(["", ""], "publisher not stated in the file", "hxl-idps-2024", id="none"),
    ],
)
def test_the_origin_is_what_the_file_says_and_no_more(tmp_path, sources, publisher, source):
    table = [[*TAGS, "#meta+source"], [*ROWS[0], sources[0]], [*ROWS[1], sources[1]]]
    found = read_rows(tmp_path, table, "IDPs 2024.csv")
    cited = settling.provenance(FACTS, found.vintage, found.origin)
    assert (cited.publisher, cited.licence) == (publisher, "not stated in the file")
    assert pc.unique(found.table["source"]).to_pylist() == [source]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        pytest.param([["#date", "#affected"], ["2024", "5"]], "no hashtag names the country", id="no area"),
        pytest.param([["#country+code", "#affected"], ["MLI", "5"]], "no hashtag names the time", id="no date"),
        pytest.param([["#country+code", "#date"], ["MLI", "2024"]], "no hashtag names figures", id="no figures"),
        pytest.param([["Country", "Year"], ["MLI", "2024"]], "has no row of HXL hashtags", id="no hashtags"),
        pytest.param([["MLI", "# 5"], ["TCD", "#7"]], "has no row of HXL hashtags", id="numbers with a sign"),
        pytest.param([TAGS, ["MLI", "2024"]], "cannot be read as CSV", id="cut off"),
    ],
)
def test_another_table_is_refused(tmp_path, table, said):
    with pytest.raises(DataError, match=said):
        read_rows(tmp_path, table)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(DataError, match="each has an origin of its own"):
        reading(tmp_path)

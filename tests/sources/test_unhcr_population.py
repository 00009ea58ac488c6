"""UNHCR population: the checked figures of the real files, and what each quirk of the layout comes to."""

import gzip
import json

import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from published import reading, real_files
from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.sources import about, settling

FACTS = about.about("unhcr-population")
HEADER = "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,refugees,asylum_seekers,returned_refugees,idps,returned_idps,stateless,ooc,oip,hst"
CODES = [area.code for area in areas() if area.kind == "country"]


@pytest.fixture(scope="module")
def real(shared):
    return real_files(shared, "unhcr-population")


def values(found, **where):
    table = found.table
    for name, code in {"counterpart_area": "_T", **where}.items():
        table = table.filter(pc.equal(table[name], code))
    return table["obs_value"].to_pylist()


def written(folder, rows, header=HEADER, name="population.csv"):
    (folder / name).write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return folder / name


def row(origin, asylum, refugees="0", idps="0", stateless="0", oip="", year="2020"):
    return f"{year},,,{origin},,,{asylum},{refugees},0,0,{idps},0,{stateless},0,{oip},0"


def ring(refugees="10", last=None):
    """Return rows in which each of 101 countries takes people of the next one."""
    taken = CODES[:101]
    rows = [row(origin, asylum, refugees) for asylum, origin in zip(taken, (*taken[1:], taken[0]), strict=True)]
    return [*rows[:-1], last] if last else rows


def test_the_real_file_gives_the_checked_figures(real):
    found = real("unhcr/population.csv.gz")
    assert found.rows == 138_893 * 9
    computed = pc.sum(pc.equal(found.table["locator"], "computed")).as_py()
    assert found.rows == found.table.num_rows - computed + sum(found.left_out.values())
    assert found.issues == ()
    assert found.vintage == "2025"
    world = {
        "refugees-hosted": 30_958_200, "asylum-seekers-hosted": 8_352_712, "idps-unhcr": 68_131_711, "stateless": 4_360_087,
        "unhcr-returned-refugees": 1_615_821, "unhcr-host-community": 27_279_257,
    }  # fmt: skip
    for indicator, total in world.items():
        assert values(found, indicator=indicator, ref_area="WLD", time_period="2024") == [total], indicator
    origins = found.table.filter(pc.equal(found.table["indicator"], "refugees-origin"))
    assert pc.sum(origins.filter(pc.equal(origins["time_period"], "2024"))["obs_value"]).as_py() == 30_958_200
    assert len(settling.checked(found, FACTS)) == 6


@pytest.mark.parametrize(
    ("indicator", "value"),
    [("refugees-hosted", 2_749_266), ("refugees-origin", 348), ("asylum-seekers-hosted", 348_903), ("stateless", 28_813)],
)
def test_the_totals_of_a_country_are_those_of_the_pack(real, indicator, value):
    assert values(real("unhcr/population.csv.gz"), indicator=indicator, ref_area="DEU", time_period="2024") == [value]


def test_the_older_layout_is_read_as_a_part(real):
    found = real("unhcr/hdx_sample/HDX_EndYearPopulationTotals.csv")
    assert (found.rows, found.vintage) == (745 * 6, "2019-part")
    assert found.rows == found.table.num_rows + sum(found.left_out.values())
    assert len(found.issues) == 1
    assert "unhcr:UNK" in found.table["counterpart_area"].to_pylist()
    assert values(found, ref_area="WLD") == []


def test_an_answer_over_all_origins_is_a_total_as_published(real):
    found = real("api_payloads/unhcr/population_2024_coa_TUR.json")
    assert values(found, indicator="refugees-hosted", ref_area="TUR", time_period="2024") == [2_940_735]
    assert found.left_out == {"zero": 4, "blank": 1, "over_origin": 1}
    assert set(found.table["ref_area"].to_pylist()) == {"TUR"}


def test_a_whole_file_is_added_up_and_says_so(tmp_path):
    found = reading("unhcr-population", written(tmp_path, ring()))
    assert values(found, indicator="refugees-hosted", ref_area="WLD") == [1010]
    assert values(found, indicator="refugees-origin", ref_area=CODES[1]) == [10]
    assert values(found, indicator="refugees-hosted", ref_area=CODES[0]) == [10]
    totals = found.table.filter(pc.equal(found.table["locator"], "computed"))
    assert all(text.startswith("computed: sum of ") for text in totals["comment_obs"].to_pylist())
    assert found.vintage == "2020"


def test_a_file_of_few_areas_is_a_part_and_never_a_world_total(tmp_path):
    found = reading("unhcr-population", written(tmp_path, ring()[:99]))
    assert found.vintage == "2020-part"
    assert "WLD" not in found.table["ref_area"].to_pylist()
    assert any("taken for a part" in str(issue) for issue in found.issues)


def test_a_total_over_a_figure_that_is_published_as_a_limit_is_not_given(tmp_path):
    found = reading("unhcr-population", written(tmp_path, ring(last=row(CODES[0], CODES[100], "<5"))))
    assert values(found, indicator="refugees-hosted", ref_area="WLD") == []
    assert values(found, indicator="refugees-hosted", ref_area=CODES[0]) == [10]


def test_people_at_home_or_of_no_country_have_no_other_country(tmp_path):
    found = reading("unhcr-population", written(tmp_path, [row("COL", "COL", idps="5000"), row("XXA", "VNM", stateless="110")]))
    assert values(found, indicator="idps-unhcr", ref_area="COL") == [5000]
    assert values(found, indicator="stateless", ref_area="VNM") == [110]


def test_people_displaced_within_another_country_are_an_issue(tmp_path):
    found = reading("unhcr-population", written(tmp_path, [row("COL", "ECU", idps="5000")]))
    assert values(found, indicator="idps-unhcr", ref_area="ECU", counterpart_area="COL") == [5000]
    assert any("another country of origin" in str(issue) for issue in found.issues)


@pytest.mark.parametrize(
    ("cell", "rule"),
    [pytest.param("", "blank", id="nothing"), pytest.param("-", "blank", id="a mark"), pytest.param("0", "zero", id="zero")],
)
def test_what_is_not_reported_is_left_out_and_counted(tmp_path, cell, rule):
    full, other = (
        reading("unhcr-population", written(tmp_path, [row("COL", "ECU", "7")])),
        reading("unhcr-population", written(tmp_path, [row("COL", "ECU", cell)])),
    )
    assert other.left_out[rule] == full.left_out[rule] + 1
    assert other.table.num_rows == 0


def test_a_cell_that_is_no_number_is_an_issue_and_has_no_value(tmp_path):
    found = reading("unhcr-population", written(tmp_path, [row("COL", "ECU", "many")]))
    assert found.table.select(["obs_value", "obs_status", "comment_obs"]).to_pylist() == [
        {"obs_value": None, "obs_status": "O", "comment_obs": "published as many"}
    ]
    assert any('"many" is not a number' in str(issue) for issue in found.issues)


def test_a_row_without_a_year_is_left_out(tmp_path):
    found = reading("unhcr-population", written(tmp_path, [row("COL", "ECU", "7"), row("COL", "ECU", "7", year="soon")]))
    assert found.left_out["no_year"] == 9


def test_rows_over_all_countries_of_asylum_are_left_out(tmp_path):
    items = [
        {**dict.fromkeys(HEADER.split(","), "0"), "year": 2024, "coo_iso": "COL", "coa_iso": "-", "refugees": 9, "oip": None}
    ]
    (tmp_path / "population_1.json").write_text(json.dumps({"items": items}), encoding="utf-8")
    assert reading("unhcr-population", tmp_path).left_out == {"over_asylum": 9}


@settings(deadline=None, max_examples=15)
@given(st.permutations(ring()))
def test_the_order_of_rows_does_not_matter(tmp_path_factory, rows):
    found = reading("unhcr-population", written(tmp_path_factory.mktemp("order"), rows))
    assert values(found, indicator="refugees-hosted", ref_area="WLD") == [1010]


def test_a_column_that_is_missing_is_told(tmp_path):
    with pytest.raises(DataError, match='column "stateless" is missing; the layout has changed'):
        reading("unhcr-population", written(tmp_path, [], HEADER.replace("stateless", "nationless")))


def test_another_file_is_told(tmp_path):
    with pytest.raises(DataError, match='column "year" is missing'):
        reading("unhcr-population", written(tmp_path, [], "a,b"))


def test_a_column_that_is_new_is_an_issue(tmp_path):
    found = reading("unhcr-population", written(tmp_path, [row("COL", "ECU", "7") + ",1"], HEADER + ",climate"))
    assert any('column "climate" is neither read nor ignored' in str(issue) for issue in found.issues)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("population.csv.gz", gzip.compress(HEADER.encode() * 99)[:60], id="packed and cut off"),
        pytest.param("population.csv", (HEADER + "\n2020,a").encode(), id="cut off in a row"),
        pytest.param("population.csv", b"", id="empty"),
        pytest.param("population_1.json", b'{"items": [', id="an answer cut off"),
        pytest.param("population_1.json", b"[]", id="another answer"),
        pytest.param("population_1.json", b'{"items": []}', id="an answer without rows"),
    ],
)
def test_a_broken_file_is_told_by_its_name(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=name.replace(".", r"\.")):
        reading("unhcr-population", tmp_path / name)


def test_a_folder_without_a_file_of_the_source_is_told(tmp_path):
    with pytest.raises(DataError, match="name the file itself"):
        reading("unhcr-population", tmp_path)


def test_files_of_two_editions_are_not_mixed(tmp_path):
    written(tmp_path, ring())
    (tmp_path / "population_1.json").write_text(
        json.dumps({"items": [dict.fromkeys(HEADER.split(","), "2021")]}), encoding="utf-8"
    )
    with pytest.raises(DataError, match="several editions"):
        reading("unhcr-population", tmp_path)

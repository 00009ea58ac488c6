"""`stocktake source` as a person meets it."""

import json

import pytest

from publishers import answer, well
from stocktake.sources import about

SAMPLE = about.sample("undesa-migrant-stock")


@pytest.fixture(scope="module")
def workbook(shared):
    path = shared / "data" / "undesa" / "undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx"
    if not path.is_file():
        pytest.skip("the workbook is not in the reference material")
    return path


def test_the_list_names_every_source_with_its_terms(program):
    finished = program("source", "list", "--format", "json")
    rows = {row["source"]: row for row in json.loads(finished.stdout)}
    assert set(rows) == set(about.known())
    assert rows["undesa-migrant-stock"]["licence"] == "CC BY 3.0 IGO"
    assert rows["undesa-migrant-stock"]["editions"] == ""


def test_what_was_read_left_out_and_not_expected_is_told_and_a_review_shows_it(program, workbook, tmp_path):
    finished = program("source", "read", "undesa-migrant-stock", workbook)
    assert finished.returncode == 0, finished.stderr
    for told in (
        "undesa-migrant-stock, edition 2020",
        "read       5943 cells or rows; 5901 figures taken in, 122 of them marked as missing or as a limit",
        "left out   42 figures of areas that stand in two groups",
        "covers     281 areas, 1990 to 2020",
        "checked    ref_area WLD, time_period 2020, sex _T: 280598105",
        'unexpected area: "1503" is no area known here; it is kept as it stands',
    ):
        assert told in finished.stdout
    rows = json.loads(program("source", "list", "--format", "json").stdout)
    assert [(row["editions"], row["figures"]) for row in rows if row["source"] == "undesa-migrant-stock"] == [("2020", 5901)]
    assert program("review", "DEU").returncode == 0
    made = json.loads((tmp_path / "reviews" / "DEU" / "review.json").read_text(encoding="utf-8"))
    stock = next(one for one in made["indicators"] if one["indicator"]["id"] == "migrant-stock")
    found = [value for one in stock["series"] for value in one["observations"] if value["source"] == "undesa-migrant-stock-2020"]
    assert {(value["time_period"], value["obs_value"]) for value in found if value["sex"] == "_T"} >= {("2020", 15762457.0)}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("read", "nowhere", SAMPLE), 1, 'there is no source "nowhere"; there are'),
        (("read", "undesa-migrant-stock", "nothing.xlsx"), 2, "does not exist"),
        (("read", "undesa-migrant-stock", SAMPLE), 1, "at least 4000 were expected"),
        (("read", "undesa-migrant-stock"), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line_and_nothing_is_taken_in(program, arguments, code, said):
    finished = program("source", *arguments)
    assert finished.returncode == code
    assert said in finished.stderr
    assert "Traceback" not in finished.stderr
    assert all(row["figures"] == 0 for row in json.loads(program("source", "list", "--format", "json").stdout))


def test_what_a_publisher_gives_out_is_fetched_read_and_not_fetched_twice(program, workbook, publisher):
    server = publisher(lambda handler: well(handler, workbook.read_bytes()))
    mirror = server.url.rsplit("/", 1)[0]
    first = program("source", "fetch", "undesa-migrant-stock", "--mirror", mirror)
    assert first.returncode == 0, first.stderr
    assert "checked    ref_area WLD, time_period 2020, sex _T: 280598105" in first.stdout
    again = program("source", "fetch", "undesa-migrant-stock", "--mirror", mirror)
    assert "has not changed" in again.stderr
    assert [bool(asked.get("If-None-Match")) for asked in server.asked] == [False, True]


def test_a_page_of_excuses_in_place_of_the_file_is_not_taken_in(program, publisher):
    server = publisher(lambda handler: answer(handler, 200, b"<html>We are working on it</html>"))
    finished = program("source", "fetch", "undesa-migrant-stock", "--mirror", server.url.rsplit("/", 1)[0])
    assert finished.returncode == 1
    assert "is no workbook" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_reading_can_be_undone_and_what_it_replaced_be_removed(program, workbook, workspace):
    assert program("source", "read", "undesa-migrant-stock", workbook).returncode == 0
    told = program("source", "prune", "undesa-migrant-stock", "--edition", "2020", "--dry-run")
    assert "would remove undesa-migrant-stock.2020/" in told.stdout
    finished = program("source", "prune", "undesa-migrant-stock", "--edition", "2020")
    assert (finished.returncode, finished.stdout.count("removed undesa-migrant-stock.2020/")) == (0, 1)
    again = program("source", "prune", "undesa-migrant-stock", "--edition", "2020")
    assert (again.returncode, 'has no edition "2020" here; there are none' in again.stderr) == (1, True)
    assert program("source", "prune", "--edition", "2020").returncode == 2


def test_a_review_shows_what_was_read_from_three_publishers(program, shared, tmp_path):
    files = {
        "undesa-migrant-stock": "undesa/undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx",
        "unsd-sdg": "sdg_global/ddf_2020",
        "unhcr-population": "unhcr/population.csv.gz",
    }
    for source, name in files.items():
        if not (shared / "data" / name).exists():
            pytest.skip(f"{name} is not in the reference material")
        assert program("source", "read", source, shared / "data" / name).returncode == 0
    assert program("review", "DEU").returncode == 0
    made = json.loads((tmp_path / "reviews" / "DEU" / "review.json").read_text(encoding="utf-8"))
    values = [value for one in made["indicators"] for series in one["series"] for value in series["observations"]]
    read = {(value["source"], value["indicator"], value["time_period"]) for value in values if value["locator"]}
    assert ("undesa-migrant-stock-2020", "migrant-stock", "1990") in read
    assert ("unhcr-population", "refugees-hosted", "1975") in read
    assert any(source == "unsd-sdg" and indicator == "17.3.2" for source, indicator, _ in read)
    assert {"UN DESA, Population Division", "UNHCR"} <= {one["publisher"] for one in made["sources"]}

"""`stocktake source` as a person meets it."""

import json
import os
import re
import subprocess
import sys
import time
from functools import partial

import pytest
from click.testing import CliRunner

from publishers import answer, idmc, never, service, well, world_bank
from stocktake.catalog.area import areas
from stocktake.cli.main import main
from stocktake.sources import about, fetching
from stocktake.tables import series

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


# Services


@pytest.fixture
def at_once(tmp_path, monkeypatch):
    """Run the program within the test, without a rest between questions."""
    monkeypatch.setattr(fetching, "Fetcher", partial(fetching.Fetcher, pause=lambda _: None))

    def run(*arguments):
        folder = str(tmp_path / "workspace")
        return CliRunner().invoke(main, ["source", "fetch", *arguments, "--workspace", folder], catch_exceptions=False)

    return run


def bank(*years, value=1.0, updated="2021-09-15"):
    """Return the answers of the World Bank for every country: of one indicator figures, of the others none."""
    codes = ["MLI", *sorted(area.code for area in areas() if re.fullmatch("[A-LN-V][A-Z]{2}", area.code))][:120]
    rows = [
        {
            "indicator": {"id": "SP.POP.TOTL", "value": ""}, "country": {"id": "", "value": ""}, "countryiso3code": code, "date": str(year),
            "value": value, "unit": "", "obs_status": "", "decimal": 0,
        }
        for code in codes
        for year in years
    ]  # fmt: skip
    path = "/v2/country/all/indicator/{}".format
    asked = about.about("worldbank-wdi").service.ask
    return service(partial(world_bank, updated=updated), {path(one): rows if one == "SP.POP.TOTL" else [] for one in asked}, 500)


def population(folder):
    """Return the value of each year that counts now."""
    figures = series.observations(folder / "workspace" / "figures")
    rows = series.latest_vintage(figures.filter(figures.indicator == "worldbank-population")).to_pyarrow().to_pylist()
    return {row["time_period"]: row["obs_value"] for row in rows if row["ref_area"] == "MLI"}


def test_a_service_is_asked_page_by_page_and_from_a_year_on_and_other_years_stay(at_once, publisher, tmp_path):
    server = publisher(bank(*range(2000, 2010)))
    whole = at_once("worldbank-wdi", "--mirror", server.host)
    assert whole.exit_code == 0, whole.output
    assert "worldbank-wdi: 3 pages or files, 3 of them new, 1200 rows" in whole.output
    assert "worldbank-wdi: the service has no figures of BM.TRF.PWKR.CD.DT, BX.TRF.PWKR.CD.DT, BX.TRF" in whole.output
    assert "worldbank-wdi, edition 2021-09-15" in whole.output
    again = at_once("worldbank-wdi", "--mirror", server.host)
    assert "worldbank-wdi: 3 pages or files, 0 of them new, 1200 rows" in again.output
    server.behaviours = [bank(*range(2000, 2011), value=2.0, updated="2021-10-01")]
    since = at_once("worldbank-wdi", "--mirror", server.host, "--since", "2009")
    assert since.exit_code == 0, since.output
    assert "since      2009: an edition of its own; figures of other years stay as they were read before" in since.output
    assert all("date=2009:" in path for path in server.paths[-5:])
    assert population(tmp_path) == {**{str(year): 1.0 for year in range(2000, 2009)}, "2009": 2.0, "2010": 2.0}
    listed = CliRunner().invoke(main, ["source", "list", "--format", "json", "--workspace", str(tmp_path / "workspace")])
    held = next(row for row in json.loads(listed.output) if row["source"] == "worldbank-wdi")
    assert (held["editions"], held["figures"]) == ("2021-09-15, 2021-10-01.since-2009", 1200 + 240)


def test_a_service_that_gives_other_years_all_the_same_is_found_out(at_once, publisher):
    whole = bank(*range(2000, 2010))

    def deaf(handler):
        handler.path = re.sub(r"&date=[\d:]+", "", handler.path)
        whole(handler)

    found = at_once("worldbank-wdi", "--mirror", publisher(deaf).host, "--since", "2009")
    assert "since      2009: the service gave figures from 2000 on all the same; figures of other years stay" in found.output


def test_a_year_without_figures_is_told_and_nothing_is_taken_in(at_once, publisher, tmp_path):
    found = at_once("worldbank-wdi", "--mirror", publisher(bank(2000)).host, "--since", "2020")
    assert found.exit_code == 0
    assert "worldbank-wdi: the service has no figures from 2020 on; nothing was taken in" in found.output
    assert not (tmp_path / "workspace" / "figures" / "current.json").exists()


def test_where_nobody_can_ask_for_single_years_all_is_fetched_and_that_is_told(at_once, publisher, workbook):
    server = publisher(lambda handler: well(handler, workbook.read_bytes()))
    found = at_once("undesa-migrant-stock", "--mirror", server.host, "--since", "2015")
    assert "undesa-migrant-stock: its publisher cannot be asked for single years; all of them are fetched" in found.output
    assert "covers     281 areas, 1990 to 2020" in found.output


def test_without_a_network_one_line_says_so(at_once, tmp_path):
    found = at_once("worldbank-wdi", "--mirror", "http://127.0.0.1:9")
    assert found.exit_code == 1
    assert len(found.output.splitlines()) == 1
    assert "cannot be reached, 5 times; try again later, or fetch the file by hand" in found.output
    assert not (tmp_path / "workspace" / "figures" / "current.json").exists()


@pytest.mark.parametrize("body", [b"<html>We are working on it</html>", b'[{"page": 1, "pages": 1, "total": 1}, {"rows": []}]'])
def test_a_service_of_another_layout_is_told_in_one_line_and_nothing_is_taken_in(at_once, publisher, tmp_path, body):
    found = at_once("worldbank-wdi", "--mirror", publisher(lambda handler: answer(handler, 200, body)).host)
    assert found.exit_code == 1
    assert len(found.output.splitlines()) == 1
    assert not (tmp_path / "workspace" / "figures" / "current.json").exists()


def test_a_year_to_come_is_a_wrong_usage(at_once):
    found = at_once("worldbank-wdi", "--since", "2099")
    assert (found.exit_code, "2099 is after this year" in found.output) == (2, True)


def test_a_key_that_is_not_there_is_asked_for_by_its_name(program):
    finished = program("source", "fetch", "idmc-gidd", IDMC_CLIENT_ID="")
    assert finished.returncode == 1
    assert "put it into the environment as IDMC_CLIENT_ID" in finished.stderr


def test_a_fetch_that_was_killed_goes_on_with_the_pages_it_lacks(program, publisher, tmp_path):
    rows = [
        {"iso3": "MLI", "country_name": "Mali", "year": year, "new_displacement": year, "total_displacement": 5}
        for year in range(2009, 2015)
    ]
    event = {"event_name": "Flood", "hazard_type_name": "Flood", "start_date": "", "start_date_accuracy": "", "end_date": ""}
    event |= {"end_date_accuracy": "", "event_codes": []}
    answers = {"conflicts": rows, "disasters": [{**rows[0], **event}]}
    good = service(idmc, {f"/external-api/gidd/{name}/": found for name, found in answers.items()}, 3)
    server = publisher(good, never)
    environment = {**os.environ, "IDMC_CLIENT_ID": "MINE", "STOCKTAKE_HOME": str(tmp_path / "stocktake-workspace")}
    command = [sys.executable, "-m", "stocktake", "source", "fetch", "idmc-gidd", "--mirror", server.host]
    with subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        end = time.monotonic() + 30
        while len(server.paths) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        running.kill()
    server.behaviours = [good]
    server.release.set()
    finished = program("source", "fetch", "idmc-gidd", "--mirror", server.host, IDMC_CLIENT_ID="MINE")
    assert finished.returncode == 0, finished.stderr
    offsets = ["offset" in path for path in server.paths if "conflicts" in path]
    assert offsets == [False, True, True]
    assert "idmc-gidd, edition 2025-05-13" in finished.stdout
    assert "MINE" not in finished.stdout + finished.stderr

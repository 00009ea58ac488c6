"""The services of publishers, asked page by page from a server on this machine that answers in their shapes, well and wrongly."""

import csv
import gzip
import json
import threading
from dataclasses import replace
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from publishers import (
    answer,
    asked_for,
    breaks_off_in_chunks,
    dtm,
    half,
    idmc,
    says,
    sends,
    service,
    trickles,
    unhcr,
    unsd,
    world_bank,
)
from stocktake.errors import DataError
from stocktake.sources import about, fetching, files
from stocktake.sources import service as services
from stocktake.sources.about import Service
from stocktake.sources.fetching import Fetcher, gather, listed

BANK = "/v2/country/all/indicator/"
ROWS = [
    {
        "indicator": {"id": "SP.POP.TOTL", "value": "Population"}, "country": {"id": "ML", "value": "Mali"}, "countryiso3code": "MLI",
        "date": str(year), "value": year * 10, "unit": "", "obs_status": "", "decimal": 0,
    }
    for year in range(2000, 2007)
]  # fmt: skip


@pytest.fixture
def fetcher(tmp_path):
    return made(tmp_path / "cache", [])


def made(folder, waited, **more):
    return Fetcher(folder / "all", "2026-11-21", pause=waited.append, timeout=0.5, marks=folder / "all.marks", **more)


def asked(server, source, since=None, each=(), only=None):
    """Return the service of a source and its questions, sent to the server in place of the publisher's host."""
    facts = about.about(source).service
    facts = replace(facts, ask=only) if only else facts
    found = services.questions(facts, since, 2026, each)
    return facts, [replace(one, url=moved(server, one.url)) for one in found]


def moved(server, url):
    return f"{server.host}/{url.split('://', 1)[1].split('/', 1)[1]}"


def fetched(server, fetcher, source, **more):
    return gather(fetcher, *asked(server, source, **more))


def population(*behaviours):
    """Return behaviours of a bank that has one indicator; ROWS come 3 a page."""
    good = service(world_bank, {BANK + "SP.POP.TOTL": ROWS}, 3)
    return [one or good for one in behaviours]


def observations(*readings):
    """Return the rows of readings without where they stand, in an order of their own."""
    tables = [reading.table.drop_columns(["locator"]) for reading in readings]
    table = pa.concat_tables([one.select(sorted(one.column_names)) for one in tables], promote_options="permissive")
    return table.sort_by([(name, "ascending") for name in table.column_names]).combine_chunks()


def read(source, path):
    return about.reader(source).read(path, about.about(source))


# The same figures from a service as from files


@pytest.mark.parametrize("size", [5000, 1_000_000])
def test_the_world_bank_says_the_same_page_by_page_as_in_its_file(shared, publisher, fetcher, size):
    path = shared / "data/worldbank/API_BM.TRF.PWKR.CD.DT_DS2_en_csv_v2_3012027.csv"
    if not path.is_file():
        pytest.skip("the file is not in the reference material")
    server = publisher(service(world_bank, {BANK + "BM.TRF.PWKR.CD.DT": bank_rows(path)}, size))
    found = fetched(server, fetcher, "worldbank-wdi", only=("BM.TRF.PWKR.CD.DT",))
    assert len(found.files) == -(-found.rows // size)
    by_service, by_file = read("worldbank-wdi", found.folder), read("worldbank-wdi", path)
    assert observations(by_service) == observations(by_file)
    assert (by_service.vintage, by_service.rows, by_service.left_out) == (by_file.vintage, by_file.rows, by_file.left_out)
    assert not by_service.issues


def bank_rows(path):
    """Return the cells of a file of the World Bank as the objects of its service."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        table = list(csv.reader(lines))[4:]
    years = [place for place, name in enumerate(table[0]) if name.isdecimal()]
    return [
        {
            "indicator": {"id": row[3], "value": row[2]}, "country": {"id": row[1][:2], "value": row[0]}, "countryiso3code": row[1],
            "date": table[0][place], "value": float(row[place]) if row[place] else None, "unit": "", "obs_status": "", "decimal": 0,
        }
        for row in table[1:]
        for place in years
    ]  # fmt: skip


def test_unhcr_says_the_same_page_by_page_as_in_its_file(shared, publisher, fetcher, tmp_path):
    header, rows = unhcr_rows(shared / "data/unhcr/population.csv.gz", 2024)
    server = publisher(service(unhcr, {"/population/v1/population/": [as_item(row) for row in rows]}, 3000))
    found = fetched(server, fetcher, "unhcr-population")
    assert len(found.files) > 2
    written(tmp_path / "population.csv", header, rows)
    by_service, by_file = read("unhcr-population", found.folder), read("unhcr-population", tmp_path / "population.csv")
    assert observations(by_service) == observations(by_file)
    assert (by_service.vintage, by_service.rows) == (by_file.vintage, by_file.rows)
    assert any(row["ref_area"] == "WLD" for row in by_service.table.to_pylist())


@pytest.mark.parametrize(
    ("source", "path", "name", "since"),
    [
        ("unhcr-asylum", "asylum-applications", "asylum_applications", 2025),
        ("unhcr-asylum", "asylum-decisions", "asylum_decisions", 2025),
        ("unhcr-solutions", "solutions", "solutions", 2015),
    ],
)
def test_unhcr_says_the_same_of_asylum_and_of_ways_out(shared, publisher, fetcher, tmp_path, source, path, name, since):
    header, rows = unhcr_rows(shared / f"data/unhcr/{name}.csv.gz", since)
    server = publisher(service(unhcr, {f"/population/v1/{path}/": [as_item(row) for row in rows]}, 5000))
    found = fetched(server, fetcher, source, only=(path,))
    written(tmp_path / f"{name}.csv", header, rows)
    assert observations(read(source, found.folder)) == observations(read(source, tmp_path / f"{name}.csv"))


def unhcr_rows(path, since):
    if not path.is_file():
        pytest.skip("the file is not in the reference material")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return list(rows[0]), [row for row in rows if int(row["year"]) >= since]


def as_item(row):
    """Return a row as the service writes it: counts as numbers, none as the text "0", what is not told as "-", and ids of its own."""
    item = {name: as_cell(text) if name not in ("coo_iso", "coa_iso", "coo", "coa") else text for name, text in row.items()}
    return {**item, "year": int(row["year"]), "coo_id": 1, "coa_id": 2}


def as_cell(text):
    if text in ("0", ""):
        return "0" if text else "-"
    return int(text) if text.isdecimal() else text


def written(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, header)
        lines.writeheader()
        lines.writerows(rows)


def test_idmc_says_the_same_page_by_page_as_in_its_files(shared, publisher, tmp_path):
    folder = shared / "data/idmc"
    names = {"conflicts": "gidd_idps_by_country_year.csv", "disasters": "gidd_disaster_events.csv"}
    if not all((folder / name).is_file() for name in names.values()):
        pytest.skip("the files are not in the reference material")
    answers = {f"/external-api/gidd/{path}/": gidd_rows(folder / name) for path, name in names.items()}
    server = publisher(service(idmc, answers, 1000))
    fetcher = made(tmp_path, [], secret={"client_id": "MINE"})
    found = fetched(server, fetcher, "idmc-gidd")
    assert len(found.files) == 1 + 23
    by_service = read("idmc-gidd", found.folder)
    by_file = [read("idmc-gidd", folder / name) for name in ("gidd_disaster_events.csv", "gidd_idps_by_country_year.csv")]
    assert observations(by_service) == observations(*by_file)
    assert by_service.vintage == "2025-05-13"
    assert "MINE" in server.paths[0]
    kept = [path.read_bytes() for folder in (fetcher.cache, fetcher.beside) for path in folder.iterdir()]
    assert not any(b"MINE" in content for content in kept)
    assert sum(b"client_id=KEY" in content for content in kept) == 22


def gidd_rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        {
            name: (int(text) if text else None) if name.removesuffix("_rounded") in ("year", "new_displacement", "total_displacement") else text
            for name, text in row.items()
        }
        for row in rows
    ]  # fmt: skip


def test_pages_that_idmc_gave_out_are_followed_to_the_last(shared, publisher, tmp_path):
    folder, file = shared / "data/api_payloads/idmc_gidd", shared / "data/idmc/gidd_idps_by_country_year.csv"
    if not (folder.is_dir() and file.is_file()):
        pytest.skip("the pages are not in the reference material")
    pages = [json.loads((folder / f"displacement_{number}.json").read_bytes()) for number in range(10)]
    server = publisher(*(lambda handler, page=page: sends(handler, page) for page in pages))
    found = fetched(server, made(tmp_path, [], secret={"client_id": "MINE"}), "idmc-gidd", only=("conflicts",))
    assert (len(found.files), found.rows) == (10, 961)
    assert observations(read("idmc-gidd", found.folder)) == observations(read("idmc-gidd", file))
    assert not any("EXAMPLE" in path for path in server.paths)


@pytest.mark.parametrize(
    "name",
    [
        "8.8.1-SL_EMP_INJUR_long.csv", "10.c.1-SI_RMT_COST_long.csv", "16.9.1-SG_REG_BRTH_long.csv", "3.8.2-SH_XPD_EARN10_long.csv",
        "3.c.1-SH_MED_HEAWOR_long.csv", "17.3.2-BX_TRF_PWKR_long.csv",
    ],
)  # fmt: skip
def test_the_sdg_database_says_the_same_page_by_page_as_in_its_files(shared, publisher, fetcher, name):
    path = shared / "data/sdg_global/unsd_2019q1" / name
    if not path.is_file():
        pytest.skip("the file is not in the reference material")
    rows = sdg_rows(path)
    code = rows[0]["series"]
    server = publisher(service(unsd, {"/SDGAPI/v1/sdg/Series/Data": rows}, 700))
    found = fetched(server, fetcher, "unsd-sdg", only=(code,))
    by_service, by_file = read("unsd-sdg", found.folder), read("unsd-sdg", path)
    assert observations(by_service) == observations(by_file)
    assert (by_service.vintage, by_service.rows) == ("", by_file.rows)
    assert sorted(map(str, by_service.issues)) == sorted(map(str, by_file.issues))


_SDG = {
    "GeoArea_Code": "geoAreaCode",
    "GeoArea_Desc": "geoAreaName",
    "Year": "timePeriodStart",
    "Value": "value",
    "Source": "source",
}
_DIMENSIONS = {"ReportingType": "Reporting Type", "MigratoryStatus": "Migratory status", "TypeOfOccupation": "Type of occupation"}


def sdg_rows(path):
    """Return the lines of a file of the database as the objects of its service."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    rows = []
    for row in csv.DictReader(text.splitlines(keepends=True)):
        codes = [name.removesuffix("_Code") for name in row if name.endswith("_Code")]
        split = [name for name in codes if name not in ("GeoArea", "Nature", "Units")]
        rows.append(
            {
                **{theirs: row[ours] for ours, theirs in _SDG.items()},
                "goal": [row["GoalCode"]], "target": [row["TargetCode"]], "indicator": [row["IndicatorCode"]],
                "series": row["SeriesCode"], "seriesDescription": row["SeriesDesc"], "seriesCount": "1", "valueType": row["ValueType"],
                "time_detail": row["TimeDetail"], "timeCoverage": None, "upperBound": None, "lowerBound": None, "basePeriod": None,
                "geoInfoUrl": None, "footnotes": [row["Footnotes"]],
                "attributes": {name: row[f"{name}_Code"] for name in ("Nature", "Units")},
                "dimensions": {_DIMENSIONS.get(name, name): row[f"{name}_Code"] for name in split if row[f"{name}_Code"]},
            }
        )  # fmt: skip
    return rows


def test_values_of_the_sdg_database_that_are_no_numbers_stay_visible(publisher, fetcher):
    one = {
        "goal": ["8"], "target": ["8.8"], "indicator": ["8.8.1"], "series": "SL_EMP_INJUR", "seriesDescription": "x",
        "timePeriodStart": 2019.0, "source": "x", "footnotes": ["first", "second"], "attributes": {"Nature": "C", "Units": "PER_100000_EMP"},
    }  # fmt: skip
    cells = [
        ("8", "<2.5", {"Sex": "FEMALE", "Migratory status": "MIGPER"}),
        ("516", "NaN", {"Shape": "ROUND"}),
        ("8", "1,200", {}),
    ]
    rows = [{**one, "geoAreaCode": area, "geoAreaName": "x", "value": value, "dimensions": dims} for area, value, dims in cells]
    server = publisher(service(unsd, {"/SDGAPI/v1/sdg/Series/Data": rows}))
    found = read("unsd-sdg", fetched(server, fetcher, "unsd-sdg", only=("SL_EMP_INJUR",)).folder)
    told = [
        (row["ref_area"], row["sex"], row["obs_value"], row["obs_status"], row["time_period"]) for row in found.table.to_pylist()
    ]
    assert told == [("ALB", "F", None, "X", "2019"), ("NAM", "_T", None, "O", "2019"), ("ALB", "_T", 1200.0, "A", "2019")]
    comments = found.table["comment_obs"].to_pylist()
    assert "published as <2.5" in comments[0]
    assert "published as NaN" in comments[1]
    assert "first; second" in comments[2]
    assert found.table["other_dims"].to_pylist()[1] == "shape=ROUND"
    assert [str(issue) for issue in found.issues] == [
        'column "Shape_Code" is neither read nor ignored; it is kept as a dimension, first in SL_EMP_INJUR_page-0001.json'
    ]


def test_dtm_is_asked_for_every_country_and_level_and_says_the_same_as_its_file(shared, publisher, fetcher, tmp_path):
    folder = shared / "data/iom_dtm"
    whole = folder / "global-iom-dtm-from-api-admin-0-to-2.csv"
    if not whole.is_file():
        pytest.skip("the file is not in the reference material")
    levels = {
        f"/v3/displacement/admin{level}": [
            row
            for path in sorted(folder.glob(f"displacement-admin{level}-*.json"))
            for row in json.loads(path.read_bytes())["result"]
        ]
        for level in range(3)
    }
    countries = [{"admin0Name": name, "admin0Pcode": name} for name in ("AFG", "HTI", "TCD", "XXX")]
    server = publisher(service(dtm, {**levels, "/v3/displacement/country-list": countries}))
    facts = about.about("iom-dtm").service
    each = listed(fetcher, facts, moved(server, facts.each.url))
    assert each == ("AFG", "HTI", "TCD", "XXX")
    found = fetched(server, fetcher, "iom-dtm", each=each)
    assert len(server.paths) == 1 + 3 * 4
    assert (len(found.files), len(found.empty)) == (8, 4)
    with whole.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    written(
        tmp_path / whole.name, list(rows[0]), [row for row in rows if (row["admin0Pcode"], row["adminLevel"]) != ("AFG", "2")]
    )
    assert observations(read("iom-dtm", found.folder)) == observations(read("iom-dtm", tmp_path / whole.name))


def test_a_table_of_eurostat_is_one_file(shared, publisher, fetcher):
    path = shared / "data/eurostat/migrants_illegally_present.csv"
    if not path.is_file():
        pytest.skip("the file is not in the reference material")
    server = publisher(lambda handler: answer(handler, 200, path.read_bytes()))
    found = fetched(server, fetcher, "eurostat-migration", only=("MIGR_EIPRE",), since=2015)
    assert server.paths == ["/eurostat/api/dissemination/sdmx/2.1/data/MIGR_EIPRE?format=SDMX-CSV&startPeriod=2015"]
    assert [one.name for one in found.files] == ["MIGR_EIPRE.csv"]
    assert observations(read("eurostat-migration", found.files[0])) == observations(read("eurostat-migration", path))


def test_groups_that_the_world_bank_gives_without_a_code_of_three_letters_are_known_by_the_other(publisher, fetcher):
    pairs = {"XD": "", "1A": "ARB", "ML": "MLI", "9Z": ""}
    rows = [{**ROWS[0], "country": {"id": two, "value": ""}, "countryiso3code": three} for two, three in pairs.items()]
    empty = [{**row, "value": None} for row in ROWS]  # an area without a figure in any year, and one with a year without
    rows += [{**row, "countryiso3code": "NER"} for row in empty] + [{**rows[2], "date": "2001", "value": None}]
    server = publisher(service(world_bank, {BANK + "SP.POP.TOTL": rows}, 4))
    found = read("worldbank-wdi", fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",)).folder)
    told = [(row["ref_area"], row["time_period"], row["obs_status"]) for row in found.table.to_pylist()]
    assert told == [
        ("worldbank:HIC", "2000", "A"), ("worldbank:ARB", "2000", "A"), ("MLI", "2000", "A"), ("worldbank:9Z", "2000", "A"),
        ("MLI", "2001", "O"),
    ]  # fmt: skip
    assert found.left_out == {"never_reported": 7}
    assert [str(issue) for issue in found.issues] == ['area: "9Z" is no area known here; it is kept as it stands']


@pytest.mark.parametrize("body", [b"<html>sorry</html>", b'{"error": {"status": 413}}', b"\xef\xbb\xbf\n<?xml version='1.0'?>"])
def test_words_in_place_of_a_table_of_eurostat_are_not_kept(publisher, fetcher, body):
    server = publisher(lambda handler: answer(handler, 200, body))
    with pytest.raises(DataError, match="in place of CSV; look at it in a browser"):
        fetched(server, fetcher, "eurostat-migration", only=("MIGR_EIPRE",))
    assert not list(fetcher.cache.iterdir())


def test_a_refusal_of_dtm_is_told_in_its_words(publisher, fetcher):
    refused = {
        "result": None,
        "statusCode": 400,
        "isSuccess": False,
        "errorMessages": ["No such country."],
        "totalRecordsCount": 0,
    }
    server = publisher(lambda handler: sends(handler, refused))
    with pytest.raises(DataError, match=r"the service refuses: No such country\."):
        fetched(server, fetcher, "iom-dtm", each=("XXX",))


# What is asked


def test_every_service_is_asked_over_tls_and_says_who_saw_it():
    for source in about.known():
        facts = about.about(source).service
        if facts:
            urls = [one.page(1) for one in services.questions(facts, 2020, 2026, ("AFG",))]
            assert all(url.startswith("https://") and "{" not in url for url in urls), source
            assert len({one.name for one in services.questions(facts, None, 2026, ("AFG", "TCD"))}) == len(urls) * (
                2 if facts.each else 1
            )
            assert facts.verification.note, source
            assert facts.verification.status in ("secondary", "not_seen", "seen_in_part"), source


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("worldbank-wdi", "&date=2020:2026"),
        ("unhcr-population", "&yearFrom=2020&yearTo=2026"),
        ("idmc-gidd", "&start_year=2020&end_year=2026"),
        ("unsd-sdg", "&timePeriodStart=2020"),
        ("eurostat-migration", "&startPeriod=2020"),
        ("iom-dtm", "&FromReportingDate=2020-01-01&ToReportingDate=2026-12-31"),
    ],
)
def test_only_figures_from_a_year_on_are_asked_for(source, part):
    facts = about.about(source).service
    assert all(part in one.url for one in services.questions(facts, 2020, 2026, ("AFG",)))
    assert not any(part in one.url for one in services.questions(facts, None, 2026, ("AFG",)))


# How pages are followed


def test_what_has_not_changed_is_not_sent_again_and_what_is_gone_is_removed(publisher, fetcher):
    server = publisher(*population(None))
    first = fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",))
    assert (first.rows, first.new, len(first.files)) == (7, 3, 3)
    again = fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",))
    assert (again.rows, again.new) == (7, 0)
    assert [bool(headers.get("If-None-Match")) for headers in server.asked] == [False] * 3 + [True] * 3
    server.behaviours = [service(world_bank, {BANK + "SP.POP.TOTL": ROWS[:2]}, 3)]
    shorter = fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",))
    assert (
        [path.name for path in sorted(fetcher.cache.iterdir())]
        == ["SP.POP.TOTL_page-0001.json"]
        == [one.name for one in shorter.files]
    )


def test_a_round_that_broke_off_goes_on_with_the_pages_it_lacks(publisher, fetcher):
    server = publisher(*population(None, None, says(404)))
    with pytest.raises(DataError, match=r"answers 404 .*; 2 pages are kept, and fetching again today goes on from there"):
        fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",))
    server.behaviours = population(None)
    assert fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",)).rows == 7
    assert [path[-6:] for path in server.paths] == ["page=1", "page=2", "page=3", "page=3"]


def test_on_another_day_every_page_is_asked_for_anew(publisher, fetcher):
    server = publisher(*population(None, says(404)))
    with pytest.raises(DataError):
        fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",))
    server.behaviours = population(None)
    fetched(server, replace(fetcher, today="2026-11-22"), "worldbank-wdi", only=("SP.POP.TOTL",))
    assert [path[-6:] for path in server.paths] == ["page=1", "page=2", "page=1", "page=2", "page=3"]


def test_a_page_cut_off_in_the_middle_is_gone_on_with(publisher, fetcher):
    server = publisher(*population(None, half, None))
    assert fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",)).rows == 7
    assert len(server.paths) == 4


def test_a_page_in_chunks_cut_off_in_the_middle_is_not_taken_for_whole(publisher, fetcher):
    server = publisher(*population(breaks_off_in_chunks, None))
    assert fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",)).rows == 7


def test_a_service_in_trouble_is_waited_for(publisher, tmp_path):
    waited = []
    server = publisher(*population(says(429, Retry_After="7"), None, says(500), None))
    assert fetched(server, made(tmp_path, waited), "worldbank-wdi", only=("SP.POP.TOTL",)).rows == 7
    assert waited == [7.0, 1.0]


def test_a_trickle_of_bytes_has_an_end(publisher, tmp_path):
    server, waited = publisher(trickles), []
    with pytest.raises(DataError, match=r"sent \d+ bytes in 0.05 seconds, too slowly, 5 times"):
        fetched(server, made(tmp_path, waited, longest=0.05), "worldbank-wdi", only=("SP.POP.TOTL",))


def test_figures_that_change_midway_are_asked_for_once_more_from_the_start(publisher, fetcher):
    more = service(world_bank, {BANK + "SP.POP.TOTL": [*ROWS, {**ROWS[0], "date": "2007"}]}, 3)
    server = publisher(*population(None, more))
    found = fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",))
    assert (found.rows, len(server.paths)) == (8, 2 + 3)


def test_figures_that_change_again_and_again_are_told_and_the_next_fetch_begins_anew(publisher, fetcher):
    totals = iter(range(100, 200))

    def changing(handler):
        content = world_bank(ROWS, {"page": handler.path[-1]}, 3, "")
        sends(handler, [{**content[0], "total": next(totals)}, content[1]])

    server = publisher(changing)
    with pytest.raises(
        DataError, match=r"counts \d+ figures, the pages before it \d+, twice: the service is changing its figures"
    ):
        fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",))
    server.behaviours = population(None)
    assert fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",)).rows == 7


def test_fewer_figures_than_promised_are_not_taken_for_all(publisher, fetcher):
    def promising(handler):
        sends(handler, {"result": [{"a": "b"}], "isSuccess": True, "errorMessages": [], "totalRecordsCount": 2})

    server = publisher(promising)
    with pytest.raises(DataError, match="promises 2 figures and gives 1, twice"):
        fetched(server, fetcher, "iom-dtm", only=("admin0",), each=("AFG",))


def bank(**head):
    return lambda handler: sends(handler, [{"page": 1, "pages": 1, "total": 7, **head}, ROWS])


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        pytest.param(lambda h: answer(h, 200, b"<html>sorry</html>"), "answers with a page of words that is no JSON", id="HTML"),
        pytest.param(lambda h: answer(h, 200, b'[{"page": 1'), "answers with something that is no JSON", id="half"),
        pytest.param(lambda h: answer(h, 200, b""), "answers with something that is no JSON", id="nothing"),
        pytest.param(lambda h: sends(h, [{"page": 1, "pages": 1, "total": 7}, {}]), 'no list of objects at "1"', id="object for list"),
        pytest.param(lambda h: sends(h, [{"page": 1, "pages": 1, "total": 7}, [1]]), 'no list of objects at "1"', id="no objects"),
        pytest.param(lambda h: sends(h, [{"seite": 1, "pages": 1, "total": 7}, ROWS]), 'no number at "0.page"', id="key renamed"),
        pytest.param(lambda h: sends(h, {"items": ROWS}), 'no number at "0.total"', id="another service"),
        pytest.param(bank(total="many"), 'no number at "0.total"', id="no count"),
        pytest.param(bank(page=5), "answers with page 5 where page 1 was asked for", id="another page"),
        pytest.param(
            lambda h: sends(h, [{"message": [{"id": "120", "key": "Invalid value", "value": "not valid"}]}]),
            "the service refuses: 120, Invalid value, not valid", id="refusal",
        ),
    ],
)  # fmt: skip
def test_what_is_no_page_of_the_service_is_told_in_one_line_and_not_kept(publisher, fetcher, behaviour, said):
    server = publisher(*population(None))
    fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",))
    kept = {path.name: path.read_bytes() for path in fetcher.cache.iterdir()}
    server.behaviours = [behaviour]
    with pytest.raises(DataError, match=said) as fault:
        fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",))
    assert "\n" not in str(fault.value)
    if "page 5" not in said:
        assert {path.name: path.read_bytes() for path in fetcher.cache.iterdir()} == kept


def test_a_service_that_gives_one_page_for_ever_is_left(publisher, fetcher):
    server = publisher(
        lambda handler: sends(handler, {"page": int(handler.path.split("page=")[1].split("&")[0]), "items": [{"year": 1}]})
    )
    with pytest.raises(DataError, match="gives a page again that was read already; the pages have no end"):
        fetched(server, fetcher, "unhcr-population")
    assert len(server.paths) < 5
    server.behaviours = [service(unhcr, {"/population/v1/population/": [{"year": 2024}]})]
    assert fetched(server, fetcher, "unhcr-population").rows == 1  # what was wrong is not kept for the rest of the day


def test_pages_of_which_nobody_says_how_many_there_are_end_with_an_empty_one(publisher, fetcher):
    years = [{"year": 2020 + number} for number in range(5)]

    def shy(rows, query, size, url):
        return {name: value for name, value in unhcr(rows, query, size, url).items() if name != "maxPages"}

    server = publisher(service(shy, {"/population/v1/population/": years}, 2))
    found = fetched(server, fetcher, "unhcr-population")
    assert (found.rows, len(server.paths)) == (5, 4)
    assert [path.name for path in sorted(fetcher.cache.iterdir())] == [
        f"population_page-000{number}.json" for number in (1, 2, 3)
    ]


def test_pages_without_an_end_are_left(publisher, fetcher, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_PAGES", 10)
    server = publisher(lambda h: sends(h, {"page": (n := int(h.path.split("page=")[1].split("&")[0])), "items": [{"year": n}]}))
    with pytest.raises(DataError, match="has more than 10 pages; it is taken for an answer without an end"):
        fetched(server, fetcher, "unhcr-population")


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (
            "https://helix-tools-api.idmcdb.org/external-api/gidd/conflicts/?format=json&limit=1000",
            "leads back to one that was read already",
        ),
        (
            "https://elsewhere.example/external-api/gidd/conflicts/?offset=1",
            "names elsewhere.example/.* which is another service",
        ),
        ("https://helix-tools-api.idmcdb.org/admin/?offset=1", "which is another service; it is not followed"),
        (7, '"next" is no address'),
    ],
)
def test_a_next_page_that_leads_back_or_elsewhere_is_not_followed(publisher, tmp_path, link, said):
    page = {"last_updated": "2025-05-13", "count": 9, "next": link, "previous": None, "results": [{"iso3": "MLI", "year": 2020}]}
    server = publisher(lambda handler: sends(handler, page))
    with pytest.raises(DataError, match=said) as fault:
        fetched(server, made(tmp_path, [], secret={"client_id": "MINE"}), "idmc-gidd", only=("conflicts",))
    assert "MINE" not in str(fault.value)
    assert len(server.paths) == 1


def test_a_service_without_figures_gives_no_file(publisher, fetcher):
    server = publisher(service(world_bank, {BANK + "SP.POP.TOTL": []}, 3))
    found = fetched(server, fetcher, "worldbank-wdi", only=("SP.POP.TOTL",))
    assert (found.rows, found.files, found.empty) == (0, (), ("SP.POP.TOTL",))


def test_two_fetches_at_once_wait_for_each_other(publisher, tmp_path):
    server, found, faults = publisher(*population(None)), [], []

    def run():
        try:
            found.append(fetched(server, made(tmp_path, []), "worldbank-wdi", only=("SP.POP.TOTL",)))
        except DataError as fault:  # pragma: no cover (told below)
            faults.append(fault)

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert not faults
    assert sorted((one.rows, one.new) for one in found) == [(7, 0), (7, 3)]


# Pages as files


def test_an_answer_is_read_whole_from_its_first_page_and_a_missing_page_is_told(tmp_path):
    for number in (1, 2, 3):
        (tmp_path / f"a_page-{number:04}.json").write_text(f'{{"items": [{{"n": {number}.50}}]}}', encoding="utf-8")
    first = tmp_path / "a_page-0001.json"
    found = files.read_answer(files.pages_of(first), "items")
    assert found.table.to_pylist() == [{"n": "1.50"}, {"n": "2.50"}, {"n": "3.50"}]
    assert files.pages_of(tmp_path / "a_page-0002.json") == (tmp_path / "a_page-0002.json",)
    (tmp_path / "a_page-0002.json").unlink()
    with pytest.raises(DataError, match="page 2 of 3 is missing beside it; fetch the answer again"):
        files.pages_of(first)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"items": [{"n": {"a": {"b": 1}}}]}', '"n.a" holds a list or an object'),
        ('{"items": [{"n": [{"b": 1}]}]}', '"n" holds a list or an object'),
        ('{"items": {"n": 1}}', 'holds no list of objects at "items"'),
        ('{"items": [', "cannot be read as JSON"),
    ],
)
def test_an_answer_of_another_layout_is_refused(tmp_path, text, said):
    path = tmp_path / "a_page-0001.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        files.read_answer((path,), "items")


def test_the_service_of_the_page_on_adding_a_source_is_one_and_its_pages_are_gathered(publisher, fetcher):
    page = Path(__file__).parents[2] / "docs" / "howto" / "add-a-source.md"
    text = page.read_text(encoding="utf-8").split("```yaml\nservice:\n")[1].split("```")[0]
    facts = msgspec.convert(yaml.safe_load(text), Service)
    rows = [{"n": number} for number in range(5)]

    def island(handler):
        path, query = asked_for(handler)
        number = int(query["page"])
        inside = rows[2 * number - 2 : 2 * number] if path.endswith("/granted") else []
        sends(handler, {"data": {"items": inside, "page": number, "pages": 3, "count": 5 if path.endswith("/granted") else 0}})

    server = publisher(island)
    found = gather(fetcher, facts, [replace(one, url=moved(server, one.url)) for one in services.questions(facts, 2020, 2026)])
    assert ([one.name for one in found.files][-1], found.rows, found.empty) == ("granted_page-0003.json", 5, ("refused",))
    assert server.paths[0] == "/permits/granted?page=1&size=1000&from=2020&to=2026"
    table = files.read_answer(files.pages_of(found.files[0]), facts.rows).table
    assert table["n"].to_pylist() == ["0", "1", "2", "3", "4"]


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["page", "items", "next", "total", "message"]), inside)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(_ANY, st.sampled_from(["worldbank-wdi", "unhcr-population", "idmc-gidd", "unsd-sdg", "iom-dtm"]))
def test_whatever_comes_as_a_page_is_understood_or_refused_in_one_line(tmp_path_factory, content, source):
    path = tmp_path_factory.getbasetemp() / "any_page-0001.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    facts = about.about(source).service
    for understand in (lambda: services.page(path, facts, "here"), lambda: files.read_answer((path,), facts.rows)):
        assert "\n" not in refusal(understand)


def refusal(understand):
    try:
        understand()
    except DataError as fault:
        return str(fault)
    return ""

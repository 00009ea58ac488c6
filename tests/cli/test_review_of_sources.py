"""A review after files of publishers were read shows what they hold: the real files where they are at hand, the samples everywhere."""

import csv
import json

import pyarrow as pa
import pytest

from stocktake.catalog.area import areas
from stocktake.model.observation import COLUMNS, Observation
from stocktake.model.provenance import Source
from stocktake.sources import about, settling
from stocktake.tables import schema, snapshot

REAL = {
    "undesa-migrant-stock": "undesa/undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx",
    "undesa-migrant-stock-by-origin": "undesa/undesa_2020_bilateral_stock_by_sex_tidy.csv.gz",
    "unsd-sdg": "sdg_global/ddf_2020",
    "unhcr-population": "unhcr/population.csv.gz",
    "unhcr-demographics": "unhcr/demographics.csv.gz",
}


def review(program, folder, area):
    """Return the review of an area as JSON, and its page."""
    finished = program("review", area)
    assert finished.returncode == 0, finished.stderr
    found = folder / "reviews" / area
    return json.loads((found / "review.json").read_text(encoding="utf-8")), (found / "index.html").read_text(encoding="utf-8")


def values(made):
    """Return every value of a review by what names it; the later of two where one series has two."""
    rows = [row for one in made["indicators"] for series in one["series"] for row in series["observations"]]
    key = ("source", "indicator", "time_period", "sex", "age", "counterpart_area")
    return {tuple(row[name] for name in key): row["obs_value"] for row in rows}


def test_a_review_of_germany_shows_what_its_publishers_say(program, shared, tmp_path):
    for source, name in REAL.items():
        path = shared / "data" / name
        if not path.exists():
            pytest.skip(f"{name} is not in the reference material")
        read = program("source", "read", source, path)
        assert read.returncode == 0, read.stderr
    made, page = review(program, tmp_path, "DEU")
    found = values(made)
    assert found["undesa-migrant-stock-2020", "migrant-stock", "2020", "_T", "_T", "_T"] == 15762457
    assert found["undesa-migrant-stock-by-origin-2020", "migrant-stock", "2020", "_T", "_T", "POL"] == 2141722
    assert found["unhcr-population", "refugees-hosted", "2025", "_T", "_T", "_T"] == 2655191
    assert found["unhcr-demographics", "refugees-hosted", "2025", "F", "Y0T4", "_T"] == 54141
    assert any((source, indicator) == ("unsd-sdg", "17.3.2") for source, indicator, *_ in found)
    cited = {one["publisher"] for one in made["sources"]}
    assert {"UN DESA, Population Division", "UNHCR", "United Nations Statistics Division"} <= cited
    assert "15,762,457" in page
    assert "parts the 8 with the largest latest values are shown" in page
    assert len(page) < 2_000_000


def taken_in(workspace, source):
    """Write what a sample holds as a snapshot: a sample has too few rows to be taken in by the program."""
    facts = about.about(source)
    found = settling.settled(about.reader(source).read(about.sample(source), facts), facts, "2026-11-21")
    built_from = snapshot.BuiltFrom("sample", "test", (settling.provenance(facts, found.vintage, found.origin),))
    snapshot.write(workspace / "figures", f"{source}.{found.vintage or 'undated'}", found.table, built_from)


def written(workspace, *rows):
    """Write observations of our own as a snapshot."""
    made = [Observation(**{"time_period": "2024", "unit_measure": "PS", "source": "made", "vintage": "1", **row}) for row in rows]
    table = pa.Table.from_pylist([{name: getattr(one, name) for name in COLUMNS} for one in made], schema=schema.SCHEMA)
    built_from = snapshot.BuiltFrom("sample", "test", (Source("made", "1", "Made up", "Nobody", "2024"),))
    snapshot.write(workspace / "figures", "made.1", table, built_from)


def test_of_a_split_of_many_parts_the_largest_are_shown_and_the_command_beside_gives_all(program, workspace, tmp_path):
    stock = {"indicator": "migrant-stock", "series": "BY_ORIGIN", "ref_area": "ALB"}
    origins = [code for code in (one.code for one in areas() if one.kind == "country") if code != "ALB"][:20]
    written(
        workspace,
        *({**stock, "counterpart_area": code, "obs_value": 100.0 + place} for place, code in enumerate(origins)),
        {**stock, "indicator": "nobody-knows-this", "obs_value": 1.0},
    )
    made, page = review(program, tmp_path, "ALB")
    assert "nobody-knows-this" not in {one["indicator"]["id"] for one in made["indicators"]}
    found = next(one for one in made["indicators"] if one["indicator"]["id"] == "migrant-stock")
    shown = {one["observations"][0]["counterpart_area"] for one in found["series"] if one["series"] == "BY_ORIGIN"}
    assert shown == set(origins[-8:])
    assert [(one["parts"], one["shown"], one["split"]) for one in found["left_out"]] == [(20, 8, ["counterpart_area"])]
    assert found["left_out"][0]["text"] in page
    assert found["left_out"][0]["command"] in page
    finished = program(*found["left_out"][0]["command"].split()[1:], "--out", tmp_path / "all")
    assert finished.returncode == 0, finished.stderr
    with (tmp_path / "all" / "observations.csv").open(encoding="utf-8", newline="") as file:
        given = {row["counterpart_area"] for row in csv.DictReader(file)}
    assert set(origins) <= given


def test_an_area_within_that_publishes_parts_only_cannot_be_told(program, workspace, tmp_path):
    row = {"indicator": "8.8.1", "series": "SL_EMP_FTLINJUR", "ref_area": "ALB", "unit_measure": "PER_100K_WORKERS"}
    written(workspace, *({**row, "sex": sex, "obs_value": 1.0} for sex in ("F", "M")))
    made, _ = review(program, tmp_path, "039")
    found = next(one for one in made["indicators"] if one["indicator"]["id"] == "8.8.1")
    assert "Albania" in found["spread"]["areas"]["cannot_tell"]
    assert "Greece" in found["spread"]["areas"]["no_figure"]


@pytest.mark.parametrize(
    ("sources", "area", "expected"),
    [
        pytest.param(
            ["undesa-migrant-stock-by-origin"],
            "FRA",
            {
                ("undesa-migrant-stock-by-origin-2020", "migrant-stock", "2020", "_T", "_T", "_T"): 700,
                ("undesa-migrant-stock-by-origin-2020", "migrant-stock", "2020", "M", "_T", "DZA"): 60,
            },
            id="migrants by origin",
        ),
        pytest.param(
            ["unhcr-population", "unhcr-demographics"],
            "NER",
            {("unhcr-demographics", "refugees-hosted", "2024", "F", "Y12T17", "_T"): 12},
            id="refugees by age",
        ),
        pytest.param(
            ["undesa-migrant-stock", "unsd-sdg"], "ALB", {("unsd-sdg", "16.2.2", "2016", "M", "Y10T14", "_T"): 0}, id="SDG by age"
        ),
    ],
)
def test_a_review_shows_what_samples_hold(program, workspace, tmp_path, sources, area, expected):
    for source in sources:
        taken_in(workspace, source)
    made, page = review(program, tmp_path, area)
    assert {key: values(made).get(key) for key in expected} == expected
    assert "Traceback" not in page

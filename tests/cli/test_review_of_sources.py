"""A review after files of publishers were read shows what they hold: the real files where they are at hand, the samples everywhere."""

import json

import pytest

from stocktake.sources import about, settling
from stocktake.tables import snapshot

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

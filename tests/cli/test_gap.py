"""`stocktake gaps` as a person runs it."""

import csv
import io
import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest


@pytest.fixture(scope="module")
def asked(filled):
    """Give the command on the built-in facts, looked at from 2026; nothing is written into its workspace."""

    def run(*arguments, as_of="2026"):
        workspace = filled / "stocktake-workspace"
        command = [
            sys.executable,
            "-m",
            "stocktake",
            "gaps",
            *map(str, arguments),
            "--as-of",
            as_of,
            "--workspace",
            str(workspace),
        ]
        return subprocess.run(command, cwd=filled, capture_output=True, text=True, check=False, timeout=120)

    return run


def rows(finished):
    assert finished.returncode == 0, finished.stderr
    return {(row["indicator"], row["dimension"], row["ref_area"]): row for row in json.loads(finished.stdout)}


@pytest.fixture(scope="module")
def moldova(asked):
    return asked("MDA", "--format", "json")


def test_a_country_has_one_row_a_figure_that_is_expected(moldova):
    found = rows(moldova)
    assert {area for _, _, area in found} == {"MDA"}
    assert len(found) == len(json.loads(moldova.stdout))
    births = found["16.9.1", "total", "MDA"]
    assert (births["state"], births["latest_year"], births["age"]) == ("old", 2012, 14)
    assert births["source"].startswith("unsd-sdg@")


def test_a_figure_that_its_publisher_estimates_is_no_figure_that_was_reported(moldova):
    assert rows(moldova)["3.8.1", "total", "MDA"]["state"] == "estimate_only"


def test_the_readiness_told_is_that_of_the_rows(moldova):
    required = [row["state"] for row in rows(moldova).values() if row["metadata"] == "required"]
    counts = [required.count(state) for state in ("present", "old", "estimate_only", "absent")]
    assert f"= {counts[0]} ÷ ({' + '.join(map(str, counts))}) = {counts[0]} ÷ {len(required)} = " in moldova.stderr
    assert moldova.stderr.splitlines()[0] == (
        "MDA (Republic of Moldova), figures up to 2026; old after 5 years; absent: not among the figures of this workspace"
    )


def test_the_review_of_the_area_shows_the_same_cells(asked, filled):
    review = json.loads((filled / "reviews" / "MDA" / "review.json").read_text(encoding="utf-8"))
    shown = {(one["indicator"], one["dimension"], one["ref_area"]): one["state"] for one in review["gaps"]["cells"]}
    told = rows(asked("MDA", "--format", "json", as_of=str(review["as_of"])))
    assert shown == {key: row["state"] for key, row in told.items()}


def test_a_region_counts_the_areas_within_and_each_lists_them(asked):
    whole = rows(asked("202", "--indicator", "16.9.1", "--format", "json"))["16.9.1", "total", "202"]
    each = rows(asked("202", "--indicator", "16.9.1", "--each", "--format", "json"))
    states = [row["state"] for (_, dimension, _), row in each.items() if dimension == "total"]
    assert whole["areas"] == len(states) > 40
    assert {state: whole[state] for state in ("present", "old", "estimate_only", "absent")} == {
        state: states.count(state) for state in ("present", "old", "estimate_only", "absent")
    }
    names = list(dict.fromkeys(row["area"] for row in each.values()))
    assert names == sorted(names), "by name: no rank hides in the order"


def test_an_earlier_year_and_another_limit_change_what_is_old(asked):
    key = ("16.9.1", "total", "MDA")
    assert rows(asked("MDA", "--format", "json", as_of="2015"))[key]["state"] == "present"
    assert rows(asked("MDA", "--old-after", "14", "--format", "json"))[key]["state"] == "present"
    assert rows(asked("MDA", "--old-after", "13", "--format", "json"))[key]["state"] == "old"


def test_csv_and_parquet_hold_the_same_as_json(asked, moldova, tmp_path):
    expected = json.loads(moldova.stdout)
    told = asked("MDA", "--format", "parquet", "--out", tmp_path / "gaps.parquet")
    assert told.returncode == 0, told.stderr
    assert pq.read_table(tmp_path / "gaps.parquet").to_pylist() == expected
    written = list(csv.DictReader(io.StringIO(asked("MDA", "--format", "csv").stdout)))
    assert [row["state"] for row in written] == [row["state"] for row in expected]
    assert {row["latest_year"] for row in written if row["state"] == "absent"} == {""}, "missing is not zero"


def test_a_person_reads_a_table(asked):
    text = asked("MDA", "--indicator", "16.9.1").stdout
    for words in ("16.9.1", "asked by", "metadata", "old", "2012", "absent"):
        assert words in text


def test_what_only_countries_have_is_not_expected_of_the_world(asked):
    assert rows(asked("--indicator", "10.7.1", "--format", "json"))["10.7.1", "total", "WLD"]["state"] is None


def test_figures_for_context_are_shown_and_do_not_count(asked):
    finished = asked("--indicator", "forcibly-displaced", "--format", "json")
    assert ("forcibly-displaced", "total", "WLD") in rows(finished)
    assert "figures for context do not count in readiness" in finished.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--indicator", "nonsense"], 'indicator "nonsense" is not known: did you mean', id="unknown indicator"),
        pytest.param(["--indicator", "10.7"], "10.7.2", id="nearly an indicator"),
        pytest.param(["Atlantis"], 'area "Atlantis" is not a known area', id="unknown area"),
        pytest.param(["--old-after", "-1"], "-1 is not in the range", id="years below zero"),
        pytest.param(["--format", "xlsx"], "'xlsx' is not one of", id="unknown format"),
    ],
)
def test_wrong_usage_is_told_in_one_line(arguments, words, asked):
    finished = asked(*arguments)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert words in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


def test_a_year_to_come_is_wrong_usage(asked):
    finished = asked("MDA", as_of="2199")
    assert finished.returncode == 2
    assert "2199 has not come yet" in finished.stderr

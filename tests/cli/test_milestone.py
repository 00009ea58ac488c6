"""`stocktake milestones` as a person runs it."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

PACK = {
    "pack.yml": 'title: Own figures\nkind: figures\ncompiled: "2026-11-21"\nterms: our own\nexpected: {rows: 7}\n',
    "sources.csv": "id,vintage,title,publisher,year\nown,2026,Own figures,An office,2026\n",
    "observations.csv": """indicator,series,ref_area,time_period,obs_value,unit_measure,source,vintage
16.2.2,VC_HTF_DETV,MDA,2018,100,PS,own,2026
16.2.2,VC_HTF_DETV,MDA,2021,64,PS,own,2026
10.7.1,SL_EMP_RCOST_MO,MDA,2020,10,MONTHS_EARNED,own,2026
10.7.1,SL_EMP_RCOST_MO,MDA,2022,8,MONTHS_EARNED,own,2026
10.7.1,SL_EMP_RCOST_MO,MDA,2023,5,MONTHS_EARNED,own,2026
10.7.1,SL_EMP_RCOST_MO,GTM,2020,10,MONTHS_EARNED,own,2026
10.7.1,SL_EMP_RCOST_MO,GTM,2023,9,MONTHS_EARNED,own,2026
""",
}
PLAN = """title: A plan
status: adopted
proposed_by: [A ministry]
source: {id: plan, title: The plan, publisher: A ministry}
milestones:
  - &step
    id: half
    title: Half the cost of recruitment
    commitment: gcm:6
    start: "2020"
    deadline: "2025"
    locator: page 1
    verification: {status: seen}
    indicator: 10.7.1
    series: SL_EMP_RCOST_MO
    baseline: {time_period: "2020"}
    target: {change_per_cent: -50}
  - {<<: *step, id: tenth, title: A tenth of it, deadline: "2030", target: {change_per_cent: -90}}
"""


def run(*arguments, workspace):
    command = [sys.executable, "-m", "stocktake", *map(str, arguments), "--workspace", str(workspace)]
    return subprocess.run(command, cwd=workspace.parent, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def built_in(tmp_path_factory):
    """Give a workspace with the built-in facts; read only."""
    folder = tmp_path_factory.mktemp("milestones") / "workspace"
    finished = run("milestones", workspace=folder)
    assert finished.returncode == 0, finished.stderr
    return folder


@pytest.fixture(scope="module")
def own(built_in, tmp_path_factory):
    """Give one that also holds figures and a timeline of one's own; read only."""
    folder = Path(shutil.copytree(built_in, tmp_path_factory.mktemp("own") / "workspace"))
    for name, content in PACK.items():
        (folder / "packs" / "own").mkdir(parents=True, exist_ok=True)
        (folder / "packs" / "own" / name).write_text(content, encoding="utf-8")
    (folder / "milestones").mkdir()
    (folder / "milestones" / "plan.yml").write_text(PLAN, encoding="utf-8")
    return folder


def rows(finished, code=0):
    assert finished.returncode == code, finished.stderr
    return {(row["milestone"], row["ref_area"]): row for row in json.loads(finished.stdout)}


def test_the_three_steps_of_2017_are_told(built_in):
    found = rows(run("milestones", "--format", "json", "--as-of", "2026", workspace=built_in))
    told = {name: (row["status"], row["reason_key"], row["adoption"]) for (name, _), row in found.items()}
    assert told == {
        "best-interest": ("cannot_tell", "no_indicator", "proposed"),
        "trafficking": ("cannot_tell", "not_graded", "proposed"),
        "forced-migrants": ("off_course", None, "proposed"),
    }
    assert "detected victims" in found["trafficking", "WLD"]["why"]


def test_the_number_of_the_displaced_has_its_editions(built_in):
    row = rows(run("milestones", "--format", "json", "--as-of", "2024", workspace=built_in))["forced-migrants", "WLD"]
    assert (row["baseline_value"], row["baseline_edition"]) == (70_800_000, None)
    assert (row["latest_value"], row["latest_period"], row["latest_edition"]) == (
        123_200_000,
        "2024",
        "unhcr-global-trends@2025-06",
    )
    assert "UNHCR, Global Trends: Forced Displacement in 2018" in row["why"]


def test_a_person_reads_a_table(built_in):
    text = run("milestones", "--as-of", "2026", workspace=built_in).stdout
    for words in ("Best-interest determination", "No figure is", "off course", "70,800,000 (2018)", "below 70,800,000", "2030"):
        assert words in text


def test_a_country_is_told_what_holds_for_it(built_in):
    found = rows(run("milestones", "MDA", "--format", "json", workspace=built_in))
    assert set(found) == {("best-interest", "MDA"), ("trafficking", "MDA")}


def test_figures_that_are_not_graded_are_shown_with_what_was_expected(own):
    row = rows(run("milestones", "MDA", "--format", "json", "--as-of", "2026", workspace=own))["trafficking", "MDA"]
    assert (row["status"], row["reason_key"]) == ("cannot_tell", "not_graded")
    assert (row["baseline_value"], row["latest_value"], row["expected_at_latest"], row["target_value"]) == (100, 64, 64, 40)


def test_ones_own_timeline_is_told_for_every_area_that_has_figures_and_for_the_world(own):
    found = rows(run("milestones", "--commitment", "gcm:6", "--format", "json", "--as-of", "2024", workspace=own))
    assert {key: row["status"] for key, row in found.items()} == {
        ("half", "WLD"): "cannot_tell",
        ("half", "GTM"): "off_course",
        ("half", "MDA"): "met",
        ("tenth", "WLD"): "cannot_tell",
        ("tenth", "GTM"): "off_course",
        ("tenth", "MDA"): "on_course",
    }
    assert [key[1] for key in found][:3] == ["WLD", "GTM", "MDA"]


def test_csv_and_parquet_hold_the_same_as_json(own, tmp_path):
    asked = ("milestones", "MDA", "--commitment", "gcm:6", "--as-of", "2024")
    expected = json.loads(run(*asked, "--format", "json", workspace=own).stdout)
    told = run(*asked, "--format", "parquet", "--out", tmp_path / "m.parquet", workspace=own)
    assert (told.stdout, told.stderr) == ("", f"2 rows in {tmp_path / 'm.parquet'}\n")
    assert pq.read_table(tmp_path / "m.parquet").to_pylist() == expected
    written = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv", workspace=own).stdout)))
    assert [row["status"] for row in written] == [row["status"] for row in expected] == ["met", "on_course"]


def test_without_a_milestone_the_table_still_says_its_columns(built_in):
    finished = run("milestones", "--commitment", "gcm:20", "--format", "csv", workspace=built_in)
    assert finished.returncode == 0
    assert finished.stdout.startswith('"title","adoption"') or finished.stdout.startswith("title,adoption")
    assert len(finished.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--commitment", "gcm:99"], 'no framework has "gcm:99"', id="unknown commitment"),
        pytest.param(["--as-of", "2199"], "2199 has not come yet", id="a year to come"),
        pytest.param(["Atlantis"], 'area "Atlantis" is not a known area', id="unknown area"),
        pytest.param(["--format", "xlsx"], "'xlsx' is not one of", id="unknown format"),
    ],
)
def test_wrong_usage_is_told_in_one_line(arguments, words, built_in):
    finished = run("milestones", *arguments, workspace=built_in)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert words in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


def test_a_broken_timeline_is_named_and_the_others_are_told(own, tmp_path):
    folder = Path(shutil.copytree(own, tmp_path / "workspace"))
    (folder / "milestones" / "bad.yml").write_text(PLAN.replace("gcm:6", "gcm:99"), encoding="utf-8")
    finished = run("milestones", "--format", "json", workspace=folder)
    assert len(rows(finished, code=1)) == 10
    assert finished.stderr.startswith('stocktake: left out: bad.yml: half.commitment: found "gcm:99", expected')
    assert len(finished.stderr.splitlines()) == 1


def test_a_review_shows_them_under_their_objective_and_names_a_broken_one(own, tmp_path):
    folder = Path(shutil.copytree(own, tmp_path / "workspace"))
    (folder / "milestones" / "bad.yml").write_text("title: [", encoding="utf-8")
    finished = run("review", "MDA", "--as-of", "2024", "--out", tmp_path / "out", workspace=folder)
    assert finished.returncode == 0, finished.stderr
    assert "left out" in finished.stderr
    assert "bad.yml" in finished.stderr
    found = json.loads((tmp_path / "out" / "review.json").read_text(encoding="utf-8"))
    assert [(one["milestone"], one["verdict"]["status"]) for one in found["milestones"]] == [
        ("best-interest", "cannot_tell"),
        ("trafficking", "cannot_tell"),
        ("half", "met"),
        ("tenth", "on_course"),
    ]
    assert {one["id"] for one in found["timelines"]} == {"dialogue-2017", "plan"}
    assert found["milestones"][2]["sources"] == ["own@2026"]
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    section = page.partition('id="gcm-6"')[2].partition('id="gcm-7"')[0]
    assert "Half the cost of recruitment" in section
    assert "Adopted by A ministry." in section

"""The main job as a person meets it: real commands in empty folders, real damage, real kills."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stocktake.page import review_json


def review_of(folder, code):
    return review_json.decode((folder / "reviews" / code / "review.json").read_bytes())


def indicator(review, id):
    return next(one for one in review.indicators if one.indicator.id == id)


@pytest.mark.parametrize("code", ["WLD", "MDA", "GTM", "202"])
def test_a_review_is_a_page_and_the_same_as_json(filled, code):
    review = review_of(filled, code)
    page = (filled / "reviews" / code / "index.html").read_text(encoding="utf-8")
    assert review.area.name in page
    assert sum(review.objective_counts.values()) == 23
    assert sum(review.indicator_counts.values()) == 23
    assert len(page.encode()) < 3_000_000


def test_the_json_obeys_the_schema_that_ships(filled):
    import jsonschema

    import stocktake

    schema = json.loads((Path(stocktake.__file__).parent / "data/schemas/review.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    written = [json.loads(path.read_text()) for path in filled.glob("reviews/*/review.json")]
    assert len(written) == 4
    assert [list(validator.iter_errors(one)) for one in written] == [[]] * 4


def test_five_lines_and_the_path_are_told(program):
    finished = program("review", "MDA", "--as-of", 2024)
    lines = finished.stdout.splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("Republic of Moldova")
    assert lines[-1] == "open reviews/MDA/index.html"
    assert finished.stderr == ""


def test_moldova_shows_its_matrix_nexus_and_the_mobility_partnership(filled):
    review = review_of(filled, "MDA")
    about = {record.title: record for record in review.records if record.id in review.about_area}
    matrix = about["Moldova: indicator matrix for diaspora, migration and development"]
    assert 65 in [figure.value for figure in matrix.figures]
    assert "NEXUS project in the Republic of Moldova" in about
    assert "EU–Republic of Moldova mobility partnership" in about


def test_guatemala_shows_its_five_capacity_needs(filled):
    review = review_of(filled, "GTM")
    needs = [record for record in review.records if record.id in review.about_area and record.type == "need"]
    assert len(needs) == 5
    assert {locator.document for need in needs for locator in need.locators} == {"idm2018-report"}


def test_the_world_is_judged_on_the_cost_of_remittances_with_both_publishers_beside_each_other(filled):
    cost = indicator(review_of(filled, "WLD"), "10.c.1")
    verdicts = {one.series: one.verdict for one in cost.series if not one.title.endswith("banks")}
    assert verdicts["SI_RMT_COST"].statistic == pytest.approx(0.350504, abs=1e-3)
    assert verdicts["SI_RMT_COST"].key == "limited_progress"
    assert verdicts["RPW_GLOBAL_AVERAGE"].last_value == 6.18
    assert cost.leading == cost.series[0].id


@pytest.mark.parametrize("id", ["10.7.3", "17.3.2"])
def test_what_must_not_be_graded_is_shown_with_its_reason(filled, id):
    shown = indicator(review_of(filled, "WLD"), id)
    assert shown.series
    assert shown.standing == "cannot_tell"
    assert shown.indicator.grading.reason in str(shown.finding)


def test_a_region_tells_how_the_areas_within_stand(filled):
    review = review_of(filled, "202")
    spread = indicator(review, "10.c.1").spread
    assert sum(spread.counts.values()) == review.area.members > 40


def test_every_source_and_record_that_is_named_is_there(filled):
    for path in filled.glob("reviews/*"):
        review = review_of(filled, path.name)
        sources = {f"{one.id}@{one.vintage}" for one in review.sources}
        records = {one.id for one in review.records}
        documents = {one.id for one in review.documents}
        assert {key for one in review.indicators for series in one.series for key in series.sources} <= sources
        assert {key for one in review.objectives for key in (*one.records, *one.elsewhere)} <= records
        assert {locator.document for one in review.records for locator in one.locators} <= documents


def test_the_same_command_gives_the_same_bytes(program, tmp_path):
    for out in ("one", "two"):
        assert program("review", "GTM", "--out", out, "--as-of", 2024, SOURCE_DATE_EPOCH="1790000000").returncode == 0
    for name in ("index.html", "review.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_figures_after_the_year_asked_for_are_left_out(program, tmp_path):
    assert program("review", "MDA", "--as-of", 2016).returncode == 0
    review = review_of(tmp_path, "MDA")
    years = [observation.time_period for one in review.indicators for series in one.series for observation in series.observations]
    assert max(years) == "2016"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["Atlantis"], 2, 'area "Atlantis"', id="unknown area"),
        pytest.param(["Korea"], 2, "did you mean", id="ambiguous area"),
        pytest.param(
            ["MDA", "--as-of", "1950"],
            1,
            "no figure for Republic of Moldova up to 1950: the first is from",
            id="before any figure",
        ),
        pytest.param(["MDA", "--as-of", "soon"], 2, "'soon' is not a valid integer", id="a year that is none"),
        pytest.param(["MDA", "--out", "/dev/null/x"], 1, "/dev/null/x cannot be written to", id="unwritable folder"),
        pytest.param(
            ["MDA", "--workspace", "/dev/null/x"], 1, "workspace /dev/null/x cannot be made", id="workspace that cannot be made"
        ),
    ],
)
def test_bad_input_gets_one_line_and_an_exit_code(program, arguments, code, said):
    finished = program("review", *arguments)
    assert finished.returncode == code
    assert said in finished.stderr
    assert "Traceback" not in finished.stderr
    assert finished.stdout == ""


def damage_middle(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("victim", "harm", "said"),
    [
        pytest.param(
            "figures/country-figures/*.parquet", damage_middle, "has changed since it was written", id="a changed snapshot"
        ),
        pytest.param("figures/country-figures/*.parquet", Path.unlink, "", id="a missing snapshot is made anew"),
        pytest.param("figures/current.json", cut, "current.json", id="half a pointer"),
        pytest.param("records.sqlite", cut, "records.sqlite", id="half a database"),
        pytest.param("workspace.json", cut, "workspace.json is damaged", id="half a mark"),
    ],
)
def test_damage_is_told_in_one_line_and_nothing_is_overwritten(workspace, program, tmp_path, victim, harm, said):
    path = next(workspace.glob(victim))
    harm(path)
    harmed = path.read_bytes() if path.exists() else b""
    finished = program("review", "MDA")
    if not said:
        assert finished.returncode == 0
        return
    assert finished.returncode == 1
    assert finished.stderr.startswith("stocktake: ")
    assert finished.stderr.count("\n") == 1
    assert said in finished.stderr
    assert path.read_bytes() == harmed
    assert not (tmp_path / "reviews/MDA/index.html").exists()


PACK = """
title: Own figures
kind: figures
compiled: "2026-11-21"
terms: Ours.
expected: {rows: 1}
"""
SOURCES = "id,vintage,title,publisher,year\nown,2026,Survey,National Statistical Office,2026\n"
HEADER = "indicator,series,ref_area,time_period,obs_value,unit_measure,source,vintage\n"
ROW = f"{HEADER}10.7.1,SL_EMP_RCOST_MO,MDA,2024,2.5,MONTHS_EARNED,own,2026\n"


def own_pack(workspace, about=PACK, rows=ROW, sources=SOURCES):
    folder = workspace / "packs" / "survey"
    folder.mkdir(parents=True)
    for name, content in (("pack.yml", about), ("observations.csv", rows), ("sources.csv", sources)):
        (folder / name).write_text(content, encoding="utf-8")


def test_a_pack_of_ones_own_is_read_beside_the_built_in_ones(workspace, program, tmp_path):
    own_pack(workspace)
    assert program("review", "MDA").returncode == 0
    shown = indicator(review_of(tmp_path, "MDA"), "10.7.1")
    assert [str(one) for one in shown.series[0].observations] == ["2.5 (2024)"]
    assert shown.series[0].sources == ("own@2026",)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"about": PACK + "colour: blue\n"}, 'unknown key "colour"', id="unknown key"),
        pytest.param({"rows": ROW.replace("10.7.1", "10.7.9")}, "10.7.9", id="dangling indicator"),
        pytest.param({"rows": ROW.replace("MDA", "MDX")}, "MDX", id="dangling area"),
        pytest.param({"rows": ROW.replace("2.5", "n/a")}, "n/a", id="a value that is no number"),
        pytest.param({"rows": ROW.replace("own,2026", "other,2026")}, "is not a vintage of this source", id="dangling source"),
        pytest.param({"about": PACK.replace("rows: 1", "rows: 2")}, "holds 1 rows, not 2", id="fewer rows than expected"),
    ],
)
def test_a_wrong_pack_is_told_in_one_line_and_not_taken_in(workspace, program, changed, said):
    own_pack(workspace, **changed)
    before = (workspace / "figures/current.json").read_bytes()
    finished = program("review", "MDA")
    assert finished.returncode == 1
    assert said in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert (workspace / "figures/current.json").read_bytes() == before


def test_a_killed_command_leaves_workspace_and_review_whole(filled, program, tmp_path):
    """Kill a first use at moments spread over its run: what is there afterwards always works, and no half review is ever left."""
    draw = random.Random(7)
    began = time.monotonic()
    assert program("review", "MDA", "--workspace", tmp_path / "measured").returncode == 0
    length = time.monotonic() - began
    for turn in range(6):
        home, out = tmp_path / f"home{turn % 2}", tmp_path / "out"
        child = subprocess.Popen(
            [sys.executable, "-m", "stocktake", "review", "MDA", "--workspace", str(home), "--out", str(out)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(length * (turn + draw.random()) / 6)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        for name in ("index.html", "review.json"):
            content = (out / name).read_bytes() if (out / name).exists() else None
            assert content is None or content.rstrip().endswith((b"</html>", b"}"))
        finished = program("review", "MDA", "--workspace", home, "--out", out)
        assert finished.returncode == 0, finished.stderr
        assert len(review_json.decode((out / "review.json").read_bytes()).records) == 939


def test_two_commands_at_once_on_a_new_workspace_both_succeed(tmp_path):
    children = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "stocktake",
                "review",
                area,
                "--workspace",
                str(tmp_path / "home"),
                "--out",
                str(tmp_path / area),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for area in ("MDA", "GTM")
    ]
    told = [child.communicate(timeout=120)[1] for child in children]
    assert [child.returncode for child in children] == [0, 0], told


def test_help_imports_nothing_heavy():
    heavy = "{'ibis', 'duckdb', 'pyarrow', 'django', 'jinja2', 'yaml', 'msgspec'}"
    code = f"import sys; from stocktake.cli import main; main(['--help'], standalone_mode=False); assert not {heavy} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_a_person_watching_is_told_what_is_being_done(tmp_path):
    import pty

    near, far = pty.openpty()
    command = [sys.executable, "-m", "stocktake", "review", "MDA", "--workspace", str(tmp_path / "home"), "--out", str(tmp_path)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=far, env={**os.environ, "TERM": "xterm"})
    os.close(far)
    told = b""
    while True:
        try:
            told += (found := os.read(near, 4096))
        except OSError:
            break
        if not found:
            break
    os.close(near)
    assert child.wait() == 0
    assert b"taking in dialogue-evidence" in told
    assert b"measuring" in told


def test_a_time_that_is_none_is_told(program):
    finished = program("review", "MDA", SOURCE_DATE_EPOCH="soon")
    assert finished.returncode == 1
    assert finished.stderr == (
        'stocktake: SOURCE_DATE_EPOCH is "soon" and no time: give seconds since 1970, as 1790000000, or unset it\n'
    )


def test_a_review_of_an_earlier_year_knows_no_later_document(program, tmp_path):
    assert program("review", "WLD", "--as-of", 2017).returncode == 0
    review = review_of(tmp_path, "WLD")
    assert {one.year for one in review.documents} == {"2016"}
    assert {locator.document[:7] for one in review.records for locator in one.locators} == {"idm2016"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--as-of", "2199"], "has not come yet"),
        (["--colour"], "No such option"),
        (["MDA", "GTM"], "unexpected extra argument"),
        (["\x1b[31m" + "x" * 20_000], "…"),
    ],
)
def test_wrong_usage_is_told_in_one_short_line(program, arguments, said):
    finished = program("review", *arguments)
    assert finished.returncode == 2
    assert said in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert len(finished.stderr) < 300
    assert "\x1b" not in finished.stderr


def test_a_folder_in_the_place_of_the_page_is_told_and_nothing_is_written(program, tmp_path):
    (tmp_path / "out/index.html").mkdir(parents=True)
    finished = program("review", "MDA", "--out", "out")
    assert finished.returncode == 1
    assert "is a folder where a file should be" in finished.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["index.html"]


def test_a_review_works_with_standard_error_closed(tmp_path):
    command = f'"{sys.executable}" -m stocktake review MDA --workspace home --out out 2>&-'
    assert subprocess.run(["sh", "-c", command], cwd=tmp_path, stdout=subprocess.DEVNULL, check=False).returncode == 0
    assert (tmp_path / "out/index.html").exists()


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
@pytest.mark.parametrize("asked", ["gaps MDA", "search return"])
def test_a_command_works_with_a_stream_closed(filled, tmp_path, asked, closed):
    command = f'"{sys.executable}" -m stocktake {asked} --workspace "{filled}/stocktake-workspace" {closed}'
    finished = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert finished.returncode == 0
    assert "Traceback" not in finished.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize(
    "asked", [("review", "MDA"), ("search", "return"), ("search", "return", "--format", "json")], ids=" ".join
)
def test_a_full_disk_behind_standard_output_is_told_in_one_line(filled, tmp_path, asked):
    command = [sys.executable, "-m", "stocktake", *asked, "--workspace", filled / "stocktake-workspace"]
    with Path("/dev/full").open("w") as full:
        finished = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    told = finished.stderr.splitlines()[-1]
    assert (finished.returncode, told) == (1, "stocktake: no room for all that was to be written; free some space and ask again")
    assert "Traceback" not in finished.stderr


def test_the_refugee_share_is_not_graded_where_it_leaves_most_people_out(program, tmp_path):
    assert program("review", "PSE").returncode == 0
    shown = indicator(review_of(tmp_path, "PSE"), "10.7.4")
    assert shown.standing == "cannot_tell"
    assert "UNRWA" in str(shown.finding)


def test_newer_figures_that_tell_of_the_same_matter_stand_beside_an_old_verdict(program, tmp_path):
    assert program("review", "UKR").returncode == 0
    review = review_of(tmp_path, "UKR")
    gaps = [str(gap) for gap in indicator(review, "10.7.4").gaps]
    assert any(gap.startswith("Newer figures tell of the same matter: Refugees by country of origin") for gap in gaps)
    assert any("(10.7.4, to 2019; newer figures on the same matter stand beside it)" in str(one) for one in review.findings)
    assert any("rest on figures that end more than 5 years before" in str(one) for one in review.findings)


def test_periods_of_several_years_are_told_as_such(filled):
    dead = indicator(review_of(filled, "WLD"), "missing-migrants-cumulative")
    assert "in 2014/2024" in str(dead.finding)

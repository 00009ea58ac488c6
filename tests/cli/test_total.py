"""`stocktake total`: who belongs to whom, on the built-in facts and on small tables; and the program as a person runs it."""

import csv
import io
import json
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from factories import rows, table
from stocktake.catalog import catalog
from stocktake.catalog.area import areas
from stocktake.catalog.method import methods
from stocktake.cli import main
from stocktake.measure.total import coverage
from stocktake.review import objective
from stocktake.service import gathering, totalling
from stocktake.service.totalling import Asked
from stocktake.tables import engine
from stocktake.workspace import Workspace
from stocktake_web import filling

pytestmark = pytest.mark.filterwarnings("ignore:'get_binary_stream' is deprecated:DeprecationWarning")

FACTS = catalog.load()
OPEN_SDG = methods()["open-sdg"]
STANDINGS = ("on_course", "too_slow", "wrong_way", "cannot_tell", "no_figure")
YEAR = 2026


def group(id_, level="indicator"):
    return next(one for one in totalling.groups(level, FACTS) if one.id == id_)


def asking(*codes, over="area", of=(), level="indicator", ask=("open-sdg",)):
    """Return a question about some areas; `of` names what of, everything of the level without it."""
    chosen = tuple(group(one, level) for one in of) or totalling.groups(level, FACTS)
    return Asked(tuple(areas().get(one) for one in codes), level, chosen, over, tuple(methods()[one] for one in ask), FACTS)


@pytest.fixture(scope="module")
def told(filled):
    """Give the totals of the built-in figures in words, by what is told of and area; what was asked once is not asked again."""
    opened = filling.open_filled(filled / "stocktake-workspace", lambda _: None)

    @cache
    def tell(*codes, **rest):
        question = asking(*codes, **rest)
        found = totalling.tell(question, gathering.figures(opened, totalling.codes(question)), YEAR)
        worded = totalling.worded(found, question).to_pylist()
        return {(row["of"], row["ref_area"], row["method"]): row for row in worded}

    return tell


# --- over areas ---


@pytest.fixture(scope="module")
def regions(told):
    """Give every indicator over the areas of the world and a region, by two methods."""
    return told("WLD", "202", ask=("open-sdg", "sdsn"))


def test_every_total_counts_all_its_members_and_names_them(regions):
    assert len(regions) == 22 * 2 * 2  # 23 indicators, one of them under a second number
    for row in regions.values():
        assert sum(row[name] for name in STANDINGS) == row["expected"] == len(row["members"].split("; "))
        assert row["told"] == f"{row['having']} of {row['expected']}"


def test_every_total_says_how_much_must_be_known_and_who_says_so(regions):
    for row in regions.values():
        assert (row["minimum_share_of_members"], row["minimum_share_of_people"]) == (0.5, 0.5)
        assert (row["minimum_set_by"], row["people_from"][:7], row["people_from"][-4:]) == ("editorial", "UN DESA", "2020")
        is_enough = min(row["share_of_members"], row["share_of_people"]) >= 0.5
        assert is_enough or row["class_key"] is None


def test_below_what_must_be_known_the_reason_holds_the_figures(regions):
    row = regions["8.8.2", "WLD", "open-sdg"]  # more than half of the areas, fewer than half of the people
    assert (row["reason_key"], row["class_key"], row["standing"]) == ("coverage", None, "cannot_tell")
    assert row["reason"] == (
        f"Too few: a verdict on {row['having']} of 250 members ({100 * row['having'] / 250:.1f} %, at least 50 % are asked for), with "
        f"{100 * row['share_of_people']:.1f} % of the people (at least 50 %)."
    )


def test_a_published_figure_of_a_region_leads_and_the_total_stands_beside(regions):
    row, without = regions["10.c.1", "202", "open-sdg"], regions["3.8.1", "202", "open-sdg"]
    assert (row["leading"], row["published"], row["class"]) == ("published", "Limited progress", "Limited progress")
    assert row["published_figure"] != row["figure"]
    assert (without["leading"], without["published"], without["class"]) == ("total", "", "Limited progress")


def test_a_method_without_a_rule_over_areas_counts_its_members_by_colour(regions):
    row = regions["16.9.1", "202", "sdsn"]
    assert (row["rule"], row["reason_key"], row["class_key"]) == ("none", "no_total", None)
    assert "Red" in row["by_class"]


def test_a_part_of_a_target_does_not_lead_over_its_areas(told):
    row = told("202", level="target", of=("sdg:10.7",))["sdg:10.7", "202", "open-sdg"]
    assert (row["leading"], row["not_counted"]) == ("total", "10.7.3 may not be graded")


# --- an area's own figures ---


@pytest.mark.parametrize(
    ("area", "folder"),
    [pytest.param("WLD", "WLD", id="world"), pytest.param("MDA", "MDA", id="country"), pytest.param("202", "202", id="region")],
)
def test_objectives_stand_as_in_the_review(told, filled, area, folder):
    written = json.loads((filled / "reviews" / folder / "review.json").read_text("utf-8"))
    review = {one["objective"]["id"]: one["standing"] for one in written["objectives"]}
    found = {of: row["standing"] for (of, *_), row in told(area, level="objective", over="own").items()}
    assert found.keys() == review.keys()
    assert {of for of in review if review[of] in STANDINGS[:3]}
    assert {of: one for of, one in found.items() if {one, review[of]} & set(STANDINGS[:3])} == {
        of: one for of, one in review.items() if one in STANDINGS[:3]
    }


def test_an_indicator_that_may_not_be_graded_gives_its_own_reason(told):
    found = told("MDA", over="own")
    assert found["17.3.2", "MDA", "open-sdg"]["reason"] == FACTS.indicators["17.3.2"].grading.reason
    assert found["3.8.2", "MDA", "open-sdg"]["standing"] == "no_figure"


def test_what_does_not_count_is_named_with_its_reason(told):
    row = told("WLD", level="objective", of=("gcm:8",))["gcm:8", "WLD", "open-sdg"]
    assert row["not_counted"] == "10.7.2 bears on more than 3 objectives; 10.7.3 may not be graded"
    assert (row["reason_key"], row["expected"]) == ("no_members", 0)
    assert row["reason"].endswith("10.7.3 may not be graded.")


# --- who belongs to whom ---


@pytest.mark.parametrize(
    ("id_", "level", "indicators"),
    [
        pytest.param("10.c.1", "indicator", ("10.c.1",), id="an indicator is told by itself"),
        pytest.param("sdg:10.7", "target", ("10.7.1", "10.7.2", "10.7.4"), id="a target by its indicators that may be graded"),
        pytest.param("sdg:13.1", "target", ("11.5.1",), id="an indicator under a second number by the one that has the figures"),
        pytest.param("gcm:20", "objective", ("10.c.1",), id="an objective as in a review"),
    ],
)
def test_who_counts(id_, level, indicators):
    assert group(id_, level).indicators == indicators


def cost(values, area="MDA", series="SI_RMT_COST", **rest):
    return rows(values, ref_area=area, series=series, indicator="10.c.1", unit_measure="PT", **rest)


def tell(folder, seen, *codes, **rest):
    """Return the one total of some observations of 10.c.1, and what was asked."""
    question = asking(*codes, of=("10.c.1",), **rest)
    pq.write_table(table(seen).to_pyarrow(), folder / "seen.parquet")
    (row,) = totalling.tell(question, engine.read(engine.connect(), [folder / "seen.parquet"]), YEAR)
    return row, question


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(cost({2015: 8, 2023: 4}) + cost({2015: 8, 2023: 9}, series="RPW_SENDING"), (1, 1, "on_course"),
                     id="a series that may not be graded is not among the members"),
        pytest.param(cost({2015: 8, 2023: 9}, series="RPW_SENDING"), (0, 1, "cannot_tell"), id="unless it is the only one"),
        pytest.param(cost({2015: 8, 2023: 4}, counterpart_area="ITA"), (0, 1, "no_figure"), id="a part speaks for nobody"),
        pytest.param(cost({2015: 8, 2023: 4}, area="ITA"), (0, 1, "no_figure"), id="nor does another area"),
    ],
)  # fmt: skip
def test_which_series_are_members(seen, expected, tmp_path):
    row, _ = tell(tmp_path, seen, "MDA", over="own")
    assert (row["having"], row["expected"], row["standing"]) == expected


def test_a_region_takes_its_countries_each_by_its_own_total_and_lists_them_by_name(tmp_path):
    row, question = tell(tmp_path, cost({2015: 8, 2023: 3}, area="NZL") + cost({2015: 8, 2023: 9}, area="AUS"), "053")
    assert (row["having"], row["expected"], row["reason"]) == (2, len(areas().members("053")), "coverage")
    assert row["share_of_people"] > 0.99
    listed = [(one["member_name"], one["member_class"]) for one in totalling.each([row], question).to_pylist()]
    assert listed[0] == ("Australia", "Deterioration")
    assert ("New Zealand", "Target achieved") in listed
    assert [name for name, _ in listed] == sorted(name for name, _ in listed)


# --- the program ---


@pytest.fixture(scope="module")
def asked(filled):
    """Give the command on the built-in facts, in this process; nothing is written into its workspace."""
    folder = str(filled / "stocktake-workspace")

    def run(*arguments):
        result = CliRunner().invoke(
            main, ["total", *arguments, "--as-of", str(YEAR), "--workspace", folder], catch_exceptions=False
        )
        return SimpleNamespace(returncode=result.exit_code, stdout=result.stdout, stderr=result.stderr)

    return run


def test_people_see_shares_counts_by_class_and_what_must_be_known(asked):
    finished = asked("--method", "open-sdg")
    assert finished.returncode == 0, finished.stderr
    assert "33 of 57" in finished.stdout  # the Americas in 3.8.1
    assert [name for name in ("World", "Africa", "Americas", "Asia", "Europe", "Oceania") if name not in finished.stdout] == []
    for said in ("rows without any figure are not shown", "a choice of stocktake's editors", "UN DESA", "our own use of it"):
        assert said in finished.stderr


def test_machines_get_every_row_and_column_and_a_country_its_own_figures(asked):
    finished = asked("MDA", "--method", "open-sdg", "--method", "eurostat-long-term", "--format", "csv")
    held = list(csv.DictReader(io.StringIO(finished.stdout)))
    assert (len(held), list(held[0])) == (2 * 22, totalling.RESULT.names)
    row = next(one for one in held if (one["of"], one["method"]) == ("10.c.1", "eurostat-long-term"))
    assert (row["over"], row["members"], row["class"]) == ("series", "SI_RMT_COST moderate_progress", "Moderate progress")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["MDA", "--over", "area"], "has no areas within", id="areas within a country"),
        pytest.param(["WB_SSF"], "are not listed here: give --over own", id="a group whose areas are not known"),
        pytest.param(["--of", "99.9"], 'no indicator "99.9"; there are 3.8.1', id="an indicator there is not"),
        pytest.param(["--level", "objective", "--of", "10.c.1"], 'no objective "10.c.1"; there are gcm:1', id="of another level"),
        pytest.param(["--method", "guess"], 'no method "guess"', id="a method there is not"),
        pytest.param(["Atlantis"], "not a known area", id="an area there is not"),
    ],
)
def test_wrong_usage_says_what_there_is(asked, arguments, said):
    finished = asked(*arguments)
    assert (finished.returncode, finished.stdout, finished.stderr.count("\n")) == (2, "", 1)
    assert said in finished.stderr


# --- the standings of a review ---


def test_a_review_asks_for_the_same_share_as_totals():
    assert objective.COVERAGE == coverage(totalling.limits()).minimum_share_of_members == 0.5  # the page says: at least half


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param([], {}, id="none"),
        pytest.param([("gcm:1", "a", "on_track", 4.0), ("gcm:1", "b", "deterioration", -4.0), ("gcm:2", "a", "on_track", 4.0)],
                     {"gcm:1": "too_slow", "gcm:2": "on_course"}, id="the mean of the scores of each"),
        pytest.param([("gcm:1", "a", "target_not_achieved", None)], {"gcm:1": "cannot_tell"}, id="a class without a score"),
    ],
)  # fmt: skip
def test_standings_of_objectives_come_from_the_rule_of_the_method(scores, expected, tmp_path):
    assert gathering.standings(scores, OPEN_SDG, Workspace(tmp_path)) == expected


def test_a_method_that_brings_nothing_to_one_gives_no_standing(tmp_path):
    scores, workspace = [("gcm:1", "a", "on_track", 4.0)], Workspace(tmp_path)
    assert gathering.standings(scores, OPEN_SDG, workspace) == {"gcm:1": "on_course"}
    assert gathering.standings(scores, replace(OPEN_SDG, total="none"), workspace) == {"gcm:1": "cannot_tell"}

"""Timelines: what stands in the built-in one, and what a file may not say."""

import copy
from pathlib import Path

import pytest
import yaml

from stocktake.catalog import catalog, milestone
from stocktake.errors import CatalogError

FACTS = catalog.load()
BUILT_IN = milestone.timelines()["dialogue-2017"]
GOOD = {
    "title": "A plan",
    "status": "adopted",
    "proposed_by": ["A ministry"],
    "source": {"id": "plan", "title": "The plan", "publisher": "A ministry"},
    "milestones": [
        {
            "id": "births",
            "title": "All births registered",
            "commitment": "gcm:4",
            "start": "2020",
            "deadline": "2030",
            "locator": "page 7",
            "verification": {"status": "seen"},
            "indicator": "16.9.1",
            "series": "SG_REG_BRTH",
            "baseline": {"time_period": "2020"},
            "target": {"obs_value": 100},
        }
    ],
}
STATED = {"time_period": "2020", "obs_value": 80, "source": "page 6", "verification": {"status": "seen"}}


def read(folder, content, name="plan.yml"):
    path = folder / name
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    return milestone.read(path, FACTS)


def changed(**step):
    """Return the good file with other keys in its step; None takes a key out."""
    content = copy.deepcopy(GOOD)
    content["milestones"][0] = {key: value for key, value in (content["milestones"][0] | step).items() if value is not None}
    return content


def test_the_dialogue_of_2017_has_three_steps_that_nobody_adopted():
    assert BUILT_IN.status == "proposed"
    assert BUILT_IN.proposed_by == ("International Catholic Migration Commission", "NGO Committee on Migration")
    assert [(one.years, one.commitment, one.target.shape) for one in BUILT_IN.milestones] == [
        (2, "gcm:7", "none"),
        (5, "gcm:10", "change"),
        (12, "gcm:2", "direction"),
    ]
    assert "not adopted" in BUILT_IN.notes[0]


def test_its_locator_leads_to_the_sentence(shared):
    document = shared / "documents" / f"{BUILT_IN.source.id}.txt"
    (line,) = {int(one.locator.split()[1]) for one in BUILT_IN.milestones}
    said = document.read_text(encoding="utf-8").splitlines()[line - 1]
    assert all(name in said for name in BUILT_IN.proposed_by)
    assert all(words in said for words in ("two-year", "best interest", "five-year", "60%", "2018", "12-year", "forced migrants"))


def test_whatever_is_not_in_the_source_is_called_our_reading():
    assert all(one.verification.is_sure and one.reading for one in BUILT_IN.milestones)


def test_a_count_of_detected_victims_is_not_judged_and_the_number_of_the_displaced_says_why_it_is():
    _, trafficking, forced = BUILT_IN.milestones
    assert not FACTS.indicators[trafficking.indicator].grading.is_graded
    assert (trafficking.grade_despite, trafficking.target.change_per_cent) == ("", -60)
    assert forced.grade_despite.endswith(".")
    assert forced.ref_area == "WLD", "a country that shuts its border has fewer refugees: no progress"


def test_a_good_file_is_read(tmp_path):
    timeline = read(tmp_path, GOOD)
    assert (timeline.id, timeline.milestones[0].target.obs_value) == ("plan", 100)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"deadline": "2019"}, r'births.deadline: found "2019", expected a year after the start', id="deadline before start"
        ),
        pytest.param(
            {"deadline": "2020"}, r'births.deadline: found "2020", expected a year after', id="deadline in the year of the start"
        ),
        pytest.param({"deadline": "soon"}, r'births.deadline: found "soon", expected a time period', id="no period"),
        pytest.param({"start": "20"}, r'births.start: found "20", expected a time period', id="no start"),
        pytest.param(
            {"baseline": {"time_period": "then"}}, r"births.baseline.time_period: found", id="no period of the baseline"
        ),
        pytest.param(
            {"baseline": {"time_period": "2030"}}, r"expected a year before the deadline, 2030", id="baseline at the deadline"
        ),
        pytest.param({"commitment": "gcm:99"}, r'births.commitment: found "gcm:99"', id="unknown commitment"),
        pytest.param({"indicator": "16.9.9"}, r'births.indicator: found "16.9.9"', id="unknown indicator"),
        pytest.param(
            {"series": None}, r"births.series: found nothing, expected a series of 16.9.1, as SG_REG_BRTH", id="no series"
        ),
        pytest.param(
            {"indicator": None, "target": None}, r"births.series: found something, expected nothing without", id="no indicator"
        ),
        pytest.param(
            {"indicator": None, "series": None, "baseline": None},
            r"births.target: found something, expected nothing without an indicator",
            id="a target that nothing counts",
        ),
        pytest.param({"unit_measure": "KG"}, r'births.unit_measure: found "KG"', id="unknown unit"),
        pytest.param({"split": {"colour": "red"}}, r'births.split: found "colour", expected one of sex', id="unknown dimension"),
        pytest.param({"target": None}, r"births.target: found nothing, expected obs_value", id="no target"),
        pytest.param(
            {"target": {"obs_value": 1, "change_per_cent": -5}},
            r"births.target: found obs_value and change_per_cent, expected one of them",
            id="value and change",
        ),
        pytest.param({"target": {"change_per_cent": 0}}, r"change_per_cent: found 0", id="a change of nothing"),
        pytest.param({"target": {"change_per_cent": -120}}, r"change_per_cent: found -120", id="less than nothing"),
        pytest.param(
            {"target": {"change_per_cent": -5, "direction": "up"}}, r"direction: found up, expected the way of -5", id="two ways"
        ),
        pytest.param({"target": {"obs_value": float("nan")}}, r"target.obs_value: found nan, expected a number", id="no number"),
        pytest.param(
            {"target": {"change_per_cent": float("inf")}}, r"change_per_cent: found inf, expected a number", id="no end"
        ),
        pytest.param(
            {"target": {"change_per_cent": -5}, "baseline": None}, r"births.baseline: found nothing", id="a change from nothing"
        ),
        pytest.param(
            {"target": {"direction": "up"}, "baseline": None}, r"births.baseline: found nothing", id="more than nothing"
        ),
        pytest.param(
            {"target": {"change_per_cent": -5}, "baseline": STATED | {"obs_value": 0}, "ref_area": "MDA"},
            r"births.baseline.obs_value: found 0",
            id="a change from zero",
        ),
        pytest.param(
            {"baseline": STATED | {"or_later": True}, "ref_area": "MDA"},
            r"births.baseline.or_later: found true",
            id="two baselines",
        ),
        pytest.param({"baseline": STATED}, r"births.ref_area: found nothing", id="whose number"),
        pytest.param(
            {"baseline": {"time_period": "2020", "obs_value": 8}, "ref_area": "MDA"}, r"births.baseline.source", id="who says so"
        ),
        pytest.param({"ref_area": "XXY"}, r'births.ref_area: found "XXY"', id="unknown area"),
        pytest.param({"path": "winding"}, r"invalid enum value 'winding'", id="unknown path"),
        pytest.param(
            {"path": "compound", "target": {"obs_value": 0}}, r"births.path: found compound", id="no rate leads to zero"
        ),
        pytest.param(
            {"path": "compound", "target": {"direction": "up"}}, r"births.path: found compound", id="a direction has no path"
        ),
        pytest.param({"tolerance": 0.1, "target": {"direction": "up"}}, r"births.tolerance: found 0.1", id="nor a tolerance"),
        pytest.param({"tolerance": -0.1}, r"births.tolerance: found -0.1", id="a tolerance below zero"),
        pytest.param({"tolerance": 5}, r"births.tolerance: found 5, expected a fraction", id="a tolerance in per cent"),
        pytest.param(
            {"indicator": "migrant-stock", "series": "MIGRANT_STOCK"}, r"births.target.direction: found nothing", id="which side"
        ),
        pytest.param({"colour": "red"}, r'unknown key "milestones\[0\].colour"', id="unknown key"),
        pytest.param({"deadline": 2030}, r"deadline: expected `str`, got `int`", id="a year without quotes"),
        pytest.param({"title": None}, r'the key "title" is missing', id="no title"),
        pytest.param({"id": "Births!"}, r'milestones.id: found "Births!"', id="an odd id"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(change, expected, tmp_path):
    with pytest.raises(CatalogError, match=expected) as told:
        read(tmp_path, changed(**change))
    assert str(told.value).startswith("plan.yml: ")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        pytest.param(GOOD | {"milestones": []}, "plan.yml", "milestones: found none", id="no steps"),
        pytest.param(GOOD | {"milestones": GOOD["milestones"] * 2}, "plan.yml", '"births" twice', id="the same id twice"),
        pytest.param(GOOD | {"proposed_by": []}, "plan.yml", "proposed_by: found nobody", id="nobody"),
        pytest.param(GOOD | {"status": "hoped"}, "plan.yml", "invalid enum value 'hoped'", id="neither adopted nor proposed"),
        pytest.param(GOOD, "My Plan.yml", "file name", id="an odd name"),
        pytest.param("title: [", "plan.yml", "is not YAML", id="no YAML"),
    ],
)
def test_what_is_wrong_with_the_whole_is_told(content, name, expected, tmp_path):
    with pytest.raises(CatalogError, match=expected):
        read(tmp_path, content, name)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"series": "OWN_CODE", "unit_measure": "PT"}, id="a series of one's own"),
        pytest.param({"baseline": None}, id="a value needs no baseline"),
        pytest.param({"baseline": {"time_period": "2015", "or_later": True}}, id="the first figure from a year on"),
        pytest.param({"baseline": STATED, "ref_area": "MDA"}, id="a stated baseline"),
        pytest.param({"split": {"sex": "F"}, "tolerance": 0.05, "path": "compound"}, id="every choice there is"),
        pytest.param({"indicator": None, "series": None, "baseline": None, "target": None}, id="nothing counts it"),
        pytest.param({"commitment": "sdg:16.9"}, id="a target of the Agenda"),
    ],
)
def test_what_a_file_may_say(change, tmp_path):
    assert read(tmp_path, changed(**change)).milestones[0].id == "births"


def test_one_broken_file_does_not_hide_the_others(tmp_path):
    for name, content in (("a.yml", GOOD), ("b.yml", changed(commitment="gcm:99")), ("c.yml", GOOD), ("d.yml", "- a list")):
        (tmp_path / name).write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    found = milestone.own(tmp_path, FACTS)
    assert list(found.timelines) == ["a", "c"]
    assert [str(one).partition(":")[0].rpartition("/")[2] for one in found.faults] == ["b.yml", "d.yml"]


def test_a_name_that_is_taken_and_one_that_would_be_passed_over_are_told(tmp_path):
    for name in ("dialogue-2017.yml", "plan.yaml"):
        (tmp_path / name).write_text(yaml.safe_dump(GOOD), encoding="utf-8")
    found = milestone.own(tmp_path, FACTS)
    assert found.timelines == {}
    assert [str(one).partition(":")[0] for one in found.faults] == ["dialogue-2017.yml", "plan.yaml"]


def test_without_a_folder_there_are_no_timelines_of_ones_own(tmp_path):
    assert milestone.own(tmp_path / "milestones", FACTS) == milestone.Own({})


def test_hidden_files_are_passed_over(tmp_path):
    (tmp_path / ".plan.yml").write_text("half a fi", encoding="utf-8")
    assert milestone.own(tmp_path, FACTS) == milestone.Own({})


def test_the_example_of_the_documentation_can_be_read(tmp_path):
    page = Path(__file__).parents[2] / "docs/howto/add-a-milestone.md"
    example = page.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    assert read(tmp_path, example).milestones[0].ref_area == "MDA"

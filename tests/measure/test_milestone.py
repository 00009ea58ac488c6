"""Milestones: every case by name, with figures that can be computed in the head."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import rows
from milestone_factory import indicators, judged, milestone
from stocktake.measure import milestone as rule
from stocktake.model.indicator import Grading
from stocktake.model.milestone import Baseline

DOWN_60 = {"change_per_cent": -60}
TO_40 = {"obs_value": 40, "direction": "down"}
FEWER = {"direction": "down"}
FIRST_FROM_2018 = Baseline("2018", or_later=True)
STATED_100 = Baseline("2018", 100.0, source="the plan", verification=None)
FALL = {2018: 100, 2019: 88, 2020: 76, 2021: 64}
"""On the straight line from 100 in 2018 to 40 in 2023: 12 less each year."""

CASES = {
    # a change in per cent: from 100 to 40
    "on the line is on course": (FALL, DOWN_60, 2021, "on_course", None, ""),
    "better than the line is on course": ({2018: 100, 2021: 60}, DOWN_60, 2021, "on_course", None, ""),
    "worse than the line is off course": ({2018: 100, 2021: 65}, DOWN_60, 2021, "off_course", None, ""),
    "worse than the baseline is off course": ({2018: 100, 2021: 130}, DOWN_60, 2021, "off_course", None, ""),
    "met in the year of the deadline": ({2018: 100, 2023: 40}, DOWN_60, 2026, "met", None, ""),
    "missed in the year of the deadline": ({2018: 100, 2023: 41}, DOWN_60, 2026, "missed", None, ""),
    "the deadline is this year and its value is there": ({2018: 100, 2023: 41}, DOWN_60, 2023, "missed", None, ""),
    "the deadline is this year and its value is not": ({2018: 100, 2022: 52}, DOWN_60, 2023, "on_course", None, ""),
    "the deadline is this year and half of it is published": ({2018: 100, "2023-Q1": 41}, DOWN_60, 2023, "off_course", None, ""),
    "half of the year of the deadline when it is over": (
        {2018: 100, "2023-Q1": 41},
        DOWN_60,
        2024,
        "missed",
        None,
        "part_of_year;",
    ),
    "met before the deadline": ({2018: 100, 2020: 39}, DOWN_60, 2021, "met", None, "met_early;"),
    "met early and lost again, before the deadline": (
        {2018: 100, 2020: 39, 2021: 70},
        DOWN_60,
        2021,
        "off_course",
        None,
        "met_and_lost;",
    ),
    "met early, lost again and still on the line": (
        {2018: 100, 2020: 39, 2021: 50},
        DOWN_60,
        2021,
        "on_course",
        None,
        "met_and_lost;",
    ),
    "met early and lost again, at the deadline": (
        {2018: 100, 2020: 39, 2023: 50},
        DOWN_60,
        2026,
        "missed",
        None,
        "met_and_lost;",
    ),
    "the deadline has passed and nothing came after 2021": (FALL, DOWN_60, 2026, "cannot_tell", "no_value_at_deadline", ""),
    "the deadline has passed and only a later year is known": (
        {2018: 100, 2024: 10},
        DOWN_60,
        2026,
        "cannot_tell",
        "no_value_at_deadline",
        "value_after_deadline;",
    ),
    "the value of the deadline counts and a later one is told": (
        {2018: 100, 2023: 45, 2024: 10},
        DOWN_60,
        2026,
        "missed",
        None,
        "value_after_deadline;",
    ),
    "the baseline has no figure": ({2019: 88, 2021: 64}, DOWN_60, 2021, "cannot_tell", "no_baseline", ""),
    "the first figure after the baseline year is the baseline": (
        {2019: 100, 2021: 70},
        {**DOWN_60, "baseline": FIRST_FROM_2018},
        2021,
        "on_course",
        None,
        "baseline_later;",
    ),
    "the baseline year itself comes first": (
        {2018: 100, 2019: 90, 2021: 64},
        {**DOWN_60, "baseline": FIRST_FROM_2018},
        2021,
        "on_course",
        None,
        "",
    ),
    "the figure of the deadline is no baseline": (
        {2023: 100},
        {**DOWN_60, "baseline": FIRST_FROM_2018},
        2026,
        "cannot_tell",
        "no_baseline",
        "",
    ),
    "zero has no change in per cent": ({2018: 0, 2021: 4}, DOWN_60, 2021, "cannot_tell", "zero_baseline", ""),
    "zero has no change in per cent at the deadline either": (
        {2018: 0, 2023: 0},
        DOWN_60,
        2026,
        "cannot_tell",
        "zero_baseline",
        "",
    ),
    "a rise that is wanted": ({2018: 10, 2021: 16}, {"change_per_cent": 100}, 2021, "on_course", None, ""),
    "a fall where a rise is wanted": ({2018: 10, 2021: 9}, {"change_per_cent": 100}, 2021, "off_course", None, ""),
    "below zero a change is one of the size": ({2018: -10, 2023: -16}, DOWN_60, 2026, "met", None, ""),
    "down to nothing": ({2018: 50, 2023: 0}, {"change_per_cent": -100}, 2026, "met", None, ""),
    "only the baseline is known": ({2018: 100}, DOWN_60, 2021, "cannot_tell", "only_baseline", ""),
    "not begun": (FALL, {**DOWN_60, "start": "2022"}, 2021, "cannot_tell", "not_begun", ""),
    "the first year counts as begun": ({2018: 100, 2021: 60}, {**DOWN_60, "start": "2021"}, 2021, "on_course", None, ""),
    "the latest value is older than the start": (FALL, {**DOWN_60, "start": "2022"}, 2022, "cannot_tell", "older_than_start", ""),
    "no value at all": ({}, DOWN_60, 2021, "cannot_tell", "no_value", ""),
    "values only later than the year looked at": ({2022: 1}, DOWN_60, 2021, "cannot_tell", "no_value", ""),
    "a value that is marked as missing": ({2018: 100, 2021: None}, DOWN_60, 2021, "cannot_tell", "only_baseline", ""),
    "a value that is no number": ({2018: 100, 2021: float("nan")}, DOWN_60, 2021, "cannot_tell", "only_baseline", ""),
    # a value to reach
    "a value to reach, on the line": (FALL, TO_40, 2021, "on_course", None, ""),
    "a value needs no baseline at the deadline": ({2023: 40}, TO_40, 2026, "met", None, ""),
    "a value needs no baseline to be met": ({2021: 30}, TO_40, 2021, "met", None, "met_early;"),
    "a value needs no baseline to be missed": ({2023: 41}, {**TO_40, "baseline": None}, 2026, "missed", None, ""),
    "a value has no course without a baseline": ({2021: 60}, {**TO_40, "baseline": None}, 2021, "cannot_tell", "no_baseline", ""),
    "a value is met by the baseline itself": ({2018: 30}, TO_40, 2021, "met", None, "met_early;"),
    "a value that was met at the start and is lost": ({2018: 30, 2021: 45}, TO_40, 2021, "off_course", None, ""),
    "a value of zero": ({2018: 100, 2021: 40}, {"obs_value": 0, "direction": "down"}, 2021, "on_course", None, ""),
    "a value to rise to, from zero": ({2018: 0, 2020: 40}, {"obs_value": 100, "direction": "up"}, 2020, "on_course", None, ""),
    # a direction only
    "a direction is on course below the baseline": ({2018: 100, 2021: 99}, FEWER, 2021, "on_course", None, ""),
    "a direction is off course above the baseline": ({2018: 100, 2021: 101}, FEWER, 2021, "off_course", None, ""),
    "a direction is off course at the baseline": ({2018: 100, 2021: 100}, FEWER, 2021, "off_course", None, ""),
    "a direction is met below the baseline": ({2018: 100, 2023: 99}, FEWER, 2026, "met", None, ""),
    "a direction is missed at the baseline": ({2018: 100, 2023: 100}, FEWER, 2026, "missed", None, ""),
    "a direction from zero": ({2018: 0, 2023: 1}, {"direction": "up"}, 2026, "met", None, ""),
    "a direction needs its baseline": ({2023: 99}, FEWER, 2026, "cannot_tell", "no_baseline", ""),
    # a baseline that was stated as a number
    "a stated baseline needs no figure": (
        {2021: 64},
        {**DOWN_60, "baseline": STATED_100},
        2021,
        "on_course",
        None,
        "baseline_stated;",
    ),
    "a stated baseline that is published as it was": (FALL, {**DOWN_60, "baseline": STATED_100}, 2021, "on_course", None, ""),
    "a revised baseline with the same outcome": (
        {2018: 110, 2023: 30},
        {**DOWN_60, "baseline": STATED_100},
        2026,
        "met",
        None,
        "baseline_was_revised;",
    ),
    "a revised baseline that decides the outcome": (
        {2018: 120, 2023: 45},
        {**DOWN_60, "baseline": STATED_100},
        2026,
        "cannot_tell",
        "baseline_revised",
        "",
    ),
    # other paths
    "a compound path asks for larger steps first": (
        {2018: 64, 2020: 17},
        {"obs_value": 4, "direction": "down", "path": "compound", "deadline": "2022"},
        2020,
        "off_course",
        None,
        "",
    ),
    "the same on the straight path": (
        {2018: 64, 2020: 17},
        {"obs_value": 4, "direction": "down", "deadline": "2022"},
        2020,
        "on_course",
        None,
        "",
    ),
    "no compound path leads away from zero": (
        {2018: 0, 2020: 1},
        {"obs_value": 4, "direction": "up", "path": "compound"},
        2020,
        "cannot_tell",
        "no_compound_path",
        "",
    ),
    "no compound path is needed at the deadline": (
        {2018: 0, 2023: 4},
        {"obs_value": 4, "direction": "up", "path": "compound"},
        2026,
        "met",
        None,
        "",
    ),
    "a tolerance counts on the way": ({2018: 100, 2021: 70}, {**DOWN_60, "tolerance": 0.1}, 2021, "on_course", None, ""),
    "a tolerance has an end": ({2018: 100, 2021: 71}, {**DOWN_60, "tolerance": 0.1}, 2021, "off_course", None, ""),
    "a tolerance counts for nothing at the deadline": (
        {2018: 100, 2023: 41},
        {**DOWN_60, "tolerance": 0.1},
        2026,
        "missed",
        None,
        "",
    ),
    "40 per cent of 33.3 is 13.32 also in binary numbers": ({2018: 33.3, 2023: 13.32}, DOWN_60, 2026, "met", None, ""),
}


COLUMNS = {
    "expected on the straight path": (
        {2018: 64, 2019: 60},
        {"obs_value": 4, "deadline": "2022"},
        2020,
        {"expected_at_latest": 49, "expected_value": 34},
    ),
    "expected on the compound path": (
        {2018: 64, 2019: 60},
        {"obs_value": 4, "deadline": "2022", "path": "compound"},
        2020,
        {"expected_at_latest": 32, "expected_value": 16},
    ),
    "the target is expected once the date has passed": (
        {2018: 100, 2023: 90},
        DOWN_60,
        2026,
        {"target_value": 40, "expected_value": 40},
    ),
    "with a direction only the baseline is expected": (
        {2018: 100, 2021: 99},
        FEWER,
        2021,
        {"target_value": None, "expected_value": 100},
    ),
    "nothing is expected before the baseline": ({2018: 100}, {**DOWN_60, "start": "2016"}, 2017, {"expected_value": None}),
    "the last known and a later value are told apart": (
        {2018: 100, 2021: 64, 2025: 3},
        DOWN_60,
        2026,
        {"latest_year": 2021, "latest_value": 64, "later_period": "2025", "later_value": 3, "met_year": None},
    ),
    "the first year in which it was met": ({2018: 100, 2020: 39, 2021: 38, 2022: 50}, DOWN_60, 2023, {"met_year": 2020}),
    "a year before the start is not one in which it was met": (
        {2015: 30, 2019: 60},
        {**TO_40, "baseline": Baseline("2015")},
        2020,
        {"met_year": None, "cautions": "", "status": "off_course"},
    ),
    "a whole year comes before a part of it": (
        {2018: 100, "2020-Q4": 10, 2020: 70},
        DOWN_60,
        2020,
        {"latest_value": 70, "latest_period": "2020"},
    ),
    "a deadline of several years ends with the last": (
        {2018: 100, 2023: 40},
        {**DOWN_60, "deadline": "2021/2023"},
        2026,
        {"deadline_year": 2023, "status": "met"},
    ),
    "without an indicator nothing is told": (
        {2018: 100, 2023: 0},
        {"indicator": "", "series": "", "baseline": None},
        2026,
        {"status": "cannot_tell", "reason_key": "no_indicator", "latest_value": None},
    ),
    "a value without a direction goes the way of the indicator": (
        {2018: 100, 2021: 131},
        {"obs_value": 130},
        2021,
        {"status": "off_course"},
    ),
}


@pytest.fixture(scope="module")
def verdicts():
    """Judge all cases of a year at once: a case is a milestone with an indicator of its own."""
    found = {}
    every = CASES | COLUMNS
    for as_of in {case[2] for case in every.values()}:
        named = {name: case for name, case in every.items() if case[2] == as_of}
        seen = [one for name, (values, *_) in named.items() for one in rows(values, indicator=name)]
        steps = [milestone(name, **{"indicator": name, **facts}) for name, (_, facts, *_) in named.items()]
        known = {name: indicators()["x"] for name in named}
        found |= {row["milestone"]: row for row in judged(seen, steps, as_of, known=known)}
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_milestone(name, verdicts):
    *_, status, reason, cautions = CASES[name]
    row = verdicts[name]
    assert (row["status"], row["reason_key"], row["cautions"]) == (status, reason, cautions)


def test_every_reason_and_every_caution_has_a_case_and_a_sentence():
    elsewhere = {"no_indicator", "not_graded"}
    assert {case[4] for case in CASES.values() if case[4]} | elsewhere == set(rule.NOT_TOLD)
    seen = {key for case in CASES.values() for key in case[5].split(";") if key}
    assert seen | {"editions_differ"} == set(rule.CAUTIONS)
    assert all(text.endswith(".") for text in (*rule.NOT_TOLD.values(), *rule.CAUTIONS.values()))


@pytest.mark.parametrize("name", COLUMNS)
def test_what_is_shown_of_a_milestone(name, verdicts):
    expected = COLUMNS[name][3]
    assert {key: verdicts[name][key] for key in expected} == pytest.approx(expected)


def test_a_figure_that_is_not_graded_is_shown_and_judged_only_where_the_milestone_says_why():
    steps = [milestone("plain", **DOWN_60), milestone("told", **DOWN_60, grade_despite="It says so.")]
    plain, told = judged(rows(FALL), steps, 2021, known=indicators(is_graded=False))
    assert (plain["status"], plain["reason_key"], told["status"]) == ("cannot_tell", "not_graded", "on_course")
    assert (plain["baseline_value"], plain["latest_value"], plain["expected_at_latest"]) == (100, 64, 64)


def test_an_area_may_be_left_out_of_the_grading():
    known = indicators(grading=Grading(exceptions={"MDA": "Counted otherwise there."}))
    seen = [one for area in ("MDA", "GTM") for one in rows(FALL, ref_area=area)]
    found = {row["ref_area"]: row["reason_key"] for row in judged(seen, [milestone(**DOWN_60)], 2021, known=known)}
    assert found == {"GTM": None, "MDA": "not_graded", "WLD": "no_value"}


def test_the_newest_edition_counts_and_is_named():
    seen = [*rows({2018: 90, 2021: 64}, vintage="2022", released="2022"), *rows({2018: 100}, vintage="2023", released="2023")]
    (row,) = judged(seen, [milestone(**DOWN_60)], 2021)
    assert (row["baseline_value"], row["baseline_edition"], row["latest_edition"]) == (100, "test@2023", "test@2022")
    assert row["cautions"] == "editions_differ;"


def test_figures_of_two_sources_are_never_mixed():
    seen = [*rows(FALL, source="with-baseline"), *rows({2020: 1, 2021: 1}, source="later")]
    (row,) = judged(seen, [milestone(**DOWN_60)], 2021)
    assert (row["source"], row["latest_value"]) == ("with-baseline", 64)


def test_other_series_units_and_parts_of_the_whole_do_not_count():
    others = ({"series": "Y"}, {"unit_measure": "PS"}, {"sex": "F"}, {"other_dims": "cause=conflict"})
    seen = [one for columns in others for one in rows(FALL, **columns)]
    assert judged(seen, [milestone(**DOWN_60)], 2021)[0]["reason_key"] == "no_value"


def test_a_part_of_the_whole_counts_where_the_milestone_is_about_it():
    step = milestone(**DOWN_60, split={"sex": "F"})
    assert judged([*rows(FALL, sex="F"), *rows({2021: 99})], [step], 2021)[0]["status"] == "on_course"


def test_every_area_with_figures_has_a_row_and_so_has_every_area_asked_for():
    seen = [*rows(FALL, ref_area="MDA"), *rows({2018: 100, 2021: 90}, ref_area="GTM")]
    found = judged(seen, [milestone(**DOWN_60)], 2021, areas=["WLD", "MDA"])
    assert {row["ref_area"]: row["status"] for row in found} == {"MDA": "on_course", "GTM": "off_course", "WLD": "cannot_tell"}


def test_a_milestone_of_one_area_has_one_row():
    seen = [one for area in ("MDA", "GTM") for one in rows(FALL, ref_area=area)]
    assert [row["ref_area"] for row in judged(seen, [milestone(**DOWN_60, ref_area="MDA")], 2021)] == ["MDA"]
    assert [row["ref_area"] for row in judged([], [milestone(**DOWN_60, ref_area="MDA")], 2021)] == ["MDA"]


def test_two_milestones_may_be_told_by_the_same_figures():
    steps = [milestone("near", change_per_cent=-10, deadline="2019"), milestone("far", change_per_cent=-90, deadline="2030")]
    found = {row["milestone"]: row["status"] for row in judged(rows({2018: 100, 2019: 89}), steps, 2020)}
    assert found == {"near": "met", "far": "on_course"}


def test_no_milestones_give_no_rows():
    assert judged(rows(FALL), [], 2021) == []


def test_the_unit_is_that_of_the_series_unless_the_milestone_says_another():
    own = milestone(**DOWN_60, series="OWN", unit_measure="PS")
    assert judged(rows(FALL, series="OWN", unit_measure="PS"), [own], 2021)[0]["status"] == "on_course"


numbers = st.floats(-1e6, 1e6).filter(lambda number: number == 0 or abs(number) > 1e-3)
walks = st.lists(st.tuples(numbers, numbers, st.integers(2019, 2023)), min_size=1, max_size=20)
few = settings(max_examples=3, deadline=None)


def statuses(seen, steps, as_of):
    known = {one.indicator: indicators()["x"] for one in steps}
    return {row["milestone"]: row["status"] for row in judged(seen, steps, as_of, known=known)}


@few
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(chance):
    seen = [one for source in "ab" for vintage in "12" for one in rows(FALL, source=source, vintage=vintage)]
    before = judged(seen, [milestone(**DOWN_60)], 2021)
    assert judged(chance.sample(seen, len(seen)), [milestone(**DOWN_60)], 2021) == before


@few
@given(walks, st.sampled_from([0.125, 8.0, 1024.0]))
def test_the_size_of_the_unit_does_not_matter_to_a_change_in_per_cent(found, by):
    """Powers of two, so that scaling changes no digit."""
    seen, steps = [], []
    for place, (base, last, _) in enumerate(found):
        for name, scale in ((f"{place}", 1.0), (f"{place}-scaled", by)):
            seen += rows({2018: base * scale, 2021: last * scale}, indicator=name)
            steps.append(milestone(name, indicator=name, **DOWN_60))
    result = statuses(seen, steps, 2021)
    assert all(result[str(place)] == result[f"{place}-scaled"] for place in range(len(found)))


@few
@given(walks)
def test_whoever_walks_on_the_straight_path_is_on_course_or_there(found):
    seen, steps = [], []
    for place, (base, goal, year) in enumerate(found):
        name, way = str(place), "up" if goal > base else "down"
        seen += rows({2018: base, year: base + (goal - base) * (year - 2018) / 5}, indicator=name)
        steps.append(milestone(name, indicator=name, obs_value=goal, direction=way))
    assert set(statuses(seen, steps, 2023).values()) <= {"on_course", "met"}


@few
@given(walks)
def test_nothing_is_met_or_missed_before_there_is_a_figure_that_says_so(found):
    """A direction only: before its own year has a figure it is on course, off course or not told."""
    seen, steps = [], []
    for place, (base, last, year) in enumerate(found):
        seen += rows({2018: base, min(year, 2022): last}, indicator=str(place))
        steps.append(milestone(str(place), indicator=str(place), **FEWER))
    assert set(statuses(seen, steps, 2022).values()) <= {"on_course", "off_course"}
    assert set(statuses(seen, steps, 2026).values()) == {"cannot_tell"}

"""The Open SDG measure: the published worked examples, and every special case with its reason."""

from dataclasses import fields

import pytest

from factories import indicator, judged, observations, open_sdg_method, rate_of, rows, table, term, two_values, verdict_on
from stocktake.measure import assessment, series, terms
from stocktake.measure.reason import SENTENCES
from stocktake.model.verdict import JudgedSeries

LIMITED, FASTER, ON_TRACK = "limited_progress", "progress_acceleration_needed", "on_track"
WORSE, AWAY, ACHIEVED, NOT_ACHIEVED = "deterioration", "moved_away", "target_achieved", "target_not_achieved"


def assess(seen, known):
    """Return a table of observations judged by this method alone."""
    return assessment.assess(series.prepare(seen, known, 2026), [open_sdg_method()])


def cases_of(*examples):
    """Return cases by name, and what is expected of each."""
    cases = {name: (values, facts) for name, values, facts, _ in examples}
    return cases, [pytest.param(name, expected, id=name) for name, _, _, expected in examples]


def agrees(row, expected):
    """Return whether a row has the values expected: numbers as far as they are published, the rest exactly."""
    return {name: row[name] for name in expected} == {
        name: pytest.approx(value, rel=1e-5, abs=1e-6) if isinstance(value, float) else value for name, value in expected.items()
    }


DOWN, UP = {"direction": "down"}, {"direction": "up"}

PUBLISHED, EXPECTED = cases_of(
    (
        "remittance cost, world",
        {2015: 7.52, 2023: 6.18},
        DOWN | {"target": 3},
        {"rate": -0.024233, "needed_rate": -0.059425, "statistic": 0.407786, "class_key": LIMITED, "reason_key": None},
    ),
    (
        "remittance cost, world, to 2017",
        {2011: 9.3, 2015: 7.52, 2017: 7.21},
        DOWN | {"target": 3},
        {"first_year": 2015, "rate": -0.020829, "statistic": 0.350504, "class_key": LIMITED},
    ),
    (
        "missing migrants, world",
        {2015: 6961, 2024: 9191},
        DOWN | {"target": 0},
        {"rate": 0.03136, "needed_rate": -0.650198, "statistic": -0.048231, "class_key": WORSE, "reason_key": "zero_target"},
    ),
    (
        "missing migrants, world, no target",
        {2015: 6961, 2024: 9191},
        DOWN,
        {"rate": 0.03136, "needed_rate": None, "c_scale": 1.0, "class_key": WORSE, "score": -5.0},
    ),
    (
        "zero target",
        {2015: 100, 2023: 60},
        DOWN | {"target": 0},
        {"rate": -0.061857, "needed_rate": -0.535841, "statistic": 0.11544, "class_key": LIMITED, "stand_in_used": True},
    ),
    (
        "base at the target, then worse",
        {2015: 3.0, 2023: 3.6},
        DOWN | {"target": 3},
        {"needed_rate": 0.0, "class_key": AWAY, "score": -5.0, "reason_key": "moved_away"},
    ),
    (
        "base better than the target, then worse",
        {2015: 2.0, 2023: 3.6},
        DOWN | {"target": 3},
        {"rate": 0.07624, "needed_rate": 0.0274, "statistic": -2.78251, "class_key": WORSE, "score": -5.0},
    ),
    (
        "base better than the target, stays better",
        {2015: 2.0, 2023: 2.5},
        DOWN | {"target": 3},
        {"rate": 0.028286, "statistic": -1.032334, "class_key": ACHIEVED, "score": 5.0, "reason_key": "meets_target"},
    ),
    (
        "target reached",
        {2015: 6.0, 2023: 2.9},
        DOWN | {"target": 3},
        {"rate": -0.086874, "needed_rate": -0.045158, "statistic": 1.923756, "class_key": ACHIEVED, "score": 5.0},
    ),
    (
        "near the limit",
        {2015: 95, 2023: 96},
        UP | {"limit": 100},
        {"rate": 0.00131, "c_scale": 0.20367, "class_key": FASTER, "reason_key": None},
    ),
    ("near the limit, limit not known", {2015: 95, 2023: 96}, UP, {"rate": 0.00131, "c_scale": 1.0, "class_key": LIMITED}),
    ("mid-scale", {2015: 50, 2023: 54}, UP | {"limit": 100}, {"rate": 0.009667, "c_scale": 0.953929, "class_key": FASTER}),
    ("lowest limit", {2015: 12, 2023: 11.5}, DOWN | {"limit": 10}, {"rate": -0.005306, "c_scale": 0.628705, "class_key": FASTER}),
    (
        "three methods disagree",
        {2015: 50, 2023: 60},
        UP | {"target": 100},
        {"rate": 0.023052, "needed_rate": 0.047294, "statistic": 0.487415, "class_key": LIMITED},
    ),
)


@pytest.fixture(scope="module")
def published():
    return judged(PUBLISHED)


@pytest.mark.parametrize(("name", "expected"), EXPECTED)
def test_worked_examples(published, name, expected):
    assert agrees(published[name], expected)


@pytest.mark.parametrize(("stand_in", "ratio"), [(0.001, 0.11544), (1.0, 0.233991), (5.0, 0.341685)])
def test_the_result_for_a_zero_target_depends_on_what_stands_in_for_it(stand_in, ratio):
    case = {"x": ({2015: 100, 2023: 60}, DOWN | {"target": 0})}
    assert judged(case, zero_stand_in=stand_in)["x"]["statistic"] == pytest.approx(ratio, rel=1e-5)


NOTHING = {"class_key": None, "score": None, "statistic": None}

SPECIAL, EXPECTED_SPECIAL = cases_of(
    # no verdict
    ("no value", {2015: None}, UP, NOTHING | {"reason_key": "no_value", "last_value": None}),
    ("no value yet", {2027: 5}, UP, NOTHING | {"reason_key": "no_value", "last_value": None}),
    (
        "values before the base year only",
        {2010: 4, 2012: 5},
        UP,
        NOTHING | {"reason_key": "no_value_since_base", "first_year": None, "last_year": 2012, "last_value": 5.0},
    ),
    (
        "values before the base year only, target met",
        {2012: 5},
        UP | {"target": 4},
        NOTHING | {"reason_key": "no_value_since_base"},
    ),
    (
        "one value",
        {2019: 2},
        UP | {"target": 4},
        NOTHING | {"reason_key": "one_value", "first_year": 2019, "last_year": 2019, "rate": None},
    ),
    ("one value since the base year", {2012: 1, 2019: 2}, UP, NOTHING | {"reason_key": "one_value", "first_year": 2019}),
    ("one year in quarters", {"2019-Q1": 1, "2019-Q4": 2}, UP, NOTHING | {"reason_key": "one_value", "last_value": 2.0}),
    (
        "class of a closed scale, one round",
        {2021: 3},
        UP | {"limit": 4},
        NOTHING | {"reason_key": "one_value", "last_value": 3.0},
    ),
    (
        "not graded",
        {2015: 1, 2020: 2},
        DOWN | {"target": 0, "is_graded": False},
        NOTHING | {"reason_key": "not_graded"},
    ),
    (
        "not graded, figures shown",
        {2015: 1, 2016: 2},
        UP | {"is_graded": False},
        {"rate": 1.0, "needed_rate": None, "last_value": 2.0},
    ),
    ("series not graded", {2015: 1, 2020: 2}, UP | {"target": 2, "ungraded": ["X"]}, NOTHING | {"reason_key": "not_graded"}),
    ("no way is better", {2015: 1, 2016: 2}, {"direction": "none"}, NOTHING | {"reason_key": "not_graded", "rate": 1.0}),
    ("no way is better and no value", {2015: None}, {"direction": "none"}, NOTHING | {"reason_key": "no_value"}),
    ("signs mixed", {2015: -2, 2020: 3}, UP, NOTHING | {"reason_key": "signs_mixed", "rate": None}),
    ("sign mixed on the way", {2015: 2, 2018: -1, 2020: 3}, UP, NOTHING | {"reason_key": "signs_mixed", "rate": None}),
    ("target on the other side of zero", {2015: -2, 2020: -1}, UP | {"target": 5}, NOTHING | {"reason_key": "signs_mixed"}),
    ("stays zero", {2015: 0, 2020: 0}, DOWN, NOTHING | {"reason_key": "stays_zero", "rate": None, "stand_in_used": False}),
    ("stays zero, something is wanted", {2015: 0, 2020: 0}, UP | {"target": 5}, NOTHING | {"reason_key": "stays_zero"}),
    (
        "values after the target year only",
        {2021: 4, 2022: 5},
        UP | {"target": 4, "target_year": 2020},
        NOTHING | {"reason_key": "after_target_year", "first_year": None, "last_year": 2022},
    ),
    (
        "another unit than the target's",
        {2015: 1, 2020: 2},
        UP | {"target": 2, "unit_measure": "USD"},
        NOTHING | {"reason_key": "unit_differs"},
    ),
    ("another unit, no target", {2015: 1, 2016: 2}, UP | {"unit_measure": "USD"}, {"class_key": ON_TRACK}),
    # target met
    (
        "one value that meets the target",
        {2019: 4},
        UP | {"target": 4},
        {"class_key": ACHIEVED, "score": 5.0, "reason_key": "meets_target"},
    ),
    ("worse, but meets the target", {2015: 9, 2020: 5}, UP | {"target": 4}, {"class_key": ACHIEVED, "score": 5.0}),
    ("signs mixed, meets the target", {2015: -2, 2020: 5}, UP | {"target": 4}, {"class_key": ACHIEVED, "rate": None}),
    ("stays at a target of zero", {2015: 0, 2020: 0}, DOWN | {"target": 0}, {"class_key": ACHIEVED, "stand_in_used": False}),
    ("better than the target for a year, then not", {2015: 5, 2018: 3, 2020: 4}, DOWN | {"target": 3}, {"class_key": ON_TRACK}),
    # at the target and away
    ("at the target, a little worse", {2015: 100, 2016: 101}, DOWN | {"target": 100}, {"class_key": AWAY, "score": -3.75}),
    ("at a target of zero, then worse", {2015: 0, 2020: 4}, DOWN | {"target": 0}, {"class_key": AWAY, "stand_in_used": True}),
    # zeros
    (
        "zero base",
        {2015: 0, 2016: 0.002},
        UP,
        {"rate": 1.0, "class_key": ON_TRACK, "stand_in_used": True, "reason_key": "zero_base"},
    ),
    ("zero base, target", {2015: 0, 2016: 0.002}, UP | {"target": 8.192, "target_year": 2028}, {"rate": 1.0, "statistic": 1.0}),
    ("falls to zero", {2015: 5, 2020: 0}, DOWN, {"rate": -1.0, "class_key": ON_TRACK, "stand_in_used": False}),
    ("zero on the way", {2015: 4, 2016: 0, 2017: 1}, DOWN, {"rate": -0.5, "class_key": ON_TRACK}),
    # below zero
    ("all negative, rises", {2015: -4, 2017: -1}, UP, {"rate": -0.5, "class_key": ON_TRACK, "reason_key": "all_negative"}),
    ("all negative, falls", {2015: -1, 2017: -4}, UP, {"rate": 1.0, "class_key": WORSE}),
    (
        "all negative, target",
        {2015: -8, 2017: -4},
        UP | {"target": -2, "target_year": 2019},
        {"statistic": 1.0, "class_key": ON_TRACK},
    ),
    ("all negative, target zero", {2015: -4, 2017: -2}, UP | {"target": 0}, {"class_key": FASTER, "stand_in_used": True}),
    ("all negative, limit", {2015: -12, 2023: -11.5}, UP | {"limit": -10}, {"c_scale": 0.628705, "class_key": FASTER}),
    # limits
    (
        "base at the limit, held",
        {2015: 100, 2020: 100},
        UP | {"limit": 100},
        {"c_scale": 0.0, "class_key": ON_TRACK, "score": 5.0},
    ),
    ("base at the limit, why", {2015: 100, 2020: 100}, UP | {"limit": 100}, {"reason_key": "base_at_limit"}),
    ("base at the limit, lost", {2015: 100, 2016: 99}, UP | {"limit": 100}, {"c_scale": 0.0, "class_key": WORSE, "score": -3.75}),
    (
        "base beyond the limit",
        {2015: 110, 2020: 110},
        UP | {"limit": 100},
        {"reason_key": "base_beyond_limit", "class_key": LIMITED},
    ),
    ("base far above the lowest limit", {2015: 30, 2020: 30}, DOWN | {"limit": 10}, {"c_scale": 1.0, "reason_key": None}),
    ("a limit of zero", {2015: 4, 2020: 4}, DOWN | {"limit": 0}, {"c_scale": 1.0, "class_key": LIMITED}),
    ("a target makes the limit idle", {2015: 95, 2020: 96}, UP | {"target": 99, "limit": 100}, {"c_scale": 1.0}),
    # base and target year
    ("base later", {2016: 4, 2017: 4}, UP, {"first_year": 2016, "class_key": LIMITED, "reason_key": "late_base"}),
    ("base earlier", {2014: 4, 2018: 4, 2022: 4}, UP, {"first_year": 2014, "reason_key": "early_base"}),
    (
        "target year passed, last value before it",
        {2015: 4, 2018: 5, 2021: 99},
        UP | {"target": 8, "target_year": 2020},
        {"last_year": 2018, "last_value": 5.0, "class_key": LIMITED, "reason_key": "target_year_passed"},
    ),
    (
        "target year passed, met in it, lost since",
        {2015: 4, 2020: 8, 2021: 5},
        UP | {"target": 8, "target_year": 2020},
        {"last_year": 2020, "class_key": ACHIEVED, "reason_key": "meets_target"},
    ),
    (
        "target year passed, nearly met in it",
        {2015: 4, 2020: 7.9},
        UP | {"target": 8, "target_year": 2020},
        {"class_key": NOT_ACHIEVED, "reason_key": "target_year_missed"},
    ),
    (
        "target year passed, worse in it",
        {2015: 4, 2020: 3},
        UP | {"target": 8, "target_year": 2020},
        {"class_key": WORSE, "reason_key": "target_year_passed"},
    ),
    (
        "target year passed, no number",
        {2015: 4, 2020: 5, 2022: 1},
        UP | {"target_year": 2020},
        {"last_year": 2020, "class_key": ON_TRACK},
    ),
    # yes or no
    (
        "yes",
        {2019: 1},
        UP | {"unit_measure": "BINARY"},
        {"class_key": ACHIEVED, "score": 5.0, "rate": None, "stand_in_used": False},
    ),
    (
        "no",
        {2019: 0},
        UP | {"unit_measure": "BINARY"},
        {"class_key": NOT_ACHIEVED, "score": None, "reason_key": "target_not_met"},
    ),
    ("no after yes", {2015: 1, 2020: 0}, UP | {"unit_measure": "BINARY"}, {"class_key": NOT_ACHIEVED, "rate": None}),
    ("yes after no", {2015: 0, 2020: 1}, UP | {"unit_measure": "BINARY"}, {"class_key": ACHIEVED}),
)


@pytest.fixture(scope="module")
def special():
    return judged(SPECIAL)


@pytest.mark.parametrize(("name", "expected"), EXPECTED_SPECIAL)
def test_special_cases(special, name, expected):
    assert agrees(special[name], expected)


def test_a_review_of_a_year_before_the_base_year_says_so():
    assert verdict_on({2010: 4, 2015: 5}, as_of=2014)["reason_key"] == "as_of_before_base"


def test_every_reason_has_its_sentence(published, special):
    occurring = {row["reason_key"] for row in [*published.values(), *special.values()]} - {None}
    assert occurring | {"as_of_before_base"} <= SENTENCES.keys()
    assert len(occurring) >= 20


def test_a_verdict_has_a_class_or_says_why_not(published, special):
    assert all(row["class_key"] or row["reason_key"] for row in [*published.values(), *special.values()])


def test_the_columns_are_those_of_a_judged_series(published):
    names = [field.name for field in fields(JudgedSeries)]
    assert all(list(row) == names for row in published.values())


def test_no_observations_give_no_verdicts():
    assert assess(table([]), term()).to_pyarrow().num_rows == 0


def test_a_figure_of_an_unknown_indicator_is_kept_and_not_judged():
    t = assess(observations({2015: 1, 2016: 2}), terms.table([]))
    (row,) = t.to_pyarrow().to_pylist()
    assert (row["reason_key"], row["rate"]) == ("not_known", 1.0)


def test_every_series_is_judged_once_with_the_terms_of_its_own_indicator():
    seen = [
        *rows({2015: 4, 2016: 2}, indicator="a"),
        *rows({2015: 4, 2016: 2}, indicator="b"),
        *rows({2015: None}, indicator="a", sex="F"),
    ]
    known = terms.table([indicator("a", "down"), indicator("b", "up")])
    found = assess(table(seen), known).to_pyarrow().to_pylist()
    assert sorted((row["indicator"], row["sex"], row["class_key"]) for row in found if row["class_key"]) == [
        ("a", "_T", ON_TRACK),
        ("b", "_T", WORSE),
    ]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param((2015, 10.0), (2016, 11.0), 0.10, id="one year"),
        pytest.param((2015, 8.0), (2018, 1.0), -0.50, id="halves every year"),
        pytest.param((2015, 1.0), (2025, 1024.0), 1.0, id="doubles every year"),
        pytest.param((2015, 7.0), (2020, 7.0), 0.0, id="stands still"),
        pytest.param((2015, 7.5), (2020, 6.5), -0.028214, id="a cost that falls"),
    ],
)
def test_rate(first, last, expected):
    assert rate_of(two_values(first=first, last=last)) == pytest.approx(expected, abs=1e-6)

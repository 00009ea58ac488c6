"""Eurostat's trend: its two windows, the edges of its classes, and what it cannot tell. Worked examples: test_side_by_side."""

import pytest

from factories import judged, verdict_on

LONG, SHORT = "eurostat-long-term", "eurostat-short-term"
DOWN, UP = {"direction": "down"}, {"direction": "up"}
SIGNIFICANT, MODERATE, INSUFFICIENT, AWAY = "significant_progress", "moderate_progress", "insufficient_progress", "movement_away"

CASES = {
    # the window
    "all within": ({2012: 8, 2023: 6}, DOWN, {"first_year": 2012, "years": 2}),
    "fifteen years back, that one included": ({2007: 9, 2008: 8, 2023: 6}, DOWN, {"first_year": 2008, "first_value": 8.0}),
    "the first value inside": ({2000: 9, 2011: 8, 2012: 7, 2023: 6}, DOWN, {"first_year": 2011, "years": 3}),
    "five years are a trend": ({2018: 8, 2023: 6}, DOWN, {"class_key": SIGNIFICANT, "reason_key": None}),
    "four years are none": ({2019: 8, 2023: 6}, DOWN, {"class_key": None, "reason_key": "short_window"}),
    "one value": ({2023: 6}, DOWN, {"class_key": None, "reason_key": "one_in_window", "last_value": 6.0}),
    "old as the window is long": ({2001: 8, 2011: 6}, DOWN, {"class_key": SIGNIFICANT}),
    "older than that": ({2001: 8, 2010: 6}, DOWN, {"class_key": None, "reason_key": "old_window", "statistic": None}),
    "old, and met": ({2001: 8, 2010: 2}, DOWN | {"target": 3}, {"class_key": None, "reason_key": "old_window"}),
    "as old as the target year": (
        {2003: 8, 2009: 6},
        DOWN | {"target": 3, "target_year": 2015},
        {"class_key": INSUFFICIENT, "reason_key": "target_year_passed"},
    ),
    # classes without a target
    "one per cent is significant": ({2017: 100, 2022: 100 * 1.01**5}, UP, {"class_key": SIGNIFICANT}),
    "a little less is moderate": ({2017: 100, 2022: 105}, UP, {"class_key": MODERATE, "standing": "too_slow"}),
    "no change is moderate": ({2017: 100, 2022: 100}, UP, {"class_key": MODERATE, "statistic": 0.0}),
    "a little worse": ({2017: 100, 2022: 96}, UP, {"class_key": "moderate_movement_away", "standing": "wrong_way"}),
    "much worse": ({2017: 100, 2022: 90}, UP, {"class_key": "significant_movement_away", "standing": "wrong_way"}),
    "falls to zero": ({2017: 5, 2022: 0}, DOWN, {"class_key": SIGNIFICANT, "statistic": 1.0, "statistic_key": "CAGR"}),
    # classes with a target
    "fast enough": ({2015: 8, 2020: 4}, DOWN | {"target": 1}, {"class_key": SIGNIFICANT, "statistic": 1.0, "statistic_key": "ratio"}),
    "nearly": ({2015: 16, 2020: 8}, DOWN | {"target": 1}, {"class_key": MODERATE, "statistic": 0.7670528}),
    "not nearly": ({2015: 100, 2020: 99}, DOWN | {"target": 1}, {"class_key": INSUFFICIENT}),
    "away": ({2015: 8, 2020: 9}, DOWN | {"target": 1}, {"class_key": AWAY}),
    "met": ({2015: 8, 2020: 1}, DOWN | {"target": 1}, {"class_key": "target_met", "reason_key": "meets_target"}),
    "missed": (
        {2010: 8, 2020: 1.1},
        DOWN | {"target": 1, "target_year": 2020},
        {"class_key": "target_missed", "standing": "too_slow", "reason_key": "target_year_missed"},
    ),
    "was there": ({2015: 3, 2023: 3.6}, DOWN | {"target": 3}, {"class_key": "moved_away", "statistic_key": "CAGR", "statistic": -0.023052}),
    # signs and zeros
    "below zero": ({2015: -4, 2023: -2}, UP, {"class_key": SIGNIFICANT, "reason_key": "both_negative", "rate": -0.082996}),
    "a target of zero": ({2015: 4, 2023: 2}, DOWN | {"target": 0}, {"reason_key": "no_rate_to_zero", "needed_rate": None}),
    "from zero": ({2015: 0, 2023: 2}, UP, {"class_key": None, "reason_key": "zero_start", "rate": None}),
    "a yes is met": ({2023: 1}, UP | {"unit_measure": "BINARY"}, {"class_key": "target_met", "rate": None, "projected_value": None}),
}  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return judged({name: case[:2] for name, case in CASES.items()}, method=LONG)


@pytest.mark.parametrize(("name", "expected"), [pytest.param(name, case[2], id=name) for name, case in CASES.items()])
def test_latest_fifteen_years(found, name, expected):
    row = found[name]
    assert {key: row[key] for key in expected} == {
        key: pytest.approx(value, rel=1e-5) if isinstance(value, float) else value for key, value in expected.items()
    }


def test_latest_five_years_see_another_trend_than_latest_fifteen():
    values = {2010: 10, 2018: 4, 2023: 5}
    assert verdict_on(values, method=LONG, direction="down")["class_key"] == SIGNIFICANT
    short = verdict_on(values, method=SHORT, direction="down")
    assert (short["class_key"], short["first_year"]) == ("significant_movement_away", 2018)


@pytest.mark.parametrize(("span", "key"), [(4, MODERATE), (5, MODERATE), (6, None)])
def test_the_shortest_span_is_a_parameter(span, key):
    case = {"x": ({2017: 100, 2022: 104}, UP)}
    assert judged(case, method=LONG, minimum_span=span)["x"]["class_key"] == key


def test_the_projection_carries_the_rate_of_the_window_on():
    row = verdict_on({2016: 16, 2020: 8, 2024: 4}, method=LONG, direction="down", target=1, target_year=2028)
    assert (row["projected_value"], row["projection_key"]) == (pytest.approx(2), "compound")
    assert row["projected_low"] == row["projected_high"] == pytest.approx(2)  # no scatter at all

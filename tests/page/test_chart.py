"""The chart of a series, as text."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_factory import HOSTILE, series
from stocktake.model.indicator import Target
from stocktake.page.chart import HEIGHT, WIDTH, chart, spark
from stocktake.page.label import Box, Label, best, fit

TO_THREE = Target("explicit_number", 3.0, time_period="2030")
PRICES = [("2011", 9.0), ("2015", 8.0), ("2016", 7.5), ("2023", 6.0)]
NAME = "{http://www.w3.org/2000/svg}"


def drawn(values, target=None, **also):
    return ElementTree.fromstring(chart(series("cost", values, **also), "Cost of sending", target))


def words(picture):
    return [element.text for element in picture.iter("text")]


def of_class(picture, class_):
    return [element for element in picture.iter() if class_ in element.get("class", "").split()]


def test_a_chart_shows_values_baseline_target_and_the_path_needed():
    picture = drawn(PRICES, TO_THREE, needed_rate=-0.0633, unit="per cent")
    assert len(of_class(picture, "value")) == 4
    assert [len(of_class(picture, name)) for name in ("baseline", "target", "goal", "path")] == [1, 1, 1, 1]
    assert {"target 3\N{NO-BREAK SPACE}% by 2030", "6", "8", "9", "per cent"} <= set(words(picture))


def test_the_years_that_matter_stand_under_the_axis_with_what_they_are():
    picture = drawn(PRICES, TO_THREE, needed_rate=-0.0633)
    assert [element.text for element in of_class(picture, "year")] == ["2030", "2023", "2015", "2011"]
    assert [element.text for element in of_class(picture, "year-word")] == ["target", "latest", "baseline"]


def test_values_far_apart_are_joined_by_a_faint_line():
    picture = drawn(PRICES)
    assert len(of_class(picture, "near")) == 1
    assert len(of_class(picture, "far")) == 2


def test_what_the_chart_shows_is_also_said_in_words():
    picture = drawn(PRICES, TO_THREE, needed_rate=-0.0633, unit="per cent")
    assert picture.get("role") == "img"
    named = {element.get("id"): element.text for element in picture if element.get("id")}
    assert named[picture.get("aria-labelledby")] == "Cost of sending"
    assert named[picture.get("aria-describedby")] == (
        "4 values, from 9 (2011) to 6 (2023). The baseline is 8 (2015). The target is 3 by 2030. "
        "A dotted line shows the path needed from the baseline to the target. Unit: per cent."
    )


def test_a_series_without_a_value_has_no_chart():
    assert chart(series("cost", [("2020", None)]), "Cost") == ""
    assert chart(series("cost", []), "Cost") == ""


def test_a_missing_value_is_not_drawn_as_zero():
    picture = drawn([("2015", 4.0), ("2016", None), ("2017", 5.0)])
    assert len(of_class(picture, "value")) == 2


def test_a_target_without_a_number_is_not_drawn():
    assert not of_class(drawn(PRICES, Target("no_numeric_target", time_period="2030")), "target")


def test_an_axis_that_does_not_start_at_zero_says_so():
    picture = drawn([("2015", 96.0), ("2020", 99.0)])
    assert "axis from 87.5" in words(picture)
    assert "The axis starts at 87.5, not at zero" in picture.find("desc").text


def test_large_values_are_counted_in_millions():
    picture = drawn([("1990", 153916063.0), ("2024", 304021813.0)])
    assert {"persons, millions", "400", "304", "153.9"} <= set(words(picture))


def test_a_chart_holds_no_markup_that_came_from_outside():
    text = chart(series("cost", PRICES, unit=HOSTILE), HOSTILE)
    assert "<script" not in text
    assert ElementTree.fromstring(text).find("title").text == HOSTILE


@pytest.mark.parametrize(
    ("values", "target"),
    [
        pytest.param([("2019", 3.0)], None, id="one value"),
        pytest.param([("2018", 96.4)], Target("implied_universal", 100.0, time_period="2030"), id="one value and a target"),
        pytest.param([("2015", 0.0), ("2020", 0.0)], Target("implied_zero", 0.0, time_period="2030"), id="nothing but zero"),
        pytest.param([("2015", 1e-9), ("2020", 2e-9)], None, id="tiny"),
        pytest.param([("2015", 5.1e20), ("2024", 8.2e25)], None, id="monstrous"),
        pytest.param([("2015/2020", -12500.0), ("2020/2025", 3000.5)], None, id="spans of years, below zero"),
        pytest.param(
            [(f"{year}-Q{q}", 7.0 + q / 10) for year in range(2011, 2024) for q in (1, 2, 3, 4)], TO_THREE, id="quarters"
        ),
        pytest.param([("2010", 50.0), ("2024", 70.0)], Target("date_passed", 80.0, time_period="2020"), id="target in the past"),
        pytest.param(
            [("2029", 50.0), ("2030", 60.0)],
            Target("explicit_number", 60.0, time_period="2030"),
            id="target year and latest year are one",
        ),
    ],
)
def test_no_word_and_no_point_lies_outside_the_drawing(values, target):
    assert_inside(drawn(values, target, needed_rate=None))


any_values = st.lists(st.floats(-1e15, 1e15, allow_nan=False, allow_subnormal=False), min_size=1, max_size=30)


@given(any_values, st.integers(-100, 100))
def test_any_values_can_be_drawn(values, goal):
    assert_inside(
        drawn(
            [(str(1990 + place), value) for place, value in enumerate(values)],
            Target("explicit_number", goal, time_period="2030"),
        )
    )


def assert_inside(picture):
    for element in picture.iter("circle"):
        assert 0 <= float(element.get("cx")) <= WIDTH
        assert 0 <= float(element.get("cy")) <= HEIGHT
    for element in picture.iter("text"):
        box = Label(element.text, float(element.get("x")), float(element.get("y")), element.get("text-anchor", "start")).box
        assert box.left >= -0.1, element.text
        assert box.right <= WIDTH + 0.1, element.text


def test_words_keep_clear_of_other_words_and_of_the_line():
    here, above = Label("6.65", 50, 50, "middle"), Label("6.65", 50, 20, "middle")
    assert best([here, above], [], []) == here
    assert best([here, above], [Box(40, 40, 60, 60)], []) == above
    assert best([here, above], [], [(50, 48)]) == above


def test_words_that_do_not_fit_are_cut_with_an_ellipsis():
    assert fit("persons", 100) == "persons"
    assert fit("a very long unit of something", 60).endswith("…")
    assert fit("persons", 1) == "…"


def test_a_spark_is_a_bare_line_for_two_values_or_more():
    assert spark(series("cost", [("2015", 1.0)])) == ""
    text = spark(series("cost", PRICES))
    assert 'aria-hidden="true"' in text
    assert len(re.findall(r"[\d.]+,[\d.]+", text)) == 4


def test_a_year_is_written_as_a_year():
    made = series("x", [("2003", 1990.0), ("2023", 2003.0)])
    years = replace(made, observations=tuple(replace(one, unit_measure="YEAR") for one in made.observations))
    drawn = chart(years, "Year of joining")
    assert "1990" in drawn
    assert "2003" in drawn
    assert "1,990" not in drawn
    assert "2,003" not in drawn

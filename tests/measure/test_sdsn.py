"""SDSN: score, colour and arrow by the worked examples of the reference, and every special case with its reason."""

from pathlib import Path

import ibis
import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import bounds, judged, method_with, verdict_on
from stocktake.catalog.method import method
from stocktake.measure import grade, sdsn
from stocktake.measure.reason import SENTENCES

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "progress_methods.yaml"
SDSN = method("sdsn")
MOTHERS = bounds(best=3.4, worst=814, green=70, red=140)
CHILDREN = bounds(best=2.6, worst=130.1, green=25, red=50)
SLAVERY = bounds(best=0, worst=22, green=4, red=10)
UP = {"direction": "up", "bounds": bounds(best=100, worst=0, green=80, red=40)}
DOWN = {"direction": "down", "bounds": bounds(best=0, worst=100, green=20, red=60)}
BEYOND = {"direction": "up", "bounds": bounds(best=100, worst=50, green=90, red=70)}


def reference(name):
    if not REFERENCE.exists():
        pytest.skip("the reference tables are not beside the project")
    return yaml.safe_load(REFERENCE.read_text(encoding="utf-8"))[name]


def level(value, ends):
    """Return score, place on the scale of colours, and colour of one value."""
    names = ("best", "worst", "green", "red")
    t = ibis.memtable(pa.table({"value": [float(value)], **{name: [float(getattr(ends, name))] for name in names}}))
    score = sdsn.cut(sdsn.normalised(t.value, t))
    row = t.select(score=score, place=sdsn.rescaled(score, t), colour=sdsn.colour(score, t, SDSN)).to_pyarrow().to_pylist()[0]
    return row["score"], row["place"], row["colour"]


# --- score and colour ---


@pytest.mark.parametrize(
    ("value", "ends", "score", "place", "colour"),
    [
        pytest.param(174, MOTHERS, 78.95386133728103, 0.949555, "red", id="maternal mortality, India"),
        pytest.param(510, MOTHERS, 37.50308413520849, 0.451039, "red", id="maternal mortality, Kenya"),
        pytest.param(45.6, CHILDREN, 66.27450980392157, 1.176, "orange", id="children under 5, Kenya"),
        pytest.param(39.4, CHILDREN, 71.13725490196077, 1.424, "orange", id="children under 5, India"),
        pytest.param(6.103056667732271, SLAVERY, 72.25883332848967, 1.649491, "yellow", id="modern slavery, India"),
        pytest.param(7.704015627261273, SLAVERY, 64.98174714881239, 1.382664, "orange", id="modern slavery, Philippines"),
        pytest.param(0, UP["bounds"], 0, 0, "red", id="worst"),
        pytest.param(40, UP["bounds"], 40, 1, "orange", id="at the red edge"),
        pytest.param(60, UP["bounds"], 60, 1.5, "yellow", id="half way to green"),
        pytest.param(80, UP["bounds"], 80, 2, "green", id="at the green edge"),
        pytest.param(100, UP["bounds"], 100, 3, "green", id="best"),
        pytest.param(120, UP["bounds"], 100, 3, "green", id="better than best"),
        pytest.param(-5, UP["bounds"], 0, 0, "red", id="worse than worst"),
        pytest.param(12.6, bounds(3.2, 33.7, 8.4, 16.8), 69.1803278688, 1.5, "yellow", id="half way, missed by rounding"),
        pytest.param(0, bounds(91, 0, 20, 0), 0, 1, "orange", id="red is worst"),
        pytest.param(1, bounds(1, 0, 1, 0.5), 100, 3, "green", id="green is best"),
    ],
)
def test_a_value_has_a_score_and_a_colour(value, ends, score, place, colour):
    assert level(value, ends) == (pytest.approx(score, abs=1e-9), pytest.approx(place, abs=1e-6), colour)


def test_the_worked_examples_are_those_of_the_reference():
    for one in reference("sdsn_examples"):
        numbers = {key: float(number) for key, number in one["input"].items()}
        score, place, colour = level(numbers.pop("value"), bounds(**numbers))
        assert score == pytest.approx(one["published"], abs=1e-9)
        assert (place, colour) == (pytest.approx(one["rescaled_0_3"], abs=1e-6), one["colour_published"])


def test_the_ratios_of_the_reference_fall_into_the_published_arrows():
    """The reference takes the pace needed from the start on, we from the end; the pace itself and the edges are the same."""
    trends = [one for one in reference("sdsn_examples") if "trend_from_2015" in one]
    for one in trends:
        found, years = one["trend_from_2015"], 2
        t = ibis.memtable(
            pa.table({"ratio": [float(found["ratio"])], "pace": [(found["score_end"] - found["score_start"]) / years]})
        )
        arrow = t.select("pace", key=grade.class_key(t.ratio, SDSN.classes_with_target)).to_pyarrow().to_pylist()[0]
        assert arrow == {
            "pace": pytest.approx(found["actual_per_year"], abs=1e-6),
            "key": one["trend_published"].replace(" ", "_"),
        }
    assert len(trends) == 2


def test_the_thresholds_are_those_of_the_reference():
    found = next(one for one in reference("methods") if one["id"] == "sdsn")
    assert [one.key for one in reversed(SDSN.level_classes)] == [one["key"] for one in found["dashboard"] if one["key"] != "grey"]
    assert [(one.key, one.at_least) for one in SDSN.level_classes] == [
        ("green", 2),
        ("yellow", 1.5),
        ("orange", 1),
        ("red", None),
    ]
    assert [one.at_least for one in SDSN.classes_with_target] == [1, 0.5, 0, None]
    arrows = {one.key for one in SDSN.classes_with_target} | {sdsn.MAINTAINING}
    assert arrows == {one["key"] for one in found["arrows"]}


# --- the arrow: from 2019 to 2024, six years before 2030 ---

CASES = {
    "on the line to green": ({2019: 40, 2024: 60}, UP, {"class_key": "on_track", "statistic": 1.2, "level_key": "yellow"}),
    "exactly fast enough": ({2019: 30, 2024: 52.7272727272727}, UP, {"class_key": "on_track", "statistic": 1.0}),
    "half the pace": ({2019: 50, 2024: 60}, UP, {"class_key": "moderately_improving", "statistic": 0.6, "score": 60.0}),
    "slower than half": ({2019: 55, 2024: 60}, UP, {"class_key": "stagnating", "statistic": 0.3}),
    "no change": ({2019: 60, 2024: 60}, UP, {"class_key": "stagnating", "statistic": 0.0, "standing": "too_slow"}),
    "gets worse": ({2019: 65, 2024: 60}, UP, {"class_key": "decreasing", "statistic": -0.3, "standing": "wrong_way"}),
    "less is better": ({2019: 60, 2024: 40}, DOWN, {"class_key": "on_track", "statistic": 1.2, "score": 60.0}),
    "less is better, a rise": ({2019: 35, 2024: 40}, DOWN, {"class_key": "decreasing", "statistic": -0.3}),
    "green": ({2019: 70, 2024: 80}, UP, {"class_key": "maintaining", "statistic": None, "reason_key": None, "level_key": "green"}),
    "falling in green": ({2019: 95, 2024: 80}, UP, {"class_key": "maintaining", "reason_key": "falling_in_green"}),
    "out of green": ({2019: 85, 2024: 75}, UP, {"class_key": "decreasing", "level_key": "yellow"}),
    "a rise below worst": ({2019: 0, 2024: 30}, BEYOND, {"class_key": "moderately_improving", "score": 0.0, "level_key": "red"}),
    "better than best": ({2019: 110, 2024: 105}, UP, {"class_key": "maintaining", "score": 100.0}),
    "target of zero": ({2019: 100, 2024: 60}, DOWN | {"target": 0}, {"class_key": "on_track", "statistic": 1.2}),
    "signs mixed": ({2019: -10, 2024: 10}, UP, {"class_key": "stagnating", "statistic": 24 / 70}),
    "start a year early": ({2018: 40, 2024: 60}, UP, {"first_year": 2018, "statistic": 1.0, "class_key": "on_track"}),
    "start a year late": ({2020: 40, 2024: 60}, UP, {"first_year": 2020, "statistic": 1.5, "years": 2}),
    "of two as near the earlier": ({2018: 40, 2020: 50, 2024: 60}, UP, {"first_year": 2018, "years": 3}),
    "the exact year before both": ({2018: 1, 2019: 40, 2020: 2, 2024: 60}, UP, {"first_value": 40.0, "years": 3}),
    "no value near the start": ({2015: 40, 2022: 50, 2024: 60}, UP, {"class_key": None, "reason_key": "no_start", "score": 60.0}),
    "one value": ({2024: 60}, UP, {"class_key": None, "reason_key": "no_start", "score": 60.0, "level_key": "yellow"}),
    "one green value": ({2024: 90}, UP, {"class_key": None, "reason_key": "no_start", "level_key": "green"}),
    "an old value": ({2010: 40, 2015: 60}, UP, {"class_key": None, "reason_key": "old_window", "score": 60.0}),
    "just not too old": ({2015: 40, 2020: 60}, UP, {"class_key": "on_track", "reason_key": None}),
    "no value": ({2024: None}, UP, {"class_key": None, "reason_key": "no_value", "score": None, "level_key": None}),
    "no bounds": ({2019: 40, 2024: 60}, {"direction": "up"}, {"class_key": None, "reason_key": "no_bounds", "score": None}),
    "not graded": ({2019: 40, 2024: 60}, UP | {"is_graded": False}, {"reason_key": "not_graded", "score": None, "level_key": None}),
    "another unit": (
        {2019: 40, 2024: 60},
        UP | {"unit_measure": "PS"},
        {"reason_key": "unit_differs", "score": None, "level_key": None},
    ),
    "target year passed": (
        {2015: 40, 2020: 60, 2024: 10},
        UP | {"target_year": 2020},
        {"last_year": 2020, "class_key": "on_track", "reason_key": "target_year_passed"},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def verdicts():
    return judged({name: (values, facts) for name, (values, facts, _) in CASES.items()}, as_of=2026, method="sdsn")


@pytest.mark.parametrize("name", CASES)
def test_an_arrow_or_a_reason(verdicts, name):
    row, expected = verdicts[name], CASES[name][2]
    assert {key: row[key] for key in expected} == {
        key: pytest.approx(value, abs=1e-9) if isinstance(value, float) else value for key, value in expected.items()
    }
    assert row["class_key"] or row["reason_key"] in SENTENCES


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({2025: 40, 2030: 60}, ("target_missed", "too_slow", "target_year_missed"), id="rose, not green"),
        pytest.param({2025: 60, 2030: 60}, ("target_missed", "too_slow", "target_year_missed"), id="stayed, not green"),
        pytest.param({2025: 65, 2030: 60}, ("decreasing", "wrong_way", None), id="fell"),
        pytest.param({2025: 65, 2030: 85}, ("maintaining", "on_course", None), id="green"),
    ],
)
def test_in_the_target_year_no_pace_is_left(values, expected):
    row = verdict_on(values, as_of=2030, method="sdsn", **UP)
    assert (row["class_key"], row["standing"], row["reason_key"]) == expected


def test_a_line_goes_on_in_the_unit_of_the_figures():
    row = verdict_on({2019: 40, 2024: 60}, method="sdsn", **DOWN)
    assert (row["projected_value"], row["projection_key"]) == (pytest.approx(84), "straight")


def test_the_numbers_of_the_file_are_used():
    case = {"x": ({2014: 40, 2019: 55, 2024: 60}, UP)}
    assert judged(case, method="sdsn")["x"]["first_year"] == 2019
    assert judged(case, method="sdsn", window_years=10)["x"]["first_year"] == 2014
    assert judged(case, method="sdsn", window_years=8, start_tolerance=2)["x"]["first_year"] == 2014
    assert judged(case, method="sdsn", oldest_last_value=1)["x"]["reason_key"] == "old_window"
    assert method_with("sdsn", window_years=10).parameters["window_years"] == 10


# --- what must not matter ---

figures = st.integers(0, 100).map(float)


@settings(max_examples=3, deadline=None)
@given(st.lists(st.tuples(figures, figures), min_size=5, max_size=20), st.sampled_from([0.001, 3.0, 1000.0]))
def test_unit_and_wanted_direction_change_neither_score_nor_colour_nor_arrow(pairs, factor):
    up, down = (UP["bounds"], DOWN["bounds"])
    scaled = bounds(*(factor * getattr(down, name) for name in ("best", "worst", "green", "red")))
    turned = bounds(*(100 - getattr(up, name) for name in ("best", "worst", "green", "red")))
    plain = {
        f"a{n}": ({2019: 100 - a, 2024: 100 - b}, {"direction": "up", "bounds": bounds(100, 0, 80, 40)})
        for n, (a, b) in enumerate(pairs)
    }
    other = {
        f"b{n}": ({2019: factor * a, 2024: factor * b}, {"direction": "down", "bounds": scaled}) for n, (a, b) in enumerate(pairs)
    }
    assert turned == down
    found = judged(plain | other, method="sdsn")
    for n in range(len(pairs)):
        first, second = found[f"a{n}"], found[f"b{n}"]
        assert [first[key] for key in ("class_key", "level_key", "reason_key")] == [
            second[key] for key in ("class_key", "level_key", "reason_key")
        ]
        assert first["score"] == pytest.approx(second["score"], abs=1e-6)

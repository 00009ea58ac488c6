"""The methods beside each other: every worked example of the reference, every special case, and what must not matter to any of them.

SDSN has tests of its own; a case here says nothing of a method it does not name.
"""

import random
from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import indicator, method_with, rows, table
from stocktake.catalog import catalog
from stocktake.measure import assessment, series, terms
from stocktake.tables.engine import connect, holder

OPEN, LONG, SHORT = "open-sdg", "eurostat-long-term", "eurostat-short-term"
CHART, CSI, API = "progress-chart-2023", "escap-csi", "escap-api"
METHODS = (OPEN, LONG, SHORT, CHART, CSI, API)
DOWN, UP = {"direction": "down"}, {"direction": "up"}
COST, PERCENT = DOWN | {"target": 3}, UP | {"target": 100}


def is_like(row, expected):
    """Return whether a row has what is expected: numbers to the digits given, the rest exactly."""
    return {name: row[name] for name in expected} == {
        name: pytest.approx(value, rel=1e-5, abs=1e-6) if isinstance(value, float) else value for name, value in expected.items()
    }


# --- the worked examples of the reference, by its ids; a case with another name shows a variant of its method ---

EXAMPLES = {
    "remittance-cost-world": (
        {2015: 7.52, 2023: 6.18},
        COST,
        {
            OPEN: {"rate": -0.024233, "needed_rate": -0.059425, "statistic": 0.407786, "class_key": "limited_progress"},
            LONG: {"rate": -0.024233, "needed_rate": -0.059425, "statistic": 0.407786, "class_key": "insufficient_progress"},
            SHORT: {"class_key": None, "reason_key": "one_in_window"},
            CHART: {
                "rate": -0.024233,
                "projected_value": 5.204905,
                "statistic": 0.512189,
                "score": 2.0,
                "class_key": "fair_progress",
            },
            CSI: {"statistic": 2.964602, "class_key": "behind"},
            API: {"projected_value": 5.0075, "statistic": 44.413717, "class_key": "accelerate"},
        },
    ),
    "remittance-cost-world-to-2017": (
        {2011: 9.3, 2015: 7.52, 2017: 7.21},
        COST,
        {
            OPEN: {"rate": -0.020829, "needed_rate": -0.059425, "statistic": 0.350504, "class_key": "limited_progress"},
            CHART: {
                "rate": -0.020829,
                "projected_value": 5.484014,
                "statistic": 0.450439,
                "score": 2.0,
                "class_key": "fair_progress",
            },
            CSI: {"statistic": 0.685841, "class_key": "behind"},
            API: {"projected_value": 2.336429, "statistic": 0.0, "class_key": "maintain", "years": 3},
        },
    ),
    "missing-migrants-world": (
        {2015: 6961, 2024: 9191},
        DOWN | {"target": 0},
        {
            OPEN: {"rate": 0.03136, "needed_rate": -0.650198, "statistic": -0.048231, "class_key": "deterioration"},
            LONG: {"class_key": None, "reason_key": "no_rate_to_zero"},
            CSI: {"statistic": -3.203563, "class_key": "regression"},
            API: {"projected_value": 10677.666667, "statistic": 153.392712, "class_key": "reverse"},
        },
    ),
    "missing-migrants-world, no target": (
        {2015: 6961, 2024: 9191},
        DOWN,
        {
            OPEN: {"rate": 0.03136, "statistic": -0.03136, "c_scale": 1.0, "class_key": "deterioration"},
            LONG: {"statistic": -0.03136, "class_key": "significant_movement_away"},
            CHART: {"statistic": -0.03136, "score": 1.0, "class_key": "regression"},
        },
    ),
    "zero-target-sensitivity": (
        {2015: 100, 2023: 60},
        DOWN | {"target": 0},
        {
            OPEN: {"rate": -0.061857, "needed_rate": -0.535841, "statistic": 0.11544, "class_key": "limited_progress"},
            CHART: {
                "rate": -0.061857,
                "projected_value": 38.373693,
                "statistic": 0.616263,
                "score": 2.0,
                "class_key": "fair_progress",
            },
            CSI: {"statistic": 4.0, "class_key": "behind"},
            API: {"projected_value": 25.0, "statistic": 25.0, "class_key": "accelerate"},
        },
    ),
    "baseline-at-target-then-worse": (
        {2015: 3.0, 2023: 3.6},
        COST,
        {one: {"class_key": "moved_away", "standing": "wrong_way"} for one in (OPEN, LONG, CHART, CSI, API)},
    ),
    "baseline-better-than-target-then-worse": (
        {2015: 2.0, 2023: 3.6},
        COST,
        {
            OPEN: {"rate": 0.07624, "needed_rate": 0.0274, "statistic": -2.78251, "class_key": "deterioration"},
            LONG: {"rate": 0.07624, "needed_rate": 0.0274, "statistic": -2.78251, "class_key": "movement_away"},
        },
    ),
    "baseline-better-than-target-stays": (
        {2015: 2.0, 2023: 2.5},
        COST,
        {
            OPEN: {"rate": 0.028286, "needed_rate": 0.0274, "statistic": -1.032334, "class_key": "target_achieved"},
            CHART: {"score": 3.0, "class_key": "met_or_on_track", "reason_key": "meets_target"},
        },
    ),
    "target-reached": (
        {2015: 6.0, 2023: 2.9},
        COST,
        {
            OPEN: {"rate": -0.086874, "needed_rate": -0.045158, "statistic": 1.923756, "class_key": "target_achieved"},
            CHART: {"score": 3.0, "class_key": "met_or_on_track", "reason_key": "meets_target"},
            CSI: {"statistic": 10.333333, "class_key": "reached"},
        },
    ),
    "near-limit": (
        {2015: 95, 2023: 96},
        UP | {"limit": 100},
        {
            OPEN: {"statistic": 0.00131, "c_scale": 0.20367, "class_key": "progress_acceleration_needed"},
            CHART: {"statistic": 0.00131, "score": 1.0, "class_key": "stagnation"},
            LONG: {"statistic": 0.00131, "class_key": "moderate_progress"},
        },
    ),
    "near-limit, limit not known": (
        {2015: 95, 2023: 96},
        UP,
        {OPEN: {"statistic": 0.00131, "c_scale": 1.0, "class_key": "limited_progress"}},
    ),
    "mid-scale-limit": (
        {2015: 50, 2023: 54},
        UP | {"limit": 100},
        {OPEN: {"statistic": 0.009667, "c_scale": 0.953929, "class_key": "progress_acceleration_needed"}},
    ),
    "min-limit": (
        {2015: 12, 2023: 11.5},
        DOWN | {"limit": 10},
        {OPEN: {"statistic": 0.005306, "c_scale": 0.628705, "class_key": "progress_acceleration_needed"}},
    ),
    "three-methods-disagree": (
        {2015: 50, 2023: 60},
        PERCENT,
        {
            OPEN: {"rate": 0.023052, "needed_rate": 0.047294, "statistic": 0.487415, "class_key": "limited_progress"},
            CHART: {
                "rate": 0.023052,
                "projected_value": 70.377663,
                "statistic": 0.407553,
                "score": 2.0,
                "class_key": "fair_progress",
            },
            CSI: {"statistic": 2.0, "class_key": "behind"},
            API: {"projected_value": 68.75, "statistic": 62.5, "class_key": "accelerate"},
        },
    ),
}
ELSEWHERE = {"parity"}
"""Worked examples that are the doctest of a formula: `escap_csi.parity_index`."""

# --- special cases: what each method makes of a standing, or a reason for none ---

ON, SLOW, WRONG = "on_course", "too_slow", "wrong_way"
MET, PASSED = dict.fromkeys(METHODS, ON), {"target_year": 2020}
EVERY_WAY_WRONG = dict.fromkeys((OPEN, LONG, CHART, CSI, API), WRONG)
NO_NUMBER = {CSI: "no_number", API: "no_number"}

CASES = {
    # a target of zero
    "zero target, falls": (
        {2015: 100, 2020: 80, 2023: 60},
        DOWN | {"target": 0},
        {OPEN: SLOW, LONG: "no_rate_to_zero", SHORT: "no_rate_to_zero", CHART: SLOW, CSI: SLOW, API: SLOW},
    ),
    "zero target, rises": (
        {2015: 60, 2020: 80, 2023: 100},
        DOWN | {"target": 0},
        {OPEN: WRONG, LONG: "no_rate_to_zero", SHORT: "no_rate_to_zero", CHART: WRONG, CSI: WRONG, API: WRONG},
    ),
    "zero target, met": ({2015: 100, 2020: 50, 2023: 0}, DOWN | {"target": 0}, MET),
    "zero target, always met": ({2015: 0, 2020: 0, 2023: 0}, DOWN | {"target": 0}, MET),
    # the base at the target
    "base at the target, held": ({2015: 3, 2020: 3, 2023: 3}, COST, MET),
    "base at the target, better": ({2015: 3, 2020: 2.5, 2023: 2}, COST, MET),
    "base at the target, worse": ({2015: 3, 2023: 3.6}, COST, EVERY_WAY_WRONG),
    "base at a target of zero, worse": ({2015: 0, 2023: 4}, DOWN | {"target": 0}, EVERY_WAY_WRONG),
    # the base better than the target
    "base better, falling back, still better": ({2015: 2, 2020: 2.4, 2023: 2.8}, COST, MET),
    "base better, better still": ({2015: 2, 2020: 1.5, 2023: 1}, COST, MET),
    "base better, fallen through": ({2015: 2, 2020: 2.5, 2023: 3.6}, COST, dict.fromkeys(METHODS, WRONG)),
    "base better, fallen through a little": ({2015: 2, 2020: 2.5, 2023: 3.05}, COST, dict.fromkeys(METHODS, WRONG)),
    "base better, fallen through, up": (
        {2015: 9, 2020: 8, 2023: 7},
        UP | {"target": 8},
        dict.fromkeys((OPEN, LONG, CHART, CSI, API), WRONG),
    ),
    # better by far, or worse by far
    "target reached": ({2015: 6, 2020: 4, 2023: 2.9}, COST, MET),
    "far worse": ({2015: 6, 2020: 8, 2023: 12}, COST, dict.fromkeys(METHODS, WRONG)),
    "stands still": ({2015: 6, 2020: 6, 2023: 6}, COST, dict.fromkeys(METHODS, SLOW)),
    "fast enough": ({2015: 9, 2020: 6, 2023: 4}, COST, dict.fromkeys(METHODS, ON)),
    # signs
    "signs mixed": (
        {2015: -2, 2020: 1, 2023: 3},
        UP | {"target": 5},
        {OPEN: "signs_mixed", LONG: "signs_mixed", SHORT: ON, CHART: "signs_mixed", CSI: ON, API: ON},
    ),
    "signs mixed, no target": (
        {2015: -2, 2020: -1, 2023: 3},
        UP,
        {OPEN: "signs_mixed", LONG: "signs_mixed", SHORT: "signs_mixed", CHART: "signs_mixed"} | NO_NUMBER,
    ),
    "target on the other side of zero": (
        {2015: -4, 2020: -3, 2023: -2},
        UP | {"target": 5},
        {OPEN: "signs_mixed", LONG: "signs_mixed", SHORT: "signs_mixed", CHART: SLOW, CSI: SLOW, API: SLOW},
    ),
    "signs mixed, target met": ({2015: -2, 2020: 1, 2023: 6}, UP | {"target": 5}, MET),
    "below zero, rises": ({2015: -4, 2020: -3, 2023: -2}, UP, {OPEN: ON, LONG: ON, SHORT: ON, CHART: ON} | NO_NUMBER),
    "below zero, falls": ({2015: -2, 2020: -3, 2023: -4}, UP, {OPEN: WRONG, LONG: WRONG, SHORT: WRONG, CHART: WRONG} | NO_NUMBER),
    # a base of zero
    "zero base": (
        {2015: 0, 2020: 4, 2023: 8},
        UP | {"target": 16},
        {LONG: "zero_start", SHORT: ON, CHART: "zero_start", CSI: SLOW, API: SLOW},
    ),
    "stays zero": (
        {2015: 0, 2020: 0, 2023: 0},
        UP | {"target": 5},
        {OPEN: "stays_zero", LONG: "stays_zero", SHORT: "stays_zero", CHART: "stays_zero", CSI: SLOW, API: SLOW},
    ),
    # too few values
    "no value": ({2020: None}, COST, dict.fromkeys(METHODS, "no_value")),
    "one value": (
        {2020: 5},
        COST,
        {OPEN: "one_value", LONG: "one_in_window", SHORT: "old_window", CHART: "one_value", CSI: "one_value", API: "one_value"},
    ),
    "one value that meets the target": ({2022: 2}, COST, MET),
    "values before the base year only": (
        {2005: 9, 2010: 7, 2012: 6},
        COST,
        {
            OPEN: "no_value_since_base",
            LONG: ON,
            SHORT: "old_window",
            CHART: "no_value_since_base",
            CSI: "no_value_since_base",
            API: "no_value_since_base",
        },
    ),
    "met before the base year only": (
        {2005: 9, 2010: 2},
        COST,
        {OPEN: "no_value_since_base", LONG: "old_window", SHORT: "old_window"}
        | dict.fromkeys((CHART, CSI, API), "no_value_since_base"),
    ),
    "a window of two years": (
        {2021: 6, 2023: 5},
        COST,
        {OPEN: ON, LONG: "short_window", SHORT: "short_window", CHART: ON, CSI: ON, API: ON},
    ),
    "long ago": ({2001: 9, 2008: 7}, COST, dict.fromkeys((LONG, SHORT), "old_window")),
    # a gap at the base year
    "gap at the base year, a later one": (
        {2016: 7.52, 2024: 6.18},
        COST,
        {OPEN: SLOW, LONG: SLOW, CHART: SLOW, CSI: SLOW, API: SLOW},
    ),
    "gap at the base year, an earlier one": (
        {2013: 7.52, 2021: 6.18},
        COST,
        {OPEN: "one_value", LONG: SLOW, CHART: SLOW, CSI: SLOW, API: SLOW},
    ),
    # the target year has passed
    "target year passed, on the way": (
        {2012: 9, 2015: 8, 2018: 7, 2022: 1},
        DOWN | {"target": 2} | PASSED,
        {OPEN: SLOW, LONG: SLOW, CHART: SLOW, CSI: SLOW, API: SLOW},
    ),
    "target year passed, met in it, lost since": ({2015: 8, 2018: 5, 2020: 2, 2022: 9}, DOWN | {"target": 2} | PASSED, MET),
    "target year passed, nearly met in it": (
        {2015: 8, 2017: 5, 2020: 2.1},
        DOWN | {"target": 2} | PASSED,
        {OPEN: SLOW, LONG: SLOW, SHORT: SLOW, CHART: ON, CSI: SLOW, API: SLOW},
    ),
    "target year passed, worse in it": (
        {2015: 8, 2017: 9, 2020: 11},
        DOWN | {"target": 2} | PASSED,
        dict.fromkeys(METHODS, WRONG),
    ),
    "values after the target year only": (
        {2021: 8, 2022: 5},
        DOWN | {"target": 2} | PASSED,
        dict.fromkeys(METHODS, "after_target_year"),
    ),
    # yes or no
    "yes": ({2015: 0, 2023: 1}, UP | {"unit_measure": "BINARY"}, MET),
    "no": (
        {2015: 1, 2023: 0},
        UP | {"unit_measure": "BINARY"},
        {OPEN: SLOW, LONG: "yes_or_no", SHORT: "yes_or_no", CHART: SLOW, CSI: "yes_or_no", API: "yes_or_no"},
    ),
    # closed scales
    "within a point of 100 per cent": (
        {2015: 99.6, 2020: 99.4, 2023: 99.2},
        PERCENT,
        {OPEN: WRONG, LONG: WRONG, CHART: ON, CSI: WRONG, API: WRONG},
    ),
    "within a person of 100 people": (
        {2015: 99.6, 2020: 99.4, 2023: 99.2},
        PERCENT | {"unit_measure": "PS"},
        {OPEN: WRONG, LONG: WRONG, CHART: WRONG, CSI: WRONG, API: WRONG},
    ),
    "near the end of a scale": (
        {2015: 95, 2020: 95.6, 2023: 96},
        UP | {"limit": 100},
        {OPEN: SLOW, LONG: SLOW, SHORT: SLOW, CHART: SLOW} | NO_NUMBER,
    ),
    "at the end of a scale": ({2015: 100, 2020: 100, 2023: 100}, PERCENT, MET),
    # what may not be graded
    "not graded": ({2015: 9, 2023: 2}, COST | {"is_graded": False}, dict.fromkeys(METHODS, "not_graded")),
    "no way is better": ({2015: 9, 2023: 2}, {"direction": "none"}, dict.fromkeys(METHODS, "not_graded")),
}

ALL = {**{name: case[:2] for name, case in EXAMPLES.items()}, **{name: case[:2] for name, case in CASES.items()}}


def all_methods(cases, as_of=2026):
    """Return the verdicts on the cases by name and method."""
    seen, known = seen_of(cases), [indicator(name, **facts) for name, (_, facts) in cases.items()]
    return {(row["indicator"], row["method"]): row for row in told(seen, known, METHODS, as_of)}


def seen_of(cases):
    return [
        one
        for name, (values, facts) in cases.items()
        for one in rows(values, indicator=name, unit_measure=facts.get("unit_measure", "PT"))
    ]


def told(seen, known, names, as_of=2026):
    """Return the rows that the methods give for observations and indicators."""
    backend = connect()
    hold = holder(backend)
    prepared = series.prepare(table(seen), terms.table(known), as_of, engine=series.Engine(hold))
    return backend.to_pyarrow(assessment.assess(prepared, [method_with(name) for name in names], hold)).to_pylist()


@pytest.fixture(scope="module")
def verdicts():
    """Give the verdict of each method on each case, all judged at once."""
    return all_methods(ALL)


def listed(cases, at):
    return [
        pytest.param(name, method, expected, id=f"{name}: {method}")
        for name, case in cases.items()
        for method, expected in case[at].items()
    ]


@pytest.mark.parametrize(("name", "method", "expected"), listed(EXAMPLES, 2))
def test_worked_examples(verdicts, name, method, expected):
    assert is_like(verdicts[name, method], expected)


@pytest.mark.parametrize(("name", "method", "expected"), listed(CASES, 2))
def test_special_cases(verdicts, name, method, expected):
    row = verdicts[name, method]
    assert expected == (row["reason_key"] if row["class_key"] is None else row["standing"])


def test_no_worked_example_of_the_reference_is_left_out(shared):
    written = yaml.safe_load((shared / "reference" / "progress_methods.yaml").read_text(encoding="utf-8"))["worked_examples"]
    assert {one["id"] for one in written} <= EXAMPLES.keys() | ELSEWHERE


OF = {"open_sdg": OPEN, "eurostat": LONG, "unsd_2023": CHART, "escap_csi": CSI, "escap_api_unweighted": API}
COLUMNS = {
    **{"CAGR_i": "rate", "CAGR_T": "needed_rate", "R": "statistic", "ratio": "statistic", "gap_percent": "statistic"},
    **{"CAGR": "rate", "CAGR_actual": "rate", "CAGR_required": "needed_rate", "expected_2030": "projected_value"},
    **{"predicted_2030": "projected_value", "score": "score", "CAGR_in_desired_direction": "statistic"},
}


def test_every_number_of_the_reference_comes_out(shared, verdicts):
    """The numbers as they stand in the reference, not as they were copied above."""
    written = yaml.safe_load((shared / "reference" / "progress_methods.yaml").read_text(encoding="utf-8"))["worked_examples"]
    compared = 0
    for one in written:
        for name, result in one["results"].items():
            if name not in OF or one["id"] in ELSEWHERE or isinstance(result, str):
                continue
            numbers = (
                {"statistic": result}
                if isinstance(result, float)
                else {COLUMNS[key]: value for key, value in result.items() if key in COLUMNS}
            )
            assert is_like(verdicts[one["id"], OF[name]], {key: float(value) for key, value in numbers.items()}), (
                one["id"],
                name,
            )
            compared += len(numbers)
    assert compared >= 60


def test_no_other_method_needs_a_stand_in_for_zero():
    """What it does to Open SDG, 0.115, 0.234 or 0.342, is tested with that method."""
    assert [name for name in METHODS if "zero_stand_in" in method_with(name).parameters] == [OPEN]


def test_a_verdict_has_a_class_or_says_why_not(verdicts):
    for row in verdicts.values():
        assert row["class_key"] or row["reason_key"]
        assert (row["class_key"] is None) == (row["standing"] == "cannot_tell")


def test_what_gets_worse_is_never_called_on_course_unless_the_target_is_met(verdicts):
    """Only series that got worse from value to value, so that the direction is beyond doubt."""
    for (name, method), row in verdicts.items():
        values, facts = ALL[name]
        seen = [value for value in values.values() if value is not None]
        sign = {"up": 1, "down": -1, "none": 0}[facts["direction"]]
        got_worse = len(seen) > 1 and row["last_value"] == seen[-1] and all(sign * (b - a) < 0 for a, b in pairwise(seen))
        is_met = facts.get("target") is not None and sign * seen[-1] >= sign * facts["target"] if seen else False
        if got_worse and not is_met and row["reason_key"] != "near_target":
            assert row["standing"] in ("wrong_way", "cannot_tell") or row["reason_key"] == "target_not_met", (name, method)


# --- indicators that would be judged naively ---

NAIVE = {
    "10.7.3": "recorded deaths",
    "16.2.2": "more are found",
    "17.3.2": "economy shrinks",
}


def test_figures_that_may_rise_for_another_reason_are_not_graded_by_any_method_and_say_why():
    known = [catalog.load().indicators[id_] for id_ in NAIVE]
    assert all(words in one.grading.reason for one, words in zip(known, NAIVE.values(), strict=True))
    codes = [(one.id, each) for one in known for each in one.series]
    seen = [
        one
        for id_, each in codes
        for one in rows({2015: 9, 2019: 6, 2023: 2}, indicator=id_, series=each.code, unit_measure=each.unit_measure)
    ]
    found = told(seen, known, METHODS)
    assert len(found) == len(codes) * len(METHODS)
    assert {(row["standing"], row["reason_key"], row["class_key"], row["statistic"]) for row in found} == {
        ("cannot_tell", "not_graded", None, None)
    }


# --- what must not matter ---

values = st.floats(0.1, 1000)
spans = st.dictionaries(st.integers(2000, 2026), values, min_size=1, max_size=8)
facts = st.fixed_dictionaries({"direction": st.sampled_from(["up", "down"]), "target": st.none() | values})
cases = st.lists(st.tuples(spans, facts), min_size=10, max_size=30).map(
    lambda found: {f"c{n}": one for n, one in enumerate(found)}
)
few = settings(max_examples=2, deadline=None)
SHOWN = ("class_key", "reason_key", "standing", "statistic_key", "first_year", "last_year", "years", "projection_key")
NUMBERS = ("statistic", "score", "rate", "needed_rate")


def same(before, after):
    """Return whether two verdicts say the same."""
    return is_like(after, {name: before[name] for name in (*SHOWN, *NUMBERS)})


def times(case, by):
    """Return a case in another unit; turned upside down where the factor is below zero."""
    span, fact = case
    turned = fact["direction"] if by > 0 else {"up": "down", "down": "up"}[fact["direction"]]
    target = None if fact["target"] is None else fact["target"] * by
    return {year: value * by for year, value in span.items()}, fact | {"direction": turned, "target": target}


@few
@given(cases, st.sampled_from([0.125, 0.5, 8.0, 1024.0]))
def test_neither_the_unit_matters_nor_which_way_is_up(found, by):
    """Powers of two, so that scaling changes no digit; the unit is none that ends at 100."""
    plain = {name: (span, fact | {"unit_measure": "PS"}) for name, (span, fact) in found.items()}
    scaled = {f"{name} scaled": times(case, by) for name, case in plain.items()}
    turned = {f"{name} turned": times(case, -1) for name, case in plain.items()}
    result = all_methods(plain | scaled | turned)
    for name in found:
        assert all(same(result[name, one], result[f"{name} scaled", one]) for one in METHODS)
        assert all(same(result[name, one], result[f"{name} turned", one]) for one in (CSI, API))
        rates = (OPEN, LONG, SHORT, CHART)  # a rate turns round below zero, the verdict does not
        assert all(result[name, one]["standing"] == result[f"{name} turned", one]["standing"] for one in rates)


@few
@given(cases, spans, facts, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_matters_nor_a_series_more(found, span, fact, chance):
    beside = found | {"stranger": (span, fact)}
    seen = seen_of(beside)
    shuffled = random.Random(chance.random()).sample(seen, len(seen))
    known = [indicator(name, **facts) for name, (_, facts) in beside.items()]
    before = all_methods(found)
    after = {(row["indicator"], row["method"]): row for row in told(shuffled, known, METHODS)}
    assert after.keys() == before.keys() | {("stranger", one) for one in METHODS}
    assert all(same(before[key], after[key]) for key in before)


@few
@given(st.lists(st.tuples(values, values, st.integers(2016, 2026)), min_size=10, max_size=40))
def test_a_series_on_the_straight_line_to_its_target_is_where_it_should_be(found):
    straight = {f"c{n}": on_line(*one) for n, one in enumerate(found) if abs(one[1] - one[0]) > 0.01}
    for (name, one), row in all_methods(straight).items():
        if one == CSI:
            assert (row["class_key"], row["statistic"]) == ("on_course", pytest.approx(10 * (row["last_year"] - 2015) / 15)), name
        if one == API:
            assert (row["class_key"], row["statistic"]) == ("maintain", 0.0), name
            assert row["projected_value"] == pytest.approx(row["target_value"])


def on_line(start, goal, last):
    """Return the series that walks straight to its goal, up to the year `last`."""
    span = {year: start + (goal - start) * (year - 2015) / 15 for year in range(2015, last + 1)}
    return span, {"direction": "up" if goal > start else "down", "target": goal}


def test_every_verdict_is_a_class_of_its_method(verdicts):
    for (_, one), row in verdicts.items():
        method = method_with(one)
        classes = (*method.classes_with_target, *method.classes_without_target, *method.other_classes)
        assert row["class_key"] in {None, *(each.key for each in classes)}
        assert row["standing"] in {"cannot_tell", *(each.standing for each in classes if each.key == row["class_key"])}

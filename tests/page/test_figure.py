"""Figures as people read them."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stocktake.page import figure

numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(304021813.0, "304,021,813", id="thousands stand apart"),
        pytest.param(7.52, "7.52", id="no digit is added"),
        pytest.param(-12500.0, "−12,500", id="a true minus sign"),
        pytest.param(0.0, "0", id="zero is a figure"),
        pytest.param(None, "no figure", id="missing is not zero"),
        pytest.param(math.nan, "no figure", id="the result of a broken division is no figure"),
        pytest.param(0.000123456, "0.00012346", id="small values keep their digits"),
        pytest.param(8.2e25, "8.2e+25", id="a monster"),
    ],
)
def test_a_table_shows_the_value_as_it_is(value, expected):
    assert figure.exact(value) == expected


@pytest.mark.parametrize(
    ("value", "edges", "expected"),
    [
        pytest.param(3.0004, [3], "3.0004", id="just above the target is not the target"),
        pytest.param(2.9996, [3], "2.9996", id="just below neither"),
        pytest.param(3.0, [3], "3", id="the target itself is"),
        pytest.param(0.9499, [0.95, 0.6], "0.9499", id="just below a class is not in it"),
        pytest.param(6.6483, [3], "6.65", id="far away it may be rounded"),
    ],
)
def test_rounding_never_changes_how_a_verdict_looks(value, edges, expected):
    assert figure.short(value, edges) == expected


@given(numbers, numbers)
def test_a_rounded_figure_stays_on_its_side_of_an_edge(value, edge):
    assume(abs(value - edge) > 1e-9)
    shown = figure.short(value, [edge]).replace(",", "").replace("−", "-")
    assert (float(shown) > edge) == (value > edge)


@given(numbers)
def test_an_exact_figure_reads_back_as_nearly_the_same_number(value):
    shown = float(figure.exact(value).replace(",", "").replace("−", "-"))
    assert shown == pytest.approx(value, rel=1e-3, abs=1e-4)


def test_a_rate_says_which_way_it_goes():
    assert figure.rate(-0.0353, [-0.0633]) == "−3.53\N{NO-BREAK SPACE}%"


def test_only_shares_carry_a_sign_for_per_cent():
    assert figure.with_unit("no figure", "per cent") == "no figure"
    assert figure.with_unit("4", "persons") == "4"

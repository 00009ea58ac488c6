"""The axes of a chart."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stocktake.page.scale import Scale, step, ticks

values = st.lists(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param([9.8, 6.65, 3.0], (0, 2.5, 5, 7.5, 10), id="from zero when zero is near"),
        pytest.param([96.0, 99.5], (87.5, 90, 92.5, 95, 97.5, 100), id="not from zero when far from it, but never too near"),
        pytest.param([4.0, 4.0], (0, 1, 2, 3, 4), id="one value only"),
        pytest.param([0.0], (0, 0.25, 0.5, 0.75, 1), id="nothing but zero"),
        pytest.param([-3.0, 4.0], (-4, -2, 0, 2, 4), id="on both sides of zero"),
        pytest.param([-8.0, -2.0], (-8, -6, -4, -2, 0), id="below zero"),
        pytest.param([153_916_063.0, 304_021_813.0], (0, 1e8, 2e8, 3e8, 4e8), id="hundreds of millions"),
    ],
)
def test_marks_are_numbers_one_can_say(shown, expected):
    assert ticks(shown) == pytest.approx(expected)


@given(values)
def test_marks_hold_every_value_and_are_few(shown):
    assume(max(shown) - min(shown) > 1e-6 or max(map(abs, shown)) > 1e-6)
    marks = ticks(shown)
    slack = 1e-6 * max(map(abs, (*marks, *shown)))
    assert marks[0] - slack <= min(shown) <= max(shown) <= marks[-1] + slack
    assert 2 <= len(marks) <= 8


@given(st.floats(min_value=1e-6, max_value=1e12))
def test_a_step_begins_with_a_nice_digit(span):
    first = float(f"{step(span):e}".partition("e")[0])
    assert first == pytest.approx(min((1, 2, 2.5, 5, 10), key=lambda nice: abs(nice - first)))


def test_a_scale_is_a_straight_line_that_may_run_downwards():
    scale = Scale(0, 10, 100, 0)
    assert [scale(0), scale(5), scale(10)] == [100, 50, 0]

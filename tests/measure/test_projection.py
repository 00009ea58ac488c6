"""Where a series leads, how wide the range is, and where there is none."""

import math

import pytest

from factories import verdict_on

UP = {"direction": "up"}


def projected(values, **facts):
    row = verdict_on(values, **UP | facts)
    return row["projected_value"], row["projected_low"], row["projected_high"]


def test_a_compound_rate_is_carried_on_to_the_target_year():
    value, *_ = projected({2015: 100, 2020: 50}, target_year=2030)
    assert value == pytest.approx(12.5)  # halved every five years


def test_two_values_have_no_scatter_and_so_no_range():
    assert projected({2015: 100, 2020: 50})[1:] == (None, None)


def test_a_series_that_grows_evenly_has_a_range_without_width():
    value, low, high = projected({2015: 1, 2016: 2, 2017: 4, 2018: 8}, target_year=2020)
    assert (value, low, high) == pytest.approx((32, 32, 32))


def test_the_range_is_the_one_of_a_random_walk_with_drift():
    """Logarithms 0, 2, 0, 2: a drift of 2/3 a year, deviations 4/3, -8/3, 4/3, variance (16 + 64 + 16) / 9 / 2 = 16/3."""
    value, low, high = projected({2015: 1, 2016: math.e**2, 2017: 1, 2018: math.e**2}, target_year=2019)
    half = 1.885618 * math.sqrt(16 / 3) * math.sqrt(1 + 1 / 3)  # two degrees of freedom, one year ahead, a window of three
    assert math.log(value) == pytest.approx(2 + 2 / 3)
    assert math.log(high) - math.log(value) == pytest.approx(half, rel=1e-6)
    assert math.log(value) - math.log(low) == pytest.approx(half, rel=1e-6)


def test_the_range_widens_with_the_years_ahead():
    values = {2015: 10, 2016: 12, 2017: 11, 2018: 13}
    widths = [high / low for _, low, high in (projected(values, target_year=year) for year in (2019, 2022, 2030))]
    assert widths == sorted(widths)
    assert widths[0] > 1


def test_in_the_target_year_the_value_itself_is_left():
    assert projected({2015: 4, 2018: 5, 2020: 8}, target_year=2020) == pytest.approx((8, 8, 8))


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({2019: 5}, id="one value"),
        pytest.param({2015: -1, 2020: 2}, id="signs mixed"),
        pytest.param({2010: 1, 2012: 2}, id="no window"),
    ],
)
def test_without_a_rate_nothing_is_projected(values):
    assert projected(values) == (None, None, None)


def test_a_zero_on_the_way_leaves_a_value_without_a_range():
    value, low, high = projected({2015: 4, 2016: 0, 2017: 1})
    assert value is not None
    assert (low, high) == (None, None)

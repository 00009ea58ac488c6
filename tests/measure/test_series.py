"""Observations come to one value a year, and years to one window a series."""

import math

import pytest

from factories import by_year_of, observations, rows, table, term
from stocktake.measure import series
from stocktake.measure.series import Base

BASE = Base(year=2015, early_year=2014, early_interval=4)


def prepare(seen, as_of=2026, target_year=2030):
    return series.prepare(seen, term(target_year=target_year), as_of)


def rows_of(t, order="year"):
    return t.order_by(order).to_pyarrow().to_pylist()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"2015": 1, "2016": 2}, {2015: 1, 2016: 2}, id="years stay"),
        pytest.param({"2015-Q1": 1, "2015-Q3": 3, "2015-Q2": 2}, {2015: 3}, id="the last quarter counts"),
        pytest.param({"2015-11": 1, "2015-02": 2}, {2015: 1}, id="the last month counts"),
        pytest.param({"2015-S1": 1, "2015-S2": 2}, {2015: 2}, id="the last half-year counts"),
        pytest.param({"2015": 9, "2015-Q4": 1}, {2015: 9}, id="a whole year goes before a part of it"),
        pytest.param({"2015/2017": 1, "2018/2020": 2}, {2015: 1, 2018: 2}, id="a span counts as its first year"),
        pytest.param({"2015-Q3": 3, "2015-Q4": None}, {2015: 3}, id="a period without a value is passed over"),
        pytest.param({"2015": None}, {}, id="no value, no year"),
        pytest.param({"2015": float("nan")}, {}, id="what is not a number is no value"),
        pytest.param({"2015": float("inf"), "2016": 2}, {2016: 2}, id="nor is infinity"),
        pytest.param({"2025": 1, "2026": 2, "2027": 3}, {2025: 1, 2026: 2}, id="the year of the review is the last"),
        pytest.param({"2015": 0}, {2015: 0}, id="zero is a value"),
    ],
)
def test_years(values, expected):
    assert by_year_of(values, as_of=2026) == expected


@pytest.mark.parametrize("turn", [1, -1], ids=["older first", "newer first"])
def test_the_newest_edition_of_a_period_counts_in_any_order_of_rows(turn):
    old, new = rows({2015: 1}, released="2019", vintage="b"), rows({2015: 2}, released="2024-05", vintage="a")
    assert prepare(table((old + new)[::turn])).dated.to_pyarrow()["value"].to_pylist() == [2]


def test_two_sources_are_two_series():
    t = table(rows({2015: 1}, source="a") + rows({2015: 2}, source="b"))
    assert sorted(prepare(t).dated.to_pyarrow()["value"].to_pylist()) == [1, 2]


def test_a_series_without_any_value_stays_a_series():
    found = prepare(observations({2015: None, 2030: 3}))
    assert (found.series.to_pyarrow().num_rows, found.dated.to_pyarrow().num_rows) == (1, 0)


def test_no_observations_give_no_series():
    found = prepare(table([]))
    assert (found.series.to_pyarrow().num_rows, found.dated.to_pyarrow().num_rows) == (0, 0)


def test_years_know_the_year_before_the_last_year_and_the_step_between():
    found = rows_of(prepare(observations({2015: 8, 2017: 4, 2020: 4})).dated)
    assert [(row["previous_year"], row["last_year"], row["step"]) for row in found] == [
        (None, 2020, None),
        (2015, 2020, 8.0),  # (4 - 8)^2 in two years
        (2017, 2020, 0.0),
    ]
    assert found[1]["log_step"] == pytest.approx(math.log(2) ** 2 / 2)


def test_a_step_to_zero_has_no_logarithm():
    (_, row) = rows_of(prepare(observations({2015: 8, 2016: 0})).dated)
    assert (row["step"], row["log_step"]) == (64.0, None)


def test_values_after_the_target_year_are_set_apart():
    found = prepare(observations({2019: 1, 2020: 2, 2021: 3, 2022: 4}), target_year=2020)
    assert [row["year"] for row in rows_of(found.dated)] == [2019, 2020]
    assert [(row["late_year"], row["late_value"]) for row in found.series.to_pyarrow().to_pylist()] == [(2022, 4.0)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({2015: 1, 2020: 2}, (2015, 1), id="the base year"),
        pytest.param({2013: 1, 2016: 2, 2020: 3}, (2016, 2), id="else the nearest year"),
        pytest.param({2014: 1, 2016: 2, 2020: 3}, (2016, 2), id="of two the later"),
        pytest.param({2013: 1, 2020: 3}, (2013, 1), id="before, where that is nearer"),
        pytest.param({2010: 1, 2014: 3}, (2010, 1), id="never the last value itself"),
        pytest.param({2015: 1}, (None, None), id="one value is no base"),
    ],
)
def test_nearest(values, expected):
    found = aggregated(values, lambda d: series.nearest(d, 2015))
    assert (found["first_year"], found["first_value"]) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({2017: 1, 2018: 2, 2023: 3}, (2018, 2), id="so many years back, that one included"),
        pytest.param({2010: 1, 2020: 2, 2023: 3}, (2020, 2), id="the first after that"),
        pytest.param({2010: 1, 2023: 3}, (2023, 3), id="the last value itself where there is no other"),
    ],
)
def test_trailing(values, expected):
    found = aggregated(values, lambda d: series.trailing(d, 5))
    assert (found["first_year"], found["first_value"]) == expected


def aggregated(values, sums):
    d = prepare(observations(values)).dated
    (row,) = d.group_by("series_id").agg(**sums(d)).to_pyarrow().to_pylist()
    return row


@pytest.mark.parametrize(
    ("values", "first", "last"),
    [
        pytest.param({2014: 1, 2015: 2, 2023: 3}, (2015, 2), (2023, 3), id="the base year"),
        pytest.param({2014: 1, 2016: 2, 2017: 9, 2023: 3}, (2016, 2), (2023, 3), id="else the first year after it"),
        pytest.param({2014: 1, 2018: 2, 2022: 3}, (2014, 1), (2022, 3), id="or the year before, for data every four years"),
        pytest.param({2014: 1, 2019: 2}, (2014, 1), (2019, 2), id="or the year before, for data every five years"),
        pytest.param({2014: 1, 2017: 2, 2020: 3}, (2017, 2), (2020, 3), id="but not for data every three years"),
        pytest.param({2012: 7, 2013: 8, 2014: 1, 2018: 2, 2022: 3}, (2014, 1), (2022, 3), id="what came before does not count"),
        pytest.param({2014: 1, 2015: 2, 2019: 3}, (2015, 2), (2019, 3), id="and never when the base year has a value"),
        pytest.param({2013: 1, 2017: 2, 2021: 3}, (2017, 2), (2021, 3), id="no year is early enough but the one before"),
        pytest.param({2014: 1}, (None, None), (2014, 1), id="the year before alone is no window"),
        pytest.param({2010: 1, 2012: 4}, (None, None), (2012, 4), id="only values before the base year"),
        pytest.param({2019: 5}, (2019, 5), (2019, 5), id="one value"),
    ],
)
def test_window(values, first, last):
    (row,) = window_of(values)
    assert (row["first_year"], row["first_value"]) == first
    assert (row["last_year"], row["last_value"]) == last


def test_a_window_ends_with_its_last_year():
    (row,) = window_of({2015: 1, 2020: 2, 2021: 3}, until=2020)
    assert (row["last_year"], row["last_value"], row["years"]) == (2020, 2, 2)


def window_of(values, until=2030):
    d = prepare(observations(values), target_year=until).dated
    found = d.group_by("series_id").agg(**(series.latest(d) | series.window(d, BASE)))
    return series.window_of(found, BASE).to_pyarrow().to_pylist()


def test_the_range_of_a_window_takes_in_the_years_between():
    (row,) = window_of({2010: -9, 2015: 5, 2018: -1, 2019: None, 2020: 7, 2023: 6})
    assert (row["min_value"], row["max_value"], row["years"]) == (-1, 7, 4)


def test_the_range_of_an_early_window_takes_in_the_early_year():
    (row,) = window_of({2014: -2, 2018: 4, 2022: 3})
    assert (row["min_value"], row["max_value"], row["years"]) == (-2, 4, 3)

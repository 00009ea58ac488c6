"""Observations come to one value a year, and years to one window a series."""

from dataclasses import replace

import pytest

from factories import observations, rows, table
from stocktake.measure.series import Base, by_year, window, years

BASE = Base(year=2015, early_year=2014, early_interval=4)


def by_year_of(values, as_of=2026):
    found = years(observations(values), as_of).order_by("year").to_pyarrow().to_pylist()
    return {row["year"]: row["value"] for row in found}


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
        pytest.param({"2025": 1, "2026": 2, "2027": 3}, {2025: 1, 2026: 2}, id="the year of the review is the last"),
        pytest.param({"2015": 0}, {2015: 0}, id="zero is a value"),
    ],
)
def test_years(values, expected):
    assert by_year_of(values) == expected


@pytest.mark.parametrize("turn", [1, -1], ids=["older first", "newer first"])
def test_the_newest_edition_of_a_period_counts_in_any_order_of_rows(turn):
    old, new = rows({2015: 1}, released="2019", vintage="b"), rows({2015: 2}, released="2024-05", vintage="a")
    assert years(table((old + new)[::turn]), 2026).to_pyarrow()["value"].to_pylist() == [2]


def test_two_sources_are_two_series():
    t = table(rows({2015: 1}, source="a") + rows({2015: 2}, source="b"))
    assert sorted(years(t, 2026).to_pyarrow()["value"].to_pylist()) == [1, 2]


def test_a_series_without_any_value_is_kept_by_by_year():
    assert by_year(observations({2015: None, 2030: 3}), 2026).to_pyarrow()["value"].to_pylist() == [None, None]


def test_no_observations_give_no_years():
    assert years(table([]), 2026).to_pyarrow().num_rows == 0


def window_of(values, until=2030, as_of=2026):
    return window(by_year(observations(values), as_of), BASE, until).to_pyarrow().to_pylist()


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
        pytest.param({2019: None}, (None, None), (None, None), id="no value"),
        pytest.param({2031: 2}, (None, None), (None, None), id="only values after the year of the review"),
    ],
)
def test_window(values, first, last):
    (row,) = window_of(values)
    assert (row["first_year"], row["first_value"]) == first
    assert (row["last_year"], row["last_value"]) == last


def test_a_window_ends_with_its_last_year():
    (row,) = window_of({2015: 1, 2020: 2, 2021: 3}, until=2020)
    assert (row["last_year"], row["last_value"], row["years"]) == (2020, 2, 2)


def test_a_window_that_would_begin_after_its_last_year_is_empty():
    (row,) = window_of({2021: 3}, until=2020)
    assert (row["first_year"], row["last_year"], row["years"]) == (None, 2021, 0)


def test_the_range_of_a_window_takes_in_the_years_between():
    (row,) = window_of({2010: -9, 2015: 5, 2018: -1, 2019: None, 2020: 7, 2023: 6})
    assert (row["min_value"], row["max_value"], row["years"]) == (-1, 7, 4)


def test_the_range_of_an_early_window_takes_in_the_early_year():
    (row,) = window_of({2014: -2, 2018: 4, 2022: 3})
    assert (row["min_value"], row["max_value"], row["years"]) == (-2, 4, 3)


def test_every_series_has_one_window():
    seen = rows({2015: 1, 2016: 2}) + [replace(one, sex="F") for one in rows({2015: 3})] + rows({2016: None}, ref_area="MDA")
    found = window(by_year(table(seen), 2026), BASE, 2030).to_pyarrow().to_pylist()
    assert sorted((row["ref_area"], row["sex"], row["years"]) for row in found) == [
        ("MDA", "_T", 0),
        ("WLD", "F", 1),
        ("WLD", "_T", 2),
    ]

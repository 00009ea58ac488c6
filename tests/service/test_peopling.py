"""People of an interval: sums over calendar years between two middles of years, from one edition, and nothing for what is missing."""

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.service import peopling
from stocktake.service.flowing import Interval
from stocktake.sources.demography_file import NUMBERS, SCHEMA
from tables.observed import observed

PLACES = ("KEN", "MDA")
EDITION = {"source": "undesa-wpp-2024", "vintage": "2024", "released": "2024-07"}
OLDER = {"source": "undesa-wpp-2022", "vintage": "2022", "released": "2022-07"}


def told(start=2015, end=2020, births=(), deaths=(), population=(1000.0, 1100.0), places=PLACES, sexes=("_T",), **edition):
    """Return the figures of a few places that are alike; births and deaths are those of each year, 10 and 4 where none are given."""
    years = range(start, end + 1)
    births, deaths = births or [10.0] * len(years), deaths or [4.0] * len(years)
    figures = [("births", *one) for one in zip(years, births, strict=True)]
    figures += [("deaths", *one) for one in zip(years, deaths, strict=True)]
    figures += [("population", year, value) for year, value in zip((start, end), population, strict=True)]
    return [
        {"indicator": name, "series": name.upper(), "ref_area": place, "time_period": f"{year}", "sex": sex, "obs_value": value}
        | {"unit_measure": "PS", **EDITION, **edition}
        for place in places
        for sex in sexes
        for name, year, value in figures
    ]


def people(rows, start=2015, end=2020, by="total"):
    return peopling.people(ibis.memtable(observed(*rows)), Interval(start, end, by))


def row(found, place="MDA", sex="_T"):
    (one,) = [one for one in found.to_pylist() if (one["ref_area"], one["sex"]) == (place, sex)]
    return tuple(one[name] for name in NUMBERS)


@pytest.mark.parametrize(
    ("start", "end", "births", "expected"),
    [
        pytest.param(2015, 2016, [10.0, 20.0], 15.0, id="half of each of two years"),
        pytest.param(2015, 2017, [10.0, 20.0, 40.0], 45.0, id="the year between is whole"),
        pytest.param(2015, 2020, [2.0, 0.0, 0.0, 0.0, 0.0, 4.0], 3.0, id="none is a number"),
    ],
)
def test_births_count_from_july_to_june(start, end, births, expected):
    assert row(people(told(start, end, births), start, end))[2] == expected


def test_populations_are_those_of_both_ends_and_deaths_add_up_as_births_do():
    found = people(told())
    assert found.schema.equals(SCHEMA)
    assert found["ref_area"].to_pylist() == ["KEN", "MDA"]
    assert row(found) == (1000.0, 1100.0, 50.0, 20.0)


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 12), st.floats(0, 1e6))
def test_the_same_births_each_year_add_up_to_years_times_births(years, births):
    found = people(told(2000, 2000 + years, [births] * (years + 1)), 2000, 2000 + years)
    assert row(found)[2] == pytest.approx(years * births)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.floats(0, 1e6), min_size=6, max_size=6), st.floats(0.001, 1000))
def test_all_figures_times_a_number_give_all_sums_times_that_number(births, times):
    small = row(people(told(births=births, deaths=births[::-1])))
    large = row(people([{**one, "obs_value": one["obs_value"] * times} for one in told(births=births, deaths=births[::-1])]))
    assert large == pytest.approx(tuple(value * times for value in small))


@settings(deadline=None, max_examples=10)
@given(st.randoms())
def test_the_order_of_rows_does_not_matter(chance):
    rows = [*told(), *told(**OLDER), *told(places=("UKR",), births=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])]
    mixed = list(rows)
    chance.shuffle(mixed)
    assert people(mixed).equals(people(rows))


@pytest.mark.parametrize(
    ("indicator", "year"), [("births", 2017), ("deaths", 2015), ("births", 2020), ("population", 2015), ("population", 2020)]
)
def test_an_area_that_lacks_a_year_has_no_row(indicator, year):
    rows = told(places=("KEN", "MDA", "UKR"))
    lost = [one for one in rows if one["ref_area"] == "MDA" and (one["indicator"], one["time_period"]) == (indicator, f"{year}")]
    without = [one for one in rows if one not in lost]
    assert people(without)["ref_area"].to_pylist() == ["KEN", "UKR"]
    marked = [*without, *({**one, "obs_value": None, "obs_status": "O"} for one in lost)]
    assert people(marked)["ref_area"].to_pylist() == ["KEN", "UKR"], "a row that says it is missing is missing too"


def test_women_and_men_stand_apart():
    found = people([*told(sexes=("F",)), *told(sexes=("M",), births=[11.0] * 6), *told()], by="sex")
    assert [(one["ref_area"], one["sex"]) for one in found.to_pylist()] == [
        (place, sex) for place in PLACES for sex in ("F", "M")
    ]
    assert (row(found, sex="F")[2], row(found, sex="M")[2]) == (50.0, 55.0)
    assert people(told(), by="sex") is None, "totals do not say how many are women"


def test_the_newest_edition_that_tells_all_is_taken_and_named():
    rows = [*told(**OLDER, births=[1.0] * 6), *told()]
    found = peopling.peopled(ibis.memtable(observed(*rows)), Interval(2015, 2020))
    assert (found.source, found.vintage, row(found.rows)[2]) == ("undesa-wpp-2024", "2024", 50.0)
    without = [one for one in rows if one["vintage"] == "2022" or one["indicator"] != "deaths"]
    found = peopling.peopled(ibis.memtable(observed(*without)), Interval(2015, 2020))
    assert (found.source, found.vintage, row(found.rows)[2]) == ("undesa-wpp-2022", "2022", 5.0)


def test_it_says_from_when_on_figures_are_projections():
    rows = [one | {"obs_status": "F" if one["time_period"] > "2018" else "E"} for one in told()]
    assert f"{peopling.peopled(ibis.memtable(observed(*rows)), Interval(2015, 2020))}" == (
        "undesa-wpp-2024, edition 2024, projections from 2019 on"
    )
    assert f"{peopling.peopled(ibis.memtable(observed(*told())), Interval(2015, 2020))}" == "undesa-wpp-2024, edition 2024"


def test_two_editions_never_make_one_interval():
    births = [one for one in told() if one["indicator"] == "births"]
    others = [one for one in told(**OLDER) if one["indicator"] != "births"]
    assert people([*births, *others]) is None


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="no figure"),
        pytest.param(told(places=("MDA",)), id="one place"),
        pytest.param(told(2010, 2015), id="other years"),
        pytest.param([{**one, "age": "Y0T14"} for one in told()], id="of an age"),
    ],
)
def test_there_is_none_where_the_figures_do_not_tell(rows):
    assert people(rows) is None


def test_parts_are_added_up_where_the_stocks_have_the_whole_alone():
    found = people(told(places=("GGY", "JEY", "SRB", "XKX")))
    joined, said = peopling.together(found, {"830", "SRB"})
    assert row(joined, "830") == row(joined, "SRB") == (2000.0, 2200.0, 100.0, 40.0)
    assert said == (
        "830 stands for GGY and JEY together, as in the stocks",
        "SRB stands for SRB and XKX together, as in the stocks",
    )


@pytest.mark.parametrize(
    ("have", "places"),
    [
        pytest.param(("GGY", "JEY", "SRB", "XKX"), ("GGY", "JEY", "SRB", "XKX"), id="the stocks have the parts too"),
        pytest.param(("GGY", "SRB", "MDA"), ("830", "SRB"), id="a part is not told"),
        pytest.param(("830", "GGY", "JEY"), ("830",), id="the whole is told"),
    ],
)
def test_nothing_is_added_up_elsewhere(have, places):
    found = people(told(places=have))
    joined, said = peopling.together(found, places)
    assert joined.equals(found)
    assert said == ()

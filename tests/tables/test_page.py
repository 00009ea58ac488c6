"""Observations a page at a time: all of them, each once, in one order, whatever the size of a page."""

from itertools import product

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.model.provenance import Source
from stocktake.tables import page, schema, series, snapshot
from stocktake.tables.page import PlaceNotFound, Wanted

BUILT_FROM = snapshot.BuiltFrom("0", "test", (Source("s", "2020", "A set", "Somebody"),))


def row(indicator="1.1", area="MDA", period="2015", value=1.0, vintage="2020", **rest):
    plain = {
        "indicator": indicator,
        "series": "S",
        "ref_area": area,
        "time_period": period,
        "obs_value": value,
        "unit_measure": "PT",
    }
    return {**plain, "sex": "_T", "source": "s", "vintage": vintage, "released": vintage, "locator": f"row of {vintage}", **rest}


ROWS = [
    *(
        row(indicator, area, str(year))
        for indicator, area, year in product(("1.1", "1.10", "2.1"), ("AUT", "MDA", "WLD"), range(2010, 2016))
    ),
    *(row("1.1", "MDA", str(year), 2.0, vintage="2022") for year in (2014, 2015)),
    row("2.1", "MDA", "2015", None, sex="F"),
    row("2.1", "MDA", "2015/2017", 3.0, sex="F"),
    row("2.1", "MDA", "2016-Q3", 3.0, sex="M"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("figures")
    for name, rows in (("one", ROWS[::2]), ("other", ROWS[1::2])):
        snapshot.write(made, name, schema.complete(pa.Table.from_pylist(rows)), BUILT_FROM)
    return made


@pytest.fixture(scope="module")
def files(folder):
    return list(snapshot.verify(folder).values())


def walked(files, wanted, most, read=page.observations):
    """Return the rows of all pages, and how many rows each had."""
    rows, sizes, after = [], [], ()
    while after is not None:
        found = read(files, wanted, after, most)
        rows += found.rows.to_pylist()
        sizes.append(found.rows.num_rows)
        after = found.next
    return rows, sizes


@given(most=st.integers(1, 70), every=st.booleans())
@settings(max_examples=25, deadline=None)
def test_pages_of_any_size_hold_every_observation_once(folder, files, most, every):
    t = series.observations(folder)
    held = (series.every_vintage(t) if every else series.latest_vintage(t)).to_pyarrow().to_pylist()
    rows, sizes = walked(files, Wanted(every_edition=every), most)
    place = [tuple(one[name] for name in page.OBSERVATIONS) for one in rows]
    assert place == sorted(tuple(one[name] for name in page.OBSERVATIONS) for one in held)
    assert all(size == most for size in sizes[:-1])


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param(Wanted({"indicator": ["1.10"]}), 18, id="an indicator"),
        pytest.param(Wanted({"indicator": ["1.1", "2.1"], "ref_area": ["AUT"]}), 12, id="two indicators in an area"),
        pytest.param(Wanted({"indicator": []}), 57, id="no codes let all pass"),
        pytest.param(Wanted({"sex": ["F"]}), 2, id="women"),
        pytest.param(Wanted(first_year=2016), 1, id="from a year on, by quarters too"),
        pytest.param(Wanted({"sex": ["F", "M"]}, 2015, 2015), 2, id="a period counts as the year it begins in"),
        pytest.param(Wanted({"indicator": ["1.1"], "ref_area": ["MDA"]}, every_edition=True), 8, id="every edition"),
        pytest.param(Wanted({"indicator": ["9.9"]}), 0, id="nothing"),
        pytest.param(Wanted({"series": ["' OR 1=1 --", "\0"]}), 0, id="hostile codes"),
    ],
)
def test_what_is_asked_for_is_given(files, wanted, expected):
    assert len(walked(files, wanted, 7)[0]) == expected


def test_the_newest_edition_is_given_with_its_row(files):
    found = page.observations(files, Wanted({"indicator": ["1.1"], "ref_area": ["MDA"]}, 2015, 2015)).rows.to_pylist()
    assert [(one["obs_value"], one["vintage"], one["locator"]) for one in found] == [(2.0, "2022", "row of 2022")]


def test_series_count_what_has_a_value(files):
    rows, _ = walked(files, Wanted({"indicator": ["2.1"], "ref_area": ["MDA"]}), 1, page.all_series)
    told = [(one["sex"], one["observations"], one["first_period"], one["last_period"]) for one in rows]
    assert told == [("F", 1, "2015/2017", "2015/2017"), ("M", 1, "2016-Q3", "2016-Q3"), ("_T", 6, "2010", "2015")]


@pytest.mark.parametrize("after", [("1.1",), ("1.1",) * 13 + ("more",)])
def test_what_is_no_place_is_refused(files, after):
    with pytest.raises(PlaceNotFound, match="no such place"):
        page.observations(files, Wanted(), after)


def test_a_place_that_has_gone_leads_on_to_what_follows_it(files):
    after = ("1.1", "B", "", "", "", "", "", "", "", "", "", "", "")
    assert page.observations(files, Wanted(), after, 1).rows["ref_area"].to_pylist() == ["MDA"]


def test_without_files_there_is_nothing():
    assert page.observations([], Wanted()) == page.Page(schema.SCHEMA.empty_table(), None)
    assert page.all_series([], Wanted()).rows.num_rows == 0
    assert page.counted([]) == {}


def test_editions_are_counted(files):
    assert page.counted(files) == {("s", "2020"): 57, ("s", "2022"): 2}

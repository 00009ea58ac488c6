"""The distance in the manner of the OECD: one worked example, a group that can be computed in the head, and that it gives no verdict."""

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.catalog.method import methods
from stocktake.measure import oecd_distance

SCHEMA = pa.schema({"value": pa.float64(), "target_value": pa.float64(), "direction": pa.int64(), "spread": pa.float64()})
AREAS = pa.schema({"ref_area": pa.string(), "series": pa.string(), "value": pa.float64(), "is_member": pa.bool_()})


def distances(*rows):
    """Return the distance of each (value, target, direction, spread)."""
    t = ibis.memtable(pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA))
    return t.select(found=oecd_distance.distance(t)).to_pyarrow()["found"].to_pylist()


def spreads(*rows, by=("series",)):
    """Return spread and members by area, of rows (area, series, value, member)."""
    t = ibis.memtable(pa.Table.from_pylist([dict(zip(AREAS.names, row, strict=True)) for row in rows], schema=AREAS))
    found = oecd_distance.with_spread(t, by).to_pyarrow().to_pylist()
    return {(row["ref_area"], row["series"]): (row["spread"], row["members"]) for row in found}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param((6.18, 3.0, -1, 2.0), 1.59, id="the worked example"),
        pytest.param((2.5, 3.0, -1, 2.0), 0.0, id="beyond the target, less is wanted"),
        pytest.param((3.0, 3.0, -1, 2.0), 0.0, id="at the target"),
        pytest.param((80.0, 100.0, 1, 10.0), 2.0, id="more is wanted"),
        pytest.param((105.0, 100.0, 1, 10.0), 0.0, id="beyond the target, more is wanted"),
        pytest.param((100.0, 0.0, -1, 50.0), 2.0, id="a target of zero"),
        pytest.param((-4.0, 2.0, 1, 3.0), 2.0, id="across zero"),
        pytest.param((6.0, 3.0, -1, 0.0), None, id="a group that does not differ"),
        pytest.param((6.0, 3.0, -1, None), None, id="no group"),
        pytest.param((None, 3.0, -1, 2.0), None, id="no value"),
        pytest.param((6.0, None, -1, 2.0), None, id="no target"),
        pytest.param((6.0, 3.0, 0, 2.0), None, id="no wanted direction"),
    ],
)
def test_distance(row, expected):
    (found,) = distances(row)
    assert found == (None if expected is None else pytest.approx(expected))


def test_the_spread_is_that_of_the_members_and_holds_for_all():
    found = spreads(("A", "X", 2.0, True), ("B", "X", 4.0, True), ("C", "X", 6.0, True), ("D", "X", 900.0, False))
    assert set(found.values()) == {(2.0, 3)}


def test_each_series_has_a_spread_of_its_own():
    found = spreads(("A", "X", 1.0, True), ("B", "X", 3.0, True), ("A", "Y", 10.0, True), ("B", "Y", 30.0, True))
    assert found["A", "X"] == (pytest.approx(2**0.5), 2)
    assert found["A", "Y"] == (pytest.approx(200**0.5), 2)


@pytest.mark.parametrize(
    ("rows", "members"),
    [
        pytest.param([("A", "X", 2.0, True), ("B", "X", 4.0, False)], 1, id="one member"),
        pytest.param([("A", "X", 2.0, True), ("B", "X", None, True)], 1, id="one member with a value"),
        pytest.param([("A", "X", 2.0, False), ("B", "X", 4.0, None)], 0, id="no member known"),
    ],
)
def test_fewer_than_two_members_have_no_spread(rows, members):
    assert set(spreads(*rows).values()) == {(None, members)}


NUMBERS = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))


@given(NUMBERS, NUMBERS, st.sampled_from([-1, 1]), st.floats(0.01, 1e3), st.floats(0.01, 1e3))
def test_the_unit_does_not_matter(value, target, direction, spread, scale):
    plain, scaled = distances((value, target, direction, spread), (value * scale, target * scale, direction, spread * scale))
    assert plain >= 0
    assert scaled == pytest.approx(plain, rel=1e-6, abs=1e-6)


def test_it_is_labelled_as_unverified_and_gives_no_verdict():
    assert oecd_distance.TITLE.endswith("unverified")
    assert "oecd_distance" not in {one.module for one in methods().values()}

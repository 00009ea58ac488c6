"""Of many parts the largest are shown and the others counted; the undivided figure is always shown."""

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.model.observation import COLUMNS, TOTAL, Observation
from stocktake.review import part
from stocktake.tables import schema


def rows(*found):
    """Return a table of observations: (period, value, what else is known) each."""
    made = [
        Observation("x", "X", "MDA", period, obs_value=value, unit_measure="PS", source="s", **also)
        for period, value, also in found
    ]
    return pa.Table.from_pylist([{name: getattr(one, name) for name in COLUMNS} for one in made], schema=schema.SCHEMA)


def partners(count, period="2024"):
    """Return one value a country at the other end, the later the larger."""
    return [(period, 10.0 + place, {"counterpart_area": f"P{place:03}"}) for place in range(count)]


def shown(*found, as_of=2024):
    """Return the series that are shown, each by its country at the other end and its further dimensions."""
    t = part.numbered(ibis.memtable(rows(*found)), as_of)
    kept = t.filter(part.is_shown(t)).to_pyarrow().to_pylist()
    return {row["counterpart_area"] if row["counterpart_area"] != TOTAL else row["other_dims"] for row in kept}


def cut(*found, as_of=2024):
    """Return the splits that are cut: what splits them, and into how many parts."""
    found = part.cut(part.numbered(ibis.memtable(rows(*found)), as_of)).to_pyarrow().to_pylist()
    return [(part.named(row["split"]), row["parts"]) for row in found]


def test_a_split_of_few_parts_is_shown_whole():
    assert len(shown(*partners(part.MANY))) == part.MANY
    assert cut(*partners(part.MANY)) == []


def test_of_a_split_of_many_parts_the_largest_are_shown_and_all_are_counted():
    many = part.MANY + 1
    assert shown(*partners(many)) == {f"P{place:03}" for place in range(many - part.LARGEST, many)}
    assert cut(*partners(many)) == [(("counterpart_area",), many)]


def test_the_undivided_figure_is_always_shown():
    assert TOTAL in shown(("2024", 1.0, {}), *partners(40))


def test_each_split_is_cut_by_itself():
    events = [("2024", 1.0 + place, {"other_dims": f"cause=flood;event=E{place}"}) for place in range(20)]
    causes = [("2024", 1.0, {"other_dims": "cause=flood"}), ("2024", 2.0, {"other_dims": "cause=storm"})]
    assert {"cause=flood", "cause=storm"} <= shown(*events, *causes)
    assert cut(*events, *causes, *partners(15)) == [(("cause", "event"), 20), (("counterpart_area",), 15)]


def test_parts_with_a_newer_value_come_before_larger_ones_of_long_ago():
    found = shown(*partners(part.LARGEST), *[("1990", 1e6, {"counterpart_area": f"OLD{place}"}) for place in range(9)])
    assert found == {f"P{place:03}" for place in range(part.LARGEST)}


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_a_part_without_a_value_is_no_part(value):
    assert cut(*partners(part.MANY), ("2024", value, {"counterpart_area": "NIL"})) == []


def test_a_part_of_later_years_is_no_part():
    assert cut(*partners(part.MANY), ("2025", 1.0, {"counterpart_area": "LATE"})) == []


@given(st.permutations(partners(part.MANY + 3) + partners(part.MANY + 3, "2019")))
def test_the_order_of_rows_does_not_matter(found):
    many = part.MANY + 3
    assert shown(*found) == {f"P{place:03}" for place in range(many - part.LARGEST, many)}


@pytest.mark.parametrize(
    "also",
    [
        {},
        {"sex": "F"},
        {"sex": "F", "age": "Y0T4", "migratory_status": "M", "disability": "D", "counterpart_area": "POL"},
        {"counterpart_area": "POL", "other_dims": "app_type=N;dec_level=FI"},
    ],
)
def test_the_split_of_an_observation_is_that_of_its_series_in_the_table(also):
    found = part.numbered(ibis.memtable(rows(("2024", 1.0, also))), 2024).to_pyarrow().to_pylist()
    assert found[0]["split"] == part.split_of(Observation("x", "X", "MDA", "2024", **also))

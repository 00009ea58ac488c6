"""Refugees and the people of their country become SDG indicator 10.7.4."""

import csv
import gzip
import random
from collections import defaultdict

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raw_factory import count_table, grouped, refugee_formula
from stocktake.catalog.catalog import load
from stocktake.measure import refugee
from stocktake.tables.schema import SCHEMA

FORMULA = refugee_formula()
END = "2025-01-01"


def counted(*rows):
    """Return what is found of the rows, in the order of areas and periods."""
    return refugee.by_origin(count_table(rows), FORMULA).order_by(list(refugee.KEY)).to_pyarrow().to_pylist()


def test_the_worked_example():
    (row,) = counted({"refugees": 5_000_000, "population": 20_000_000, "population_date": END, "others_in_need": 0})
    assert (row["value"], row["reason"], row["caution"]) == (20_000.0, None, None)  # 25,000 without R below the line


@pytest.mark.parametrize(
    ("refugees", "population", "value", "reason"),
    [
        pytest.param(0, 100, 0.0, None, id="no refugees is a figure"),
        pytest.param(1, 0, 100_000.0, None, id="everybody left"),
        pytest.param(0, 0, None, "nobody", id="nobody at all"),
        pytest.param(None, 100, None, "no_refugees", id="unknown refugees are not zero"),
        pytest.param(5, None, None, "no_population", id="unknown population"),
        pytest.param(float("nan"), 100, None, "no_refugees", id="what is no number is unknown"),
        pytest.param(-1, 100, None, "below_zero", id="refugees below zero"),
        pytest.param(1, -100, None, "below_zero", id="population below zero"),
        pytest.param(None, None, None, "no_refugees", id="neither"),
    ],
)
def test_by_origin(refugees, population, value, reason):
    (row,) = counted({"refugees": refugees, "population": population, "population_date": END, "others_in_need": 0})
    assert (row["value"], row["reason"]) == (value, reason)
    assert reason is None or reason in refugee.REASONS


@pytest.mark.parametrize(
    ("facts", "refugees", "caution"),
    [
        pytest.param({"others_in_need": 3}, 5, None, id="others in need belong to the count"),
        pytest.param({"others_in_need": 0}, 2, None, id="none of them"),
        pytest.param({"others_in_need": None}, 2, "others_unknown", id="unknown, and said"),
        pytest.param({"others_in_need": 3, "population_date": "2024-07-01"}, 5, "other_date", id="population of another day"),
        pytest.param({"others_in_need": 3, "population_date": ""}, 5, "date_unknown", id="population of a day nobody names"),
    ],
)
def test_cautions(facts, refugees, caution):
    (row,) = counted({"refugees": 2, "population": 95, "population_date": END, **facts})
    assert (row["refugees"], row["caution"]) == (refugees, caution)
    assert row["value"] == pytest.approx(100_000 * refugees / (95 + refugees))
    assert caution is None or caution in refugee.CAUTIONS


def test_columns_that_are_left_out_are_not_missed():
    t = count_table([{"refugees": 1, "population": 99}]).drop("others_in_need", "population_date")
    (row,) = refugee.by_origin(t, FORMULA).to_pyarrow().to_pylist()
    assert (row["value"], row["caution"]) == (1000.0, "date_unknown")


@pytest.mark.parametrize(
    ("period", "date"),
    [
        ("2024", "2025-01-01"),
        ("2024-12", "2025-01-01"),
        ("2024-Q4", "2025-01-01"),
        ("2024-06", "2024-07-01"),
        ("2024-S1", "2024-07-01"),
        ("1999", "2000-01-01"),
        ("2024-Q1", None),
        ("2020/2024", None),
    ],
)
def test_the_day_of_the_population_follows_from_that_of_the_refugees(period, date):
    t = ibis.memtable(pa.table({"p": [period]}))
    assert t.select(d=refugee.population_date(t.p)).to_pyarrow()["d"].to_pylist() == [date]


def rows_of(found):
    return {(row["ref_area"], row["time_period"]): row for row in found.to_pyarrow().to_pylist()}


COUNTS = [
    {"ref_area": "SYR", "refugees": 30, "population": 70},
    {"ref_area": "IRQ", "refugees": 10, "population": 390},
    {"ref_area": "LBN", "refugees": None, "population": 500},
]


def test_a_region_is_weighted_by_all_its_people_and_says_who_is_missing():
    found = rows_of(refugee.by_region(count_table(COUNTS), FORMULA, grouped(west="SYR IRQ LBN JOR", south="IND")))
    west = found["west", "2024"]
    assert west["value"] == pytest.approx(100_000 * 40 / 500)  # the mean of the countries would be 16,250
    assert (west["areas"], west["without"], west["reason"]) == (2, 2, None)
    assert (found["south", "2024"]["value"], found["south", "2024"]["reason"]) == (None, "no_area")


def test_a_country_without_data_at_the_average_of_its_region_changes_nothing():
    region = grouped(west="SYR IRQ LBN")
    average = rows_of(refugee.by_region(count_table(COUNTS), FORMULA, region))["west", "2024"]["value"] / 100_000
    filled = [*COUNTS[:2], {"ref_area": "LBN", "refugees": 500 * average / (1 - average), "population": 500}]
    again = rows_of(refugee.by_region(count_table(filled), FORMULA, region))["west", "2024"]
    assert again["value"] == pytest.approx(100_000 * average)


def test_the_world_is_all_areas_together():
    row = rows_of(refugee.world(count_table(COUNTS), FORMULA))["WLD", "2024"]
    assert (row["value"], row["areas"], row["without"]) == (pytest.approx(8000), 2, 1)


def test_no_counts_give_no_rows():
    for found in (
        refugee.by_origin(count_table([]), FORMULA),
        refugee.by_region(count_table([]), FORMULA, grouped(w="SYR")),
        refugee.world(count_table([]), FORMULA),
    ):
        assert found.to_pyarrow().num_rows == 0
        assert refugee.observations(found).to_pyarrow().num_rows == 0


def test_figures_become_observations():
    rows = (
        refugee.observations(refugee.by_origin(count_table(COUNTS), FORMULA), "mine", "2024")
        .to_pyarrow()
        .cast(SCHEMA)
        .to_pylist()
    )
    assert {(row["ref_area"], row["series"], row["unit_measure"], row["obs_status"]) for row in rows} == {
        ("SYR", "SM_POP_REFG_OR", "PER_100K", "A"),
        ("IRQ", "SM_POP_REFG_OR", "PER_100K", "A"),
        ("LBN", "SM_POP_REFG_OR", "PER_100K", "O"),
    }
    (world,) = refugee.observations(refugee.world(count_table(COUNTS), FORMULA)).to_pyarrow().to_pylist()
    assert (world["ref_area"], world["comment_obs"]) == ("WLD", "2 of 3 areas")
    assert [one.code for one in load().indicators["10.7.4"].series] == ["SM_POP_REFG_OR"]


counts = st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**8)), min_size=1, max_size=10)
few = settings(max_examples=8, deadline=None)


def numbered(pairs):
    return [{"ref_area": f"A{n:02}", "refugees": r, "population": p, "population_date": END} for n, (r, p) in enumerate(pairs)]


@few
@given(counts, st.sampled_from([2, 10, 1000]))
def test_counting_in_thousands_does_not_matter(pairs, by):
    before, after = counted(*numbered(pairs)), counted(*numbered([(r * by, p * by) for r, p in pairs]))
    assert [row["value"] for row in after] == [pytest.approx(row["value"]) for row in before]


@few
@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(pairs, chance):
    rows = numbered(pairs)
    assert counted(*rows) == counted(*random.Random(chance.random()).sample(rows, len(rows)))


@few
@given(counts)
def test_a_region_lies_between_its_countries(pairs):
    rows = numbered(pairs)
    values = [row["value"] for row in counted(*rows)]
    (whole,) = refugee.world(count_table(rows), FORMULA).to_pyarrow().to_pylist()
    assert min(values) - 1e-6 <= whole["value"] <= max(values) + 1e-6


@pytest.mark.parametrize("year", ["2010", "2015"])
def test_the_published_figures_are_found_again(shared, year):
    """Those of the release of 2020 took the population of mid-year of the same year, not of 1 January of the next as the metadata ask."""
    published = of_publisher(shared / "data/sdg_global/ddf_2020", shared / "data/geo/country-codes.csv", year)
    refugees, people = (
        of_unhcr(shared / "data/unhcr/population.csv.gz", year),
        of_un_desa(shared / "data/undesa/pop_totals_2020.csv", year),
    )
    rows = [{"ref_area": area, "refugees": refugees[area], "population": people[area]} for area in sorted(published)
            if area in people and area in refugees]  # fmt: skip
    found = {row["ref_area"]: row["value"] for row in counted(*rows)}
    apart = [area for area, value in found.items() if abs(value - published[area]) > 0.51]
    assert len(found) > 182
    assert len(apart) <= 1, apart


def of_publisher(folder, codes, year):
    with codes.open(encoding="utf-8", newline="") as lines:
        areas = {row["M49"].lstrip("0"): row["ISO3166-1-Alpha-3"] for row in csv.DictReader(lines)}
    path = folder / "ddf--datapoints--sm_pop_refg_or--by--geo_area--nature--units--year.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["year"] == year]
    return {areas[row["geo_area"]]: float(row["sm_pop_refg_or"]) for row in rows if areas.get(row["geo_area"])}


def of_unhcr(path, year):
    found = defaultdict(float)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["year"] == year:
                found[row["coo_iso"]] += float(row["refugees"] or 0)
    return found


def of_un_desa(path, year):
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["alpha3"]: 1000 * float(row["pop"]) for row in csv.DictReader(lines) if row["year"] == year and row["pop"]}

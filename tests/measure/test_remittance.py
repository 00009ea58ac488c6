"""Prices of services become the figures of SDG indicator 10.c.1."""

import csv
import random
import statistics
from collections import defaultdict

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raw_factory import grouped, remittance_formula, service, service_table, services
from stocktake.catalog.catalog import load
from stocktake.measure import remittance
from stocktake.model.observation import COLUMNS
from stocktake.tables.schema import SCHEMA

FORMULA = remittance_formula()


def listed(table, *key):
    """Return the rows of a table by their key."""
    return {tuple(row[name] for name in key): row for row in table.to_pyarrow().to_pylist()}


def corridor(*rows):
    """Return what is found of the one corridor that the rows are in."""
    (found,) = remittance.corridors(service_table(rows), FORMULA).to_pyarrow().to_pylist()
    return found


def named(*rows):
    """Return rows, each a service of its own name."""
    return [{**row, "service": f"s{n}"} for n, row in enumerate(rows)]


WORKED = named(
    service(3.2, 1), service(2.6, 2), service(6.0, 1), service(2.5, 7), service(None, 1, transparent=False)
)  # the metadata's rules on invented figures: one service takes a week, one hides its rate


def test_the_worked_example():
    found = corridor(*WORKED)
    assert found["cost"] == pytest.approx(3.575)
    assert found["smart"] == pytest.approx(3.9333, abs=1e-4)
    assert (found["services"], found["counted"], found["qualifying"], found["limit_status"]) == (5, 4, 3, "met")


@pytest.mark.parametrize(
    ("rows", "cost", "smart", "status", "reason"),
    [
        pytest.param([service(4), service(5), service(6)], 5.0, 5.0, "met", None, id="exactly 5 per cent keeps the limit"),
        pytest.param([service(4), service(5), service(6.03)], 5.01, 5.01, "not_met", None, id="above 5 per cent"),
        pytest.param([service(c) for c in (9, 1, 2, 3, 8)], 4.6, 2.0, "met", None, id="the three cheapest of five"),
        pytest.param(
            [service(c) for c in (0.1, 0.2, 14.7)], 5.0, 5.0, "met", None, id="a last digit that slips is not above the limit"
        ),
        pytest.param([service(-2), service(1), service(1)], 0.0, 0.0, "met", None, id="a price below zero is real"),
        pytest.param(
            [service(1), service(2)], 1.5, None, "no_data", "fewer_than_three", id="two cheap services are no limit met"
        ),
        pytest.param([service(1, 6), service(1, 9)], 1.0, None, "no_data", "no_qualifying_service", id="all take too long"),
        pytest.param([service(1, 5), service(1, 5), service(1, 5)], 1.0, 1.0, "met", None, id="five days are fast enough"),
        pytest.param(
            [service(1, accessible=False)] * 3, 1.0, None, "no_data", "no_qualifying_service", id="out of reach does not qualify"
        ),
        pytest.param(
            [service(1, transparent=False)] * 3, None, None, "no_data", "no_priced_service", id="none discloses its rate"
        ),
        pytest.param([service(None)] * 3, None, None, "no_data", "no_priced_service", id="no prices"),
        pytest.param([service(float("nan"))] * 3, None, None, "no_data", "no_priced_service", id="what is no number is no price"),
        pytest.param(
            [service(1, None), service(1, accessible=None), service(1)],
            1.0,
            None,
            "no_data",
            "fewer_than_three",
            id="what is not known does not qualify",
        ),
    ],
)
def test_corridors(rows, cost, smart, status, reason):
    found = corridor(*named(*rows))
    assert (found["limit_status"], found["reason"]) == (status, reason)
    assert found["cost"] == (None if cost is None else pytest.approx(cost))
    assert found["smart"] == (None if smart is None else pytest.approx(smart))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"days": None}, 1, id="speed not known"),
        pytest.param({"accessible": None}, 1, id="access not known"),
        pytest.param({"days": None, "accessible": False}, 0, id="out of reach whatever the speed"),
        pytest.param({"days": 9, "accessible": None}, 0, id="too slow whatever the access"),
        pytest.param({"days": None, "transparent": False}, 0, id="not transparent whatever the speed"),
        pytest.param({}, 0, id="all known"),
    ],
)
def test_services_that_might_qualify_are_counted(facts, expected):
    assert corridor({**service(2), **facts})["unknown"] == expected


def test_an_area_averages_services_and_not_corridors_and_a_region_services_and_not_areas():
    t = services("ARE-IND", (2, 1), (4, 1), (6, 1)).union(services("SAU-IND", (12, 1))).union(services("SAU-PAK", (20, 1)))
    by_area = listed(remittance.by_receiving(t, FORMULA), "ref_area")
    assert (by_area["IND",]["cost"], by_area["PAK",]["cost"]) == (6.0, 20.0)
    region = listed(remittance.by_region(t, FORMULA, grouped(south="IND PAK", east="IND CHN")), "ref_area")
    assert region["south",]["cost"] == pytest.approx(44 / 5)  # the mean of the two countries would be 13
    assert (region["east",]["cost"], set(region)) == (6.0, {("south",), ("east",)})
    assert listed(remittance.world(t, FORMULA), "ref_area")["WLD",]["cost"] == pytest.approx(44 / 5)
    assert listed(remittance.by_sending(t, FORMULA), "ref_area")["SAU",]["cost"] == 16.0


def test_what_a_region_holds_of_corridors():
    t = (
        services("ARE-IND", (2, 1), (4, 1), (6, 1), (8, 1))
        .union(services("SAU-IND", (7, 1), (7, 1), (7, 1)))
        .union(services("USA-IND", (1, 1)))
    )
    row = listed(remittance.by_receiving(t, FORMULA), "ref_area")["IND",]
    assert (row["corridors"], row["smart_corridors"], row["met"], row["not_met"], row["no_data"]) == (3, 2, 1, 1, 1)
    assert row["smart"] == pytest.approx((2 + 4 + 6 + 7 + 7 + 7) / 6)  # over corridors or over their services: the same


def test_membership_given_twice_counts_once():
    t = services("ARE-IND", (2, 1), (4, 1))
    twice = pa.concat_tables([grouped(south="IND"), grouped(south="IND")])
    (row,) = remittance.by_region(t, FORMULA, twice).to_pyarrow().to_pylist()
    assert (row["services"], row["corridors"]) == (2, 1)


@pytest.mark.parametrize(
    ("first", "second", "weighted", "share"),
    [
        pytest.param(30.0, 10.0, 4.0, 1.0, id="by flow"),
        pytest.param(30.0, None, 2.0, 0.5, id="a corridor without a weight is left out and said"),
        pytest.param(None, None, None, 0.0, id="no weights, no weighted average"),
        pytest.param(0.0, 0.0, None, 1.0, id="nothing flows"),
        pytest.param(0.0, 5.0, 10.0, 1.0, id="a flow of zero counts for nothing"),
        pytest.param(-1.0, 5.0, 10.0, 0.5, id="a weight below zero is none"),
    ],
)
def test_the_weighted_average_is_one_of_corridors(first, second, weighted, share):
    t = services("ARE-IND", (1, 1), (3, 1), weight=first).union(services("SAU-IND", (10, 1), weight=second))
    (row,) = remittance.world(t, FORMULA).to_pyarrow().to_pylist()
    assert (row["weighted"], row["weighted_share"]) == (weighted if weighted is None else pytest.approx(weighted), share)
    assert row["cost"] == pytest.approx(14 / 3)


@pytest.mark.parametrize("other", [7.0, None])
def test_a_corridor_with_two_weights_has_none(other):
    rows = named(service(1, weight=5.0), service(3, weight=other))
    assert corridor(*rows)["weight"] is None


def test_the_optional_columns_may_be_left_out():
    t = service_table(WORKED).drop("service", "weight")
    (row,) = remittance.world(t, FORMULA).to_pyarrow().to_pylist()
    assert (row["weighted"], row["cost"]) == (None, pytest.approx(3.575))


def test_periods_stay_apart():
    rows = [service(2, time_period="2023-Q1"), service(8, time_period="2023-Q2")]
    found = listed(remittance.world(service_table(rows), FORMULA), "time_period")
    assert {period: row["cost"] for (period,), row in found.items()} == {"2023-Q1": 2.0, "2023-Q2": 8.0}


@pytest.mark.parametrize("level", remittance.LEVELS)
def test_no_services_give_no_rows(level):
    found = remittance.table(service_table([]), level, FORMULA, grouped(south="IND"))
    assert found.to_pyarrow().num_rows == 0
    assert remittance.observations(found, level).to_pyarrow().num_rows == 0


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        pytest.param(
            "corridor",
            {("10.c.1", "SI_RMT_COST_BC", "IND", "ARE", 3.575, "A", "4 of 5 services"),
             ("10.c.1", "SI_RMT_COST_SC", "IND", "ARE", 3.933, "A", "3 qualifying of 5 services")},
            id="corridor",
        ),
        pytest.param(
            "receiving",
            {("10.c.1", "SI_RMT_COST", "IND", "_T", 3.575, "A", "4 of 5 services"),
             ("remittance-cost-smart", "REMITTANCE_COST_SMART", "IND", "_T", 3.933, "A", "1 of 1 corridors"),
             ("remittance-cost-weighted", "REMITTANCE_COST_WEIGHTED", "IND", "_T", None, "O", "0 of 1 corridors")},
            id="receiving",
        ),
        pytest.param("sending", {("10.c.1", "SI_RMT_COST_SND", "ARE", "_T", 3.575, "A", "4 of 5 services")}, id="sending"),
    ],
)  # fmt: skip
def test_figures_become_observations(level, expected):
    found = remittance.observations(remittance.table(service_table(WORKED), level, FORMULA), level, "mine", "2024")
    table = found.to_pyarrow()
    assert table.schema.names == list(COLUMNS)
    table.cast(SCHEMA)
    rows = table.to_pylist()
    assert {row["source"] for row in rows} == {"mine"}
    seen = ("indicator", "series", "ref_area", "counterpart_area", "obs_value", "obs_status", "comment_obs")
    assert {tuple(row[name] for name in seen) for row in map(rounded, rows)} == expected


def rounded(row):
    return {**row, "obs_value": None if row["obs_value"] is None else round(row["obs_value"], 3)}


def test_every_series_is_one_of_the_catalog():
    indicators = load().indicators
    for figures in remittance.FIGURES.values():
        for indicator, code, _ in figures:
            assert code in {one.code for one in indicators[indicator].series}


prices = st.lists(st.tuples(st.floats(-5, 30), st.sampled_from([0, 1, 5, 6])), min_size=1, max_size=9)
few = settings(max_examples=8, deadline=None)


@few
@given(prices, st.sampled_from([0.5, 2.0, 4.0]))
def test_dearer_services_make_averages_dearer_in_proportion(found, by):
    before = corridor(*named(*(service(cost, days) for cost, days in found)))
    after = corridor(*named(*(service(cost * by, days) for cost, days in found)))
    for name in ("cost", "smart"):
        assert after[name] == (None if before[name] is None else pytest.approx(before[name] * by, abs=1e-9))


@few
@given(prices, st.randoms(use_true_random=False))
def test_the_order_of_services_does_not_matter(found, chance):
    rows = named(*(service(cost, days) for cost, days in found))
    before, after = corridor(*rows), corridor(*random.Random(chance.random()).sample(rows, len(rows)))
    for name, value in before.items():
        assert after[name] == (pytest.approx(value) if isinstance(value, float) else value)


@few
@given(prices)
def test_smart_takes_the_three_cheapest_and_never_more_than_another_three(found):
    row = corridor(*named(*(service(cost, days) for cost, days in found)))
    fast = sorted(cost for cost, days in found if days <= 5)
    assert row["smart"] == (pytest.approx(statistics.mean(fast[:3])) if len(fast) >= 3 else None)
    assert row["qualifying"] == len(fast)


# --- the published corridor averages: what can be told without the services ---


@pytest.fixture(scope="module")
def corridor_averages(request):
    """Give the published averages by receiving area and quarter, each by sending area."""
    path = request.getfixturevalue("shared") / "data/worldbank/rpw_corridors_databank_2011_2020.csv"
    if not path.exists():
        pytest.skip("the published corridor averages are not beside this checkout")
    found = defaultdict(dict)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header, *rows = csv.reader(lines)
        for row in (row for row in rows if len(row) > 6 and row[1]):
            for quarter, cost in zip(header[6:], row[6:], strict=True):
                if cost not in ("", ".."):
                    found[row[5], quarter[:6]][row[1]] = float(cost)
    return found


@pytest.fixture(scope="module")
def published(request):
    """Give what the Statistics Division published for receiving areas and years in its release 2019.Q1."""
    path = request.getfixturevalue("shared") / "data/sdg_global/unsd_2019q1/10.c.1-SI_RMT_COST_long.csv"
    if not path.exists():
        pytest.skip("the published country averages are not beside this checkout")
    with path.open(encoding="latin-1", newline="") as lines:
        return {(row["ISO3CD"], int(float(row["Year"]))): float(row["Value"]) for row in csv.DictReader(lines) if row["ISO3CD"]}


@pytest.mark.parametrize("year", [2011, 2015, 2017])
def test_the_published_year_of_a_country_with_one_corridor_is_the_third_quarter_of_that_corridor(
    corridor_averages, published, year
):
    alone = {
        area: min(of.values()) for (area, quarter), of in corridor_averages.items() if quarter == f"{year}Q3" and len(of) == 1
    }
    pairs = [(cost, published[area, year]) for area, cost in alone.items() if (area, year) in published]
    assert len(pairs) > 30
    assert sum(abs(cost - given) <= 0.06 for cost, given in pairs) >= len(pairs) - 1  # one of 2017 differs


@pytest.mark.parametrize("year", [2011, 2015, 2017])
def test_the_published_year_of_a_country_is_a_mean_over_services_and_not_over_its_corridors(corridor_averages, published, year):
    several = {area: of for (area, quarter), of in corridor_averages.items() if quarter == f"{year}Q3" and len(of) > 1}
    known = {area: published[area, year] for area in several if (area, year) in published}
    inside = [min(several[area].values()) - 0.06 <= cost <= max(several[area].values()) + 0.06 for area, cost in known.items()]
    apart = [abs(statistics.mean(several[area].values()) - cost) for area, cost in known.items()]
    assert sum(inside) >= len(inside) - 2  # any mean over services lies between the corridors
    assert sum(one > 0.06 for one in apart) > len(apart) / 2

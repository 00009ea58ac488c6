"""Figures as one Ibis table, and which edition of each counts."""

from random import Random

import ibis
import pytest

from stocktake.model.observation import COLUMNS
from stocktake.tables import schema, series, snapshot
from tables.observed import as_rows, observed, years

FROM = snapshot.BuiltFrom("abc", "0.1")


def latest(*rows: dict[str, object]) -> list[dict[str, object]]:
    return series.latest_vintage(ibis.memtable(observed(*rows))).to_pyarrow().to_pylist()


def edition(released: str = "", vintage: str = "1", **columns: object) -> dict[str, object]:
    return {"released": released, "vintage": vintage, **columns}


# --- observations


def test_an_empty_folder_gives_a_table_without_rows(tmp_path):
    found = series.observations(tmp_path).to_pyarrow()
    assert (found.num_rows, found.schema.names) == (0, list(COLUMNS))


def test_all_data_sets_are_one_table(tmp_path):
    snapshot.write(tmp_path, "a", years(2), FROM)
    snapshot.write(tmp_path, "b", years(3, ref_area="MDA"), FROM)
    found = series.observations(tmp_path).to_pyarrow()
    assert found.schema.equals(schema.SCHEMA)
    assert as_rows(found) == sorted(as_rows(years(2)) + as_rows(years(3, ref_area="MDA")), key=repr)


def test_only_the_newest_snapshot_of_a_data_set_is_read(tmp_path):
    for count in (5, 2):
        snapshot.write(tmp_path, "a", years(count), FROM)
    assert series.observations(tmp_path).count().to_pyarrow().as_py() == 2


def test_a_missing_value_stays_missing(tmp_path):
    snapshot.write(tmp_path, "a", observed({"obs_value": None, "obs_status": "M"}), FROM)
    assert series.observations(tmp_path).obs_value.to_pyarrow().to_pylist() == [None]


@pytest.mark.parametrize("name", ["plain", "with space", "[brackets]", "star*", "question?", "it's", "Größe", "a{b}"])
def test_a_folder_may_have_any_name(tmp_path, name):
    snapshot.write(tmp_path / name, "a", years(2), FROM)
    assert series.observations(tmp_path / name).count().to_pyarrow().as_py() == 2


# --- latest_vintage


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        pytest.param(edition("2016-09", "Issue 19, September 2016"), edition("2023-09", "Issue 47, September 2023"), id="issues"),
        pytest.param(edition("2019", "2019.Q1"), edition("2020-10", "2020-10"), id="a quarter and a month"),
        pytest.param(edition("2025", "2025"), edition("2025-06-04", "2025-06-04"), id="the year alone comes first"),
        pytest.param(
            edition("2020-10", "2020-10", retrieved="2026-01-01"),
            edition("2020-10", "2020", retrieved="2026-11-21"),
            id="a year that means the month: by retrieval",
        ),
        pytest.param(
            edition("2020-10", "2020", retrieved="2026-01-01"),
            edition("2020-10", "2020-10", retrieved="2026-11-21"),
            id="and the other way round",
        ),
        pytest.param(edition("2020-10", "2020"), edition("2020-10", "2020-10"), id="alike in all: by name"),
        pytest.param(
            edition("2019", "2019.q1.g", retrieved="2026-11-21"), edition("2020-10", "2020"), id="a release before the next"
        ),
        pytest.param(edition("", "9"), edition("2019", "1"), id="nobody knows when"),
        pytest.param(edition("2024", "a"), edition("2024", "b"), id="same time: by name"),
        pytest.param(edition("", "a"), edition("", "b"), id="never told: by name"),
        pytest.param(edition("2024", retrieved="2024-05-01"), edition("2024", retrieved="2024-06-01"), id="by retrieval"),
        pytest.param(edition("2024", locator="p:1"), edition("2024", locator="p:2"), id="by locator"),
        pytest.param(edition("2024", obs_value=9.0), edition("2025", obs_value=None, obs_status="M"), id="now missing"),
    ],
)
def test_the_newer_edition_counts_in_whatever_order_the_rows_come(older, newer):
    for rows in ([older, newer], [newer, older]):
        assert latest(*rows) == observed(newer).to_pylist()


@pytest.mark.parametrize(
    "other",
    [
        {"indicator": "y"}, {"series": "Y"}, {"ref_area": "MDA"}, {"time_period": "2023"}, {"sex": "F"}, {"age": "Y0T17"},
        {"migratory_status": "MS_MIGRANT"}, {"disability": "PD"}, {"counterpart_area": "MDA"}, {"other_dims": "route=a"},
        {"unit_measure": "PT"}, {"source": "t"},
    ],
    ids=lambda other: "".join(other),
)  # fmt: skip
def test_what_differs_in_the_series_key_or_the_period_stands_side_by_side(other):
    assert len(latest(edition("2024"), edition("2025", **other))) == 2


def test_the_choice_does_not_depend_on_the_order_of_rows():
    rows = [edition(str(2000 + n % 4), str(n), time_period=str(2010 + n % 3), obs_value=float(n)) for n in range(24)]
    expected = as_rows(observed(*latest(*rows)))
    assert len(expected) == 3
    for seed in range(3):
        Random(seed).shuffle(rows)
        assert as_rows(observed(*latest(*rows))) == expected

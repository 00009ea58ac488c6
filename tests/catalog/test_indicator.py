"""Indicators: what stands in the built-in ones, and what a file may not say."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from stocktake.catalog import indicator
from stocktake.catalog.folder import natural
from stocktake.errors import CatalogError

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "sdg_migration.yaml"
NOT_GRADED = {"10.7.3", "16.2.2", "17.3.2"}
INDICATORS = indicator.indicators()
MONITORING = [one for one in INDICATORS.values() if one.role == "monitoring"]
CONTEXT = [one for one in INDICATORS.values() if one.role == "context"]
OF_READERS = (
    "eurostat-",
    "idmc-",
    "unhcr-",
    "worldbank-",
)  # with the series that a reader gives out: tests/sources/test_catalogue.py


def rows():
    if not REFERENCE.exists():
        pytest.skip("the reference tables are not beside the project")
    return yaml.safe_load(REFERENCE.read_text(encoding="utf-8"))["indicators"]


def test_there_are_23_monitoring_indicators_and_more_for_context():
    assert len(MONITORING) == 23
    assert len(CONTEXT) >= 39


def test_indicators_stand_in_natural_order():
    assert all(natural(first) < natural(second) for first, second in pairwise(INDICATORS))
    assert next(iter(INDICATORS)) == "3.8.1"


def test_monitoring_indicators_equal_the_reference():
    for row in rows():
        one, target = INDICATORS[row["indicator"]], row["target_value"]
        assert one.title == row["short_name"]
        assert (one.direction, one.tier, one.metadata_date) == (row["direction"], row["tier"], row["metadata_date"])
        assert one.custodians == tuple(row["custodians"])
        assert (one.target.kind, one.target.obs_value, one.target.time_period) == (
            row["target_kind"],
            target,
            str(row["target_year"]),
        )
        assert one.commitments == (f"sdg:{row['target']}",)
        assert one.editorial_commitments == tuple(f"gcm:{number}" for number in row["gcm_objectives_editorial"])
    assert {row["indicator"] for row in rows()} == {one.id for one in MONITORING}


def test_series_codes_equal_the_reference_and_say_whether_they_were_seen():
    for row in rows():
        found = {one.code: one for one in INDICATORS[row["indicator"]].series if one.verification.status != "editorial"}
        assert set(found) == {series["code"] for series in row["series"]}
        assert {code for code, one in found.items() if one.verification.is_sure} == {
            s["code"] for s in row["series"] if s["seen"]
        }


def test_own_series_codes_are_marked_as_a_choice_of_the_editors():
    own = [
        series for one in INDICATORS.values() for series in one.series if series.code.startswith("RPW_") or one.role == "context"
    ]
    assert {series.verification.status for series in own} == {"editorial"}


@pytest.mark.parametrize("one", MONITORING, ids=lambda one: one.id)
def test_a_monitoring_indicator_is_graded_unless_a_rise_may_mean_something_else(one):
    assert one.grading.is_graded is (one.id not in NOT_GRADED)


@pytest.mark.parametrize("one", CONTEXT, ids=lambda one: one.id)
def test_a_context_indicator_informs_and_is_not_graded(one):
    assert (one.direction, one.grading.is_graded, one.target.obs_value) == ("none", False, None)
    assert one.grading.reason.endswith(".")
    assert 1 <= len(one.editorial_commitments) <= 3
    if not one.id.startswith(OF_READERS):
        assert [series.code for series in one.series] == [one.id.upper().replace("-", "_")]


@pytest.mark.parametrize("one", MONITORING, ids=lambda one: one.id)
def test_a_target_says_where_its_number_stands(one):
    assert one.target.source
    assert one.target.note
    assert one.target.is_reading is one.target.source.startswith("our reading")


def test_limits_are_the_end_of_the_scale_in_the_wanted_direction():
    limits = {one.id: (one.direction, one.limit) for one in INDICATORS.values() if one.limit is not None}
    assert set(limits.values()) == {("up", 100), ("down", 0)}
    assert {"10.7.2", "17.18.1"} <= set(limits), "these have no target, so that the limit counts"


def test_the_class_of_a_country_has_no_rate_of_change():
    series = {one.code: one for one in INDICATORS["10.7.2"].series}
    assert not series["SG_CPA_MIGRS"].grading.is_graded
    assert series["SG_CPA_MIGRP"].grading.is_graded


def test_bounds_are_carried_over_only_for_the_same_quantity_in_the_same_unit():
    found = {one.id: one.bounds for one in INDICATORS.values() if one.bounds}
    assert set(found) == {"16.9.1"}, "of the SDG Index of 2019, no other is the same quantity in the same unit"
    registered = found["16.9.1"]
    assert (registered.best, registered.worst, registered.green, registered.red) == (100, 11.3, 98, 75)
    assert registered.source
    assert registered.verification.is_sure


def test_disaster_figures_are_kept_once():
    assert INDICATORS["13.1.1"].same_as == "11.5.1"
    assert INDICATORS["13.1.1"].series == INDICATORS["11.5.1"].series


GOOD = {
    "title": "Cost of a thing",
    "role": "monitoring",
    "unit_measure": "PT",
    "direction": "down",
    "target": {"kind": "explicit_number", "obs_value": 3, "time_period": "2030"},
    "commitments": ["sdg:10.c"],
    "series": [{"code": "A", "title": "A", "unit_measure": "PT", "verification": {"status": "seen"}}],
    "verification": {"status": "seen"},
}
SERIES = GOOD["series"][0]
REFUSED = {"is_graded": False, "reason": "A count."}


def read(folder, content, name="cost.yml"):
    (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
    return indicator.read(folder / name)


def target(kind, value=None):
    return {"target": {"kind": kind, "obs_value": value, "time_period": "2030"}}


def test_the_id_of_an_indicator_is_the_name_of_its_file(tmp_path):
    assert read(tmp_path, GOOD, "10.c.9.yml").id == "10.c.9"


@pytest.mark.parametrize(
    ("kind", "value"),
    [("explicit_zero", 0), ("implied_zero", 0), ("implied_universal", 100), ("scale_end", 0), ("no_numeric_target", None),
     ("date_passed", None), ("date_passed", 5)],
)  # fmt: skip
def test_the_kind_of_a_target_fits_its_value(tmp_path, kind, value):
    assert read(tmp_path, {**GOOD, **target(kind, value)}).target.obs_value == value


def bounds(best, worst, green, red):
    numbers = {"best": best, "worst": worst, "green": green, "red": red}
    return {"bounds": {**numbers, "source": "a report", "verification": {"status": "seen"}}}


@pytest.mark.parametrize(
    ("direction", "numbers"),
    [
        pytest.param("down", (0, 22, 4, 10), id="less is better"),
        pytest.param("up", (100, 11.3, 98, 75), id="more is better"),
        pytest.param("up", (91, 0, 20, 0), id="red up to worst itself"),
        pytest.param("down", (0, 10, 0, 5), id="green at best alone"),
        pytest.param("up", (5, -14.7, 0, -3), id="across zero"),
    ],
)
def test_bounds_run_from_worst_over_red_and_green_to_best(tmp_path, direction, numbers):
    found = read(tmp_path, {**GOOD, "direction": direction, **bounds(*numbers)}).bounds
    assert (found.best, found.worst, found.green, found.red) == numbers


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            target("explicit_number"), "target.obs_value: found no value, expected a number for explicit_number", id="no number"
        ),
        pytest.param(
            target("scale_end"),
            "target.obs_value: found no value, expected a number for scale_end; correct the value or the kind",
            id="no end",
        ),
        pytest.param(target("implied_zero", 1), "target.obs_value: found 1, expected 0 for implied_zero", id="a zero of 1"),
        pytest.param(
            target("explicit_zero"), "target.obs_value: found no value, expected 0 for explicit_zero", id="a zero of nothing"
        ),
        pytest.param(
            target("no_numeric_target", 3),
            "target.obs_value: found 3, expected no value for no_numeric_target",
            id="a number too many",
        ),
        pytest.param({"target": {"kind": "aim"}}, "target.kind: invalid enum value 'aim'", id="kind"),
        pytest.param(
            {"target": {"kind": "explicit_number", "obs_value": 3}},
            'target: the key "time_period" is missing, write it',
            id="a target without a year",
        ),
        pytest.param(
            {"target": {"kind": "no_numeric_target", "time_period": "soon"}},
            'target.time_period: found "soon", expected a year, as 2030; write when',
            id="period",
        ),
        pytest.param(
            {"direction": "none"}, "direction: found none, expected up or down for role monitoring; say which way", id="direction"
        ),
        pytest.param(
            {"direction": "none", "role": "context", "limit": 100, "grading": REFUSED},
            "limit: found 100, expected no limit with direction none; take it out",
            id="limit",
        ),
        pytest.param(
            bounds(5, 5, 5, 5),
            "bounds.best: found 5 beside worst 5, expected below worst with direction down; correct it, or the direction",
            id="a scale of no length",
        ),
        pytest.param(
            bounds(100, 0, 80, 50), "bounds.best: found 100 beside worst 0, expected below worst", id="a scale the wrong way"
        ),
        pytest.param(
            {"direction": "none", "role": "context", "grading": REFUSED, **bounds(0, 22, 4, 10)},
            "bounds.best: found 0 beside worst 22, expected no bounds with direction none",
            id="a scale without a direction",
        ),
        pytest.param(
            bounds(0, 22, 10, 4),
            "bounds.red, bounds.green: found 4 and 10, expected red and then green on the way from 22 to 0; correct them",
            id="red and green changed about",
        ),
        pytest.param(bounds(0, 22, 4, 4), "bounds.red, bounds.green: found 4 and 4, expected red", id="red and green in one"),
        pytest.param(bounds(0, 22, -1, 10), "bounds.red, bounds.green: found 10 and -1, expected red", id="green beyond best"),
        pytest.param(bounds(0, 22, 4, 23), "bounds.red, bounds.green: found 23 and 4, expected red", id="red beyond worst"),
        pytest.param({"role": "context"}, "grading.is_graded: found true, expected false for role context", id="graded context"),
        pytest.param(
            {"grading": {"is_graded": False}}, "grading.reason: found nothing, expected one plain sentence", id="no reason"
        ),
        pytest.param(
            {"series": [{**SERIES, "grading": {"is_graded": False}}]},
            "series A, grading.reason: found nothing",
            id="no reason, series",
        ),
        pytest.param({"commitments": []}, "commitments: found none, expected at least one link", id="no link"),
        pytest.param({"role": "input"}, "grading.is_graded: found true, expected false for role input", id="graded input"),
        pytest.param(
            {"role": "input", "grading": REFUSED}, "commitments: found a link, expected none for role input", id="linked input"
        ),
        pytest.param(
            {"editorial_commitments": ["sdg:10.c"]}, 'commitments: found "sdg:10.c" twice, expected each link once', id="link"
        ),
        pytest.param({"series": [SERIES, SERIES]}, 'series.code: found "A" twice, expected each series once', id="series twice"),
        pytest.param(
            {"series": [{**SERIES, "unit_measure": "PS"}]},
            "series[0].unit_measure: found PS, expected PT as in the indicator; correct it, or put",
            id="unit of the first series",
        ),
        pytest.param({"directoin": "up"}, 'unknown key "directoin"; take it out or correct its spelling', id="misspelt"),
        pytest.param({"metadata_date": 2024}, "metadata_date: expected `str`, got `int`", id="number for text"),
    ],
)
def test_a_broken_indicator_is_an_error_that_names_file_and_key(tmp_path, changes, expected):
    with pytest.raises(CatalogError, match=re.escape(f"cost.yml: {expected}")) as caught:
        read(tmp_path, {**GOOD, **changes})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["10.7.yml", "10.z.1.yml", "Cost.yml", "cost_of.yml"])
def test_a_file_name_that_is_no_id_is_an_error(tmp_path, name):
    with pytest.raises(CatalogError, match=r"file name: found .* expected an SDG code as 10\.c\.1 or small-letters; rename"):
        read(tmp_path, GOOD, name)

import pytest

from review.material import COST, METHOD, UNTOLD, judged, material, observed
from stocktake.review import series


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([judged(series="RPW", last_year=2017), judged(last_year=2023)], "SI_RMT_COST", id="the newest year leads"),
        pytest.param(
            [judged(series="RPW", last_year=2023, **UNTOLD), judged(last_year=2017)],
            "SI_RMT_COST",
            id="a verdict leads before a newer year",
        ),
        pytest.param([judged(series="RPW"), judged()], "SI_RMT_COST", id="then the order of the indicator's file"),
        pytest.param([judged(series="OTHER"), judged(series="RPW")], "RPW", id="an undeclared series comes last"),
        pytest.param(
            [judged(other_dims="provider=banks", last_year=2024), judged(last_year=2017)], "SI_RMT_COST", id="a part never leads"
        ),
    ],
)
def test_one_series_leads(rows, expected):
    assert series.leading(rows, COST).series == expected
    assert series.leading(reversed(rows), COST).series == expected


def test_no_series_leads_where_only_parts_are_published():
    assert series.leading([judged(other_dims="provider=banks")], COST) is None


def test_the_sentence_tells_class_values_pace_and_need():
    row = judged()
    told = series.assess(row, COST, observed(row, ("2015", 7.52), ("2023", 6.18)), material())
    assert str(told.finding) == (
        "Limited progress: 7.52 in 2015, 6.18 per cent in 2023; a change of −2.42 % a year, where −5.94 % a year would reach 3 by 2030."
    )
    assert told.verdict.parameters["window"] == "2015 to 2023"
    assert told.sources == ("s@1",)


def test_a_series_without_a_class_says_its_values_and_why():
    row = judged(last_year=2015, last_value=7.52, reason_key="one_value", **UNTOLD)
    told = series.assess(row, COST, (), material())
    assert told.verdict.standing == "cannot_tell"
    assert str(told.finding) == "7.52 per cent in 2015. There is one value since the base year; a trend needs two."


def test_the_path_runs_from_the_baseline_to_the_target_both_included():
    points = series.path(series.verdict(judged(), COST, METHOD), COST)
    assert (points[0].year, points[0].value) == (2015, 7.52)
    assert (points[-1].year, points[-1].value) == (2030, pytest.approx(3.0, rel=1e-4))
    assert len(points) == 16


def test_a_series_is_named_by_what_splits_it():
    assert series.title(judged(other_dims="provider=banks"), COST, material()) == "Cost of sending, type of provider: banks"


def test_a_year_is_written_as_a_year():
    row = judged(unit_measure="YEAR", first_value=1990.0, last_value=1990.0, **UNTOLD)
    told = series.assess(row, COST, observed(row, ("2015", 1990.0), ("2023", 1990.0)), material())
    assert str(told.finding).startswith("1990 in 2015, 1990 YEAR in 2023.")

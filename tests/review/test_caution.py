import pytest

from review.material import COST, METHOD, UNTOLD, judged, observed
from stocktake.review import caution, series


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param(5.7, 5.8, True, id="a tenth between tenths"),
        pytest.param(0.0, 1.0, True, id="one between whole numbers"),
        pytest.param(5.7, 5.9, False, id="two tenths"),
        pytest.param(7.52, 7.53, False, id="finer figures are taken at their word"),
        pytest.param(3.0, 3.0, False, id="no change at all is another matter"),
    ],
)
def test_a_change_within_rounding_is_known(first, last, expected):
    assert caution.is_within_rounding(judged(first_value=first, last_value=last)) is expected


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ({"first_value": 10.0, "last_value": 10.0}, "did not change"),
        ({"first_year": 2017, "last_year": 2018}, "shorter than three years"),
        ({"first_value": 5.7, "last_value": 5.8}, "no larger than the rounding"),
    ],
)
def test_cautions_stand_beside_the_verdict_and_leave_its_class(outcome, said):
    told = series.verdict(judged(**outcome), COST, METHOD)
    assert said in told.reason
    assert told.key == "limited_progress"


def test_a_series_without_a_class_needs_no_caution():
    assert caution.cautions(judged(first_year=2017, last_year=2018, **UNTOLD)) == ()


def test_a_rate_from_zero_is_not_printed():
    row = judged(first_value=0.0, last_value=1.0, rate=4.62, stand_in_used=True)
    told = series.verdict(row, COST, METHOD)
    assert told.rate is None
    assert "stands in for the base value of zero" in told.reason


def test_a_year_is_told_as_the_period_that_was_published():
    row = judged(first_year=2016, last_year=2020)
    seen = observed(row, ("2016-Q3", 7.6), ("2016-Q4", 7.52), ("2020/2023", 6.18))
    told = series.verdict(row, COST, METHOD, seen)
    assert (told.first_period, told.last_period) == ("2016-Q4", "2020/2023")

"""Milestones as values."""

import pytest

from milestone_factory import milestone
from stocktake.model.milestone import MILESTONE_STATUSES, Baseline, MilestoneTarget


@pytest.mark.parametrize(
    ("target", "shape"),
    [
        pytest.param(MilestoneTarget(obs_value=0.0), "value", id="zero is a value"),
        pytest.param(MilestoneTarget(obs_value=3.0, direction="down"), "value", id="a value and its side"),
        pytest.param(MilestoneTarget(change_per_cent=-60), "change", id="a change in per cent"),
        pytest.param(MilestoneTarget(direction="up"), "direction", id="a direction only"),
        pytest.param(MilestoneTarget(), "none", id="nothing that is counted"),
    ],
)
def test_the_shape_of_a_target(target, shape):
    assert target.shape == shape


@pytest.mark.parametrize(
    ("start", "deadline", "years"),
    [
        pytest.param("2018", "2030", 12, id="years"),
        pytest.param("2018-Q4", "2023-06", 5, id="parts of a year count as that year"),
        pytest.param("2018/2019", "2021/2023", 5, id="from the first year of a span to the last of another"),
    ],
)
def test_the_years_there_are_for_a_step(start, deadline, years):
    assert milestone(start=start, deadline=deadline).years == years


def test_a_baseline_of_several_years_counts_as_its_first():
    assert Baseline("2016/2018").year == 2016


def test_every_status_has_its_words():
    assert list(MILESTONE_STATUSES.values()) == ["met", "on course", "off course", "missed", "cannot be told"]

"""Classes, scores and standings at and between their edges."""

import ibis
import pyarrow as pa
import pytest

from factories import open_sdg_method
from stocktake.measure import grade

METHOD = open_sdg_method()


def of(expression, **columns):
    """Return what an expression on the columns gives, as a list."""
    t = ibis.memtable(pa.table({name: pa.array(values, pa.float64()) for name, values in columns.items()}))
    return t.select(found=expression(t)).to_pyarrow()["found"].to_pylist()


def test_an_edge_belongs_to_the_class_above_it():
    found = of(lambda t: grade.class_key(t.r, METHOD.classes_with_target), r=[0.96, 0.95, 0.94, 0.60, 0.59, 0.0, -0.01, None])
    on_track, faster, limited, worse = "on_track", "progress_acceleration_needed", "limited_progress", "deterioration"
    assert found == [on_track, on_track, faster, faster, limited, limited, worse, None]


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        pytest.param(1.0, "limited_progress", id="far from the limit"),
        pytest.param(0.5, "progress_acceleration_needed", id="half the edge"),
        pytest.param(0.1, "on_track", id="near the limit"),
        pytest.param(0.0, "on_track", id="at the limit"),
    ],
)
def test_edges_above_zero_are_scaled(scale, expected):
    assert of(lambda t: grade.class_key(t.g, METHOD.classes_without_target, t.c), g=[0.004], c=[scale]) == [expected]


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        pytest.param(0.775, 1.25, id="published: 0.775"),
        pytest.param(0.3, -1.25, id="published: 0.3"),
        pytest.param(-0.3, -3.75, id="published: -0.3"),
        pytest.param(0.0, -2.5, id="at the edge of deterioration"),
        pytest.param(0.6, 0.0, id="at the middle"),
        pytest.param(0.95, 2.5, id="at the edge of on track"),
        pytest.param(1.3, 5.0, id="at the top"),
        pytest.param(9.0, 5.0, id="beyond the top"),
        pytest.param(-0.6, -5.0, id="at the bottom"),
        pytest.param(-9.0, -5.0, id="beyond the bottom"),
        pytest.param(None, None, id="nothing to score"),
    ],
)
def test_score_of_a_ratio(ratio, expected):
    assert of(lambda t: grade.score(t.r, METHOD.score_points_with_target), r=[ratio]) == [pytest.approx(expected)]


@pytest.mark.parametrize(
    ("rate", "scale", "expected"),
    [
        pytest.param(0.01, 1.0, 1.25, id="published: 0.01"),
        pytest.param(0.005, 0.5, 1.25, id="the same at half the scale"),
        pytest.param(-0.01, 0.5, -3.75, id="below zero nothing is scaled"),
        pytest.param(0.0, 0.0, 5.0, id="at the limit and held"),
        pytest.param(-0.01, 0.0, -3.75, id="at the limit and lost"),
    ],
)
def test_score_of_a_rate(rate, scale, expected):
    assert of(lambda t: grade.score(t.g, METHOD.score_points_without_target, t.c), g=[rate], c=[scale]) == [
        pytest.approx(expected)
    ]


def test_every_class_comes_down_to_a_standing():
    keys = ["target_achieved", "limited_progress", "moved_away", "target_not_achieved", None]
    t = ibis.memtable(pa.table({"key": keys}))
    found = t.select(found=grade.standing(t.key, METHOD)).to_pyarrow()["found"].to_pylist()
    assert found == ["on_course", "too_slow", "wrong_way", "too_slow", "cannot_tell"]


def test_the_first_condition_that_holds_counts_and_null_does_not_hold():
    found = of(lambda t: grade.first_true({"low": t.a < 1, "high": t.a > 0}), a=[-1.0, 0.5, 2.0, None])
    assert found == ["low", "low", "high", None]

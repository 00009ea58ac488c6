"""JSON values into values of the model."""

from dataclasses import dataclass

import pytest

from stocktake.model.provenance import Locator
from stocktake.tables import strict


@dataclass(frozen=True)
class Shelf:
    name: str
    places: tuple[Locator, ...] = ()


PLACE = {"document": "d", "first_line": 1, "last_line": 2}


def test_keys_that_are_left_out_take_their_default():
    assert strict.convert({"name": "a"}, Shelf) == Shelf("a")


def test_lists_become_tuples_of_values():
    assert strict.convert({"name": "a", "places": [PLACE]}, Shelf) == Shelf("a", (Locator("d", 1, 2),))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param({"nam": "a"}, "missing required field name", id="missing"),
        pytest.param({"name": 1}, r"Expected str, got int - at \$.name", id="wrong kind"),
        pytest.param({"name": "a", "size": 1}, 'unknown key "size"', id="unknown"),
        pytest.param(
            {"name": "a", "places": [PLACE, {**PLACE, "page": 3}]}, 'unknown key "places.page"', id="unknown, deep down"
        ),
        pytest.param([], "Expected object, got array", id="no object"),
    ],
)
def test_what_is_not_a_value_is_refused(content, message):
    with pytest.raises(ValueError, match=message):
        strict.convert(content, Shelf)

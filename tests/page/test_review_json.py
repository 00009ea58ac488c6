"""The review as JSON, and its schema."""

import json
from importlib.resources import files

import jsonschema
import pytest

from review_factory import bare, country, hostile, large, world
from stocktake.errors import DataError
from stocktake.page import review_json

REVIEWS = {"country": country, "world": world, "bare": bare, "hostile": hostile}


@pytest.fixture(scope="module")
def validator():
    schema = review_json.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", REVIEWS)
def test_a_review_comes_back_as_it_was(name):
    review = REVIEWS[name]()
    assert review_json.decode(review_json.encode(review)) == review


@pytest.mark.parametrize("name", REVIEWS)
def test_the_json_of_a_review_fits_the_schema(name, validator):
    faults = validator.iter_errors(json.loads(review_json.encode(REVIEWS[name]())))
    assert [fault.message for fault in faults] == []


def test_the_same_review_gives_the_same_bytes():
    assert review_json.encode(world()) == review_json.encode(world())


def test_the_schema_that_ships_is_the_one_the_model_gives():
    shipped = files("stocktake").joinpath("data", "schemas", "review.schema.json").read_bytes()
    assert shipped == review_json.written_schema(), "run: make golden"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"colour": "red"}, "Additional properties", id="a field nobody knows"),
        pytest.param({"schema": "stocktake-review/2"}, "was expected", id="another version"),
        pytest.param({"objective_counts": {"fine": 1}}, "is not one of", id="a standing that does not exist"),
        pytest.param({"as_of": "2025"}, "is not of type", id="a year in quotes"),
    ],
)
def test_the_schema_refuses_what_is_no_review(change, reason, validator):
    with pytest.raises(jsonschema.ValidationError, match=reason):
        validator.validate(json.loads(review_json.encode(bare())) | change)


def test_no_part_of_a_review_may_hold_a_field_of_its_own():
    schema = review_json.schema()
    assert all(one["additionalProperties"] is False for one in schema["$defs"].values() if "properties" in one)
    assert all(one["description"] for one in schema["$defs"].values())


def test_what_is_no_json_is_refused_with_the_place():
    with pytest.raises(DataError, match="not the JSON of a review"):
        review_json.decode(b"{")
    with pytest.raises(DataError, match=r"Expected `int`, got `str` - at `\$.as_of`"):
        review_json.decode(review_json.encode(bare()).replace(b'"as_of": 2025', b'"as_of": "2025"'))


def test_a_review_of_another_version_is_refused():
    with pytest.raises(DataError, match='written in "stocktake-review/9"'):
        review_json.decode(review_json.encode(bare()).replace(b"stocktake-review/1", b"stocktake-review/9"))


def test_the_json_of_a_review_as_big_as_the_world_stays_small():
    assert len(review_json.encode(large())) < 3_000_000

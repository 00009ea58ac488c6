"""A review as JSON: the same as the page, for machines, with the schema that says what is in it."""

from collections.abc import Mapping
from inspect import cleandoc
from typing import Any

import msgspec

from stocktake.errors import DataError
from stocktake.model.gap import STATES
from stocktake.model.review import SCHEMA, Review
from stocktake.model.verdict import STANDINGS

SCHEMA_ID = "urn:stocktake:schema:review:1"

_BY_STANDING = (("Review", "objective_counts"), ("Review", "indicator_counts"), ("Spread", "areas"))
"""Mappings whose keys are standings, which the generated schema does not say."""

_BY_STATE = (("Cell", "areas"), ("Readiness", "counts"))
"""Mappings whose keys are states of expected figures."""


def encode(review: Review) -> bytes:
    """Return the review as indented JSON in UTF-8, every field written, in the order of the model; ends with a line break."""
    return msgspec.json.format(msgspec.json.encode(review), indent=1) + b"\n"


def decode(content: bytes) -> Review:
    """Return the review that JSON holds. DataError says where it is no review, or one of another version."""
    try:
        review = msgspec.json.decode(content, type=Review)
    except msgspec.MsgspecError as error:
        raise DataError(f"this is not the JSON of a review: {error}") from error
    if review.schema != SCHEMA:
        raise DataError(f'this review is written in "{review.schema}"; this version of stocktake reads "{SCHEMA}"')
    return review


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a review, drawn from the model; nothing that is not in it may be written."""
    drawn = msgspec.json.schema(Review)
    for definition in drawn["$defs"].values():
        _close(definition)
    for name, key in _BY_STANDING:
        drawn["$defs"][name]["properties"][key]["propertyNames"] = {"enum": list(STANDINGS)}
    for name, key in _BY_STATE:
        drawn["$defs"][name]["properties"][key]["propertyNames"] = {"enum": list(STATES)}
    drawn["$defs"]["Review"]["properties"]["schema"] = {"const": SCHEMA}
    drawn["$defs"]["Review"]["required"].append("schema")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "A stocktake review",
        "description": "What is measured and what is not, what was tried, who asked, who offered, and where each statement comes from.",
        **drawn,
    }


def written_schema() -> bytes:
    """Return the schema as the file that ships with the product holds it."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n"


def _close(definition: dict[str, Any]) -> None:
    """Let a definition hold nothing but its properties, and write its description without the margins of the source."""
    definition["description"] = cleandoc(definition["description"])
    if isinstance(definition.get("properties"), Mapping):
        definition["additionalProperties"] = False

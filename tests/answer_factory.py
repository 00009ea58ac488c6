"""Small makers of answers to questionnaires, for tests and for the examples in docstrings and pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.catalog import questionnaire as catalog
from stocktake.measure import governance
from stocktake.model.questionnaire import Questionnaire

SCHEMA = pa.schema({name: pa.string() for name in ("ref_area", "time_period", "question", "answer")})
CODES = {1: "yes", 0.5: "legal_only", 0: "no", None: None}
"""The answer of 10.7.2 that has a value."""


def questionnaire(id: str = "10.7.2") -> Questionnaire:
    """Return a questionnaire as it ships."""
    return catalog.questionnaire(id)


def table(rows: Iterable[Sequence[str | None]]) -> ir.Table:
    """Return answers as a table; each row is area, period, question and code."""
    records = [dict(zip(SCHEMA.names, row, strict=True)) for row in rows]
    return ibis.memtable(pa.Table.from_pylist(records, schema=SCHEMA))


def answers(by_area: Mapping[str, Mapping[str, str | None]], period: str = "2019") -> ir.Table:
    """Return the answers of some areas in one period, by question."""
    return table((area, period, question, answer) for area, given in by_area.items() for question, answer in given.items())


def filled(values: Sequence[Sequence[float | None]]) -> dict[str, str | None]:
    """Return the answers to 10.7.2 that have these values, a sequence a domain."""
    return {
        f"{number}{letter}": CODES[value]
        for number, domain in enumerate(values, start=1)
        for letter, value in zip("abcde", domain, strict=True)
    }


def scored(by_area: Mapping[str, Mapping[str, str | None]], period: str = "2019") -> dict[str, dict[str, dict[str, Any]]]:
    """Return the scores of 10.7.2 by area and domain."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in governance.score(answers(by_area, period), questionnaire()).to_pyarrow().to_pylist():
        found.setdefault(row["ref_area"], {})[row["domain"]] = row
    return found

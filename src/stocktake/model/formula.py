"""Formulas that turn raw counts and prices into figures: what somebody chose for them, as data."""

from collections.abc import Mapping
from dataclasses import dataclass

from stocktake.model.framework import Reference
from stocktake.model.provenance import Verification

SPLITS = (
    "sex", "age", "migratory_status", "disability", "counterpart_area", "education", "documentation", "occupation", "industry",
)  # fmt: skip
"""What raw counts of workers may be split by (SDG indicator 10.7.1)."""


@dataclass(frozen=True, slots=True)
class Formula:
    """The numbers somebody chose for a formula, by name in `parameters`; the arithmetic is code in `measure`."""

    id: str
    title: str
    publisher: str
    verification: Verification
    parameters: Mapping[str, float]
    sources: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()

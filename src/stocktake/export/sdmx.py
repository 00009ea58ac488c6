"""Observations in the words of SDMX: which column is which component of our data structure, and rows brought to it.

Migratory status has no dimension in the SDG data structure; it goes where that structure has it, into the composite breakdown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.model import identifier, period
from stocktake.tables.column import mapped

AGENCY, DATAFLOW, STRUCTURE, VERSION = "STOCKTAKE", "OBSERVATIONS", "OBSERVATIONS", "1.0"

Role = Literal["dimension", "time", "measure", "attribute"]


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the data structure; `column` is our column, `codes` the id of its code list, empty where it is text."""

    id: str
    column: str
    role: Role
    name: str
    codes: str = ""


COMPONENTS = (
    Component("FREQ", "time_period", "dimension", "Frequency", "CL_FREQ"),
    Component("INDICATOR", "indicator", "dimension", "Indicator", "CL_INDICATOR"),
    Component("SERIES", "series", "dimension", "Series of the publisher"),
    Component("REF_AREA", "ref_area", "dimension", "Reference area", "CL_AREA"),
    Component("SEX", "sex", "dimension", "Sex", "CL_SEX"),
    Component("AGE", "age", "dimension", "Age", "CL_AGE"),
    Component(
        "COMPOSITE_BREAKDOWN", "migratory_status", "dimension", "Composite breakdown: migratory status", "CL_COMPOSITE_BREAKDOWN"
    ),
    Component("DISABILITY_STATUS", "disability", "dimension", "Disability status", "CL_DISABILITY_STATUS"),
    Component("COUNTERPART_AREA", "counterpart_area", "dimension", "Counterpart area", "CL_AREA"),
    Component("OTHER_DIMS", "other_dims", "dimension", "Further dimensions of the publisher, as key=code;key=code"),
    Component("UNIT_MEASURE", "unit_measure", "dimension", "Unit of measure", "CL_UNIT_MEASURE"),
    Component("SOURCE", "source", "dimension", "Data set the value was published in"),
    Component("VINTAGE", "vintage", "dimension", "Edition of the data set"),
    Component("TIME_PERIOD", "time_period", "time", "Time period"),
    Component("OBS_VALUE", "obs_value", "measure", "Observation value"),
    Component("OBS_STATUS", "obs_status", "attribute", "Observation status", "CL_OBS_STATUS"),
    Component("COMMENT_OBS", "comment_obs", "attribute", "Comment on the observation"),
    Component("RELEASED", "released", "attribute", "When the edition came out"),
    Component("RETRIEVED", "retrieved", "attribute", "When the edition was read"),
    Component("LOCATOR", "locator", "attribute", "Where the value stands in the edition"),
)

LISTS: Mapping[str, str] = {
    "CL_SEX": "sex",
    "CL_AGE": "age",
    "CL_COMPOSITE_BREAKDOWN": "migratory_status",
    "CL_DISABILITY_STATUS": "disability",
    "CL_UNIT_MEASURE": "unit_measure",
    "CL_OBS_STATUS": "obs_status",
}
"""The code lists that have a list of ours of their own."""

FREQUENCIES = {
    "A": "annual",
    "S": "half-yearly",
    "T": "every four months",
    "Q": "quarterly",
    "M": "monthly",
    "W": "weekly",
    "D": "daily",
    "_O": "other: a span",
}


def of_role(*roles: Role) -> tuple[Component, ...]:
    """Return the components of these roles, in order."""
    return tuple(one for one in COMPONENTS if one.role in roles)


def brought(table: pa.Table) -> pa.Table:
    """Return rows of observations with the columns of SDMX in order; all are text but `OBS_VALUE`, and only it may be null."""
    return pa.table({one.id: _column(one, table) for one in COMPONENTS})


def _column(component: Component, table: pa.Table) -> pa.ChunkedArray:
    column = table[component.column]
    if component.id == "FREQ":
        return mapped(column, period.frequency)
    if component.role == "time":
        return mapped(column, period.to_sdmx)
    if component.codes:
        return mapped(column, identifier.to_sdmx)
    if component.role == "dimension":
        return pc.if_else(pc.equal(column, ""), identifier.NOT_STATED, column)
    return column

"""Observations: one value at one key and period, in the words of SDMX."""

from dataclasses import dataclass, fields

TOTAL = "_T"
"""The code of a dimension that does not split the value."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One value. A row of a snapshot has these columns in this order.

    `obs_value` is None where the publisher marks the value as missing; `obs_status` is the code of SDMX's CL_OBS_STATUS (`A` normal,
    `E` estimated, `O` missing, ...). `other_dims` holds further dimensions as `key=code`, sorted and joined by `;`.
    `source` and `vintage` name the edition, `released` says when it came out (`Source.released`); `locator` is the row in it or in the
    pack it came with.
    """

    indicator: str
    series: str
    ref_area: str
    time_period: str
    sex: str = TOTAL
    age: str = TOTAL
    migratory_status: str = TOTAL
    disability: str = TOTAL
    counterpart_area: str = TOTAL
    other_dims: str = TOTAL
    obs_value: float | None = None
    unit_measure: str = ""
    obs_status: str = "A"
    source: str = ""
    vintage: str = ""
    released: str = ""
    retrieved: str = ""
    locator: str = ""
    comment_obs: str = ""

    def __str__(self) -> str:
        value = "no value" if self.obs_value is None else f"{self.obs_value:g}"
        return f"{value} ({self.time_period})"


COLUMNS = tuple(field.name for field in fields(Observation))
DISAGGREGATIONS = ("sex", "age", "migratory_status", "disability", "counterpart_area", "other_dims")
SERIES_KEY = ("indicator", "series", "ref_area", *DISAGGREGATIONS, "unit_measure", "source")
"""What the observations of one series share. The source is part of it: two publishers' figures stand side by side, never mixed."""

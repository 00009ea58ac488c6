"""What came out of reading a publisher's file: observations, what was left out by rule, and what was not expected."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a reader did not expect: what, how often, and where it was seen first."""

    text: str
    count: int = 1
    first: str = ""

    def __str__(self) -> str:
        often = f", {self.count} times" if self.count > 1 else ""
        return f"{self.text}{often}{f', first in {self.first}' if self.first else ''}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who published a file in a format that many use, as the file itself says it; `id` tells one data set from the next."""

    id: str
    title: str
    publisher: str
    url: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. `table` has columns of observations; those it leaves out have their default (`tables.schema.complete`).

    `rows` counts what was read: rows of a long file, cells of a wide one. Each of them is in `table` or in `left_out`, which counts them
    by the name of a rule of `source.yml`. `vintage` is the edition as the file says it, empty where it does not. `origin` is there where
    the source is a format, and its files come from many publishers.
    """

    table: pa.Table
    rows: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    vintage: str = ""
    origin: Origin | None = None


def together(readings: Iterable[Reading]) -> Reading:
    """Return several readings of one origin as one; ValueError for none. Of several vintages the last one counts."""
    found = tuple(readings)
    if not found:
        raise ValueError("nothing was read")
    left_out: dict[str, int] = {}
    for one in found:
        for rule, count in one.left_out.items():
            left_out[rule] = left_out.get(rule, 0) + count
    return Reading(
        table=pa.concat_tables([one.table for one in found], promote_options="default"),
        rows=sum(one.rows for one in found),
        left_out=left_out,
        issues=tuple(issue for one in found for issue in one.issues),
        vintage=max((one.vintage for one in found), default=""),
        origin=found[0].origin,
    )

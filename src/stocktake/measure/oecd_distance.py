"""The distance to a target in the manner of the OECD: unverified, and no method of `assess`.

The approach was read (OECD, Measuring Distance to the SDG Targets, 2017; The Short and Winding Road to 2030, annex A, 2022), the formula
was not: it is written down from general knowledge and must be compared with the annex before any result is called the OECD's. So no
verdict comes from it, no class, and it does not count where methods agree or differ.

A distance is measured in standard deviations of a group of areas: one area alone has none. Who is in the group is handed in, for a
list of the members of the OECD was seen for 2019 only.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

TITLE = "Distance to the target in the manner of the OECD, unverified"
"""What a result is to be headed with."""


def distance(t: ir.Table) -> ir.FloatingColumn:
    """Return how far each value is from its target, in `spread`; 0 where it meets the target, NULL where one of the three is missing.

    `t` has `value`, `target_value`, `direction` (+1 where more is wanted, -1 where less) and `spread`, in the unit of the value. NULL
    without a wanted direction, and where the members of the group do not differ. It says nothing of the way the value is moving.

    Method: OECD distance, not seen: max(0, d (TV - x)) / s; that a value beyond the target has the distance 0 was not seen either.

    >>> import pyarrow as pa
    >>> t = ibis.memtable(pa.table({"value": [6.18], "target_value": [3.0], "direction": [-1], "spread": [2.0]}))
    >>> round(t.select(found=distance(t)).to_pyarrow()["found"][0].as_py(), 2)
    1.59
    """
    short = ibis.greatest(t.direction * (t.target_value - t.value), 0.0)
    is_known = t.value.notnull() & t.target_value.notnull() & (t.direction != 0)
    return is_known.ifelse(short, ibis.null("float64")) / t.spread.nullif(0)


def with_spread(t: ir.Table, by: Sequence[str]) -> ir.Table:
    """Return `t` with `spread`, the standard deviation of the values of the members, and `members`, how many of them have one.

    `t` has one row an area and combination of `by` (indicator, series, sex, ...), with `value`, the last one of that area, and
    `is_member`. Every row has the spread of its combination, members or not. NULL where fewer than two members have a value. Values
    of different years stand side by side: say so where it is shown.

    Method: OECD distance, not seen: s, here the deviation of a sample (n - 1).
    """
    value = t.is_member.fill_null(False).ifelse(t.value, ibis.null("float64"))
    group = ibis.window(group_by=list(by))
    members = value.count().over(group)
    spread = (members > 1).ifelse(value.std(how="sample").over(group), ibis.null("float64"))
    return t.mutate(spread=spread, members=members)

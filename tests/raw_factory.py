"""Small makers of raw counts and prices, for tests and for the examples in docstrings and pages."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.catalog.formula import formula
from stocktake.measure import recruitment, refugee, remittance
from stocktake.model.formula import Formula

Price = tuple[float | None, float | None]


def remittance_formula() -> Formula:
    """Return the numbers of 10.c.1 as they ship."""
    return formula("remittance-cost")


def recruitment_formula() -> Formula:
    """Return the numbers of 10.7.1 as they ship."""
    return formula("recruitment-cost")


def refugee_formula() -> Formula:
    """Return the numbers of 10.7.4 as they ship."""
    return formula("refugee-share")


def service(cost: float | None, days: float | None = 1, **facts: Any) -> dict[str, Any]:
    """Return one transparent and accessible service of the corridor ARE-IND; `facts` say what is different."""
    known = {"sending": "ARE", "receiving": "IND", "time_period": "2023-Q3", "provider": "p", "service": "s"}
    return {**known, "cost": cost, "days": days, "transparent": True, "accessible": True, "weight": None, **facts}


def service_table(rows: Sequence[Mapping[str, Any]]) -> ir.Table:
    """Return services as a table."""
    return ibis.memtable(pa.Table.from_pylist(list(rows), schema=remittance.SCHEMA))


def services(corridor: str, *prices: Price, **facts: Any) -> ir.Table:
    """Return the services of a corridor written `ARE-IND` by cost and days; one without a cost is not transparent."""
    sending, _, receiving = corridor.partition("-")
    ends = {"sending": sending, "receiving": receiving}
    rows = [
        service(cost, days, **ends, service=f"s{n}", transparent=cost is not None, **facts)
        for n, (cost, days) in enumerate(prices)
    ]
    return service_table(rows)


def worker_table(rows: Sequence[Mapping[str, Any]]) -> ir.Table:
    """Return workers as a table: the columns each row has, of Guatemala in 2024 where it does not say."""
    numbered = [{"worker": f"w{n}", "ref_area": "GTM", "time_period": "2024", **row} for n, row in enumerate(rows)]
    needed = [name for name in recruitment.SCHEMA.names if name != "weight"]
    names = dict.fromkeys([*needed, *(name for row in numbered for name in row)])
    kinds = {name: pa.float64() if name in recruitment.NUMBERS else pa.string() for name in names}
    return ibis.memtable(pa.Table.from_pylist(numbered, schema=pa.schema(kinds)))


def workers(*pairs: tuple[float | None, float | None]) -> ir.Table:
    """Return workers by what they paid and what they earned a month."""
    return worker_table([{"cost": cost, "earnings": earnings} for cost, earnings in pairs])


def count_table(rows: Sequence[Mapping[str, Any]]) -> ir.Table:
    """Return counts of refugees by origin as a table."""
    known = [{"ref_area": "SYR", "time_period": "2024", **row} for row in rows]
    return ibis.memtable(pa.Table.from_pylist(known, schema=refugee.SCHEMA))


def grouped(**groups: str) -> pa.Table:
    """Return which member is in which group: names of groups, each with its members in one string."""
    pairs = [(member, group) for group, members in groups.items() for member in members.split()]
    return pa.table({"member": [one for one, _ in pairs], "group": [one for _, one in pairs]})

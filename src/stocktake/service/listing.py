"""Verdicts as a list: what every method says of the undivided figures of an area, or of an indicator in every area."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog import catalog
from stocktake.model.indicator import Indicator
from stocktake.model.observation import SERIES_KEY, Observation
from stocktake.model.verdict import JudgedSeries, Verdict
from stocktake.review import series
from stocktake.service import comparing, judging
from stocktake.tables import choice, plan
from stocktake.workspace import Workspace

Key = tuple[str, ...]
"""The values of `SERIES_KEY`."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one method says of one series, and how far the methods that can tell agree on it (`verdict.AGREEMENTS`)."""

    indicator: str
    series: str
    ref_area: str
    unit_measure: str
    source: str
    agreement: str
    verdict: Verdict


def verdicts(workspace: Workspace, as_of: int, areas: Sequence[str], indicators: Sequence[str]) -> tuple[Told, ...]:
    """Return what each method says of each undivided series of some areas and indicators, with figures up to a year.

    Areas without codes are all areas, indicators without ids all that reviews tell of. Rows run by series, the leading method first.
    """
    wanted = {"ref_area": areas} if areas else {}
    facts = catalog.load()
    known = [one for one in facts.indicators.values() if one.id in (indicators or facts.told)]
    rows = choice.rows(workspace.figures, {**wanted, "indicator": [one.id for one in known], "split": [""]})
    judged = plan.run(comparing.planned(workspace, as_of), {"figures": rows})["judged"]
    seen = _by_series(choice.newest(rows))
    return tuple(told for one in known for told in _told(one, judged, seen))


def _by_series(rows: pa.Table) -> dict[Key, list[Observation]]:
    found: dict[Key, list[Observation]] = {}
    for one in msgspec.convert(rows.to_pylist(), list[Observation]):
        found.setdefault(_key(one), []).append(one)
    return found


def _key(one: Observation | JudgedSeries) -> Key:
    return tuple(getattr(one, name) for name in SERIES_KEY)


def _told(indicator: Indicator, judged: pa.Table, seen: dict[Key, list[Observation]]) -> Sequence[Told]:
    methods = {one.id: one for one in judging.in_turn(catalog.load().methods.values())}
    place = {name: place for place, name in enumerate(methods)}
    rows = judged.filter(pc.equal(judged["indicator"], indicator.id))
    found = comparing.Judgement(indicator, rows).of(rows["ref_area"].unique().to_pylist())
    return [
        Told(
            *(row.indicator, row.series, row.ref_area, row.unit_measure, row.source, row.agreement),
            verdict=series.verdict(row, indicator, methods[row.method], seen.get(_key(row), ())),
        )
        for row in sorted(found, key=lambda row: (row.ref_area, _key(row), place[row.method]))
    ]

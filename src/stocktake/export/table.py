"""The tables beside the figures: what their sources, areas, indicators and codes are."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from stocktake.export.holding import Edition, Extent, Facts, Tally
from stocktake.model.area import LANGUAGES
from stocktake.model.observation import TOTAL

_NOT_LISTED = "as published, in no list of ours"


def write(table: pa.Table, path: Path) -> None:
    """Write a table as CSV: a header, then one row a line, UTF-8."""
    csv.write_csv(table, path, csv.WriteOptions(quoting_style="needed"))


def sources(editions: Sequence[Edition], extents: Mapping[tuple[str, str], Extent]) -> pa.Table:
    """Return one row an edition: how it is cited, on which terms, how far its figures reach, and what to mind."""
    return _table([_source(one, extents.get((one.source.id, one.source.vintage), Extent())) for one in editions])


def _source(edition: Edition, extent: Extent) -> dict[str, str]:
    source = edition.source
    return {
        "source": source.id,
        "vintage": source.vintage,
        "title": source.title,
        "publisher": source.publisher,
        "released": source.released,
        "url": source.url,
        "licence": source.licence or "not stated",
        "citation": edition.citation,
        "rows": str(extent.rows),
        "areas": str(len(extent.areas)),
        "first_period": extent.first,
        "last_period": extent.last,
        "caveats": " ".join(edition.caveats),
    }


def areas(facts: Facts, tally: Tally) -> pa.Table:
    """Return one row an area, with its names in six languages; those that figures carry and nobody could place follow."""
    listed = [
        {
            "code": one.code,
            "kind": one.kind,
            "m49": one.m49,
            "iso2": one.iso2,
            **{f"name_{language}": one.names.get(language, "") for language in LANGUAGES},
            "note": one.note,
        }
        for one in facts.areas
    ]
    carried = (tally.codes["ref_area"] | tally.codes["counterpart_area"]) - {one["code"] for one in listed}
    empty = dict.fromkeys(listed[0], "")
    return _table([*listed, *({**empty, "code": code, "kind": _kind(code), "name_en": code} for code in sorted(carried))])


def _kind(code: str) -> str:
    return "total" if code == TOTAL else _NOT_LISTED


def indicators(facts: Facts, tally: Tally) -> pa.Table:
    """Return one row an indicator: its unit, direction and commitments, and why progress on it may not be graded."""
    listed = [
        {
            "indicator": one.id,
            "title": one.title,
            "unit_measure": one.unit_measure,
            "direction": one.direction,
            "role": one.role,
            "commitments": ";".join(one.commitments),
            "editorial_commitments": ";".join(one.editorial_commitments),
            "custodians": "; ".join(one.custodians),
            "not_graded_because": one.grading.reason,
            "notes": " ".join(one.notes),
            "verification": str(one.verification),
        }
        for one in facts.indicators.values()
    ]
    carried = tally.codes["indicator"] - set(facts.indicators)
    empty = dict.fromkeys(listed[0], "")
    return _table([*listed, *({**empty, "indicator": one, "title": f"{one} ({_NOT_LISTED})"} for one in sorted(carried))])


def codes(facts: Facts, tally: Tally) -> pa.Table:
    """Return one row a code of every list, and of those that figures carry besides."""
    found = [(name, code, label) for name, labels in facts.codelists.items() for code, label in labels.items()]
    for name, carried in tally.codes.items():
        listed = facts.codelists.get(name)
        found += [(name, code, _NOT_LISTED) for code in sorted(carried - set(listed))] if listed is not None else []
    return _table([{"list": name, "code": code, "label": label} for name, code, label in found])


def _table(rows: Iterable[Mapping[str, str]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows))

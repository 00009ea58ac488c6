"""From a reading to a snapshot: the edition is written into every row, and what the source must hold is checked first."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.errors import CatalogError, DataError
from stocktake.model.observation import COLUMNS, SERIES_KEY
from stocktake.model.provenance import Source
from stocktake.sources.about import About, Sum
from stocktake.sources.reading import Issue, Origin, Reading
from stocktake.tables import schema

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def settled(reading: Reading, about: About, retrieved: str) -> Reading:
    """Return the reading with complete rows that name source, edition and day, and an issue where one figure stands there with two values.

    Rows are those of `tables.schema`. Where a file in a common format names the editions of its figures itself, as our own exports do,
    these stay.
    """
    edition = {
        "source": source_id(about, reading.vintage, reading.origin),
        "vintage": reading.vintage,
        "released": released(about, reading.vintage),
        "retrieved": retrieved,
    }
    table = reading.table
    for name, text in edition.items():
        if name in table.column_names and reading.origin:
            continue
        if name in table.column_names:
            table = table.drop_columns([name])
        table = table.append_column(name, pa.repeat(text, table.num_rows))
    table = schema.complete(_filled(table))
    return replace(reading, table=table, issues=(*reading.issues, *_twice(table)))


def source_id(about: About, vintage: str, origin: Origin | None = None) -> str:
    """Return the id that figures of an edition carry: with the origin of a file in a common format, with an edition that must stand alone."""
    name = f"{about.id}-{origin.id}" if origin else about.id
    return f"{name}-{vintage}" if about.editions_apart and vintage else name


def released(about: About, vintage: str) -> str:
    """Return when an edition came out: as `source.yml` says, else the edition itself where it is a date or a year; empty where nobody knows."""
    return about.released.get(vintage) or (vintage if _DATE.fullmatch(vintage) else "")


def _filled(table: pa.Table) -> pa.Table:
    """Return the table with the default of an observation where readings that were put together had no such column."""
    for place, field in enumerate(table.schema):
        default = schema.DEFAULTS.get(field.name)
        if pa.types.is_string(field.type) and table[field.name].null_count and isinstance(default, str):
            table = table.set_column(place, field.name, pc.fill_null(table[field.name], default))
    return table


def _twice(table: pa.Table) -> tuple[Issue, ...]:
    key = [*SERIES_KEY, "time_period"]
    counts = table.group_by(key).aggregate([([], "count_all")])
    crowded = counts.filter(pc.greater(counts["count_all"], 1))
    if not crowded.num_rows:
        return ()
    first = ":".join(dict.fromkeys(str(crowded[name][0]) for name in key if str(crowded[name][0]) not in ("_T", "")))
    return (Issue("a figure stands there more than once, with one key and one period; all are kept", crowded.num_rows, first),)


def provenance(about: About, vintage: str, origin: Origin | None = None) -> Source:
    """Return the edition as it is cited; what a file in a common format says of its origin stands in place of the format."""
    day = released(about, vintage)
    return Source(
        source_id(about, vintage, origin),
        vintage,
        origin.title if origin else about.title,
        origin.publisher if origin else about.publisher,
        day[:4] or vintage,
        origin.url if origin else about.url,
        origin.licence or "not stated in the file" if origin else about.licence,
        "file",
        day,
    )


def editions(reading: Reading, about: About) -> tuple[Source, ...]:
    """Return the editions that the rows of a settled reading name, by id and vintage; those of other sources keep their names."""
    own = provenance(about, reading.vintage, reading.origin)
    rows = reading.table.group_by(["source", "vintage", "released"]).aggregate([]).to_pylist()
    found = {(row["source"], row["vintage"]): row["released"] for row in rows if row["source"] != own.id}
    others = tuple(
        replace(own, id=source, vintage=vintage, title=f"{source}, in {own.title}", year=day[:4], released=day)
        for (source, vintage), day in sorted(found.items())
    )
    return others if rows and len(found) == len({(row["source"], row["vintage"]) for row in rows}) else (own, *others)


def checked(reading: Reading, about: About) -> tuple[str, ...]:
    """Return a sentence for each check that a settled reading passed; DataError for the first that it fails.

    Sums are asked of the edition they name alone, or of any where they name none.
    """
    areas = pc.count_distinct(reading.table["ref_area"]).as_py()
    for what, found, least in (("figures", reading.table.num_rows, about.expected.rows), ("areas", areas, about.expected.areas)):
        if found < least:
            raise DataError(
                f"{about.id}: {found} {what} were read, at least {least} were expected; the file is cut off or its layout has changed, "
                "so nothing was taken in"
            )
    passed = [
        f"{reading.table.num_rows} figures (at least {about.expected.rows})",
        f"{areas} areas (at least {about.expected.areas})",
    ]
    wanted = [one for one in about.expected.sums if one.vintage in ("", reading.vintage)]
    told = [_summed(reading.table, one, about) for one in wanted]
    return (*passed, *(one for one in told if one))


def _summed(table: pa.Table, wanted: Sum, about: About) -> str:
    rows = table
    for column, code in wanted.where.items():
        if column not in COLUMNS:
            raise CatalogError(
                f'{about.id}/source.yml: expected.sums: "{column}" is no column; write one of {", ".join(COLUMNS)}'
            )
        rows = rows.filter(pc.equal(rows[column], code))
    if about.stand_alone and not rows.num_rows:
        return ""  # another file of the edition holds them
    total = pc.sum(rows["obs_value"], min_count=0).as_py()
    where = _where(wanted.where)
    if not math.isclose(total, wanted.total, rel_tol=1e-9, abs_tol=wanted.within):
        raise DataError(
            f"{about.id}: the figures with {where} add up to {total:.15g}, not {wanted.total:.15g}; the file is not the one that was "
            "published, or its layout has changed, so nothing was taken in"
        )
    return f"{where}: {wanted.total:.15g}"


def _where(where: Mapping[str, str]) -> str:
    return ", ".join(f"{column} {code}" for column, code in where.items())

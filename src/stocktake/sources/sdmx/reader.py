"""Files in any format of SDMX: a message of text becomes observations here, whichever format it came in."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.codelist import codelist
from stocktake.catalog.indicator import indicators
from stocktake.errors import DataError
from stocktake.model.identifier import NOT_STATED, from_sdmx
from stocktake.model.observation import TOTAL
from stocktake.sources import cells
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Origin, Reading, together
from stocktake.sources.sdmx import csv_message, json_message, meaning, message, ml_message
from stocktake.sources.sdmx.message import Header, Piece
from stocktake.tables import schema

OWN = "STOCKTAKE"
"""The agency of the files that stocktake itself gives out; their codes are ours and are taken as they stand."""

_CODED = (
    "INDICATOR",
    "REF_AREA",
    "COUNTERPART_AREA",
    "SEX",
    "AGE",
    "COMPOSITE_BREAKDOWN",
    "DISABILITY_STATUS",
    "UNIT_MEASURE",
    "OBS_STATUS",
)
_TEXTS = ("SERIES", "OTHER_DIMS", "SOURCE", "VINTAGE")
"""The dimensions of our own files whose ids stand for codes, and those that are text; an empty one of either says so."""

_ENDINGS = (".csv", ".xml", ".json", ".sdmx", ".gz")
_EDITION = ("source", "vintage", "released", "retrieved")
_OF_OWN = ("other_dims", "locator", *_EDITION)
_NO_SPLIT = ("FREQ", "ACTION", "STRUCTURE_ID")
_PLAIN_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)$"
_FILLED = tuple(name for name in schema.SCHEMA.names if name not in _EDITION)


_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}(?:\.[A-Za-z0-9_-]{1,40}){0,4}")
_OURS = re.compile(r"[a-z][a-z0-9-]*:.+", re.DOTALL)


class _Format(Protocol):
    """A module that reads one of the formats."""

    COUNTED: str

    def is_one(self, beginning: str) -> bool:
        """Return whether a file that begins so has this format."""

    def header(self, path: Path) -> Header:
        """Return who made a message."""

    def pieces(self, path: Path, attributes: Collection[str]) -> Iterator[Piece]:
        """Yield its observations."""


_FORMATS: tuple[_Format, ...] = (csv_message, ml_message, json_message)


def read(path: Path, about: About) -> Reading:
    """Return the figures of a file, or of all files of a folder, which must be of one data flow and one edition.

    DataError where a file is none of SDMX, holds a structure or metadata, or has no column for the area, the period or the value.
    """
    found = [_reading(one, about, is_one_of_several=path.is_dir()) for one in _files(path)]
    _refuse_several(path, found)
    dated = [replace(one, vintage=max(each.vintage for each in found)) for one in found]
    whole = together(dated)
    table, repeated = _once(whole.table)
    left_out = {rule: count for rule, count in {**whole.left_out, "repeated": repeated}.items() if count}
    return replace(whole, table=table, left_out=left_out, issues=cells.added_up(whole.issues))


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return (path,)
    found = sorted(one for one in path.iterdir() if one.name.lower().endswith(_ENDINGS))
    if not found:
        raise DataError(f"{path.name}: holds no file that ends with {' or '.join(_ENDINGS)}; see {path}")
    return found


def _refuse_several(path: Path, found: Iterable[Reading]) -> None:
    """Raise where files are of several data flows or editions: one snapshot is one edition of one."""
    flows = sorted({one.origin.id for one in found if one.origin})
    editions = sorted({one.vintage for one in found if one.vintage})
    for what, several in (("data flows", flows), ("editions", editions)):
        if len(several) > 1:
            raise DataError(f"{path.name}: holds files of several {what} ({', '.join(several)}); read them one by one")


def _once(table: pa.Table) -> tuple[pa.Table, int]:
    """Return each row once and how many repeat one; columns that say the same in all rows are not compared."""
    varying = [name for name in table.column_names if name != "locator" and pc.count_distinct(table[name]).as_py() > 1]
    places = pa.array(range(table.num_rows), pa.int64())
    kept, repeated = cells.once(table.select(varying or ["time_period"]).append_column("locator", places))
    return (table.take(kept["locator"]) if repeated else table), repeated


def _format(path: Path) -> _Format:
    """Return the module that reads a file, told by its first bytes."""
    first = message.opening(path)
    wide = first[:2] in (b"\xff\xfe", b"\xfe\xff")
    beginning = first.decode("utf-16" if wide else "utf-8", "replace")
    for one in _FORMATS:
        if one.is_one(beginning):
            return one
    if first[:4] == b"PK\x03\x04":
        raise DataError(f"{path.name}: is a ZIP file; unpack it and read the file inside")
    raise DataError(
        f"{path.name}: is no file of SDMX; expected CSV whose first column is DATAFLOW or STRUCTURE, XML, or a JSON object; see {path}"
    )


def _reading(path: Path, about: About, *, is_one_of_several: bool) -> Reading:
    """Return what a file holds."""
    kind = _format(path)
    head = kind.header(path)
    found: list[Reading] = [Reading(schema.SCHEMA.empty_table().select(_FILLED), 0)]
    flows, columns = {head.name} if head.id else set(), set()
    for piece in kind.pieces(path, _attributes(about)):
        flows |= _flows(piece)
        columns |= {name.upper() for name in piece.table.column_names}
        if len(flows) > 1:
            told = ", ".join(sorted(flows)[:5])
            raise DataError(f"{path.name}: holds figures of several data flows ({told}); split it, one file for each")
        locators = f"{path.name}, {kind.COUNTED}" if is_one_of_several else kind.COUNTED
        found.append(_File(path.name, head, about, locators).read(piece))
    whole = together(found)
    if whole.table.num_rows and "OBS_VALUE" not in columns:
        raise DataError(f"{path.name}: no column holds the value; expected OBS_VALUE")
    return replace(whole, vintage=_edition(whole.table, head), origin=_origin(head))


def _attributes(about: About) -> frozenset[str]:
    """Return the names that are attributes wherever a format does not tell, in capitals."""
    named = (about.columns[role] for role in ("comments", "unit_measure", "unit_mult", "obs_status", "obs_value"))
    return frozenset((*about.ignored, *(name for names in named for name in names.split())))


def _flows(piece: Piece) -> set[str]:
    """Return the data flows that rows name."""
    if "STRUCTURE_ID" not in piece.table.column_names:
        return set()
    names = [message.flow(name.partition(": ")[0]) for name in pc.unique(piece.table["STRUCTURE_ID"]).to_pylist() if name]
    return {Header(*name).name for name in names if any(name)}


def _origin(head: Header) -> Origin:
    """Return who published a message, by what it says itself."""
    words = re.sub(r"[^a-z0-9]+", "-", f"{head.agency}-{head.id or head.title}".lower()).strip("-")[:80].rstrip("-")
    publisher = head.sender or message.somebody(head.agency) or "not stated in the file"
    return Origin(words or "unnamed", head.title or (head.name if head.id else "without a name"), publisher)


def _edition(table: pa.Table, head: Header) -> str:
    """Return the edition that all rows name, else the day on which the message was prepared; empty where nothing is said."""
    named = pc.unique(table["vintage"]).to_pylist() if "vintage" in table.column_names else []
    if len(named) == 1 and _NAME.fullmatch(named[0] or ""):
        return str(named[0])
    found = re.match(r"\d{4}-\d{2}-\d{2}", head.prepared, re.ASCII)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class _File:
    """The file that pieces come from; `rows` is what is said before the number of a row."""

    name: str
    head: Header
    about: About
    rows: str

    @property
    def is_own(self) -> bool:
        """Whether stocktake itself gave the file out."""
        return self.head.agency == OWN

    def read(self, piece: Piece) -> Reading:
        """Return the observations of a piece, with what is left out of it and why."""
        piece = _as_written(piece) if self.is_own else piece
        roles = self._roles(piece)
        numbered = piece.table.append_column(roles["place"], _numbers(self.rows, piece))
        kept, left_out = _kept(numbered, roles)
        if not kept.num_rows:
            counted = {rule: count for rule, count in left_out.items() if count}
            return Reading(schema.SCHEMA.empty_table().select(_FILLED), piece.table.num_rows, counted)
        self._refuse_without(roles)
        table, issues = self._observations(kept, roles, piece)
        dated = table.filter(pc.and_(table["time_period"].is_valid(), table["ref_area"].is_valid()))
        undated = table["time_period"].null_count
        left_out |= {"undated": undated, "placeless": table.num_rows - dated.num_rows - undated}
        counted = {rule: count for rule, count in left_out.items() if count}
        return Reading(dated, piece.table.num_rows, counted, (*issues, *self._unread(piece, roles)))

    def _roles(self, piece: Piece) -> dict[str, str]:
        """Return the column that plays each part, by the names of `source.yml`; columns of our own files count in those alone."""
        named = {name.upper(): name for name in reversed(piece.table.column_names)}
        parts = {role: names.split() for role, names in self.about.columns.items() if self.is_own or role not in _OF_OWN}
        found = {role: next((named[name] for name in names if name in named), "") for role, names in parts.items()}
        place = "#" * (max(map(len, named), default=0) + 1)  # no column has that name
        return {role: name for role, name in found.items() if name and role != "comments"} | {"place": place}

    def _refuse_without(self, roles: Mapping[str, str]) -> None:
        needed = [("ref_area", "names an area"), ("time_period", "holds the period")]
        needed += [("indicator", "names the indicator"), ("series", "names the series")] if self.is_own else []
        for role, what in needed:
            if role not in roles:
                names = ", ".join(self.about.columns[role].split())
                raise DataError(f"{self.name}: no column {what}; expected one of {names}")

    def _comments(self, piece: Piece) -> list[str]:
        wanted = self.about.columns["comments"].split()
        return [name for name in piece.table.column_names if name.upper() in wanted]

    def _unread(self, piece: Piece, roles: Mapping[str, str]) -> tuple[Issue, ...]:
        """Return an issue for each attribute that is neither read nor ignored by name."""
        known = {*roles.values(), *self._comments(piece)}
        odd = [
            name for name in piece.attributes & set(piece.table.column_names) - known if name.upper() not in self.about.ignored
        ]
        return tuple(Issue(f'attribute "{name}" is neither read nor ignored', 1, self.name) for name in sorted(odd))

    def _observations(self, t: pa.Table, roles: Mapping[str, str], piece: Piece) -> tuple[pa.Table, tuple[Issue, ...]]:
        """Return rows as observations; period and area are null where there is none."""
        known = frozenset(codelist("obs_status")) - (frozenset() if self.is_own else {cells.CENSORED})
        column = partial(_column, t, roles)
        figures, odd_figures = _figures(column("obs_value"), column("unit_mult"), column("unit_measure"), self)
        figures = _without_denied(figures, column("obs_value"), column("obs_status"), known)
        status, remarks, odd_status = _status(column("obs_status"), figures, known)
        units, odd_units = self._units(column("unit_measure"))
        area, unplaced = self._places(column("ref_area"), "area", None)
        other_end, unplaced_too = self._places(column("counterpart_area"), "area at the other end", TOTAL)
        dimensions, odd_codes = self._dimensions(t, roles, piece)
        period = cells.mapped(column("time_period"), cells.period)
        undated = cells.counted(pc.if_else(period.is_valid(), None, column("time_period")), 'period: "{}" is none')
        told = [_worded(t[name], self.is_own) for name in self._comments(piece)]
        edition = {name: column(name) for name in _EDITION if name in roles}
        table = pa.table(
            {
                **self._named(column("series"), column("indicator"), "series" in roles),
                "ref_area": area,
                "time_period": period,
                **dimensions,
                "counterpart_area": other_end,
                "obs_value": figures.values,
                "unit_measure": units,
                "obs_status": status,
                "locator": column("locator") if "locator" in roles else t[roles["place"]],
                "comment_obs": cells.joined([figures.comment, *remarks, *told], t.num_rows),
                **edition,
            }
        )
        issues = (*odd_figures, *odd_status, *odd_units, *unplaced, *unplaced_too, *odd_codes, *undated, *_many(edition))
        return table, issues

    def _named(self, series: pa.ChunkedArray, indicator: pa.ChunkedArray, has_series: bool) -> dict[str, pa.ChunkedArray]:
        """Return series and indicator: what the file names where it is ours, the indicator that names the series, or the data flow."""
        if self.is_own:
            return {"indicator": indicator, "series": series}
        flow = _origin(self.head).id
        code = series if has_series else indicator
        code = pc.if_else(pc.equal(code, ""), self.head.id or flow, code)
        found = cells.mapped(code, lambda text: meaning.of_series().get(text) or (text if text in indicators() else None))
        stated = cells.mapped(indicator, lambda text: text if text in indicators() else None)
        return {"indicator": pc.coalesce(found, stated, pa.scalar(flow)), "series": code}

    def _places(self, column: pa.ChunkedArray, name: str, nowhere: str | None) -> tuple[pa.ChunkedArray, tuple[Issue, ...]]:
        """Return our codes of areas, `nowhere` for an empty cell; what cannot be placed is `sdmx:CODE` and an issue."""
        column = pc.utf8_trim_whitespace(column)
        places: Mapping[str, str] = {} if self.is_own else self.about.places
        totals = ("", "_T", "_Z", "TOTAL", "Total", "T") if nowhere else ()
        found = cells.mapped(column, lambda text: None if text in ("", *totals) else meaning.area(text, places))
        known = pc.or_(found.is_valid(), pc.is_in(column, pa.array(["", *totals], pa.string())))
        kept = column if self.is_own else pc.binary_join_element_wise("sdmx", column, ":")
        rest = pc.if_else(known, None, column)
        odd = cells.mapped(rest, lambda text: None if self.is_own and _OURS.fullmatch(text) else text)
        issues = cells.counted(odd, f'{name}: "{{}}" is no area known here; it is kept as it stands')
        return pc.coalesce(found, pc.if_else(known, pa.scalar(nowhere, pa.string()), kept)), issues

    def _units(self, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, tuple[Issue, ...]]:
        if self.is_own:
            return column, ()
        found = cells.mapped(column, meaning.unit)
        unknown = pc.if_else(pc.or_(found.is_valid(), pc.equal(column, "")), None, column)
        silent = pc.sum(pc.equal(column, "")).as_py()
        issues = cells.counted(unknown, 'unit "{}" is not in our list; it is kept as it stands')
        return pc.coalesce(found, column), (*issues, *([Issue("the unit is not said", silent)] if silent else []))

    def _dimensions(
        self, t: pa.Table, roles: Mapping[str, str], piece: Piece
    ) -> tuple[dict[str, pa.ChunkedArray], tuple[Issue, ...]]:
        """Return the dimensions that have a column, and all others in `other_dims`."""
        parts = {role: t[roles[role]] for role in cells.OWN if role in roles}
        aside = {*roles.values(), *piece.attributes, *self._comments(piece)}
        for name in t.column_names:
            if name not in aside and name.upper() not in _NO_SPLIT:
                parts[_unlike(name, parts)] = t[name]
        if not self.is_own and "series" in roles and "indicator" in roles:
            rest = cells.mapped(t[roles["indicator"]], lambda text: None if text in indicators() else text)
            parts["indicator"] = rest
        if "composite_breakdown" in roles:
            _part_composite(parts, t[roles["composite_breakdown"]])
        columns = pa.table({name: pc.fill_null(column, "") for name, column in parts.items()} or {"": t[roles["place"]]})
        found, issues = cells.dimensions(columns, () if parts else ("",), _as_it_stands if self.is_own else meaning.code)
        if "other_dims" in roles:
            found["other_dims"] = _together(t[roles["other_dims"]], found["other_dims"])
        return found, issues


def _kept(t: pa.Table, roles: Mapping[str, str]) -> tuple[pa.Table, dict[str, int]]:
    """Return the rows that hold a figure, or say that there is none, and how many do not, by rule."""
    is_deleted = pc.equal(pc.utf8_upper(_column(t, {"action": "ACTION"}, "action")), "D")
    rest = t.filter(pc.invert(is_deleted))
    if "time_period" not in roles:
        return rest, {"deleted": t.num_rows - rest.num_rows}
    is_partial = pc.and_(pc.equal(_column(rest, roles, "time_period"), ""), pc.equal(_column(rest, roles, "obs_value"), ""))
    kept = rest.filter(pc.invert(is_partial))
    return kept, {"deleted": t.num_rows - rest.num_rows, "partial": rest.num_rows - kept.num_rows}


def _column(t: pa.Table, roles: Mapping[str, str], role: str) -> pa.ChunkedArray:
    """Return the column that plays a part, empty where nothing is said."""
    name = roles.get(role, "")
    if name not in t.column_names:
        return pa.chunked_array([pa.repeat("", t.num_rows)])
    return pc.fill_null(t[name], "")


def _numbers(said: str, piece: Piece) -> pa.Array:
    rows = pa.array(range(piece.first, piece.first + piece.table.num_rows), pa.int64()).cast(pa.string())
    return pc.binary_join_element_wise(said, rows, " ")


def _figures(
    text: pa.ChunkedArray, power: pa.ChunkedArray, unit: pa.ChunkedArray, file: _File
) -> tuple[cells.Numbers, tuple[Issue, ...]]:
    """Return values times their power of ten, with a remark on it, and what was not understood. A comma is part of no number of SDMX."""
    text = pc.utf8_trim_whitespace(text)
    has_comma = pc.match_substring(text, ",")
    odd = cells.counted(pc.if_else(has_comma, text, None), 'value: "{}" is not a number')
    found = cells.numbers(pc.if_else(has_comma, "", text), file.about.missing, "value")
    powers = cells.mapped(power, meaning.power)
    no_power = cells.counted(
        pc.if_else(powers.is_valid(), None, power), 'unit multiplier: "{}" is no power of ten known here; it is not applied'
    )
    of_unit = cells.mapped(unit, lambda text: "0" if file.is_own else meaning.power_of_unit(text)).cast(pa.int64())
    whole = pc.add(pc.fill_null(powers, "0").cast(pa.int64()), of_unit).cast(pa.string())
    values = _scaled(text, found.values, whole)
    told = pc.if_else(values.is_valid(), cells.mapped(whole, meaning.in_units), None)
    published = pc.if_else(has_comma, pc.binary_join_element_wise("published as", text, " "), _or_null(found.comment))
    comment = cells.joined([told, published], len(text))
    return replace(found, values=values, comment=_or_null(comment)), (*found.issues, *odd, *no_power)


def _scaled(text: pa.ChunkedArray, values: pa.ChunkedArray, power: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return values times ten to a power, rounded once: the power is written behind the figures where they stand without one."""
    is_plain = pc.and_(pc.match_substring_regex(text, _PLAIN_NUMBER), values.is_valid())
    written = pc.if_else(is_plain, pc.binary_join_element_wise(text, power, "e"), None).cast(pa.float64())
    times = pc.power(10.0, power.cast(pa.float64()))
    return pc.coalesce(written, pc.multiply(values, times))


def _without_denied(
    figures: cells.Numbers, text: pa.ChunkedArray, status: pa.ChunkedArray, known: Collection[str]
) -> cells.Numbers:
    """Return figures without the values whose status says that there is none; a remark keeps what was published."""
    flags = cells.mapped(status, lambda one: "denied" if meaning.denies_value(one, known) else None)
    is_denied = pc.and_(flags.is_valid(), figures.values.is_valid())
    published = pc.binary_join_element_wise("published as", text, "marked as missing", " ")
    return replace(
        figures,
        values=pc.if_else(is_denied, None, figures.values),
        status=pc.if_else(is_denied, cells.MISSING, figures.status),
        comment=pc.if_else(is_denied, published, figures.comment),
    )


def _status(
    text: pa.ChunkedArray, figures: cells.Numbers, known: Collection[str]
) -> tuple[pa.ChunkedArray, list[pa.ChunkedArray], tuple[Issue, ...]]:
    """Return statuses that go with the values, remarks on what they do not hold, and codes that are not known."""
    has_value = figures.values.is_valid()
    with_value = pc.fill_null(cells.mapped(text, partial(meaning.status, known=known, has_value=True)), "A")
    without = pc.coalesce(cells.mapped(text, partial(meaning.status, known=known, has_value=False)), figures.status)
    remarks = pc.if_else(
        has_value,
        cells.mapped(text, partial(meaning.remark, known=known, has_value=True)),
        cells.mapped(text, partial(meaning.remark, known=known, has_value=False)),
    )
    odd = cells.counted(
        cells.mapped(text, lambda one: one if "?" in meaning.statuses(one, known) else None),
        'observation status: "{}" has no code here; the comment keeps it',
    )
    return pc.if_else(has_value, with_value, without), [remarks], odd


def _or_null(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(column, ""), None, column)


def _worded(column: pa.ChunkedArray, is_own: bool) -> pa.ChunkedArray:
    """Return comments on one line, null for none; those of our own files as they stand."""
    return cells.mapped(column, lambda text: (text if is_own else " ".join(text.split())) or None)


def _many(edition: Mapping[str, pa.ChunkedArray]) -> tuple[Issue, ...]:
    """Return an issue where rows of a file of ours come from several sources."""
    named = sorted(pc.unique(edition["source"]).to_pylist()) if "source" in edition else []
    return (Issue(f"holds figures of several sources ({', '.join(named[:5])}); each keeps its own"),) if len(named) > 1 else ()


def _unlike(name: str, taken: Collection[str]) -> str:
    """Return the name of a dimension in small letters, as it stands where that one is taken."""
    plain = re.sub(r"[;=]", " ", name.lower())
    return plain if plain not in (*taken, *cells.OWN) else f"{name} (as published)"


def _part_composite(parts: dict[str, pa.ChunkedArray], composite: pa.ChunkedArray) -> None:
    """Put migratory statuses of the composite breakdown of the SDG structure into their own column; the others stay."""
    known = codelist("migratory_status")
    status = cells.mapped(composite, lambda text: text if text in known and text != TOTAL else None)
    stated = (
        cells.mapped(parts["migratory_status"], lambda text: None if text in ("", TOTAL) else text)
        if "migratory_status" in parts
        else status
    )
    parts["migratory_status"] = pc.coalesce(stated, status)
    parts["composite_breakdown"] = pc.if_else(status.is_valid(), None, composite)


def _as_written(piece: Piece) -> Piece:
    """Return the rows of a file of our own with the codes as they were before they became ids of SDMX."""
    table = piece.table
    for place, name in enumerate(table.column_names):
        if name in _CODED or name in _TEXTS:
            back = from_sdmx if name in _CODED else _stated
            table = table.set_column(place, name, cells.mapped(table[name], back))
    return replace(piece, table=table)


def _stated(text: str) -> str:
    return "" if text == NOT_STATED else text


def _as_it_stands(_: str, text: str) -> str:
    return text or TOTAL


def _together(stated: pa.ChunkedArray, found: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the further dimensions that a cell lists with those that have a column, sorted by name."""
    both = pc.binary_join_element_wise(pc.fill_null(stated, TOTAL), found, "\t")
    return cells.mapped(both, _sorted)


def _sorted(pair: str) -> str:
    """Return two lists of dimensions as one; one alone as it stands.

    >>> _sorted("a=1;c=3\\tb=2"), _sorted("b=2;a=1\\t_T"), _sorted("\\t_T")
    ('a=1;b=2;c=3', 'b=2;a=1', '_T')
    """
    lists = [one for one in pair.rsplit("\t", 1) if one not in ("", TOTAL)]
    if len(lists) < 2:
        return lists[0] if lists else TOTAL
    return ";".join(sorted(";".join(lists).split(";"), key=lambda one: one.partition("=")[0]))

"""Cells as publishers write them, brought to numbers, periods, codes and marks: a whole column at a time.

Every distinct text of a column is looked at once, however often it stands there.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.codelist import codelist
from stocktake.model.area import Area, Areas
from stocktake.model.observation import TOTAL
from stocktake.sources.reading import Issue
from stocktake.tables.column import mapped as mapped  # a word of this module for readers

MISSING = "O"
"""The status of a value that is marked as missing (SDMX CL_OBS_STATUS)."""

CENSORED = "X"
"""The status of a value published only as below or above a limit; `comment_obs` says which."""

_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$"
_THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$"
_LIMIT = re.compile(r"[<>≤≥]=?\s*([+-]?[\d,]*\.?\d+)")


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of figures: `values` with their `status` and `comment`, and what could not be understood."""

    values: pa.ChunkedArray
    status: pa.ChunkedArray
    comment: pa.ChunkedArray
    issues: tuple[Issue, ...]


def numbers(column: pa.ChunkedArray, missing: Collection[str], name: str = "value") -> Numbers:
    """Return a column of text as numbers.

    Commas between thousands are taken out. One of `missing`, or an empty cell, has no value and the status `O`; a limit as `<2.5` has
    none either, the status `X` and the limit as its comment. Any other text has no value and the status `O`, and is an issue.

    >>> found = numbers(pa.chunked_array([["1,022", "..", "<2.5", "abc"]]), {".."})
    >>> found.values.to_pylist(), found.status.to_pylist(), found.comment.to_pylist()
    ([1022.0, None, None, None], ['A', 'O', 'X', 'O'], ['', '', 'published as <2.5', 'published as abc'])
    >>> [str(one) for one in found.issues]
    ['value: "abc" is not a number']
    """
    text = pc.utf8_trim_whitespace(pc.fill_null(column, ""))
    text = pc.if_else(pc.match_substring_regex(text, _THOUSANDS), pc.replace_substring(text, ",", ""), text)
    values = pc.if_else(pc.match_substring_regex(text, _NUMBER), text, None).cast(pa.float64())
    values = pc.if_else(pc.is_finite(values), values, None)  # 1e999 is too large to be one
    rest = pc.if_else(values.is_valid(), None, text)
    marks = {one.strip() for one in missing} | {""}
    status = mapped(rest, lambda one: CENSORED if _LIMIT.fullmatch(one) else MISSING)
    comment = mapped(rest, lambda one: "" if one in marks else f"published as {one}")
    odd = pc.if_else(mapped(rest, lambda one: None if one in marks or _LIMIT.fullmatch(one) else one).is_valid(), rest, None)
    return Numbers(values, pc.fill_null(status, "A"), pc.fill_null(comment, ""), counted(odd, f'{name}: "{{}}" is not a number'))


def counted(odd: pa.ChunkedArray, sentence: str) -> tuple[Issue, ...]:
    """Return an issue for each distinct text that is not null, with how often it stands there, most often first."""
    found = pc.value_counts(pc.drop_null(odd)).to_pylist()
    return tuple(
        Issue(sentence.format(one["values"]), one["counts"])
        for one in sorted(found, key=lambda one: (-one["counts"], one["values"]))
    )


_YEAR = re.compile(r"(\d{4})(?:\.0|-A1)?")
_QUARTER = re.compile(r"(\d{4})[ -]?Q([1-4])(?: \[YR\d{4}Q[1-4]\])?")
_FISCAL = re.compile(r"(\d{4})/(\d{2})")
_SPAN = re.compile(r"(\d{4})[-/](\d{4})")
_MONTH = re.compile(r"(\d{4})-?M?(0[1-9]|1[0-2])")
_DAY = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:T[^/]*)?")
_BANK = re.compile(r"(\d{4}) \[YR\1\]")
_PART = re.compile(r"(\d{4})-?(S[12]|T[1-3]|W(?:0[1-9]|[1-4]\d|5[0-3])|D(?:0\d[1-9]|0[1-9]0|[12]\d\d|3[0-5]\d|36[0-6]))")
_RANGE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T00:00:00)?)?)?/P(\d{1,3})([YMWD])")
_MONTHS = {1: "-{:02}", 3: "-Q{}", 6: "-S{}"}


def period(text: str) -> str | None:
    """Return a period as SDMX writes it, None for what is none; a range that is a year, a part of one or a span of years is written as that.

    >>> [period(one) for one in ("2017.0", "2013 Q1", "2002/03", "2011Q1 [YR2011Q1]", "2005-2013", "2020-05", "2020 [YR2020]", "soon")]
    ['2017', '2013-Q1', '2002/2003', '2011-Q1', '2005/2013', '2020-05', '2020', None]
    >>> [period(one) for one in ("2020-S1", "2020-W05", "2020-M01", "2020-01-05", "2020-01-01/P1Y", "2020-01-01/P5Y", "2020-04/P3M")]
    ['2020-S1', '2020-W05', '2020-01', '2020-01-05', '2020', '2020/2024', '2020-Q2']
    """
    text = text.strip()
    if found := _YEAR.fullmatch(text) or _BANK.fullmatch(text):
        return found[1]
    if found := _QUARTER.fullmatch(text):
        return f"{found[1]}-Q{found[2]}"
    if (found := _FISCAL.fullmatch(text)) and int(found[2]) == (int(found[1]) + 1) % 100:
        return f"{found[1]}/{int(found[1]) + 1}"
    if (found := _SPAN.fullmatch(text)) and int(found[1]) <= int(found[2]):
        return f"{found[1]}/{found[2]}"
    if found := _MONTH.fullmatch(text) or _PART.fullmatch(text):
        return f"{found[1]}-{found[2]}"
    if found := _DAY.fullmatch(text):
        return found[1] if _is_day(found[1]) else None
    found = _RANGE.fullmatch(text)
    return _range(found) if found else None


def _range(found: re.Match[str]) -> str | None:
    """Return the period of a first day and a length by its shortest name, None where there is no such day or no length."""
    month, day, length = int(found[2] or 1), int(found[3] or 1), int(found[4])
    months = {"Y": 12, "M": 1}.get(found[5], 0) * length
    last = int(found[1]) + months // 12 - 1
    if not _is_day(f"{found[1]}-{month:02}-{day:02}") or not length or last > 9999:
        return None
    if day == 1 and month == 1 and months and months % 12 == 0:
        return found[1] if months == 12 else f"{found[1]}/{last:04}"
    if day == 1 and months in _MONTHS and (month - 1) % months == 0:
        return f"{found[1]}{_MONTHS[months].format((month - 1) // months + 1)}"
    if found[5] == "D" and length == 1:
        return f"{found[1]}-{month:02}-{day:02}"
    return f"{found[1]}-{month:02}-{day:02}/P{length}{found[5]}"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Places:
    """How a column names areas: `kind` is `m49`, `iso3`, `iso2`, `name` or `own`; `own` holds the publisher's codes and ours.

    A code of the publisher's own that has no area of ours stays visible: `unhcr:UNK`.
    """

    areas: Areas
    kind: str
    own: Mapping[str, str]
    prefix: str

    def codes(self, column: pa.ChunkedArray, name: str = "area") -> tuple[pa.ChunkedArray, tuple[Issue, ...]]:
        """Return our code of each cell, with an issue for each text that cannot be placed."""
        index = {} if self.kind in ("name", "own") else _index(self.areas, self.kind)
        found = mapped(column, lambda text: self._code(text.strip(), index))
        unplaced = pc.if_else(found.is_valid(), None, column)
        kept = pc.binary_join_element_wise(self.prefix, pc.fill_null(column, ""), ":")
        return pc.coalesce(found, kept), counted(unplaced, f'{name}: "{{}}" is no area known here; it is kept as it stands')

    def _code(self, text: str, index: Mapping[str, Area]) -> str | None:
        if text in self.own:
            return self.own[text]
        if self.kind == "own":
            return None
        if self.kind == "name":
            called = self.areas.called(text)
            return called[0].code if len(called) == 1 else None
        key = text.removesuffix(".0").zfill(3) if self.kind == "m49" else text
        return index[key].code if key in index else None


def _index(areas: Areas, kind: str) -> dict[str, Area]:
    names = {"m49": lambda area: area.m49, "iso3": lambda area: area.code, "iso2": lambda area: area.iso2}
    return {names[kind](area): area for area in areas if names[kind](area)}


def joined(parts: Iterable[pa.ChunkedArray], rows: int, between: str = "; ", empty: str = "") -> pa.ChunkedArray:
    """Return texts side by side joined, those that are null left out; `empty` where nothing is left.

    >>> joined([pa.chunked_array([["a", None, None]]), pa.chunked_array([["b", "c", None]])], 3).to_pylist()
    ['a; b', 'c', '']
    """
    filled = [part for part in parts if part.null_count < rows]
    if not filled:
        return pa.chunked_array([pa.repeat(empty, rows)])
    text = pc.binary_join_element_wise("", *filled, between, null_handling="skip")  # without "", Arrow drops rows of nulls
    return pc.if_else(pc.equal(text, ""), empty, pc.utf8_slice_codeunits(text, len(between)))


OWN = ("sex", "age", "migratory_status", "disability")
"""The dimensions that have a column and a code list of ours."""


def dimensions(
    table: pa.Table, aside: Collection[str], code: Callable[[str, str], str]
) -> tuple[dict[str, pa.ChunkedArray], tuple[Issue, ...]]:
    """Return every column of `table` that is not `aside` as a dimension: those of `OWN`, and the others in `other_dims` as `key=code`.

    `code` gives our code for a text of a column, the publisher's where there is none, `_T` where it does not split. A code of `OWN` that is not
    in our list stands in `other_dims` too, and is an issue; an age has the form of SDMX all the same, and is none.
    """
    found = {name: pa.chunked_array([pa.repeat(TOTAL, table.num_rows)]) for name in OWN}
    others: list[pa.ChunkedArray] = []
    issues: list[Issue] = []
    for name in sorted(set(table.column_names) - set(aside)):
        codes = mapped(table[name], partial(code, name))
        known = [*codelist(name), TOTAL] if name in OWN else [TOTAL]
        is_named = pc.is_in(codes, pa.array(known, pa.string()))
        rest = pc.if_else(is_named, None, codes)
        others.append(pc.binary_join_element_wise(name, rest, "="))
        if name in OWN:
            found[name] = pc.if_else(is_named, codes, TOTAL)
        if name in OWN and name != "age":
            issues += counted(rest, f'{name}: "{{}}" has no code here; it is kept in other_dims')
    return {**found, "other_dims": joined(others, table.num_rows, ";", TOTAL)}, tuple(issues)


def once(table: pa.Table) -> tuple[pa.Table, int]:
    """Return each row of observations once, and how many repeat one: all but `locator` is the same."""
    key = [name for name in table.column_names if name != "locator"]
    numbered = table.append_column("row", pa.array(range(table.num_rows), pa.int64()))
    first = numbered.group_by(key).aggregate([("row", "min")])["row_min"].combine_chunks()
    repeated = table.num_rows - len(first)
    return (table.filter(pc.is_in(numbered["row"], first)) if repeated else table), repeated


def added_up(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return one issue a text, with the counts of all parts of a source, most often first.

    >>> [str(one) for one in added_up([Issue("a"), Issue("b"), Issue("b", 2, "x.csv")])]
    ['b, 3 times, first in x.csv', 'a']
    """
    found: dict[str, Issue] = {}
    for one in issues:
        seen = found.get(one.text, Issue(one.text, 0))
        found[one.text] = Issue(one.text, seen.count + one.count, seen.first or one.first)
    return tuple(sorted(found.values(), key=lambda one: (-one.count, one.text)))

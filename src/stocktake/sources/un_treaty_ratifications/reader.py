"""One file a treaty, one row a State: whether it is a party, since when, or whether it has signed."""

import re
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading, together

_FILE = re.compile(r"hr_status_(\w+)\.csv")
_OPTIONAL = "note"
_EDITION = "edition"
_PARTY = "state party"
_STATUS = {_PARTY: 2.0, "signatory state": 1.0, "no action": 0.0}
_FLAGS = {_PARTY: "1,0,0", "signatory state": "0,1,0", "no action": "0,0,1"}


def read(path: Path, about: About) -> Reading:
    """Return the status of each State under each treaty, and the year in which it became a party.

    DataError where a file is not named after a treaty, or a folder holds none that is.
    """
    if not path.is_dir():
        return _treaty(path, about)
    inside = sorted(one for one in path.iterdir() if not one.name.startswith("."))
    found = [_treaty(one, about) for one in inside if _FILE.fullmatch(one.name)]
    if not found:
        raise DataError(f"{path.name}: holds no file named as hr_status_icmw.csv; name the folder that does")
    whole = together(found)
    odd = tuple(Issue(f'file "{one.name}" was not read', 1, path.name) for one in inside if not _FILE.fullmatch(one.name))
    return Reading(whole.table, whole.rows, whole.left_out, (*odd, *whole.issues), whole.vintage)


def _treaty(path: Path, about: About) -> Reading:
    named = _FILE.fullmatch(path.name)
    if not named or named[1] not in about.series or named[1] == _EDITION:
        raise DataError(f"{path.name}: is not named after a treaty known here; expected hr_status_icmw.csv or its like")
    rows, repeated, issues = _rows(path, about)
    edition = _edition(rows["year"], about)
    status, doubtful = _status(rows)
    years = cells.numbers(rows["year"], about.missing, about.columns["year"])
    codes, unplaced = cells.Places(areas(), "iso2", about.places, "un").codes(rows["ref_area"], about.columns["ref_area"])
    has_year = pc.or_(pc.equal(rows["status"], _PARTY), years.values.is_valid())
    shared = {"ref_area": codes, "time_period": pa.repeat(edition, rows.num_rows), "locator": rows["locator"]}
    statuses = {
        "obs_value": status,
        "obs_status": pc.if_else(status.is_valid(), "A", cells.MISSING),
        "comment_obs": pc.if_else(status.is_valid(), "", pc.binary_join_element_wise("published as ", rows["status"], "")),
    }
    since = pa.table({**shared, "obs_value": years.values, "obs_status": years.status, "comment_obs": years.comment}).filter(
        has_year
    )
    parts = _parts(named[1], about.series[named[1]])
    table = pa.concat_tables([_called(pa.table({**shared, **statuses}), *parts[0]), _called(since, *parts[1])])
    left_out = {"not_a_party": rows.num_rows - since.num_rows, "repeated": 2 * repeated}
    counted = {rule: count for rule, count in left_out.items() if count}
    later = (
        ()
        if edition == about.series[_EDITION]["state_of"]
        else (Issue(f"a year of {edition} is later than the edition", 1, path.name),)
    )
    told = (*issues, *unplaced, *years.issues, *_located(doubtful, path), *later)
    return Reading(table, 2 * (rows.num_rows + repeated), counted, told, edition)


def _rows(path: Path, about: About) -> tuple[pa.Table, int, tuple[Issue, ...]]:
    """Return the rows by our names of the columns, each once, with where it stands; and how many repeated another."""
    table = files.read_csv(path).table
    must = [text for name, text in about.columns.items() if name != _OPTIONAL]
    issues = files.surprises(table.column_names, must, (*about.ignored, about.columns[_OPTIONAL]), path.name)
    blank = pa.chunked_array([pa.repeat("", table.num_rows)])
    columns = {
        name: pc.utf8_trim_whitespace(table[text]) if text in table.column_names else blank
        for name, text in about.columns.items()
    }
    numbered = pa.table({**columns, "order": pa.array(range(table.num_rows), pa.int64())})
    once = numbered.group_by(list(columns)).aggregate([("order", "min")]).sort_by("order_min")
    places = pa.array([f"{path.name}, row {place + 2}" for place in once["order_min"].to_pylist()], pa.string())
    return once.append_column("locator", places), table.num_rows - once.num_rows, issues


def _edition(years: pa.ChunkedArray, about: About) -> str:
    """Return the year that the edition is the state of; a later one where a State became a party later than that."""
    stated = about.series[_EDITION]["state_of"]
    found: list[str] = [year for year in pc.unique(years).to_pylist() if cells.period(year)]
    return max([stated, *found])


def _status(rows: pa.Table) -> tuple[pa.ChunkedArray, tuple[Issue, ...]]:
    """Return the status of each row as 0, 1 or 2, null where the row cannot be trusted, and what is odd about rows.

    A party has a year, or is flagged as one; a treaty that the note calls denounced has no status.
    """
    flags = pc.binary_join_element_wise(rows["is_party"], rows["signed"], rows["nothing"], ",")
    expected = pc.fill_null(cells.mapped(rows["status"], _FLAGS.get), "")
    value = cells.mapped(rows["status"], lambda text: str(_STATUS[text]) if text in _STATUS else None).cast(pa.float64())
    is_party = pc.equal(rows["status"], _PARTY)
    has_sign = pc.or_(pc.equal(rows["is_party"], "1"), pc.not_equal(rows["year"], ""))
    denounced = pc.match_substring(pc.utf8_lower(rows["note"]), "denounced")
    trusted = pc.and_(pc.equal(is_party, has_sign), pc.invert(denounced))
    status = pc.if_else(trusted, value, None)
    unknown = pc.if_else(pc.equal(expected, ""), rows["status"], None)
    issues = list(cells.counted(unknown, 'status: "{}" is none of state party, signatory state, no action'))
    differ = pc.and_(pc.not_equal(flags, expected), status.is_valid())
    for sentence, is_so in (
        ("the flags of a row are not those of its status, which is what counts", differ),
        ("a row says party and has neither year nor flag, or the reverse; it has no status", pc.not_equal(is_party, has_sign)),
        ("the note of a row calls the treaty denounced; it has no status", denounced),
    ):
        if often := pc.sum(is_so, min_count=0).as_py():
            issues.append(Issue(sentence, int(often)))
    return status, tuple(issues)


def _located(issues: tuple[Issue, ...], path: Path) -> tuple[Issue, ...]:
    return tuple(Issue(issue.text, issue.count, path.name) for issue in issues)


def _parts(treaty: str, facts: Mapping[str, str]) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Return indicator, series and unit of the status and of the year."""
    indicator = facts.get("indicator", f"treaty-{treaty.replace('_', '-')}")
    series = facts.get("series", f"TREATY_{treaty.upper()}")
    return (indicator, series, "STATUS_0_2"), (f"{indicator}-year", f"{series}_YEAR", "YEAR")


def _called(table: pa.Table, indicator: str, series: str, unit: str) -> pa.Table:
    for name, text in {"indicator": indicator, "series": series, "unit_measure": unit}.items():
        table = table.append_column(name, pa.repeat(text, table.num_rows))
    return table

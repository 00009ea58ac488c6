"""Table 1 of the workbook by destination: one row an area, one column a year, three times over: both sexes, males, females."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.sources import cells, files
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading

_SEXES = ("_T", "M", "F")
_YEAR = re.compile(r"(19|20)\d\d")
_EDITION = re.compile(r"(?:International Migrant Stock|Revision|Rev\.|MigrantStock\w*)\D{0,3}(20\d\d)")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand in the sheet: the rows and columns differ between editions, the headings hardly do."""

    first_row: int
    name: int
    code: int
    kind: int
    years: tuple[tuple[int, str, str], ...]  # column, year, sex


def read(path: Path, about: About) -> Reading:
    """Return the migrant stock of each area, year and sex. The rows of regions and groups come too, by their own codes."""
    series, facts = next(iter(about.series.items()))
    rows = files.sheet(path, facts["sheet"])
    layout = _layout(rows, path)
    body = [(place, row) for place, row in enumerate(rows[layout.first_row :], layout.first_row + 1) if any(row)]
    titled = [(place, row) for place, row in body if row[layout.code]]
    table, repeated, issues = _observations(titled, layout, about)
    table = table.append_column("series", pa.repeat(series, table.num_rows))
    for name in ("indicator", "unit_measure"):
        table = table.append_column(name, pa.repeat(facts[name], table.num_rows))
    read_cells = len(titled) * len(layout.years)
    left_out = {"heading": (len(body) - len(titled)) * len(layout.years), "repeated": repeated}
    sheets = [name for name in files.sheets(path) if name not in (facts["sheet"], *about.ignored)]
    odd = tuple(Issue(f'sheet "{name}" is neither read nor ignored', 1, path.name) for name in sheets)
    return Reading(table, read_cells + left_out["heading"], _counted(left_out), (*issues, *odd), _edition(rows, path))


def _counted(rules: dict[str, int]) -> dict[str, int]:
    return {rule: count for rule, count in rules.items() if count}


def _layout(rows: Sequence[Sequence[str]], path: Path) -> _Layout:
    """Return where the columns are; DataError where no row of years stands under a heading with a code."""
    for place, row in enumerate(rows[:40]):
        years = [(column, cell) for column, cell in enumerate(row) if _YEAR.fullmatch(cell)]
        if len(years) >= len(_SEXES) and len(years) % len(_SEXES) == 0:
            heading = [" ".join(filter(None, (rows[place - 1][column], row[column]))) for column in range(years[0][0])]
            each = len(years) // len(_SEXES)
            spread = tuple((column, year, _SEXES[order // each]) for order, (column, year) in enumerate(years))
            return _Layout(
                place + 1, _named(heading, "area", path), _named(heading, "code", path), _named(heading, "type", path), spread
            )
    raise DataError(f"{path.name}: found no row of years for both sexes, males and females in the sheet; the layout has changed")


def _named(heading: Sequence[str], word: str, path: Path) -> int:
    found = [column for column, text in enumerate(heading) if word in text.lower().split() or f"{word} of" in text.lower()]
    if not found:
        raise DataError(f'{path.name}: found no column with "{word}" in its heading; the layout has changed')
    return found[0]


def _observations(
    rows: Sequence[tuple[int, Sequence[str]]], layout: _Layout, about: About
) -> tuple[pa.Table, int, tuple[Issue, ...]]:
    """Return one row an area, year and sex, how many were left out as repeats, and what was not expected."""
    codes, issues = _codes(rows, layout, about)
    once: dict[str, tuple[int, Sequence[str]]] = {}
    repeated = 0
    for code, (place, row) in zip(codes, rows, strict=True):
        if code in once and once[code][1][layout.years[0][0] :] == row[layout.years[0][0] :]:
            repeated += len(layout.years)
        else:
            once.setdefault(code, (place, row))
    cells_ = list(_cells(once, layout))
    values = cells.numbers(pa.chunked_array([[one["value"] for one in cells_]], pa.string()), about.missing, "stock")
    table = pa.Table.from_pylist(
        [{name: one[name] for name in ("ref_area", "time_period", "sex", "locator", "comment_obs")} for one in cells_]
    )
    is_imputed = pa.array([one["kind"] for one in cells_], pa.string())
    status = pa.array(
        [_status(mark, kind) for mark, kind in zip(values.status.to_pylist(), is_imputed.to_pylist(), strict=True)], pa.string()
    )
    return (
        table.append_column("obs_value", values.values).append_column("obs_status", status),
        repeated,
        (*issues, *values.issues),
    )


def _status(mark: str, kind: str) -> str:
    """Return the status: imputed where the publisher says so, estimated else; a mark for missing stays."""
    return mark if mark != "A" else "I" if "I" in kind.split() else "E"


def _cells(once: dict[str, tuple[int, Sequence[str]]], layout: _Layout) -> Iterator[dict[str, str]]:
    for code, (place, row) in once.items():
        kind = row[layout.kind]
        for column, year, sex in layout.years:
            yield {
                "ref_area": code, "time_period": year, "sex": sex, "value": row[column], "kind": kind,
                "locator": f"row {place}", "comment_obs": f"type of data: {kind}" if kind else "",
            }  # fmt: skip


def _codes(rows: Sequence[tuple[int, Sequence[str]]], layout: _Layout, about: About) -> tuple[list[str], tuple[Issue, ...]]:
    """Return our code of each row: by its code, else by its name."""
    codes = pa.chunked_array([[row[layout.code] for _, row in rows]], pa.string())
    names = pa.chunked_array([[row[layout.name].strip(" *") for _, row in rows]], pa.string())
    by_code, unplaced = cells.Places(areas(), "m49", about.places, "undesa").codes(codes, "area")
    by_name, _ = cells.Places(areas(), "name", {}, "").codes(names)
    known = {area.code for area in areas()}
    found = [
        code if code in known else name if name in known else code
        for code, name in zip(by_code.to_pylist(), by_name.to_pylist(), strict=True)
    ]
    still = {code for code in found if code not in known}
    return found, tuple(issue for issue in unplaced if any(f'"{code.partition(":")[2]}"' in issue.text for code in still))


def _edition(rows: Sequence[Sequence[str]], path: Path) -> str:
    """Return the edition as the heading of the sheet says it, else as the name of the file does."""
    above = " ".join(cell for row in rows[:14] for cell in row if cell)
    found = _EDITION.search(above) or re.search(r"(20\d\d)", path.stem)
    return found[1] if found else ""

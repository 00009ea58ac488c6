"""DataBank's table of corridors: one row a pair of areas, one column a quarter, a few lines of words below."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.sources import cells, files, wide_file
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading


def read(path: Path, about: About) -> Reading:
    """Return the average cost of each corridor and quarter, in per cent of the amount sent.

    A quarter without a price is a row without value where the corridor has one in another quarter. A folder is read file by file.
    DataError where no column is a quarter.
    """
    return files.each(path, (".csv",), lambda one: _reading(one, about))


def _reading(path: Path, about: About) -> Reading:
    wide, quarters, odd = _opened(path, about)
    corridors, words = wide_file.body(wide, list(about.columns.values()))
    known, strange = wide_file.known(corridors, about.columns["series"], about.series)
    priced = wide_file.with_figures(known, quarters, about.missing)
    table, issues = _observations(priced, quarters, about)
    left_out = {
        "footer": wide.num_rows - corridors.num_rows,
        "never_priced": (known.num_rows - priced.num_rows) * len(quarters),
        "unknown_series": (corridors.num_rows - known.num_rows) * len(quarters),
    }
    rows = corridors.num_rows * len(quarters) + left_out["footer"]
    edition = wide_file.updated(words)
    undated = () if edition else (Issue("no line below the table says when it was updated; it may be cut off", 1, path.name),)
    found = {rule: count for rule, count in left_out.items() if count}
    return Reading(table, rows, found, (*odd, *undated, *strange, *issues), edition)


def _opened(path: Path, about: About) -> tuple[pa.Table, Sequence[str], tuple[Issue, ...]]:
    """Return the table with a column for the line, the names of its quarters, and an issue for each column nobody expects."""
    text = files.read_csv(path)
    table = text.table.rename_columns(
        [" ".join(name.split()) for name in text.table.column_names]
    )  # "Countries  Code" has two blanks
    quarters = [name for name in table.column_names if cells.period(name)]
    others = [name for name in table.column_names if name not in quarters]
    odd = files.surprises(others, list(about.columns.values()), about.ignored, path.name)
    if not quarters:
        raise DataError(f'{path.name}: no column is a quarter such as "2011Q1 [YR2011Q1]"; the layout has changed')
    return wide_file.numbered(table, text.first_line), quarters, odd


def _observations(wide: pa.Table, quarters: Sequence[str], about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    column = about.columns
    rows = files.long(wide, [*column.values(), "line"], quarters)
    found = cells.numbers(rows["cell"], about.missing, "cost")
    places = cells.Places(areas(), "iso3", about.places, "worldbank")
    receiving, unplaced = places.codes(rows[column["ref_area"]], "receiving area")
    sending, unplaced_too = places.codes(rows[column["counterpart_area"]], "sending area")
    facts = {
        name: cells.mapped(rows[column["series"]], {code: one[name] for code, one in about.series.items()}.get)
        for name in ("indicator", "series", "unit_measure")
    }
    table = pa.table(
        {
            **facts,
            "ref_area": receiving,
            "counterpart_area": sending,
            "time_period": cells.mapped(rows["column"], cells.period),
            "obs_value": found.values,
            "obs_status": found.status,
            "comment_obs": found.comment,
            "locator": rows["line"],
        }
    )
    return table, (*found.issues, *unplaced, *unplaced_too)

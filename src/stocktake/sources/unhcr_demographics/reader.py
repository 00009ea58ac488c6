"""One row a country of origin, place of asylum and kind of people; one column a sex and age. What is kept is the country's."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.sources import cells, pair_file
from stocktake.sources.about import About
from stocktake.sources.reading import Issue, Reading

Facts = Mapping[str, str]

_OF_KIND = ("indicator", "series", "unit_measure")


def read(path: Path, about: About) -> Reading:
    """Return the people of each kind in each country by sex and age, and in the world where the file names areas enough to be whole.

    They are sums over the places and countries of origin of the file. Zeros and marks for "missing" are left out.
    """
    return pair_file.each(path, about, _reading)


def _reading(path: Path, about: About) -> Reading:
    columns = {name: facts["column"] for name, facts in about.series.items() if "column" in facts}
    found = pair_file.pairs(pair_file.text_of(path), path, about, columns)
    table, odd = _of_known_people(found.table, about)
    by_origin = table.filter(pc.not_equal(table["origin"], "_T"))
    rules = {
        **found.left_out,
        "people": found.table.num_rows - table.num_rows,
        "over_origin": table.num_rows - by_origin.num_rows,
    }
    left_out = {rule: count * len(columns) for rule, count in rules.items()}
    tables, issues = [], [*found.issues, *odd]
    for name in columns:
        figures, empty, strange = _figures(by_origin, name, about)
        tables += [_sums(figures, name, about), *([_sums(_everywhere(figures), name, about)] if found.is_whole else [])]
        issues.extend(strange)
        for rule, count in {**empty, "place": figures.num_rows}.items():
            left_out[rule] = left_out.get(rule, 0) + count
    counted = {rule: count for rule, count in left_out.items() if count}
    return Reading(pa.concat_tables(tables), found.rows * len(columns), counted, tuple(issues), found.vintage)


def _of_known_people(table: pa.Table, about: About) -> tuple[pa.Table, tuple[Issue, ...]]:
    kinds = [code for code, facts in about.series.items() if "indicator" in facts]
    is_known = pc.is_in(table["people"], value_set=pa.array(kinds, pa.string()))
    odd = cells.counted(pc.if_else(is_known, None, table["people"]), 'kind of people: "{}" is not known; its rows are left out')
    return table.filter(is_known), odd


def _figures(table: pa.Table, name: str, about: About) -> tuple[pa.Table, dict[str, int], tuple[Issue, ...]]:
    """Return the figures of one column, how many cells were blank or zero, and what was not expected."""
    numbers = cells.numbers(table[name], about.missing, about.series[name]["column"])
    is_zero = pc.fill_null(pc.equal(numbers.values, 0), False)
    is_blank = numbers.values.is_null()
    figures = pa.table(
        {name: table[name] for name in ("asylum", "people", "time_period")} | {"obs_value": numbers.values}
    ).filter(pc.invert(pc.or_(is_zero, is_blank)))
    empty = {rule: pc.sum(cells_).as_py() or 0 for rule, cells_ in (("zero", is_zero), ("blank", is_blank))}
    return figures, empty, numbers.issues


def _everywhere(figures: pa.Table) -> pa.Table:
    world = pa.repeat(pair_file.WORLD, figures.num_rows)
    return figures.set_column(figures.column_names.index("asylum"), "asylum", world)


def _sums(figures: pa.Table, name: str, about: About) -> pa.Table:
    """Return one row a country, year and kind of people."""
    split = about.series[name]
    sums = figures.group_by(["asylum", "people", "time_period"]).aggregate([("obs_value", "sum"), ([], "count_all")])
    count = sums["count_all"].cast(pa.string())
    over = "figures over places and countries of origin"
    of_kind = {key: cells.mapped(sums["people"], _told_of_kinds(key, about).get) for key in _OF_KIND}
    return pa.table(
        {
            **of_kind,
            "ref_area": sums["asylum"],
            "time_period": sums["time_period"],
            "sex": pa.repeat(split["sex"], sums.num_rows),
            "age": pa.repeat(split["age"], sums.num_rows),
            "obs_value": sums["obs_value_sum"],
            "obs_status": pa.repeat("A", sums.num_rows),
            "locator": pa.repeat("computed", sums.num_rows),
            "comment_obs": pc.binary_join_element_wise("computed: sum of", count, over, " "),
        }
    )


def _told_of_kinds(key: str, about: About) -> dict[str, str]:
    """Return what `source.yml` says under `key` of each kind of people."""
    return {code: facts[key] for code, facts in about.series.items() if key in facts}

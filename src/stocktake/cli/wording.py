"""Verdicts as rows for people and machines: keys with their words beside them, in a fixed order."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.measure.projection import KINDS
from stocktake.measure.reason import SENTENCES
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method
from stocktake.model.observation import DISAGGREGATIONS, SERIES_KEY, TOTAL
from stocktake.model.verdict import AGREEMENTS, STANDINGS

_TOLD = (
    "standing", "statistic", "statistic_key", "first_year", "last_year", "projected_value", "projected_low", "projected_high",
    "target_year", "agreement",
)  # fmt: skip


def worded(rows: pa.Table, indicators: Mapping[str, Indicator], methods: Sequence[Method]) -> pa.Table:
    """Return `assessment.assess` as Arrow with the columns `splits`, `class`, `level`, `projection`, `reason` and `parameters`, sorted by
    series and, within, in the order of `methods`.
    """
    order = pc.index_in(rows["method"], value_set=pa.array([one.id for one in methods]))
    rows = rows.append_column("place", order).sort_by([*((name, "ascending") for name in SERIES_KEY), ("place", "ascending")])
    classes = {f"{method.id} {one.key}": one.label for method in methods for one in _classes(method)}
    levels = {f"{method.id} {one.key}": one.label for method in methods for one in method.level_classes}
    added = {
        "splits": _splits(rows),
        "class": _looked_up(_both(rows, "class_key"), classes),
        "level": _looked_up(_both(rows, "level_key"), levels),
        "projection": _looked_up(rows["projection_key"], KINDS),
        "reason": _reasons(rows, indicators),
        "parameters": _looked_up(rows["method"], {one.id: _parameters(one) for one in methods}),
    }
    for name, column in added.items():
        rows = rows.append_column(name, column)
    return rows.drop_columns(["place"])


def told(rows: pa.Table) -> pa.Table:
    """Return `worded` as a person reads it: numbers with what they are, years as a window, standings and agreement in words."""
    said = {name: rows[name] for name in ("indicator", "series", "ref_area", "splits", "method", "class", "reason")}
    lines = rows.select(_TOLD).to_pylist()
    return pa.table(
        {
            **said,
            "says": pa.array([STANDINGS[one["standing"]] for one in lines], pa.string()),
            "from": pa.array([_figure(one) for one in lines], pa.string()),
            "window": pa.array([_window(one) for one in lines], pa.string()),
            "projected": pa.array([_projected(one) for one in lines], pa.string()),
            "methods": pa.array([AGREEMENTS[one["agreement"]] for one in lines], pa.string()),
        }
    ).select(
        (
            "indicator",
            "series",
            "ref_area",
            "splits",
            "method",
            "says",
            "class",
            "from",
            "window",
            "projected",
            "methods",
            "reason",
        )
    )


def _figure(row: Mapping[str, Any]) -> str:
    return "" if row["statistic"] is None else f"{row['statistic_key']} {row['statistic']:.4g}"


def _window(row: Mapping[str, Any]) -> str:
    """Return the years looked at; the first is not known where a method stopped before it found one."""
    years = [row[name] for name in ("first_year", "last_year") if row[name] is not None]
    return " to ".join(str(one) for one in dict.fromkeys(years))


def _projected(row: Mapping[str, Any]) -> str:
    """Return the projected value in the target year with its range."""
    if row["projected_value"] is None:
        return ""
    low, high = row["projected_low"], row["projected_high"]
    between = "" if low is None else f" ({low:.4g} to {high:.4g})"
    return f"{row['projected_value']:.4g}{between} in {row['target_year']}"


def _classes(method: Method) -> tuple:  # type: ignore[type-arg]
    return (*method.classes_with_target, *method.classes_without_target, *method.other_classes)


def _parameters(method: Method) -> str:
    return "; ".join(f"{name}={value:g}" for name, value in method.parameters.items())


def _both(rows: pa.Table, name: str) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(rows["method"], rows[name], " ")


def _looked_up(keys: pa.ChunkedArray, words: Mapping[str, str]) -> pa.ChunkedArray | pa.Array:
    """Return the word for each key, null where there is none."""
    if not words:
        return pa.nulls(len(keys), pa.string())
    place = pc.index_in(keys, value_set=pa.array(list(words), pa.string()))
    return pa.array(list(words.values()), pa.string()).take(place.combine_chunks())


def _splits(rows: pa.Table) -> pa.ChunkedArray:
    """Return what splits each series, as `sex=F, provider=banks`; empty for an undivided one."""
    parts = [
        pc.if_else(
            pc.equal(rows[name], TOTAL),
            "",
            rows[name] if name == "other_dims" else pc.binary_join_element_wise(name, rows[name], "="),
        )
        for name in DISAGGREGATIONS
    ]
    joined = pc.binary_join_element_wise(*parts, " ")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(joined, " +", " "))


def _reasons(rows: pa.Table, indicators: Mapping[str, Indicator]) -> pa.Array:
    """Return the reason of each row in words; where an indicator, series or area is not graded, the catalogue's own."""
    own = _own_reasons(indicators)
    general = _looked_up(rows["reason_key"], SENTENCES)
    exact = _looked_up(pc.binary_join_element_wise(rows["indicator"], rows["series"], " "), own)
    whole = _looked_up(rows["indicator"], own)
    is_ungraded = pc.fill_null(pc.equal(rows["reason_key"], "not_graded"), False)
    return pc.if_else(is_ungraded, pc.coalesce(exact, whole, general), general)


def _own_reasons(indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """Return why progress is not graded, by indicator or by indicator and series."""
    found = {one.id: one.grading.reason for one in indicators.values() if not one.grading.is_graded}
    for one in indicators.values():
        found |= {f"{one.id} {series.code}": series.grading.reason for series in one.series if not series.grading.is_graded}
    return found

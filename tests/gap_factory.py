"""Small makers of expectations, figures and cells for the tests and examples about gaps."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from factories import Values, rows, table
from stocktake.measure import gap
from stocktake.model.gap import (
    AskedDimension,
    Cell,
    Concern,
    Concerned,
    CountriesOnly,
    Expectations,
    InSeries,
    NoCategory,
    OfAll,
    OldAfter,
    Statuses,
    Wanted,
)
from stocktake.model.indicator import Indicator
from stocktake.model.observation import Observation
from stocktake.model.provenance import Verification
from stocktake.model.review import Finding, GapAssessment
from stocktake.review.gap import ready

SEEN = Verification("seen")


def indicator(id: str = "x", *disaggregations: str, **facts: Any) -> Indicator:
    """Return a monitoring indicator whose metadata name these splits."""
    known: dict[str, Any] = {"title": f"Title of {id}", "unit_measure": "PT", "direction": "up", "role": "monitoring"}
    return Indicator(id, verification=SEEN, disaggregations=disaggregations, **(known | facts))


def expectations(
    *,
    old_after: int = 5,
    of_all: Mapping[str, tuple[str, ...]] | None = None,
    concerned: Iterable[Concern] = (Concern("x"),),
    wanted: Mapping[str, tuple[str, ...]] | None = None,
    in_series: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
    countries_only: Iterable[str] = (),
) -> Expectations:
    """Return expectations of figures; `of_all` maps a split to the dimensions that answer it."""
    dimensions = tuple(AskedDimension(code, ("sdg:17.18",), found) for code, found in (of_all or {}).items())
    return Expectations(
        old_after=OldAfter(old_after, SEEN),
        statuses=Statuses(("E", "I", "F"), ("H", "L", "M", "O", "Q"), SEEN),
        no_category=NoCategory(("_T", "_U", "_Z", "_N", "WLD"), SEEN),
        of_all=OfAll(("sdg:17.18",), dimensions, Concerned(tuple(concerned), SEEN), (), SEEN),
        wanted=tuple(Wanted(name, splits, "metadata", SEEN) for name, splits in (wanted or {}).items()),
        in_series=tuple(InSeries(name, split, codes, SEEN) for (name, split), codes in (in_series or {}).items()),
        countries_only=tuple(CountriesOnly(name, "metadata", SEEN) for name in countries_only),
    )


def cells_of(
    observations: Iterable[Observation],
    indicators: Iterable[Indicator] = (indicator(),),
    areas: Mapping[str, bool] | None = None,
    as_of: int = 2026,
    **asked: Any,
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the cells of some observations by indicator, dimension and area; by default of the one country MDA."""
    wanted = expectations(**asked)
    reach = gap.areas({"MDA": True} if areas is None else areas)
    found = gap.cells(table(observations), gap.expected(indicators, wanted), reach, wanted, as_of)
    return {(row["indicator"], row["dimension"], row["ref_area"]): row for row in found.to_pyarrow().to_pylist()}


def cell_of(values: Values, as_of: int = 2026, old_after: int = 5, **columns: str) -> dict[str, Any]:
    """Return the cell of one figure that nothing splits, of the country MDA."""
    seen = rows(values, **{"ref_area": "MDA", **columns})
    return cells_of(seen, as_of=as_of, old_after=old_after)["x", "total", "MDA"]


def split_of(*observations: Observation, dimension: str = "sex", as_of: int = 2026, **asked: Any) -> dict[str, Any]:
    """Return the cell of an indicator split by a dimension, of the country MDA."""
    return cells_of(observations, [indicator("x", dimension)], as_of=as_of, **asked)["x", dimension, "MDA"]


def seen(year: int | str, value: float | None = 1.0, **columns: str) -> Observation:
    """Return one observation of the indicator x in MDA."""
    return rows({year: value}, **{"ref_area": "MDA", **columns})[0]


def cell(indicator: str = "10.c.1", dimension: str = "total", state: Any = "present", **rest: Any) -> Cell:
    """Return a cell as the review gets it, three years old where a figure is there."""
    reported: dict[str, Any] = {"latest_year": 2023, "age": 3, "source": "s@1"} if state not in (None, "absent") else {}
    made = Cell(indicator, dimension, "required", False, "MDA", state, **reported)
    return replace(made, **({"categories": None if dimension == "total" else 0 if state == "absent" else 2} | rest))


def gaps(areas: int = 0) -> GapAssessment:
    """Return gaps that meet every branch of the page, for the indicators of `review_factory`; of a region with so many areas within."""
    within = {"present": areas - 3, "old": 1, "estimate_only": 1, "absent": 1} if areas else {}
    own = None if areas else "absent"
    cells = (
        cell("10.c.1", newer_estimate=2025, areas=within),
        cell("10.c.1", "provider", categories=1, areas=within, partial_areas=2 if areas else 0),
        cell("10.c.1", "route", metadata="wanted", areas=within),
        cell("10.7.2", state="old", latest_year=2012, age=14, areas=within),
        cell("10.7.2", "policy_domain", "old", latest_year=2012, age=14, categories=6, areas=within),
        cell("10.7.3", state="estimate_only", areas=within),
        cell("10.7.3", "sex", "estimate_only", of_all=True, areas=within),
        cell("10.7.3", "age", "absent", metadata="wanted", of_all=True, areas=within),
        cell("10.7.3", "migratory_status", "absent", metadata="", of_all=True, areas=within),
        cell("10.7.1", state=own, areas=within),
        cell("10.7.1", "disability", own, areas=within),
    )
    return GapAssessment(
        cells=cells,
        readiness=tuple(ready(cells)),
        findings=(
            Finding("Told in the card above.", "gaps:readiness"),
            Finding("Old, the oldest first: 10.7.2 (2012).", "gaps:old", ("10.7.2",)),
        ),
        old_after=5,
        asked_of_all=("sex", "age", "migratory_status", "disability"),
        dimensions={"migratory_status": "migratory status", "provider": "type of provider", "policy_domain": "policy domain"},
        same_as={"13.1.1": "10.7.3"},
    )

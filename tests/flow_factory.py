"""Small stocks of our own making, larger ones drawn at random, and the published figures beside the project where they are."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np

from stocktake.flows.array import Matrix, Vector
from stocktake.flows.stock import Stocks, stocks
from stocktake.model.flow import AreaFlows, FlowMethod, FlowPartner, FlowRange, FlowSide
from stocktake.model.provenance import Verification
from stocktake.model.review import Finding, FlowAssessment, Review

PUBLISHED = Path(__file__).parents[2] / "shared" / "data" / "flows"
MISSING = "the published figures of flows are not beside this project"
SMALL = "ABCD"

PLACES = ("Nord", "East", "South", "West")
START = [[500, 20, 10, 0], [40, 300, 10, 20], [30, 10, 200, 10], [0, 20, 30, 100]]
END = [[545, 10, 10, 0], [50, 330, 5, 25], [30, 10, 205, 10], [5, 10, 25, 90]]
POPULATION = ([570, 350, 250, 130], [630, 360, 245, 125])
BIRTHS = [50, 40, 30, 20]
DEATHS = [20, 30, 20, 10]


def four(**other: object) -> Stocks:
    """Return stocks of four made-up places in a closed world; any argument of `stocks` may be another."""
    given = {"places": PLACES, "start": START, "end": END, "population": POPULATION, "births": BIRTHS, "deaths": DEATHS}
    return stocks(**{**given, **other})


def made_up(places: int, seed: int = 1, filled: float = 1.0, people: float = 2e5) -> Stocks:
    """Return stocks of a made-up closed world: most live where they were born, stocks are uneven, and a share `filled` is not empty."""
    draws = np.random.default_rng(seed)
    size = people * np.exp(draws.normal(0, 1.5, places))
    start = (
        np.outer(size**0.5, size**0.6)
        * np.exp(draws.normal(0, 1.5, (places, places)))
        * (draws.random((places, places)) < filled)
    )
    np.fill_diagonal(start, 0.0)
    start *= 0.04 * size.sum() / max(start.sum(), 1.0)
    start = start * np.minimum(1.0, 0.4 * size / np.maximum(start.sum(axis=0), 1.0))
    end = start * np.exp(draws.normal(0.05, 0.2, start.shape))
    births, deaths = size * draws.uniform(0.04, 0.12, places), size * draws.uniform(0.03, 0.05, places)
    net = size * draws.normal(0, 0.004, places)
    net -= net.sum() * size / size.sum()
    after = size + births - deaths + net
    for table, population in ((start, size), (end, after)):
        np.fill_diagonal(table, population - table.sum(axis=0))
    return stocks([f"P{index:03}" for index in range(places)], start, end, (size, after), births, deaths)


def given(start: Matrix, end: Matrix, births: Vector, deaths: Vector, places: tuple[str, ...]) -> Stocks:
    """Return stocks whose populations are what the columns add up to."""
    return stocks(places, start, end, (start.sum(axis=0), end.sum(axis=0)), births, deaths)


def square(path: Path) -> tuple[tuple[str, ...], Matrix]:
    """Return the names of the rows of a published table, and its figures."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return tuple(row[0] for row in rows), np.array([[float(cell) for cell in row[1:]] for row in rows])


@cache
def folder(name: str) -> Stocks:
    """Return the stocks of one published folder."""
    places, start = square(PUBLISHED / name / "stock_start.csv")
    births, deaths = square(PUBLISHED / name / "births_deaths.csv")[1].T
    return given(start, square(PUBLISHED / name / "stock_end.csv")[1], births, deaths, places)


def rows(path: str) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a published list; none where it is not there."""
    if (PUBLISHED / path).exists():
        with (PUBLISHED / path).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


@dataclass
class Case:
    """A published case of four places: what goes in."""

    start: Matrix = field(default_factory=lambda: np.zeros((4, 4)))
    end: Matrix = field(default_factory=lambda: np.zeros((4, 4)))
    births: Vector = field(default_factory=lambda: np.zeros(4))
    deaths: Vector = field(default_factory=lambda: np.zeros(4))

    @property
    def stocks(self) -> Stocks:
        return given(self.start, self.end, self.births, self.deaths, tuple(SMALL))


@cache
def small_cases() -> dict[str, Case]:
    """Return the published cases of four places by name."""
    cases: dict[str, Case] = {}
    for row in rows("small/inputs.csv"):
        values = getattr(cases.setdefault(row["case"], Case()), row["item"].removeprefix("stock_"))
        place = SMALL.index(row["residence"] or row["birthplace"])
        values[(SMALL.index(row["birthplace"]), place) if row["item"].startswith("stock") else place] = float(row["value"])
    return cases


@cache
def small_expected() -> dict[tuple[str, str], dict[tuple[str, str, str], float]]:
    """Return the published flows of the small cases by case and method: by birthplace, origin and destination."""
    found: dict[tuple[str, str], dict[tuple[str, str, str], float]] = {}
    for row in rows("small/expected.csv"):
        key = (row["birthplace"], row["origin"], row["destination"])
        found.setdefault((row["case"], row["method"]), {})[key] = float(row["value"])
    return found


@cache
def fits_expected() -> dict[str, list[float]]:
    """Return the published fits by case, numbers in the order of columns."""
    found: dict[str, list[float]] = {}
    for row in rows("small_ipf/expected.csv"):
        found.setdefault(row["case"], []).append(float(row["value"]))
    return found


def area_flows(**other: object) -> AreaFlows:
    """Return made-up estimates of an area from stocks alone; any field of `AreaFlows` may be another."""
    drop, reverse = ("stock-drop",), ("stock-reverse",)
    checked = Verification("secondary")
    given = {
        "area": "XEX",
        "stocks": "stock-tables@2024 revision",
        "start": 2015,
        "end": 2020,
        "arrivals": FlowSide(
            FlowRange(900.0, drop, 51413.0, reverse),
            (FlowPartner("YEX", "East", FlowRange(900.0, drop, 51000.0, reverse)),),
            FlowRange(0.0, drop, 413.0, reverse),
            3,
        ),
        "departures": FlowSide(
            FlowRange(0.0, drop, 700.0, reverse), (FlowPartner("YEX", "East", FlowRange(0.0, drop, 700.0, reverse)),)
        ),
        "methods": (
            FlowMethod("stock-drop", "Falls dropped", "A & B (2015)", "growth of stocks", checked),
            FlowMethod("stock-reverse", "Falls reversed", "C (2019)", "growth and falls of stocks", checked),
        ),
        "remarks": ("12 stocks of two dates",),
        "command": "stocktake flows --from 2015 --to 2020 --edition 2024 --area XEX",
    }
    return AreaFlows(**{**given, **other})


def mixed_flows() -> AreaFlows:
    """Return made-up estimates with people: three methods, one of which is the mix."""
    mix = FlowMethod("pseudo-bayesian", "Mix", "D (2019)", "between the bounds", Verification("secondary"))
    low, high = ("stock-drop", "stock-reverse"), ("pseudo-bayesian",)
    east = FlowPartner("YEX", "East", FlowRange(100.0, low, 500.4, high, (100.0, 100.0, 500.4)))
    side = FlowSide(east.moves, (east,))
    plain = area_flows()
    return replace(plain, arrivals=side, departures=side, methods=(*plain.methods, mix), demography="stock-tables@2020 revision")


def with_flows(review: Review, found: AreaFlows | None = None) -> Review:
    """Return a review that tells of made-up flows, with two of its cautions and one of what was done to the figures."""
    found = found or area_flows()
    keys = tuple(key for key in (found.stocks, found.demography) if key)
    cautions = (Finding("Nobody measured it.", "flows:estimate", keys), Finding("12 stocks of two dates.", "flows:input", keys))
    return replace(review, flows=FlowAssessment(found, Finding("900 to 51,400 people came.", "flows", keys), cautions, keys))

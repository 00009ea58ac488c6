"""Estimated flows on the page: the sides there are, the methods at the ends in a word or two, and a range as a mark."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stocktake.model.flow import MIX, AreaFlows, FlowRange, FlowSide, rounded
from stocktake.model.provenance import Verification
from stocktake.model.review import Finding, FlowAssessment, Review
from stocktake.page import svg

SHORT: Mapping[str, str] = {
    "stock-drop": "falls dropped",
    "stock-reverse": "falls reversed",
    "migration-rate": "rates",
    "open-minimum": "open minimum",
    "closed-minimum": "closed minimum",
    "pseudo-bayesian": "mix",
    "closed-independence": "upper bound",
}
"""A word or two for each method, which the list of methods explains."""

BEHIND = ("flows:input",)
"""Rules of cautions that stand behind the tables; the others stand before them."""

FEW = 2
"""So many methods at one end are named; more are counted."""

LENGTH, THICK, LEAST = 100.0, 10.0, 2.0
"""Of a mark: its length, its thickness, and the least length of a range on it."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the flows: the id of its table, its title, the word over its areas, and the flows."""

    id: str
    title: str
    ends: str
    flows: FlowSide

    @property
    def most(self) -> float:
        """The highest figure of a single area, which marks are measured by."""
        return max((one.moves.high for one in self.flows.largest), default=0.0)


def sides(found: AreaFlows, name: str) -> list[Side]:
    """Return the sides that are estimated, arrivals first; `name` is that of the area."""
    years = f"{found.start} to {found.end}"
    both = (
        ("arrivals", f"Who came to {name}, {years}", "From", found.arrivals),
        ("departures", f"Who left {name}, {years}", "To", found.departures),
    )
    return [Side(f"flows-{id_}", title, ends, flows) for id_, title, ends, flows in both if flows is not None]


def before(assessed: FlowAssessment) -> list[Finding]:
    """Return the cautions that stand before the tables."""
    return [one for one in assessed.cautions if one.rule not in BEHIND]


def behind(assessed: FlowAssessment) -> list[Finding]:
    """Return those that stand behind them: what was done to the figures."""
    return [one for one in assessed.cautions if one.rule in BEHIND]


def by(found: FlowRange, methods: Collection[str]) -> str:
    """Return which methods give the ends of a range.

    >>> ids = ("stock-drop", "stock-reverse")
    >>> by(FlowRange(1.0, ids[:1], 2.0, ids[1:]), ids), by(FlowRange(1.0, ids, 1.0, ids), ids)
    ('falls dropped – falls reversed', 'every method')
    >>> by(FlowRange(0.0, (*ids, "migration-rate"), 2.0, ("closed-independence",)), (*ids, "migration-rate", "closed-independence"))
    '3 methods – upper bound'
    """
    if len(found.low_by) == len(methods):
        return "every method"
    return f"{_named(found.low_by)} – {_named(found.high_by)}"


def mix(between: float | None) -> str:
    """Return what the mix of the bounds gives, by its name; empty where it was not done.

    >>> mix(34525.2), mix(None)
    ('mix 34,500', '')
    """
    return "" if between is None else f"{SHORT[MIX]} {rounded(between)}"


def _named(methods: Sequence[str]) -> str:
    return " or ".join(SHORT.get(one, one) for one in methods) if len(methods) <= FEW else f"{len(methods)} methods"


def mark(found: FlowRange, most: float, between: float | None = None) -> str:
    """Return a range as a bar on a line as long as `most`, with a stroke where the mix lies; nothing where there is nothing to measure by.

    It is hidden from screen readers: the range stands beside it in words.
    """
    if most <= 0:
        return ""
    left = min(LENGTH * found.low / most, LENGTH - LEAST)
    width = max(LENGTH * (found.high - found.low) / most, LEAST)
    line = svg.element("path", d=f"M0 {THICK / 2:g}h{LENGTH:g}", class_="span-line")
    bar = svg.element("rect", x=left, y=1.0, width=min(width, LENGTH - left), height=THICK - 2, class_="span-bar")
    box = f"0 0 {LENGTH:g} {THICK:g}"
    at = None if between is None else min(LENGTH * between / most, LENGTH)
    stroke = "" if at is None else svg.element("path", d=f"M{svg.number(at)} 0v{THICK:g}", class_="span-mix")
    return svg.element("svg", line, bar, stroke, viewBox=box, preserveAspectRatio="none", class_="span", aria_hidden="true")


def unsure(review: Review) -> Iterator[tuple[str, Verification]]:
    """Yield each method of flows that was not read in the original, with how it was checked."""
    for one in review.flows.estimates.methods if review.flows else ():
        if not one.verification.is_sure:
            yield f"Flows, {one.title} ({one.source})", one.verification

"""Partnerships around the goals they serve, with the gaps, arranged for their page."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.http import QueryDict

from stocktake.catalog import area, catalog
from stocktake.match.layout import Layout, layout
from stocktake.match.network import Gaps, Network, gaps, network
from stocktake.model.framework import Commitment
from stocktake_web.records import naming, query, services


@dataclass(frozen=True, slots=True)
class Picture:
    """The network that is shown, where it stands on the drawing, what is missing, and the goal it was narrowed to if any."""

    network: Network
    layout: Layout
    gaps: Gaps
    goal: str
    goals: tuple[Commitment, ...]

    @property
    def total(self) -> int:
        """How many partnerships there are."""
        return len(self.network.ties) + len(self.network.loose)


def picture(parameters: QueryDict) -> Picture:
    """Return the partnerships around the objectives of the Global Compact, or around the one that is asked for; BadQuery for no such."""
    goals = catalog.load().frameworks["gcm"].of_kind("objective")
    chosen = query.goal(parameters, [one.id for one in goals])
    kinds = tuple(kind for kind in naming.KINDS if kind != "other")  # that nobody is of no kind is no gap
    whole = network(services.accepted_records(types=["partnership"]), [one.id for one in goals], kinds)
    shown = whole.around(chosen) if chosen else whole
    return Picture(shown, layout(shown), gaps(shown, _regions()), chosen, goals)


@cache
def _regions() -> Mapping[str, tuple[str, ...]]:
    """Return the innermost regions, in the order of their codes, each with itself and the codes of its countries and areas."""
    known = area.areas()
    innermost = dict.fromkeys(code for one in known if one.kind == "country" for code in one.parents)
    return {
        code: (code, *(one.code for one in known.members(code))) for code in sorted(innermost) if known.get(code).kind == "region"
    }

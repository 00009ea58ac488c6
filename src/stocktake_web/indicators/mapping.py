"""Maps of the world: how many figures there are, and how areas stand on one indicator. No map ranks anybody."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from stocktake.catalog import area as area_file
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method
from stocktake.model.verdict import STANDINGS
from stocktake.page import worldmap
from stocktake.page.worldmap import Key, Mark
from stocktake.service import clock, covering, expecting
from stocktake_web.indicators import services
from stocktake_web.records import naming
from stocktake_web.site import keeping, link, writing

OTHERS: Final = 6
"""So many further maps are named beside the first."""
FEW: Final = 20
"""A map of fewer areas says little of the world."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The areas of one look: its words, and code and name of each, in the order of the alphabet."""

    look: str
    words: str
    areas: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WorldMap:
    """A map with all that belongs to it. `keys` are the looks with their words, `marks` the look and words of each area.

    `others` are further maps: what they are of, and where they stand.
    """

    title: str
    how: str
    keys: tuple[Key, ...]
    marks: Mapping[str, Mark]
    others: tuple[tuple[str, str], ...] = ()

    @cached_property
    def drawing(self) -> str:
        """The map as SVG."""
        return worldmap.draw(self.marks)

    @property
    def disclaimer(self) -> str:
        """The note of the United Nations, in the language of the page where it is translated."""
        return _(worldmap.DISCLAIMER)

    @cached_property
    def lists(self) -> list[Listed]:
        """The areas by look."""
        found: dict[str, list[tuple[str, str]]] = {one.look: [] for one in self.keys}
        for code, mark in self.marks.items():
            found[mark.look].append((code, naming.area_name(code)))
        return [Listed(one.look, one.words, tuple(sorted(found[one.look], key=lambda each: each[1]))) for one in self.keys]


def first() -> WorldMap:
    """Return the map of the first page: how many of the expected figures of each country and area are there."""
    return keeping.in_both(f"map|first|{get_language()}", _first)


def _first() -> WorldMap:
    counts = keeping.in_both("map|covered", lambda: dict(covering.covered(settings.WORKSPACE, keeping.year())))
    there = {code: float(one.there) for code, one in counts.items()}
    expected = max((one.expected for one in counts.values()), default=0)
    edges = worldmap.steps(there.values())
    marks = {
        code: Mark(
            worldmap.step_of(there[code], edges),
            _("%(area)s: %(there)s of %(expected)s expected figures are there, %(recent)s of them recent")
            % {
                "area": writing.apart(naming.area_name(code)),
                "there": one.there,
                "expected": one.expected,
                "recent": one.counts["present"],
            },
            link.area(code),
        )
        for code, one in counts.items()
    }
    return WorldMap(
        title=_("Which figures are there?"),
        how=_(
            "Of each country and area %(expected)s figures are expected by the metadata of the indicators. "
            "The stronger the shade, the more of them were read here, however old. It compares data, and not how well anybody does."
        )
        % {"expected": expected},
        keys=tuple(_step_keys(edges, int(max(there.values(), default=0)))),
        marks=marks,
        others=tuple(_others()),
    )


def _others() -> Iterator[tuple[str, str]]:
    """Yield the indicators on which countries are judged, those with figures of the most areas first."""
    graded = [one for one in services.entries() if one.indicator.grading.is_graded]
    for one in sorted(graded, key=lambda each: (-each.areas, each.indicator.id))[:OTHERS]:
        if one.areas >= FEW:
            yield (
                f"{one.indicator.code or one.indicator.id} {one.indicator.title}",
                f"{link.indicator(one.indicator.id)}#map-title",
            )


def _step_keys(edges: Sequence[float], highest: int) -> list[Key]:
    ends = [*(int(edge) for edge in edges[1:]), highest]
    keys = [Key("step-0", _("none"))]
    for place, (edge, end) in enumerate(zip(edges, ends, strict=True), 1):
        start = int(edge) + 1
        words = (
            _("%(first)s to %(last)s") % {"first": writing.number(start), "last": writing.number(end)}
            if start < end
            else writing.number(start)
        )
        keys.append(Key(f"step-{place}", words))
    return keys


def of_indicator(indicator: Indicator, method: Method) -> WorldMap | None:
    """Return how countries and areas stand on an indicator by a method; of one that is not graded, how recent its figures are.

    None where no country or area has a figure.
    """
    codes = [one.code for one in area_file.areas() if one.kind == "country"]
    if not services.overview(indicator.id).areas & set(codes):
        return None
    return _standings(indicator, method) if indicator.grading.is_graded else _recent(indicator, codes)


def _standings(indicator: Indicator, method: Method) -> WorldMap:
    told = services.standings(indicator.id, method)
    return WorldMap(
        title=_("How countries and areas stand"),
        how=_(
            "By the method chosen, on the undivided figures of each. It is no ranking; a look says what the method says, and no more."
        ),
        keys=tuple(Key(code, _(said)) for code, said in STANDINGS.items()),
        marks=_marks(indicator, method, told, lambda code: _(STANDINGS[told[code]])),
    )


def _recent(indicator: Indicator, codes: Sequence[str]) -> WorldMap:
    old_after = expecting.expectations().old_after
    years = old_after.years
    last: dict[str, int] = {}
    for way in services.overview(indicator.id).ways:
        for code, reach in way.areas.items():
            last[code] = max(last.get(code, 0), reach.last)
    looks = {
        code: "absent" if code not in last else "old" if old_after.is_old(last[code], keeping.year()) else "present"
        for code in codes
    }
    said = {code: _("latest figure of %(year)s") % {"year": last[code]} if code in last else _("no figure") for code in codes}
    recent = ngettext("latest figure at most %(num)s year old", "latest figure at most %(num)s years old", years) % {"num": years}
    return WorldMap(
        title=_("Where there are figures, and how recent they are"),
        how=_("Progress on this indicator is not graded, so the map shows the figures there are."),
        keys=(Key("present", recent), Key("old", _("older")), Key("absent", _("no figure"))),
        marks=_marks(indicator, None, looks, said.__getitem__),
    )


def _marks(indicator: Indicator, method: Method | None, looks: Mapping[str, str], said: Callable[[str], str]) -> dict[str, Mark]:
    base = reverse("indicator", args=[indicator.id])
    more = f"&method={method.id}" if method else ""
    return {
        code: Mark(look, writing.titled(naming.area_name(code), said(code)), f"{base}?area={code}{more}")
        for code, look in looks.items()
    }


def foot(found: WorldMap) -> list[str]:
    """Return what stands under a map that leaves the page."""
    from stocktake import __version__

    drawn = _("Drawn by stocktake %(version)s on %(day)s.") % {
        "version": __version__,
        "day": writing.apart(clock.now().date().isoformat()),
    }
    outlines = _("Outlines: Natural Earth 4.1, public domain; Equal Earth projection.")
    return [writing.sentence(one) for one in (found.how, found.disclaimer, f"{outlines} {drawn}")]

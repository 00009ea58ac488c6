"""Flows as a picture: a circle of places joined by bands, and a map of the same flows. An SVG file of its own, with its words in it.

Every flow that is named carries its range over methods: the band shows one method, and the words say which.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

from stocktake.page import svg

WIDTH, HEIGHT = 1240.0, 700.0
CENTRE, RADIUS, RING = (340.0, 460.0), 190.0, 14.0
MAP: Final = (680.0, 270.0, 540.0, 330.0)
"""Left, top, width and height of the map."""

ELSEWHERE: Final = ""
"""The code of all places that are not shown one by one."""

_GAP: Final = 0.03
"""Radians between two places on the circle."""

_FAINT: Final = "#b8bec6"
_SIZE: Final = 11.0


@dataclass(frozen=True, slots=True)
class Band:
    """A flow from one place to another, by their codes: `people` by the method that is drawn, `low` and `high` over all methods."""

    origin: str
    destination: str
    people: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: its title, what the numbers are, the bands, names by code, and the points of places in degrees east and north."""

    title: str
    notes: tuple[str, ...]
    bands: tuple[Band, ...]
    names: Mapping[str, str]
    points: Mapping[str, tuple[float, float]]


def draw(picture: Picture, places: int = 14, lines: int = 60) -> str:
    """Return the SVG of a picture: its `places` with most moves on the circle, all others as one, and its `lines` largest flows on the map.

    Without flows it says so.
    """
    order = _largest(picture.bands, places)
    named = _gathered(picture.bands, set(order))
    shown = [*order, *([ELSEWHERE] if any(ELSEWHERE in (one.origin, one.destination) for one in named) else [])]
    body = (
        svg.text(picture.title, x=40, y=44, class_="title"),
        *(svg.text(note, x=40, y=66 + 17 * row, class_="note") for row, note in enumerate(picture.notes)),
        *((_circle(named, shown, picture.names), _map(picture, lines, order)) if picture.bands else (_nothing(),)),
    )
    words = svg.element("title", str(escape(picture.title))) + svg.element("desc", str(escape(" ".join(picture.notes))))
    attributes = {"viewBox": f"0 0 {WIDTH:g} {HEIGHT + 120:g}", "xmlns": "http://www.w3.org/2000/svg", "role": "img"}
    return svg.element("svg", words, svg.element("style", _STYLE), *body, **attributes) + "\n"


_STYLE: Final = (
    "text{font:11px system-ui,sans-serif;fill:#222}.title{font-size:20px;font-weight:600}.note{fill:#555}"
    ".band{stroke:none;fill-opacity:.62}.line{fill:none;stroke-opacity:.55;stroke-linecap:round}.grid{stroke:#e4e7ea;fill:none}"
    "svg{background:#fff}"
)


def _nothing() -> str:
    return svg.text("There is no flow to draw.", x=40, y=200)


def _largest(bands: Iterable[Band], places: int) -> list[str]:
    """Return the codes of the places with most moves, in that order; the place's code decides between equals."""
    moves: dict[str, float] = {}
    for one in bands:
        for code in (one.origin, one.destination):
            moves[code] = moves.get(code, 0.0) + one.people
    return sorted(moves, key=lambda code: (-moves[code], code))[:places]


def _gathered(bands: Iterable[Band], shown: set[str]) -> list[Band]:
    """Return the bands between places shown, others brought to one band a direction; moves among others are left out."""
    kept: list[Band] = []
    other: dict[tuple[str, str], float] = {}
    for one in bands:
        ends = tuple(code if code in shown else ELSEWHERE for code in (one.origin, one.destination))
        if ELSEWHERE not in ends:
            kept.append(one)
        elif ends != (ELSEWHERE, ELSEWHERE):
            other[ends[0], ends[1]] = other.get((ends[0], ends[1]), 0.0) + one.people
    return [*kept, *(Band(origin, destination, people, math.nan, math.nan) for (origin, destination), people in other.items())]


def _circle(bands: Sequence[Band], shown: Sequence[str], names: Mapping[str, str]) -> str:
    """Return the circle: a piece of the ring for each place as long as all who moved from and to it, a band for each flow."""
    bands = [one for one in bands if one.people > 0]
    total = 2 * sum(one.people for one in bands)
    if not total:
        return ""
    free = 2 * math.pi - _GAP * len(shown)
    starts: dict[str, float] = {}
    at = -math.pi / 2
    rings = []
    for place, code in enumerate(shown):
        length = free * sum(one.people for one in bands for end in (one.origin, one.destination) if end == code) / total
        starts[code] = at
        rings.append(
            svg.element("path", d=_ring(at, at + length), fill=_colour(place, code)) + _name(at + length / 2, code, names)
        )
        at += length + _GAP
    drawn = []
    for one in sorted(bands, key=lambda band: (-band.people, band.origin, band.destination)):
        width = free * one.people / total
        leaving, arriving = starts[one.origin], starts[one.destination]
        starts[one.origin] += width
        if one.origin == one.destination:
            arriving = starts[one.origin]
        starts[one.destination] = arriving + width
        said = svg.element("title", str(escape(told(one, names))))
        colour = _colour(shown.index(one.origin), one.origin)
        drawn.append(svg.element("path", said, d=_band(leaving, arriving, width), class_="band", fill=colour))
    return svg.element("g", *drawn, *rings)


def told(band: Band, names: Mapping[str, str]) -> str:
    """Return a flow in words, with its range where it is that of two places.

    >>> told(Band("A", "B", 1200.4, 900, 5000), {"A": "Nord", "B": "East"})
    'Nord to East: 1,200 (all methods: 900 to 5,000)'
    """
    ends = f"{names.get(band.origin, 'elsewhere')} to {names.get(band.destination, 'elsewhere')}: {band.people:,.0f}"
    return ends if math.isnan(band.low) else f"{ends} (all methods: {band.low:,.0f} to {band.high:,.0f})"


def _colour(place: int, code: str) -> str:
    """Return the colour of a place: neighbours on the circle differ much; grey for all others."""
    return _FAINT if code == ELSEWHERE else f"hsl({(place * 137) % 360} 55% {42 + 10 * (place % 3)}%)"


def _point(angle: float, radius: float) -> str:
    return f"{svg.number(CENTRE[0] + radius * math.cos(angle))} {svg.number(CENTRE[1] + radius * math.sin(angle))}"


def _arc(start: float, end: float, radius: float) -> str:
    return f"A{radius:g} {radius:g} 0 {int(abs(end - start) > math.pi)} {int(end > start)} {_point(end, radius)}"


def _ring(start: float, end: float) -> str:
    outer = RADIUS + RING
    return f"M{_point(start, outer)}{_arc(start, end, outer)}L{_point(end, RADIUS)}{_arc(end, start, RADIUS)}Z"


def _band(leaving: float, arriving: float, width: float) -> str:
    """Return the path of a band; it ends a little short of the ring where people arrive, so that its direction shows."""
    inner, short = RADIUS - 2, RADIUS - 10
    middle = f"{svg.number(CENTRE[0])} {svg.number(CENTRE[1])}"
    there = f"Q{middle} {_point(arriving, short)}{_arc(arriving, arriving + width, short)}"
    return f"M{_point(leaving, inner)}{_arc(leaving, leaving + width, inner)}{there}Q{middle} {_point(leaving, inner)}Z"


def _name(angle: float, code: str, names: Mapping[str, str]) -> str:
    x, y = (CENTRE[place] + (RADIUS + RING + 7) * (math.cos, math.sin)[place](angle) for place in (0, 1))
    is_right = math.cos(angle) >= 0
    turn = f"rotate({svg.number(math.degrees(angle) + (0 if is_right else 180))} {svg.number(x)} {svg.number(y)})"
    words = _short(names.get(code, "elsewhere"))
    return svg.text(words, x=x, y=y, dy="0.35em", text_anchor="start" if is_right else "end", transform=turn)


def _short(name: str) -> str:
    """Return a name as long as the picture has room for.

    >>> _short("Venezuela (Bolivarian Republic of)"), _short("Republic of Moldova")
    ('Venezuela', 'Republic of Moldova')
    """
    bare = name.split(" (")[0]
    return bare if len(bare) <= 24 else f"{bare[:23].rstrip()}…"


def _map(picture: Picture, lines: int, order: Sequence[str]) -> str:
    """Return the map: a dot for each place that has a point, a bow for each of the largest flows, as thick as its root."""
    drawn = [one for one in picture.bands if one.people > 0 and {one.origin, one.destination} <= picture.points.keys()]
    largest = sorted(drawn, key=lambda one: (-one.people, one.origin, one.destination))[:lines]
    most = largest[0].people if largest else 1.0
    used = {code for one in largest for code in (one.origin, one.destination)}
    bows = [_bow(one, picture, most, order) for one in reversed(largest)]
    dots = [_dot(code, picture, code in used) for code in sorted(picture.points)]
    return svg.element("g", _grid(), *bows, *dots, *_names_on_map(picture, order, used))


def _grid() -> str:
    left, top, width, height = MAP
    paths = [f"M{svg.number(left + width * part / 12)} {top:g}v{height:g}" for part in range(13)]
    paths += [f"M{left:g} {svg.number(top + height * part / 6)}h{width:g}" for part in range(7)]
    return svg.element("path", d="".join(paths), class_="grid")


def _place(point: tuple[float, float]) -> tuple[float, float]:
    """Return where a point stands on the map: degrees are of one length everywhere, from 60 degrees south to 80 north."""
    left, top, width, height = MAP
    return left + width * (point[0] + 180) / 360, top + height * (80 - max(min(point[1], 80), -60)) / 140


def _bow(one: Band, picture: Picture, most: float, order: Sequence[str]) -> str:
    (x1, y1), (x2, y2) = _place(picture.points[one.origin]), _place(picture.points[one.destination])
    bend = ((x1 + x2) / 2 - (y2 - y1) * 0.22, (y1 + y2) / 2 + (x2 - x1) * 0.22)
    path = f"M{svg.number(x1)} {svg.number(y1)}Q{svg.number(bend[0])} {svg.number(bend[1])} {svg.number(x2)} {svg.number(y2)}"
    colour = _colour(order.index(one.origin), one.origin) if one.origin in order else "#7b858f"
    said = svg.element("title", str(escape(told(one, picture.names))))
    return svg.element(
        "path", said, d=path, class_="line", stroke=colour, stroke_width=max(0.7, 9 * math.sqrt(one.people / most))
    )


def _dot(code: str, picture: Picture, is_used: bool) -> str:
    x, y = _place(picture.points[code])
    said = svg.element("title", str(escape(picture.names.get(code, code))))
    return svg.element("circle", said, cx=x, cy=y, r=2.2 if is_used else 1.2, fill="#333" if is_used else _FAINT)


def _names_on_map(picture: Picture, order: Sequence[str], used: set[str]) -> list[str]:
    """Return the names of the places with most moves, where there is room; a name that would lie on another is left out."""
    taken: list[tuple[float, float]] = []
    names = []
    for code in order:
        if code in used and code in picture.points:
            x, y = _place(picture.points[code])
            if all(abs(x - other_x) > 90 or abs(y - other_y) > _SIZE for other_x, other_y in taken):
                taken.append((x, y))
                names.append(svg.text(_short(picture.names.get(code, code)), x=x + 4, y=y - 3))
    return names

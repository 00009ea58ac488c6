"""A map of the world: each country and area in the look of what can be said of it, and a link.

Nothing is told by colour alone: looks differ in pattern or in lightness, every area carries its words, and a list of all of them belongs
beside every map. Areas too small to be seen are circles. Which boundaries are drawn broken, and why, stands in `data/map/world.yml`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from markupsafe import escape

from stocktake.page import comparison, label, svg

DISCLAIMER: Final = (
    "The boundaries and names shown and the designations used on this map do not imply official endorsement or acceptance by the "
    "United Nations."
)
"""The note that maps of the United Nations carry."""

HATCHED: Final = ("FLK",)
"""Areas over whose sovereignty there is a dispute that the table of areas names."""

LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "on_course": ("#0b7d88", ""),
    "too_slow": ("#e0a526", '<path d="M-2 2l4 -4M0 10l10 -10M8 12l4 -4" stroke="#6b4500" stroke-width="1.6"/>'),
    "wrong_way": (
        "#b3372e",
        '<path d="M-2 2l4 -4M0 10l10 -10M8 12l4 -4M-2 8l4 4M0 0l10 10M8 -2l4 4" stroke="#fff" stroke-width="1.3"/>',
    ),
    "cannot_tell": ("#8a83b8", '<circle cx="5" cy="5" r="1.6" fill="#fff"/>'),
    "no_figure": ("#efece4", ""),
    "step-0": ("#efece4", ""),
    "step-1": ("#c9dbe3", ""),
    "step-2": ("#8fb6cb", ""),
    "step-3": ("#4d86ad", ""),
    "step-4": ("#1c4a86", ""),
    "present": ("#0b7d88", ""),
    "old": ("#e0a526", '<path d="M-2 2l4 -4M0 10l10 -10M8 12l4 -4" stroke="#6b4500" stroke-width="1.6"/>'),
    "absent": ("#efece4", ""),
}
"""The looks an area can have: its colour on paper, and what is drawn over it, in a square of ten units."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What can be said of an area: one of `LOOKS`, the words for it, its name included, and where a click leads."""

    look: str
    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend."""

    look: str
    words: str


@cache
def _world() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(files("stocktake").joinpath("data", "map", "world.json").read_text("utf-8"))
    return found


def drawn() -> frozenset[str]:
    """Return the codes of the areas that are on the map."""
    return frozenset((*_world()["shapes"], *_world()["circles"]))


def draw(marks: Mapping[str, Mark]) -> str:
    """Return the map as SVG for a page, in the classes of its style sheet; an area without a mark looks as if nothing were said of it.

    It is hidden from those who do not see it: the same must stand beside it as a list. Its links take no stop of the keyboard.
    """
    return svg.element(
        "svg",
        f"<defs>{''.join(_patterns(marks.values(), ''))}</defs>",
        *_areas(marks, links=True),
        *_broken(),
        viewBox=_box(),
        class_="worldmap",
        aria_hidden="true",
        focusable="false",
    )


def _box() -> str:
    return f"0 0 {_world()['width']} {_world()['height']}"


def _patterns(marks: Iterable[Mark], prefix: str) -> Iterable[str]:
    """Yield the patterns of the looks that occur; the colour of their ground is left to the style sheet, unless they stand alone."""
    for look in sorted({one.look for one in marks if LOOKS[one.look][1]}):
        colour, over = LOOKS[look]
        ground = f'<rect width="10" height="10" class="ground {look}"{f" fill={chr(34)}{colour}{chr(34)}" if prefix else ""}/>'
        inside = ground + (over if prefix else _classed(over))
        yield f'<pattern id="map-{look}" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="scale(1.5)">{inside}</pattern>'


def _classed(over: str) -> str:
    """Return what is drawn over a ground, its colours left to the style sheet."""
    for colour, name in (
        ('stroke="#6b4500"', 'class="over-slow"'),
        ('stroke="#fff"', 'class="over"'),
        ('fill="#fff"', 'class="over-dot"'),
    ):
        over = over.replace(colour, name)
    return over


def _areas(marks: Mapping[str, Mark], *, links: bool) -> Iterable[str]:
    """Yield the outlines, then the circles, so that no small area lies under a large one."""
    world = _world()
    for code, path in world["shapes"].items():
        yield _area(code, f'<path d="{path}"', marks, links)
    for code, spot in world["circles"].items():
        yield _area(code, f'<circle cx="{spot[0]}" cy="{spot[1]}" r="{world["radius"]}"', marks, links)


def _area(code: str, shape: str, marks: Mapping[str, Mark], links: bool) -> str:
    mark = marks.get(code)
    look = mark.look if mark else "no_figure"
    fill = f' fill="url(#map-{look})"' if LOOKS[look][1] else f' fill="{LOOKS[look][0]}"' if not links else ""
    hatched = " hatched" if code in HATCHED else ""
    drawn_ = (
        f'{shape} class="area {look}{hatched}"{fill}/>'
        if not mark
        else f'{shape} class="area {look}{hatched}"{fill}><title>{escape(mark.words)}</title>{_end(shape)}'
    )
    if links and mark and mark.address:
        return f'<a href="{escape(mark.address)}" tabindex="-1">{drawn_}</a>'
    return drawn_


def _end(shape: str) -> str:
    return "</path>" if shape.startswith("<path") else "</circle>"


def _broken() -> Iterable[str]:
    for path in _world()["unsettled"]:
        yield f'<path class="settled" d="{path}"/><path class="unsettled" d="{path}"/>'


def steps(values: Iterable[float], most: int = 4) -> tuple[float, ...]:
    """Return the least values of the classes that part what is above zero, in even steps, the first being the least above zero: 0.

    >>> steps([0, 3, 9, 18]), steps([0, 1]), steps([])
    ((0.0, 5.0, 10.0, 15.0), (0.0,), (0.0,))
    """
    from stocktake.page.scale import step

    highest = max(values, default=0.0)
    if highest <= 1:
        return (0.0,)
    width = max(1.0, step(highest, most))
    while width * most < highest:
        width = step(width * most * 1.01, most - 1)
    return tuple(width * place for place in range(most) if width * place < highest)


def step_of(value: float, edges: Sequence[float]) -> str:
    """Return the look of a value between edges: `step-0` for none, darker for more.

    >>> step_of(0, (0, 5, 10)), step_of(5, (0, 5, 10)), step_of(6, (0, 5, 10))
    ('step-0', 'step-1', 'step-2')
    """
    return f"step-{sum(value > edge for edge in edges)}"


# For a slide.

_MARGIN, _TITLE, _FOOT, _KEY = 60.0, 40.0, 20.0, 24.0


def slide(marks: Mapping[str, Mark], keys: Sequence[Key], title: str, foot: Sequence[str]) -> str:
    """Return the map as an SVG that stands alone, 1600 wide: its title above, the legend and the lines of `foot` below."""
    width = comparison.SLIDE.width
    titles = comparison.wrapped(title, (width - 2 * _MARGIN) / (_TITLE / label.SIZE))[:3]
    feet = [line for one in foot for line in comparison.wrapped(one, (width - 2 * _MARGIN) / (_FOOT / label.SIZE))]
    share = (width - 2 * _MARGIN) / float(str(_world()["width"]))
    top = _MARGIN * 0.8 + len(titles) * _TITLE * 1.3
    below = top + float(str(_world()["height"])) * share + 20
    legend, end = _legend(keys, below, width)
    height = end + _MARGIN * 0.4 + len(feet) * _FOOT * 1.4 + _MARGIN * 0.6
    patterns = "".join(_patterns([*marks.values(), *(Mark(one.look, "") for one in keys)], "alone"))
    return svg.element(
        "svg",
        f"<title>{escape(title)}</title><style>{_style()}</style><defs>{patterns}</defs>",
        svg.element("rect", width=width, height=height, fill="#ffffff"),
        *(
            svg.text(line, x=_MARGIN, y=_MARGIN * 0.8 + _TITLE * (0.8 + 1.25 * row), font_size=_TITLE, class_="title")
            for row, line in enumerate(titles)
        ),
        svg.element("g", *_areas(marks, links=False), *_broken(), transform=f"translate({_MARGIN:g} {top:g}) scale({share:.4f})"),
        *legend,
        *(
            svg.text(line, x=_MARGIN, y=end + _MARGIN * 0.4 + _FOOT * (0.8 + 1.4 * row), font_size=_FOOT, class_="foot")
            for row, line in enumerate(feet)
        ),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
        direction="ltr",
    )


def _legend(keys: Sequence[Key], top: float, width: float) -> tuple[list[str], float]:
    """Return the lines of the legend and where they end."""
    parts: list[str] = []
    x, y = _MARGIN, top
    for one in keys:
        room = 50 + label.measure(one.words) * _KEY / label.SIZE + 30
        if x > _MARGIN and x + room > width - _MARGIN:
            x, y = _MARGIN, y + _KEY * 1.6
        colour, over = LOOKS[one.look]
        fill = f"url(#map-{one.look})" if over else colour
        parts.append(svg.element("rect", x=x, y=y, width=36.0, height=24.0, fill=fill, class_="swatch"))
        parts.append(svg.text(one.words, x=x + 46, y=y + _KEY * 0.82, font_size=_KEY))
        x += room
    return parts, y + _KEY * 1.4


def _style() -> str:
    return (
        f"text{{font-family:{comparison.FONTS};fill:{comparison.INK}}}.title{{font-weight:700}}.foot{{fill:{comparison.MUTED}}}"
        ".area{stroke:#fff;stroke-width:1.2;stroke-linejoin:round}circle.area{stroke:#1b2026;stroke-width:1}"
        ".area.no_figure,.area.absent,.area.step-0{stroke:#8d8a80;stroke-width:.8}.swatch{stroke:#545b64}"
        ".settled{fill:none;stroke:#fff;stroke-width:3}.unsettled{fill:none;stroke:#545b64;stroke-width:1.6;stroke-dasharray:5 4}"
    )

"""Where the words of a chart can stand without covering each other or the line."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from stocktake.page import svg

SIZE = 12.5
"""The size of the words in units of the drawing; a screen wider than a phone shows them smaller, never larger."""

WIDE = 0.6
"""The width of an average character as a share of its size."""

Anchor = Literal["start", "middle", "end"]


class Box(NamedTuple):
    """A rectangle on the drawing; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def covered(self, points: Iterable[tuple[float, float]]) -> int:
        """Return how many of the points lie inside."""
        left, top, right, bottom = self
        return sum(left <= x <= right and top <= y <= bottom for x, y in points)

    def meets(self, other: "Box") -> bool:
        """Return whether the rectangles share any part."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


class Label(NamedTuple):
    """Words at a place; `y` is the line they stand on."""

    words: str
    x: float
    y: float
    anchor: Anchor

    @property
    def box(self) -> Box:
        """The rectangle the words fill, as far as it can be known without the font."""
        width = measure(self.words)
        left = {"start": self.x, "middle": self.x - width / 2, "end": self.x - width}[self.anchor]
        return Box(left, self.y - SIZE * 0.8, left + width, self.y + SIZE * 0.25)

    def draw(self, class_: str) -> str:
        """Return the words as SVG."""
        return svg.text(self.words, x=self.x, y=self.y, text_anchor=self.anchor, class_=class_)


def measure(words: str) -> float:
    """Return the width of words in units of the drawing, a little too wide rather than too narrow."""
    wide = 0 if words.isascii() else sum(ord(letter) > 0x2E80 for letter in words)
    return SIZE * (WIDE * (len(words) - wide) + wide)


def fit(words: str, room: float) -> str:
    """Return the words, cut with an ellipsis where they would not fit.

    >>> fit("persons", 200), fit("per 100,000 population of the country of origin", 120)
    ('persons', 'per 100,000 pop…')
    """
    if measure(words) <= room:
        return words
    kept = next(end for end in range(len(words), -1, -1) if measure(words[:end] + "…") <= room or end == 0)
    return words[:kept].rstrip() + "…"


def around(words: str, x: float, y: float, within: Box) -> list[Label]:
    """Return the places beside a point that lie inside `within`: above, below, left, right, and slanted."""
    gap = 7.0
    places: list[tuple[float, float, Anchor]] = [
        (x, y - gap, "middle"),
        (x, y + gap + SIZE * 0.75, "middle"),
        (x - gap, y - gap, "end"),
        (x + gap, y - gap, "start"),
        (x - gap, y + gap + SIZE * 0.75, "end"),
        (x + gap, y + gap + SIZE * 0.75, "start"),
        (x + gap, y + SIZE * 0.3, "start"),
        (x - gap, y + SIZE * 0.3, "end"),
    ]
    return [_pushed_inside(Label(words, *place), within) for place in places]


def best(places: Iterable[Label], taken: Sequence[Box], ink: Sequence[tuple[float, float]]) -> Label:
    """Return the place that covers the least: other words count most, then points of the line; the first of equals wins."""
    return min(places, key=lambda one: cost(one.box, taken, ink))


def cost(box: Box, taken: Sequence[Box], ink: Sequence[tuple[float, float]]) -> int:
    """Return how much a rectangle would cover: 100 for each of the words in the way, 1 for each point of the line."""
    return 100 * sum(box.meets(other) for other in taken) + box.covered(ink)


def _pushed_inside(label: Label, within: Box) -> Label:
    box = label.box
    across = max(0.0, within.left - box.left) - max(0.0, box.right - within.right)
    down = max(0.0, within.top - box.top) - max(0.0, box.bottom - within.bottom)
    return label._replace(x=label.x + across, y=label.y + down)

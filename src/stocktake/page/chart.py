"""One kind of chart: the values of a series, where it started, where it should be, and the path it would need.

A drawing of our own rather than a charting library: a page holds dozens of them, they must open without a network, follow the page's
colours in the dark and on paper, and stay readable on a phone. See docs/decisions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from markupsafe import escape

from stocktake.model import period
from stocktake.model.indicator import Target
from stocktake.model.review import SeriesAssessment
from stocktake.page import figure, label, svg
from stocktake.page.anchor import anchor
from stocktake.page.label import SIZE, Box, Label
from stocktake.page.line import Point, moment, stretches
from stocktake.page.scale import Scale, ticks

WIDTH, HEIGHT = 320.0, 206.0
TOP, BOTTOM, RIGHT = 30.0, 168.0, 306.0
MANY = 24
"""From this many values on the points are drawn small."""


@dataclass(frozen=True)
class Drawing:
    """A series with its two axes. `target` is None where there is no number to reach."""

    series: SeriesAssessment
    target: Target | None
    points: tuple[Point, ...]

    @cached_property
    def path(self) -> tuple[Point, ...]:
        """The path needed, as points."""
        return tuple(Point(float(one.year), one.value, str(one.year)) for one in self.series.path)

    @cached_property
    def goal(self) -> Point | None:
        """The target as a point, None where there is none."""
        if self.target is None or not figure.is_figure(self.target.obs_value):
            return None
        return Point(moment(self.target.time_period), self.target.obs_value or 0.0, self.target.time_period)

    @cached_property
    def baseline(self) -> Point | None:
        """The point the verdict starts from, None where it starts nowhere or on the only value."""
        verdict = self.series.verdict
        found = [point for point in self.points if period.parse(point.period).year == verdict.first_year]
        start = next((point for point in found if point.value == verdict.first_value), next(iter(found), None))
        return start if start != self.points[-1] else None

    @cached_property
    def shown(self) -> tuple[Point, ...]:
        """Every point that must lie on the drawing."""
        return (*self.points, *self.path, *([self.goal] if self.goal else []))

    @cached_property
    def marks(self) -> tuple[float, ...]:
        """The marks of the value axis."""
        return ticks([point.value for point in self.shown])

    @cached_property
    def power(self) -> tuple[float, str]:
        """What the values are counted in, and its name."""
        return figure.power(max(abs(mark) for mark in self.marks))

    @cached_property
    def left(self) -> float:
        """Where the drawing begins, beside the widest mark."""
        return max(label.measure(self.written(mark)) for mark in self.marks) + 7

    @cached_property
    def x(self) -> Scale:
        """From time to a place across."""
        first, last = min(point.time for point in self.shown), max(point.time for point in self.shown)
        return Scale(first - (first == last), last + (first == last), self.left + 5, RIGHT)

    @cached_property
    def y(self) -> Scale:
        """From a value to a place up."""
        return Scale(self.marks[0], self.marks[-1], BOTTOM, TOP)

    def at(self, point: Point) -> tuple[float, float]:
        """Return where a point lies."""
        return self.x(point.time), self.y(point.value)

    def written(self, value: float) -> str:
        """Return a value as the chart writes it, in the power of ten of its axis."""
        edges = [self.goal.value] if self.goal else []
        size = self.power[0]
        return figure.short(value / size, [edge / size for edge in edges], self.unit_measure)

    @property
    def unit_measure(self) -> str:
        """The code of the unit of the values."""
        return next((one.unit_measure for one in self.series.observations), "")

    def said(self, point: Point) -> str:
        """Return a value in full with its period."""
        return f"{figure.exact(point.value, self.unit_measure)} ({point.period})"


def chart(series: SeriesAssessment, title: str, target: Target | None = None) -> str:
    """Return the chart as SVG, or nothing where the series has no value that could be drawn.

    `target` is drawn where it has a number. The words inside say what a reader of the drawing sees: title, values, target.
    """
    points = tuple(_points(series))
    if not points:
        return ""
    drawing = Drawing(series, target, points)
    name = anchor("chart", series.id)
    return svg.element(
        "svg",
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-words">{escape(in_words(drawing))}</desc>',
        *_body(drawing),
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        class_="chart",
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-words",
    )


def in_words(drawing: Drawing) -> str:
    """Return what the chart shows, for those who do not see it."""
    first, count = drawing.points[0], len(drawing.points)
    sentences = [
        f"{count} values, from {drawing.said(first)} to {drawing.said(drawing.points[-1])}"
        if count > 1
        else f"One value: {drawing.said(first)}"
    ]
    if drawing.baseline and drawing.baseline != first:
        sentences.append(f"The baseline is {drawing.said(drawing.baseline)}")
    if drawing.goal:
        sentences.append(f"The target is {figure.exact(drawing.goal.value)} by {drawing.goal.period}")
    if drawing.path:
        sentences.append("A dotted line shows the path needed from the baseline to the target")
    if not drawing.marks[0] <= 0 <= drawing.marks[-1]:
        sentences.append(f"The axis starts at {figure.exact(drawing.marks[0], drawing.unit_measure)}, not at zero")
    return f"{'. '.join(sentences)}. Unit: {drawing.series.unit}."


def spark(series: SeriesAssessment) -> str:
    """Return a line without words, as wide as a word, for beside a figure; nothing for fewer than two values."""
    points = tuple(_points(series))
    if len(points) < 2:
        return ""
    x = Scale(points[0].time, points[-1].time, 3, 77)
    marks = ticks([point.value for point in points])
    y = Scale(marks[0], marks[-1], 21, 3)
    line = " ".join(f"{svg.number(x(point.time))},{svg.number(y(point.value))}" for point in points)
    end = svg.element("circle", cx=x(points[-1].time), cy=y(points[-1].value), r=2.5)
    return svg.element("svg", svg.element("polyline", points=line), end, viewBox="0 0 80 24", class_="spark", aria_hidden="true")


def _body(drawing: Drawing) -> list[str]:
    return [*_value_axis(drawing), *_goal_line(drawing), *_lines(drawing), *_markers(drawing), *_words(drawing), *_years(drawing)]


def _points(series: SeriesAssessment) -> Iterable[Point]:
    for one in series.observations:
        if one.obs_value is not None and figure.is_figure(one.obs_value):
            yield Point(moment(one.time_period), one.obs_value, one.time_period)


def _value_axis(drawing: Drawing) -> Iterable[str]:
    unit = ", ".join(part for part in (drawing.series.unit, drawing.power[1] and f"{drawing.power[1]}s") if part)
    start = "" if drawing.marks[0] <= 0 <= drawing.marks[-1] else f"axis from {drawing.written(drawing.marks[0])}"
    yield svg.text(label.fit(unit, WIDTH - 14 - label.measure(start)), x=0, y=SIZE - 1, class_="unit")
    if start:
        yield svg.text(start, x=WIDTH - 2, y=SIZE - 1, text_anchor="end", class_="unit")
    for mark in drawing.marks:
        height = drawing.y(mark)
        yield svg.element("line", x1=drawing.left, x2=RIGHT + 6, y1=height, y2=height, class_="axis" if mark == 0 else "grid")
        yield svg.text(drawing.written(mark), x=drawing.left - 4, y=height + SIZE * 0.32, text_anchor="end", class_="mark")


def _goal_line(drawing: Drawing) -> Iterable[str]:
    if drawing.goal:
        height = drawing.y(drawing.goal.value)
        yield svg.element("line", x1=drawing.left, x2=RIGHT + 6, y1=height, y2=height, class_="target")


def _lines(drawing: Drawing) -> Iterable[str]:
    for near, stretch in stretches(drawing.points):
        yield svg.element("polyline", points=_places(drawing, stretch), class_="near" if near else "far")
    if drawing.path:
        yield svg.element("polyline", points=_places(drawing, drawing.path), class_="path")


def _places(drawing: Drawing, points: Iterable[Point]) -> str:
    return " ".join(",".join(map(svg.number, drawing.at(point))) for point in points)


def _markers(drawing: Drawing) -> Iterable[str]:
    radius = 1.6 if len(drawing.points) > MANY else 2.8
    for point in drawing.points:
        x, y = drawing.at(point)
        yield svg.element("circle", cx=x, cy=y, r=radius, class_="value")
    if drawing.baseline:
        x, y = drawing.at(drawing.baseline)
        yield svg.element("line", x1=x, x2=x, y1=y, y2=BOTTOM, class_="drop")
        yield svg.element("circle", cx=x, cy=y, r=4.6, class_="baseline")
    if drawing.goal:
        x, y = drawing.at(drawing.goal)
        yield svg.element("path", d=f"M{svg.number(x)} {svg.number(y - 5)}l5 5l-5 5l-5 -5z", class_="goal")


def _words(drawing: Drawing) -> Iterable[str]:
    """Yield the words on the drawing, the most needed first; each keeps clear of those before it and of the lines."""
    inside = Box(drawing.left + 2, SIZE + 3, WIDTH - 1, BOTTOM - 1)
    ink = [place for line in (drawing.points, drawing.path, _goal_ends(drawing)) for place in _traced(drawing, line)]
    taken: list[Box] = []
    for class_, places in _wanted(drawing, inside):
        found = label.best(places, taken, ink)
        if class_ != "aside" or label.cost(found.box, taken, ink) == 0:
            taken.append(found.box)
            yield found.draw(class_)


def _goal_ends(drawing: Drawing) -> tuple[Point, ...]:
    """Return the two ends of the line of the target, none where there is no target."""
    if drawing.goal is None:
        return ()
    return tuple(Point(time, drawing.goal.value, "") for time in (drawing.x.low, drawing.x.high))


def _wanted(drawing: Drawing, inside: Box) -> Iterable[tuple[str, list[Label]]]:
    last, first, baseline = drawing.points[-1], drawing.points[0], drawing.baseline
    yield "last", label.around(drawing.written(last.value), *drawing.at(last), inside)
    if drawing.goal:
        yield "goal-words", _beside_goal(drawing, inside)
    for point in dict.fromkeys(one for one in (baseline, first) if one and one != last):
        yield "first", label.around(drawing.written(point.value), *drawing.at(point), inside)
    if drawing.path:
        middle = drawing.path[len(drawing.path) * 2 // 3]
        yield "aside", label.around("path needed", *drawing.at(middle), inside)


def _beside_goal(drawing: Drawing, inside: Box) -> list[Label]:
    goal = drawing.goal
    if goal is None:
        return []
    words = f"target {figure.with_unit(drawing.written(goal.value), drawing.series.unit)} by {goal.period}"
    height = drawing.y(goal.value)
    ends: list[Label] = []
    for y in (height - 5, height + SIZE):
        ends += [Label(words, WIDTH - 4, y, "end"), Label(words, drawing.left + 4, y, "start")]
        ends += [Label(words, (drawing.left + RIGHT) / 2, y, "middle")]
    fitting = [one for one in ends if inside.top <= one.box.top and one.box.bottom <= inside.bottom]
    return fitting or ends


def _traced(drawing: Drawing, points: Sequence[Point]) -> Iterable[tuple[float, float]]:
    """Yield places along a line, close enough together that no word slips between them."""
    yield from (drawing.at(point) for point in points)
    for left, right in pairwise(drawing.at(point) for point in points):
        pieces = max(1, int((abs(right[0] - left[0]) + abs(right[1] - left[1])) / 8))
        for piece in range(1, pieces):
            share = piece / pieces
            yield left[0] + share * (right[0] - left[0]), left[1] + share * (right[1] - left[1])


def _years(drawing: Drawing) -> Iterable[str]:
    """Yield the years that matter under the axis, the most needed first; one that finds no room is left out."""
    taken: list[Box] = []
    for point, word in _years_wanted(drawing):
        x = drawing.x(point.time)
        room = next((rows for rows in _beside(point.period, word, x) if not _meet(rows, taken)), None)
        if room:
            taken += [one.box._replace(left=one.box.left - 5, right=one.box.right + 5) for one in room]
            yield svg.element("line", x1=x, x2=x, y1=BOTTOM, y2=BOTTOM + 4, class_="tick")
            yield from (one.draw(class_) for one, class_ in zip(room, ("year", "year-word"), strict=False))


def _beside(year: str, word: str, x: float) -> Iterable[list[Label]]:
    """Yield the year and the word under it: centred on the place, then more and more to one side, always inside the drawing."""
    half = max(label.measure(year), label.measure(word)) / 2
    for shift in (0.0, -0.6 * half, 0.6 * half, -1.15 * half, 1.15 * half):
        middle = min(max(x + shift, half), WIDTH - half)
        rows = [Label(year, middle, BOTTOM + 5 + SIZE, "middle")]
        yield [*rows, Label(word, middle, BOTTOM + 6 + 2 * SIZE, "middle")] if word else rows


def _meet(labels: Iterable[Label], taken: Sequence[Box]) -> bool:
    return any(one.box.meets(other) for one in labels for other in taken)


def _years_wanted(drawing: Drawing) -> Iterable[tuple[Point, str]]:
    first, last, baseline = drawing.points[0], drawing.points[-1], drawing.baseline
    if drawing.goal:
        yield drawing.goal, "target"
    yield last, "latest" if len(drawing.points) > 1 else "only value"
    if baseline:
        yield baseline, "baseline"
    if first not in (baseline, last):
        yield first, ""

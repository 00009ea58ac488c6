"""Several lines in one picture: areas beside each other, or the parts of a whole.

Every line has a colour, a way of being dashed, a mark of its own and its name at its end, so that no line is told by colour alone.
The same picture is drawn in three sizes: for a phone, for a page, and for a slide, which carries its colours and sources with it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import escape

from stocktake.model.observation import Observation
from stocktake.page import figure, label, svg
from stocktake.page.line import Point, moment, stretches
from stocktake.page.scale import Scale, ticks

MANY = 24
"""From this many values on a line has a mark at its end only."""
COLOURS = ("#1c4a86", "#b3372e", "#0b7d88", "#8a5a00", "#6b4fa0", "#3f7d20", "#a3286b", "#545b64")
"""The colours of the lines on white, each with a contrast of at least 4.5 to 1."""
DASHES = ("", "7 4", "2 3", "10 3 2 3", "", "7 4", "2 3", "10 3 2 3")
RIGHT_TO_LEFT = "\N{RIGHT-TO-LEFT ISOLATE}"
SHORT_STEPS = (1, 2, 5, 10, 20, 25, 50, 100)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a picture is drawn, in units; `font` is the size of its words, `names` the share of the width for names at the ends."""

    width: float
    height: float
    font: float
    names: float

    @property
    def scale(self) -> float:
        """How much larger words are than those `label` measures."""
        return self.font / label.SIZE


PHONE = Size(340, 270, 12.5, 0.24)
PAGE = Size(1080, 460, 14.5, 0.24)
SLIDE = Size(1600, 640, 25, 0.22)


@dataclass(frozen=True, slots=True)
class Curve:
    """One line with its name in full and in short."""

    name: str
    short: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Picture:
    """What is drawn. `unit` is what is counted, `words` say the same as the drawing to those who do not see it.

    `target` is drawn where there is a number to reach, with `target_words` on its line. `powers` are words for what large values are
    counted in, `write` gives a figure the signs of another language.
    """

    title: str
    unit: str
    words: str
    curves: tuple[Curve, ...]
    target: float | None = None
    target_words: str = ""
    unit_measure: str = ""
    powers: Mapping[str, str] = field(
        default_factory=lambda: {"million": "millions", "billion": "billions", "trillion": "trillions"}
    )
    write: Callable[[str], str] = str

    @cached_property
    def values(self) -> list[float]:
        """Every value that must lie on the drawing."""
        found = [point.value for curve in self.curves for point in curve.points]
        return [*found, *([] if self.target is None else [self.target])]

    @cached_property
    def times(self) -> tuple[float, float]:
        """The first and the last time; a year apart where there is one only."""
        found = [point.time for curve in self.curves for point in curve.points]
        first, last = min(found), max(found)
        return (first, last) if first < last else (first - 1, last + 1)

    @cached_property
    def marks(self) -> tuple[float, ...]:
        """The marks of the axis of values."""
        return ticks(self.values)

    @cached_property
    def power(self) -> tuple[float, str]:
        """What values are counted in, and the word for it."""
        size, name = figure.power(max(abs(mark) for mark in self.marks))
        return size, self.powers.get(name, name)

    def written(self, value: float) -> str:
        """Return a value as the axis writes it."""
        return self.write(figure.short(value / self.power[0], (), self.unit_measure))


def curve(name: str, short: str, observations: Iterable[Observation]) -> Curve:
    """Return the line through the observations that have a value."""
    having = [one for one in observations if one.obs_value is not None and figure.is_figure(one.obs_value)]
    points = [Point(moment(one.time_period), one.obs_value, one.time_period) for one in having if one.obs_value is not None]
    return Curve(name, short, tuple(sorted(points, key=lambda one: one.time)))


def draw(picture: Picture, size: Size = PAGE, name: str = "comparison") -> str:
    """Return the picture as SVG for a page, in the classes of its style sheet; nothing where there is no value."""
    if not any(curve.points for curve in picture.curves):
        return ""
    return svg.element(
        "svg",
        f'<title id="{name}-title">{escape(picture.title)}</title><desc id="{name}-words">{escape(picture.words)}</desc>',
        *_body(picture, size),
        viewBox=f"0 0 {size.width:g} {size.height:g}",
        class_="comparison",
        role="img",
        direction="ltr",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-words",
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """Where on a drawing the lines lie, and its two axes."""

    size: Size
    left: float
    right: float
    top: float
    bottom: float
    x: Scale
    y: Scale


def _frame(picture: Picture, size: Size) -> Frame:
    left = max(_wide(picture.written(mark), size) for mark in picture.marks) + size.font * 0.7
    room = max((_wide(text, size) for text in _names(picture, size)), default=0) + size.font * 1.1
    right = size.width - room
    top, bottom = size.font * 2.3, size.height - size.font * 1.9
    x = Scale(*picture.times, left + size.font * 0.5, right - size.font * 0.4)
    return Frame(size, left, right, top, bottom, x, Scale(picture.marks[0], picture.marks[-1], bottom, top))


def _names(picture: Picture, size: Size) -> list[str]:
    """Return the names at the ends of the lines, cut where there is no room for them."""
    room = size.width * size.names / size.scale
    return [label.fit(one.short if size is PHONE else one.name, room) for one in picture.curves]


def _wide(words: str, size: Size) -> float:
    return label.measure(words) * size.scale


def _body(picture: Picture, size: Size) -> list[str]:
    frame = _frame(picture, size)
    parts = [*_values(picture, frame), *_years(frame), *_target(picture, frame)]
    for place, one in enumerate(picture.curves):
        parts += _line(one, place, frame)
    return [*parts, *_ends(picture, frame)]


def _values(picture: Picture, frame: Frame) -> Iterable[str]:
    size = frame.size
    unit = ", ".join(part for part in (picture.unit, picture.power[1]) if part)
    starts = picture.marks[0]
    yield svg.text(label.fit(unit, (size.width - size.font) / size.scale), x=0.0, y=size.font, class_="unit", font_size=size.font)
    for mark in picture.marks:
        y = frame.y(mark)
        is_axis = mark == 0 or (starts > 0 and mark == starts)
        yield svg.element("line", x1=frame.left, x2=frame.right, y1=y, y2=y, class_="axis" if is_axis else "grid")
        words = picture.written(mark)
        yield svg.text(
            words, x=frame.left - size.font * 0.35, y=y + size.font * 0.34, text_anchor="end", class_="mark", font_size=size.font
        )


def _years(frame: Frame) -> Iterable[str]:
    size = frame.size
    most = max(2, int((frame.right - frame.left) / (size.font * 4)))
    for year in years(frame.x.low, frame.x.high, most):
        x = frame.x(year)
        yield svg.element("line", x1=x, x2=x, y1=frame.bottom, y2=frame.bottom + size.font * 0.35, class_="tick")
        yield svg.text(
            str(year), x=x, y=frame.bottom + size.font * 1.45, text_anchor="middle", class_="year", font_size=size.font
        )


def years(first: float, last: float, most: int) -> list[int]:
    """Return whole years between two times, both included, in the shortest even step that gives no more than `most`.

    >>> years(2000, 2020.5, 5), years(2015, 2017, 5)
    ([2000, 2005, 2010, 2015, 2020], [2015, 2016, 2017])
    """
    for step in SHORT_STEPS:
        start = -int(-first // step) * step
        found = list(range(start, int(last) + 1, step))
        if len(found) <= most:
            return found
    return [int(first), int(last)]


def _target(picture: Picture, frame: Frame) -> Iterable[str]:
    if picture.target is None:
        return
    y, size = frame.y(picture.target), frame.size
    yield svg.element("line", x1=frame.left, x2=frame.right, y1=y, y2=y, class_="target")
    words = label.fit(picture.target_words, (frame.right - frame.left) / size.scale)
    above = y - size.font * 0.4 if y - size.font * 1.5 > frame.top - size.font else y + size.font * 1.15
    yield svg.text(words, x=frame.left + size.font * 0.3, y=above, class_="target-words", font_size=size.font)


def _line(one: Curve, place: int, frame: Frame) -> Iterable[str]:
    kind = f"line-{place % len(COLOURS)}"
    for near, stretch in stretches(one.points):
        places = " ".join(f"{svg.number(frame.x(point.time))},{svg.number(frame.y(point.value))}" for point in stretch)
        yield svg.element("polyline", points=places, class_=f"line {kind}{'' if near else ' far'}")
    shown = one.points if len(one.points) <= MANY else one.points[-1:]
    for point in shown:
        yield _mark(frame.x(point.time), frame.y(point.value), place, frame.size.font * 0.3, kind)


def _mark(x: float, y: float, place: int, r: float, kind: str) -> str:
    """Return the mark of a line at a place: circle, square, diamond or triangle, the second four hollow."""
    kind = f"point {kind}{' hollow' if place % 8 > 3 else ''}"
    if place % 4 == 0:
        return svg.element("circle", cx=x, cy=y, r=r, class_=kind)
    shapes = ((-1, -1, 1, -1, 1, 1, -1, 1), (0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0), (0, -1.2, 1.15, 0.9, -1.15, 0.9))
    corners = shapes[place % 4 - 1]
    pairs = zip(corners[::2], corners[1::2], strict=True)
    return svg.element(
        "polygon",
        points=" ".join(f"{svg.number(x + r * across)},{svg.number(y + r * down)}" for across, down in pairs),
        class_=kind,
    )


def key(place: int) -> str:
    """Return the sign of a line for a legend: a piece of it with its mark."""
    kind = f"line-{place % len(COLOURS)}"
    piece = svg.element("polyline", points="1,7 33,7", class_=f"line {kind}")
    return svg.element(
        "svg", piece, _mark(17, 7, place, 4.2, kind), viewBox="0 0 34 14", class_="comparison key", aria_hidden="true"
    )


def _ends(picture: Picture, frame: Frame) -> Iterable[str]:
    """Yield the names beside the ends of the lines, apart from each other, with a thread where a name had to move."""
    size, names = frame.size, _names(picture, frame.size)
    wanted = [(frame.y(one.points[-1].value), place) for place, one in enumerate(picture.curves) if one.points]
    for (place, end), y in zip(
        _by_height(wanted), apart([y for y, _ in sorted(wanted)], size.font * 1.2, frame.top, frame.bottom), strict=True
    ):
        last = picture.curves[place].points[-1]
        x = frame.x(last.time)
        start = frame.right + size.font * 0.55
        if abs(y - end) > size.font * 0.3 or start - x > size.font * 1.6:
            ends = f"{svg.number(x + size.font * 0.4)},{svg.number(end)} {svg.number(start - size.font * 0.2)},{svg.number(y)}"
            yield svg.element("polyline", points=ends, class_="thread")
        yield svg.text(
            names[place], x=start, y=y + size.font * 0.34, class_=f"name line-{place % len(COLOURS)}", font_size=size.font
        )


def _by_height(wanted: Sequence[tuple[float, int]]) -> list[tuple[int, float]]:
    return [(place, y) for y, place in sorted(wanted)]


def apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return rising places moved as little as needed so that neighbours are `gap` apart and all lie between `low` and `high`.

    Where they are too many for that, the last ones reach beyond `high`.

    >>> apart([10, 11, 50], 12, 0, 60), apart([58, 59], 12, 0, 60)
    ([10, 22, 50], [48, 60])
    """
    found: list[float] = []
    for one in places:
        found.append(max(one, low, found[-1] + gap) if found else max(one, low))
    limit = max(high, low + gap * (len(found) - 1))
    for place in range(len(found) - 1, -1, -1):
        found[place] = min(found[place], limit)
        limit = found[place] - gap
    return found


# For a slide: a picture that stands alone.

FONTS = "'Noto Sans', 'DejaVu Sans', 'Noto Sans Arabic', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', Arial, sans-serif"
INK, MUTED, LINE, WRONG = "#1b2026", "#545b64", "#d9d6cd", "#8f1f22"
_MARGIN, _TITLE, _FOOT = 60.0, 40.0, 20.0


def slide(picture: Picture, foot: Sequence[str]) -> str:
    """Return the picture as an SVG that stands alone, 1600 wide, with its title above and the lines of `foot` below.

    Its colours stand in it; of the fonts it names, a viewer takes the first it has. Nothing where there is no value.
    """
    if not any(curve.points for curve in picture.curves):
        return ""
    titles = wrapped(picture.title, (SLIDE.width - 2 * _MARGIN) / (_TITLE / label.SIZE))[:3]
    feet = [line for one in foot for line in wrapped(one, (SLIDE.width - 2 * _MARGIN) / (_FOOT / label.SIZE))]
    top = _MARGIN * 0.8 + len(titles) * _TITLE * 1.25
    inner = Size(SLIDE.width - 2 * _MARGIN, SLIDE.height, SLIDE.font, SLIDE.names)
    height = top + inner.height + _MARGIN * 0.6 + len(feet) * _FOOT * 1.4 + _MARGIN * 0.5
    below = top + inner.height + _MARGIN * 0.75
    return svg.element(
        "svg",
        f"<title>{escape(picture.title)}</title><desc>{escape(picture.words)}</desc><style>{_style()}</style>",
        svg.element("rect", width=SLIDE.width, height=height, fill="#ffffff"),
        *(
            svg.text(line, x=_MARGIN, y=_MARGIN * 0.8 + _TITLE * (0.8 + 1.25 * row), font_size=_TITLE, class_="title")
            for row, line in enumerate(titles)
        ),
        svg.element("g", *_body(picture, inner), transform=f"translate({_MARGIN:g} {top:g})"),
        *(
            svg.text(line, x=_MARGIN, y=below + _FOOT * (0.8 + 1.4 * row), font_size=_FOOT, class_="foot")
            for row, line in enumerate(feet)
        ),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {SLIDE.width:g} {height:g}",
        width=f"{SLIDE.width:g}",
        height=f"{height:g}",
        direction="ltr",
    )


def wrapped(words: str, room: float) -> list[str]:
    """Return the words in lines no wider than `room`, in the measure of `label`; a single word is never cut.

    Of words that run from right to left, between U+2067 and U+2069, each line does.

    >>> wrapped("one two three", 60), wrapped("", 60)
    (['one two', 'three'], [])
    >>> [ascii(line) for line in wrapped("\u2067one two three\u2069", 60)]
    ["'\\\\u2067one two\\\\u2069'", "'\\\\u2067three\\\\u2069'"]
    """
    if words.startswith(RIGHT_TO_LEFT):
        return [f"{RIGHT_TO_LEFT}{line}{words[-1]}" for line in wrapped(words[1:-1], room)]
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and label.measure(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _style() -> str:
    """Return the style of a picture that stands alone."""
    plain = (
        f"text{{font-family:{FONTS};fill:{INK}}}.title{{font-weight:700}}.unit,.mark,.year,.foot{{fill:{MUTED}}}"
        f".grid{{stroke:{LINE};stroke-width:1.5}}.axis,.tick{{stroke:{MUTED};stroke-width:2}}"
        f".target{{stroke:{WRONG};stroke-width:2.5;stroke-dasharray:12 8}}.target-words{{fill:{WRONG}}}"
        ".thread{fill:none;stroke:#a7aeb6;stroke-width:1.5}.name{font-weight:600}"
        ".line{fill:none;stroke-width:4;stroke-linejoin:round;stroke-linecap:round}.far{stroke-opacity:.45}"
    )
    lines = (
        f".line-{place}{{stroke:{colour};{f'stroke-dasharray:{_doubled(DASHES[place])}' if DASHES[place] else ''}}}"
        f".point.line-{place}{{fill:{colour};stroke-dasharray:none}}text.line-{place}{{stroke:none;fill:{colour}}}"
        for place, colour in enumerate(COLOURS)
    )
    return f"{plain}{''.join(lines)}.point{{stroke-width:3}}.point.hollow{{fill:#fff}}"


def _doubled(dashes: str) -> str:
    return " ".join(f"{2 * int(one)}" for one in dashes.split())

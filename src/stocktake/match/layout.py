"""Where a network stands on a drawing: goals are lines, partnerships are columns across them, as notes stand on the lines of a score.

Below the goals the kinds of members are lines too. Nothing overlaps, and the same network always gives the same drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stocktake.match.network import Network, Tie

WIDTH: Final = 1120.0
LABELS: Final = 316.0
"""Room for the names of the lines."""

COUNTS: Final = 44.0
"""Room for the numbers at their end."""

HEAD: Final = 44.0
"""Room for the words over the first line."""
GOAL, KIND, BETWEEN = 22.0, 19.0, 60.0
"""From one line to the next, and from the goals to the kinds."""

WIDEST: Final = 26.0
"""A column is so wide at most, however few there are."""

MOST: Final = 110
"""So many columns can be told apart; who has more narrows them down."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the score: what it stands for, how high, how many partnerships stand on it."""

    id: str
    y: float
    count: int


@dataclass(frozen=True, slots=True)
class Note:
    """A mark where a column meets a line; the main one is that of the most central goal."""

    y: float
    is_main: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A partnership: where it stands, how far its goals reach, its notes, and the marks of its members' kinds."""

    tie: Tie
    x: float
    left: float
    top: float
    bottom: float
    notes: tuple[Note, ...]
    marks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The drawing: its size, its lines and its columns; `left_out` partnerships found no room. Units are those of the drawing."""

    width: float
    height: float
    start: float
    end: float
    step: float
    goals: tuple[Line, ...]
    kinds: tuple[Line, ...]
    columns: tuple[Column, ...]
    left_out: int

    @property
    def heads(self) -> tuple[float, float]:
        """How high the words over the goals and over the kinds stand."""
        return HEAD - GOAL, (self.kinds[0].y - GOAL if self.kinds else self.height)


def layout(one: Network) -> Layout:
    """Return where everything in a network stands. Without partnerships there are lines and no columns.

    >>> empty = layout(Network(("gcm:1", "gcm:2"), ("state",), ()))
    >>> [line.y for line in empty.goals], empty.columns
    ([44.0, 66.0], ())
    """
    goals = tuple(Line(goal, HEAD + place * GOAL, len(one.of(goal))) for place, goal in enumerate(one.goals))
    below = (goals[-1].y if goals else 0.0) + BETWEEN
    kinds = tuple(Line(kind, below + place * KIND, len(one.with_kind(kind))) for place, kind in enumerate(one.kinds))
    shown = one.ties[:MOST]
    step = min(WIDEST, (WIDTH - LABELS - COUNTS) / max(1, len(shown)))
    columns = tuple(_column(tie, LABELS + (place + 0.5) * step, step, goals, kinds) for place, tie in enumerate(shown))
    height = (kinds[-1].y if kinds else below) + KIND
    return Layout(WIDTH, height, LABELS, WIDTH - COUNTS, step, goals, kinds, columns, left_out=len(one.ties) - len(shown))


def _column(tie: Tie, x: float, step: float, goals: Sequence[Line], kinds: Sequence[Line]) -> Column:
    at = {line.id: line.y for line in goals}
    notes = tuple(Note(at[goal], place == 0) for place, goal in enumerate(tie.goals))
    heights = [note.y for note in notes]
    marks = tuple(line.y for line in kinds if line.id in tie.kinds)
    return Column(tie, x, x - step / 2, min(heights), max(heights), notes, marks)

"""The network of partnerships as a picture that stands alone: for a presentation, on paper, without this site's style."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stocktake.match.layout import COUNTS, Column, Layout, Line
from stocktake.page import svg
from stocktake.page.comparison import FONTS
from stocktake_web.records import naming
from stocktake_web.records.partnering import Picture
from stocktake_web.site import writing

PAPER, INK, MUTED, FAINT = "#fdfcf9", "#1b2026", "#545b64", "#d9d6cd"
GOAL, MEMBER, GAP, GAP_INK = "#1c4a86", "#0b7d88", "#e0a526", "#744900"
MARGIN: Final = 32.0
TITLE: Final = 64.0
FOOT: Final = 56.0


def draw(picture: Picture) -> str:
    """Return the picture as SVG with its title, and with what a gap means below; empty where there is no partnership to draw."""
    drawn = picture.layout
    if not drawn.columns:
        return ""
    width, height = drawn.width + 2 * MARGIN, drawn.height + TITLE + FOOT + MARGIN
    inside = svg.element("g", *_score(drawn), transform=f"translate({MARGIN:g} {TITLE:g})")
    size = {"viewBox": f"0 0 {width:g} {height:g}", "width": width, "height": height, "font_family": FONTS}
    paper = svg.element("rect", width="100%", height="100%", fill=PAPER)
    return svg.element(
        "svg", paper, *_words(picture, height), inside, xmlns="http://www.w3.org/2000/svg", direction="ltr", **size
    )


def _words(picture: Picture, height: float) -> Iterator[str]:
    title = _("Partnerships around their goals")
    if picture.goal:
        title = writing.titled(title, naming.objective_name(picture.goal))
    yield svg.text(writing.sentence(title), x=MARGIN, y=44.0, font_size=26, font_weight=600, fill=INK)
    said = ngettext("%(num)s partnership in the documents read.", "%(num)s partnerships in the documents read.", picture.total)
    gap = _("A gap says that these documents tell of nothing there; it may well be done elsewhere.")
    how = _("A column is a partnership: a full dot on the objective it serves most, rings on others, its members’ kinds below.")
    for line, above in ((f"{said % {'num': writing.number(picture.total)}} {how}", 42), (f"{gap} stocktake.", 22)):
        yield svg.text(writing.sentence(line), x=MARGIN, y=height - above, font_size=13, fill=MUTED)


def _score(drawn: Layout) -> Iterator[str]:
    goals, kinds = drawn.heads
    yield _label(_("serving the objective"), drawn, goals, fill=MUTED, font_weight=600)
    for line in drawn.goals:
        yield from _line(line, drawn, naming.objective_name(line.id), INK)
    yield _label(_("with members from"), drawn, kinds, fill=MUTED, font_weight=600)
    for line in drawn.kinds:
        yield from _line(line, drawn, str(naming.KINDS[line.id][1]), MUTED)
    for one in drawn.columns:
        yield from _column(one, small=drawn.step < 9)


def _line(line: Line, drawn: Layout, words: str, ink: str) -> Iterator[str]:
    """Yield a line with its name and number; one that nobody serves is broken."""
    ends = {"x1": drawn.start, "x2": drawn.end, "y1": line.y, "y2": line.y}
    is_gap = not line.count
    look = (
        {"stroke": GAP, "stroke_width": 2, "stroke_dasharray": "2 6", "stroke_linecap": "round"} if is_gap else {"stroke": FAINT}
    )
    ink, weight = (GAP_INK, 600) if is_gap else (ink, 400)
    yield svg.element("line", **ends, **look)
    yield _label(words, drawn, line.y + 4.5, fill=ink, font_weight=weight)
    yield svg.text(
        str(line.count), x=drawn.end + COUNTS, y=line.y + 4.5, text_anchor="end", font_size=14, font_weight=600, fill=ink
    )


def _label(words: str, drawn: Layout, y: float, **look: object) -> str:
    return svg.text(words, x=drawn.start - 14, y=y, text_anchor="end", font_size=14, **look)


def _column(one: Column, small: bool) -> Iterator[str]:
    radius, member = (3.2, 2.8) if small else (4.2, 3.4)
    if len(one.notes) > 1:
        yield svg.element("line", x1=one.x, x2=one.x, y1=one.top, y2=one.bottom, stroke=GOAL, stroke_width=1.5, opacity="0.55")
    for note in one.notes:
        fill = GOAL if note.is_main else PAPER
        yield svg.element("circle", cx=one.x, cy=note.y, r=radius, fill=fill, stroke=GOAL, stroke_width=1.7)
    for y in one.marks:
        yield svg.element("circle", cx=one.x, cy=y, r=member, fill=MEMBER)

"""PDF: the text of each page with its lines, read page by page so that memory stays bounded."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from ctypes import c_double, c_int, create_string_buffer
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from stocktake.documents.line import ENDS
from stocktake.documents.passage import from_lines
from stocktake.errors import DataError
from stocktake.model.text import Text

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

Progress = Callable[[int, int], None]
"""Called after each page with the pages read and the pages there are."""

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NO_LETTER = re.compile(r"[\ue000-\uf8ff\ufffd]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\uffff]")
_LINE_END = re.compile(r"\r\n|\r|\n|\ufffe")
"""U+FFFE stands where PDFium took a hyphen and the line end behind it away."""
_BLANK = re.compile(r"(?<=\S)\s+(?=\S)")
_BOLD = re.compile(rb"bold|black|heavy|demi", re.I)
_UNFINISHED = ("-", ",", " and", " of", " the", " for", " to", " y", " de", " la", " et", " des", " e", " da")
WIDE_GAP = 1.5
"""Words of a line that lie so many times its height apart stand in two columns."""
LARGE = 1.15
"""Type so many times as high as most of the document is large."""
PARAGRAPH_GAP = 1.25
"""So many times the usual distance of lines parts two paragraphs."""
COLUMN_LINES = 8
"""So many lines with a gap at one place make two columns of prose."""
COLUMN_WORDS = 3
"""Shorter halves, in words on average, are cells of a table."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line on a page: its text, where it begins and ends, its foot and its height in points; `gaps` where it falls in parts.

    A gap is the place of a blank in the text and where on the page the words behind it begin. `right` and `height` are 0 if not known.
    """

    text: str
    left: float = 0.0
    foot: float = 0.0
    height: float = 0.0
    right: float = 0.0
    bold: bool = False
    gaps: tuple[tuple[int, float], ...] = ()


def from_file(name: str, path: Path, progress: Progress | None = None) -> Text:
    """Return the text of a PDF: pages joined by form feeds, an empty line where the page shows the end of a paragraph.

    Issues name the pages that hold pictures and no text, pages that could not be read, and text from right to left, whose words a
    PDF may hold in another order. DataError for a file that is locked, damaged or holds no text at all.
    """
    document = _opened(path)
    try:
        title = _title(document)
        pages, pictures, broken = _pages(document, progress)
    finally:
        document.close()
    if not any(row.text.strip() for rows in pages for row in rows):
        raise DataError(_without_text(path.name, pictures, broken))
    return _text(name, pages, _issues(pages, pictures, broken), title)


def _opened(path: Path) -> "PdfDocument":
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError) as fault:
        if "password" in str(fault).lower():
            raise DataError(f"{path.name}: is locked by a password; save a copy without one and read that") from fault
        raise DataError(f"{path.name}: is damaged and cannot be read as a PDF ({' '.join(str(fault).split())})") from fault


def _title(document: "PdfDocument") -> str:
    """Return the title the file gives itself, "" where it is none but the name of a program's file."""
    title = " ".join(str(document.get_metadata_dict().get("Title", "")).split())
    return (
        ""
        if title.lower().endswith((".doc", ".docx", ".indd", ".pdf")) or title.lower().startswith(("microsoft", "about:"))
        else title
    )


def _pages(document: "PdfDocument", progress: Progress | None) -> tuple[list[list[Row]], list[int], list[int]]:
    """Return the rows of each page, the pages with pictures and no text, and those that cannot be read."""
    import pypdfium2

    pages: list[list[Row]] = []
    pictures: list[int] = []
    broken: list[int] = []
    for number in range(1, len(document) + 1):
        try:
            rows, pictured = _page(document[number - 1])
        except (pypdfium2.PdfiumError, ValueError, UnicodeError):
            rows, pictured = [], False
            broken.append(number)
        if pictured:
            pictures.append(number)
        pages.append(rows)
        if progress:
            progress(number, len(document))
    return pages, pictures, broken


def _page(page: "PdfPage") -> tuple[list[Row], bool]:
    """Return the rows of a page, and True where it has no text but something drawn; the page is closed."""
    try:
        words = page.get_textpage()
        try:
            rows = _in_reading_order(_on_one_line(_rows(words)))
        finally:
            words.close()
        has_text = any(row.text.strip() for row in rows)
        return rows, not has_text and next(iter(page.get_objects(max_depth=2)), None) is not None
    finally:
        page.close()


def _rows(words: "PdfTextPage") -> Iterator[Row]:
    """Yield the lines of a page; without places where PDFium counts characters otherwise than the text does."""
    text = words.get_text_range()
    placed = words.count_chars() == len(text)
    start = 0
    for end in [*_LINE_END.finditer(text), None]:
        said = _CONTROL.sub(" ", text[start : end.start() if end else len(text)])
        hyphen = "-" if end and end.group() == "\ufffe" else ""
        yield _placed(words, said, start, hyphen) if placed and said.strip() else Row(said.strip() + hyphen)
        start = end.end() if end else len(text)


def _placed(words: "PdfTextPage", said: str, start: int, hyphen: str) -> Row:
    first = start + len(said) - len(said.lstrip())
    last = start + len(said.rstrip()) - 1
    boxes = [words.get_charbox(place, loose=True) for place in (first, start + len(said) // 2, last)]
    _, foot, _, top = max(boxes[:2], key=lambda box: box[3] - box[1])
    gaps = () if _RIGHT_TO_LEFT.search(said) else tuple(_gaps(words, said, start, top - foot))
    shift = first - start
    bold = _is_bold(words, first) and _is_bold(words, last)
    return Row(said.strip() + hyphen, boxes[0][0], foot, top - foot, boxes[2][2], bold, tuple((at - shift, x) for at, x in gaps))


def _is_bold(words: "PdfTextPage", place: int) -> bool:
    """True when the name of a character's font says that it is bold; what PDFium gives as its weight is a guess."""
    from pypdfium2.raw import FPDFText_GetFontInfo

    name = create_string_buffer(100)
    FPDFText_GetFontInfo(words, place, name, len(name), c_int())
    return _BOLD.search(name.value) is not None


def _gaps(words: "PdfTextPage", said: str, start: int, height: float) -> Iterator[tuple[int, float]]:
    """Yield the gaps of a line; the boxes are asked of PDFium itself, for its wrapper takes most of the time of a page."""
    from pypdfium2.raw import FPDFText_GetCharBox

    left, right, foot, top = (c_double() for _ in range(4))
    for found in _BLANK.finditer(said):
        FPDFText_GetCharBox(words, start + found.start() - 1, left, right, foot, top)
        ended = right.value
        FPDFText_GetCharBox(words, start + found.end(), left, right, foot, top)
        if height and left.value - ended > WIDE_GAP * height:
            yield found.start(), left.value


def _on_one_line(rows: Iterable[Row]) -> list[Row]:
    """Return the rows, those that stand beside each other as one with a gap between: PDFium parts some cells of a table."""
    lines: list[Row] = []
    for row in rows:
        before = lines[-1] if lines else None
        if before and row.height and before.height and abs(before.foot - row.foot) < 0.3 * row.height and row.left > before.left:
            gaps = (*before.gaps, (len(before.text), row.left), *((len(before.text) + 1 + at, x) for at, x in row.gaps))
            lines[-1] = replace(row, text=f"{before.text} {row.text}", left=before.left, foot=before.foot, gaps=gaps)
        else:
            lines.append(row)
    return lines


def _in_reading_order(rows: list[Row]) -> list[Row]:
    """Return the rows of a page, the left column before the right one where lines run over both; cells of tables get a tab."""
    gutter = _gutter(rows)
    if gutter is None:
        return [_tabbed(row) for row in rows]
    ordered: list[Row] = []
    right: list[Row] = []
    for row in rows:
        at = next((at for at, x in row.gaps if abs(x - gutter) < 3), None)
        if at is None and row.left < gutter - 3 and _width(row) > gutter - row.left and right:
            ordered, right = [*ordered, *right], []
        if at is not None:
            ordered.append(replace(row, text=row.text[:at].rstrip(), right=0.0, gaps=()))
            right.append(replace(row, text=row.text[at:].lstrip(), left=gutter, gaps=()))
        else:
            (right if row.left >= gutter - 3 else ordered).append(row)
    return [*ordered, *right]


def _width(row: Row) -> float:
    """Return about how wide a row is: half its height a character."""
    return len(row.text) * row.height * 0.45


def _gutter(rows: Sequence[Row]) -> float | None:
    """Return where the right column begins if lines of prose run over two columns; None for a page that does not look so."""
    places = Counter(round(x) for row in rows for _, x in row.gaps)
    if not places:
        return None
    gutter, _ = places.most_common(1)[0]
    split = [(row.text, at) for row in rows for at, x in row.gaps if len(row.gaps) == 1 and abs(x - gutter) < 3]
    few = len(split) < max(COLUMN_LINES, 0.4 * len(rows))
    if few or any(median(len(half.split()) for half in halves) <= COLUMN_WORDS for halves in _halves(split)):
        return None
    return float(gutter)


def _halves(split: Sequence[tuple[str, int]]) -> tuple[list[str], list[str]]:
    return [text[:at] for text, at in split], [text[at:] for text, at in split]


def _tabbed(row: Row) -> Row:
    text = row.text
    for at, _ in reversed(row.gaps):
        text = f"{text[:at]}\t{text[at:].lstrip()}"
    return replace(row, text=text, gaps=())


def _text(name: str, pages: Sequence[Sequence[Row]], issues: tuple[str, ...], title: str) -> Text:
    """Put the pages together; rows in large or bold type and gaps between paragraphs part blocks."""
    usual, bold = _usual_height(pages), _is_mostly_bold(pages)
    parts: list[str] = []
    starts: list[int] = []
    large: set[int] = set()
    length, line = 0, 1
    for number, rows in enumerate(pages):
        starts.append(length)
        step = _step(rows)
        written = ["\f"] if number else []
        before: Row | None = None
        for row in rows:
            if before is not None and (_parts(before, row, step, rows) or _broke_off(before, row, _margin(before, rows), usual)):
                written.append("\n")
                line += 1
            if row.height > LARGE * usual > 0 or (row.bold and not bold):
                large.add(line)
            written.append(f"{row.text}\n")
            before, line = row, line + 1
        if not rows:
            written.append("\n")
            line += 1
        parts += written
        length += sum(map(len, written))
    return from_lines(name, "".join(parts), page_starts=tuple(starts), large=large, issues=issues, title=title)


def _usual_height(pages: Sequence[Sequence[Row]]) -> float:
    """Return the height of type in which most of the document stands, in points; 0 where it is not known."""
    heights: Counter[float] = Counter()
    for rows in pages:
        for row in rows:
            heights[round(row.height, 1)] += len(row.text)
    return heights.most_common(1)[0][0] if heights else 0.0


def _is_mostly_bold(pages: Sequence[Sequence[Row]]) -> bool:
    """True for a document in bold type, where it marks nothing."""
    return 2 * sum(row.bold for rows in pages for row in rows) > sum(len(rows) for rows in pages)


def _margin(row: Row, rows: Sequence[Row]) -> float:
    """Return where lines of the row's column end on the right: four in five of those that begin about where it does end no later."""
    ends = sorted(each.right for each in rows if each.right and -8 * row.height < each.left - row.left < 2 * row.height)
    return ends[len(ends) * 4 // 5] if ends else 0.0


def _broke_off(before: Row, row: Row, margin: float, usual: float) -> bool:
    """True when a line ends though the next word had room in it, and either a sentence ends there or the next line begins anew.

    Large and bold lines are left as they are: titles are broken by hand.
    """
    if not (before.right and row.text) or before.bold or before.height > LARGE * usual or before.text.endswith(_UNFINISHED):
        return False
    word = len(row.text.split(maxsplit=1)[0]) * 0.5 * row.height
    anew = ENDS.search(before.text) is not None or not row.text[0].islower()
    return anew and margin - before.right > word + 0.5 * row.height


def _step(rows: Sequence[Row]) -> float:
    """Return how far apart two lines of a page usually stand, in points."""
    steps = [one.foot - other.foot for one, other in pairwise(rows) if 0 < one.foot - other.foot < 3 * one.height]
    return median(sorted(steps)[: max(len(steps) * 3 // 4, 1)]) if steps else 0.0


def _parts(before: Row, row: Row, step: float, rows: Sequence[Row]) -> bool:
    """True when the page shows that a paragraph ends between the rows: by distance, type, first line or a new column."""
    if not (before.height and row.height and row.text):
        return False
    fall = before.foot - row.foot
    if fall > PARAGRAPH_GAP * max(step, row.height) or not 0.87 < row.height / before.height < 1.15:
        return True
    edge, ended = _edge(row, rows), ENDS.search(before.text) is not None
    set_in = row.left - edge > 0.8 * row.height
    return (ended and (set_in or fall < -before.height)) or (
        set_in and before.left - edge < 0.4 * row.height and not row.text[0].islower()
    )


def _edge(row: Row, rows: Sequence[Row]) -> float:
    """Return where most lines of the row's column begin."""
    lefts = Counter(round(each.left) for each in rows if each.height and -2 * row.height < row.left - each.left < 8 * row.height)
    return lefts.most_common(1)[0][0] if lefts else row.left


def _issues(pages: Sequence[Sequence[Row]], pictures: Sequence[int], broken: Sequence[int]) -> tuple[str, ...]:
    words = "".join(row.text for rows in pages for row in rows)
    found = []
    if pictures:
        found.append(f"{spoken(pictures)} pictures and no text; recognise the text first (OCR) if it is wanted")
    if broken:
        found.append(f"{spoken(broken, 'cannot', 'cannot')} be read; the file is damaged there")
    if len(_RIGHT_TO_LEFT.findall(words)) > 20:
        found.append("text from right to left: a PDF may hold its words in another order; to be checked against the page")
    if len(_NO_LETTER.findall(words)) > 0.1 * len(words):
        found.append("many signs have no letters behind them in this PDF; the text is to be checked against the page")
    return tuple(found)


def _without_text(file: str, pictures: Sequence[int], broken: Sequence[int]) -> str:
    if pictures:
        return f"{file}: {spoken(pictures)} pictures and no text; recognise the text first (OCR), then read the result"
    if broken:
        return f"{file}: {spoken(broken, 'cannot', 'cannot')} be read; the file is damaged"
    return f"{file}: holds no text; its pages are empty"


def spoken(pages: Sequence[int], one: str = "holds", many: str = "hold") -> str:
    """Return the pages in words, with their verb; runs of them are drawn together, and after ten the rest is counted.

    >>> spoken([3, 4, 5, 6, 7]), spoken([2]), spoken([1, 3, 4])
    ('pages 3 to 7 hold', 'page 2 holds', 'pages 1, 3 to 4 hold')
    """
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], page]
        else:
            runs.append([page])
    said = ", ".join(" to ".join(map(str, run)) for run in runs[:10]) + (
        f" and {len(runs) - 10} more runs" if len(runs) > 10 else ""
    )
    return f"page {said} {one}" if len(pages) == 1 else f"pages {said} {many}"

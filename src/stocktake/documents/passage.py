"""Lines → blocks → passages: what every reader of documents shares."""

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stocktake.documents import agenda, footnote
from stocktake.documents.heads import heads
from stocktake.documents.hyphen import joined
from stocktake.documents.language import detect
from stocktake.documents.line import Block, Line, cut, starts_of_lines, width
from stocktake.documents.shape import INLINE, LABEL, LINK, LIST_AHEAD, MARKER, UNFINISHED, is_shouted, mark, tell
from stocktake.model.text import Kind, Passage, Text

ASIDE: tuple[Kind, ...] = ("footnote", "running", "number", "address")
"""What may stand between two halves of a paragraph."""
_ONE_PARAGRAPH_A_LINE = 150
"""Where full lines are longer, a line break ends a paragraph as soon as a sentence ends."""
_COMMENT = re.compile(r"^<!--.*-->$|^[-_=*\s]{3,}$|^\\$")
_MARKUP = re.compile(
    r"\*\*|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])|</?(?:u|b|i|em|strong|su[bp])>|(?<!\w)\[(?=[^\]\[]{1,300}\]\(\S{1,2000}\))|\]\((?:https?|mailto)[^\s)]*\)"
)
TAIL = 8
"""So many lines, or signs of a line, are looked at where more say nothing more."""
SURE = 12
"""A passage of fewer words is taken to be in the document's language, unless its script says otherwise: names mislead."""
_SAMPLE = 200_000
"""The language of a document is told by so many of its characters."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block whose reader knows what it is: a paragraph, item, heading, row or note of a file with structure."""

    kind: Kind
    text: str


def from_lines(
    name: str,
    content: str,
    *,
    page_starts: tuple[int, ...] = (),
    large: Container[int] = (),
    issues: tuple[str, ...] = (),
    title: str = "",
    language: str = "",
) -> Text:
    """Return the text whose passages are found from its lines alone; `large` are the numbers of lines in large or bold type."""
    lines = cut(content, page_starts)
    full = width(lines)
    blocks = list(_blocks(lines, heads(lines), full, large))
    plain = [block for block in blocks if block.kind == "paragraph"]
    for block in plain:
        mark(block)
    for before, block, following in _with_neighbours(plain):
        tell(before, block, following, full)
    footnote.tell(blocks, content)
    blocks = _joined(blocks, full)
    agenda.tell(blocks)
    return _text(name, content, blocks, page_starts, issues, title, language)


def from_pieces(name: str, pieces: Iterable[Piece], *, issues: tuple[str, ...] = (), title: str = "", language: str = "") -> Text:
    """Return the text made of pieces whose kinds are known: one empty line between them, rows of a table without.

    Plain paragraphs may still turn out to be items, headings or parts of an agenda, for many writers use no styles.
    """
    kept = [(piece.kind, text) for piece in pieces if (text := _tidy(piece.text))]
    content = _laid_out(kept)
    lines = cut(content)
    full = width(lines)
    blocks = list(_known_blocks(kept, lines))
    for block in blocks:
        mark(block)
    for before, block, following in _with_neighbours(blocks):
        if block.kind == "paragraph":
            tell(before, block, following, full)
        elif block.kind != "item":
            block.start = block.lines[0].start
    agenda.tell(blocks)
    return _text(name, content, blocks, (), issues, title, language)


def _with_neighbours(blocks: Sequence[Block]) -> Iterator[tuple[Block | None, Block, Block | None]]:
    """Yield each block between the one before and the one after it; None at the ends."""
    for place, block in enumerate(blocks):
        yield blocks[place - 1] if place else None, block, blocks[place + 1] if place + 1 < len(blocks) else None


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _laid_out(pieces: Sequence[tuple[Kind, str]]) -> str:
    parts: list[str] = []
    for place, (kind, text) in enumerate(pieces):
        if place:
            parts.append("\n" if kind == pieces[place - 1][0] == "table" else "\n\n")
        parts.append(text)
    return "".join([*parts, "\n"]) if parts else ""


def _known_blocks(pieces: Sequence[tuple[Kind, str]], lines: Sequence[Line]) -> Iterator[Block]:
    said = iter(line for line in lines if line.said)
    for kind, text in pieces:
        yield Block([next(said) for _ in range(text.count("\n") + 1)], kind)


def _blocks(lines: Sequence[Line], kinds: Mapping[int, Kind], full: int, large: Container[int]) -> Iterator[Block]:
    """Yield the lines in blocks; running heads and page numbers each by themselves."""
    current: list[Line] = []
    for line in lines:
        given = kinds.get(line.number)
        empty = not line.said or _COMMENT.match(line.said) is not None
        if current and (given or empty or _begins(line, current, full, large)):
            yield Block(current, large=current[0].number in large)
            current = []
        if given:
            yield Block([line], given, line.start)
        elif not empty:
            current.append(line)
    if current:
        yield Block(current, large=current[0].number in large)


def _begins(line: Line, current: Sequence[Line], full: int, large: Container[int]) -> bool:
    """True when the line begins a block of its own, though no empty line stands before it."""
    before = current[-1]
    if before.said.startswith("#") or line.said.startswith("#") or agenda.is_time(line) or footnote.follows(line, current):
        return True
    if (line.number in large) != (before.number in large) or _begins_or_ends_links(line, current, full):
        return True
    if any(map(str.islower, line.said)) and all(is_shouted(each.said) for each in current):
        return True
    return _begins_item(line, current) or _begins_paragraph(line, before, full)


def _begins_or_ends_links(line: Line, current: Sequence[Line], full: int) -> bool:
    """True between lines of links and other lines, and where a page turns behind the end of a sentence, a credit or a short line."""
    before = current[-1]
    after_links = LINK.match(current[0].said) is not None
    ended = before.said.endswith((".", "!", "?", "”", ")", ":"))
    if LINK.match(line.said):
        return ended and not after_links
    return after_links or (line.turns and (ended or "©" in before.said or len(before.said) < 0.6 * full))


def _begins_item(line: Line, current: Sequence[Line]) -> bool:
    found = MARKER.match(line.said)
    if not found or _goes_on_in_line(found, current):
        return False
    if found.lastgroup == "bullet":
        return True
    first = MARKER.match(current[0].said)
    return LIST_AHEAD.search(current[-1].said[-TAIL:]) is not None or (first is not None and first.lastgroup == found.lastgroup)


def _goes_on_in_line(found: re.Match[str], current: Sequence[Line]) -> bool:
    """True for `(d)` at the start of a line where `(c)` stands within the lines before: a list that runs on in a sentence."""
    if not found.group().startswith("(") or MARKER.match(current[0].said):
        return False
    return any(INLINE.search(line.said) for line in current[-TAIL:])


def _begins_paragraph(line: Line, before: Line, full: int) -> bool:
    """True after a line that a sentence ends early in, before a line that begins with no small letter."""
    ended = before.said.endswith((".", "!", "?", ".”", ".)", '."', "。", "؟"))
    early = full > _ONE_PARAGRAPH_A_LINE or len(before.said) < 0.6 * full
    return ended and early and not line.said[0].islower()


def _joined(blocks: Sequence[Block], full: int) -> list[Block]:
    """Return the blocks with paragraphs put together that a page, an empty line or a footnote cuts in two."""
    result: list[Block] = []
    flow: Block | None = None
    between: list[Block] = []
    for block in blocks:
        if block.kind in ASIDE:
            between.append(block)
            result.append(block)
        elif flow is not None and _goes_on(flow, block, between, full):
            if between:
                flow.skips.append((between[0].lines[0].start, between[-1].end))
            flow.kind = block.kind if flow.kind == "heading" and len(block.said) > len(flow.said) // 2 else flow.kind
            flow.lines += block.lines
            between = []
        else:
            flow, between = block, []
            result.append(block)
    return result


def _goes_on(block: Block, following: Block, between: Sequence[Block], full: int) -> bool:
    """True when the second block goes on in the sentence of the first."""
    if "table" in (block.kind, following.kind) or following.kind == "footnote" or following.marker or not block.is_open:
        return False
    if agenda.is_time(following.lines[0]) or LABEL.match(following.lines[0].said):
        return False
    if block.kind == "heading":
        return _heading_goes_on(block, following, full)
    if block.lines[-1].said.endswith(("-", ",")) or following.lines[0].said[0].islower():
        return True
    if block.kind == "item":
        return _item_goes_on(block, following, full)
    if UNFINISHED.search(block.lines[-1].said) and following.kind == "paragraph":
        return True
    almost_full = 0.75 * full <= len(block.lines[-1].said) <= 2 * full
    return almost_full and following.kind == "paragraph" and _turns(block, following, between)


def _heading_goes_on(block: Block, following: Block, full: int) -> bool:
    """True for a sentence that was taken for a heading, and for a heading in capitals that goes on after an empty line."""
    if block.lines[0].said.startswith(("#", "**")) or len(block.lines) > TAIL:
        return False
    if is_shouted(block.said) and not block.large:
        return block.marker == "number" and following.kind == "heading" and is_shouted(following.said)
    return following.lines[0].said[0].islower() and (len(block.lines[-1].said) > 0.6 * full or full > _ONE_PARAGRAPH_A_LINE)


def _item_goes_on(block: Block, following: Block, full: int) -> bool:
    """True where the last line of an item leaves no room for the next word; after a word that asks for more, for a few words too."""
    if not 0.65 * full <= len(block.lines[-1].said) <= 2 * full:
        return False
    return len(following.said.split()) > 3 or UNFINISHED.search(block.lines[-1].said) is not None


def _turns(block: Block, following: Block, between: Sequence[Block]) -> bool:
    """True when a page ends between the blocks."""
    return following.lines[0].page != block.lines[-1].page or following.lines[0].turns or bool(between)


def _text(
    name: str,
    content: str,
    blocks: Sequence[Block],
    page_starts: tuple[int, ...],
    issues: tuple[str, ...],
    title: str,
    language: str,
) -> Text:
    said = language or detect(content[:_SAMPLE])
    marked = "**" in content or "](" in content
    passages = tuple(
        _passage(block, content, page_starts, said, marked) for block in sorted(blocks, key=lambda block: block.start)
    )
    return Text(
        name,
        content,
        passages,
        said,
        starts_of_lines(content),
        page_starts,
        issues,
        title or _first_heading(content, passages),
        joined(content, passages),
    )


def _passage(block: Block, content: str, page_starts: Sequence[int], language: str, marked: bool) -> Passage:
    first, last = block.lines[0], block.lines[-1]
    skips = tuple(_skips(block, content)) if marked else tuple(block.skips)
    own = detect(content[block.start : block.end], 10**9 if block.kind in ASIDE else SURE) or language
    page = max(bisect_right(page_starts, block.start), 1) if page_starts else 0
    return Passage(block.kind, block.start, block.end, first.number, last.number, page, skips, own)


def _skips(block: Block, content: str) -> Iterator[tuple[int, int]]:
    """Yield the skipped ranges and, between them, marks of emphasis and addresses of links that are no words."""
    marks = [found.span() for found in _MARKUP.finditer(content, block.start, block.end)]
    free = [(a, b) for a, b in marks if all(b <= start or a >= end for start, end in block.skips)]
    yield from sorted([*block.skips, *free])


def _first_heading(content: str, passages: Sequence[Passage]) -> str:
    """Return the words of the heading the text begins with, "" where it begins with something else."""
    if not passages or passages[0].kind != "heading":
        return ""
    return " ".join(content[passages[0].start : passages[0].end].replace("**", "").split())

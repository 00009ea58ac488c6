"""HTML: headings, paragraphs, lists and tables of a page; what leads about the site is left out."""

import re
from collections.abc import Iterator

from lxml import etree

from stocktake.documents.passage import Piece, from_pieces
from stocktake.documents.plain import decoded
from stocktake.errors import DataError
from stocktake.model.text import Kind, Text

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})|^\s*<\?xml[^>]{0,100}encoding=[\"']([\w-]{2,30})", re.I
)
_LEFT_OUT = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "iframe",
        "object",
    )
) | {"canvas", "head", "dialog"}
_LEFT_OUT_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "dialog"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS: dict[str, Kind] = {**dict.fromkeys(_HEADINGS, "heading"), "li": "item", "dd": "item", "dt": "item", "address": "address"}
_BLOCKS = _HEADINGS.union(
    (
        "address",
        "article",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "header",
    ),
    ("hr", "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def from_bytes(name: str, data: bytes, file: str) -> Text:
    """Return the text of a page: one passage a block, row of a table or item; DataError where nothing is left to read."""
    content, issues = decoded(data, file, _declared(data))
    root = _parsed(content, file)
    pieces = list(_Walk().pieces(root))
    if not any(piece.text.strip() for piece in pieces):
        raise DataError(
            f"{file}: holds no text; a page that only a program in the browser fills must be saved after it was shown"
        )
    return from_pieces(name, pieces, issues=issues, title=" ".join((root.findtext(".//title") or "").split()))


def _declared(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    return next((part.decode("ascii") for part in found.groups() if part), "") if found else ""


def _parsed(content: str, file: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root: etree._Element | None = etree.fromstring(content.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as fault:
        raise DataError(f"{file}: cannot be read as HTML ({' '.join(str(fault).split())[:200]})") from fault
    if root is None:
        raise DataError(f"{file}: holds no text")
    if any("depth" in fault.message for fault in parser.error_log):
        raise DataError(f"{file}: its blocks are nested too deeply to be read whole; save it as text or PDF")
    return root


class _Walk:
    """A walk over a page that gathers words until a block begins or ends; `kinds` are those of the blocks it stands in."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.kinds: list[Kind] = []
        self.rows = 0
        self.cells = 0

    def pieces(self, root: etree._Element) -> Iterator[Piece]:
        """Yield the blocks of a page in their order."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start" and _is_left_out(element, tag):
                walk.skip_subtree()
            elif event == "start":
                yield from self._begin(element, tag)
            else:
                if not _is_left_out(element, tag):
                    yield from self._end(element, tag)
                self._say(element.tail, keep=False)
        yield from self._flushed()

    def _begin(self, element: etree._Element, tag: str) -> Iterator[Piece]:
        if tag in ("td", "th") and self.rows:
            if self.cells:
                self.words.append(" | ")
            self.cells += 1
        elif tag in _BLOCKS and not self.rows:
            yield from self._flushed()
        elif tag == "br" or (tag in _BLOCKS and self.rows):
            self.words.append(" " if self.rows else "\n")
        if tag in _KINDS:
            self.kinds.append(_KINDS[tag])
        if tag == "tr" and _is_row(element):
            self.rows, self.cells = self.rows + 1, 0
        self._say(element.text, keep=tag == "pre")

    def _end(self, element: etree._Element, tag: str) -> Iterator[Piece]:
        if tag == "tr" and _is_row(element):
            yield from self._flushed("table" if self.cells > 1 else None)
            self.rows -= 1
        elif tag in _BLOCKS and not self.rows:
            yield from self._flushed()
        if tag in _KINDS and self.kinds:
            self.kinds.pop()

    def _say(self, text: str | None, *, keep: bool) -> None:
        if text:
            self.words.append(text if keep else re.sub(r"\s+", " ", text))

    def _flushed(self, kind: Kind | None = None) -> Iterator[Piece]:
        text = "".join(self.words)
        self.words = []
        if text.strip(" |\n\t"):
            yield Piece(kind or (self.kinds[-1] if self.kinds else "paragraph"), text)


def _is_left_out(element: etree._Element, tag: str) -> bool:
    if tag in _LEFT_OUT or element.get("hidden") is not None or element.get("role") in _LEFT_OUT_ROLES:
        return True
    return _HIDDEN.search(element.get("style") or "") is not None


def _is_row(row: etree._Element) -> bool:
    """True for a row of figures or words; a row that holds lists, headings or tables only sets out a page."""
    return next(row.iter("table", "ul", "ol", *sorted(_HEADINGS)), None) is None

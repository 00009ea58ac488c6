"""DOCX: paragraphs, lists, tables and notes of a word processor's file, read from its own XML.

Tracked deletions are left out, insertions kept; headers and footers of pages are no part of the text.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from stocktake.documents.passage import Piece, from_pieces
from stocktake.errors import DataError
from stocktake.model.text import Kind, Text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LARGEST = 200_000_000
"""Unpacked, a file may hold so many bytes."""
RATIO = 200
"""It may unpack to so many times its size, beyond 10 MB."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OFFICE = "/officeDocument"
_FAULTS = (
    OSError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
    etree.LxmlError,
)
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr", f"{_W}delText", f"{_W}instrText"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(frozen=True, slots=True)
class Styles:
    """The ids of styles that make headings, and those that make items of lists."""

    headings: frozenset[str]
    lists: frozenset[str]


def from_file(name: str, path: Path) -> Text:
    """Return the text of a DOCX file; DataError where it is damaged, no text document, or unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(path) as parts:
            _refuse_bomb(path.name, parts)
            main = _main_part(path.name, parts)
            pieces = list(_pieces(parts, main))
            title = _title(parts)
    except _FAULTS as fault:
        raise DataError(f"{path.name}: is damaged and cannot be read as DOCX ({_said(fault)})") from fault
    if not any(piece.text.strip() for piece in pieces):
        raise DataError(f"{path.name}: holds no text")
    return from_pieces(name, pieces, title=title)


def _said(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:200] or type(fault).__name__


def _refuse_bomb(file: str, parts: zipfile.ZipFile) -> None:
    total = sum(part.file_size for part in parts.infolist())
    packed = sum(part.compress_size for part in parts.infolist())
    if total > LARGEST or (total > 10_000_000 and total > RATIO * max(packed, 1)):
        raise DataError(f"{file}: unpacks to {total} bytes from {packed}; that is no document, and it was not read")


def _main_part(file: str, parts: zipfile.ZipFile) -> str:
    """Return the name of the part with the text, as the file's own list of relations tells it."""
    for relation in _parsed(parts, "_rels/.rels"):
        target: str = posixpath.normpath(relation.get("Target", "").lstrip("/"))
        if relation.get("Type", "").endswith(_OFFICE) and target.startswith("word/"):
            return target
    raise DataError(f"{file}: is no text document; give a DOCX, PDF, HTML or text file")


def _parsed(parts: zipfile.ZipFile, part: str) -> "Element":
    """Return a part as a tree; entities are not resolved, and files of the strict form look like all others."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    data = parts.read(part).replace(_STRICT, _W[1:-1].encode())
    root: Element | None = etree.fromstring(data, parser)
    if root is None:
        raise ValueError(f"{part} is empty")
    return root


def _beside(parts: zipfile.ZipFile, main: str, name: str) -> "Element | None":
    """Return a part that stands beside the main one, such as its styles or footnotes; None where there is none."""
    part = posixpath.join(posixpath.dirname(main), name)
    return _parsed(parts, part) if part in parts.namelist() else None


def _title(parts: zipfile.ZipFile) -> str:
    if "docProps/core.xml" not in parts.namelist():
        return ""
    title = " ".join((_parsed(parts, "docProps/core.xml").findtext(f"{_DC}title") or "").split())
    return "" if title.lower().startswith("microsoft word") or title == "Word Document" else title


def _pieces(parts: zipfile.ZipFile, main: str) -> Iterator[Piece]:
    """Yield what the document says in its order, then its footnotes and endnotes."""
    styles = _styles(_beside(parts, main, "styles.xml"))
    body = _parsed(parts, main).find(f"{_W}body")
    if body is None:
        raise ValueError("it has no body")
    yield from _blocks(body, styles)
    for name, tag in (("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")):
        notes = _beside(parts, main, name)
        for note in notes.findall(f"{_W}{tag}") if notes is not None else ():
            if note.get(f"{_W}type", "normal") == "normal":
                yield Piece("footnote", "\n".join(_words(each) for each in note.iter(f"{_W}p")))


def _styles(root: "Element | None") -> Styles:
    """Return which styles make headings and lists: by their English names, or what they say of outline and numbering."""
    headings, lists = set(), set()
    for style in root.iter(f"{_W}style") if root is not None else ():
        names = [each.get(f"{_W}val", "").lower() for each in style.findall(f"{_W}name")]
        name, key = next(iter(names), ""), style.get(f"{_W}styleId", "")
        if name.startswith(("heading", "title", "subtitle")) or style.find(f"{_W}pPr/{_W}outlineLvl") is not None:
            headings.add(key)
        elif name.startswith("list") or style.find(f"{_W}pPr/{_W}numPr") is not None:
            lists.add(key)
    return Styles(frozenset(headings), frozenset(lists - {"ListParagraph"}))


def _blocks(parent: "Element", styles: Styles) -> Iterator[Piece]:
    """Yield the paragraphs and tables within an element, also those in content controls and tracked insertions."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield Piece(_kind(child, styles), _words(child))
            for box in child.iter(f"{_W}txbxContent"):
                if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _blocks(box, styles)
        elif child.tag == f"{_W}tbl":
            yield from _rows(child, styles)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
            yield from _blocks(child, styles)


def _kind(paragraph: "Element", styles: Styles) -> Kind:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    key = style.get(f"{_W}val", "") if style is not None else ""
    if key in styles.headings or paragraph.find(f"{_W}pPr/{_W}outlineLvl") is not None:
        return "heading"
    numbered = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
    return "item" if numbered or key in styles.lists else "paragraph"


def _rows(table: "Element", styles: Styles) -> Iterator[Piece]:
    """Yield a row of a table as one piece, its cells parted by bars; what stands in a table of one cell a row is plain text."""
    for row in table.iter(f"{_W}tr"):
        if next(above for above in row.iterancestors() if above.tag == f"{_W}tbl") is not table:
            continue
        cells = [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]
        if len(cells) == 1:
            yield from _blocks(cells[0], styles)
        else:
            yield Piece("table", " | ".join(" ".join(_words(each) for each in cell.iter(f"{_W}p")) for cell in cells))


def _words(paragraph: "Element") -> str:
    """Return the words of a paragraph; without deleted ones, and without those of boxes that float beside it."""
    return "".join(_parts(paragraph)).strip()


def _parts(parent: "Element") -> Iterator[str]:
    for child in parent:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
            yield {"tab": "\t", "br": "\n", "cr": "\n"}.get(child.tag.removeprefix(_W), "-")
        elif child.tag not in _LEFT_OUT and child.tag != _FALLBACK:
            yield from _parts(child)

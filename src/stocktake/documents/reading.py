"""The door itself: which reader a file needs is told by its first bytes, never by its ending."""

import re
from collections.abc import Callable
from pathlib import Path

from stocktake.documents import docx, html, pdf, plain
from stocktake.documents.pdf import Progress
from stocktake.errors import DataError
from stocktake.model.text import Text

LARGEST_PDF = 200_000_000
LARGEST_DOCX = 100_000_000
LARGEST_TEXT = 20_000_000
"""A file of more bytes is refused before it is read: about 8,000 pages of text."""
_FIRST = 4096
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|h1|article|section|table)\b",
    re.I | re.S,
)
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "is an old or locked Office file; save it as DOCX or PDF without a password"),
    (b"{\\rtf", "is RTF; save it as DOCX or PDF"),
    (b"\x89PNG", "is a picture; recognise its text first (OCR)"),
    (b"\xff\xd8\xff", "is a picture; recognise its text first (OCR)"),
    (b"II*\0", "is a picture; recognise its text first (OCR)"),
    (b"MM\0*", "is a picture; recognise its text first (OCR)"),
    (b"GIF8", "is a picture; recognise its text first (OCR)"),
    (b"\x1f\x8b", "is packed; unpack it and read what is inside"),
)


def read(path: Path, progress: Progress | None = None) -> Text:
    """Return the text of a PDF, DOCX, HTML or text file with its passages; the file's name without its ending is the id.

    `progress` is called after each page of a PDF with the pages read and the pages there are. DataError, in one line, for whatever
    cannot be read: empty, locked, damaged, too large, without text, of another sort.
    """
    size = _size(path)
    first = _bytes(path, _FIRST)
    for sign, said in _OTHERS:
        if first.startswith(sign):
            raise DataError(f"{path.name}: {said}")
    if b"%PDF-" in first[:1024]:
        _refuse_large(path, size, LARGEST_PDF, "PDF")
        return pdf.from_file(path.stem, path, progress)
    if first.startswith(b"PK"):
        _refuse_large(path, size, LARGEST_DOCX, "DOCX")
        return docx.from_file(path.stem, path)
    _refuse_large(path, size, LARGEST_TEXT, "text")
    return _of_bytes(html.from_bytes if _is_html(first) else plain.from_bytes, path)


def _of_bytes(reader: Callable[[str, bytes, str], Text], path: Path) -> Text:
    text = reader(path.stem, _bytes(path), path.name)
    if not text.content.strip():
        raise DataError(f"{path.name}: holds no text, only white space")
    return text


def _is_html(first: bytes) -> bool:
    return _HTML.match(first.removeprefix(b"\xef\xbb\xbf")) is not None


def _size(path: Path) -> int:
    """Return the bytes a file has; DataError where it is none, or empty."""
    try:
        size = path.stat().st_size
    except OSError as fault:
        raise DataError(f"{path.name}: cannot be read ({fault.strerror}); see {path}") from fault
    if not path.is_file():
        raise DataError(f"{path.name}: is no file; give the path of a document")
    if size == 0:
        raise DataError(f"{path.name}: is empty")
    return size


def _bytes(path: Path, most: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as fault:
        raise DataError(f"{path.name}: cannot be read ({fault.strerror}); see {path}") from fault


def _refuse_large(path: Path, size: int, most: int, sort: str) -> None:
    if size > most:
        raise DataError(
            f"{path.name}: has {size / 1e6:.0f} MB; a {sort} file of more than {most / 1e6:.0f} MB is not read: split it"
        )

"""Text files: their encoding, their line ends, their pages."""

import codecs
import re

from stocktake.documents.language import small_word_share
from stocktake.documents.passage import from_lines
from stocktake.errors import DataError
from stocktake.model.text import Text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
)
_OLD = ("cp1252", "cp1251", "cp1256", "gb18030")
"""What text was written in before UTF-8: Western, Cyrillic, Arabic, Chinese."""


def from_bytes(name: str, data: bytes, file: str) -> Text:
    """Return the text of a file as it stands: line N of the file is line N of the text; form feeds begin pages."""
    content, issues = decoded(data, file)
    if "\n" not in content:
        content = content.replace("\r", "\n")
    pages = (0, *(found.start() for found in re.finditer("\f", content))) if "\f" in content else ()
    return from_lines(name, content, page_starts=pages, issues=issues)


def decoded(data: bytes, file: str, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the characters of a file and what to say about its encoding; DataError where it is no text."""
    for mark, encoding in (*_MARKS, (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return _decoded_as(encoding, data, file), ()
    if b"\0" in data:
        raise DataError(f"{file}: is no text (it holds bytes of zero); give a PDF, DOCX, HTML or text file")
    for encoding in filter(None, (declared, "utf-8")):
        try:
            return data.decode(encoding), ()
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(data)


def _decoded_as(encoding: str, data: bytes, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise DataError(f"{file}: says it is {encoding} and is not, from byte {fault.start} on; save it as UTF-8") from fault


def _guessed(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text in the old encoding in which most of its words are of a language we know."""
    read = {encoding: data.decode(encoding, errors="replace") for encoding in _OLD}
    best = max(
        read, key=lambda encoding: (small_word_share(read[encoding]), -read[encoding].count("\ufffd"), -_OLD.index(encoding))
    )
    return read[best], (f"the file is not UTF-8 and was read as {best}: check letters with accents",)

"""Evidence for programs that manage references: RIS and BibTeX, one entry a record, and one a document.

A record's entry cites the document with the lines. Its title is ours and stands in square brackets, as titles do that a work has not
given itself (ISO 690). Nobody is named as author of a document: only its publisher is known.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from stocktake.export.evidence.holding import Evidence, Holding, cited, lines
from stocktake.model.provenance import Document
from stocktake.model.record import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """What a reference says: of a part of a document (`within` is its title) or of a document itself (`within` is empty)."""

    key: str
    title: str
    publisher: str
    year: str
    within: str = ""
    lines: str = ""
    abstract: str = ""
    note: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    url: str = ""


def write_ris(pages: Iterable[Sequence[Evidence]], path: Path, holding: Holding) -> None:
    """Write one entry a record, a page at a time, then one a document; UTF-8, lines end in CR LF as RIS asks."""
    _write(pages, path, holding, ris)


def write_bibtex(pages: Iterable[Sequence[Evidence]], path: Path, holding: Holding) -> None:
    """Write one entry a record, a page at a time, then one a document; UTF-8."""
    _write(pages, path, holding, bibtex)


def _write(pages: Iterable[Sequence[Evidence]], path: Path, holding: Holding, form: Callable[[Entry], str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for page in pages:
            file.writelines(form(of_record(one.record, holding)) for one in page)
        file.writelines(form(_of_document(one, holding)) for one in holding.used_documents())


def text(records: Iterable[Record], holding: Holding, form: str) -> str:
    """Return one entry a record, as `ris` or as `bibtex`."""
    write = {"ris": ris, "bibtex": bibtex}[form]
    return "".join(write(of_record(one, holding)) for one in records)


def of_record(record: Record, holding: Holding) -> Entry:
    """Return the entry of a record: a part of the first document it stands in."""
    first = holding.document(record.locators[0].document) if record.locators else Document("", "", "", "")
    return Entry(
        key=f"record:{record.id}",
        title=f"[{record.title}]",
        publisher=first.publisher,
        year=first.year,
        within=first.title,
        lines="; ".join(lines(one) for one in record.locators if one.document == first.id),
        abstract=record.summary,
        note=_note(record, holding),
        keywords=(record.type, *record.commitments, *(holding.areas.get(code, code) for code in record.areas)),
        language=record.language,
        url=_leading(holding.addresses.of("record", record.id)) or first.url,
    )


def _note(record: Record, holding: Holding) -> str:
    """Return whose words the entry holds, who reported it, and where else it stands."""
    elsewhere = [one for one in record.locators if one.document != record.locators[0].document]
    also = "; ".join(f"{cited(holding.document(one.document))}, {lines(one)}" for one in elsewhere)
    parts = (
        "Title and abstract are stocktake's own words, not the document's.",
        f"Reported by {record.reported_by}." if record.reported_by else "",
        f"Also in {also}." if also else "",
    )
    return " ".join(part for part in parts if part)


def _of_document(document: Document, holding: Holding) -> Entry:
    return Entry(
        key=f"document:{document.id}",
        title=document.title,
        publisher=document.publisher,
        year=document.year,
        note=f"Terms: {document.terms or 'not stated'}.",
        language=document.language,
        url=document.url or _leading(holding.addresses.of("document", document.id)),
    )


def _leading(address: str) -> str:
    """Return an address that leads somewhere; nothing for a name."""
    return address if address.startswith(("http://", "https://")) else ""


def ris(entry: Entry) -> str:
    """Return the entry in RIS: `TY` first, one tag a line, `ER` last.

    >>> print(ris(Entry("document:d", "Report", "IOM", "2018")).replace(chr(13), ""), end="")
    TY  - RPRT
    ID  - document:d
    TI  - Report
    PB  - IOM
    PY  - 2018
    ER  -
    <BLANKLINE>
    """
    year = re.search(r"\d{4}", entry.year, re.ASCII)
    fields = (
        ("TY", "CHAP" if entry.within else "RPRT"),
        ("ID", _key(entry.key)),
        ("TI", entry.title),
        ("T2", entry.within),
        ("PB", entry.publisher),
        ("PY", year.group() if year else ""),
        ("SE", entry.lines),
        ("AB", entry.abstract),
        ("N1", entry.note),
        *(("KW", one) for one in entry.keywords),
        ("LA", entry.language),
        ("UR", _url(entry.url)),
    )
    told = [f"{tag}  - {_one_line(text)}\r\n" for tag, text in fields if _one_line(text)]
    return "".join((*told, "ER  - \r\n\r\n"))


def bibtex(entry: Entry) -> str:
    """Return the entry in BibTeX. Titles and publishers stand in two pairs of braces, so that no style changes their letters.

    >>> print(bibtex(Entry("document:d", "50 % & more", "IOM", "2018")), end="")
    @techreport{document:d,
      title = {{50 \\% \\& more}},
      institution = {{IOM}},
      key = {{IOM}},
      year = {2018},
    }
    <BLANKLINE>
    """
    title, publisher, within = (_braced(_latex(one)) for one in (entry.title, entry.publisher, entry.within))
    fields = (
        ("title", title),
        ("booktitle", within),
        ("publisher" if within else "institution", publisher),
        ("key", publisher),  # what styles sort and label by where nobody is named as author
        ("year", _latex(entry.year)),
        ("abstract", _latex(entry.abstract)),
        ("note", _latex(" ".join(part for part in (f"{_upper(entry.lines)}." if entry.lines else "", entry.note) if part))),
        ("keywords", _latex(", ".join(one.replace(",", " ") for one in entry.keywords))),
        ("language", _latex(entry.language)),
        ("url", _url(entry.url)),
    )
    body = "".join(f"  {name} = {{{text}}},\n" for name, text in fields if text)
    return f"@{'incollection' if within else 'techreport'}{{{_key(entry.key)},\n{body}}}\n\n"


_SIGNS: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # not \{: BibTeX counts that brace as an opening one
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


def _latex(text: str) -> str:
    """Return text on one line that LaTeX sets as it stands."""
    return "".join(_SIGNS.get(sign, sign) for sign in _one_line(text))


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _one_line(text: str) -> str:
    """Return text with every run of white space as one blank, without signs that steer a terminal or nobody can read."""
    return "".join(sign for sign in " ".join(text.split()) if unicodedata.category(sign) not in ("Cc", "Cs"))


def _key(key: str) -> str:
    """Return a key that both forms can hold: letters, digits, `.`, `_`, `-`, `:`; any other sign as `+` and its bytes, so that two stay two.

    >>> _key("record:a b"), _key("record:é+")
    ('record:a+20b', 'record:+C3+A9+2B')
    """
    return quote(key, safe=":").replace("~", "%7E").replace("%", "+")


def _url(url: str) -> str:
    """Return an address without white space, braces and what else none may hold."""
    return quote(_one_line(url), safe=";/?:@&=+$,#%!*'()~-._[]")

"""Small PDF, DOCX and HTML files of our own making for the tests of documents."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

Words = tuple[float, float, float, str]
"""A line: its place from the left and from the foot, the height of its type, negative for bold, its words."""
PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def sheet(lines: Sequence[Words]) -> bytes:
    """Return the drawing of a page of lines."""
    parts = [b"BT"]
    for left, foot, height, words in lines:
        said = words.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
        parts.append(b"/F%d %g Tf 1 0 0 1 %g %g Tm (%s) Tj" % (1 + (height < 0), abs(height), left, foot, said))
    return b"\n".join([*parts, b"ET"])


def prose(lines: Sequence[str], *, top: float = 760, left: float = 60, height: float = 11, step: float = 14) -> bytes:
    """Return the drawing of a page of lines one below the other; an empty one leaves its place free."""
    return sheet([(left, top - step * place, height, words) for place, words in enumerate(lines) if words])


PICTURE = b"q 200 0 0 200 100 400 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
"""The drawing of a page that holds a picture and no words."""


def pdf(pages: Sequence[bytes], *, password: str = "") -> bytes:
    """Return a PDF of drawings; with a password, one that opens to nobody who has not got it."""
    kids = " ".join(f"{5 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for place, drawing in enumerate(pages):
        contents = 6 + 2 * place
        box = b"/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>"
        objects.append(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R >>" % (box, contents))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing))
    return _bound(objects, _lock(password) if password else b"")


def _bound(objects: Sequence[bytes], lock: bytes) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, lock, start)
    return bytes(out)


def _lock(password: str) -> bytes:
    """Return the part of a trailer that locks a file (standard security handler, revision 2)."""
    padded = (password.encode() + PAD)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    name = b"0123456789abcdef"
    key = hashlib.md5(padded + owner + b"\xfc\xff\xff\xff" + name, usedforsecurity=False).digest()[:5]
    words = b"/Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s>" % (owner.hex().encode(), _rc4(key, PAD).hex().encode())
    return b"/Encrypt << %s >> /ID [<%s> <%s>]" % (words, name.hex().encode(), name.hex().encode())


def _rc4(key: bytes, data: bytes) -> bytes:
    box, at = list(range(256)), 0
    for place in range(256):
        at = (at + box[place] + key[place % len(key)]) % 256
        box[place], box[at] = box[at], box[place]
    out, one, other = bytearray(), 0, 0
    for byte in data:
        one = (one + 1) % 256
        other = (other + box[one]) % 256
        box[one], box[other] = box[other], box[one]
        out.append(byte ^ box[(box[one] + box[other]) % 256])
    return bytes(out)


def speech(pages: int) -> list[bytes]:
    """Return the drawings of a made-up report: a heading, two paragraphs, a running head and a number on each page."""
    words = "The delegate of Atlantis noted that seasonal workers need clear contracts and told how offices at the coast"
    line = [words[place : place + 80] for place in (0, 12, 24)]
    return [
        prose(
            [
                "Report of the dialogue",
                "",
                f"Part {page}",
                "",
                *line * 6,
                "end in agreement.",
                "",
                *line * 6,
                "end of it.",
                "",
                str(page),
            ],
        )
        for page in range(1, pages + 1)
    ]


def docx(body: str, *, footnotes: str = "", styles: str = "", extra: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """Return a DOCX of the XML of its body."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("_rels/.rels", f'<Relationships xmlns="{package}">{relation}</Relationships>')
        parts.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        if footnotes:
            parts.writestr("word/footnotes.xml", f"<w:footnotes {space}>{footnotes}</w:footnotes>")
        if styles:
            parts.writestr("word/styles.xml", f"<w:styles {space}>{styles}</w:styles>")
        for name, data in extra:
            parts.writestr(name, data)
    return out.getvalue()


def saved(folder: Path, name: str, data: bytes | str) -> Path:
    """Write a file and return its path; text is written as UTF-8 with its line ends as they are."""
    path = folder / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path

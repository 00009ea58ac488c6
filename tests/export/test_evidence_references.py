"""RIS and BibTeX are read back by strict readers of their grammar, whatever stands in a title."""

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.export.address import Addresses
from stocktake.export.evidence import bibliography
from stocktake.export.evidence.bibliography import Entry
from stocktake.export.evidence.holding import Evidence, Holding
from stocktake.model.provenance import Document, Locator
from stocktake.model.record import Record

HOSTILE = 'a {b & 50 % $x_1 #2 ~^ \\end{x} "q" @article{k, } } é العودة 自愿'


def read_ris(text):
    """Return the entries of a file as lists of (tag, value); AssertionError where it breaks the grammar."""
    assert text.endswith("\r\n\r\n") or not text
    entries = []
    for block in filter(None, text.split("\r\n\r\n")):
        fields = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line) for line in block.split("\r\n")]
        assert all(fields), block
        pairs = [field.groups() for field in fields]
        assert [tag for tag, _ in pairs].count("TY") == [tag for tag, _ in pairs].count("ER") == 1
        assert pairs[0][0] == "TY"
        assert pairs[-1] == ("ER", "")
        assert len(block.splitlines()) == len(pairs)  # no sign that other readers take for the end of a line
        entries.append(pairs[:-1])
    return entries


def read_bibtex(text):
    """Return the entries of a file as (kind, key, fields), values with their LaTeX undone; AssertionError where it breaks the grammar."""
    entries, at = [], 0
    while at < len(text):
        head = re.compile(r"@([a-z]+)\{([A-Za-z0-9:._+-]+),\n").match(text, at)
        assert head, text[at : at + 80]
        fields, at = {}, head.end()
        while not text.startswith("}\n\n", at):
            name = re.compile(r"  ([a-z]+) = \{").match(text, at)
            assert name, text[at : at + 80]
            end = closing(text, name.end())
            assert text.startswith(",\n", end + 1)
            assert name[1] not in fields
            fields[name[1]] = text[name.end() : end] if name[1] == "url" else plain(text[name.end() : end])
            at = end + 2 + 1
        entries.append((head[1], head[2], fields))
        at += 3
    return entries


def closing(text, at):
    """Return where the brace that was opened just before `at` closes; as BibTeX does, a backslash before a brace is not looked at."""
    depth = 1
    while True:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
        at += 1


NAMED = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^"}


def plain(value):
    """Return what LaTeX would set; AssertionError for a sign that means something to it."""
    whole = re.fullmatch(r"\{(.*)\}", value, re.DOTALL)
    body = whole[1] if whole else value
    found = []
    for command, sign, other in re.findall(r"\\([a-z]+)\{\}|\\([&%$#_])|(.)", body, re.DOTALL):
        assert other not in tuple("\\{}&%$#_~^\n\r") or not other, body
        found.append(NAMED[command] if command else sign or other)
    return "".join(found)


def tidy(text):
    """Return text as one line, without what no line can hold."""
    return "".join(sign for sign in re.sub(r"[\s\x1c-\x1f\x85]+", " ", text).strip() if unicodedata.category(sign) != "Cc")


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.text(
    st.sampled_from('{}\\%&"@,\n\r\u2028ER  -'), max_size=20
)
ENTRIES = st.builds(
    Entry,
    key=TEXTS.map(lambda text: f"record:{text}"),
    title=TEXTS.filter(tidy),
    publisher=TEXTS,
    year=TEXTS,
    within=TEXTS,
    lines=TEXTS,
    abstract=TEXTS,
    note=TEXTS,
    keywords=st.lists(TEXTS, max_size=3).map(tuple),
    language=TEXTS,
    url=TEXTS,
)


@given(st.lists(ENTRIES, max_size=3))
def test_ris_holds_whatever_stands_in_an_entry(entries):
    found = read_ris("".join(map(bibliography.ris, entries)))
    assert len(found) == len(entries)
    for fields, entry in zip(found, entries, strict=True):
        told = dict(fields)
        assert (told["TI"], told.get("AB", "")) == (tidy(entry.title), tidy(entry.abstract))
        assert [value for tag, value in fields if tag == "KW"] == [tidy(one) for one in entry.keywords if tidy(one)]
        assert re.fullmatch(r"\d{4}|", told.get("PY", ""))
        assert not re.search(r"[\s{}\\]", told.get("UR", ""))


@given(st.lists(ENTRIES, max_size=3))
def test_bibtex_holds_whatever_stands_in_an_entry(entries):
    found = read_bibtex("".join(map(bibliography.bibtex, entries)))
    assert len(found) == len(entries)
    for (_, _, fields), entry in zip(found, entries, strict=True):
        assert fields["title"] == tidy(entry.title)
        assert fields.get("abstract", "") == tidy(entry.abstract)
        assert fields.get("year", "") == tidy(entry.year)
        assert not re.search(r"[\s{}\\]", fields.get("url", ""))


@given(TEXTS, TEXTS)
def test_two_ids_never_share_a_key(one, other):
    keys = {bibliography.ris(Entry(key, "t", "", "")).split("\r\n")[1] for key in (one, other)}
    assert len(keys) == len({one, other})


@pytest.mark.parametrize("form", ["record", "document"])
def test_hostile_words_come_back_from_both(form):
    entry = Entry(f"{form}:x", HOSTILE, "P & {Q}", "2018", within=HOSTILE if form == "record" else "")
    ((_, *fields),) = read_ris(bibliography.ris(entry))
    assert dict(fields)["TI"] == HOSTILE
    ((kind, key, told),) = read_bibtex(bibliography.bibtex(entry))
    assert (kind, key) == ({"record": "incollection", "document": "techreport"}[form], f"{form}:x")
    assert told["title"] == HOSTILE
    assert told["publisher" if form == "record" else "institution"] == "P & {Q}"


@pytest.mark.parametrize(
    "broken",
    [
        "@misc{a,\n  title = {a } b},\n}\n\n",
        "@misc{a,\n  title = {50 % of it},\n}\n\n",
        "@misc{a,\n  title = {a},\n  title = {b},\n}\n\n",
        "@misc{a b,\n}\n\n",
    ],
)
def test_the_reader_of_these_tests_sees_what_is_wrong_in_bibtex(broken):
    with pytest.raises(AssertionError):
        read_bibtex(broken)


@pytest.mark.parametrize(
    "broken", ["TI  - a\r\nER  - \r\n\r\n", "TY  - CHAP\r\nTI  - a\nb\r\nER  - \r\n\r\n", "TY  - CHAP\r\n\r\n"]
)
def test_the_reader_of_these_tests_sees_what_is_wrong_in_ris(broken):
    with pytest.raises(AssertionError):
        read_ris(broken)


DOCUMENTS = {
    "d1": Document("d1", "Report", "IOM", "2018/2019", "https://example.org/d1"),
    "d2": Document("d2", "Note", "IOM", ""),
}
RECORD = Record(
    "r1",
    "practice",
    "Our words",
    "More of them.",
    (Locator("d1", 3, 5), Locator("d1", 9, 9), Locator("d2", 1, 2)),
    reported_by="Moldova",
    areas=("MDA",),
    commitments=("gcm:20",),
)


def written(tmp_path, write, base):
    holding = Holding(DOCUMENTS, {}, {"MDA": "Moldova"}, {}, Addresses(base), datetime(2026, 11, 21, tzinfo=UTC))
    write(holding.tally.over([[Evidence(RECORD, "pack", "p")]]), tmp_path / "out", holding)
    return (tmp_path / "out").read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    ("base", "address"), [("urn:stocktake:", "https://example.org/d1"), ("https://my.org/", "https://my.org/record/r1")]
)
def test_a_record_cites_its_document_with_the_lines_and_says_whose_words_it_holds(tmp_path, base, address):
    record, *documents = read_ris(written(tmp_path, bibliography.write_ris, base))
    told = dict(record)
    assert (told["TY"], told["TI"], told["T2"], told["SE"]) == ("CHAP", "[Our words]", "Report", "lines 3–5; line 9")
    assert (told["PY"], told["UR"], told["AB"]) == ("2018", address, "More of them.")
    assert told["N1"] == (
        "Title and abstract are stocktake's own words, not the document's. Reported by Moldova. Also in IOM, Note, lines 1–2."
    )
    assert [value for tag, value in record if tag == "KW"] == ["practice", "gcm:20", "Moldova"]
    assert "AU" not in told  # nobody is known as author
    assert [dict(one)["TI"] for one in documents] == ["Report", "Note"]
    assert [dict(one)["TY"] for one in documents] == ["RPRT", "RPRT"]


def test_bibtex_says_the_same(tmp_path):
    record, *documents = read_bibtex(written(tmp_path, bibliography.write_bibtex, "https://my.org/"))
    kind, key, told = record
    assert (kind, key) == ("incollection", "record:r1")
    assert (told["title"], told["booktitle"], told["year"]) == ("[Our words]", "Report", "2018/2019")
    assert told["note"].startswith("Lines 3–5; line 9. Title and abstract are stocktake's own words")
    assert [key for _, key, _ in documents] == ["document:d1", "document:d2"]


def test_a_record_that_names_no_document_is_still_an_entry():
    holding = Holding({}, {}, {}, {}, Addresses(), datetime(2026, 11, 21, tzinfo=UTC))
    entry = bibliography.of_record(Record("r", "offer", "Words", "", ()), holding)
    assert dict(read_ris(bibliography.ris(entry))[0])["TI"] == "[Words]"
    assert read_bibtex(bibliography.bibtex(entry))[0][2]["title"] == "[Words]"

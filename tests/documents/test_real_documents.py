"""The real reports, where they are at hand: read by line, agendas found, languages told."""

import html
from collections import Counter
from pathlib import Path

import pytest

from stocktake.documents import read
from stocktake.model.text import Text


def found(shared: Path, name: str) -> Text:
    path = next(shared.glob(f"**/documents/{name}.txt"), None)
    if path is None:
        pytest.skip(f"{name} is not at hand")
    return read(path)


def kinds_at(text: Text, line: int) -> set[str]:
    return {passage.kind for passage in text.passages if passage.first_line <= line <= passage.last_line}


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_the_language_of_a_declaration_is_told(shared, language):
    text = found(shared, f"los_angeles_declaration_2022_{language}")
    assert text.language == language
    assert {passage.language for passage in text.passages} == {language}


def test_line_n_of_the_file_is_line_n_of_the_text(shared):
    for path in sorted(shared.glob("**/documents/*.txt")):
        text = read(path)
        lines = path.read_text(encoding="utf-8").split("\n")
        assert text.content == path.read_bytes().decode("utf-8")
        for passage in text.passages:
            assert text.lines(passage.first_line, passage.last_line) == "\n".join(
                lines[passage.first_line - 1 : passage.last_line]
            )


def test_no_character_has_two_owners_and_hardly_any_has_none(shared):
    for path in sorted(shared.glob("**/documents/*.txt")):
        text = read(path)
        places = [place for passage in text.passages for start, end in passage.ranges() for place in range(start, end)]
        assert len(places) == len(set(places))
        left_out = set(range(len(text.content))) - set(places)
        letters = [place for place in left_out if text.content[place].isalpha()]
        assert len(letters) < 0.1 * len(text.content), path.name


def test_every_character_leads_back(shared):
    text = found(shared, "idm2018-report")
    for passage in text.passages:
        plain = text.plain(passage)
        assert all(sign == text.content[at] or sign == " " for sign, at in zip(plain.text, plain.positions, strict=True))


def test_both_agendas_of_the_2018_report_are_recognised_and_nothing_else_is_one(shared):
    text = found(shared, "idm2018-report")
    assert not any("agenda" in kinds_at(text, line) for line in (*range(1, 3540), *range(3897, 3955)))
    agendas = [line for line in (*range(3545, 3896), *range(3958, 4314)) if text.lines(line, line).strip()]
    assert all(kinds_at(text, line) <= {"agenda", "number", "running", "footnote", "address"} for line in agendas)


def test_footnotes_and_page_numbers_of_the_2018_report_stand_apart(shared):
    text = found(shared, "idm2018-report")
    assert [text.plain(passage).text for passage in text.passages if passage.kind == "number"] == ["21", "44", "55", "90"]
    notes = [text.plain(passage).text.split()[0] for passage in text.passages if passage.kind == "footnote"]
    numbers = [int(word) for word in notes if word.isdecimal()]
    assert len(set(numbers)) >= 38
    sentence = next(text.plain(passage).text for passage in text.passages if passage.first_line <= 2551 <= passage.last_line)
    assert "meaning it is recognized as an ethical recruiter" in sentence


def test_hyphens_at_line_ends_are_undone(shared):
    text = found(shared, "idm2018-report")
    words = " ".join(text.plain(passage).text for passage in text.passages)
    assert "long-term strategy" in words
    assert "Special Representative of the Secretary-General" in words
    assert "Secretary- General" not in words


LAYOUTS = {
    "justified, with empty lines": "p, li { text-align: justify; hyphens: auto; font-family: serif }",
    "without empty lines, first lines set in": "p { margin: 0; text-indent: 2em }",
    "two columns": "div { columns: 2; height: 880px; column-fill: auto; break-after: page; font-size: 9pt }",
}
TAGS = {"heading": "h3", "paragraph": "p", "item": "li"}
FLOOR = 0.95
"""This share of the paragraphs must come back whole; 0.98 to 0.99 do."""


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_a_report_set_as_pdf_comes_back_paragraph_by_paragraph(shared, browser, tmp_path, layout):
    source = found(shared, "idm2018-report")
    pieces = [(passage.kind, source.plain(passage).text) for passage in source.passages if passage.kind in TAGS]
    tagged = [f"<{TAGS[kind]}>{html.escape(words)}</{TAGS[kind]}>" for kind, words in pieces]
    pages = "".join(f"<div>{''.join(tagged[start : start + 8])}</div>" for start in range(0, len(tagged), 8))
    tab = browser.new_page()
    tab.set_content(f"<html lang='en'><style>{LAYOUTS[layout]}</style>{pages}")
    tab.pdf(
        path=tmp_path / "report.pdf",
        display_header_footer=True,
        header_template="<span style='font-size: 9px; margin-left: 60px'>Report of 2018</span>",
        footer_template="<span style='font-size: 9px; margin-left: 280px' class='pageNumber'></span>",
        margin=dict.fromkeys(("top", "bottom", "left", "right"), "75px"),
    )
    tab.close()
    text = read(tmp_path / "report.pdf")
    back = Counter(" ".join(text.plain(passage).text.split()) for passage in text.passages)
    paragraphs = [" ".join(words.split()) for kind, words in pieces if kind == "paragraph"]
    assert sum(words in back for words in paragraphs) >= FLOOR * len(paragraphs)
    assert [passage.kind for passage in text.passages].count("number") == len(text.page_starts)

"""A passage on one line, and the way back from it to the document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.model.text import Passage, Plain, Text


def text(content: str, **rest) -> Text:
    starts = (0, *(place + 1 for place, sign in enumerate(content[:-1]) if sign == "\n"))
    return Text("t", content, line_starts=starts, **rest)


def whole(content: str, **rest) -> Passage:
    return Passage("paragraph", 0, len(content), 1, content.count("\n") + 1, **rest)


@pytest.mark.parametrize(
    ("content", "joined", "expected"),
    [
        pytest.param("one  two\tthree", (), "one two three", id="white space becomes one blank"),
        pytest.param("one\n  two\r\nthree", (), "one two three", id="breaks become blanks"),
        pytest.param("co-\noperation", (2,), "cooperation", id="a hyphen that breaks a word goes"),
        pytest.param("long-\nterm", (), "long-term", id="another stays and the words join"),
        pytest.param("low- \nand middle-income", (), "low- and middle-income", id="a part left out keeps its blank"),
        pytest.param("roads -\nand rails", (), "roads - and rails", id="a dash is no hyphen"),
        pytest.param("pages 3-\n5", (), "pages 3-5", id="numbers join"),
        pytest.param("mi\u00adgrant mi\u00ad\ngrant", (), "migrant migrant", id="soft hyphens go"),
        pytest.param("re\u200bturn", (), "return", id="signs of no width go"),
        pytest.param("العودة\nالطوعية", (), "العودة الطوعية", id="from right to left"),
        pytest.param("", (), "", id="empty"),
    ],
)
def test_a_passage_reads_on_one_line(content, joined, expected):
    assert text(content, joined=frozenset(joined)).plain(whole(content)).text == expected


def test_what_is_skipped_is_neither_read_nor_owned():
    content = "the right to re-\n1 See the note.\nturn home"
    passage = whole(content, skips=((17, 33),))
    plain = text(content, joined=frozenset({15})).plain(passage)
    assert plain.text == "the right to return home"
    assert content[slice(*plain.span(13, 19))] == "re-\n1 See the note.\nturn"
    assert [content[start:end] for start, end in passage.ranges()] == ["the right to re-\n", "turn home"]


@pytest.mark.parametrize(
    ("position", "line", "page"),
    [(0, 1, 1), (3, 1, 1), (4, 2, 1), (8, 3, 2), (12, 3, 2)],
)
def test_a_position_tells_its_line_and_page(position, line, page):
    found = text("one\ntwo\n\fthree", page_starts=(0, 8))
    assert (found.line_of(position), found.page_of(position)) == (line, page)


def test_without_pages_the_page_is_nought():
    assert text("one").page_of(1) == 0


@pytest.mark.parametrize(("first", "last", "expected"), [(1, 1, "one"), (2, 3, "two\n"), (3, 3, ""), (4, 4, "four")])
def test_lines_are_given_as_they_stand(first, last, expected):
    assert text("one\ntwo\n\nfour").lines(first, last) == expected


@pytest.mark.parametrize(("first", "last"), [(0, 1), (2, 1), (1, 9)])
def test_lines_that_are_not_there_are_refused(first, last):
    with pytest.raises(IndexError, match="the text has 4 lines"):
        text("one\ntwo\n\nfour").lines(first, last)


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (1, 1), (0, 4)])
def test_a_range_outside_the_plain_text_is_refused(start, end):
    with pytest.raises(IndexError, match="no range of a text of 3 characters"):
        Plain("one", (0, 1, 2)).span(start, end)


@given(st.text(alphabet="ab-\u00ad\u200b \n\r\t.1é", max_size=60), st.data())
def test_every_character_of_the_plain_text_leads_back(content, data):
    joined = frozenset(place for place, sign in enumerate(content) if sign == "-" and data.draw(st.booleans()))
    plain = text(content, joined=joined).plain(whole(content))
    assert len(plain.text) == len(plain.positions)
    assert list(plain.positions) == sorted(set(plain.positions))
    for sign, place in zip(plain.text, plain.positions, strict=True):
        assert sign == content[place] or (sign == " " and (content[place].isspace() or content[place] in "\u00ad\u200b"))
    assert plain.text == plain.text.strip()
    assert "  " not in plain.text

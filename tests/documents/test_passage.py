"""Lines become passages: headings, items, footnotes, agendas, addresses, what runs over pages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.documents.passage import Piece, from_lines, from_pieces
from stocktake.model.text import Text


def said(text: Text) -> list[tuple[str, str]]:
    return [(passage.kind, text.plain(passage).text) for passage in text.passages]


def owned(text: Text) -> list[int]:
    return [place for passage in text.passages for start, end in passage.ranges() for place in range(start, end)]


def assert_sound(text: Text) -> None:
    """Whatever the text: passages in order, no character with two owners, lines and pages as the text tells them."""
    assert [passage.start for passage in text.passages] == sorted(passage.start for passage in text.passages)
    places = owned(text)
    assert len(places) == len(set(places))
    for passage in text.passages:
        assert 0 <= passage.start < passage.end <= len(text.content)
        assert passage.first_line == text.line_of(passage.start)
        assert passage.last_line == text.line_of(passage.end - 1)
        assert passage.page == text.page_of(passage.start)
        assert not text.content[passage.start].isspace()
        assert all(passage.start <= start < end <= passage.end for start, end in passage.skips)


LONG = "The delegate of Atlantis noted that seasonal workers need clear contracts"
MORE = "and that offices at the coast should help them in their own languages."


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(f"{LONG}\n{MORE}\n", [("paragraph", f"{LONG} {MORE}")], id="lines join"),
        pytest.param(f"{MORE}\n\n{LONG}.", [("paragraph", MORE), ("paragraph", f"{LONG}.")], id="an empty line parts"),
        pytest.param(f"{LONG}\n\n{MORE}", [("paragraph", f"{LONG} {MORE}")], id="an empty line within a sentence does not"),
        pytest.param(
            f"Return home\n\n{LONG}\n{MORE}", [("heading", "Return home"), ("paragraph", f"{LONG} {MORE}")], id="heading"
        ),
        pytest.param(
            f"2. DATA AND FACTS\n{LONG}\n\n{MORE}",
            [("heading", "2. DATA AND FACTS"), ("paragraph", f"{LONG} {MORE}")],
            id="capitals",
        ),
        pytest.param(f"## Data\n{LONG} {MORE}", [("heading", "Data"), ("paragraph", f"{LONG} {MORE}")], id="marked heading"),
        pytest.param(f"**Data**\n\n{MORE}", [("heading", "Data"), ("paragraph", MORE)], id="bold heading"),
        pytest.param(
            "Aims:\n• one aim;\n• another\naim.",
            [("paragraph", "Aims:"), ("item", "one aim;"), ("item", "another aim.")],
            id="bullets",
        ),
        pytest.param(
            "Aims:\n1. one aim\n2. two aims", [("paragraph", "Aims:"), ("item", "one aim"), ("item", "two aims")], id="numbers"
        ),
        pytest.param("Aims:\n(a) one;\n(b) two.", [("paragraph", "Aims:"), ("item", "one;"), ("item", "two.")], id="letters"),
        pytest.param(
            "They spoke of (a) wages;\n(b) homes; and (c) schools.",
            [("paragraph", "They spoke of (a) wages; (b) homes; and (c) schools.")],
            id="letters within a sentence",
        ),
        pytest.param(
            "It rose by more than\n12 per cent in the year\n2016. The rest fell.",
            [("paragraph", "It rose by more than 12 per cent in the year 2016. The rest fell.")],
            id="numbers at line starts are no items",
        ),
        pytest.param(
            "Tel.: +00 123\nFax: +00 124\nwww.example.org",
            [("address", "Tel.: +00 123 Fax: +00 124 www.example.org")],
            id="address",
        ),
        pytest.param(
            "Area      2019    2020\nAtlantis    7       9\nLemuria   4   5",
            [("table", "Area 2019 2020 Atlantis 7 9 Lemuria 4 5")],
            id="table",
        ),
        pytest.param(f"Aims:\n\n<!-- -->\n\n{MORE}", [("paragraph", "Aims:"), ("paragraph", MORE)], id="a comment is nothing"),
        pytest.param(
            "See **the [plan](https://example.org/p)** now.", [("paragraph", "See the plan now.")], id="marks of emphasis go"
        ),
        pytest.param("", [], id="empty"),
        pytest.param(" \n\n \n", [], id="white space"),
    ],
)
def test_blocks_are_told_apart(content, expected):
    text = from_lines("t", content)
    assert said(text) == expected
    assert_sound(text)


def test_a_paragraph_goes_on_behind_the_footnotes_of_its_page():
    content = f"{LONG}.1 It said\nthat the law (in force since 2001)2 is to be\n\n1 Act of 2019,\nsecond part.\n2 See above.\n\fchanged soon.\n"
    text = from_lines("t", content, page_starts=(0, content.index("\f")))
    assert said(text) == [
        ("paragraph", f"{LONG}.1 It said that the law (in force since 2001)2 is to be changed soon."),
        ("footnote", "1 Act of 2019, second part."),
        ("footnote", "2 See above."),
    ]
    assert_sound(text)


@pytest.mark.parametrize(
    ("before", "kind"),
    [("as the law says.3 It", "footnote"), ("as the law says. It", "paragraph")],
)
def test_a_footnote_is_one_only_where_the_text_calls_it(before, kind):
    text = from_lines("t", f"{LONG} {before} was good.\n\n3 See the act of that year and all that it says on this.\n")
    assert said(text)[1][0] == kind


def pages(*bodies: str, head: str = "Report {n}", foot: str = "{n}") -> Text:
    parts = [f"{head.format(n=n)}\n\n{body}\n\n{foot.format(n=n)}\n" for n, body in enumerate(bodies, start=7)]
    starts = [0]
    for part in parts[:-1]:
        starts.append(starts[-1] + len(part) + (len(starts) > 1))
    return from_lines("t", "\f".join(parts), page_starts=tuple(starts))


BODIES = (f"{LONG} again", f"and again. {MORE}", "Many came to the first meeting.", "Few left.")


@pytest.mark.parametrize("head", ["Report", "Report | {n}", "{n} Report of the dialogue"])
def test_running_heads_and_page_numbers_are_out_of_the_sentences(head):
    text = pages(*BODIES, head=head)
    kinds = [kind for kind, _ in said(text)]
    assert kinds.count("running") == 4
    assert kinds.count("number") == 4
    assert ("paragraph", f"{LONG} again and again. {MORE}") in said(text)
    assert_sound(text)


def test_a_line_that_stands_on_two_pages_only_is_no_running_head():
    text = pages(*BODIES[:2], head="Report", foot="end")
    assert "running" not in [kind for kind, _ in said(text)]


def test_a_repeated_line_within_a_page_is_no_running_head():
    names = ("Ada", "Bo", "Cleo", "Dan")
    text = pages(*(f"{name} spoke first.\n\nThank you.\n\nThen came the friends of {name}." for name in names))
    assert said(text).count(("paragraph", "Thank you.")) == 4


def test_page_numbers_of_a_text_without_pages_grow_and_stand_alone():
    text = from_lines("t", f"{LONG} of\n\n21\n\nwork. {MORE}\n\n{LONG}\n\n22\n\n{MORE}\n")
    assert [words for kind, words in said(text) if kind == "number"] == ["21", "22"]
    assert ("paragraph", f"{LONG} of work. {MORE}") in said(text)


AGENDA = f"""{LONG} {MORE}

PROVISIONAL AGENDA

Day 1

09.00 – 10.00 Registration
10.00 – 11.30 Opening
• Ada Stone, Minister of Labour,

Atlantis
Moderator: Bo Reed
11.30 - 12.00 Closing
• Ada Stone

Annex of the report

{LONG} {MORE}
"""


def test_an_agenda_is_recognised_with_all_that_stands_in_it():
    text = from_lines("t", AGENDA)
    kinds = [kind for kind, _ in said(text)]
    assert kinds[0] == "paragraph"
    assert kinds[-2:] == ["heading", "paragraph"]
    assert [words for kind, words in said(text) if kind == "agenda"] == [
        "09.00 – 10.00 Registration",
        "10.00 – 11.30 Opening",
        "Ada Stone, Minister of Labour, Atlantis Moderator: Bo Reed",
        "11.30 - 12.00 Closing",
        "Ada Stone",
    ]
    assert_sound(text)


@pytest.mark.parametrize("words", ["10.5 – 12.5 per cent of all", "2016. The rest", "1.25 million people", "12 people spoke"])
def test_figures_make_no_agenda(words):
    text = from_lines("t", "\n\n".join([f"{words} came home in the end."] * 5))
    assert "agenda" not in [kind for kind, _ in said(text)]


@pytest.mark.parametrize(
    ("elsewhere", "broken", "expected"),
    [
        pytest.param("cooperation", "co-\noperation", "cooperation", id="the whole word stands elsewhere"),
        pytest.param("co-operation", "co-\noperation", "co-operation", id="the hyphen stands elsewhere"),
        pytest.param("", "coope-\nration", "cooperation", id="no word known"),
        pytest.param("a long word and a term", "long-\nterm", "long-term", id="two words of the document"),
        pytest.param("multi-party", "multi-\npartner", "multi-partner", id="a part of other compounds"),
        pytest.param("", "Asia-\nPacific", "Asia-Pacific", id="a capital letter"),
        pytest.param("", "state-of-\nthe art", "state-of-the art", id="a chain of hyphens"),
        pytest.param("", "coope\u2010\nration", "cooperation", id="the other hyphen"),
    ],
)
def test_the_words_of_the_document_decide_over_a_hyphen(elsewhere, broken, expected):
    text = from_lines("t", f"In the text stands {elsewhere}.\n\nHere they praise {broken} of all.")
    assert said(text)[-1][1] == f"Here they praise {expected} of all."


def test_pieces_of_a_file_with_structure_keep_their_kinds():
    text = from_pieces(
        "t",
        [
            Piece("heading", "Data"),
            Piece("paragraph", LONG),
            Piece("table", "a | b"),
            Piece("table", "c | d"),
            Piece("footnote", "x"),
        ],
    )
    assert text.content == f"Data\n\n{LONG}\n\na | b\nc | d\n\nx\n"
    assert [kind for kind, _ in said(text)] == ["heading", "paragraph", "table", "table", "footnote"]
    assert text.title == "Data"
    assert_sound(text)


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                "",
                "• an item",
                "1. one",
                "(b) two",
                "1 A note.",
                "REPORT",
                "12",
                "\f",
                "10.00 – 11.00 Talk",
                "the end of-",
                "www.a.org",
            ]
        ),
        st.text(alphabet="aB. -1\t*•[](–\f\r", max_size=30),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_whatever_the_lines_passages_are_sound(lines):
    content = "\n".join(lines)
    starts = (0, *(place for place, sign in enumerate(content) if sign == "\f" and place)) if "\f" in content else ()
    text = from_lines("t", content, page_starts=starts)
    assert text.content == content
    assert_sound(text)
    for passage in text.passages:
        text.plain(passage)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["heading", "paragraph", "item", "table", "footnote", "address"]), st.text(max_size=20)),
        max_size=12,
    )
)
def test_whatever_the_pieces_passages_are_sound(pieces):
    assert_sound(from_pieces("t", [Piece(kind, words) for kind, words in pieces]))

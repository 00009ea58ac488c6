"""How pages write figures, lists and spans in their language, and that nothing English stands among them unmarked."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.utils import translation

from stocktake.page import comparison
from stocktake_web.site import writing

SPACE = "\N{NO-BREAK SPACE}"
PAGES = (
    "/",
    "/objectives/",
    "/objectives/gcm/20/",
    "/indicators/",
    "/indicators/10.c.1/",
    "/indicators/migrant-stock/",
    "/indicators/migrant-stock/?by=sex",
    "/methods/open-sdg/",
    "/data/",
    "/evidence/",
    "/evidence/?q=remittances",
    "/documents/",
    "/partnerships/",
    "/terms/",
)
"""A page of each kind that writes figures."""

LETTERS = {"ar": "[\N{ARABIC LETTER HAMZA}-\N{ARABIC LETTER YEH}]", "ru": "[а-яё]", "zh-hans": "[一-鿿]"}
"""Signs of a language that no English text has."""

EMPTY = {"meta", "link", "input", "br", "img", "hr", "wbr"}


class Said(HTMLParser):
    """The texts of a page, each with the language it stands under."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.languages: list[tuple[str, str]] = [("", "")]
        self.texts: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        here = dict(attrs)
        language = here.get("lang") or self.languages[-1][1]
        self.texts += [(language, here[name]) for name in ("aria-label", "placeholder", "data-label") if here.get(name)]
        if tag not in EMPTY:
            self.languages.append((tag, language))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        while self.languages.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and self.languages[-1][0] not in ("style", "script"):
            self.texts.append((self.languages[-1][1], " ".join(data.split(" "))))


def texts(site, language: str, path: str) -> Iterator[tuple[str, str]]:
    answer = site.get(f"/{language}{path}")
    assert answer.status_code == 200
    yield from Said(answer.text).texts


@pytest.mark.parametrize(
    ("language", "whole", "figure"),
    [
        ("en", "8,939", "1,234.5"),
        ("fr", f"8{SPACE}939", f"1{SPACE}234,5"),
        ("es", "8939", "1234,5"),
        ("ru", f"8{SPACE}939", f"1{SPACE}234,5"),
        ("ar", "8,939", "1,234.5"),
        ("zh-hans", "8,939", "1,234.5"),
    ],
)
def test_a_number_is_written_as_its_language_does(language, whole, figure):
    with translation.override(language):
        assert (writing.number(8939), writing.written("1,234.5")) == (whole, figure)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("12,345", f"12{SPACE}345"),
        ("304,021,813", f"304{SPACE}021{SPACE}813"),
        ("−0.41 %", "−0,41 %"),
        ("6.6e+20", "6,6e+20"),
        ("1990", "1990"),
        ("1,020, 2.5", "1020, 2,5"),
    ],
)
def test_only_the_signs_between_digits_change(english, spanish):
    with translation.override("es"):
        assert writing.written(english) == spanish


def test_a_figure_that_is_missing_is_said_in_the_language_of_the_page():
    with translation.override("fr"):
        assert writing.figure("no figure") == translation.gettext("no figure") != "no figure"


@pytest.mark.parametrize(("language", "period"), [("ar", "<bdi>2023-Q3</bdi>"), ("fr", "2023-Q3")])
def test_what_has_a_direction_of_its_own_is_kept_apart_where_the_page_runs_the_other_way(language, period):
    with translation.override(language):
        assert writing.bdi("2023-Q3") == period


def test_nothing_of_a_period_or_name_becomes_markup():
    with translation.override("ar"):
        assert "<b>" not in writing.bdi("<b>") + writing.english("<b>") + writing.between("<b>", "2016")


@pytest.mark.parametrize(
    ("first", "last", "said"), [("2016", "2016", "2016"), ("2016", "2020", "2016 to 2020"), (2016, 2016, "2016")]
)
def test_a_span_of_one_year_is_that_year(first, last, said):
    with translation.override("en"):
        assert writing.between(first, last) == said


@pytest.mark.parametrize(
    ("language", "listed", "titled"),
    [("en", "a, b", "a: b"), ("fr", "a, b", f"a{SPACE}: b"), ("ar", "a، b", "a: b"), ("zh-hans", "a、b", "a：b")],
)
def test_pieces_are_joined_by_the_signs_of_the_language(language, listed, titled):
    with translation.override(language):
        assert (writing.listed(["a", "b"]), writing.titled("a", "b")) == (listed, titled)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["fr", "es", "ru"])
def test_no_page_writes_a_number_as_english_does(site, language):
    english = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,%]|\s%)")
    found = [
        (path, text) for path in PAGES for lang, text in texts(site, language, path) if lang != "en" and english.search(text)
    ]
    assert found == []


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("language", "thousands"), [("en", ","), ("fr", SPACE), ("ru", SPACE), ("ar", ",")])
def test_the_thousands_of_large_numbers_are_apart(site, language, thousands):
    page = site.get("/data/" if language == "en" else f"/{language}/data/").text
    assert re.search(rf"\d{{1,3}}{thousands}\d{{3}}(?!\d)", re.search(r'<p class="reading">.*?</p>', page)[0])


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", LETTERS)
def test_nothing_translated_stands_under_the_mark_of_english(site, language):
    own = re.compile(LETTERS[language])
    found = [(path, text) for path in PAGES for lang, text in texts(site, language, path) if lang == "en" and own.search(text)]
    assert found == []


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_values_and_periods_keep_their_direction_on_a_page_from_right_to_left(site):
    page = site.get("/ar/indicators/10.c.1/").text
    assert re.search(r"<bdi>[\d.]+\s%</bdi>", page)
    assert re.search(r'<td class="period"><bdi>\d{4}-Q\d</bdi>', page)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/", "/ar/indicators/10.c.1/", "/fr/evidence/"])
def test_every_page_leads_to_itself_in_the_other_languages(site, path):
    page = site.get(path).text
    head = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page))
    foot = {code: to for to, code in re.findall(r'<a href="([^"]+)" lang="[^"]+" hreflang="([^"]+)"', page)}
    six = {"ar", "zh-hans", "en", "fr", "ru", "es"}
    for found in (head, foot):
        assert six <= found.keys()
        shown = {code: site.get(urlsplit(found[code]).path).text for code in six}
        assert {code: re.search(r'<html lang="([^"]+)"', one)[1] for code, one in shown.items()} == {code: code for code in six}


@pytest.mark.parametrize(("language", "start"), [("ar", "\N{RIGHT-TO-LEFT ISOLATE}"), ("fr", "D")])
def test_a_sentence_under_a_picture_runs_its_own_way_in_every_line(language, start):
    with translation.override(language):
        lines = comparison.wrapped(writing.sentence("Deux mots, ou davantage"), 100)
    assert len(lines) > 1
    assert lines[0].startswith(start)
    assert {line[-1] == "\N{POP DIRECTIONAL ISOLATE}" for line in lines} == {language == "ar"}

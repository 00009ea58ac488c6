"""The page of terms: advice, what things are called, and a text looked through."""

import re
from html import unescape

import pytest
from django.test import Client

PAGE = "/terms/"


def marked(page: str) -> list[str]:
    return [unescape(re.sub(r"<a href.*", "", one)) for one in re.findall(r'<mark id="place-\d+">(.*?)</mark>', page, re.DOTALL)]


def test_advice_stands_there_with_its_reason_and_who_gives_it(site):
    page = unescape(site.get(PAGE).text)
    assert "An act can be against the law, a person cannot" in page
    assert "migrant in an irregular situation" in page
    assert 'href="/evidence/idm2018-report-term-504/"' in page
    assert "not verified" in page


def test_advice_is_shown_in_the_language_of_the_page_first(site):
    page = site.get("/fr/terms/").text
    advice = page.split('id="advice-illegal-migrant"')[1]
    assert advice.index("migrant en situation irrégulière") < advice.index("migrant in an irregular situation")


@pytest.mark.parametrize("word", ["remittances", "remittance", "envois de fonds", "تحويلات", "денежные переводы"])
def test_a_concept_is_found_by_what_it_is_called_in_any_language(site, word):
    page = site.get(PAGE, {"q": word}).text
    for name in ("envois de fonds", "remesas", "денежные переводы", "تحويلات مالية"):
        assert f"<strong>{name}</strong>" in page


@pytest.mark.parametrize("word", ["the", "zzzz", "", " ", "<script>alert(1)</script>", "(((", "\u202e"])
def test_a_word_nobody_knows_finds_nothing_and_breaks_nothing(site, word):
    found = site.get(PAGE, {"q": word})
    assert found.status_code == 200
    assert '<article class="concept">' not in found.text
    assert "<script>alert" not in found.text


@pytest.mark.parametrize("query", ["q=%00", "q=" + "a" * 401, "q=a&q=b"])
def test_words_that_make_no_sense_are_refused(site, query):
    assert site.get(f"{PAGE}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("text", "everything", "found"),
    [
        ("They spoke of illegal migrants.", "", ["illegal migrants"]),
        ("Les migrants illégaux\r\net l’immigration clandestine", "", ["migrants illégaux", "immigration clandestine"]),
        ("The term “illegal migrant” is out of date.", "", []),
        ("vulnerable migrants", "", []),
        ("vulnerable migrants", "1", ["vulnerable migrants"]),
        ("All are regular.", "", []),
    ],
)
def test_wording_is_marked_as_the_command_marks_it(site, text, everything, found):
    page = site.post(PAGE, {"text": text, "all": everything}).text
    assert marked(page) == found
    assert len(re.findall(r'<li id="mark-\d+">', page)) == len(found)
    assert ("No wording was found" in page) == (not found)


def test_what_is_marked_leads_to_its_advice_and_back(site):
    page = site.post(PAGE, {"text": "One\nillegal migration"}).text
    assert 'href="#mark-1"' in page
    assert 'href="#place-1"' in page
    assert "line 2, column 1" in page
    assert "irregular migration" in page


def test_the_text_is_shown_as_text_and_kept_nowhere(site):
    found = site.post(PAGE, {"text": "<script>alert(1)</script> illegal migrants"})
    assert "<script>alert" not in found.text
    assert "no-store" in found.headers["Cache-Control"]


def test_a_text_that_is_too_long_is_refused_with_a_sentence(site):
    assert site.post(PAGE, {"text": "a" * 20_000}).status_code == 200
    refused = site.post(PAGE, {"text": "a" * 20_001})
    assert refused.status_code == 400
    assert "text: has 20,001 signs" in refused.text


@pytest.mark.parametrize("text", ["\0", "\ud7ff", "\u202e illegal migrants", "😀" * 5000, "\n" * 9000, " "])
def test_no_text_breaks_the_page(site, text):
    assert site.post(PAGE, {"text": text}).status_code == 200


def test_a_form_from_elsewhere_is_refused(site):
    assert Client(enforce_csrf_checks=True).post(PAGE, {"text": "illegal migrants"}).status_code == 403


def test_nothing_else_than_reading_and_checking_is_done_here(site):
    assert site.delete(PAGE).status_code == 405


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr", "ru", "es"])
def test_the_page_is_there_in_every_language(site, language):
    assert site.get(f"/{language}{PAGE}", {"q": "return"}).status_code == 200

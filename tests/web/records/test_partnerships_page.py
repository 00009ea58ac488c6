"""Partnerships around their goals: the picture, the gaps, the list."""

import re
from html import unescape

import pytest
from lxml import etree

PAGE = "/partnerships/"


def columns(page: str) -> list[str]:
    return re.findall(r'<a class="tie" href="([^"]+)"', page)


def test_the_picture_has_a_line_for_every_objective_and_a_column_for_every_partnership(site):
    page = site.get(PAGE).text
    assert len(re.findall(r'<g class="goal', page)) == 23
    assert len(columns(page)) == len(set(columns(page))) == 85
    assert site.get(columns(page)[0]).status_code == 200


def test_the_list_says_the_same_as_the_picture(site):
    page = site.get(PAGE).text
    drawn = [int(one) for one in re.findall(r'<g class="goal.*?class="number"[^>]*>(\d+)<', page, re.DOTALL)]
    listed = [int(one) for one in re.findall(r'<details class="goal-list">.*?<span class="many">(\d+)<', page, re.DOTALL)]
    assert drawn == listed
    picture = page.split('<figure class="score">')[1].split("</svg>")[0]
    assert sum(drawn) == len(re.findall(r'<circle(?: class="main")? cx', picture))


def test_the_gaps_are_said_in_words(site):
    page = unescape(site.get(PAGE).text)
    gaps = page.split('id="missing"')[1].split("</section>")[0]
    assert "4 objectives have no partnership" in gaps
    assert "22 Social protection" in gaps
    assert "Parliaments" in gaps
    assert "Local authorities" not in gaps
    assert "Central Asia" in gaps
    assert "Eastern Europe" not in gaps
    assert "may well be done elsewhere" in gaps


def test_one_objective_is_shown_with_what_its_partnerships_serve_besides(site):
    page = site.get(f"{PAGE}?objective=20").text
    assert len(columns(page)) == 1
    assert '<option value="gcm:20" lang="en" selected>' in page
    assert re.findall(r'<details class="goal-list" open>', page)
    empty = site.get(f"{PAGE}?objective=gcm:22").text
    assert columns(empty) == []
    assert "No partnership was found in the documents that were read." in empty


@pytest.mark.parametrize(
    "query", ["objective=99", "objective=10.7", "objective=20&objective=1", "objective=%00", "objective=" + "a" * 500]
)
def test_an_objective_that_is_none_is_refused(site, query):
    found = site.get(f"{PAGE}?{query}")
    assert found.status_code == 400
    assert "objective:" in found.text


def test_the_picture_itself_is_passed_over_by_keys_and_readers(site):
    page = site.get(PAGE).text
    picture = page.split('<figure class="score">')[1].split("</svg>")[0]
    assert 'aria-hidden="true"' in picture
    assert picture.count("<a ") == picture.count('tabindex="-1"')


def test_the_picture_is_given_for_a_presentation(site):
    drawn = site.get("/partnerships.svg").text
    picture = etree.fromstring(drawn.encode())
    assert len(picture.findall(".//{*}circle")) > 146
    assert "Partnerships around their goals" in drawn
    assert "it may well be done elsewhere" in drawn
    assert site.get("/partnerships.png?objective=7").content.startswith(b"\x89PNG")
    assert site.get("/partnerships.gif").status_code == 404
    assert site.get("/partnerships.svg?objective=22").status_code == 400


def test_no_style_or_script_is_written_into_the_page(site):
    page = site.get(PAGE).text
    assert " style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr", "ru", "es"])
def test_the_page_is_there_in_every_language(site, language):
    assert len(columns(site.get(f"/{language}{PAGE}").text)) == 85

"""Pages of indicators: the list, areas beside each other, the same figures as files, pictures, and maps."""

import csv
import io
import json
import re
import struct
from urllib.parse import quote
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from django.utils import translation

from stocktake.catalog import catalog
from stocktake.page import worldmap
from stocktake_web.indicators import mapping

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
"""Figures lie in files: on what database the records lie changes nothing here."""

COST = "/indicators/10.c.1/"
STOCK = "/indicators/migrant-stock/"


def rows_of(page: str, name: str) -> list[list[str]]:
    """Return the cells of the body of a table, by the class of the table."""
    body = re.search(rf'<table class="values {name}">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)[1]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_list_leads_to_every_indicator_that_reviews_tell_of(site):
    page = site.get("/indicators/").text
    missing = [one for one in catalog.load().told if f'href="/indicators/{one}/"' not in page]
    assert missing == []


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ("q=digital+remittance", "remittance-cost-digital", "migrant-stock"),
        ("role=context", "migrant-stock", "10.c.1"),
        ("objective=20", "10.c.1", "3.8.1"),
        ("standing=too_slow", "10.c.1", "10.7.2"),
        ("figures=no", "3.8.2", "10.c.1"),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(site, asked, there, gone):
    page = site.get(f"/indicators/?{asked}").text
    assert f'href="/indicators/{there}/"' in page
    assert f'href="/indicators/{gone}/"' not in page


def test_what_is_not_graded_has_no_standing_to_be_listed_by(site):
    page = site.get("/indicators/?standing=cannot_tell").text
    assert page.count('class="entry-name"') > 0
    assert "Shown, not graded." not in page
    assert 'href="/indicators/migrant-stock/"' not in page


def test_the_page_of_an_input_says_what_it_is_for(site):
    assert "only to work others out" in site.get("/indicators/population/").text
    assert "only to work others out" not in site.get(COST).text


def test_a_list_of_nothing_says_so(site):
    assert "No indicator has all of that" in site.get("/indicators/?q=zebra").text


def test_an_indicator_begins_with_the_world(site):
    page = site.get(COST).text
    assert "Remittance costs as a proportion of the amount remitted" in page
    assert {row[0] for row in rows_of(page, "all-values")} == {"World"}
    assert "target 3 by 2030" in page


def test_areas_stand_beside_each_other_with_their_verdicts(site):
    page = site.get(f"{COST}?area=MDA&area=GTM").text
    assert [row[0] for row in rows_of(page, "verdicts")] == ["Republic of Moldova", "Guatemala"]
    assert [row[1] for row in rows_of(page, "verdicts")] == ["going the wrong way", "going the wrong way"]
    assert len(rows_of(page, "agreement")[0]) == 1 + len(catalog.load().methods)


def test_another_method_says_another_thing(site):
    assert rows_of(site.get(f"{COST}?area=MDA&method=escap-api").text, "verdicts")[0][1] == "on course"


def test_the_page_and_its_three_files_hold_the_same_figures(site):
    asked = "?area=MDA&area=GTM"
    page = [(row[0], row[1], float(row[2])) for row in rows_of(site.get(COST + asked).text, "all-values")]
    as_csv = list(csv.DictReader(io.StringIO(site.get(f"{COST}figures.csv{asked}").text)))
    as_json = json.loads(site.get(f"{COST}figures.json{asked}").content)
    as_parquet = pq.read_table(io.BytesIO(site.get(f"{COST}figures.parquet{asked}").content)).to_pylist()
    told = {(one["area_name"], one["time_period"], float(one["obs_value"])) for one in as_csv}
    assert told == set(page)
    assert as_json == as_parquet
    assert [one["locator"] for one in as_json] == [one["locator"] for one in as_csv]
    assert {one["source"] for one in as_json} == {"unsd-sdg"}
    assert all(one["vintage"] and one["locator"] and one["licence"] and one["publisher"] for one in as_json)


def test_a_split_can_be_chosen_and_a_category_of_it(site):
    both = site.get(f"{STOCK}?area=MDA&by=sex").text
    assert "female" in text_of(both)
    found = site.get(f"{STOCK}?area=MDA&sex=F").text
    assert {row[1] for row in rows_of(found, "all-values")} == {"female"}


def test_an_area_without_a_figure_is_named(site):
    page = text_of(site.get(f"{COST}?area=MDA&area=NOR&series=SI_RMT_COST").text)
    assert "No figure of this series for: Norway" in page


def test_what_is_not_graded_is_told_once_and_not_judged(site):
    page = site.get(f"{STOCK}?area=MDA").text
    assert "Shown, not graded." in page
    assert "No method can tell of what is shown." in page
    assert page.count("A count of people is not a thing to grade.") == 1
    assert 'class="standing' not in page.partition("</header>")[2].partition("</header>")[0]


def test_the_list_shows_no_standing_of_what_is_not_graded(site):
    entry = site.get("/indicators/?q=10.7.3").text.partition('<ul class="entries">')[2].partition("</ul>")[0]
    assert "Shown, not graded." in entry
    assert 'class="standing' not in entry


def test_every_source_on_the_page_leads_to_the_catalogue(site):
    page, data = site.get(f"{COST}?area=MDA&area=WLD").text, site.get("/data/").text
    marks = set(re.findall(r'href="/data/#([^"]+)"', page))
    assert marks
    assert all(f'id="{mark}"' in data for mark in marks)


def test_a_picture_is_given_as_svg_and_as_png_1600_wide(site):
    drawn = site.get(f"{COST}chart.svg?area=MDA")
    assert drawn.headers["Content-Type"].startswith("image/svg+xml")
    assert "SDG Global Database" in "".join(ElementTree.fromstring(drawn.content).itertext())
    painted = site.get(f"{COST}chart.png?area=MDA").content
    assert painted[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", painted[16:20])[0] == 1600


def test_names_in_a_picture_are_those_of_the_language(site):
    assert "جمهورية مولدوفا" in site.get(f"/ar{COST}chart.svg?area=MDA").text


def test_a_map_shows_every_area_and_the_same_stands_as_a_list(site):
    page = site.get(COST).text
    section = re.search(r'<section class="map-section".*?</section>', page, re.DOTALL)[0]
    listed = re.search(r'<details class="map-lists">.*?</details>', section, re.DOTALL)[0]
    told = sum(int(one) for one in re.findall(r"<b>\((\d+)\)</b></li>", section))
    assert told == len(re.findall(r"<a href=", listed)) == sum(one.kind == "country" for one in areas())
    assert worldmap.DISCLAIMER in section


def areas():
    from stocktake.catalog.area import areas as known

    return known()


def test_a_map_is_given_as_svg_and_png(site):
    ElementTree.fromstring(site.get(f"{COST}map.svg").content)
    assert site.get(f"{COST}map.png").content[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (f"{COST}?area=Moldovia", "is not a known area"),
        (f"{COST}?method=mine", "method: there is no"),
        (f"{COST}?by=colour", "by: there are no figures for"),
        (f"{COST}?series=X", "series: there are no figures for"),
        (f"{COST}?page=-1", "page: there is no page"),
        (f"{COST}?page=1e30", "page: there is no page"),
        (f"{COST}?page={'9' * 100}", "page: there is no page"),
        (f"{COST}?area=%00", "a text with a sign of code 0"),
        (f"{COST}?area={'a' * 300}", "area: 300 signs are too many"),
        (f"{COST}?series=A&series=B", "series: can be asked for once only"),
        (f"{COST}?{quote('<script>')}=1", "by: there are no figures for"),
        (f"{COST}chart.svg?area=ATA&series=SI_RMT_COST", "nothing to draw"),
        ("/indicators/?page=2", "page: nothing can be asked by this name"),
        ("/indicators/?role=mine", "role: there is no"),
        ("/indicators/?objective=99", "objective: there is no"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_so(site, address, told):
    found = site.get(address)
    assert found.status_code == 400
    assert told in found.text.replace("&#34;", '"')


@pytest.mark.parametrize(
    "address", ["/indicators/9.9.9/", "/indicators/%00/", f"{COST}figures.exe", f"{COST}chart.gif", "/methods/mine/"]
)
def test_what_is_not_there_is_not_found(site, address):
    assert site.get(address).status_code == 404


@pytest.mark.parametrize("identity", sorted(catalog.load().indicators))
def test_every_indicator_has_a_page(site, identity):
    found = site.get(f"/indicators/{identity}/")
    assert found.status_code == 200
    assert "style=" not in found.text
    assert "<script>" not in found.text


def test_the_catalogue_names_every_edition_with_its_terms_and_files_of_everything(site):
    page = site.get("/data/").text
    assert "International Migrant Stock 2020" in page
    assert "CC BY 3.0 IGO" in page
    assert 'href="/api/v1/bulk/parquet"' in page
    assert 'href="/api/v1/bulk/dcat"' in page


@pytest.mark.parametrize("identity", sorted(catalog.load().methods))
def test_every_method_has_a_page_with_its_classes_and_sources(site, identity):
    one = catalog.load().methods[identity]
    page = site.get(f"/methods/{identity}/").text
    told = text_of(page).replace("&#39;", "'")
    classes = (*one.classes_with_target, *one.classes_without_target, *one.classes_of_score, *one.other_classes)
    assert [each.label for each in classes if each.label not in told] == []
    assert [each.title for each in one.sources if each.title not in told] == []
    assert f'href="/methods/{identity}/"' in site.get("/methods/").text


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr", "ru", "es"])
def test_pages_stand_in_each_language_and_english_texts_are_marked(site, language):
    page = site.get(f"/{language}{COST}?area=MDA").text
    assert f'lang="{language}"' in page
    assert 'lang="en" dir="auto">Remittance costs' in page


def test_the_first_map_counts_figures_and_leads_to_every_area(site):
    with translation.override("en"):
        found = mapping.first()
    assert {mark.address for mark in found.marks.values()} == {f"/areas/{one.code}/" for one in areas() if one.kind == "country"}
    told = found.marks["DEU"].words
    there, expected = (int(one) for one in re.search(r"Germany: (\d+) of (\d+) expected figures", told).groups())
    cells = site.get("/areas/DEU/review.json").json()["gaps"]["readiness"][0]["counts"]
    assert (there, expected) == (sum(cells.values()) - cells["absent"], sum(cells.values()))
    assert len(found.drawing) < 120_000
    assert [site.get(address.partition("#")[0]).status_code for _, address in found.others] == [200] * len(found.others)
    assert found.others

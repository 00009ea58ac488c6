"""Pages of areas: the list, the live review, and the same as files."""

import json

import pytest


def test_the_list_leads_to_every_area(site):
    page = site.get("/areas/").text
    assert 'href="/areas/MDA/"' in page
    assert "Republic of Moldova" in page


def test_the_review_of_a_country_stands_on_its_page(site):
    page = site.get("/areas/MDA/").text
    assert "<h1" in page
    assert "Republic of Moldova" in page
    assert "The objectives, one by one" in page


def test_a_kept_page_is_the_page_that_was_drawn(site):
    first, second = site.get("/areas/202/"), site.get("/areas/202/")
    assert first.text == second.text
    assert second.headers["ETag"]
    assert site.get("/areas/202/", headers={"If-None-Match": second.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["moldova", "498", "mda", "Moldova"])
def test_every_name_of_an_area_leads_to_its_one_address(site, name):
    found = site.get(f"/areas/{name}/")
    assert (found.status_code, found.headers["Location"]) == (301, "/areas/MDA/")


def test_an_unknown_area_is_told_with_what_was_probably_meant(site):
    found = site.get("/areas/Moldovia/")
    assert found.status_code == 404
    assert "did you mean" in found.text


def test_the_review_is_given_as_the_files_that_the_command_writes(site):
    assert json.loads(site.get("/areas/MDA/review.json").content)["area"]["code"] == "MDA"
    page = site.get("/areas/MDA/review.html")
    assert page.headers["Content-Disposition"] == 'attachment; filename="review-MDA.html"'
    assert "Content-Security-Policy" in page.text


def test_a_page_in_arabic_runs_from_right_to_left_and_keeps_its_review_in_english(site):
    page = site.get("/ar/areas/MDA/").text
    assert '<html lang="ar" dir="rtl">' in page
    assert '<main id="content" tabindex="-1" lang="en" dir="ltr">' in page

"""The matrix of expected figures: what it says, and how a person meets it on a phone, at a desk, in the dark and on paper."""

import json
import re
from dataclasses import replace
from importlib.resources import files

import axe_playwright_python
import jsonschema
import pytest

from gap_factory import cell, gaps
from page.test_html import Reader, squeezed
from review_factory import HOSTILE, bare, country, world
from stocktake.model.gap import STATES, readiness
from stocktake.page import matrix, review_json
from stocktake.page.html import html

SCREENS = {"narrow": (320, 640), "phone": (390, 740), "desk": (1280, 900)}
UNFOLD = "document.querySelectorAll('#gaps details').forEach(one => { one.open = true })"


def hostile():
    """Return a review whose gaps have markup in every text."""
    texts = replace(
        gaps(), dimensions={"provider": HOSTILE, "route": HOSTILE}, findings=(replace(gaps().findings[1], text=HOSTILE),)
    )
    return replace(country(), gaps=texts)


REVIEWS = {
    "country": lambda: replace(country(), gaps=gaps()),
    "world": lambda: replace(world(), gaps=gaps(areas=248)),
    "hostile": hostile,
}


@pytest.fixture(scope="module")
def pages():
    return {name: html(make()) for name, make in REVIEWS.items()}


@pytest.fixture(scope="module")
def readers(pages):
    return {name: Reader(text) for name, text in pages.items()}


def section(reader):
    return squeezed(reader.by_id("gaps")["text"])


def row(reader, id_, table=0):
    """Return what the row of an indicator says."""
    bodies = [one for one in reader.all("tr") if one.get("role") == "row"]
    return [squeezed(one["text"]) for one in bodies if squeezed(one["text"]).startswith(id_)][table]


@pytest.mark.parametrize("name", REVIEWS)
def test_every_element_is_closed_every_id_stands_once_and_every_link_leads_somewhere(name, readers):
    reader = readers[name]
    ids = [one["id"] for one in reader.elements if "id" in one]
    assert reader.open == []
    assert len(ids) == len(set(ids))
    assert {one["href"][1:] for one in reader.elements if one.get("href", "").startswith("#")} <= set(ids)
    assert {one["aria-labelledby"] for one in reader.elements if "aria-labelledby" in one} <= set(ids)


def test_a_review_without_gaps_has_no_section_and_no_line_in_the_contents(readers):
    without = Reader(html(replace(bare(), gaps=None)))
    assert not any(one.get("id") == "gaps" or one.get("href") == "#gaps" for one in without.elements)
    assert any(one.get("href") == "#gaps" for one in readers["country"].elements)


def test_every_state_is_told_in_words_beside_its_mark(readers):
    reader = readers["country"]
    assert row(reader, "10.c.1").startswith(
        "10.c.1 Cost of sending a remittance Total present, 3 years; an estimate of 2025 is newer, 2023 3 years"
    )
    assert "Total old, 14 years, 2012 14 years" in row(reader, "10.7.2")
    assert "Total only an estimate, 3 years, 2023" in row(reader, "10.7.3")
    assert "Total absent" in row(reader, "10.7.1")


def test_a_split_of_one_category_is_marked_in_part_and_a_wanted_one_as_not_required(readers):
    told = row(readers["country"], "10.c.1")
    assert "Type of provider present, 3 years; one category only, 2023 3 years in part" in told
    assert "Route not required: present, 3 years; 2 categories, 2023" in told


def test_each_mark_has_a_shape_of_its_own(pages):
    shapes = re.findall(r'<symbol id="state-(\w+)".*?>(<\w+ class="mark-shape"[^>]*>)', pages["country"])
    assert [state for state, _ in shapes] == list(STATES)
    assert len({shape for _, shape in shapes}) == len(STATES)


def test_what_is_asked_of_all_stands_in_a_table_of_its_own(readers):
    reader = readers["country"]
    tables = [squeezed(one["text"]) for one in reader.all("table") if one.get("class") == "matrix"]
    assert len(tables) == 2
    assert "Migratory status absent" not in tables[0]
    assert "Migratory status absent" in tables[1]
    assert "not required" not in tables[1], "there the demand on all figures counts, whatever the metadata say"


def test_the_readiness_stands_there_with_its_formula(readers):
    told = section(readers["country"])
    assert "25 % of the figures expected of Exampleland are present" in told
    assert (
        "readiness = present ÷ expected = 2 ÷ (2 + 2 + 2 + 2) = 2 ÷ 8 = 25.0 %; of those reported 1 in one category only" in told
    )
    assert "Told in the card above." not in told, "the sentence about readiness would repeat its card"


def test_it_says_that_absent_means_not_read_and_ranks_nobody(readers):
    for name in ("country", "world"):
        told = section(readers[name])
        assert "not among the figures read for this review" in told
        assert "not about how well" in told


def test_a_region_says_in_how_many_areas_within_a_figure_is_there(readers):
    told = row(readers["world"], "10.7.2")
    assert "247 of 248 areas within: 245 present, 1 old, 1 only an estimate" in told
    assert "not expected of the area itself" in row(readers["world"], "10.7.1")


def test_what_is_not_expected_of_the_area_itself_has_no_mark(pages):
    rows = {name: text.partition('id="gaps-metadata"')[2].partition("</table>")[0].split("<tr") for name, text in pages.items()}
    marks = {name: next(one for one in found if ">10.7.1</span>" in one).count("#state-") for name, found in rows.items()}
    assert (marks["country"], marks["world"]) == (2, 0)


def test_an_indicator_under_two_numbers_is_shown_once(readers):
    assert "also 13.1.1" in row(readers["country"], "10.7.3")


def test_rows_stand_under_their_target(readers):
    heads = [squeezed(one["text"]) for one in readers["country"].all("tr") if one.get("class") == "group-head"]
    assert heads == ["23 International cooperation"]


@pytest.mark.parametrize("name", REVIEWS)
def test_a_review_with_gaps_fits_the_schema_and_comes_back_from_json(name):
    review = REVIEWS[name]()
    written = review_json.encode(review)
    jsonschema.validate(json.loads(written), review_json.schema())
    assert review_json.decode(written) == review


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"absent": 9}, "0 %"),
        ({"present": 1, "absent": 999}, "< 1 %"),
        ({"present": 999, "absent": 1}, "> 99 %"),
        ({"present": 7}, "100 %"),
        ({}, ""),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(counts, shown):
    assert matrix.share(readiness("required", counts)) == shown


@pytest.mark.parametrize(
    ("counts", "widths"),
    [
        pytest.param({"present": 1, "absent": 1}, [32.0, 32.0], id="as long as the share"),
        pytest.param({"present": 1, "absent": 999_999}, [0.8, 64.0], id="a single one is still seen"),
        pytest.param({"present": 0, "old": 0, "absent": 5}, [64.0], id="what does not occur has no piece"),
        pytest.param({"present": 0}, [], id="nothing counted"),
        pytest.param({}, [], id="nothing at all"),
    ],
)
def test_a_piece_of_a_bar_is_as_long_as_its_share(counts, widths):
    found = [float(one) for one in re.findall(r'<rect[^>]* width="([\d.]+)"', matrix.bar(counts))]
    assert found == pytest.approx(widths, abs=0.001)


def test_a_figure_of_the_year_itself_has_no_age_in_years():
    assert matrix.age(cell(latest_year=2026, age=0)) == "this year"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", REVIEWS)
def test_nothing_is_wider_than_the_screen(name, screen, scheme, pages, visit):
    width, height = SCREENS[screen]
    seen = visit(pages[name], width=width, height=height, color_scheme=scheme)
    seen.page.evaluate(UNFOLD)
    assert seen.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert seen.errors == []


def test_the_head_of_the_matrix_stays_while_the_rows_pass(pages, visit):
    page = visit(pages["country"], height=300).page
    page.evaluate("document.querySelector('#gaps .matrix tbody:last-of-type').scrollIntoView({block: 'end'})")
    assert page.locator("#gaps .matrix thead th").first.bounding_box()["y"] == pytest.approx(0, abs=1)


def test_on_a_phone_each_cell_names_its_split(pages, visit):
    page = visit(pages["country"], width=320, height=640).page
    assert not page.locator("#gaps .matrix thead").first.is_visible()
    shown = page.locator("#gaps .matrix .asked:visible")
    assert shown.count() >= 8
    assert all(one.locator(".split").is_visible() for one in shown.all())


def test_paper_shows_what_is_folded_on_the_screen(pages, visit):
    page = visit(pages["country"], width=700).page
    table = page.locator("#gaps-of-all .matrix")
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.bounding_box()["height"] > 50


def test_a_screen_reader_finds_rows_and_cells(pages, visit):
    page = visit(pages["country"]).page
    table = page.get_by_role("table", name="What the metadata of the indicators ask for")
    assert table.count() == 1
    assert table.get_by_role("columnheader", name="Migratory status").count() == 1
    assert table.get_by_role("rowheader", name="10.c.1").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", REVIEWS)
def test_axe_finds_no_fault(name, scheme, pages, visit):
    page = visit(pages[name], width=360 if scheme == "dark" else 1280, color_scheme=scheme).page
    page.evaluate(UNFOLD)
    page.evaluate(files(axe_playwright_python).joinpath("axe.min.js").read_text(encoding="utf-8"))
    tags = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
    found = page.evaluate(f"axe.run(document.getElementById('gaps'), {{runOnly: {tags}}})")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []

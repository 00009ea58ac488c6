"""Estimated flows on the page: each with its range and the methods at the ends, its sources and its limits."""

import json
import re
from collections import Counter
from dataclasses import replace
from importlib.resources import files

import axe_playwright_python
import jsonschema
import pytest

from flow_factory import area_flows, mixed_flows, with_flows
from review_factory import HOSTILE, bare, country, world
from stocktake.model.flow import FlowPartner, FlowRange, FlowSide
from stocktake.page import moves, review_json
from stocktake.page.html import html

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"
BOTH = ("stock-drop", "stock-reverse")


@pytest.fixture(scope="module")
def page():
    return html(with_flows(country()))


def section(page, name="flows"):
    """Return the section with this id as text without its elements."""
    part = page.partition(f'id="{name}"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def test_each_area_has_a_range_and_the_methods_at_its_ends(page):
    text = section(page)
    assert "Who came to Exampleland, 2015 to 2020 From People" in text
    assert "East 900 to 51,000 falls dropped – falls reversed" in text
    assert "3 other areas, together 0 to 413 falls dropped – falls reversed All 900 to 51,400" in text
    assert "Who left Exampleland, 2015 to 2020 To People" in text
    assert "other areas" not in text.partition("Who left")[2]


def test_sources_and_limits_stand_beside_the_figures(page):
    text = section(page)
    assert "900 to 51,400 people came. See S2 ." in text
    assert "Nobody measured it." in text.partition("Who came to")[0]
    assert "Stocks: Office of Population, Tables of Stocks, 2025, edition 2024 revision ( S2 )." in text
    assert "falls dropped Falls dropped, A &amp; B (2015): growth of stocks. second-hand" in text
    assert "12 stocks of two dates. Every pair of areas by each method: stocktake flows --from 2015 --to 2020" in text
    assert "Populations, births" not in text


def test_populations_are_cited_where_there_are_any():
    text = section(html(with_flows(country(), area_flows(demography="stock-tables@2020 revision"))))
    assert "Populations, births and deaths: Office of Population, Tables of Stocks, 2021, edition 2020 revision ( S3 )." in text


def test_what_the_mix_gives_stands_beside_the_range_by_its_name():
    shown = html(with_flows(country(), mixed_flows()))
    assert "East 100 to 500 falls dropped or falls reversed – mix mix 500" in section(shown)
    assert '<path d="M100 0v10" class="span-mix"/>' in shown
    assert 'class="span-mix"' not in html(with_flows(country()))


def test_methods_that_were_not_read_are_listed(page):
    assert "Flows, Falls dropped (A &amp; B (2015))" in section(page, "verified")


def test_the_contents_lead_there(page):
    assert '<a href="#flows">' in page


@pytest.mark.parametrize("make", [country, world, bare])
def test_nothing_is_shown_where_there_are_none(make):
    shown = html(make())
    assert 'id="flows"' not in shown
    assert 'href="#flows"' not in shown


def test_a_side_that_is_not_told_has_no_table():
    shown = html(with_flows(country(), area_flows(departures=None)))
    assert "Who came to" in shown
    assert "Who left Exampleland" not in shown


def test_a_side_on_which_no_method_finds_anybody_says_so():
    nobody = FlowSide(FlowRange(0.0, BOTH, 0.0, BOTH))
    assert "All 0 every method" in section(html(with_flows(country(), area_flows(arrivals=nobody))))


@pytest.mark.parametrize(
    ("low", "high", "most", "x", "width"),
    [
        pytest.param(25, 75, 100, "25", "50", id="its place on the line"),
        pytest.param(0, 100, 100, "0", "100", id="all of it"),
        pytest.param(40, 40, 100, "40", "2", id="no width is still seen"),
        pytest.param(100, 100, 100, "98", "2", id="and stays on the line"),
    ],
)
def test_a_range_is_a_bar_on_a_line(low, high, most, x, width):
    drawn = moves.mark(FlowRange(float(low), ("a",), float(high), ("b",)), float(most))
    assert re.search(rf'<rect x="{x}" y="1" width="{width}" ', drawn)


def test_where_there_is_nothing_to_measure_by_there_is_no_bar():
    assert moves.mark(FlowRange(0.0, ("a",), 0.0, ("a",)), 0.0) == ""


def test_every_method_of_a_range_has_a_word():
    from stocktake.flows.method import RANGE

    assert set(moves.SHORT) == set(RANGE)


def test_no_id_stands_twice_and_every_link_leads_somewhere(page):
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [one for one, count in ids.items() if count > 1] == []
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r'aria-describedby="([^"]+)"', page)) <= set(ids)


def test_no_text_of_flows_can_break_the_page():
    partner = FlowPartner("YEX", HOSTILE, FlowRange(1.0, (HOSTILE,), 2.0, (HOSTILE,)))
    found = area_flows(arrivals=FlowSide(partner.moves, (partner,)), command=HOSTILE)
    found = replace(found, methods=tuple(replace(one, title=HOSTILE, source=HOSTILE, note=HOSTILE) for one in found.methods))
    shown = html(with_flows(country(), found))
    assert shown.count("<script") == 1
    assert "<img" not in shown


@pytest.mark.parametrize("found", [area_flows(), mixed_flows(), area_flows(arrivals=None, unplaced=3.0)])
def test_the_review_comes_back_from_json_and_fits_its_schema(found):
    review = with_flows(country(), found)
    written = review_json.encode(review)
    assert review_json.decode(written) == review
    jsonschema.validate(json.loads(written), review_json.schema())


def test_it_weighs_little(page):
    most = area_flows(
        **{
            side: FlowSide(area_flows().arrivals.total, area_flows().arrivals.largest * 10, area_flows().arrivals.others, 99)
            for side in ("arrivals", "departures")
        }
    )
    assert len(html(with_flows(country(), most))) - len(html(country())) < 15_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_fits_every_screen_and_axe_finds_no_fault(width, scheme, page, visit):
    seen = visit(page, width=width, color_scheme=scheme)
    seen.page.evaluate(OPEN_ALL)
    assert seen.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert seen.errors == []
    seen.page.evaluate(files(axe_playwright_python).joinpath("axe.min.js").read_text(encoding="utf-8"))
    rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
    found = seen.page.evaluate(f"axe.run(document.querySelector('#flows'), {rules})")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []

"""Milestones on the page: under the objective they belong to, and nowhere where there are none."""

import json
import re
from collections import Counter
from dataclasses import replace
from importlib.resources import files

import axe_playwright_python
import jsonschema
import pytest

from milestone_factory import with_milestones
from review_factory import HOSTILE, bare, country, world
from stocktake.page import review_json
from stocktake.page.html import html

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@pytest.fixture(scope="module")
def page():
    return html(with_milestones(country()))


def section(page, name, end="</section>"):
    """Return the section with this id as text without its elements."""
    part = page.partition(f'id="{name}"')[2].partition(end)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def test_an_objective_shows_its_steps_with_figures_and_status(page):
    text = section(page, "gcm-10")
    assert "Procedures for all by 2020 (2 years) no figure cannot be told No figure is published for this." in text
    assert "60 % fewer than in 2018 40 per cent by 2023 (5 years) 100 % 2018 40 % 2023 52.5 % 2024 missed" in text
    assert "3 per cent at most 3 per cent by 2030 (12 years) 7.5 % 2018 4.88 % 2025 5.2 % 2024 on course" in text


def test_a_direction_only_shows_the_side_that_is_wanted(page):
    assert "70,800,000 2018 &lt; 70,800,000 2025 122,100,000 2024 off course" in section(page, "gcm-2")


def test_it_is_said_who_proposed_it_and_that_it_was_not_adopted(page):
    text = section(page, "gcm-10")
    assert "Proposed by A group; not adopted. A ministry, A plan, 2018" in text
    assert "Nobody adopted it." in text
    assert "our reading The years are our reading." in text
    assert "with a tolerance of 5.00 %" in text
    assert "Figures: Bank of Examples, Survey of Prices &amp; Costs, 2024, edition 2024-Q1 ( S1 )." in text


def test_a_step_of_another_commitment_stands_across_objectives(page):
    assert "A target of the Agenda" in section(page, "across", end='id="gathered"')
    assert page.count("A target of the Agenda") == 2, "the table and what it rests on"


def test_the_contents_lead_to_it_where_nothing_else_stands_there():
    alone = replace(with_milestones(bare()), indicators=())
    assert '<a href="#across">' in html(alone)
    assert 'id="across"' in html(alone)


def test_what_was_not_read_in_the_original_is_listed(page):
    text = section(page, "verified")
    assert "Title of plan: 60 % fewer than in 2018" in text
    assert "Title of plan: Fewer people, baseline" in text


@pytest.mark.parametrize("make", [country, world, bare])
def test_nothing_is_shown_where_there_are_none(make):
    shown = html(make())
    assert 'class="timeline"' not in shown
    assert "<h4>Milestones</h4>" not in shown


def test_no_id_stands_twice_and_every_link_leads_somewhere(page):
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [one for one, count in ids.items() if count > 1] == []
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r'aria-describedby="([^"]+)"', page)) <= set(ids)


def test_no_text_of_a_timeline_can_break_the_page():
    made = with_milestones(country())
    odd = tuple(
        replace(one, title=HOSTILE, locator=HOSTILE, reading=HOSTILE, notes=(HOSTILE,)) for one in made.timelines[0].milestones
    )
    source = replace(made.timelines[0].source, title=HOSTILE, publisher=HOSTILE)
    plan = replace(made.timelines[0], title=HOSTILE, proposed_by=(HOSTILE,), notes=(HOSTILE,), source=source, milestones=odd)
    steps = tuple(replace(one, why=HOSTILE, unit=HOSTILE, target=HOSTILE) for one in made.milestones)
    shown = html(replace(made, timelines=(plan,), milestones=steps))
    assert shown.count("<script") == 1
    assert "<img" not in shown


def test_the_review_comes_back_from_json_and_fits_its_schema():
    review = with_milestones(country())
    written = review_json.encode(review)
    assert review_json.decode(written) == review
    jsonschema.validate(json.loads(written), review_json.schema())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_every_screen_and_axe_finds_no_fault(width, scheme, page, visit):
    seen = visit(page, width=width, color_scheme=scheme)
    seen.page.evaluate(OPEN_ALL)
    assert seen.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert seen.errors == []
    seen.page.evaluate(files(axe_playwright_python).joinpath("axe.min.js").read_text(encoding="utf-8"))
    rules = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
    found = seen.page.evaluate(f"axe.run(document.querySelector('.timeline'), {rules})")
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


def test_on_a_phone_every_figure_keeps_its_name(page, visit):
    seen = visit(page, width=390).page
    cell = seen.locator("#gcm-10 .milestones td.latest").first
    assert seen.evaluate("one => getComputedStyle(one, '::before').content", cell.element_handle()).startswith('"Latest"')
    status = seen.locator("#gcm-10 .milestones .standing").first.bounding_box()
    assert status["x"] + status["width"] <= 390

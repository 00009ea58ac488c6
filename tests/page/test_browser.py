"""The page as a person meets it: on a phone, at a desk, in the dark, on paper, by keyboard."""

from importlib.resources import files

import axe_playwright_python
import pytest

from review_factory import country, hostile, world
from stocktake.page.html import html

REVIEWS = {"country": country, "world": world, "hostile": hostile}
SCREENS = {"narrow": (320, 640), "phone": (360, 740), "desk": (1280, 900)}
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@pytest.fixture(scope="module")
def pages():
    return {name: html(make()) for name, make in REVIEWS.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", REVIEWS)
def test_nothing_is_wider_than_the_screen_and_nothing_goes_wrong(name, screen, scheme, pages, visit):
    width, height = SCREENS[screen]
    seen = visit(pages[name], width=width, height=height, color_scheme=scheme)
    assert seen.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    seen.page.evaluate(OPEN_ALL)
    assert seen.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "with everything unfolded"
    assert seen.errors == []
    assert [one for one in seen.requests if not one.startswith("file:")] == []


def test_every_list_can_be_unfolded(pages, visit):
    page = visit(pages["country"]).page
    folded = page.locator("details:not([open])")
    for _ in range(folded.count()):
        folded.first.evaluate(
            "one => { for (let up = one; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true }"
        )
    assert folded.count() == 0
    page.locator("#gcm-20 summary").first.click()
    assert folded.count() == 1


def test_the_keyboard_meets_the_skip_link_first(pages, visit):
    page = visit(pages["country"]).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_whatever_the_keyboard_reaches_can_be_seen(pages, visit):
    page = visit(pages["country"], width=360, height=740).page
    for _ in range(60):
        page.keyboard.press("Tab")
        style = page.evaluate("(style => style.outlineStyle + style.outlineWidth)(getComputedStyle(document.activeElement))")
        assert style == "solid3px"


def test_a_link_unfolds_the_list_that_holds_its_target(pages, visit):
    page = visit(pages["country"], anchor="#record-offer-2").page
    assert page.locator("#record-offer-2").is_visible()
    assert not page.locator("#record-event-1").is_visible()


def test_an_odd_address_does_no_harm(pages, visit):
    assert visit(pages["country"], anchor="#%E0%A4%A").errors == []


def test_the_page_reads_without_javascript(pages, visit):
    seen = visit(pages["world"], java_script_enabled=False)
    assert seen.page.locator("#gcm-20 .chart").first.is_visible()
    assert seen.page.locator("#indicator-10\\.c\\.1 .facts").first.is_visible()
    assert seen.errors == []


def test_paper_shows_what_is_folded_on_the_screen(pages, visit):
    page = visit(pages["world"], width=700, color_scheme="dark").page
    table = page.locator("#indicator-10\\.c\\.1 table.values").first
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.bounding_box()["height"] > 100
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator(".skip").is_visible()
    assert not page.locator("#record-event-1").is_visible()


def test_printing_unfolds_all_but_the_long_lists_and_folds_it_again(pages, visit):
    page = visit(pages["country"]).page
    folded = page.locator("details:not([open])")
    before = folded.count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert {one.get_attribute("class") for one in folded.all()} == {"group long"}
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.count() == before > 0


@pytest.mark.parametrize("screen", SCREENS)
def test_the_words_of_a_chart_can_be_read_and_are_not_cut_off(screen, pages, visit):
    width, height = SCREENS[screen]
    page = visit(pages["country"], width=width, height=height).page
    page.evaluate(OPEN_ALL)
    sizes = page.evaluate(
        """[...document.querySelectorAll('svg.chart text')].map(one => {
            const scale = one.ownerSVGElement.getBoundingClientRect().width / 320, box = one.getBBox()
            return [parseFloat(getComputedStyle(one).fontSize) * scale, box.x, box.x + box.width, one.textContent]
        })"""
    )
    assert len(sizes) > 50
    assert [one for one in sizes if not 11 <= one[0] <= 18] == []
    assert [one for one in sizes if one[1] < -2 or one[2] > 322] == []


@pytest.mark.parametrize("screen", SCREENS)
def test_the_words_of_a_chart_do_not_cover_each_other(screen, pages, visit):
    width, height = SCREENS[screen]
    page = visit(pages["world"], width=width, height=height).page
    covered = page.evaluate(
        """[...document.querySelectorAll('svg.chart')].flatMap(chart => {
            const words = [...chart.querySelectorAll('text')].map(one => [one.textContent, one.getBBox()])
            return words.flatMap(([text, a], place) => words.slice(place + 1).filter(([, b]) =>
                Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 3 &&
                Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 5).map(([other]) => text + ' / ' + other))
        })"""
    )
    assert covered == []


def test_a_screen_reader_finds_charts_by_name_and_objectives_in_a_list(pages, visit):
    page = visit(pages["country"]).page
    assert page.get_by_role("img", name="Cost of sending a remittance: all of the area").count() == 1
    assert page.get_by_role("list", name="The objectives in one picture").get_by_role("listitem").count() == 23
    assert page.get_by_role("navigation", name="Contents").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", REVIEWS)
def test_axe_finds_no_fault(name, scheme, pages, visit):
    page = visit(pages[name], width=360 if scheme == "dark" else 1280, color_scheme=scheme).page
    page.evaluate(OPEN_ALL)
    page.evaluate(files(axe_playwright_python).joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []

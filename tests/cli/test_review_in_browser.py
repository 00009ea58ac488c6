"""Real reviews in a real browser, at phone and desk width, with everything unfolded."""

import pytest

SCREENS = {"phone": (360, 740), "desk": (1280, 900)}
AREAS = ("WLD", "MDA", "GTM", "202")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("code", AREAS)
def test_nothing_overflows_and_no_console_error_appears(filled, visit, code, screen):
    width, height = SCREENS[screen]
    seen = visit((filled / "reviews" / code / "index.html").read_text(encoding="utf-8"), width=width, height=height)
    seen.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert seen.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert seen.page.evaluate("[...document.querySelectorAll('svg.chart')].every(one => one.getBoundingClientRect().width > 200)")
    assert seen.errors == []
    assert [address for address in seen.requests if not address.startswith("file:")] == []


@pytest.mark.parametrize(
    ("code", "words"), [("MDA", "65 indicators"), ("MDA", "NEXUS project"), ("GTM", "5 needs"), ("WLD", "0.407")]
)
def test_a_reader_finds_what_the_review_is_known_for(filled, visit, code, words):
    page = visit((filled / "reviews" / code / "index.html").read_text(encoding="utf-8")).page
    assert words in page.locator("body").inner_text()


@pytest.mark.parametrize("code", AREAS)
def test_every_chart_has_a_name_and_a_table_behind_it(filled, visit, code):
    page = visit((filled / "reviews" / code / "index.html").read_text(encoding="utf-8")).page
    charts = page.locator("svg.chart")
    assert charts.count() > 0
    assert all(page.locator(f"[id='{chart.get_attribute('aria-labelledby').split()[0]}']").count() == 1 for chart in charts.all())
    assert page.locator("table.values").count() >= charts.count()

"""The site in a real browser, served by a real server, on both kinds of database."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser import Visit

PAGES = {
    "home": "/",
    "objectives": "/objectives/",
    "objective": "/objectives/gcm/20/",
    "indicators": "/indicators/",
    "indicator": "/indicators/10.c.1/",
    "areas": "/areas/",
    "country": "/areas/MDA/",
    "evidence": "/evidence/",
    "search": "/evidence/?q=voluntary+return",
    "documents": "/documents/",
    "document": "/documents/idm2018-report/",
    "partnerships": "/partnerships/",
    "terms": "/terms/",
    "methods": "/methods/",
    "method": "/methods/open-sdg/",
    "data": "/data/",
    "reviews": "/reviews/",
    "about": "/about/",
    "for programs": "/api/docs/",
    "not found": "/nowhere/",
}
LOOKS = pytest.mark.parametrize("served", ["sqlite"], indirect=True)
"""For what cannot depend on the database."""

SCREENS = {"narrow": 320, "phone": 360, "tablet": 820, "desk": 1440}


@pytest.fixture
def go(browser: Any, served: str) -> Iterator[Callable[..., Visit]]:
    """Return how to open a page of the site: `go("/areas/", width=360)`; what the console says and what is asked for is kept."""
    contexts = []

    def opened(path: str, *, width: int = 1280, height: int = 800, **options: Any) -> Visit:
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options))
        made = Visit(contexts[-1].new_page())
        made.page.on("console", lambda message: made.errors.append(message.text) if message.type == "error" else None)
        made.page.on("pageerror", lambda error: made.errors.append(str(error)))
        made.page.on("request", lambda request: made.requests.append(request.url))
        made.page.goto(served + path)
        return made

    yield opened
    for context in contexts:
        context.close()


def test_a_reader_goes_from_the_world_to_an_objective_a_country_a_practice_its_document_and_back_on_a_phone(go):
    seen = go("/", width=360, height=740, has_touch=True, is_mobile=True)
    page = seen.page
    page.get_by_role("link", name="Remittances").first.click()
    assert "/objectives/gcm/20/" in page.url
    assert "Remittances" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Countries and regions").first.click()
    page.locator("#find").fill("moldova")
    page.get_by_role("button", name="Open its review").click()
    assert page.url.endswith("/areas/MDA/")
    practice = page.locator("main a[href*='/evidence/']").first
    practice.evaluate("one => { for (let at = one; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true }")
    practice.click()
    assert "/evidence/" in page.url
    page.locator("main a[href*='/documents/']").first.click()
    assert "/documents/" in page.url
    for _ in range(3):
        page.go_back()
    page.locator("header .brand").click()
    assert urlsplit(page.url).path == "/"
    assert seen.errors == []


@LOOKS
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_the_screen_or_asks_anything_of_another_host(go, served, name):
    for language in ("", "/ar"):
        seen = go(language + PAGES[name], width=SCREENS["narrow"])
        for width in SCREENS.values():
            seen.page.set_viewport_size({"width": width, "height": 800})
            wide = seen.page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{language}{PAGES[name]} at {width}: {wide} pixels too wide"
        assert [one for one in seen.requests if not one.startswith((served, "data:"))] == []
        assert [one for one in seen.errors if "404" not in one] == []


@LOOKS
@pytest.mark.parametrize("name", PAGES)
def test_no_page_shuts_anybody_out(go, name):
    """What axe-core, run on the page as it stands, finds against WCAG 2.2 AA: nothing."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    rules = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
    for path, options in ((PAGES[name], {}), ("/ar" + PAGES[name], {"width": 360}), (PAGES[name], {"color_scheme": "dark"})):
        page = go(path, bypass_csp=True, **options).page
        found = Axe().run(page, options=rules).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == [], path


@LOOKS
@pytest.mark.parametrize("name", PAGES)
def test_every_page_reads_without_javascript(go, name):
    page = go(PAGES[name], java_script_enabled=False).page
    assert page.locator("h1").count() == 1
    assert page.locator("main").inner_text().strip()


@LOOKS
def test_the_first_key_leads_to_the_content(go):
    page = go("/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("es", "ltr"), ("ru", "ltr"), ("zh-hans", "ltr")])
def test_the_interface_speaks_each_language(go, code, direction):
    page = go("/").page
    page.locator(f".site-foot a[hreflang='{code}']").click()
    assert urlsplit(page.url).path == f"/{code}/"
    assert page.locator("html").get_attribute("dir") == direction
    assert page.locator(".rooms a").first.inner_text() != "Objectives"


@LOOKS
@pytest.mark.parametrize("path", ["/", "/areas/MDA/", "/evidence/?q=voluntary+return"])
def test_a_first_visit_weighs_less_than_400_kilobytes(go, path):
    seen = go("/about/")
    session = seen.page.context.new_cdp_session(seen.page)
    weights: list[float] = []
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda one: weights.append(one["encodedDataLength"]))
    seen.page.goto(seen.page.url.replace("/about/", path), wait_until="networkidle")
    assert weights
    assert sum(weights) < 400_000

"""A real browser for the tests that look at the page."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Visit:
    """A page in the browser and what happened on it."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def _without_browser(reason: str) -> None:
    """Skip the test; where every tool must be there, fail it."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium that stands on this machine; nothing is downloaded.

    It is closed after each module: while it is open an event loop runs, and Django refuses to work beside one.
    """
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        _without_browser("no Chromium is installed: the tests that look at the page in a browser need one")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _without_browser("playwright is not installed: pip install playwright (its browsers are not needed)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Return how to open a text as a page of its own: `visit(html, width=360, height=740, color_scheme="dark")`."""
    contexts = []

    def opened(text: str, *, width: int = 1280, height: int = 900, anchor: str = "", **options: Any) -> Visit:
        path = tmp_path / "index.html"
        path.write_text(text, encoding="utf-8")
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options))
        made = Visit(contexts[-1].new_page())
        made.page.on("console", lambda message: made.errors.append(message.text) if message.type == "error" else None)
        made.page.on("pageerror", lambda error: made.errors.append(str(error)))
        made.page.on("request", lambda request: made.requests.append(request.url))
        made.page.goto(f"{path.as_uri()}{anchor}")
        return made

    yield opened
    for context in contexts:
        context.close()

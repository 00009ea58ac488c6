"""Take the pictures of a review that the documentation shows, in a real browser; run it after the page has changed."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        program = Path(sys.executable).parent / "stocktake"
        subprocess.run([program, "review", "GTM", "--out", folder, "--workspace", f"{folder}/workspace"], check=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
            for name, width, height, place in (
                ("review", 1200, 1160, ""),
                ("objective", 1200, 1100, "gcm-20"),
                ("phone", 360, 740, ""),
            ):
                page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
                page.goto(f"file://{folder}/index.html")
                take(page, name, place)
            browser.close()


def take(page: Page, name: str, place: str) -> None:
    if place:
        page.evaluate("place => document.getElementById(place).scrollIntoView()", place)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()

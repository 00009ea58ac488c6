"""Take the pictures of a review and of the site that the documentation shows, in a real browser; run it after a page has changed."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


SITE = (
    ("site", 1200, 1500, "/"),
    ("site-indicator", 1200, 1000, "/indicators/10.7.2/"),
    ("site-partnerships", 1200, 1000, "/partnerships/"),
    ("site-evidence", 1200, 900, "/evidence/?q=retour+volontaire"),
    ("site-arabic", 360, 740, "/ar/evidence/"),
)
"""Pages of the site: name of the picture, width, height, address."""


def main() -> None:
    from web.serving import serving

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
            with serving(Path(folder) / "workspace") as address:
                for name, width, height, path in SITE:
                    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
                    page.goto(address + path, timeout=120_000)
                    take(page, name, "")
            browser.close()


def take(page: Page, name: str, place: str) -> None:
    if place:
        page.evaluate("place => document.getElementById(place).scrollIntoView()", place)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()

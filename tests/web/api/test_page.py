"""The page about the API: its examples run, and it names all there is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html

ROOT = Path(__file__).parents[3]


@pytest.fixture
def page(ask):
    return html.fromstring(ask("/api/docs/").text)


def example(page, name):
    return page.xpath(f'//h3[@id="example-{name}"]/following-sibling::div[1]//code')[0].text_content()


def test_the_example_in_python_runs_without_anything_installed(page, live):
    text = example(page, "python")
    assert live in text
    run = subprocess.run([sys.executable, "-I", "-S", "-c", text], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    assert "MDA 2015" in run.stdout
    assert "unsd-sdg" in run.stdout
    assert "open-sdg" in run.stdout
    assert "idm" in run.stdout


def test_the_example_for_curl_runs(page, tmp_path):
    curl = subprocess.run(["sh", "-c", "command -v curl"], capture_output=True, check=False)
    if curl.returncode:
        pytest.skip("curl is not installed")
    run = subprocess.run(
        ["sh", "-e", "-c", example(page, "curl")], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "SI_RMT_COST" in run.stdout
    assert (tmp_path / "areas.json").stat().st_size > 1000


def test_the_example_in_r_runs(page, tmp_path):
    if subprocess.run(["sh", "-c", "command -v Rscript"], capture_output=True, check=False).returncode:
        pytest.skip("R is not installed")
    run = subprocess.run(
        ["Rscript", "-e", example(page, "r")], cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_the_page_names_every_address(page, ask):
    told = page.xpath("//main")[0].text_content()
    for address in ask("/api/openapi.json").json["paths"]:
        assert address in told


@pytest.mark.parametrize("name", ["curl", "python", "r"])
def test_the_manual_has_the_examples_of_the_page(name, page, live):
    manual = (ROOT / "docs" / "howto" / "use-the-api.md").read_text(encoding="utf-8")
    assert example(page, name).replace(live, "https://stocktake.example") in manual


def test_the_manual_names_every_address_and_parameter(ask):
    manual = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    for address, operations in ask("/api/openapi.json").json["paths"].items():
        assert address.removeprefix("/api/v1/") in manual
        asked = [one["name"] for one in operations["get"]["parameters"] if one["in"] == "query"]
        assert [name for name in asked if f"`{name}" not in manual] == []


@pytest.mark.parametrize("path", ["/api/docs/", "/ar/api/docs/", "/zh-hans/api/docs/"])
def test_the_page_is_there_in_other_languages(ask, path):
    answer = ask(path)
    assert answer.status == 200
    assert "style=" not in answer.text

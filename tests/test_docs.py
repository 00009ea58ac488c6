"""The documentation is true: links lead somewhere, every command and option is described, what it names exists."""

import re
from pathlib import Path

import click
import pytest

from stocktake.cli import main

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_to_a_file(page):
    missing = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name != "docs"], ids=name)
def test_every_page_can_be_reached(page):
    linked = {(other.parent / target).resolve() for other in PAGES for target in LINK.findall(other.read_text(encoding="utf-8"))}
    assert page.resolve() in linked or page.parent == ROOT


def commands(group, path="stocktake"):
    for word, command in group.commands.items():
        yield f"{path} {word}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {word}")


@pytest.mark.parametrize(("path", "command"), list(commands(main)), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_is_described(path, command):
    page = (ROOT / "docs/reference/command-line.md").read_text(encoding="utf-8")
    assert f"## {path}" in page
    options = [option for parameter in command.params if isinstance(parameter, click.Option) for option in parameter.opts]
    assert [option for option in options if option not in page] == []
    assert command.help


@pytest.mark.parametrize("word", ["review", "test"])
def test_the_two_commands_of_the_readme_are_there(word):
    assert f"make {word}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"\n{word}:" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_decisions_are_numbered_and_listed():
    pages = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert [page[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert all(page in listed for page in pages)

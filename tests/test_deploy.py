"""What a deployment copies agrees with the project: pinned alike, and calling commands and settings that exist."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from stocktake.cli import main

ROOT = Path(__file__).parents[1]
DEPLOY = sorted(path for path in (ROOT / "deploy").iterdir() if path.is_file())
KNOWN = re.compile(r"\bSTOCKTAKE_[A-Z_]+")


def test_the_driver_of_the_container_is_pinned_as_in_the_tests():
    pinned = [line for line in (ROOT / "deploy/postgres.txt").read_text().splitlines() if not line.startswith("#")]
    tested = (ROOT / "requirements/test.txt").read_text().splitlines()
    assert len(pinned) > 2
    assert [line for line in pinned if line not in tested] == []


@pytest.mark.parametrize("path", DEPLOY, ids=lambda path: path.name)
def test_every_command_and_option_that_a_deployment_runs_is_there(path):
    for command in re.findall(r"bin/stocktake ([a-z].*)", path.read_text()):
        words = command.split()
        found = main.commands[words[0]]
        options = {name for parameter in found.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options
    assert CliRunner().invoke(main, ["serve", "--help"]).exit_code == 0


def test_every_setting_that_is_read_or_named_is_explained():
    told = set(KNOWN.findall((ROOT / "docs/reference/settings.md").read_text()))
    sources = [*(ROOT / "src/stocktake_web").rglob("*.py"), *DEPLOY, *(ROOT / "docs/howto").glob("*.md")]
    named = {name for path in sources for name in KNOWN.findall(path.read_text(encoding="utf-8"))}
    assert named - told == set()
    assert told - named == set(), "a setting that nothing reads"

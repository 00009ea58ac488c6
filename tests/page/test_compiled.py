"""Compiled templates are kept for the next run, for this user alone; where they cannot be kept, pages are drawn all the same."""

import os
import tempfile

import pytest
from jinja2 import DictLoader

from stocktake.page.html import environment


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Give the folder in which a system keeps temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def drawn(source, name="review", **options):
    return environment(DictLoader({"one": source}), name, **options).get_template("one").render()


def test_a_template_is_compiled_once_and_anew_when_it_changes(folder):
    assert drawn("{{ 1 + 1 }}") == "2"
    kept = {path: path.stat().st_mtime_ns for path in folder.rglob("*.cache")}
    assert len(kept) == 1
    assert drawn("{{ 1 + 1 }}") == "2"
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.cache")} == kept
    assert drawn("{{ 1 + 2 }}") == "3"


def test_environments_do_not_share_what_they_compile(folder):
    assert drawn("<b>", "review") == drawn("<b>", "site") == "<b>"
    assert len(list(folder.rglob("*.cache"))) == 2


def test_a_folder_that_others_may_write_is_not_used(folder):
    assert drawn("a") == "a"
    (own,) = folder.iterdir()
    assert own.stat().st_mode & 0o077 == 0


def test_a_page_is_drawn_where_nothing_can_be_kept(folder):
    (folder / f"_jinja2-cache-{os.getuid()}").write_text("a file where the folder should be")
    assert drawn("a") == "a"


def test_a_damaged_file_is_compiled_again(folder):
    assert drawn("{{ 2 * 2 }}") == "4"
    for path in folder.rglob("*.cache"):
        path.write_bytes(path.read_bytes()[:20])
    assert drawn("{{ 2 * 2 }}") == "4"

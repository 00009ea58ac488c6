"""What is kept of a page, and when it is drawn anew."""

import pytest

from stocktake_web.records import finding
from stocktake_web.records import models as rows


@pytest.fixture
def drawn(monkeypatch):
    """Give the queries that were answered, in order, by more than what was kept."""
    asked = []
    find = finding.find
    monkeypatch.setattr(finding, "find", lambda query: asked.append(query.words) or find(query))
    return asked


def test_a_search_is_drawn_once_until_a_record_changes(site, drawn):
    first, second = site.get("/evidence/?q=voluntary+return"), site.get("/evidence/?q=voluntary+return")
    assert (first.status_code, first.text, drawn) == (200, second.text, ["voluntary return"])
    assert site.get("/evidence/?q=voluntary+return", headers={"If-None-Match": second.headers["ETag"]}).status_code == 304
    one = rows.Record.objects.filter(title__icontains="return").first()
    rows.Record.objects.filter(id=one.id).update(withdrawn_at="2026-01-01T00:00:00Z")
    try:
        assert site.get("/evidence/?q=voluntary+return").status_code == 200
        assert drawn == ["voluntary return"] * 2
    finally:
        rows.Record.objects.filter(id=one.id).update(withdrawn_at=one.withdrawn_at)


def test_each_language_and_each_query_has_a_page_of_its_own(site, drawn):
    pages = {site.get(address).text for address in ("/evidence/?q=camps", "/evidence/?q=camp", "/fr/evidence/?q=camps")}
    assert (len(pages), len(drawn)) == (3, 3)


def test_what_was_refused_is_not_kept(site, drawn):
    for _ in range(2):
        assert site.get("/evidence/?q=return&page=9999").status_code == 404
    assert len(drawn) == 2

"""Evidence is given alike on both kinds of database."""

import pytest


def test_records_are_listed_searched_and_read(site):
    listed = site.get("/api/v1/records?type=need&limit=3").json()
    assert [one["type"] for one in listed["items"]] == ["need"] * 3
    found = site.get("/api/v1/records?q=voluntary+return").json()["items"][0]
    assert site.get(f"/api/v1/records/{found['id']}").json()["record"] == found
    assert site.get(listed["next"]).json()["items"][0] not in listed["items"]


def test_documents_are_listed_and_read(site):
    one = site.get("/api/v1/documents").json()["items"][0]
    assert site.get(f"/api/v1/documents/{one['document']['id']}").json() == one


@pytest.mark.parametrize(
    "asked", ["records/%00", "records?q=%00", "records?document=%00", "records?actor=%E2%80%AE", "documents/%00"]
)
def test_signs_that_no_text_holds_find_nothing(site, asked):
    answer = site.get(f"/api/v1/{asked}")
    assert answer.status_code == 404 or answer.json()["items"] == []


def test_what_has_not_changed_is_not_sent_again(site):
    tag = site.get("/api/v1/records").headers["ETag"]
    assert site.get("/api/v1/records", headers={"If-None-Match": tag}).status_code == 304


def test_a_long_list_takes_as_many_statements_as_a_short_one(site, queries_of):
    assert len(queries_of(lambda: site.get("/api/v1/records?limit=5"))) == len(
        queries_of(lambda: site.get("/api/v1/records?limit=200"))
    )

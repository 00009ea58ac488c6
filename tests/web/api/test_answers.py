"""What the API says: the same as the pages and the command line, whole, with where it comes from."""

import csv
import io
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from stocktake.tables import series

KEY = ("indicator", "ref_area", "series", "sex", "age", "other_dims", "source", "time_period", "vintage")


@pytest.fixture
def every(ask):
    """For `every("/api/v1/areas")`: the items of all pages."""

    def items(address):
        found = []
        while address:
            page = ask(address).json
            found += page["items"]
            address = page["next"]
        return found

    return items


# Figures.


def keys(rows):
    return [tuple(row[name] for name in KEY) for row in rows]


def test_every_observation_of_an_indicator_is_given_once(every, api_workspace):
    t = series.observations(api_workspace / "figures")
    held = series.latest_vintage(t.filter(t.indicator == "10.c.1")).to_pyarrow().to_pylist()
    found = every("/api/v1/observations?indicator=10.c.1&limit=7")
    assert sorted(keys(found)) == sorted(keys(held))
    assert len(held) > 20


def test_an_observation_says_where_it_comes_from(every):
    for one in every("/api/v1/observations?ref_area=MDA&limit=1000"):
        assert one["source"]
        assert one["vintage"]
        assert one["locator"]


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        pytest.param("ref_area=MDA", lambda one: one["ref_area"] == "MDA", id="an area"),
        pytest.param("ref_area=Moldova&ref_area=GTM", lambda one: one["ref_area"] in ("MDA", "GTM"), id="two areas, one by name"),
        pytest.param("indicator=10.c.1&ref_area=MDA", lambda one: one["indicator"] == "10.c.1", id="an indicator"),
        pytest.param("source=unsd-sdg&ref_area=MDA", lambda one: one["source"] == "unsd-sdg", id="a source"),
        pytest.param("sex=F", lambda one: one["sex"] == "F", id="women"),
        pytest.param(
            "ref_area=MDA&from_year=2015&to_year=2016", lambda one: one["time_period"][:4] in ("2015", "2016"), id="years"
        ),
    ],
)
def test_observations_are_narrowed(ask, asked, holds):
    found = ask(f"/api/v1/observations?limit=1000&{asked.replace(' ', '+')}").json["items"]
    assert found
    assert all(holds(one) for one in found)


def test_observations_of_the_areas_within_a_region_can_be_asked_for(ask, every):
    members = ask("/api/v1/areas/013").json["members"]
    found = every("/api/v1/observations?within=Central+America&indicator=10.c.1&limit=1000")
    assert {"GTM", "HND"} <= {one["ref_area"] for one in found} <= set(members)


def test_older_editions_stand_beside_the_newest_only_if_asked_for(every):
    newest = every("/api/v1/observations?indicator=10.7.3&limit=1000")
    all_of_them = every("/api/v1/observations?indicator=10.7.3&limit=1000&vintage=all")
    assert set(keys(newest)) < set(keys(all_of_them))


def test_a_series_counts_its_observations(ask, every):
    one = ask("/api/v1/series?indicator=10.c.1&ref_area=MDA").json["items"][0]
    rows = [row for row in every("/api/v1/observations?indicator=10.c.1&ref_area=MDA") if row["series"] == one["series"]]
    told = sorted(row["time_period"] for row in rows if row["obs_value"] is not None)
    assert (one["observations"], one["first_period"], one["last_period"]) == (len(told), told[0], told[-1])


@pytest.mark.parametrize("path", ["observations?ref_area=MDA", "series?ref_area=MDA", "verdicts?area=MDA"])
def test_csv_holds_the_rows_of_json(ask, path):
    rows = ask(f"/api/v1/{path}&limit=50").json["items"]
    answer = ask(f"/api/v1/{path}&limit=50&format=csv")
    told = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert [row["indicator"] for row in told] == [row["indicator"] for row in rows]
    assert [row["series"] for row in told] == [row["series"] for row in rows]


def test_the_way_on_stands_in_a_header_too(ask):
    answer = ask("/api/v1/observations?limit=2&format=csv")
    address = answer.headers["Link"].removeprefix("<").removesuffix('>; rel="next"')
    follow = list(csv.DictReader(io.StringIO(ask(address).text)))
    assert len(follow) == 2
    assert follow[0] not in list(csv.DictReader(io.StringIO(answer.text)))


def test_verdicts_are_those_of_the_review(ask, every):
    review = ask("/api/v1/reviews/MDA").json
    shown = next(one for one in review["indicators"] if one["indicator"]["id"] == "10.c.1")
    leading = next(one for one in shown["series"] if one["id"] == shown["leading"])
    told = {
        one["verdict"]["method"]: one
        for one in every("/api/v1/verdicts?area=MDA&indicator=10.c.1")
        if one["series"] == leading["series"]
    }
    assert told["open-sdg"]["verdict"] == leading["verdict"]
    assert [told[one["method"]]["verdict"]["label"] for one in leading["beside"]] == [one["label"] for one in leading["beside"]]
    assert told["open-sdg"]["agreement"] == leading["agreement"]


def test_csv_without_rows_still_names_its_columns(ask):
    rows = ask("/api/v1/verdicts?area=MDA&limit=1&format=csv").text.splitlines()
    assert ask("/api/v1/verdicts?area=MDA&indicator=10.7.4&page=99&format=csv").text.splitlines() == rows[:1]
    assert ask("/api/v1/verdicts?area=BVT&format=csv").text.splitlines() == rows[:1]


def test_verdicts_of_an_indicator_reach_over_areas(every):
    found = every("/api/v1/verdicts?indicator=10.c.1&method=open-sdg&limit=1000")
    assert {one["verdict"]["method"] for one in found} == {"open-sdg"}
    assert {"MDA", "GTM"} <= {one["ref_area"] for one in found}


def test_a_review_is_the_file_of_its_page(ask):
    assert ask("/api/v1/reviews/Moldova").content == ask("/areas/MDA/review.json").content


def test_gaps_are_those_of_the_review(ask):
    gaps, review = ask("/api/v1/gaps/MDA").json, ask("/api/v1/reviews/MDA").json
    assert gaps["cells"] == review["gaps"]["cells"]
    assert gaps["readiness"] == review["gaps"]["readiness"]


def test_sources_state_their_terms_and_how_many_observations_are_held(every, ask):
    found = {(one["source"]["id"], one["source"]["vintage"]): one for one in every("/api/v1/sources")}
    seen = {(one["source"], one["vintage"]) for one in every("/api/v1/observations?ref_area=MDA&vintage=all&limit=1000")}
    assert seen <= set(found)
    assert all(found[key]["citation"] and found[key]["observations"] for key in seen)


# Evidence.


def test_every_record_is_given_once_with_where_it_stands(every):
    found = every("/api/v1/records?limit=300")
    assert len({one["id"] for one in found}) == len(found) > 900
    assert all(place["document"] and place["first_line"] for one in found for place in one["locators"])


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        pytest.param("type=need&type=offer", lambda one: one["type"] in ("need", "offer"), id="types"),
        pytest.param("objective=21", lambda one: "gcm:21" in one["commitments"], id="an objective by its number"),
        pytest.param("area=Germany", lambda one: "DEU" in one["areas"], id="an area by its name"),
        pytest.param("year=2018", lambda one: one["year"] == 2018, id="a year"),
        pytest.param("document=idm2018-report", lambda one: "idm2018-report" in str(one["locators"]), id="a document"),
        pytest.param(
            "q=%D8%A7%D9%84%D8%B9%D9%88%D8%AF%D8%A9&type=practice", lambda one: one["type"] == "practice", id="Arabic words"
        ),
    ],
)
def test_records_are_narrowed(ask, asked, holds):
    page = ask(f"/api/v1/records?{asked}").json
    assert page["total"] >= len(page["items"]) > 0
    assert all(holds(one) for one in page["items"])


def test_a_record_is_found_by_its_id(ask):
    listed = ask("/api/v1/records?q=remittances&limit=1").json["items"][0]
    found = ask(f"/api/v1/records/{listed['id']}").json
    assert found["record"] == listed
    assert set(found) == {"record", "origin", "pack", "decided_at"}


def test_records_of_documents_are_counted(every, ask):
    for one in every("/api/v1/documents"):
        assert ask(f"/api/v1/records?document={one['document']['id']}&limit=1").json["total"] == one["records"]


# Facts.


def test_facts_have_pages_and_addresses_of_their_own(ask, every):
    for path, key in (("areas", "code"), ("frameworks", "id"), ("indicators", "id"), ("methods", "id")):
        found = every(f"/api/v1/{path}?limit=40")
        assert ask(f"/api/v1/{path}?limit=1").json["total"] == len(found) == len({one[key] for one in found})
        assert ask(f"/api/v1/{path}/{found[0][key]}").status == 200


def test_an_objective_names_the_indicators_that_bear_on_it(ask):
    assert "10.c.1" in ask("/api/v1/objectives/gcm:20").json["indicators"]
    assert ask("/api/v1/objectives/20").json == ask("/api/v1/objectives/gcm:20").json
    assert "10.c.1" in {one["id"] for one in ask("/api/v1/indicators?objective=20").json["items"]}


def test_a_region_names_the_areas_within(ask):
    assert "GTM" in ask("/api/v1/areas/Central%20America").json["members"]
    assert ask("/api/v1/areas?within=Central+America").json["total"] == len(ask("/api/v1/areas/013").json["members"])


def test_a_concept_leads_on(ask):
    found = ask("/api/v1/concepts/voluntary-return").json
    assert found["concept"]["broader"] == ["return"]
    assert "voluntary-return" in ask("/api/v1/concepts/return").json["narrower"]


def test_terms_say_who_advises(every):
    assert all(one["authorities"] for one in every("/api/v1/terms"))


# Refusals.


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("areas?colour=red", 400, '"colour" is not known here; there are page, limit, kind, within'),
        ("areas?limit=1&limit=2", 400, "limit: stands there 2 times"),
        ("openapi", 404, "there is nothing at this address"),
        ("areas/Moldovia", 404, "did you mean"),
        ("areas/%00", 404, "is not a known area"),
        ("observations?ref_area=Moldovia", 404, "did you mean"),
        ("observations?indicator=10.c.2", 404, "did you mean 10.c.1"),
        ("observations?cursor=nonsense", 404, "there is no such place in the list"),
        ("observations?cursor=WyJhIl0", 404, "there is no such place in the list"),
        ("observations?limit=1001", 422, "limit: "),
        ("observations?from_year=soon", 422, "from_year: "),
        ("observations?sex=%E2%80%AE", 422, "sex: "),
        ("observations?vintage=old", 422, "vintage: "),
        ("areas?page=0", 422, "page: "),
        ("areas?page=" + "9" * 30, 422, "page: "),
        ("records?type=poem", 422, "type: "),
        ("records?objective=99", 404, "there is no objective"),
        ("records?q=" + "x" * 401, 422, "q: "),
        ("records/%E2%80%AEabc", 404, "there is no record"),
        ("documents/nowhere", 404, "there is no document"),
        ("verdicts?method=best", 404, "there is no method"),
        ("methods/best", 404, "there is no method"),
        ("bulk/cvs", 404, "did you mean csv"),
    ],
)
def test_what_is_refused_is_refused_with_a_sentence(ask, address, status, told):
    answer = ask(f"/api/v1/{address}" if address != "openapi" else "/api/v1/nowhere/at/all")
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/json")
    assert told in answer.json["detail"]


@pytest.mark.parametrize(
    "text", ["%00", "%E2%80%AE", "%ED%A0%80", "%FF", "' OR 1=1 --", "{{7*7}}", "../../etc/passwd", "%", "*?[]", "x" * 3000]
)
@pytest.mark.parametrize(
    "asked", ["observations?series=", "records?q=", "records?actor=", "records?document=", "verdicts?area=", "areas/"]
)
def test_no_text_breaks_it(ask, asked, text):
    answer = ask(f"/api/v1/{asked}{text.replace(' ', '+').replace('{', '%7B').replace('}', '%7D')}")
    assert answer.status in (200, 400, 404, 422)
    assert "items" in answer.json or "detail" in answer.json


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(ask, method):
    answer = ask("/api/v1/records", method=method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "everything is for reading" in answer.json["detail"]


# Browsers and caches.


def test_scripts_of_other_sites_may_read(ask):
    before = ask("/api/v1/records", method="OPTIONS", Origin="https://elsewhere.example", Access_Control_Request_Method="GET")
    assert (before.status, before.content) == (204, b"")
    assert before.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for address in ("/api/v1/records?limit=1", "/api/v1/records?limit=x", "/api/v1/nowhere", "/api/openapi.json"):
        assert ask(address, Origin="https://elsewhere.example").headers["Access-Control-Allow-Origin"] == "*"


def test_pages_for_people_may_not_be_read_by_scripts_of_other_sites(ask):
    assert "Access-Control-Allow-Origin" not in ask("/areas/").headers


@pytest.mark.parametrize(
    "path", ["/api/v1/observations?ref_area=MDA", "/api/v1/records", "/api/openapi.json", "/api/v1/reviews/MDA"]
)
def test_what_has_not_changed_is_not_sent_again(ask, path):
    first = ask(path)
    again = ask(path, If_None_Match=first.headers["ETag"])
    assert (again.status, again.content) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=60"


def test_a_changed_record_changes_the_answer(ask, api_workspace):
    first = ask("/api/v1/records?limit=1")
    changed = first.json["items"][0]["id"]
    with closing(sqlite3.connect(api_workspace / "records.sqlite")) as database, database:
        database.execute(
            "UPDATE records_record SET decided_by = 'Ana', decided_at = '2026-01-01 00:00:00', title = 'Changed' WHERE id = ?",
            (changed,),
        )
    again = ask("/api/v1/records?limit=1", If_None_Match=first.headers["ETag"])
    assert again.status == 200
    assert ask(f"/api/v1/records/{changed}").json["record"]["title"] == "Changed"


def test_answers_are_packed_for_whoever_takes_them_so(ask):
    plain, packed = ask("/api/v1/areas"), ask("/api/v1/areas", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 3


@pytest.mark.parametrize("path", ["/api/v1/areas", "/api/v1/areas?limit=x", "/api/openapi.json"])
def test_to_head_everything_is_said_but_the_content(ask, path):
    whole, bare = ask(path), ask(path, method="HEAD")
    assert (bare.status, bare.content, bare.headers["Content-Length"]) == (whole.status, b"", str(len(whole.content)))


# The description.


def test_the_description_names_every_operation_with_its_refusals(ask):
    description = ask("/api/openapi.json").json
    assert description["openapi"].startswith("3.1")
    for address, operations in description["paths"].items():
        assert list(operations) == ["get"], address
        assert operations["get"]["description"], address
        assert {"200", "400"} <= set(operations["get"]["responses"]), address
        assert ("404" in operations["get"]["responses"]) >= ("{" in address), address


def test_the_description_holds_no_address_of_a_machine(ask):
    assert "127.0.0.1" not in json.dumps(ask("/api/openapi.json").json)


# Several at once.


def test_many_at_once_are_answered_as_one_after_the_other(ask):
    paths = [
        f"/api/v1/{path}"
        for path in ("observations?ref_area=MDA", "series?indicator=10.c.1", "records?q=return", "areas", "verdicts")
    ]
    alone = {path: ask(path).content for path in paths}
    with ThreadPoolExecutor(8) as several:
        together = list(several.map(lambda path: (path, ask(path).content), paths * 6))
    assert all(content == alone[path] for path, content in together)

"""Pages of evidence and documents, on the built-in packs."""

import json
import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stocktake_web.records import finding, query

PRACTICE = "idm2018-report-practice-001"
HOSTILE = [
    "a" * 10_000,
    "\0",
    "%00%01",
    "AND OR NOT * \" ' ; --",
    "(((((",
    "\u202e\u200f\u061c",
    "العودة الطوعية",
    "自愿返回",
    "<script>alert(1)</script>",
    "😀😀",
    "' OR 1=1",
    "{{7*7}}",
    "the",
]


def count(page: str) -> int:
    return int(re.search(r"<strong>([\d,]+) records?</strong>", page)[1].replace(",", ""))


def links(page: str, part: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="([^"]+)"', page) if part in unescape(one)]


def test_whoever_asks_for_nothing_is_shown_all_there_is_by_type_and_objective(site):
    page = site.get("/evidence/").text
    assert "/evidence/?type=practice" in page
    assert "/evidence/?objective=gcm%3A20" in page
    assert 'href="/evidence/?document=idm2018-report"' in page


def test_areas_are_listed_by_name_and_never_ranked(site):
    page = site.get("/evidence/").text
    shelf = page.split("By country or region")[1].split("</section>")[0]
    names = re.findall(r'<span dir="auto">([^<]+)</span>', shelf)
    assert len(names) > 20
    assert names == sorted(names, key=lambda one: one.replace("ü", "u"))


def test_words_are_found_under_other_names_and_it_is_said_which(site):
    page = site.get("/evidence/?q=voluntary+return").text
    assert "retour volontaire" in page
    assert 'lang="ar" dir="auto">' in page
    narrow = site.get("/evidence/?q=voluntary+return&exact=1").text
    assert "retour volontaire" not in narrow
    assert "Only the words as given were looked for." in narrow


@pytest.mark.parametrize("query", ["q=remittances", "type=practice", "objective=20", "area=Moldova", "q=data&objective=gcm:1"])
def test_a_facet_says_how_many_records_its_link_leads_to(site, query):
    page = site.get(f"/evidence/?{query}").text
    facets = re.findall(
        r'<a href="(/evidence/[^"]*)"[^>]*><span dir="auto">[^<]*</span> <span class="many">([\d,]+)</span>', page
    )
    is_chosen = re.findall(r'<li class="chosen"><a href="([^"]+)"', page)
    added = [(unescape(href), int(many.replace(",", ""))) for href, many in facets if href not in is_chosen]
    assert added
    for href, many in added[:: max(1, len(added) // 6)]:
        chosen_too = count(site.get(f"/evidence/?{query}").text) if _widens(query, href) else 0
        assert many <= count(site.get(href).text) <= many + chosen_too


def _widens(query: str, href: str) -> bool:
    """Whether the link adds a code to a facet that was narrowed already: the list then holds those of both."""
    facets = {part.partition("=")[0] for part in query.split("&")} - {"q"}
    return any(href.count(f"{facet}=") > 1 for facet in facets)


def test_each_chosen_filter_can_be_taken_away(site):
    page = site.get("/evidence/?q=data&type=practice&objective=1").text
    chips = re.findall(r'<a class="chip" href="([^"]+)"', page)
    assert [unescape(one) for one in chips] == [
        "/evidence/?type=practice&objective=gcm%3A1",
        "/evidence/?q=data&objective=gcm%3A1",
        "/evidence/?q=data&type=practice",
    ]


def test_the_pages_of_a_list_hold_each_record_once(site):
    seen: list[str] = []
    address = "/evidence/?objective=19"
    while address:
        page = site.get(address).text
        seen += re.findall(r'<p class="hit-title">.*?<a href="/evidence/([^"]+)/"', page)
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(onward[1]) if onward else ""
    assert len(seen) == len(set(seen)) == count(site.get("/evidence/?objective=19").text)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("page=0", "page:"),
        ("page=-1", "page:"),
        ("page=1e3", "page:"),
        (f"page={10**30}", "page:"),
        ("page=٣", "page:"),
        ("type=thing", "type:"),
        ("objective=99", "objective:"),
        ("objective=gcm:", "objective:"),
        ("area=Atlantis", "area:"),
        ("area=Congo", "area:"),
        ("year=soon", "year:"),
        ("year=99999999999999", "year:"),
        ("document=none", "document:"),
        ("exact=maybe", "exact:"),
        ("q=the", "q:"),
        ("q=%00", "q:"),
        ("q=" + "a" * 401, "q:"),
        ("&".join(["actor=IOM"] * 21), "actor:"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(site, query, named):
    found = site.get(f"/evidence/?{query}")
    assert found.status_code == 400
    assert named in unescape(found.text)


def test_a_page_behind_the_last_is_not_there(site):
    found = site.get("/evidence/?type=target&page=2")
    assert found.status_code == 404
    assert "ends with page 1" in found.text
    assert site.get("/evidence/?page=2").status_code == 200


def test_one_record_alone_on_a_page_is_told_by_its_number(site, monkeypatch):
    asked = "/evidence/?type=practice&type=target"
    total = count(site.get(asked).text)
    for module in (finding, query):
        monkeypatch.setattr(module, "PAGE", total - 1)
    assert f"number {total:,} shown" in site.get(f"{asked}&page=2").text


@pytest.mark.parametrize("value", HOSTILE)
def test_no_parameter_breaks_the_search(site, value):
    for parameter in ("q", "type", "objective", "area", "actor", "year", "document", "exact", "page"):
        found = site.get("/evidence/", {parameter: value})
        assert found.status_code in (200, 400, 404, 414), parameter
        assert "<script>alert" not in found.text
    assert site.get("/evidence.csv", {"q": value, "actor": value}).status_code in (200, 400, 414)


@given(text=st.text(max_size=60), kind=st.sampled_from(["q", "actor", "area", "objective"]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_looked_for_there_is_an_answer(site, text, kind):
    found = site.get("/evidence/", {kind: text.encode("utf-8", "replace").decode()})
    assert found.status_code in (200, 400, 404)


def test_where_nothing_is_found_there_are_ways_on(site):
    page = site.get("/evidence/?q=xyzzyplugh&type=need").text
    assert "Nothing was found." in page
    assert "/evidence/?q=xyzzyplugh" in page


def test_a_list_can_be_taken_along_with_citations(site):
    total = count(site.get("/evidence/?objective=20&type=practice").text)
    rows = site.get("/evidence.csv?objective=20&type=practice")
    assert rows.headers["Content-Disposition"] == 'attachment; filename="evidence.csv"'
    assert rows.text.count("Summarised by stocktake") == total
    objects = json.loads(site.get("/evidence.json?objective=20&type=practice").content)
    assert objects["count"] == len(objects["records"]) == total
    assert site.get("/evidence.ris?objective=20&type=practice").text.count("ER  - ") == total


def test_all_of_it_can_be_taken_along_in_the_order_of_the_list(site):
    objects = json.loads(site.get("/evidence.json").content)
    assert objects["count"] == 939
    ranked = json.loads(site.get("/evidence.json?q=remittances").content)["records"]
    page = site.get("/evidence/?q=remittances").text
    assert re.findall(r'<p class="hit-title">.*?<a href="/evidence/([^"]+)/"', page) == [one["id"] for one in ranked[:20]]


def test_a_record_says_where_it_stands_and_how_to_cite_it(site):
    page = site.get(f"/evidence/{PRACTICE}/").text
    assert 'href="/documents/idm2018-report/"' in page
    assert re.search(r"lines \d+–\d+|line \d+", page)
    assert f"http://testserver/evidence/{PRACTICE}/" in page
    assert "Drawn from the document by careful reading" in page


def test_a_record_leads_to_what_is_like_it_and_to_needs_and_offers(site):
    page = site.get(f"/evidence/{PRACTICE}/").text
    assert "More like this" in page
    assert "Needed and offered on the same objective" in page
    need = next(one for one in links(site.get("/evidence/?type=need&objective=23").text, "/evidence/idm"))
    page = site.get(need).text
    assert "type=offer" in page
    assert "type=need&amp;objective" not in page


@pytest.mark.parametrize(("form", "begins"), [("ris", "TY  - CHAP"), ("bib", "@incollection{"), ("json", "{")])
def test_a_record_is_given_for_programs(site, form, begins):
    found = site.get(f"/evidence/{PRACTICE}.{form}")
    assert found.text.startswith(begins)
    assert found.headers["Content-Disposition"] == f'attachment; filename="{PRACTICE}.{form}"'
    assert f"http://testserver/evidence/{PRACTICE}/" in found.text


def test_the_address_in_a_citation_has_no_language(site):
    assert f"http://testserver/evidence/{PRACTICE}/" in site.get(f"/fr/evidence/{PRACTICE}/").text


def test_the_id_of_a_merged_record_leads_to_what_it_became(site):
    found = site.get("/evidence/idm2018-report-event-503/")
    assert (found.status_code, found.headers["Location"]) == (301, "/evidence/idm2018-report-event-001/")


@pytest.mark.parametrize("identity", ["nothing", "%00", "..%2f..%2fetc", "a" * 3000, "‮", "x.ris", "'"])
def test_a_record_or_document_that_is_not_there_is_said_to_be_missing(site, identity):
    for path in ("evidence", "documents"):
        assert site.get(f"/{path}/{identity}/").status_code == 404


def test_the_name_of_who_decided_is_given_to_nobody(site):
    from stocktake_web.records import services

    services.decide(PRACTICE, "accepted", "Somebody Secret")
    for path in (f"/evidence/{PRACTICE}/", f"/evidence/{PRACTICE}.json", "/evidence.csv"):
        assert "Somebody Secret" not in site.get(path).text


def test_a_document_shows_its_records_in_the_order_of_its_lines(site):
    page = site.get("/documents/idm2018-report/").text
    first = [int(one) for one in re.findall(r'<p class="hit-place">.*?line(?:s)? (\d+)', page, re.DOTALL)]
    assert len(first) == 20
    assert first == sorted(first)
    assert "publisher&#39;s text, not shipped" in page


def test_a_document_shows_the_records_of_one_type(site):
    page = site.get("/documents/idm2018-report/?type=need").text
    assert set(re.findall(r'class="badge (\w+)"', page)) == {"need"}
    assert site.get("/documents/idm2018-report/?type=thing").status_code == 400
    assert site.get("/documents/idm2018-report/?page=9999").status_code == 404


def test_documents_are_listed_with_what_was_drawn_from_them(site):
    page = site.get("/documents/").text
    assert page.index("2023, first session") < page.index("report of the workshops in New York and Geneva")
    assert 'href="/documents/idm2018-report/?type=need"' in page


def test_records_on_the_page_of_an_area_lead_to_their_own_pages(site):
    page = site.get("/areas/MDA/").text
    found = links(page, "/evidence/idm")
    assert found
    assert site.get(found[0]).status_code == 200
    ids = re.findall(r' id="(record-[^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert links(page, "/evidence/?type=")
    assert 'href="/documents/idm' in page


@pytest.mark.parametrize("language", ["ar", "zh-hans", "fr", "ru", "es"])
def test_the_pages_are_there_in_every_language(site, language):
    for path in ("evidence/", "evidence/?q=return", f"evidence/{PRACTICE}/", "documents/", "documents/idm2018-report/"):
        page = site.get(f"/{language}/{path}").text
        assert f'<html lang="{language}"' in page
    assert 'lang="en" dir="auto">' in page

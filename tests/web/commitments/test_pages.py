"""Pages of the agreements and of each objective."""

import re

import pytest
from markupsafe import escape

from stocktake.catalog import catalog

EVERY = [one.id for framework in catalog.load().frameworks.values() for one in framework.commitments]


def address(identity: str) -> str:
    framework, _, number = identity.partition(":")
    return f"/objectives/{framework}/{number}/"


def test_the_list_leads_to_every_commitment(site):
    page = site.get("/objectives/").text
    assert [one for one in EVERY if f'href="{address(one)}"' not in page] == []


def test_the_standings_are_those_of_the_review_of_the_world(site):
    page = site.get("/objectives/").text
    tiles = dict(re.findall(r'class="tile (\w+)" href="/objectives/gcm/(\d+)/"', page)[place][::-1] for place in range(23))
    told = site.get("/areas/WLD/review.json").json()["objectives"]
    assert tiles == {one["objective"]["number"]: one["standing"] for one in told}


@pytest.mark.parametrize("identity", EVERY)
def test_every_commitment_has_a_page(site, identity):
    found = site.get(address(identity))
    assert found.status_code == 200
    assert escape(catalog.load().commitment(identity).name) in found.text
    assert "style=" not in found.text


def test_an_objective_shows_indicators_evidence_and_what_is_missing(site):
    page = site.get("/objectives/gcm/20/").text
    assert 'href="/indicators/10.c.1/"' in page
    assert (
        'href="/evidence/?objective=gcm%3A20&amp;type=practice"' in page
        or 'href="/evidence/?objective=gcm:20&amp;type=practice"' in page
    )
    assert "What is missing" in page
    assert re.search(r'href="/evidence/[^"?]+/"', page)


def test_the_counts_are_those_that_the_evidence_gives(site):
    page = site.get("/objectives/gcm/10/").text
    count = int(re.search(r">(\d+) practices<", page)[1])
    found = site.get("/evidence.json?objective=gcm:10&type=practice").json()
    assert count == len(found if isinstance(found, list) else found["records"])


def test_milestones_stand_with_their_objective(site):
    assert "60 % fewer persons trafficked" in site.get("/objectives/gcm/10/").text


@pytest.mark.parametrize(
    "wrong", ["/objectives/gcm/99/", "/objectives/xyz/1/", "/objectives/gcm/%00/", f"/objectives/gcm/{'9' * 900}/"]
)
def test_an_unknown_commitment_is_told_with_what_there_is(site, wrong):
    found = site.get(wrong)
    assert found.status_code == 404
    assert "there is no commitment" in found.text

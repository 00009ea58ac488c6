"""Figures by country at the other end: the largest stand on the page, and how many more there are is told."""

from dataclasses import replace

from review_factory import _contexts, assessed, country, series
from stocktake.page.html import html
from stocktake.page.view import PARTNERS, most


def partner(place):
    """Return a series with the country at the other end `P001`, `P002`, ...: the later, the larger."""
    made = series("migrant-stock", [("1990", 1.0), ("2024", 10.0 + place)], title=f"partner {place:03}", code=f"P{place:03}")
    seen = tuple(replace(one, counterpart_area=f"P{place:03}") for one in made.observations)
    return replace(made, id=f"{made.id}:P{place:03}", observations=seen)


def by_partners(count):
    whole, *rest = _contexts()
    return (assessed(whole.indicator, *whole.series, *(partner(place) for place in range(count))), *rest)


def test_the_largest_stand_there_and_all_that_no_country_splits():
    found = most(by_partners(PARTNERS + 5)[0])
    assert [one.title for one in found][:2] == ["all of the area", "women"]
    assert {one.title for one in found[2:]} == {f"partner {place:03}" for place in range(5, PARTNERS + 5)}


def test_few_all_stand_there():
    assert len(most(by_partners(PARTNERS)[0])) == PARTNERS + 2


def test_the_page_tells_how_many_more_there_are():
    review = country()
    others = tuple(one for one in review.indicators if one.indicator.id not in {made.indicator.id for made in _contexts()})
    page = html(replace(review, indicators=(*others, *by_partners(PARTNERS + 5))))
    assert "5 more by country at the other end, with smaller latest values" in page
    assert "partner 016" in page
    assert "partner 004" not in page
    assert "more by country at the other end" not in html(review)

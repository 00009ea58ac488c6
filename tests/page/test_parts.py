"""Figures of parts: none stands as the whole, and how many more there are than the page shows is told."""

import re
from dataclasses import replace

import pytest

from review_factory import _contexts, assessed, country, series
from stocktake.model.review import Finding, LeftOut
from stocktake.page import view
from stocktake.page.html import html

PARTS_ONLY = Finding("Only parts of the whole are published, split by country at the other end.", "parts-only")
LEFT_OUT = LeftOut(
    series="MIGRANT_STOCK",
    source="stock-tables",
    split=("counterpart_area",),
    parts=2_268,
    shown=8,
    text="Migrants, by country at the other end: of 2,268 parts 8 are shown, 2,260 are left out.",
    command="stocktake export csv --area XEX --indicator migrant-stock",
)


def partner(place, count=2):
    """Return a series with the country at the other end `P001`, `P002`, ... and so many yearly values up to 2024."""
    values = [(str(year), 1000.0 * place + year) for year in range(2025 - count, 2025)]
    made = series("migrant-stock", values, title=f"partner {place:03}", code=f"P{place:03}")
    seen = tuple(replace(one, counterpart_area=f"P{place:03}") for one in made.observations)
    return replace(made, id=f"{made.id}:P{place:03}", observations=seen)


def by_part(*shown, **also):
    """Return the stock of migrants of which only parts are published."""
    found = assessed(_contexts()[0].indicator, *(shown or (partner(1), partner(2))))
    return replace(found, standing="cannot_tell", finding=PARTS_ONLY, leading="", **also)


def page_of(made):
    """Return the page of the made-up country with one figure in place of its own."""
    review = country()
    rest = tuple(one for one in review.indicators if one.indicator.id != made.indicator.id)
    return html(replace(review, indicators=(*rest, made)))


def row(page, title="International migrants"):
    """Return the row of a figure in a table of figures for context."""
    return next(one for one in re.findall(r"<tr id=.*?</tr>", page, re.DOTALL) if f">{title}</span>" in one)


def test_no_part_leads():
    assert view.leader(by_part()) is None
    assert view.is_in_parts(by_part())
    assert not view.is_in_parts(_contexts()[0])


def test_no_part_stands_as_the_whole_in_the_table_of_figures_for_context():
    found = row(page_of(by_part()))
    assert PARTS_ONLY.text in found
    assert "2,024" not in found
    assert "3,024" not in found
    assert "<polyline" not in found


def test_the_parts_themselves_stand_below_with_their_full_titles():
    page = page_of(by_part())
    assert "International migrants: partner 001" in page
    assert "3,024" in page


def test_no_part_stands_as_the_whole_on_the_card_of_an_indicator():
    made = by_part()
    page = page_of(replace(made, indicator=replace(made.indicator, role="monitoring", commitments=("gcm:16",))))
    card = next(one for one in re.findall(r"<article.*?</article>", page, re.DOTALL) if "International migrants" in one)
    assert PARTS_ONLY.text in card
    assert "<dt>Latest</dt>" not in card
    assert ">partner 001</h" in card


def test_how_many_are_left_out_is_told_with_the_command_that_shows_them():
    page = page_of(by_part(left_out=(LEFT_OUT,)))
    assert LEFT_OUT.text in page
    assert f"<code>{LEFT_OUT.command}</code>" in page
    assert "left-out" not in html(country()).partition("</style>")[2]


@pytest.mark.parametrize(("count", "shown"), [(view.LATEST, view.LATEST), (view.LATEST + 3, view.LATEST)])
def test_of_a_part_for_context_the_latest_values_stand_on_the_page(count, shown):
    made = partner(1, count)
    assert view.latest(made) == made.observations[-shown:]
    says = f"the latest {shown} of {count} values"
    assert (says in page_of(by_part(made))) == (shown < count)


def test_of_the_whole_all_values_stand_on_the_page():
    whole = series("migrant-stock", [(str(year), 1.0) for year in range(1990, 2024)])
    assert len(view.latest(whole)) == 34

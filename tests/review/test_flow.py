"""Estimated flows in a review: told with their range and their limits, and of no weight in anything that is judged."""

from dataclasses import replace

import pytest

from flow_factory import area_flows, mixed_flows
from review.material import COST, DEATHS, area, judged, material, record
from stocktake.model.flow import AreaFlows
from stocktake.model.provenance import Source
from stocktake.review import assemble, flow

STOCKS = Source("stock-tables", "2024 revision", "Stocks by origin", "Office of Population", "2024")
PEOPLE = Source("people", "2024", "Populations", "Office of Population", "2024")


def made(found, *rows, **also):
    of = also.pop("of", area())
    return replace(material(*rows, of=of, **also), flows=found, sources=(*material().sources, STOCKS, PEOPLE))


def review_of(found, *rows, **also):
    return assemble.assemble(made(found, *rows, **also), lambda scores: {aim: "too_slow" for aim, *_ in scores})


def rules(assessed):
    return [one.rule.removeprefix("flows:") for one in assessed.cautions]


@pytest.mark.parametrize("found", [area_flows(), area_flows(demography="people@2024"), area_flows(arrivals=None)])
def test_flows_change_nothing_that_is_judged_or_counted(found):
    rows, records = (judged(), judged(indicator="10.7.3", series="SM_DTH", class_key=None)), (record(),)
    plain, told = (review_of(one, *rows, records=records, indicators=(COST, DEATHS)) for one in (None, found))
    assert told.flows is not None
    assert replace(told, flows=None, sources=plain.sources) == plain


def test_there_are_none_where_nothing_was_estimated():
    review = review_of(None)
    assert review.flows is None
    assert not [one for one in review.silences if "flows" in one.text]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        pytest.param("no_stocks", "have no figure for it at both dates", id="the area is not in the stocks"),
        pytest.param("no_interval", "have no two dates five years apart up to then", id="the year is too early"),
    ],
)
def test_an_area_without_stocks_has_no_flows_and_a_reason(reason, words):
    review = review_of(AreaFlows("MDA", "stock-tables@2024 revision", reason=reason))
    assert review.flows is None
    assert [one.text for one in review.silences if "flows" in one.text] == [
        f"No flows from or to Republic of Moldova could be estimated: the stocks by origin that were read {words}."
    ]
    assert STOCKS not in review.sources


def test_the_editions_behind_them_are_among_the_sources():
    assert {STOCKS, PEOPLE} & set(review_of(area_flows()).sources) == {STOCKS}
    whole = review_of(area_flows(demography="people@2024"))
    assert {STOCKS, PEOPLE} <= set(whole.sources)
    assert whole.flows.sources == ("stock-tables@2024 revision", "people@2024")
    assert whole.flows.finding.based_on == whole.flows.sources


def test_without_people_it_is_said_what_cannot_be_seen():
    assert rules(review_of(area_flows()).flows) == ["estimate", "stocks_alone", "zero", "ends", "apart", "input"]
    assert "stocks_alone" not in rules(review_of(area_flows(demography="people@2024")).flows)


def test_the_mix_is_told_by_name_and_as_a_choice():
    told = review_of(mixed_flows()).flows
    assert "; the mix of the bounds of accounting gives 500 and 500. No method measures moves" in told.finding.text
    assert "mix" in rules(told)
    assert "mix" not in rules(review_of(area_flows()).flows)


def test_a_range_is_not_called_an_interval_of_confidence():
    texts = " ".join(one.text for one in review_of(area_flows()).flows.cautions)
    assert "is not a confidence interval" in texts
    assert "enter no verdict, no count and no score" in texts


def test_a_zero_is_explained_only_where_there_is_one():
    assert "zero" not in rules(review_of(area_flows(departures=None)).flows)


@pytest.mark.parametrize(("side", "words"), [("arrivals", "who came"), ("departures", "who left")])
def test_a_side_that_the_stocks_do_not_tell_is_not_told(side, words):
    told = review_of(area_flows(**{side: None})).flows
    said = next(one.text for one in told.cautions if one.rule == "flows:one_sided")
    assert said.endswith(f"nothing can be said of {words}.")
    assert {"arrivals": "came to", "departures": "left"}[side] not in told.finding.text


def test_people_of_no_known_birthplace_are_counted_apart():
    told = review_of(area_flows(unplaced=1234.0)).flows
    assert "1,230 people living in Republic of Moldova in 2020" in told.cautions[rules(told).index("unplaced")].text


def test_what_was_done_to_the_figures_comes_last_as_a_sentence():
    assert flow.assess(made(area_flows())).cautions[-1].text == "12 stocks of two dates."

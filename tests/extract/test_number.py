"""Numbers in text: what counts as a figure, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.extract.number import numbers


def said(text):
    return [(number.figure.value, number.figure.unit) for number in numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The fund holds USD 2 billion.", [(2e9, "USD")]),
        ("They sent US$ 626 billion home.", [(626e9, "USD")]),
        ("It cost $40.", [(40, "USD")]),
        ("It cost €1.5 million.", [(1.5e6, "EUR")]),
        ("The grant was EUR 100 million.", [(100e6, "EUR")]),
        ("The grant was CHF 3,000.", [(3000, "CHF")]),
        ("It pays 250 euros a month.", [(250, "EUR")]),
        ("It pays 12 million US dollars.", [(12e6, "USD")]),
        ("One in three migrants is a child.", [(33.3, "per cent")]),
        ("About 3 in 5 residents were born abroad.", [(60, "per cent (about)")]),
        ("Six out of ten nurses leave.", [(60, "per cent")]),
        ("Half of the refugees are women.", [(50, "per cent")]),
        ("More than half of them stayed.", [(50, "per cent (more than)")]),
        ("A third of the world pays more.", [(33.3, "per cent")]),
        ("Two thirds of the villages took part.", [(66.7, "per cent")]),
        ("Nearly three quarters of the members agreed.", [(75, "per cent (almost)")]),
        ("More than 50,000 people moved.", [(50000, "persons (more than)")]),
        ("Over 32,000 migrants came.", [(32000, "persons (more than)")]),
        ("At least 40 nurses came.", [(40, "nurses (at least)")]),
        ("Up to 900 families stay.", [(900, "persons (at most)")]),
        ("Fewer than 20 schools take part.", [(20, "schools (less than)")]),
        ("Less than 5 per cent return.", [(5, "per cent (less than)")]),
        ("Nearly 400 officials were trained.", [(400, "persons (almost)")]),
        ("Some 70 cities joined.", [(70, "cities (about)")]),
        ("An estimated 350 million people work there.", [(350e6, "persons (about)")]),
        ("Approximately 12 offices opened.", [(12, "offices (about)")]),
        ("92 per cent of children are at school.", [(92, "per cent")]),
        ("51% were men and 49% women.", [(51, "per cent"), (49, "per cent")]),
        ("It rose by 4 percentage points.", [(4, "percentage points")]),
        ("The rate fell to 2.5 percent.", [(2.5, "per cent")]),
        ("Half a million refugees live here.", [(500000, "persons")]),
        ("Fifty million children are on the move.", [(50e6, "persons")]),
        ("There are 1.2 billion youth.", [(1.2e9, "persons")]),
        ("Twelve countries signed.", [(12, "countries")]),
        ("Seven panels met.", [(7, "panels")]),
        ("36 speakers led them.", [(36, "persons")]),
        ("22 agencies work together.", [(22, "agencies")]),
        ("It is named 62 times.", [(62, "times")]),
        ("The centre has 26 rooms.", [(26, "rooms")]),
        ("Fees of 10–15 per cent are common.", [(10, "per cent"), (15, "per cent")]),
        ("Costs fell from 6 to 3 per cent.", [(6, "per cent"), (3, "per cent")]),
        ("In 2016, 3,000 visas were given.", [(3000, "visas")]),
        ("Over 3,700 farmers and 1,700 bakers came.", [(3700, "farmers (more than)"), (1700, "bakers")]),
        ("3 000 workers came.", [(3000, "persons")]),
        ("100 thousand workers came.", [(100000, "persons")]),
        ("Two hundred students came.", [(200, "persons")]),
        ("No number stands here.", []),
        ("", []),
        ("This happened in 2018.", []),
        ("It ran from 2014 to 2016.", []),
        ("The 2030 Agenda was adopted.", []),
        ("See paragraph 52 of the draft.", []),
        ("See para. 63.", []),
        ("Article 13 says so.", []),
        ("Resolution 71/1 says so.", []),
        ("A/RES/73/195 says so.", []),
        ("They met on 28 January.", []),
        ("They met on 26 and 27 March 2018.", []),
        ("They met on 8–9 October 2018.", []),
        ("They met on March 5.", []),
        ("Target 8.7 is near.", []),
        ("SDG 3 is near.", []),
        ("Goal 10 is near.", []),
        ("COP27 set it up.", []),
        ("Objective 23 says so.", []),
        ("A five-year plan was drawn up.", []),
        ("Two workshops were held.", []),
        ("Help is there 24/7.", []),
        ("Panel 4 was about youth.", []),
        ("It began at 10:30 in room 7.", []),
        ("The text says so.12 It goes on.", []),
        ("They are in the 21st century.", []),
    ],
)
def test_a_number_is_read_with_its_unit(text, expected):
    assert said(text) == [(pytest.approx(value), unit) for value, unit in expected]


def test_a_figure_says_what_is_counted_and_the_one_year_named():
    (number,) = numbers("In 2016 more than 300 Syrian nurses came.")
    assert (number.figure.of, number.figure.year) == ("Syrian nurses", 2016)


def test_two_years_in_a_sentence_leave_the_year_open():
    assert numbers("Between 2014 and 2016, 300 nurses came.")[0].figure.year is None


@given(
    st.lists(
        st.sampled_from(["12,000 people", "USD 3 million", "one in three", "in 2016", "and", "5 per cent", "para. 7", "—", "1"])
    )
)
def test_numbers_stand_in_order_inside_the_text_and_do_not_overlap(parts):
    text = " ".join(parts)
    ends = [0]
    for number in numbers(text):
        assert ends[-1] <= number.start < number.end <= len(text)
        ends.append(number.end)


@given(st.integers(min_value=4, max_value=10**9))
def test_a_number_with_commas_is_the_number_without(value):
    assert said(f"There came {value:,} people from there.") == [(value, "persons")] or 1800 <= value < 2200

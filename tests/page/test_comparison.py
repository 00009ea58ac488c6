"""Several lines in one picture."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import rows
from stocktake.page import comparison
from stocktake.page.comparison import PAGE, PHONE, Picture, apart, curve, draw, key, slide, years


def picture(*series, **rest):
    curves = tuple(curve(name, name[:3], rows(values)) for name, values in series)
    return Picture(**{"title": "Costs", "unit": "per cent", "words": "Two lines.", "curves": curves, **rest})


TWO = picture(("Moldova", {2015: 7.0, 2020: 6.0}), ("Guatemala <x>", {2015: 5.0, 2018: 4.0}), target=3.0, target_words="target 3")


@pytest.mark.parametrize("drawn", [draw(TWO, PAGE), draw(TWO, PHONE), slide(TWO, ["Source: somebody & others"])])
def test_every_size_is_xml_and_says_title_names_and_target(drawn):
    texts = "".join(ElementTree.fromstring(drawn).itertext())
    assert "Costs" in texts
    assert "target 3" in texts
    assert "Two lines." in texts


def test_names_stand_in_full_on_a_page_and_in_short_on_a_phone():
    assert ">Moldova<" in draw(TWO, PAGE)
    assert ">Mol<" in draw(TWO, PHONE)
    assert "Guatemala &lt;x&gt;" in draw(TWO, PAGE)


def test_a_slide_is_1600_wide_and_names_its_colours_and_fonts_itself():
    drawn = slide(TWO, ["Source: somebody"])
    assert 'width="1600"' in drawn
    assert "Source: somebody" in drawn
    assert comparison.COLOURS[1] in drawn
    assert "font-family" in drawn
    assert "var(" not in drawn


def test_no_two_of_eight_lines_look_the_same_without_colour():
    signs = [re.sub(r" line-(\d)", r"", key(place)) for place in range(8)]
    looks = {(sign, comparison.DASHES[place]) for place, sign in enumerate(signs)}
    assert len(looks) == 8


def test_nothing_is_drawn_without_a_value():
    assert draw(picture(("Moldova", {2015: None})), PAGE) == slide(picture(("Moldova", {})), []) == ""


def test_a_single_value_is_a_mark_and_no_line():
    drawn = draw(picture(("Moldova", {2015: 7.0})), PAGE)
    assert 'class="point' in drawn
    assert 'class="line ' not in drawn


def test_values_far_apart_in_time_are_joined_by_a_faint_line():
    drawn = draw(picture(("Moldova", {2010: 7.0, 2015: 6.0, 2016: 5.0})), PAGE)
    assert len(re.findall('class="line line-0 far"', drawn)) == 1
    assert len(re.findall('class="line line-0"', drawn)) == 1


@given(st.floats(1900, 2100), st.floats(0, 150), st.integers(2, 12))
def test_years_lie_between_the_ends_and_are_not_too_many(first, length, most):
    found = years(first, first + length, most)
    assert all(first <= year <= first + length for year in found) or len(found) <= 2
    assert len(found) <= max(most, 2)


@given(st.lists(st.floats(0, 100), max_size=8))
def test_names_are_kept_apart_and_in_order(places):
    found = apart(sorted(places), 12, 0, 100)
    assert all(right - left >= 12 - 1e-6 for left, right in pairwise(found))
    assert all(one >= -1e-6 for one in found)

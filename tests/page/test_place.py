"""Where things stand in full."""

from dataclasses import replace

from review_factory import country, world
from stocktake.page import place


def test_a_record_about_the_area_stands_in_the_section_about_it():
    assert place.of_records(country())["practice-1"] == place.AREA


def test_a_record_stands_under_the_first_objective_it_bears_on():
    homes = place.of_records(world())
    assert homes["practice-1"] == "gcm-20"
    assert homes["offer-2"] == "gcm-1"


def test_what_no_objective_lists_is_gathered_at_the_end():
    homes = place.of_records(world())
    assert {homes[one] for one in ("event-1", "panel-1", "speaker-1", "term-1")} == {place.GATHERED}


def test_an_indicator_of_many_objectives_stands_across_them():
    homes = place.of_indicators(country())
    assert homes["10.7.2"] == place.ACROSS
    assert homes["10.7.3"] == "gcm-8"
    assert homes["17.18.1"] == place.ACROSS


def test_an_objective_that_lists_a_record_by_itself_is_its_home():
    review = world()
    odd = replace(review.objectives[4], records=("term-1",))
    assert place.of_records(replace(review, objectives=(odd,)))["term-1"] == "gcm-5"

"""The map of the world: what it draws, and that its outlines are the ones that were checked."""

import hashlib
import re
from importlib.resources import files
from xml.etree import ElementTree

import pytest
import yaml

from stocktake.catalog.area import areas
from stocktake.page import worldmap
from stocktake.page.worldmap import LOOKS, Key, Mark, draw, slide, step_of, steps

FOLDER = files("stocktake").joinpath("data", "map")
ABOUT = yaml.safe_load(FOLDER.joinpath("world.yml").read_text("utf-8"))
COUNTRIES = {one.code for one in areas() if one.kind == "country"}
EVERY = {code: Mark("on_course", f"{code}: on course", f"/areas/{code}/") for code in COUNTRIES}


def test_the_outlines_are_those_whose_making_is_told():
    assert hashlib.sha256(FOLDER.joinpath("world.json").read_bytes()).hexdigest() == ABOUT["sha256"]


def test_every_country_and_area_is_drawn_or_said_to_be_left_out():
    assert worldmap.drawn() | set(ABOUT["not_drawn"]) == COUNTRIES
    assert worldmap.drawn().isdisjoint(ABOUT["not_drawn"])


def test_the_note_is_that_of_the_united_nations():
    assert " ".join(ABOUT["disclaimer"].split()) == worldmap.DISCLAIMER


def test_what_is_hatched_is_what_the_table_of_areas_calls_disputed():
    assert set(worldmap.HATCHED) == {one.code for one in areas() if "dispute exists" in one.note.lower()} == set(ABOUT["hatched"])


def test_every_area_is_a_link_with_its_words_and_takes_no_stop_of_the_keyboard():
    drawn = ElementTree.fromstring(draw(EVERY).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    links = drawn.findall(".//{http://www.w3.org/2000/svg}a")
    assert {one.get("href") for one in links} == {f"/areas/{code}/" for code in worldmap.drawn()}
    assert {one.get("tabindex") for one in links} == {"-1"}
    assert drawn.get("aria-hidden") == "true"
    assert {title.text for title in drawn.iter("{http://www.w3.org/2000/svg}title")} == {
        f"{c}: on course" for c in worldmap.drawn()
    }


def test_the_map_of_a_page_stays_small():
    assert (
        len(draw({code: Mark("too_slow", f"{areas().get(code).name}: too slow", f"/areas/{code}/") for code in COUNTRIES}))
        < 120_000
    )


def test_words_and_addresses_are_escaped():
    drawn = draw({"DEU": Mark("old", 'a "<b>" & c', "/x?a=1&b=2")})
    assert "&lt;b&gt;" in drawn
    assert "/x?a=1&amp;b=2" in drawn


def test_an_area_of_which_nothing_is_said_looks_so():
    assert drawn_class(draw({}), "circle", 0) == "area no_figure"


def drawn_class(drawn, name, place):
    return re.findall(rf'<{name} [^>]*class="([^"]*)"', drawn)[place]


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_every_look_can_be_drawn_on_a_slide_without_a_style_sheet(look):
    drawn = slide({"DEU": Mark(look, "Germany")}, [Key(look, "said")], "A title that is told", ["A foot"])
    ElementTree.fromstring(drawn)
    assert "var(" not in drawn
    assert "A foot" in drawn
    colour, over = LOOKS[look]
    assert (f"url(#map-{look})" if over else colour) in drawn


@pytest.mark.parametrize(
    ("values", "expected"), [([0, 7, 3], (0.0, 2.0, 4.0, 6.0)), ([0, 0], (0.0,)), ([0, 62], (0.0, 20.0, 40.0, 60.0))]
)
def test_classes_are_even_steps_that_hold_every_value(values, expected):
    assert steps(values) == expected
    assert {step_of(value, steps(values)) for value in values} <= {f"step-{number}" for number in range(5)}
    assert step_of(0, steps(values)) == "step-0"


def test_looks_that_share_a_map_differ_without_colour():
    standing = [LOOKS[one] for one in ("on_course", "too_slow", "wrong_way", "cannot_tell", "no_figure")]
    assert len({over for _, over in standing if over}) == 3
    assert [one for one in standing if not one[1]] == [LOOKS["on_course"], LOOKS["no_figure"]]

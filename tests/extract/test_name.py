"""Names of areas and actors: whole words only, and offsets that lead back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.reading import names
from stocktake.extract.name import actors_of, areas_of, folded, groups_of


def meant(text):
    return [one.meaning.code or one.meaning.name for one in names().find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moldova and the Republic of Moldova", ["MDA", "MDA"]),
        ("the Kenyan side and Kenyans", ["KEN", "KEN"]),
        ("Nigerians in Niger, not Nigeria", ["NGA", "NER", "NGA"]),
        ("the Democratic Republic of the Congo", ["COD"]),
        ("Côte d’Ivoire or Cote d'Ivoire", ["CIV", "CIV"]),
        ("Turkey eats no turkey", ["TUR"]),
        ("chad and mali in small letters", []),
        ("Mali's minister", ["MLI"]),
        ("Malinese is no word for it", []),
        ("İstanbul", ["TUR"]),
        ("WHO asks who", ["WHO"]),
        ("the World Health Organization (WHO)", ["WHO", "WHO"]),
        ("IOM’s office", ["IOM"]),
        ("IOMs and BIOM", []),
        ("Georgia, United States of America", ["USA"]),
        ("Georgia and Armenia", ["GEO", "ARM"]),
        ("Central America", []),
        ("the Addis Ababa Action Agenda and the Paris Agreement", []),
        ("in Addis Ababa", ["ETH"]),
        ("Papua New Guinea, Guinea-Bissau, Guinea", ["PNG", "GNB", "GIN"]),
        ("South Sudan and Sudan", ["SSD", "SDN"]),
        ("UN Women and UN-Women", ["UN-Women", "UN-Women"]),
        ("the European Union", ["European Union"]),
        ("held in Nairobi2 and Lima", ["KEN", "PER"]),
        ("Lima2go", []),
        ("the Bali and Abu Dhabi Processes", []),
        ("Portuguese for newcomers, and Portuguese schools", ["PRT"]),
        ("learn German and speak French; German firms", ["DEU"]),
        ("leaflets in English and Spanish", []),
        ("printed in Thai, Turkish and Greek.", []),
        ("in Turkish schools", ["TUR"]),
        ("the Indian Ocean, Lake Chad and the Gulf of Guinea", []),
        ("Guinea on the Gulf", ["GIN"]),
        ("the United Nations Statistical Commission", []),
        ("the United Nations agencies", ["United Nations"]),
        ("League of Arab States", ["League of Arab States"]),
        ("", []),
    ],
)
def test_names_are_found_as_whole_words(text, expected):
    assert meant(text) == expected


def test_cities_where_the_united_nations_meet_say_where_not_what_about():
    found = names().find("in Geneva, Brazil reported")
    assert areas_of(found) == ("BRA",)
    assert areas_of(found, at_meetings=True) == ("CHE", "BRA")


def test_a_state_and_an_organisation_are_actors_with_their_kind():
    said = [(actor.name, actor.kind) for actor in actors_of(names().find("UNICEF and Mexico work with Oxfam and UNICEF"))]
    assert said == [("UNICEF", "intergovernmental"), ("Mexico", "state"), ("Oxfam", "civil-society")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Employers and trade unions should meet", ["employers", "trade unions"]),
        ("Member States may join", ["UN Member States"]),
        ("the states of matter", []),
        ("the League of Arab States", []),
        ("recruiters", ["recruitment agencies"]),
    ],
)
def test_groups_are_actors_without_a_name_of_their_own(text, expected):
    found = names().find(text)
    assert [actor.name for actor in groups_of(found)] == expected
    assert areas_of(found) == ()


def test_a_group_is_no_body_and_no_area():
    assert actors_of(names().find("Member States and employers")) == ()


@given(
    st.lists(st.sampled_from(["İ", "ß", "Kenya", "Å", " ", "ﬁ", "IOM", "e\u0301", "日本", ",", "x"]), max_size=30).map("".join)
)
def test_offsets_are_those_of_the_text_however_folding_changes_it(text):
    flat, places = folded(text)
    assert len(flat) == len(places)
    assert all(0 <= place < max(1, len(text)) for place in places)
    for one in names().find(text):
        assert text[one.start : one.end] in ("Kenya", "IOM", "日本")

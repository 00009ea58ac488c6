"""Who said it."""

import pytest

from extract.reading import names
from stocktake.extract.sentence import Sentence
from stocktake.extract.speech import bare, of_entry, speakers


def told(*texts):
    said = [Sentence(text, 0, len(text), 1, 1, "paragraph", 0, place, len(texts)) for place, text in enumerate(texts)]
    return [(one.speaker.name if one.speaker else None, one.home) for one in speakers(said, names())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Ruiz, Deputy Minister of Health of Uruguay, noted that it helps.", ("Ana Ruiz, Uruguay", "URY")),
        ("Mr. Karim Diallo, Director of Programmes at UNICEF, said that it helps.", ("Karim Diallo, UNICEF", "")),
        (
            "As Jürg Frei, Permanent Representative of Switzerland to the United Nations in New York, said, it helps.",
            ("Jürg Frei, Switzerland", "CHE"),
        ),
        ("The representative of Viet Nam stressed that it helps.", ("Representative of Viet Nam", "VNM")),
        ("The representative from Ghana drew attention to it.", ("Representative of Ghana", "GHA")),
        ("Rosa Lima, Deputy Mayor of Quito in Ecuador, said that it helps.", ("Rosa Lima, Quito", "ECU")),
        ("Many participants called for more data.", ("Many participants", "")),
        ("Several speakers noted the cost.", ("Several speakers", "")),
        ("Trade grows in Peru, and so do wages.", (None, "PER")),
        ("It helps.", (None, "")),
    ],
)
def test_the_speaker_is_named_with_the_body(text, expected):
    assert told(text) == [expected]


def test_a_title_of_courtesy_is_the_person_introduced_before():
    said = told(
        "Ana Ruiz, Deputy Minister of Health of Uruguay, noted that it helps.",
        "Ms Ruiz added that it is cheap.",
        "She called for more.",
    )
    assert [name for name, _ in said] == ["Ana Ruiz, Uruguay"] * 3


def test_a_passage_stays_with_the_area_it_was_last_about():
    assert [home for _, home in told("Trade grows in Peru.", "Wages grow too.", "UNICEF in Chile and Cuba helps.")] == [
        "PER",
        "PER",
        "",
    ]


def test_a_list_of_those_spoken_for_belongs_to_the_introduction():
    text = "The plan was backed by representatives of Peru, Yemen and the Arab Parliament during the talks."
    (one,) = speakers([Sentence(text, 0, len(text), 1, 1, "paragraph", 0, 0, 1)], names())
    assert text[slice(*one.introduction)] == "representatives of Peru, Yemen and the Arab Parliament"


def test_a_short_name_takes_the_area_behind_it_along():
    text = "This was echoed by Ms Ruiz, Uruguay, who said that it helps."
    (one,) = speakers([Sentence(text, 0, len(text), 1, 1, "paragraph", 0, 0, 1)], names())
    assert text[slice(*one.introduction)] == "Ms Ruiz, Uruguay"


@pytest.mark.parametrize(
    ("said", "home"),
    [
        pytest.param("Some of the firms that took part came from Chile.", "URY", id="another area in passing"),
        pytest.param("Chile and Cuba have joined.", "", id="several others, both of them first"),
        pytest.param("Uruguay works with Chile and Cuba.", "URY", id="the one it begins with"),
        pytest.param("Agreements bind Chile, Cuba and Uruguay.", "URY", id="its own among several"),
        pytest.param("Other participants noted the cost.", "", id="a crowd speaks for nobody"),
        pytest.param("Ms Ruiz added that goods also came from Chile.", "URY", id="she speaks on"),
    ],
)
def test_a_passage_stays_with_the_area_of_its_speaker(said, home):
    assert told("Ana Ruiz, Deputy Minister of Health of Uruguay, noted that it helps.", said)[1][1] == home


def test_a_passage_speaks_with_the_voice_of_the_body_named_last():
    texts = (
        "Karim Diallo, Director of Programmes at UNICEF, said that it helps.",
        "It is cheap.",
        "Many speakers noted the cost.",
    )
    said = [Sentence(text, 0, len(text), 1, 1, "paragraph", 0, place, 3) for place, text in enumerate(texts)]
    assert [one.voice.name if one.voice else None for one in speakers(said, names())] == ["UNICEF", "UNICEF", None]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Ana Ruiz, Director of the Policy Programme of Uruguay, noted that it helps.", "noted that it helps."),
        ("Speaking at the first workshop, Ms Ruiz said that it helps.", "said that it helps."),
        ("It helps.", "It helps."),
        ("Ana Ruiz, Director of Health of Uruguay", "Ana Ruiz, Director of Health of Uruguay"),
    ],
)
def test_what_is_judged_says_neither_who_speaks_nor_where(said, expected):
    sentence = Sentence(said, 0, len(said), 1, 1, "paragraph", 0, 0, 1)
    (one,) = bare([sentence], speakers([sentence], names()))
    assert (one.text, one.start, one.end) == (expected, 0, len(said))


def test_an_entry_of_a_list_is_at_home_where_the_passage_was_before_the_list():
    texts = ("Ana Ruiz, Minister of Health of Uruguay, spoke.", "She cited tools such as a fund in Chile and a school.")
    said = [Sentence(text, 0, len(text), 1, 1, "paragraph", 0, place, 2) for place, text in enumerate(texts)]
    heard = of_entry(said, speakers(said, names()), 1)
    assert (heard.home, heard.introduction) == ("URY", (0, 0))

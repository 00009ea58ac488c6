"""Who said it."""

import pytest

from extract.reading import names
from stocktake.extract.sentence import Sentence
from stocktake.extract.speech import speakers


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

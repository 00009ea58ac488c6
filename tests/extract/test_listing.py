"""A list that a sentence announces is as many records as it has entries."""

import pytest

from extract.reading import names, reader
from stocktake.documents import read
from stocktake.extract.classify import AREA_NAMED, BODY_FIRST, shown_of
from stocktake.extract.listing import cut, entries
from stocktake.extract.sentence import sentences
from stocktake.extract.speech import speakers

LISTS = [
    pytest.param(
        "practice",
        "Several good practices were shared, such as mobile clinics, a hotline for seasonal workers, which is free, and evening schools.",
        ["mobile clinics", "a hotline for seasonal workers, which is free", "evening schools"],
        id="commas, and what hangs on the entry before",
    ),
    pytest.param(
        "practice",
        "The valley has created: a help desk that works with the mayors; and a one-stop shop in nine languages.",
        ["a help desk that works with the mayors", "a one-stop shop in nine languages"],
        id="semicolons",
    ),
    pytest.param(
        "recommendation",
        "Some recommendations were made, including: i) open schools to all children; ii) train more nurses; iii) simplify permits.",
        ["open schools to all children", "train more nurses", "simplify permits"],
        id="signs",
    ),
    pytest.param(
        "recommendation",
        "Speakers raised the need to train mayors in the valley, along with the need to collect data.",
        ["Speakers raised the need to train mayors in the valley", "the need to collect data"],
        id="needs",
    ),
    pytest.param("practice", "The valley shared measures such as clinics, challenges and lessons.", [], id="kinds of things"),
    pytest.param("practice", "Clinics, schools and shelters are open to all, including newcomers.", [], id="nothing announced"),
    pytest.param("need", "Several good practices were shared, such as mobile clinics and a hotline.", [], id="of another type"),
]


def written(tmp_path, *lines):
    path = tmp_path / "said.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(path)


def listed(text, type_):
    said = sentences(text)
    told = speakers(said, names())
    shown = shown_of(said, told, reader().cues, names())
    found = [(one, entries(one, type_, shown[place], reader().cues)) for place, one in enumerate(said)]
    return [cut(text, one, *part) for one, parts in found for part in parts]


@pytest.mark.parametrize(("type_", "said", "expected"), LISTS)
def test_entries_of_a_list(tmp_path, type_, said, expected):
    assert [one.text.rstrip(".") for one in listed(written(tmp_path, said), type_)] == expected


def test_an_entry_has_its_own_lines_and_characters(tmp_path):
    text = written(
        tmp_path,
        "Several good practices were shared, such as",
        "mobile clinics, a hotline for seasonal",
        "workers, and evening schools.",
    )
    found = listed(text, "practice")
    assert [(one.first_line, one.last_line) for one in found] == [(2, 2), (2, 3), (3, 3)]
    assert [text.content[one.start : one.end] for one in found] == [
        "mobile clinics",
        "a hotline for seasonal\nworkers",
        "evening schools.",
    ]


LONG = (
    "Several good practices were highlighted, including: mobile clinics that visit the farms of the valley in the harvest and that are "
    "open to all who work there whatever their papers; evening schools for those who wish to learn the language of the valley; "
    "help desks in nine languages; a fund of the mayors."
)


def test_a_list_goes_on_in_the_next_sentence_of_the_passage(tmp_path):
    text = written(tmp_path, LONG)
    assert len(sentences(text)) > 1
    assert [one.text.split()[0] for one in listed(text, "practice")] == ["mobile", "evening", "help", "a"]


def test_every_entry_is_a_candidate_with_what_it_says_itself(tmp_path):
    text = written(tmp_path, "Several good practices were shared, such as a registry of patients in Peru, and evening schools.")
    found = [one for one in reader().candidates(text) if one.record.type == "practice"]
    assert [one.record.areas for one in found] == [("PER",), ()]
    assert len({one.confidence for one in found}) == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Peru opened a school.", {AREA_NAMED}),
        ("UNICEF opened a school in Lima.", {AREA_NAMED, BODY_FIRST}),
        ("A school was opened, and everybody was invited by UNICEF.", set()),
        ("The meeting was held in New York.", set()),
    ],
)
def test_names_are_cues(tmp_path, said, expected):
    said = sentences(written(tmp_path, said))
    (shown,) = shown_of(said, speakers(said, names()), reader().cues, names())
    assert shown & {AREA_NAMED, BODY_FIRST} == expected


def test_the_government_names_an_area_where_it_is_known_whose(tmp_path):
    text = written(
        tmp_path, "Peru opened a school. The Government also trained nurses.", "", "Later the Government trained cooks."
    )
    said = sentences(text)
    shown = shown_of(said, speakers(said, names()), reader().cues, names())
    assert [AREA_NAMED in one for one in shown] == [True, True, False]

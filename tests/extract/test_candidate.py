"""A made-up report is read from end to end."""

import random
from dataclasses import replace

import pytest

from extract.reading import reader, report
from stocktake.catalog.area import areas
from stocktake.catalog.lexicon import lexicon
from stocktake.documents import read
from stocktake.extract.candidate import Reader
from stocktake.extract.sentence import Sentence
from stocktake.extract.speech import speakers
from stocktake.extract.summary import LONGEST


def found(type_):
    return [one for one in reader().candidates(report()) if one.record.type == type_]


def at(line):
    return {one.record.type: one.record for one in reader().candidates(report()) if one.record.locators[0].first_line == line}


def test_a_policy_reported_by_a_minister_is_a_practice_of_her_country():
    practice = at(7)["practice"]
    assert practice.areas == ("URY",)
    assert practice.reported_by == "Ana Ruiz, Uruguay"
    assert "gcm:15" in practice.commitments
    assert practice.year in (2019, None)


def test_what_the_government_did_is_about_the_country_named_before():
    practice = at(9)["practice"]
    assert practice.areas == ("URY",)
    assert [(figure.value, figure.unit) for figure in practice.figures] == [(1200, "nurses (more than)"), (4, "provinces")]


def test_what_states_should_do_is_a_recommendation_of_the_one_who_said_so():
    advice = at(12)["recommendation"]
    assert advice.reported_by == "Representative of Kenya"
    assert advice.commitments[0] in ("gcm:1", "gcm:15")


@pytest.mark.parametrize(
    ("line", "type_", "objective"), [(15, "need", "gcm:1"), (18, "offer", "gcm:7"), (21, "partnership", "gcm:6")]
)
def test_needs_offers_and_partnerships_are_told_apart(line, type_, objective):
    assert objective in at(line)[type_].commitments


def drawn(type_, *texts):
    said = [Sentence(text, 0, len(text), 1, 1, "paragraph", 0, place, len(texts)) for place, text in enumerate(texts)]
    told = speakers(said, reader().names)
    return reader().draw(type_, said[-1:], told[-1:], texts[-1])


HER = "Ana Ruiz, Deputy Minister of Health of Uruguay, noted that it helps."


@pytest.mark.parametrize(
    ("type_", "said", "areas"),
    [
        pytest.param("practice", "A law was passed.", ("URY",), id="the speaker's own"),
        pytest.param("practice", "Chile passed a law.", ("CHL",), id="the one named"),
        pytest.param("practice", "Some States turned to fees.", (), id="many States"),
        pytest.param("practice", "IOM has trained nurses.", (), id="a body of many States acts"),
        pytest.param("practice", "With IOM, the ministry has trained nurses.", ("URY",), id="such a body takes part"),
        pytest.param("need", "This city houses 400 Syrian families.", ("SYR", "URY"), id="a people, at home"),
        pytest.param("practice", "It goes back to the summit in Dhaka.", ("URY",), id="where a meeting was"),
        pytest.param("practice", "It carries out the goals agreed in Dhaka.", ("URY",), id="where a thing was agreed"),
        pytest.param("practice", "A shelter opened in Dhaka.", ("BGD",), id="a city"),
        pytest.param("recommendation", "Laws should be passed.", (), id="what others should do"),
        pytest.param("event", "A workshop was held in June.", ("URY",), id="an event at home"),
        pytest.param("event", "A workshop was held in Dhaka after one in Geneva.", ("BGD",), id="a place besides Geneva"),
        pytest.param("event", "A workshop was held in Geneva after one in New York.", ("CHE",), id="the first of both"),
    ],
)
def test_a_record_is_about_the_area_named_or_the_speakers_own(type_, said, areas):
    assert set(drawn(type_, HER, said).areas) == set(areas)


@pytest.mark.parametrize(
    ("type_", "said", "names"),
    [
        pytest.param("practice", "A law was passed.", ["Uruguay"], id="the one who speaks on"),
        pytest.param("offer", "UNICEF trains nurses.", ["UNICEF", "Uruguay"], id="named, then the one who speaks"),
        pytest.param("recommendation", "Employers should pay the fees.", ["employers", "Uruguay"], id="a group that should act"),
        pytest.param("recommendation", "Fees of employers rise.", ["employers", "Uruguay"], id="a group behind of"),
        pytest.param("recommendation", "Fees that employers once paid rise.", ["Uruguay"], id="a group in passing"),
        pytest.param(
            "practice", "Employers should pay the fees.", ["Uruguay"], id="groups only where it is about what should be"
        ),
    ],
)
def test_the_actors_are_those_named_and_the_one_who_speaks(type_, said, names):
    assert [actor.name for actor in drawn(type_, HER, said).actors] == names


def test_an_agenda_gives_its_panel_and_its_people():
    assert [one.record.title for one in found("panel")] == ["Opening session", "Panel 1: Work and health in the valley"]
    people = [(one.record.participant.name, one.record.participant.role, one.record.areas) for one in found("participation")]
    assert people == [
        ("Juana Perez", "moderator", ()),
        ("Karim Diallo", "speaker", ("SEN",)),
        ("Mei Tan", "speaker", ()),
        ("Rosa Lima", "speaker", ()),
    ]
    assert [one.record.participant.organization for one in found("participation")] == ["IOM", "Senegal", "ICVA", "Quito"]


def test_places_lead_back_to_the_passage_and_lines_hold_the_characters():
    text = report()
    for one in reader().candidates(text):
        start, end = one.chars
        place = one.record.locators[0]
        assert text.line_of(start) == place.first_line
        assert text.line_of(end - 1) == place.last_line
        assert text.content[start:end].strip()


def test_ids_are_unique_and_everything_waits_for_a_person():
    records = [one.record for one in reader().candidates(report())]
    assert len({record.id for record in records}) == len(records)
    assert {record.status for record in records} == {"candidate"}
    assert all(record.id.startswith("report-") for record in records)


def test_a_summary_has_forty_words_at_most_and_one_to_three_objectives():
    for one in reader().candidates(report()):
        assert len(one.record.summary.split()) <= LONGEST
        if one.record.type not in ("panel", "participation"):
            assert 1 <= sum(name.startswith("gcm:") for name in one.record.commitments) <= 3


def test_the_order_of_the_lists_of_names_and_cues_does_not_matter():
    words = lexicon()
    shuffled = random.Random(1)
    parts = {
        name: tuple(shuffled.sample(getattr(words, name), len(getattr(words, name)))) for name in ("actors", "places", "cues")
    }
    other = Reader(replace(words, **parts), areas(), {})
    plain = Reader(words, areas(), {})
    assert other.candidates(report()) == plain.candidates(report())


@pytest.mark.parametrize("content", ["1\n\n2\n", "Cover\n"])
def test_a_text_that_says_nothing_gives_nothing(tmp_path, content):
    path = tmp_path / "nothing.txt"
    path.write_text(content, encoding="utf-8")
    assert reader().candidates(read(path)) == ()


def test_another_language_is_not_judged_by_english_cues(tmp_path):
    path = tmp_path / "francais.txt"
    said = "Les États doivent coopérer pour que les données sur la migration soient meilleures et que la protection des enfants soit assurée."
    path.write_text(f"{said}\n\n{said}\n", encoding="utf-8")
    assert reader().candidates(read(path)) == ()

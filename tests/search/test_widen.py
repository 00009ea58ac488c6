"""A query in any of six languages reaches what is written in the others."""

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.catalog import area, thesaurus
from stocktake.model.thesaurus import Concept, Theme, Thesaurus
from stocktake.search import analyser
from stocktake.search.widen import WEIGHTS, Widener

WIDENER = Widener(thesaurus.thesaurus(), area.areas())

QUERIES = {
    "voluntary return": [
        "voluntary return",
        "Voluntary Returns",
        "retour volontaire",
        "retours volontaires",
        "العودة الطوعية",
        "والعودة الطوعية",
        "للعودة الطوعية",
        "добровольное возвращение",
        "добровольного возвращения",
        "добровольному возвращению",
        "自愿返回",
        "支持移民自愿返回原籍国",
        "retorno voluntario",
        "retornos voluntarios",
    ],
    "trafficking in persons": [
        "human trafficking",
        "traite des personnes",
        "la traite d'êtres humains",
        "trata de personas",
        "الاتجار بالأشخاص",
        "بالاتجار بالبشر",
        "торговля людьми",
        "торговлей людьми",
        "人口贩运",
        "打击贩运人口行为",
    ],
    "remittances": [
        "remittance",
        "envois de fonds",
        "envoi de fonds",
        "remesas",
        "remesa",
        "التحويلات المالية",
        "تحويلاتهم المالية",
        "денежные переводы",
        "денежных переводов",
        "汇款",
    ],
    "detention": [
        "detention",
        "détention",
        "detención",
        "detenciones",
        "احتجاز",
        "واحتجاز المهاجرين",
        "содержание под стражей",
        "содержания мигрантов под стражей",
        "拘留",
        "移民拘留问题",
    ],
}
WITHIN_MORE = {"支持移民自愿返回原籍国", "打击贩运人口行为", "содержания мигрантов под стражей", "移民拘留问题"}
ALONE = {one for queries in QUERIES.values() for one in queries} - WITHIN_MORE
"""Queries that name the concept and nothing else."""
CASES = [pytest.param(query, name, id=f"{name}: {query}") for name, queries in QUERIES.items() for query in queries]


def phrases(query):
    return [phrase for part in WIDENER.widen(query) for phrase in part.phrases]


def built_in_records():
    pack = resources.files("stocktake") / "data" / "packs" / "dialogue-evidence" / "records.jsonl"
    records = [json.loads(line) for line in pack.read_text(encoding="utf-8").splitlines()]
    return {one["id"]: frozenset(analyser.tokens(f"{one['title']} {one['summary']}", "en")) for one in records}


RECORDS = built_in_records()
MEANT = {
    "voluntary return": {"idm2018-report-need-539", "idm2018-report-offer-007", "idm2018-report-practice-057"},
    "trafficking in persons": {one for one, kept in RECORDS.items() if "traffick" in kept},
    "remittances": {one for one, kept in RECORDS.items() if "remitt" in kept},
    "detention": {one for one, kept in RECORDS.items() if "detent" in kept},
}
"""Records that a query of the name must find. None says voluntary return in these words; three on return are named."""


def found(query):
    """Return the records that hold all words of one phrase of every part of a query, each word by one of its tokens."""
    parts = [[[set(word) for word in phrase.words] for phrase in part.phrases] for part in WIDENER.widen(query)]
    return {id_ for id_, kept in RECORDS.items() if all(any(all(kept & word for word in one) for one in part) for part in parts)}


@pytest.mark.parametrize(("query", "name"), CASES)
def test_a_query_reaches_the_english_words(query, name):
    assert tuple(analyser.tokens(name, "en")) in [phrase.tokens for phrase in phrases(query)]


@pytest.mark.parametrize("query", [pytest.param(one, id=one) for queries in QUERIES.values() for one in queries if one in ALONE])
def test_a_query_finds_the_built_in_english_records(query):
    (meant,) = [MEANT[name] for name, queries in QUERIES.items() if query in queries]
    assert len(meant) >= 3
    assert meant <= found(query)


@pytest.mark.parametrize(
    ("query", "code", "name"),
    [
        ("Гватемала", "GTM", "Guatemala"),
        ("в Молдове", "MDA", "Republic of Moldova"),
        ("retornos a Alemania", "DEU", "Germany"),
        ("المغرب", "MAR", "Morocco"),
        ("بالمغرب", "MAR", "Morocco"),
        ("在摩洛哥的移民", "MAR", "Morocco"),
        ("Côte d’Ivoire", "CIV", "Côte d’Ivoire"),
        ("cote d'ivoire", "CIV", "Côte d’Ivoire"),
    ],
)
def test_the_name_of_an_area_reaches_its_other_names(query, code, name):
    (part,) = [part for part in WIDENER.widen(query) if code in part.areas]
    assert tuple(analyser.tokens(name, "en")) in [phrase.tokens for phrase in part.phrases]


def test_own_words_weigh_most_and_narrower_concepts_least():
    (part,) = WIDENER.widen("return")
    weights = {origin: {phrase.weight for phrase in part.phrases if phrase.origin == origin} for origin in WEIGHTS}
    assert weights == {"own": {1.0}, "synonym": {0.7}, "narrower": {0.4}, "broader": set()}
    assert part.phrases[0].origin == "own"
    assert [phrase.weight for phrase in part.phrases] == sorted((phrase.weight for phrase in part.phrases), reverse=True)


def test_a_concept_is_widened_to_narrower_ones_more_than_to_broader_ones():
    assert {phrase.weight for phrase in phrases("return") if phrase.tokens == ("deport",)} == {WEIGHTS["narrower"]}
    assert {phrase.weight for phrase in phrases("deportation") if phrase.tokens == ("return",)} == {WEIGHTS["broader"]}


def test_a_general_concept_does_not_widen_a_narrower_one():
    assert thesaurus.thesaurus().get("regular-migration").broader == ("migration",)
    assert ("migrat",) not in [phrase.tokens for phrase in phrases("regular migration")]


def test_the_weight_of_a_token_is_its_highest():
    (part,) = WIDENER.widen("retour volontaire")
    weights = part.weights()
    assert weights["retour"] == weights["volontair"] == 1.0
    assert weights["voluntari"] == 0.7
    assert weights["assist"] == 0.4


def test_a_word_of_no_concept_stands_for_itself():
    (part,) = WIDENER.widen("xylophone")
    assert (part.concepts, part.areas, len(part.phrases)) == ((), (), 1)


@pytest.mark.parametrize("query", ["", "  ", "the of", "...", "والـ"])
def test_a_query_without_words_has_no_parts_that_name_anything(query):
    assert not [part for part in WIDENER.widen(query) if part.concepts or part.areas]


def test_names_are_cut_so_that_the_longest_stay_whole():
    parts = WIDENER.widen("migrantes en retornos voluntarios a Guatemala")
    assert [part.concepts + part.areas for part in parts] == [("migrant",), ("voluntary-return",), ("GTM",)]


def test_two_concepts_that_are_written_alike_are_both_meant():
    spelled = dict.fromkeys(analyser.LANGUAGES, ("mirage",))
    other = {**spelled, "en": ("mirages",)}
    theme = Theme("t", "t", None, (Concept("one", spelled), Concept("two", other)))
    (part,) = Widener(Thesaurus([theme]), area.areas()).widen("mirage")
    assert part.concepts == ("one", "two")


LETTERS = "aeioumnrst éñçбвгдеж العودة 移民返回 -'"


@given(st.text(st.sampled_from(LETTERS), max_size=40))
def test_every_word_of_a_query_is_in_one_part(query):
    words = analyser.query(query)
    parts = WIDENER.widen(query)
    assert [at for part in parts for at in range(part.start, part.end)] == list(range(len(words)))
    assert [word for part in parts for word in part.phrases[0].words] == words


@given(st.sampled_from([query for queries in QUERIES.values() for query in queries]))
def test_case_of_a_query_does_not_matter(query):
    assert WIDENER.widen(query.upper()) == WIDENER.widen(query)


@pytest.mark.parametrize(
    ("query", "concepts", "areas"),
    [
        pytest.param("данные", ("data",), (), id="data, and not Denmark"),
        pytest.param("Дания", (), ("DNK",), id="Denmark, and not data"),
        pytest.param("traité", ("ratification",), (), id="a treaty, and not trafficking"),
        pytest.param("deporte", ("sports-culture",), (), id="sport, and not deportation"),
        pytest.param("consulate", ("consulate",), (), id="the house, and not the consul"),
    ],
)
def test_a_name_that_is_written_just_so_goes_before_others_of_its_stem(query, concepts, areas):
    (part,) = WIDENER.widen(query)
    assert (part.concepts, part.areas) == (concepts, areas)


def test_every_name_is_found_by_itself():
    lost = [
        (one.id, term)
        for one in thesaurus.thesaurus()
        for terms in one.terms.values()
        for term in terms
        if analyser.plain(term) and one.id not in {id_ for part in WIDENER.widen(term) for id_ in part.concepts}
    ]
    assert lost == []

"""The thesaurus that ships, and every way in which one can be wrong."""

import re
import unicodedata

import pytest
import yaml

from stocktake.catalog import term, thesaurus
from stocktake.errors import CatalogError
from stocktake.extract import wording
from stocktake.model.area import LANGUAGES

OWN = thesaurus.thesaurus()
SCRIPTS = {"ru": "CYRILLIC", "ar": "ARABIC", "zh": "CJK"}


def test_there_are_some_hundred_concepts_in_six_languages():
    assert len(OWN) >= 300
    assert all(set(one.terms) == set(LANGUAGES) for one in OWN)


@pytest.mark.parametrize("number", range(1, 24))
def test_every_objective_of_the_compact_has_concepts(number):
    assert len(OWN.of_objective(f"gcm:{number}")) >= 5


def test_nothing_claims_more_than_was_checked():
    assert {OWN.verification_of(one.id).status for one in OWN} == {"editorial", "seen_in_part"}
    assert all(one.verification.note for one in OWN if one.verification)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_preferred_term_is_one_that_is_advised_against(language):
    looked_for = wording.lexicon(term.advices(), [language])
    assert [one.id for one in OWN if wording.find(one.preferred(language), looked_for)] == []


@pytest.mark.parametrize("language", SCRIPTS)
def test_terms_are_in_the_script_of_their_language(language):
    foreign = [
        (one.id, term_)
        for one in OWN
        for term_ in one.terms[language]
        for letter in re.sub(r"COVID|AVRR", "", term_)
        if letter.isalpha() and not unicodedata.name(letter).startswith(SCRIPTS[language])
    ]
    assert foreign == []


def test_narrower_is_the_other_way_round_of_broader():
    for one in OWN:
        for above in one.broader:
            assert one in OWN.narrower(above)


def concept(id_, **changed):
    terms = {language: [f"{id_} {language}"] for language in LANGUAGES}
    return {"id": id_, "terms": {**terms, **changed.pop("terms", {})}, **changed}


@pytest.fixture
def folder(tmp_path):
    """Give a function that reads a folder of one theme with the given concepts."""

    def read(*concepts, **keys):
        content = {"title": "T", "verification": {"status": "editorial"}, "concepts": list(concepts), **keys}
        (tmp_path / "t.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return thesaurus.read(tmp_path)

    return read


def test_a_theme_is_read(folder):
    found = folder(concept("a"), concept("b", broader=["a"], objectives=["gcm:21"]))
    assert [one.id for one in found.narrower("a")] == ["b"]
    assert str(found.get("b")) == "b en"


@pytest.mark.parametrize(
    ("concepts", "message"),
    [
        pytest.param([concept("a"), concept("a")], "t.yml: a: found an id that t.yml has", id="id twice"),
        pytest.param([concept("a", broader=["x"])], 'a.broader: found "x"', id="broader nowhere"),
        pytest.param([concept("a", related=["a"])], 'a.related: found "a"', id="related to itself"),
        pytest.param([concept("a", broader=["b"]), concept("b", broader=["a"])], "a.broader: found a circle", id="circle"),
        pytest.param([concept("a", objectives=["gcm:24"])], 'a.objectives: found "gcm:24"', id="no such objective"),
        pytest.param([concept("a", terms={"ru": []})], "a.terms.ru: found no term", id="language without a term"),
        pytest.param([concept("a", terms={"ru": [" "]})], "a.terms.ru: found a blank term", id="blank term"),
        pytest.param([concept("a", terms={"de": ["x"]})], 'a.terms: found "de"', id="language nobody knows"),
        pytest.param([concept("a", terms={"en": ["x-y", "X y"]})], 'a.terms.en: found "X y" twice', id="term twice"),
        pytest.param(
            [concept("a", terms={"en": ["Same"]}), concept("b", terms={"en": ["same"]})],
            'b.terms.en: found "same", as in a',
            id="one term for two concepts",
        ),
        pytest.param([concept("a", gcm=[1])], 'unknown key "concepts.0..gcm"', id="unknown key"),
    ],
)
def test_a_thesaurus_that_is_wrong_is_refused_with_its_key(folder, concepts, message):
    with pytest.raises(CatalogError, match=message):
        folder(*concepts)


def test_a_term_may_stand_for_two_concepts_in_two_languages(folder):
    found = folder(concept("a", terms={"en": ["expulsion"]}), concept("b", terms={"fr": ["expulsion"]}))
    assert (found.get("a").preferred("en"), found.get("b").preferred("fr")) == ("expulsion", "expulsion")

"""Concepts found by what they are called."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.catalog.thesaurus import thesaurus
from stocktake.search.lookup import concepts


def ids(text: str) -> list[str]:
    return [one.id for one in concepts(thesaurus(), text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("remittances", "remittances"),
        ("Remittance", "remittances"),
        ("retour volontaire", "voluntary-return"),
        ("volontaire retour", "voluntary-return"),
        ("العودة الطوعية", "voluntary-return"),
        ("return", "return"),
    ],
)
def test_a_concept_called_just_so_stands_first(text, first):
    assert ids(text)[0] == first


def test_every_word_has_to_stand_in_one_term():
    assert "voluntary-return" in ids("return")
    assert set(ids("voluntary return")) <= set(ids("return"))
    assert ids("return remittances zzzz") == []


@pytest.mark.parametrize("text", ["", "the of", "   ", "()", "\0"])
def test_without_a_word_that_counts_nothing_is_found(text):
    assert ids(text) == []


@given(st.text(max_size=30))
@settings(max_examples=50, deadline=None)  # the first one opens the thesaurus
def test_any_text_is_answered_and_each_concept_stands_once(text):
    found = ids(text)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_every_concept_is_found_by_its_preferred_term(language):
    known = thesaurus()
    lost = [one.id for one in list(known)[::9] if one not in concepts(known, one.preferred(language))]
    assert lost == []

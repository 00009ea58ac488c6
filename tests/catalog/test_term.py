"""Advice on wording: the file that ships, and every way in which one can be wrong."""

import json
from importlib import resources

import pytest
import yaml

from stocktake.catalog import term
from stocktake.errors import CatalogError


def record_lines():
    pack = resources.files("stocktake") / "data" / "packs" / "dialogue-evidence" / "records.jsonl"
    return [json.loads(line) for line in pack.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def changed(tmp_path):
    """Give a function that reads the file that ships with a change."""

    def read(change):
        content = yaml.safe_load(term.FILE.read_text(encoding="utf-8"))
        change(content)
        path = tmp_path / "terms.yml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return term.read(path)

    return read


def test_advice_comes_in_six_languages_and_says_who_gives_it():
    found = term.advices()
    assert {language for one in found.advices for language in one.words} == {"en", "fr", "es", "ru", "ar", "zh"}
    assert all(found.authority(source) for one in found.advices for source in one.sources)


def test_every_source_is_used():
    found = term.advices()
    assert {one.id for one in found.sources} == {source for one in found.advices for source in one.sources}


def test_a_source_that_names_a_record_stands_where_the_record_does():
    records = {one["id"]: one for one in record_lines()}
    named = [one for one in term.advices().sources if one.record]
    assert len(named) == 5
    for one in named:
        (place,) = records[one.record]["locators"]
        assert (one.locator.document, one.locator.first_line, one.locator.last_line) == tuple(place.values())


def first(content):
    return content["advices"][0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: first(c).update(sources=["nobody"]), 'advices.illegal-migrant.sources: found "nobody"'),
        (lambda c: first(c).update(sources=[]), "advices.illegal-migrant.sources: found none"),
        (lambda c: first(c).update(strength="forbid"), "advices.0..strength"),
        (lambda c: first(c).update(resaon="x"), 'unknown key "advices.0..resaon"'),
        (lambda c: first(c)["words"].update(de=first(c)["words"]["en"]), 'words: found "de"'),
        (lambda c: first(c)["words"].update(en=[]), "words.en: found an empty entry"),
        (lambda c: first(c)["words"]["en"][0].update(prefer=""), "words.en: found an empty entry"),
        (lambda c: c["advices"].append(first(c)), '"illegal-migrant" twice'),
        (lambda c: c["advices"].append({**first(c), "id": "again"}), 'advices.again: found ".*", as in illegal-migrant'),
        (lambda c: c["mentions"].update(de=["das Wort"]), 'mentions: found "de"'),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_key(changed, change, message):
    with pytest.raises(CatalogError, match=message):
        changed(change)

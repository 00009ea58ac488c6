"""The reader's words and what it learned, read and refused."""

import gzip
import shutil

import pytest

from stocktake.catalog.area import areas
from stocktake.catalog.catalog import load
from stocktake.catalog.lexicon import FOLDER, LEARNED, learned_bytes, learned_from, lexicon
from stocktake.errors import CatalogError


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "reading")


def test_every_area_and_commitment_of_the_reader_is_known():
    words = lexicon()
    assert {place.area for place in words.places} | {actor.area for actor in words.actors if actor.area} <= {
        area.code for area in areas()
    }
    assert all(load().has_commitment(subject.commitment) for subject in words.subjects)


def test_no_name_of_an_actor_stands_twice():
    names = [name for actor in lexicon().actors for name in (actor.name, *actor.aliases)]
    assert sorted(names) == sorted(set(names))


def test_what_was_learned_is_small_and_holds_single_words():
    path = FOLDER / LEARNED
    content = path.read_bytes()
    learned = learned_from(content)
    assert len(content) < 1_500_000
    assert all(" " not in name.partition(":")[2] for scale in learned.types.values() for name in scale.weights)
    assert gzip.decompress(learned_bytes(learned)) == gzip.decompress(content), (
        "how it is packed depends on the version of Python"
    )


def test_without_a_learned_file_the_cues_decide(folder):
    (folder / LEARNED).unlink()
    assert lexicon(folder).learned.edition == "cues"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        pytest.param("cues.yml", "recommendation: 2.6", "advice: 2.6", 'cues.yml: cues.should: found "advice"', id="type"),
        pytest.param("cues.yml", '"should(?!', '"(should(?!', "cues.yml: cues.should.pattern", id="pattern"),
        pytest.param("objectives.yml", '"8.7"', "8.7", "objectives.sdg:8.7.words: found 8.7", id="a number for a word"),
        pytest.param("actors.csv", "IOM,intergovernmental", "IOM,body", 'line 2, kind: found "body"', id="kind"),
        pytest.param("places.csv", "Accra,GHA,city", "Accra,GHA", "too few or too many cells", id="cells"),
    ],
)
def test_a_wrong_word_is_named_with_its_file(folder, file, old, new, said):
    path = folder / file
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError, match=r"\w") as refused:
        lexicon(folder)
    assert said in str(refused.value)


def test_a_broken_learned_file_is_refused():
    with pytest.raises(CatalogError, match="make train"):
        learned_from(b"nothing")

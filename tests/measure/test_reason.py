"""Every reason has a sentence for readers and a line on the page that explains the method."""

from pathlib import Path

import pytest

from stocktake.measure.reason import CAUTIONS, NO_VERDICT, SENTENCES

PAGE = Path(__file__).parents[2] / "docs/reference/methods.md"


def test_a_reason_is_either_an_obstacle_or_a_caution():
    assert not NO_VERDICT.keys() & CAUTIONS.keys()


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_one(key):
    assert SENTENCES[key][0].isupper()
    assert SENTENCES[key].endswith(".")


@pytest.mark.parametrize("key", SENTENCES)
def test_the_page_on_methods_explains_it(key):
    assert f"`{key}`" in PAGE.read_text(encoding="utf-8")

"""Where a sentence ends."""

import pytest

from stocktake.extract.sentence import spans


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        pytest.param(
            "Some routes, ex. Libya, are closed. Others are not.",
            ["Some routes, ex. Libya, are closed.", "Others are not."],
            id="ex.",
        ),
        pytest.param("Some (ex. Libya) agreed.", ["Some (ex. Libya) agreed."], id="ex. in brackets"),
        pytest.param(
            "Mr. Sy of the U.S. Office spoke. All agreed.", ["Mr. Sy of the U.S. Office spoke.", "All agreed."], id="names"
        ),
        pytest.param("See the annex. Libya agreed.", ["See the annex.", "Libya agreed."], id="a word that only ends in ex"),
    ],
)
def test_an_abbreviation_ends_no_sentence(text, cut):
    assert [text[start:end] for start, end in spans(text)] == cut

"""Titles and summaries are our own words."""

from hypothesis import given
from hypothesis import strategies as st

from stocktake.extract.summary import COPIED, LONGEST, longest_copy, summary, title
from stocktake.model.record import Actor, StatedFigure

VOCABULARY = (
    "states",
    "should",
    "collect",
    "better",
    "figures",
    "about",
    "workers",
    "who",
    "moved",
    "abroad",
    "share",
    "data",
    "widely",
)
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=60)
TYPES = st.sampled_from(["practice", "need", "offer", "recommendation", "partnership", "figure", "term", "target", "event"])


@given(WORDS, TYPES, st.lists(st.floats(1, 1e9), max_size=3), st.integers(1, 20))
def test_a_summary_never_repeats_its_passage(words, type_, values, length):
    passage = " ".join(words)
    figures = [StatedFigure(value, "persons", "") for value in values]
    ours = summary(type_, passage, ["Data", "Skills"], " ".join(words[:length]), figures, ["Peru"])
    assert len(ours.split()) <= LONGEST
    assert longest_copy(ours, passage) <= COPIED


def test_a_title_is_the_proper_name_of_the_thing_where_it_has_one():
    assert (
        title("practice", "In 2011 the city opened the Valley Centre for Newcomers near it.", "Data", ())
        == "Valley Centre for Newcomers"
    )


def test_a_title_without_a_proper_name_says_kind_subject_and_actor():
    assert title("need", "They lack figures.", "Data", (Actor("IOM", "intergovernmental"),)) == "Need on data (IOM)"

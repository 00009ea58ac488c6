"""Totals by Open SDG are those that `open_sdg.aggregate` gave; goes with that function."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.catalog.method import method
from stocktake.measure import open_sdg, total
from total_factory import grouped, open_sdg_scheme, verdict_table

KEYS = ["target_achieved", "on_track", "limited_progress", "deterioration"]
rows = st.lists(
    st.tuples(st.sampled_from("abcdefghijkl"), st.sampled_from(KEYS), st.none() | st.integers(-20, 20).map(lambda n: n / 4)),
    min_size=1,
    max_size=60,
)


@settings(max_examples=3, deadline=None)
@given(rows)
def test_totals_are_those_of_aggregate(found):
    named = [(f"{group}{n}", group, key, score) for n, (group, key, score) in enumerate(found)]
    judged = verdict_table(
        [
            {"ref_area": name, "series": group, "class_key": None if score is None else key, "score": score}
            for name, group, key, score in named
        ]
    )
    groups = grouped(
        **{group: " ".join(name for name, of, _, _ in named if of == group) for group in {group for _, group, _, _ in named}}
    )
    before = {row["series"]: row for row in open_sdg.aggregate(judged, ["series"], method("open-sdg")).to_pyarrow().to_pylist()}
    after = total.total(judged, groups, open_sdg_scheme(), total.Coverage(0, 0), over="ref_area").to_pyarrow().to_pylist()
    assert len(before) == len(after)
    for row in after:
        same = before[row["group"]]
        assert (row["class_key"], row["standing"], row["having"]) == (same["class_key"], same["standing"], same["judged"])
        assert row["score"] == (None if same["score"] is None else pytest.approx(same["score"]))

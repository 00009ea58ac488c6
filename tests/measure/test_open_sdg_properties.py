"""What must not matter to the Open SDG measure, and what must always hold. Each example judges a whole table at once."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import indicator, judged, open_sdg_method, rows, table
from stocktake.measure import assessment, series, terms

values = st.floats(0.1, 1000)
spans = st.dictionaries(st.integers(2010, 2026), values, min_size=1, max_size=8)
facts = st.fixed_dictionaries(
    {"direction": st.sampled_from(["up", "down"]), "target": st.none() | values, "limit": st.none() | st.just(1000.0)}
)
cases = st.lists(st.tuples(spans, facts), min_size=1, max_size=40).map(
    lambda found: {f"c{n}": one for n, one in enumerate(found)}
)
few = settings(max_examples=6, deadline=None)


def scaled(case, by):
    span, fact = case
    longer = {name: fact[name] and fact[name] * by for name in ("target", "limit")}
    return {year: value * by for year, value in span.items()}, fact | longer


@few
@given(cases, st.sampled_from([0.125, 0.5, 8.0, 1024.0]))
def test_the_unit_does_not_matter(found, by):
    """Powers of two, so that scaling changes no digit and no value slips over an edge."""
    result = judged(found | {f"{name} scaled": scaled(case, by) for name, case in found.items()})
    for name in found:
        before, after = result[name], result[f"{name} scaled"]
        assert after["statistic"] == pytest.approx(before["statistic"])
        assert after["score"] == pytest.approx(before["score"])
        assert (after["class_key"], after["reason_key"]) == (before["class_key"], before["reason_key"])


@few
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(found, chance):
    seen = [
        one for name, (span, _) in found.items() for one in rows(span, indicator=name) + rows(span, indicator=name, vintage="2")
    ]
    shuffled = random.Random(chance.random()).sample(seen, len(seen))
    known = terms.table(indicator(name, **fact) for name, (_, fact) in found.items())
    before, after = (
        assessment.assess(series.prepare(table(some), known, 2026), [open_sdg_method()]).order_by("indicator").to_pyarrow()
        for some in (seen, shuffled)
    )
    assert before.equals(after)


@few
@given(cases)
def test_growing_at_the_rate_found_gives_the_last_value_back(found):
    for row in judged(found).values():
        if row["rate"] is not None:
            grown = row["first_value"] * (1 + row["rate"]) ** (row["last_year"] - row["first_year"])
            assert grown == pytest.approx(row["last_value"])


def on_path(start, goal, year):
    """Return the series that stands in `year` where the needed rate leads."""
    direction = "up" if goal > start else "down"
    return {2015: start, year: start * (goal / start) ** ((year - 2015) / 15)}, {"target": goal, "direction": direction}


@few
@given(st.lists(st.tuples(values, values, st.integers(2016, 2026)), min_size=1, max_size=40))
def test_a_series_on_the_path_it_needs_has_the_ratio_one(found):
    far = [one for one in found if abs(one[1] / one[0] - 1) > 0.01]
    for row in judged({f"c{n}": on_path(*one) for n, one in enumerate(far)}).values():
        assert row["statistic"] == pytest.approx(1)
        assert row["class_key"] == "on_track"


@few
@given(cases)
def test_every_series_gets_one_verdict_and_its_score_lies_in_the_range_of_its_class(found):
    result = judged(found)
    assert result.keys() == found.keys()
    for row in result.values():
        assert (row["class_key"] is None) == (row["score"] is None)
        assert row["class_key"] != "on_track" or 2.5 <= row["score"] <= 5
        assert row["class_key"] not in ("deterioration", "moved_away") or -5 <= row["score"] < -2.4999

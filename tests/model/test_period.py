"""Periods of every kind a reader gives out have a place in time."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.model.period import frequency, parse, to_sdmx
from stocktake.sources import cells


@pytest.mark.parametrize(
    ("text", "first", "last", "freq"),
    [
        ("2024", (2024, 1), (2024, 12), "A"),
        ("2024-S2", (2024, 7), (2024, 12), "S"),
        ("2024-T2", (2024, 5), (2024, 8), "T"),
        ("2024-Q4", (2024, 10), (2024, 12), "Q"),
        ("2024-02", (2024, 2), (2024, 2), "M"),
        ("2024-W05", (2024, 1), (2024, 2), "W"),
        ("2024-02-29", (2024, 2), (2024, 2), "D"),
        ("2024-D366", (2024, 12), (2024, 12), "D"),
        ("2020/2024", (2020, 1), (2024, 12), "_O"),
        ("2020-03-05/P10D", (2020, 3), (2020, 3), "_O"),
        ("2020-03-05/P2M", (2020, 3), (2020, 5), "_O"),
        ("2020-07-01/P1Y", (2020, 7), (2021, 6), "_O"),
    ],
)
def test_a_period_reaches_from_its_first_month_to_its_last(text, first, last, freq):
    found = parse(text)
    assert (divmod(found.first_month, 12), divmod(found.last_month, 12)) == ((first[0], first[1] - 1), (last[0], last[1] - 1))
    assert frequency(text) == freq


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13", "2023-02-29", "2024-W54", "2023-D366", "2024-01-01/P", "2024/2020", "9999-12-31/P9Y"]
)
def test_what_is_no_period_is_told_with_what_is_one(text):
    with pytest.raises(ValueError, match="is not a time period: write 2024"):
        parse(text)


PERIODS = st.one_of(
    st.dates().map(str),
    st.integers(1900, 2100).map(str),
    st.from_regex(
        r"(19|20)\d\d-(Q[1-4]|S[12]|T[1-3]|M(0[1-9]|1[0-2])|W(0[1-9]|[1-4]\d|5[0-2])|D(00[1-9]|[12]\d\d))", fullmatch=True
    ),
    st.builds(
        "{}/P{}{}".format,
        st.dates(max_value=date(2900, 1, 1)),
        st.integers(1, 400),
        st.sampled_from("YMWD"),
    ),
    st.builds("{}/{}".format, st.integers(1900, 1999), st.integers(2000, 2100)),
)


@given(PERIODS)
def test_whatever_a_reader_takes_for_a_period_is_one_to_the_model_and_comes_back_from_sdmx(text):
    found = cells.period(text)
    if found is not None:
        parse(found)
        assert frequency(found)
        assert cells.period(to_sdmx(found)) == found

"""Cells as publishers write them."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stocktake.catalog.area import areas
from stocktake.sources import cells


def column(*texts):
    return pa.chunked_array([list(texts)], pa.string())


@pytest.mark.parametrize(
    ("text", "value", "status", "comment"),
    [
        ("12", 12.0, "A", ""),
        (" 1,873.51 ", 1873.51, "A", ""),
        ("-3", -3.0, "A", ""),
        ("2.5e3", 2500.0, "A", ""),
        ("", None, "O", ""),
        ("..", None, "O", ""),
        ("<2.5", None, "X", "published as <2.5"),
        (">95", None, "X", "published as >95"),
        ("< 1,000", None, "X", "published as < 1,000"),
        ("1e999", None, "O", "published as 1e999"),
        ("nan", None, "O", "published as nan"),
        ("1,2,3", None, "O", "published as 1,2,3"),
        ("٣", None, "O", "published as ٣"),
    ],
)
def test_a_figure(text, value, status, comment):
    found = cells.numbers(column(text), [".."])
    assert (found.values.to_pylist(), found.status.to_pylist(), found.comment.to_pylist()) == ([value], [status], [comment])


def test_what_is_no_figure_is_counted():
    found = cells.numbers(column("n/a", "1", "n/a", "soon", ".."), [".."], "stock")
    assert [str(one) for one in found.issues] == ['stock: "n/a" is not a number, 2 times', 'stock: "soon" is not a number']


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=20))
def test_a_number_written_out_comes_back(values):
    assert cells.numbers(column(*(repr(one) for one in values)), []).values.to_pylist() == values


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_none(text):
    found = cells.period(text)
    assert found is None or found[:4].isdecimal()


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2020-A1", "2020"),
        ("2020-S2", "2020-S2"),
        ("2020-T3", "2020-T3"),
        ("2020-Q1", "2020-Q1"),
        ("2020-M01", "2020-01"),
        ("2020-W53", "2020-W53"),
        ("2020-D366", "2020-D366"),
        ("2020-02-29", "2020-02-29"),
        ("2020-01-05T10:30:00", "2020-01-05"),
        ("2020-01-01/P1Y", "2020"),
        ("2020-01-01T00:00:00/P12M", "2020"),
        ("2020/P1Y", "2020"),
        ("2020-01-01/P5Y", "2020/2024"),
        ("2020-07-01/P6M", "2020-S2"),
        ("2020-04/P3M", "2020-Q2"),
        ("2020-02-01/P1M", "2020-02"),
        ("2020-02-01/P3M", "2020-02-01/P3M"),
        ("2020-07-01/P1Y", "2020-07-01/P1Y"),
        ("2020-03-05/P1D", "2020-03-05"),
        ("2020-03-05/P10D", "2020-03-05/P10D"),
    ],
)
def test_a_period_of_sdmx(text, period):
    assert cells.period(text) == period


@pytest.mark.parametrize(
    "text",
    [
        *("", "2017.5", "2013 Q5", "2002/04", "2013-2005", "20", "Q1 2013", "2020-W54", "2020-S3", "2020-D000", "2020-13-01"),
        *("2020-02-30", "2020-00-01/P1Y", "2020-02-30/P1M", "2020-01-01/P0Y", "2020-01-01/P99Z", "9999-01-01/P9Y"),
    ],
)
def test_what_is_no_period(text):
    assert cells.period(text) is None


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("m49", "404", "KEN"),
        ("m49", "4", "AFG"),
        ("m49", "4.0", "AFG"),
        ("m49", "202", "202"),
        ("iso3", "KEN", "KEN"),
        ("iso2", "NA", "NAM"),
        ("name", "Türkiye", "TUR"),
        ("name", "Congo", "x:Congo"),
        ("iso3", "UNK", "x:UNK"),
        ("iso2", "XX", "x:XX"),
    ],
)
def test_an_area(kind, text, code):
    codes, issues = cells.Places(areas(), kind, {}, "x").codes(column(text))
    assert codes.to_pylist() == [code]
    assert bool(issues) == code.startswith("x:")


def test_a_code_of_the_publishers_own_comes_first():
    codes, issues = cells.Places(areas(), "iso2", {"EL": "GRC", "UK": "GBR"}, "eurostat").codes(column("EL", "UK", "DE"))
    assert (codes.to_pylist(), issues) == (["GRC", "GBR", "DEU"], ())

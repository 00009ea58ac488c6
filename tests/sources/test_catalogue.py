"""What readers give out is known to the catalogue, so that a review can show it: every indicator, and every series of our own."""

import pytest
from pyarrow import csv

from stocktake.catalog import indicator
from stocktake.catalog.indicator import NAME
from stocktake.sources import about

KNOWN = indicator.indicators()
FORMATS = ("hxl", "sdmx", "stocktake-template")
"""Sources whose files come from anybody and name whatever they like."""
UNNAMED = {("eurostat-migration", "eurostat-migr-demo")}
"""A table that the reader reads without being told its name: the id is made of it."""


def is_format(source):
    return source.startswith(FORMATS)


def is_of_the_sdgs(name):
    return name[0].isdigit()


def given_out(source):
    """Return each indicator, series and unit of the rows that are expected of a source's sample."""
    table = csv.read_csv(about.folder(source) / "expected.csv", parse_options=csv.ParseOptions(newlines_in_values=True))
    rows = table.select(["indicator", "series", "unit_measure"]).to_pylist()
    return {(str(one["indicator"]), one["series"], one["unit_measure"]) for one in rows}


@pytest.mark.parametrize("source", [one for one in about.known() if not is_format(one)])
def test_every_indicator_that_a_sample_gives_is_in_the_catalogue(source):
    strange = {name for name, _, _ in given_out(source) if name not in KNOWN and not is_of_the_sdgs(name)}
    assert {(source, name) for name in strange} <= UNNAMED


@pytest.mark.parametrize("source", [one for one in about.known() if not is_format(one)])
def test_every_indicator_that_a_reader_is_told_of_is_in_the_catalogue(source):
    told = {facts["indicator"] for facts in about.about(source).series.values() if "indicator" in facts}
    assert {name for name in told if NAME.fullmatch(name)} <= set(KNOWN)


def test_every_series_of_a_treaty_is_in_the_catalogue():
    treaties = [
        name.replace("_", "-") for name, facts in about.about("un-treaty-ratifications").series.items() if "title" in facts
    ]
    assert len(treaties) == 17
    assert {f"treaty-{name}{end}" for name in treaties for end in ("", "-year")} <= set(KNOWN)


@pytest.mark.parametrize("source", [one for one in about.known() if not is_format(one)])
def test_series_for_context_have_the_code_of_the_catalogue_and_a_title(source):
    for name, series, unit in given_out(source):
        if name in KNOWN and KNOWN[name].role == "context":
            codes = {one.code: one.unit_measure for one in KNOWN[name].series}
            assert series in codes
            assert unit in (codes[series], "CASES")  # some countries count cases of asylum in place of people

"""Every source: its sample reads to the rows that are expected, and its facts hold together. A new source needs no test of its own for that."""

import pytest
from pyarrow import csv

from stocktake.sources import about, cells, settling
from stocktake.tables import schema

SOURCES = about.known()


def reading(source):
    facts = about.about(source)
    return settling.settled(about.reader(source).read(about.sample(source), facts), facts, "2026-11-21")


def expected(source):
    return csv.read_csv(
        about.folder(source) / "expected.csv",
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types=schema.SCHEMA, strings_can_be_null=False, null_values=[""]),
    )


@pytest.mark.parametrize("source", SOURCES)
def test_the_sample_gives_the_rows_that_are_expected(source):
    assert schema.in_order(reading(source).table).to_pylist() == expected(source).to_pylist()


@pytest.mark.parametrize("source", SOURCES)
def test_every_row_is_taken_in_or_left_out_by_a_rule_that_is_told(source):
    found, facts = reading(source), about.about(source)
    assert found.left_out.keys() <= facts.left_out.keys()
    assert all(count > 0 for count in found.left_out.values())
    assert found.rows >= sum(found.left_out.values())


@pytest.mark.parametrize("source", SOURCES)
def test_status_and_value_fit_together(source):
    for row in reading(source).table.to_pylist():
        assert (row["obs_value"] is None) == (row["obs_status"] in (cells.MISSING, cells.CENSORED, "L", "M", "Q", "H")), row


@pytest.mark.parametrize("source", SOURCES)
def test_it_says_who_published_it_on_which_terms(source):
    facts = about.about(source)
    assert all((facts.title, facts.publisher, facts.url, facts.licence, facts.citation, facts.files))


@pytest.mark.parametrize("source", SOURCES)
def test_rows_name_the_source_and_where_they_stand(source):
    for row in reading(source).table.select(["source", "locator", "indicator", "unit_measure"]).to_pylist():
        assert row["source"].startswith(source)
        assert row["locator"]
        assert row["indicator"]
        assert row["unit_measure"]


def test_an_unknown_source_is_told_with_the_known_ones():
    with pytest.raises(Exception, match=r'no source "nowhere"; there are .*undesa-migrant-stock'):
        about.about("nowhere")

"""Code lists: CSV files of codes and labels."""

import csv
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stocktake.catalog import codelist
from stocktake.errors import CatalogError
from stocktake.model.provenance import Verification

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
HEADER = "code,label,source,verification\n"
cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=8)


def test_every_list_is_read_but_the_tables_of_areas():
    found = set(codelist.codelists())
    assert found >= {
        "age",
        "disability",
        "disaggregation",
        "migratory_status",
        "obs_status",
        "policy_domain",
        "sex",
        "unit_measure",
    }
    assert not any(name.startswith("area") for name in found)


@pytest.mark.parametrize(
    ("name", "code", "label"),
    [
        ("unit_measure", "PT", "per cent"),
        ("unit_measure", "PS", "people"),
        ("sex", "F", "female"),
        ("age", "Y0T4", "under 5"),
        ("obs_status", "E", "estimated"),
        ("policy_domain", "PD_2", "whole-of-government, evidence-based policies"),
        ("migratory_status", "MS_MIGRANT", "migrants"),
        ("disaggregation", "counterpart_area", "country at the other end"),
    ],
)
def test_a_code_has_a_label(name, code, label):
    assert codelist.codelist(name)[code] == label


@pytest.mark.parametrize("name", ["age", "disability", "migratory_status", "policy_domain", "sex"])
def test_every_dimension_has_a_total(name):
    assert "_T" in codelist.codelist(name)


def test_codes_of_migratory_status_and_policy_domain_equal_the_reference():
    if not REFERENCE.exists():
        pytest.skip("the reference tables are not beside the project")
    reference = yaml.safe_load((REFERENCE / "sdg_migration.yaml").read_text(encoding="utf-8"))
    domains = {code: name for code, name in reference["policy_domain_codes"].items() if code != "note"}
    assert codelist.codelist("policy_domain") == domains
    assert set(codelist.codelist("migratory_status")) == set(reference["migratory_status_codes"]["dimension_values"])


def test_an_unknown_list_is_an_error_that_names_those_there_are():
    with pytest.raises(CatalogError, match=r'no code list "colour"; there are age, disability, .*unit_measure'):
        codelist.codelist("colour")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", r"x\.csv: line 1: found nothing, expected code,label,source,verification; write", id="empty"),
        pytest.param("code,name\nA,a\n", r"line 1: found code,name, expected code,label,source,verification", id="other columns"),
        pytest.param(HEADER + "A,a,us\n", r"line 2: found A,a,us, expected four cells, none empty", id="a cell too few"),
        pytest.param(HEADER + "A,a, b,us,seen\n", r"line 2: found .*; quote a label that has a comma", id="a comma too many"),
        pytest.param(HEADER + "A,,us,seen\n", r"line 2: .* none empty", id="no label"),
        pytest.param(HEADER + "A,a,us,seen\n\n", r"line 3: found nothing", id="blank line"),
        pytest.param(
            HEADER + "A,a,us,sure\n", r'line 2, verification: found "sure", expected one of seen, seen_in_part', id="status"
        ),
        pytest.param(HEADER + "A,a,us,seen\nA,b,us,seen\n", r'code: found "A" twice, expected each code once', id="code twice"),
    ],
)
def test_a_broken_list_is_an_error_that_names_the_line(tmp_path, text, expected):
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=expected):
        codelist.codes(tmp_path / "x.csv")


@given(st.dictionaries(cells, cells, max_size=5))
def test_what_is_written_is_read_back_in_order(tmp_path_factory, labels):
    path = tmp_path_factory.mktemp("lists") / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(codelist.COLUMNS)
        writer.writerows([code, label, "us", "editorial"] for code, label in labels.items())
    read = codelist.codes(path)
    assert [(one.code, one.label) for one in read] == list(labels.items())
    assert all(one.verification == Verification("editorial") for one in read)

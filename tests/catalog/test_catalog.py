"""All facts together: lookups, and ids that point nowhere."""

import shutil
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stocktake.catalog import catalog, codelist, framework, indicator, method
from stocktake.catalog.folder import DATA, natural
from stocktake.errors import CatalogError

FACTS = catalog.load()


def test_the_facts_that_come_with_stocktake_fit_together():
    assert set(FACTS.frameworks) >= {"gcm", "mgi", "migof", "sdg"}
    assert len(FACTS.indicators) >= 23 + 39
    assert "open-sdg" in FACTS.methods


def test_a_commitment_is_found_by_its_id():
    assert FACTS.commitment("gcm:20").name == "Remittances"


def test_reviews_tell_of_all_indicators_but_those_others_are_worked_out_from():
    inputs = {"population", "births", "deaths"}
    assert set(FACTS.told) == set(FACTS.indicators) - inputs
    assert [
        one for id_ in inputs for one in (*FACTS.indicators[id_].commitments, *FACTS.indicators[id_].editorial_commitments)
    ] == []


@pytest.mark.parametrize("id_", ["gcm:24", "gcm", "", "nowhere:1", "20"])
def test_a_commitment_that_does_not_exist_is_an_error(id_):
    assert not FACTS.has_commitment(id_)
    with pytest.raises(
        CatalogError, match=rf'no framework has the commitment "{id_}"; there are gcm:1 to gcm:43, mgi:1 to mgi:6'
    ):
        FACTS.commitment(id_)


def test_monitoring_indicators_come_first_and_official_links_before_editorial_ones():
    found = FACTS.indicators_of("sdg:10.c")
    assert found[0].id == "10.c.1"
    assert {one.role for one in found[1:]} == {"context"}


@given(st.sampled_from([one.id for each in FACTS.frameworks.values() for one in each.commitments]))
def test_the_indicators_of_a_commitment_are_all_that_serve_it_in_order(id_):
    found = FACTS.indicators_of(id_)
    assert {one.id for one in found} == {one.id for one in FACTS.indicators.values() if one.serves(id_)}
    assert [one.role for one in found] == sorted((one.role for one in found), reverse=True)
    official = [id_ in one.commitments for one in found if one.role == "monitoring"]
    assert official == sorted(official, reverse=True)


def test_every_objective_of_the_compact_but_few_has_a_monitoring_indicator():
    """Procedures, detention, consulates and discrimination: no SDG indicator was found to bear on them."""
    without = {
        one.number
        for one in FACTS.frameworks["gcm"].of_kind("objective")
        if not any(each.role == "monitoring" for each in FACTS.indicators_of(one.id))
    }
    assert without <= {"12", "13", "14", "17"}


def test_loading_is_quick():
    """Time of the processor, so that a busy machine does not fail it; the best of three tries."""
    assert min(_seconds_to_load() for _ in range(3)) < 0.15


def _seconds_to_load() -> float:
    for cached in (catalog.load, framework.frameworks, indicator.indicators, method.methods, codelist.codelists):
        cached.cache_clear()
    start = time.process_time()
    catalog.load()
    return time.process_time() - start


@pytest.fixture
def changed(tmp_path):
    """Return a function that loads a copy of the facts with some keys of one file changed."""

    def load(file, **changes):
        shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("packs", "area*"))
        path = tmp_path / "data" / file
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        path.write_text(yaml.safe_dump({**content, **changes}), encoding="utf-8")
        return catalog.load(tmp_path / "data")

    return load


SERIES = {"code": "A", "title": "A", "verification": {"status": "seen"}}
DIMENSION = {"id": "mgi:1", "kind": "dimension", "number": "1", "title": "One", "verification": {"status": "seen"}}


@pytest.mark.parametrize(
    ("file", "changes", "expected"),
    [
        pytest.param(
            "indicators/10.c.1.yml",
            {"commitments": ["sdg:10.x"]},
            r'10\.c\.1\.yml: commitments: found "sdg:10\.x", expected the id of a commitment, as gcm:1 to gcm:43, .*; correct it',
            id="commitment",
        ),
        pytest.param(
            "indicators/10.c.1.yml",
            {"editorial_commitments": ["gcm:24"]},
            r'10\.c\.1\.yml: editorial_commitments: found "gcm:24"',
            id="editorial commitment",
        ),
        pytest.param(
            "indicators/13.1.1.yml",
            {"same_as": "1.5.1"},
            r'13\.1\.1\.yml: same_as: found "1\.5\.1", expected another',
            id="same_as",
        ),
        pytest.param(
            "indicators/13.1.1.yml", {"same_as": "13.1.1"}, r'same_as: found "13\.1\.1", expected another', id="same as itself"
        ),
        pytest.param(
            "indicators/13.1.1.yml", {"same_as": "10.c.1"}, r"that keeps the same series itself; name the one", id="other series"
        ),
        pytest.param(
            "indicators/5.2.2.yml",
            {"unit_measure": "BUSHEL"},
            r'5\.2\.2\.yml: unit_measure: found "BUSHEL", expected a code of unit_measure\.csv; correct it, or add a line',
            id="unit",
        ),
        pytest.param(
            "indicators/10.c.1.yml",
            {"series": [{**SERIES, "unit_measure": "PT"}, {**SERIES, "code": "B", "unit_measure": "BUSHEL"}]},
            r'series B, unit_measure: found "BUSHEL"',
            id="unit of a series",
        ),
        pytest.param(
            "indicators/10.c.1.yml",
            {"disaggregations": ["sex", "mood"]},
            r'disaggregations: found "mood", expected a code of disaggregation\.csv',
            id="disaggregation",
        ),
        pytest.param(
            "frameworks/mgi.yml",
            {"commitments": [{**DIMENSION, "links": {"migof": "migof:p9"}}]},
            r'mgi\.yml: mgi:1\.links\.migof: found "migof:p9", expected the id of a commitment',
            id="link between frameworks",
        ),
    ],
)
def test_an_id_that_points_nowhere_is_an_error_that_names_file_and_key(changed, file, changes, expected):
    with pytest.raises(CatalogError, match=expected) as caught:
        changed(file, **changes)
    assert "\n" not in str(caught.value)


@given(st.lists(st.integers(0, 200), unique=True))
def test_numbers_in_names_sort_as_numbers(numbers):
    names = [f"sdg:{number}.1" for number in numbers]
    assert sorted(names, key=natural) == [f"sdg:{number}.1" for number in sorted(numbers)]


@given(st.text("ab01.:-", max_size=6), st.text("ab01.:-", max_size=6))
def test_two_names_share_a_sort_key_only_if_they_are_one(first, second):
    assert (natural(first) == natural(second)) is (first == second)

"""Frameworks: what stands in the built-in ones, and what a file may not say."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from stocktake.catalog import framework
from stocktake.catalog.folder import natural
from stocktake.errors import CatalogError

SHARED = Path(__file__).parents[2].parent / "shared"


def reference(name: str):
    if not (SHARED / "reference").exists():
        pytest.skip("the reference tables are not beside the project")
    return yaml.safe_load((SHARED / "reference" / name).read_text(encoding="utf-8"))


def commitments(id_: str):
    return {one.number: one for one in framework.frameworks()[id_].commitments}


@pytest.mark.parametrize(
    ("id_", "kind", "count"),
    [
        ("gcm", "objective", 23),
        ("gcm", "principle", 10),
        ("gcm", "mechanism", 1),
        ("sdg", "target", 44),
        ("migof", "principle", 3),
        ("migof", "objective", 3),
        ("mgi", "dimension", 6),
    ],
)
def test_a_framework_has_all_its_commitments(id_, kind, count):
    assert len(framework.frameworks()[id_].of_kind(kind)) == count


def test_the_objectives_of_the_compact_equal_the_reference():
    found = commitments("gcm")
    for row in reference("gcm.yaml")["objectives"]:
        one = found[str(row["number"])]
        assert (one.title, one.short_title, one.paragraph) == (row["official_title"], row["short_title"], str(row["paragraph"]))
        assert one.links["imrf_round_table"] == str(row["imrf_round_table"])
        assert (one.verification.status == "seen") is (row["verification"] == "seen")


def test_objective_n_is_paragraph_n_plus_16():
    for one in framework.frameworks()["gcm"].of_kind("objective"):
        assert int(one.paragraph) == int(one.number) + 16


def test_titles_not_read_in_the_resolution_say_so():
    found = commitments("gcm")
    for number in ("9", "10", "11"):
        assert found[number].verification.status == "secondary"
        assert "the resolution's own text was not read" in found[number].verification.note


def test_the_principles_equal_the_reference():
    found = commitments("gcm")
    for row in reference("gcm.yaml")["guiding_principles"]:
        one = found[row["letter"]]
        assert (one.title, one.kind, one.paragraph) == (row["name"], "principle", "15")
        assert (one.verification.status == "seen") is (row["verification"] == "seen")


def test_paragraph_43_has_its_three_parts():
    parts = commitments("gcm")["43"].parts
    rows = reference("gcm.yaml")["capacity_building_mechanism"]["parts"]
    assert [(part.key, part.name, list(part.points)) for part in parts] == [(r["key"], r["name"], r["functions"]) for r in rows]
    assert not any(part.verification.is_sure for part in parts)


def test_the_round_tables_of_the_forum_equal_the_reference():
    facts = {fact.key: fact for fact in framework.frameworks()["gcm"].facts}
    for row in reference("gcm.yaml")["review"]["round_tables"]:
        fact = facts[f"round_table_{row['number']}"]
        *most, last = row["objectives"]
        assert fact.text.endswith(f"takes up objectives {', '.join(map(str, most))} and {last}")
        assert fact.verification.status == ("seen" if row["verification"] == "seen" else "not_seen")


def test_an_objective_says_how_sure_its_round_table_is():
    found = commitments("gcm")
    assert found["2"].links["imrf_round_table_verification"] == "seen"
    assert found["20"].links["imrf_round_table_verification"] == "not_seen"


def test_the_migration_related_targets_equal_the_reference():
    found = {number: one.title for number, one in commitments("sdg").items() if one.links["role"] == "migration_related"}
    assert found == reference("sdg_migration.yaml")["targets"]


def test_targets_stand_in_natural_order():
    ids = [one.id for one in framework.frameworks()["sdg"].commitments]
    assert all(natural(first) < natural(second) for first, second in pairwise(ids))
    assert ids.index("sdg:3.d") < ids.index("sdg:4.1") < ids.index("sdg:10.2")


def test_targets_that_only_records_refer_to_are_marked_as_not_verified():
    others = [one for one in commitments("sdg").values() if one.links["role"] == "referred_to"]
    assert len(others) == 28
    assert all(one.verification.status == "not_seen" and one.verification.note for one in others)


def test_every_target_and_objective_a_record_refers_to_is_there():
    if not (SHARED / "evidence").exists():
        pytest.skip("the evidence records are not beside the project")
    lines = [line for path in (SHARED / "evidence").glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    for record in map(json.loads, lines):
        assert set(record["sdg"]) <= set(commitments("sdg"))
        assert set(map(str, record["gcm"])) <= set(commitments("gcm"))


def test_the_framework_and_its_indicators_equal_the_reference():
    rows = reference("migof_mgi.yaml")
    names = [row["name"] for row in (*rows["migof"]["principles"], *rows["migof"]["objectives"])]
    assert [one.title for one in framework.frameworks()["migof"].commitments] == names
    for row in rows["mgi"]["dimensions"]:
        one = commitments("mgi")[str(row["number"])]
        assert (one.title, one.links["key"]) == (row["name"], row["key"])
        assert [part.name.casefold() for part in one.parts] == [topic.casefold() for topic in row["topics"]]
        assert one.links["sdg_10_7_2_domain"] == f"PD_{row['sdg_10_7_2_domain']}"
        kind, number = row["migof"].split()
        assert one.links["migof"] == f"migof:{kind[0]}{number}"


def test_the_governance_indicators_say_that_they_must_not_rank_countries():
    assert "The indicators must not rank countries." in framework.frameworks()["mgi"].rules


def test_the_four_words_nobody_found_are_marked_as_such():
    facts = {fact.key: fact for fact in framework.frameworks()["mgi"].facts}
    assert facts["presentation_levels"].verification.status == "not_seen"


def test_a_dimension_is_only_sure_where_all_its_topics_are():
    for one in framework.frameworks()["mgi"].commitments:
        assert one.verification.is_sure is all(part.verification.is_sure for part in one.parts)


GOOD = {
    "title": "A pact",
    "short_title": "Pact",
    "publisher": "us",
    "instrument": "paper",
    "legal_nature": "none",
    "sources": [{"id": "a", "title": "A", "publisher": "us"}],
    "commitments": [{"id": "pact:1", "kind": "objective", "number": "1", "title": "One", "verification": {"status": "seen"}}],
}
ONE = GOOD["commitments"][0]
PART = {"key": "p", "name": "P", "verification": {"status": "seen"}}


def read(folder, content, name="pact.yml"):
    (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
    return framework.read(folder / name)


def test_the_id_of_a_framework_is_the_name_of_its_file(tmp_path):
    assert read(tmp_path, GOOD).id == "pact"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"commitments": [{**ONE, "id": "gcm:1"}]}, r'commitments\[0\]\.id: found "gcm:1", expected "pact:1"', id="prefix"
        ),
        pytest.param(
            {"commitments": [{**ONE, "number": "2"}]}, r'found "pact:1", expected "pact:2"; correct the id', id="number"
        ),
        pytest.param({"commitments": [ONE, ONE]}, r'commitments\.id: found "pact:1" twice, expected each one once', id="twice"),
        pytest.param({"commitments": [{**ONE, "parts": [PART, PART]}]}, r'pact:1\.parts\.key: found "p" twice', id="part twice"),
        pytest.param({"sources": GOOD["sources"] * 2}, r'sources\.id: found "a" twice', id="source twice"),
        pytest.param(
            {"facts": [{"key": "k", "text": "t", "verification": {"status": "seen"}}] * 2},
            r'facts\.key: found "k" twice',
            id="fact",
        ),
        pytest.param({"commitments": [{**ONE, "kind": "wish"}]}, r"commitments\[0\]\.kind: invalid enum value 'wish'", id="kind"),
        pytest.param({"commitments": [{**ONE, "verification": {"status": "sure"}}]}, r"invalid enum value 'sure'", id="status"),
        pytest.param({"commitments": [{**ONE, "titel": "One"}]}, r'unknown key "commitments\[0\]\.titel"', id="misspelt"),
        pytest.param({"id": "pact"}, r'the key "id" is given from outside', id="id written"),
    ],
)
def test_a_broken_framework_is_an_error_that_names_file_and_key(tmp_path, changes, expected):
    with pytest.raises(CatalogError, match=rf"pact\.yml: .*{expected}|pact\.yml: {expected}"):
        read(tmp_path, {**GOOD, **changes})


def test_a_file_name_that_is_no_id_is_an_error(tmp_path):
    with pytest.raises(CatalogError, match=r'My-Pact\.yml: file name: found "My-Pact", expected small letters and digits'):
        read(tmp_path, GOOD, "My-Pact.yml")


def test_a_folder_without_files_is_an_error(tmp_path):
    with pytest.raises(CatalogError, match=r"found no file, expected \*\.yml; check the path"):
        framework.frameworks(tmp_path)

"""The packs that come with stocktake: every fact of the tables they were made from, and nothing else."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from stocktake.catalog import area, catalog
from stocktake.model import period
from stocktake.model.observation import SERIES_KEY
from stocktake.model.record import Record
from stocktake.sources import pack

SHARED = Path(__file__).parents[3] / "shared"
needs_reference = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the tables the packs were made from do not lie beside the project"
)
PACKS = {path.name: pack.read(path) for path in pack.builtin()}
FIGURES = [name for name, one in PACKS.items() if one.figures is not None]


def test_three_packs_come_with_stocktake():
    assert {name: one.kind for name, one in PACKS.items()} == {
        "country-figures": "figures",
        "dialogue-evidence": "records",
        "headline-figures": "figures",
    }


@pytest.mark.parametrize("name", PACKS)
def test_a_built_in_pack_names_only_what_the_catalog_knows(name):
    facts = catalog.load()
    commitments = {one.id for framework in facts.frameworks.values() for one in framework.commitments}
    pack.check(PACKS[name], facts.indicators, area.areas(), commitments, facts.codelists["unit_measure"])


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("column", ["sex", "age", "obs_status"])
def test_a_built_in_pack_uses_the_code_lists(name, column):
    assert set(PACKS[name].figures[column].to_pylist()) <= catalog.load().codelists[column].keys()


@pytest.mark.parametrize("name", FIGURES)
def test_one_series_has_one_unit(name):
    units = PACKS[name].figures.group_by(["indicator", "series"]).aggregate([("unit_measure", "count_distinct")])
    assert set(units["unit_measure_count_distinct"].to_pylist()) == {1}


@pytest.mark.parametrize("name", FIGURES)
def test_every_listed_edition_is_used(name):
    used = {(row["source"], row["vintage"]) for row in PACKS[name].figures.select(["source", "vintage"]).to_pylist()}
    assert used == {(one.id, one.vintage) for one in PACKS[name].sources}


def test_an_edition_that_two_packs_use_is_described_alike():
    described: dict[tuple[str, str], object] = {}
    for one in (source for name in FIGURES for source in PACKS[name].sources):
        assert described.setdefault((one.id, one.vintage), one) == one


@pytest.mark.parametrize("name", FIGURES)
def test_every_edition_says_when_it_came_out(name):
    assert [one.id for one in PACKS[name].sources if not one.released] == []


@pytest.mark.parametrize(
    ("indicator", "ref_area", "time_period", "values"),
    [
        ("10.7.3", "WLD", "2023", {8565, 8747, 8755}),
        ("remittances", "WB_LMY", "2023", {669e9, 656e9}),
    ],
)
def test_revised_figures_keep_every_vintage(indicator, ref_area, time_period, values):
    rows = PACKS["headline-figures"].figures.to_pylist()
    key = (indicator, ref_area, time_period, "_T", "_T")
    found = [row for row in rows if (row["indicator"], row["ref_area"], row["time_period"], row["sex"], row["other_dims"]) == key]
    assert {row["obs_value"] for row in found} == values
    assert len({tuple(row[name] for name in SERIES_KEY) for row in found}) == 1


def test_two_revisions_of_the_migrant_stock_are_never_one_series():
    rows = [row for name in FIGURES for row in PACKS[name].figures.to_pylist() if row["indicator"] == "migrant-stock"]
    revisions = {row["source"]: set() for row in rows}
    for row in rows:
        revisions[row["source"]].add(row["vintage"][:4])
    assert revisions == {"undesa-migrant-stock-2020": {"2020"}, "undesa-migrant-stock-2024": {"2024", "2025"}}


def test_the_data_of_the_packs_stay_small():
    assert sum(path.stat().st_size for path in pack.BUILTIN.rglob("*") if path.is_file()) < 1_300_000


# --- row by row against the tables the packs were made from


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def area_code(text: str, scheme: str = "iso3") -> str:
    """Return the code of an area of the reference tables as the packs write it."""
    if scheme == "wb":
        return f"WB_{text}"
    return "WLD" if text == "1" else text.zfill(3)


def last_year(time_period: str) -> int:
    return period.parse(time_period).last_month // 12


def by_locator(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["locator"]: row for row in table.to_pylist()}


@needs_reference
def test_each_headline_fact_is_one_observation():
    found = by_locator(PACKS["headline-figures"].figures)
    facts = {f"headline-figures:{fact['id']}": fact for fact in rows_of(SHARED / "reference" / "headline_facts.csv")}
    assert found.keys() == facts.keys()
    assert len(found) == 399
    for locator, fact in facts.items():
        row = found[locator]
        told = (row["obs_value"], row["ref_area"], last_year(row["time_period"]))
        assert told == (float(fact["value"]), area_code(fact["area"], fact["area_scheme"]), int(fact["year"])), locator
        if re.fullmatch(r"\d{4}-Q\d", fact["period"]):
            assert row["time_period"] == fact["period"]


@needs_reference
def test_each_headline_fact_keeps_its_source():
    described = {(one.id, one.vintage): one for one in PACKS["headline-figures"].sources}
    found = by_locator(PACKS["headline-figures"].figures)
    for fact in rows_of(SHARED / "reference" / "headline_facts.csv"):
        row = found[f"headline-figures:{fact['id']}"]
        source = described[row["source"], row["vintage"]]
        assert (source.title, source.publisher, source.year) == (
            fact["source_title"],
            fact["publisher"],
            fact["publication_year"],
        )
        assert fact["url"] in (source.url, row["comment_obs"].rpartition("read at ")[2])


UNITS = {
    "persons": "PS",
    "percent": "PT",
    "percent of GDP": "PT",
    "percent of countries": "PT",
    "movements": "MOVEMENTS",
    "USD": "USD",
    "class 1-4": "CLASS_1_4",
    "countries": "COUNTRIES",
    "corridors": "CORRIDORS",
}


@needs_reference
def test_each_headline_fact_keeps_its_unit_and_its_sex():
    found = by_locator(PACKS["headline-figures"].figures)
    for fact in rows_of(SHARED / "reference" / "headline_facts.csv"):
        row = found[f"headline-figures:{fact['id']}"]
        assert row["unit_measure"] == UNITS[fact["unit"]]
        if fact["indicator_code"] in ("migrant_stock", "migrant_workers") and fact["disaggregation"].startswith("sex="):
            assert row["sex"] == {"total": "_T", "female": "F", "male": "M"}[fact["disaggregation"][4:]]


COUNTRY_CODES = {
    "10.7.2_share": ("10.7.2", "SG_CPA_MIGRP"),
    "10.7.2": ("10.7.2", "SG_CPA_MIGRS"),
    "icrmw": ("convention-migrant-workers", "CONVENTION_MIGRANT_WORKERS"),
    "icrmw_year": ("convention-migrant-workers-year", "CONVENTION_MIGRANT_WORKERS_YEAR"),
    "idps": ("idps-unhcr", "IDPS_UNHCR"),
}


@needs_reference
def test_each_country_fact_is_one_observation_on_the_same_line():
    found = PACKS["country-figures"].figures.to_pylist()
    facts = list(rows_of(SHARED / "reference" / "country_facts.csv"))
    assert len(found) == len(facts) == 8540
    for line, (row, fact) in enumerate(zip(found, facts, strict=True), start=2):
        told = (row["locator"], row["obs_value"], row["ref_area"], row["time_period"])
        assert told == (f"country-figures:{line}", float(fact["value"]), area_code(fact["area"]), fact["year"])
        code = fact["indicator_code"]
        indicator, series = COUNTRY_CODES.get(code, (code.replace("_", "-"), row["series"]))
        assert (row["indicator"], row["series"]) == (indicator, series)


@needs_reference
def test_each_country_fact_keeps_its_disaggregation():
    for row, fact in zip(
        PACKS["country-figures"].figures.to_pylist(), rows_of(SHARED / "reference" / "country_facts.csv"), strict=True
    ):
        key, _, code = fact["disaggregation"].partition("=")
        assert row["sex"] == (code if key == "sex" else "_T")
        if key == "domain":
            assert row["other_dims"] == ("_T" if code == "_T" else f"policy_domain={code}")


MERGED = {
    "idm2018-report-event-503": "idm2018-report-event-001",
    "idm2018-report-event-504": "idm2018-report-event-003",
    "idm2018-report-event-505": "idm2018-report-event-002",
}


def evidence() -> dict[str, dict[str, Any]]:
    lines = (
        line for path in sorted((SHARED / "evidence").glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()
    )
    return {one["id"]: one for one in map(json.loads, lines)}


def as_evidence(record: Record) -> dict[str, Any]:
    """Return a plain record in the words of the evidence files."""
    place = record.locators[0]
    said = {
        "id": record.id,
        "type": "session" if record.type == "panel" else record.type,
        "doc": place.document,
        "lines": [place.first_line, place.last_line],
        "title": record.title,
        "summary": record.summary,
        "reported_by": record.reported_by,
        "actors": [{"name": one.name, "kind": one.kind} for one in record.actors],
        "countries": list(record.areas),
        "gcm": [int(one[4:]) for one in record.commitments if one.startswith("gcm:")],
        "sdg": [one[4:] for one in record.commitments if one.startswith("sdg:")],
        "figures": [{"value": one.value, "unit": one.unit, "of": one.of, "year": one.year} for one in record.figures],
        "year": record.year,
    }
    if (person := record.participant) is None:
        return said
    names = ("name", "position", "organization", "role")
    return said | {"participant": {**{name: getattr(person, name) for name in names}, "session": person.panel}}


@needs_reference
def test_each_piece_of_evidence_is_one_record():
    records = {one.id: one for one in PACKS["dialogue-evidence"].records}
    known = evidence()
    assert len(known) == 942
    assert records.keys() == known.keys() - MERGED.keys()
    for id_, record in records.items():
        if id_ not in MERGED.values():
            assert as_evidence(record) == known[id_]


@needs_reference
@pytest.mark.parametrize(("taken_in", "kept"), MERGED.items())
def test_an_event_told_twice_is_one_record_with_both_places(taken_in, kept):
    merged = next(one for one in PACKS["dialogue-evidence"].records if one.id == kept)
    told = [evidence()[one] for one in (kept, taken_in)]
    assert merged.merged_ids == (taken_in,)
    assert [[one.first_line, one.last_line] for one in merged.locators] == [one["lines"] for one in told]
    assert merged.title in {one["title"] for one in told}
    assert {one.name for one in merged.actors} == {actor["name"] for one in told for actor in one["actors"]}
    assert (merged.year, list(merged.areas)) == (told[0]["year"], told[0]["countries"])

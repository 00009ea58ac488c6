"""`stocktake export` as a person meets it, read back with the libraries of others."""

import csv
import json
import re
import subprocess
import sys

import pyarrow.parquet as pq
import pytest


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def given(filled, tmp_path_factory):
    """Give the folder that a format was written to, from the built-in figures of Moldova; each is written once."""
    from conftest import run

    made = {}

    def of(form, *more):
        if (form, *more) not in made:
            folder = tmp_path_factory.mktemp("export")
            area = () if form == "skos" else ("--area", "MDA")
            finished = run(
                "export", form, *area, *more, "--out", folder / "out", cwd=folder, workspace=filled / "stocktake-workspace"
            )
            assert finished.returncode == 0, finished.stderr
            assert sorted(finished.stdout.split()) == sorted(str(path) for path in (folder / "out").iterdir())
            made[form, *more] = folder / "out"
        return made[form, *more]

    return of


def test_every_form_of_figures_holds_the_same_rows(given):
    parquet = pq.read_table(given("parquet") / "observations.parquet")
    assert parquet.num_rows > 40
    assert set(parquet["ref_area"].to_pylist()) == {"MDA"}
    assert len(rows(given("csv") / "observations.csv")) == parquet.num_rows
    assert len(rows(given("sdmx-csv") / "observations.csv")) == parquet.num_rows
    from xml.etree import ElementTree

    assert len(list(ElementTree.parse(given("sdmx-ml") / "observations.xml").getroot().iter("Obs"))) == parquet.num_rows
    assert len(json.loads((given("json-ld") / "observations.jsonld").read_text(encoding="utf-8"))["@graph"]) == parquet.num_rows


@pytest.mark.parametrize("form", ["sdmx-csv", "sdmx-ml", "parquet", "csv", "json-ld", "dcat"])
def test_every_bundle_says_whose_its_figures_are_on_which_terms_and_what_to_mind(given, form):
    folder = given(form)
    sources = rows(folder / "sources.csv")
    assert {"source", "vintage", "licence", "citation", "caveats"} <= set(sources[0])
    assert all(one["citation"] and one["licence"] for one in sources)
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert "Missing is not zero" in page
    assert all(one["source"] in page for one in sources)
    if form == "parquet":
        found = {(one["source"], one["vintage"]) for one in pq.read_table(folder / "observations.parquet").to_pylist()}
        assert {(one["source"], one["vintage"]) for one in sources} == found


def test_frictionless_finds_nothing_wrong_with_the_data_package(given):
    from frictionless import Package

    package = Package(str(given("csv") / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["type", "note"])
    found = package.get_resource("observations").read_rows()
    whole = pq.read_table(given("parquet") / "observations.parquet")
    assert [float(one["obs_value"]) if one["obs_value"] is not None else None for one in found] == whole["obs_value"].to_pylist()


@pytest.mark.parametrize(
    ("change", "found"),
    [(lambda text: text.replace("MDA", "XYZ", 1), "foreign-key"), (lambda text: text + text[-80:], "hash-count")],
)
def test_frictionless_finds_what_was_changed_in_a_package(given, tmp_path, change, found):
    import shutil

    from frictionless import Package

    folder = shutil.copytree(given("csv"), tmp_path / "copy")
    path = folder / "observations.csv"
    lines = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(lines[0] + "\n" + change(lines[2]), encoding="utf-8")
    report = Package(str(folder / "datapackage.json")).validate()
    assert found in {kind for (kind,) in report.flatten(["type"])}


def test_what_was_written_is_read_back_by_our_own_readers(given, program, tmp_path):
    finished = program("source", "read", "sdmx", given("sdmx-csv") / "observations.csv")
    assert finished.returncode == 0, finished.stderr
    read = tmp_path / "stocktake-workspace" / "figures"
    (found,) = read.glob("sdmx.*/*.parquet")
    key = (
        "indicator",
        "series",
        "ref_area",
        "time_period",
        "sex",
        "age",
        "migratory_status",
        "disability",
        "counterpart_area",
        "unit_measure",
        "obs_value",
        "obs_status",
        "source",
        "vintage",
        "released",
        "locator",
        "comment_obs",
    )
    expected = pq.read_table(given("parquet") / "observations.parquet", columns=list(key)).to_pylist()
    assert sorted(map(repr, pq.read_table(found, columns=list(key)).to_pylist())) == sorted(map(repr, expected))


def test_the_newest_edition_is_given_unless_every_one_is_asked_for(given):
    newest, every = (pq.read_table(given("parquet", *more) / "observations.parquet") for more in ((), ("--every-edition",)))
    key = [
        "indicator",
        "series",
        "ref_area",
        "sex",
        "age",
        "migratory_status",
        "disability",
        "counterpart_area",
        "other_dims",
        "unit_measure",
        "source",
        "time_period",
    ]
    assert newest.group_by(key).aggregate([]).num_rows == newest.num_rows
    assert every.group_by([*key, "vintage"]).aggregate([]).num_rows == every.num_rows >= newest.num_rows


def test_two_bundles_of_one_moment_are_alike_to_the_byte(filled, tmp_path):
    from conftest import run

    for name in ("one", "two"):
        for form in ("sdmx-ml", "csv", "skos"):
            more = () if form == "skos" else ("--area", "MDA")
            finished = run(
                "export",
                form,
                *more,
                "--out",
                tmp_path / name / form,
                cwd=tmp_path,
                workspace=filled / "stocktake-workspace",
                SOURCE_DATE_EPOCH="1790000000",
            )
            assert finished.returncode == 0, finished.stderr
    ones = sorted((tmp_path / "one").rglob("*.*"))
    assert len(ones) > 12
    for path in ones:
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes(), path


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("pdf",), 2, "'pdf' is not one of"),
        (("csv", "--area", "Nowhereland"), 2, "Nowhereland"),
        (("csv", "--indicator", "99.9.9"), 1, "there are no such figures here"),
        (("csv", "--base", "no address"), 1, "cannot begin an address"),
    ],
)
def test_what_cannot_be_given_out_is_told_in_one_line_and_nothing_is_written(program, filled, tmp_path, arguments, code, said):
    finished = program("export", *arguments, "--out", tmp_path / "out", workspace=filled / "stocktake-workspace")
    assert (finished.returncode, finished.stdout) == (code, "")
    assert said in finished.stderr
    assert len(finished.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_what_lay_in_the_folder_stays_where_a_bundle_cannot_be_put(program, filled, tmp_path):
    (tmp_path / "out" / "observations.csv").mkdir(parents=True)
    (tmp_path / "out" / "README.md").write_text("mine", encoding="utf-8")
    finished = program("export", "csv", "--area", "MDA", "--out", tmp_path / "out", workspace=filled / "stocktake-workspace")
    assert finished.returncode == 1
    assert "is a folder where a file should be written" in finished.stderr
    assert (tmp_path / "out" / "README.md").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["README.md", "observations.csv"]


@pytest.fixture(scope="module")
def evidence(filled, tmp_path_factory):
    """Give the folder that evidence was written to in a format; each is written once."""
    from conftest import run

    made = {}

    def of(form, *more):
        if (form, *more) not in made:
            folder = tmp_path_factory.mktemp("evidence")
            place = ("--out", folder / "out")
            finished = run("export", "evidence", form, *more, *place, cwd=folder, workspace=filled / "stocktake-workspace")
            assert finished.returncode == 0, finished.stderr
            assert sorted(finished.stdout.split()) == sorted(str(path) for path in (folder / "out").iterdir())
            made[form, *more] = folder / "out"
        return made[form, *more]

    return of


def ids(folder):
    """Return the ids of the records in a folder of any format, in their order."""
    if (folder / "evidence.jsonld").exists():
        graph = json.loads((folder / "evidence.jsonld").read_text(encoding="utf-8"))["@graph"]
        return [node["identifier"] for node in graph if "schema:Statement" in node["type"]]
    if (folder / "records.csv").exists():
        return [one["id"] for one in rows(folder / "records.csv")]
    if (folder / "records.parquet").exists():
        return pq.read_table(folder / "records.parquet")["id"].to_pylist()
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("evidence.*"))
    return [one.strip(",{}\n") for one in re.findall(r"record:(\S+)", text)]


@pytest.mark.parametrize("form", ["json-ld", "csv", "ris", "bibtex"])
def test_every_form_of_evidence_holds_the_same_records(evidence, form):
    found = ids(evidence("parquet"))
    assert len(found) == 939
    assert found == sorted(found)
    assert ids(evidence(form)) == found


@pytest.mark.parametrize("form", ["json-ld", "csv", "parquet", "ris", "bibtex"])
def test_every_bundle_of_evidence_says_whose_it_is_how_to_cite_it_and_what_to_mind(evidence, form):
    page = (evidence(form) / "README.md").read_text(encoding="utf-8")
    for words in (
        "939 records from 4 documents",
        "It does not say that it is so.",
        "## Terms",
        "## How to cite",
        "`idm2018-report`",
    ):
        assert words in page
    assert all(path.name in page for path in evidence(form).iterdir() if path.name != "README.md")


def test_frictionless_finds_nothing_wrong_with_the_package_of_evidence(evidence):
    from frictionless import Package

    report = Package(str(evidence("csv") / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])


def test_the_built_in_evidence_as_json_ld_holds_what_evidence_needs(evidence):
    from pathlib import Path

    from pyshacl import validate
    from rdflib import Graph

    graph = Graph().parse(evidence("json-ld", "--document", "idm2016-workshop2-summary") / "evidence.jsonld", format="json-ld")
    shapes = Path(__file__).parents[1] / "export" / "shapes.ttl"
    conforms, _, told = validate(graph, shacl_graph=str(shapes), advanced=True)
    assert conforms, told


@pytest.mark.parametrize(
    ("narrowed", "passes"),
    [
        (("--area", "Philippines"), lambda one: "PHL" in one["areas"].split(";")),
        (("--objective", "20"), lambda one: "gcm:20" in one["objectives"].split(";")),
        (("--objective", "10.7", "--type", "need"), lambda one: "sdg:10.7" in one["objectives"] and one["type"] == "need"),
        (("--type", "need", "--type", "offer"), lambda one: one["type"] in ("need", "offer")),
        (("--document", "idm2018-report"), lambda one: "International Dialogue on Migration 2018" in one["citation"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_filter_gives_the_records_that_pass_and_no_others(evidence, narrowed, passes):
    expected = [one["id"] for one in rows(evidence("csv") / "records.csv") if passes(one)]
    assert 0 < len(expected) < 939
    assert ids(evidence("parquet", *narrowed)) == expected


def test_addresses_begin_with_that_of_the_site(evidence):
    (one, *_) = rows(evidence("csv", "--type", "target", "--base", "https://example.org") / "records.csv")
    assert one["address"] == f"https://example.org/record/{one['id']}"


def test_what_a_person_accepted_names_the_person_and_what_was_rejected_does_not_go_out(program, workspace):
    decide = """
import sys
from pathlib import Path
from stocktake_web.database import open_database
open_database(Path(sys.argv[1]))
from stocktake_web.records import services
first, second, *_ = [one.id for one in services.accepted_records(types=["target"])]
services.decide(first, "accepted", "Vera")
services.decide(second, "rejected", "Vera")
print(first, second)
"""
    command = [sys.executable, "-c", decide, str(workspace / "records.sqlite")]
    first, second = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    finished = program("export", "evidence", "csv", "--type", "target", "--out", workspace.parent / "out")
    assert finished.returncode == 0, finished.stderr
    found = {one["id"]: one for one in rows(workspace.parent / "out" / "records.csv")}
    assert second not in found
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found[first]["decided_at"])
    assert {one["decided_at"] for id_, one in found.items() if id_ != first} == {""}


@pytest.mark.parametrize("form", ["json-ld", "csv"])
def test_two_bundles_of_evidence_of_one_moment_are_alike_to_the_byte(program, filled, tmp_path, form):
    for name in ("one", "two"):
        out = ("--type", "target", "--out", tmp_path / name)
        workspace = filled / "stocktake-workspace"
        finished = program("export", "evidence", form, *out, workspace=workspace, SOURCE_DATE_EPOCH="1790000000")
        assert finished.returncode == 0, finished.stderr
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("pdf",), 2, "'pdf' is not one of"),
        (("csv", "--area", "Nowhereland"), 2, "Nowhereland"),
        (("csv", "--objective", "99"), 1, "gcm:99"),
        (("csv", "--type", "rumour"), 2, '"rumour" is no type of record; there are event'),
        (("csv", "--document", "nowhere"), 1, 'there is no document "nowhere" here; there are idm2016'),
        (("csv", "--type", "target", "--area", "TUV"), 1, "there are no such records here"),
        (("csv", "--base", "no address"), 1, "cannot begin an address"),
    ],
)
def test_evidence_that_cannot_be_given_out_is_told_in_one_line(program, filled, tmp_path, arguments, code, said):
    finished = program("export", "evidence", *arguments, "--out", tmp_path / "out", workspace=filled / "stocktake-workspace")
    assert (finished.returncode, finished.stdout) == (code, "")
    assert said in finished.stderr
    assert len(finished.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    "arguments", [("figures", "dcat", "--area", "MDA"), ("--area", "MDA", "dcat"), ("dcat", "--area", "MDA")]
)
def test_the_word_figures_may_be_left_out(program, filled, tmp_path, arguments):
    finished = program("export", *arguments, workspace=filled / "stocktake-workspace")
    assert finished.returncode == 0, finished.stderr
    assert (tmp_path / "exports" / "dcat" / "catalogue.ttl").exists()

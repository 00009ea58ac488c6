"""`stocktake export` as a person meets it, read back with the libraries of others."""

import csv
import json

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

"""`stocktake flows`: stocks of a workspace and a file of people in, flows with their range out."""

import csv
import gzip
import io
import json
import re
import shutil
from types import SimpleNamespace
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import flow_factory as flows
from conftest import run
from stocktake.catalog.area import areas
from stocktake.cli import main
from stocktake.errors import DataError
from stocktake.flows.method import RANGE, estimate
from stocktake.page import flow
from stocktake.page.flow import Band, Picture
from stocktake.service import flowing
from stocktake.sources import about, demography_file, reading, settling
from stocktake.tables import snapshot
from stocktake.workspace import open_or_make

pytestmark = pytest.mark.filterwarnings("ignore:'get_binary_stream' is deprecated:DeprecationWarning")

CODES = ("MDA", "UKR", "ROU", "KEN")
"""Real codes for the four made-up places; the figures are made up too."""

ENDS = {2015: flows.START, 2020: flows.END}
SHARES = {"total": 10.0, "female": 6.0, "male": 4.0}


def stocks_file(folder):
    """Write stocks by origin in the layout of a copy with one row a pair; a row of a place of no list is among them."""
    names = [areas().get(code).name for code in CODES]
    lines = ["year,origin,origin_region,destination,destination_region,sex,stock"]
    for year, table in ENDS.items():
        for sex, times in SHARES.items():
            for k, birthplace in enumerate(names):
                for i, residence in enumerate(names):
                    if i != k and table[k][i]:
                        lines.append(f"{year},{birthplace},x,{residence},x,{sex},{round(table[k][i] * times)}")
            lines.append(f"{year},Others,x,{names[0]},x,{sex},{round(3 * times)}")
    path = folder / "stocks.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def people_file(folder, by_sex=False, leave_out=(), **other):
    """Write the demography of the four places; `other` replaces whole columns."""
    columns = {
        "ref_area": CODES, "population_start": flows.POPULATION[0], "population_end": flows.POPULATION[1],
        "births": flows.BIRTHS, "deaths": flows.DEATHS, **other,
    }  # fmt: skip
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow([*columns, "sex"])
        for row in rows:
            for sex, times in (("F", 6), ("M", 4)) if by_sex else (("_T", 10),):
                if row["ref_area"] not in leave_out:
                    written.writerow([row["ref_area"], *(_times(row[name], times) for name in list(columns)[1:]), sex])
    return folder / "people.csv"


def _times(cell, times):
    return cell * times if isinstance(cell, int) else cell


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Give a workspace into which the made-up stocks were read."""
    folder = tmp_path_factory.mktemp("flows")
    facts = about.about(flowing.SOURCE)
    read = reading.together([about.reader(flowing.SOURCE).read(stocks_file(folder), facts)])
    whole = settling.settled(read, facts, "2026-11-21")
    opened = open_or_make(folder / "stocktake-workspace")
    snapshot.write(opened.figures, f"{flowing.SOURCE}.2020", whole.table, snapshot.BuiltFrom("abc", "0.1"))
    return folder


def told_by(home, *arguments):
    """Return what the program says, run in this process."""
    words = [*map(str, arguments), "--workspace", str(home / "stocktake-workspace")]
    result = CliRunner().invoke(main, ["flows", *words], catch_exceptions=False)
    return SimpleNamespace(returncode=result.exit_code, stdout=result.stdout, stderr=result.stderr)


@pytest.fixture
def asked(home):
    return lambda *arguments: told_by(home, "--from", 2015, "--to", 2020, *arguments)


def by_pair(told):
    assert told.returncode == 0, told.stderr
    return {(row["origin"], row["destination"], row["sex"], row["method"]): row for row in json.loads(told.stdout)}


def expected(name, times=10.0):
    found = estimate(flows.four(), name).flows * times
    return {(CODES[i], CODES[j]): found[i, j] for i in range(4) for j in range(4) if i != j}


def test_every_method_gives_what_the_library_gives(asked, home):
    found = by_pair(asked("--demography", people_file(home), "--format", "json"))
    assert len(found) == 12 * len(RANGE)
    for name in RANGE:
        for (origin, destination), value in expected(name).items():
            assert found[origin, destination, "_T", name]["flow"] == pytest.approx(value, abs=1e-6), (origin, destination, name)


def test_every_row_has_the_range_over_all_methods_whatever_is_told(asked, home):
    found = by_pair(asked("--demography", people_file(home), "--method", "open-minimum", "--format", "json"))
    assert {key[3] for key in found} == {"open-minimum"}
    row = found["UKR", "MDA", "_T", "open-minimum"]
    assert row["low"] == pytest.approx(expected("migration-rate")["UKR", "MDA"])
    assert row["high"] == pytest.approx(expected("closed-independence")["UKR", "MDA"])
    assert (row["low_by"], row["high_by"]) == ("migration-rate", "closed-independence")
    assert row["methods"].split() == list(RANGE)
    assert (row["source"], row["vintage"], row["from"], row["to"]) == (
        "undesa-migrant-stock-by-origin-2020",
        "2020",
        "2015",
        "2020",
    )


def test_without_demography_stock_differencing_alone_is_done_and_that_is_said(home):
    told = run("flows", "--from", "2015", "--to", "2020", "--format", "json", cwd=home)
    assert {key[3] for key in by_pair(told)} == {"stock-drop", "stock-reverse"}
    assert (
        "populations, births and deaths: none, so accounting cannot be done; read them in with `stocktake source" in told.stderr
    )
    assert "all moves: 200 (stock-drop) to 500 (stock-reverse)" in told.stderr


def prospects_file(folder, name="WPP2022_Demographic_Indicators_Medium.csv.gz", **other):
    """Write a made-up file of populations, births and deaths as large as the publisher's must be: the four places, and others alike."""
    header = about.sample("undesa-wpp").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    columns = {"population": flows.POPULATION, "births": flows.BIRTHS, "deaths": flows.DEATHS, **other}
    with gzip.open(folder / name, "wt", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, header, restval="")
        written.writeheader()
        for area in (one for one in areas() if one.kind == "country" and one.m49):
            place = CODES.index(area.code) if area.code in CODES else 0
            start, end = (table[place] for table in columns["population"])
            for year in range(1972, 2023):
                people = start if year <= 2015 else end
                written.writerow(
                    {
                        "LocID": int(area.m49), "LocTypeName": "Country/Area", "Variant": "Medium", "Time": year,
                        "TPopulation1July": people / 100, "TPopulationFemale1July": people * 6 / 1000,
                        "TPopulationMale1July": people * 4 / 1000, "Births": columns["births"][place] / 500, "SRB": 400 / 6,
                        "Deaths": columns["deaths"][place] / 500, "DeathsFemale": columns["deaths"][place] * 6 / 5000,
                        "DeathsMale": columns["deaths"][place] * 4 / 5000,
                    }
                )  # fmt: skip
    return folder / name


@pytest.fixture(scope="module")
def peopled(home, tmp_path_factory):
    """Give a workspace with the made-up stocks and made-up populations, births and deaths, read in as a user does."""
    folder = tmp_path_factory.mktemp("peopled")
    shutil.copytree(home / "stocktake-workspace", folder / "stocktake-workspace")
    words = ["source", "read", "undesa-wpp", str(prospects_file(folder)), "--workspace", str(folder / "stocktake-workspace")]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return folder


def test_with_people_in_the_workspace_every_method_is_done_and_their_edition_is_said(peopled):
    told = told_by(peopled, "--from", 2015, "--to", 2020, "--format", "json")
    found = by_pair(told)
    assert len(found) == 12 * len(RANGE)
    for name in RANGE:
        for (origin, destination), value in expected(name).items():
            assert found[origin, destination, "_T", name]["flow"] == pytest.approx(value, abs=1e-6), (origin, destination, name)
    assert "populations, births and deaths: undesa-wpp-2022, edition 2022\n" in told.stderr
    assert "left out for want of demography" not in told.stderr


def test_the_people_of_the_workspace_can_be_left_out(peopled):
    told = told_by(peopled, "--from", 2015, "--to", 2020, "--without-demography", "--format", "json")
    assert {key[3] for key in by_pair(told)} == {"stock-drop", "stock-reverse"}
    assert "populations, births and deaths: left out, as asked\n" in told.stderr


def test_women_and_men_of_the_workspace_are_estimated_apart(peopled):
    found = by_pair(
        told_by(peopled, "--from", 2015, "--to", 2020, "--by", "sex", "--method", "closed-minimum", "--format", "json")
    )
    for sex, times in (("F", 6.0), ("M", 4.0)):
        for pair, value in expected("closed-minimum", times).items():
            assert found[*pair, sex, "closed-minimum"]["flow"] == pytest.approx(value, abs=1e-6)


def test_a_file_of_ones_own_is_taken_in_place_of_the_workspace(peopled, tmp_path):
    half = people_file(tmp_path, births=[40, 40, 30, 20])
    told = told_by(peopled, "--from", 2015, "--to", 2020, "--demography", half, "--format", "json")
    assert "populations, births and deaths: people.csv" in told.stderr
    assert "people beside its births and deaths" in told.stderr, "ten fewer births than the world grew by"


@pytest.mark.parametrize(("asked_for", "is_told"), [((), False), (("--indicator", "births"), True)])
def test_verdicts_leave_out_what_flows_are_worked_out_from_unless_it_is_named(peopled, asked_for, is_told):
    words = ["assess", "--area", "MDA", *asked_for, "--format", "json", "--workspace", str(peopled / "stocktake-workspace")]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    assert ("births" in {row["indicator"] for row in json.loads(result.stdout)}) is is_told


def test_women_and_men_are_estimated_apart(asked, home):
    told = asked("--by", "sex", "--demography", people_file(home, by_sex=True), "--format", "json")
    found = by_pair(told)
    assert {key[2] for key in found} == {"F", "M"}
    for sex, times in (("F", 6.0), ("M", 4.0)):
        for pair, value in expected("pseudo-bayesian", times).items():
            assert found[*pair, sex, "pseudo-bayesian"]["flow"] == pytest.approx(value, abs=1e-6)
    assert "women: all moves: " in told.stderr


def test_flows_of_an_area_begin_or_end_there(asked, home):
    found = by_pair(asked("--demography", people_file(home), "--area", "Kenya", "--format", "json"))
    assert {key[:2] for key in found} == {pair for pair in expected("stock-drop") if "KEN" in pair}
    region = by_pair(asked("--demography", people_file(home), "--area", "202", "--format", "json"))
    assert region == found


def test_a_person_sees_the_largest_pairs_by_one_method(asked, home):
    told = asked("--demography", people_file(home), "--most", "2")
    rows = [line for line in told.stdout.splitlines() if "pseudo-bayesian" in line]
    assert len(rows) == 2
    assert "Ukraine" in rows[0]
    assert re.search(r"\b140\b.*\b60\b.*migration-rate.*\b561\b.*closed-independence", rows[0])


def test_csv_and_parquet_hold_the_same_as_json(asked, home, tmp_path):
    people = people_file(home)
    rows = json.loads(asked("--demography", people, "--format", "json").stdout)
    told = asked("--demography", people, "--format", "parquet", "--out", tmp_path / "flows.parquet")
    assert told.returncode == 0, told.stderr
    assert pq.read_table(tmp_path / "flows.parquet").to_pylist() == rows
    written = list(csv.DictReader(io.StringIO(asked("--demography", people, "--format", "csv").stdout)))
    assert [float(row["flow"]) for row in written] == pytest.approx([row["flow"] for row in rows])


def test_what_was_left_out_is_said(asked, home):
    told = asked("--demography", people_file(home, leave_out=("KEN",)), "--world", "before")
    assert "left out for want of demography: KEN" in told.stderr
    assert "were born in none of the places and count as native" in told.stderr
    assert "a pair without a figure counts as nobody" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--from", "2020", "--to", "2015"], 2, "Invalid value for --to: 2015 is not after 2020"),
        (["--from", "2015", "--to", "2020", "--method", "gravity"], 2, 'no method "gravity"; there are stock-drop'),
        (["--from", "2015", "--to", "2020", "--method", "closed-minimum"], 2, "none for 2015 to 2020: read them in with"),
        (
            ["--from", "2015", "--to", "2020", "--method", "closed-minimum", "--without-demography"],
            2,
            "closed-minimum needs populations, births and deaths; take --without-demography away",
        ),
        (["--from", "2015", "--to", "2020", "--demography", "p.csv", "--without-demography"], 2, "give one of the two"),
        (["--from", "2015", "--to", "2019"], 1, "no edition in this workspace has stocks by origin for both 2015 and 2019"),
        (["--from", "2015", "--to", "2020", "--edition", "2019"], 1, 'edition "2019" has no stocks by origin for 2015 and 2020'),
        (["--from", "2015", "--to", "2020", "--demography", "none.csv"], 1, "none.csv: cannot be read"),
        (["--from", "2015", "--to", "2020", "--area", "Atlantis"], 2, 'area "Atlantis" is not a known area'),
    ],
)
def test_is_refused_in_one_line(home, arguments, code, said):
    told = told_by(home, *arguments)
    assert told.returncode == code
    assert said in told.stderr


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"births": [50, 40, 30, 95], "deaths": [20, 30, 20, 85]}, "more births than native born at the end: KEN"),
        ({"population_start": [5.7, 3.5, 2.5, 1.3], "population_end": [6.3, 3.6, 2.45, 1.25]}, "give both in people"),
        ({"deaths": [20, 30, 20, 131]}, "more deaths than people at the start: KEN"),
    ],
)
def test_figures_that_cannot_be_are_refused_with_the_places(asked, tmp_path, other, said):
    told = asked("--demography", people_file(tmp_path, **other))
    assert told.returncode == 1
    assert said in told.stderr


def test_what_is_refused_can_be_treated_otherwise(asked, tmp_path):
    people = people_file(tmp_path, births=[50, 40, 30, 95], deaths=[20, 30, 20, 85])
    assert asked("--demography", people, "--births", "native-or-spread").returncode == 0
    open_world = people_file(tmp_path, births=[50, 40, 30, 30])
    assert "the totals differ: the world has" in asked("--demography", open_world, "--world", "refuse").stderr


def test_the_picture_is_an_svg_that_names_its_method_and_range(asked, home, tmp_path):
    told = asked("--demography", people_file(home), "--picture", tmp_path / "flows.svg", "--most", "1")
    assert told.returncode == 0, told.stderr
    drawn = ElementTree.parse(tmp_path / "flows.svg").getroot()
    words = " ".join(drawn.itertext())
    assert "Estimated migration, 2015 to 2020" in words
    assert "pseudo-Bayesian (Azose and Raftery (2019))" in words
    assert "(stock-drop) to 3,175 (closed-independence)" in words
    assert "Ukraine to Republic of Moldova: 140 (all methods: 60 to 561)" in words
    assert "Points are midpoints, not borders" in words


POINTS = {"A": (0.0, 10.0), "B": (50.0, -20.0)}
NAMES = {"A": "Here & now", "B": "There", "C": "<Away>"}


def drawn(*bands, places=14):
    return flow.draw(Picture("Flows", ("A note.",), bands, NAMES, POINTS), places)


def test_names_are_escaped_and_the_picture_is_well_formed():
    text = drawn(Band("A", "B", 10, 5, 20), Band("B", "C", 4, 1, 9))
    words = " ".join(ElementTree.fromstring(text).itertext())
    assert "Here & now to There: 10 (all methods: 5 to 20)" in words
    assert "There to <Away>: 4" in words


def test_places_with_few_moves_are_elsewhere():
    words = " ".join(ElementTree.fromstring(drawn(Band("A", "B", 10, 5, 20), Band("A", "C", 1, 0, 2), places=2)).itertext())
    assert "Here & now to elsewhere: 1" in words
    assert "Away" not in words


def test_widths_on_the_circle_are_shares_of_moves():
    ring = [
        one.get("d")
        for one in ElementTree.fromstring(drawn(Band("A", "B", 10, 5, 20))).iter()
        if one.get("fill", "").startswith("hsl")
    ]
    assert len(ring) >= 3, "two places and a band"


def test_without_flows_the_picture_says_so():
    assert "There is no flow to draw." in drawn()


def written(tmp_path, *lines):
    path = tmp_path / "people.csv"
    path.write_text("\n".join(("ref_area,population_start,population_end,births,deaths,sex", *lines)), encoding="utf-8")
    return path


def test_people_are_read_by_area_and_sex_and_faulty_lines_are_named(tmp_path):
    path = written(
        tmp_path, "MDA,10,11,2,1,", "Kenya,10,11,2,1,F", "Atlantis,1,1,1,1,", "UKR,10,,2,1,", "ROU,10,x,2,1,", "ROU,1,1,1,1,W"
    )
    found, left_out = demography_file.read(path, areas())
    assert [(row["ref_area"], row["sex"], row["births"]) for row in found.to_pylist()] == [("MDA", "_T", 2), ("KEN", "F", 2)]
    assert [line.split(":")[0] for line in left_out] == [
        "people.csv, line 4", "people.csv, line 5", "people.csv, line 6", "people.csv, line 7",
    ]  # fmt: skip
    assert 'column "population_end": is blank; missing is not zero' in left_out[1]


def test_an_area_twice_and_a_file_without_a_good_line_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"line 3: MDA \(sex _T\) is given already"):
        demography_file.read(written(tmp_path, "MDA,10,11,2,1,", "MDA,10,11,2,1,_T"), areas())
    with pytest.raises(DataError, match="no line can be read"):
        demography_file.read(written(tmp_path, "Atlantis,10,11,2,1,"), areas())

"""World Population Prospects: figures in people, estimates and projections told apart, and files of another kind refused."""

import csv
import gzip
import zipfile

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.errors import DataError
from stocktake.sources import about, settling
from stocktake.sources.undesa_wpp import reader
from stocktake.tables import schema

SOURCE = "undesa-wpp"
NAME = "WPP2024_Demographic_Indicators_Medium.csv"


def read(path):
    facts = about.about(SOURCE)
    return settling.settled(about.reader(SOURCE).read(path, facts), facts, "2026-11-21")


def value(found, **where):
    table = found.table
    for name, code in {"sex": "_T", **where}.items():
        table = table.filter(pc.equal(table[name], code))
    (row,) = table.select(["obs_value", "obs_status"]).to_pylist()
    return row["obs_value"], row["obs_status"]


@pytest.fixture
def sample():
    return about.sample(SOURCE).read_bytes().decode("utf-8-sig")


@pytest.fixture
def written(tmp_path, sample):
    """Return a function that writes the sample with other columns in each row, under another name, packed where the name says so."""

    def written(name=NAME, leave_out=(), **other):
        rows = list(csv.DictReader(sample.splitlines()))
        names = [one for one in rows[0] if one not in leave_out] + [one for one in other if one not in rows[0]]
        path = tmp_path / name
        opened = gzip.open if name.endswith(".gz") else open
        with opened(path, "wt", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, names, extrasaction="ignore")
            lines.writeheader()
            lines.writerows({**row, **other} for row in rows)
        return path

    return written


def test_thousands_are_people_and_years_of_the_edition_are_projections():
    found = read(about.sample(SOURCE))
    assert value(found, indicator="population", ref_area="KEN", time_period="2023") == (53_750_000 / 1000, "E")
    assert value(found, indicator="population", ref_area="KEN", time_period="2024") == (55_750_000 / 1000, "F")
    assert value(found, indicator="deaths", ref_area="KEN", time_period="2023", sex="F") == (350, "E")
    assert found.vintage == "2024"
    assert pc.unique(found.table["source"]).to_pylist() == ["undesa-wpp-2024"]


def test_what_is_missing_is_no_zero_and_a_zero_is_not_missing():
    found = read(about.sample(SOURCE))
    assert value(found, indicator="births", ref_area="GGY", time_period="2023") == (None, "O")
    assert value(found, indicator="births", ref_area="MDA", time_period="2023") == (200, "E")
    assert value(found, indicator="births", ref_area="MDA", time_period="2023", sex="F") == (None, "O"), "no sex ratio"
    assert value(found, indicator="births", ref_area="XKX", time_period="2023", sex="M") == (0, "E")


def test_regions_and_the_year_after_the_last_are_left_out_by_rule():
    found = read(about.sample(SOURCE))
    assert found.left_out == {"group": 3 * 9, "empty": 9}
    assert sorted(pc.unique(found.table["ref_area"]).to_pylist()) == ["GGY", "KEN", "MDA", "WLD", "XKX", "undesa:998"]
    assert [str(one) for one in found.issues] == ['location: "998" is no area known here; it is kept as it stands']


@pytest.mark.parametrize("name", ["WPP2024_Demographic_Indicators_Medium.csv.gz", "wpp2024_copy.csv"])
def test_packed_and_under_a_name_with_the_edition_it_reads_the_same(written, name):
    assert read(written(name)).table.equals(read(about.sample(SOURCE)).table)


def test_the_edition_of_2022_has_fewer_estimates(written):
    found = read(written("WPP2022_Demographic_Indicators_Medium.csv"))
    assert found.vintage == "2022"
    assert pc.unique(found.table["obs_status"].filter(pc.equal(found.table["time_period"], "2022"))).to_pylist() == ["F"]


def test_it_is_read_by_pieces(written, monkeypatch):
    whole = schema.in_order(read(about.sample(SOURCE)).table)
    monkeypatch.setattr(reader, "_BLOCK", 900)
    assert schema.in_order(read(about.sample(SOURCE)).table).equals(whole), "lines are counted on from piece to piece"


def test_a_folder_with_other_files_of_the_publisher_is_read_as_the_one_that_is_known(tmp_path, written):
    written()
    (tmp_path / "WPP2024_Demographic_Indicators_OtherVariants.csv").write_text("a,b\n", encoding="utf-8")
    (tmp_path / "WPP2024_Demographic_Indicators_notes.csv").write_text("a,b\n", encoding="utf-8")
    assert read(tmp_path).table.num_rows == read(about.sample(SOURCE)).table.num_rows


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "population.csv"}, "population.csv: only the name of the file says which edition it is"),
        ({"Variant": "Zero migration"}, "has no row of the medium variant, but of Zero migration; take WPP2024_"),
        ({"leave_out": ["DeathsMale"]}, 'column "DeathsMale" is missing'),
        ({"leave_out": ["Variant"]}, 'column "Variant" is missing'),
    ],
)
def test_another_file_is_refused_in_one_line(written, changes, said):
    with pytest.raises(DataError, match=said):
        read(written(**changes))


def test_an_archive_and_an_empty_file_are_refused(tmp_path, sample):
    with zipfile.ZipFile(tmp_path / "WPP2022_Demographic_Indicators_Medium.csv", "w") as archive:
        archive.writestr("inside.csv", sample)
    with pytest.raises(DataError, match="is a ZIP archive; unpack it"):
        read(tmp_path / "WPP2022_Demographic_Indicators_Medium.csv")
    (tmp_path / NAME).write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="is empty"):
        read(tmp_path / NAME)
    (tmp_path / NAME).write_text(sample.splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="has no row of the medium variant; take"):
        read(tmp_path / NAME)


def test_other_variants_beside_the_medium_one_are_left_out(tmp_path, sample):
    lines = sample.splitlines()
    other = [line.replace(",2,Medium,", ",7,Zero migration,") for line in lines[1:]]
    (tmp_path / NAME).write_text("\n".join([*lines, *other]), encoding="utf-8")
    found = read(tmp_path / NAME)
    assert found.left_out["variant"] == 9 * len(other)
    assert found.table.num_rows == read(about.sample(SOURCE)).table.num_rows


def test_a_new_column_is_told(written):
    assert 'column "Joy" is neither read nor ignored' in [one.text for one in read(written(Joy="1")).issues]


def test_a_few_rows_are_no_edition():
    with pytest.raises(DataError, match="at least 100000 were expected"):
        settling.checked(read(about.sample(SOURCE)), about.about(SOURCE))


@settings(deadline=None)
@given(st.floats(0, 1e8), st.floats(80, 130))
def test_girls_and_boys_add_up_to_the_births_and_stand_in_their_ratio(births, ratio):
    girls, boys = (one[0].as_py() for one in reader.by_sex(pa.chunked_array([[births]]), pa.chunked_array([[ratio]])))
    assert girls + boys == pytest.approx(births)
    assert boys * 100 == pytest.approx(girls * ratio)

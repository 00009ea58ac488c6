"""UNHCR's people by sex and age: the real files, where they are at hand, and odd ones of our own making."""

import pyarrow.compute as pc
import pytest

from stocktake.errors import DataError
from stocktake.sources import about, settling

FACTS = about.about("unhcr-demographics")
HEADER = about.sample(FACTS.id).read_text(encoding="utf-8").splitlines()[0]


def reading(path):
    return settling.settled(about.reader(FACTS.id).read(path, FACTS), FACTS, "2026-11-21")


def row(people="REF", origin="MLI", asylum="NER", place="Niamey", year="2024", cells="1,2,3,4,5,0,15,0,0,0,0,0,7,7,22"):
    return f"{year},-,-,{origin},-,-,{asylum},{people},{place},U,I,{cells}"


def written(tmp_path, *rows, header=HEADER):
    path = tmp_path / "demographics.csv"
    path.write_text("\n".join((header, *rows, "")), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(shared):
    path = shared / "data" / "unhcr" / "demographics.csv.gz"
    if not path.is_file():
        pytest.skip("the demographics are not in the reference material")
    return reading(path)


def figure(found, **where):
    table = found.table
    for name, code in {"sex": "_T", "age": "_T", **where}.items():
        table = table.filter(pc.equal(table[name], code))
    return table["obs_value"].to_pylist()


def test_the_real_file_gives_each_country_by_sex_and_age(whole):
    assert (whole.vintage, whole.rows, whole.left_out, whole.issues) == (
        "2025",
        20771 * 15,
        {"zero": 191620, "place": 119945},
        (),
    )
    assert figure(whole, ref_area="WLD", indicator="refugees-hosted") == [28461306]
    assert figure(whole, ref_area="WLD", indicator="idps-unhcr") == [64239352]
    assert figure(whole, ref_area="DEU", indicator="refugees-hosted", sex="F", age="Y0T4") == [54141]
    assert set(pc.unique(whole.table["other_dims"]).to_pylist()) == {"_T"}
    assert len(settling.checked(whole, FACTS)) == 3


def test_the_ages_of_a_sex_add_up_to_it(whole):
    by_age = whole.table.filter(pc.and_(pc.not_equal(whole.table["age"], "_T"), pc.equal(whole.table["sex"], "F")))
    assert pc.sum(by_age["obs_value"]).as_py() == sum(
        one["obs_value"] for one in whole.table.to_pylist() if (one["sex"], one["age"]) == ("F", "_T")
    )


def test_the_older_layout_is_read_too(shared):
    found = reading(shared / "data" / "unhcr" / "hdx_sample" / "HDX_Demographics.csv")
    assert (found.rows, found.left_out) == (1139 * 15, {"zero": 13035, "place": 4050})
    assert figure(found, ref_area="PAK", indicator="refugees-hosted", time_period="2001", sex="M", age="Y_GE60") == [
        28241
    ]  # 28,231 from Afghanistan, and 5 each from two others


def test_places_and_origins_are_added_up_and_the_sum_says_so(tmp_path):
    found = reading(written(tmp_path, row(), row(place="Diffa"), row(origin="NGA")))
    assert figure(found, ref_area="NER", sex="F", age="Y0T4") == [3]
    assert figure(found, ref_area="NER", sex="M", age="_U") == [21]
    assert set(found.table["comment_obs"].to_pylist()) == {"computed: sum of 3 figures over places and countries of origin"}


def test_rows_that_must_not_be_counted_are_left_out_by_rule(tmp_path):
    found = reading(written(tmp_path, row(), row(), row(people="ABC"), row(origin="-"), row(asylum="-"), row(year="soon")))
    assert figure(found, ref_area="NER") == [22]
    assert {
        rule: found.left_out[rule] for rule in ("repeated", "people", "over_origin", "over_asylum", "no_year")
    } == dict.fromkeys(("repeated", "people", "over_origin", "over_asylum", "no_year"), 15)
    assert any('kind of people: "ABC" is not known' in str(one) for one in found.issues)


def test_a_file_of_few_areas_says_nothing_of_the_world(tmp_path):
    found = reading(written(tmp_path, row()))
    assert found.vintage == "2024-part"
    assert figure(found, ref_area="WLD") == []


def test_a_figure_that_is_none_is_told_and_not_counted(tmp_path):
    found = reading(written(tmp_path, row(cells="x,2,3,4,5,0,15,0,0,0,0,0,7,7,22")))
    assert figure(found, ref_area="NER", sex="F", age="Y0T4") == []
    assert any('"x" is not a number' in str(one) for one in found.issues)


def test_a_missing_column_is_refused_and_an_unknown_one_told(tmp_path):
    with pytest.raises(DataError, match=r'column "f_60" is missing'):
        reading(written(tmp_path, row(), header=HEADER.replace("f_60", "f_70")))
    odd = written(tmp_path, f"{row()},9", header=f"{HEADER},mood")
    assert any('column "mood" is neither read nor ignored' in str(one) for one in reading(odd).issues)

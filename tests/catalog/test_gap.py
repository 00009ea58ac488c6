"""What is expected of figures: the file that ships, and every way in which one can be wrong."""

import pytest
import yaml

from stocktake.catalog import catalog, gap
from stocktake.errors import CatalogError
from stocktake.measure.gap import asked_by_metadata, expected
from stocktake.model.gap import counted

FACTS = catalog.load()


@pytest.fixture
def file(tmp_path):
    """Give a function that writes the file that ships with some keys changed, and returns where."""

    def write(change=lambda content: None):
        content = yaml.safe_load(gap.FILE.read_text(encoding="utf-8"))
        change(content)
        path = tmp_path / "gaps.yml"
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return path

    return write


def test_the_years_after_which_a_figure_is_old_stand_in_the_file():
    found = gap.expectations()
    assert found.old_after.years == 5
    assert found.old_after.verification.status == "editorial"


def test_target_17_18_asks_for_eight_splits_and_the_compact_for_three_of_them():
    asked = {one.code: one.asked_by for one in gap.expectations().of_all.dimensions}
    assert len(asked) == 8
    assert all("sdg:17.18" in by for by in asked.values())
    assert [code for code, by in asked.items() if "gcm:1" in by] == ["sex", "age", "migratory_status"]


def test_only_indicators_that_count_are_concerned_by_the_demand_on_all_figures():
    ids = {one.id for one in counted(FACTS.indicators.values())}
    assert {one.indicator for one in gap.expectations().of_all.concerned.indicators} <= ids


def test_what_is_expected_of_the_indicators_that_ship():
    rows = expected(counted(FACTS.indicators.values()), gap.expectations()).to_pylist()
    cells = {(row["indicator"], row["dimension"]): row for row in rows}
    by_metadata = [row["metadata"] for row in cells.values()]
    assert (by_metadata.count("required"), by_metadata.count("wanted")) == (62, 13)
    assert sum(row["of_all"] for row in cells.values()) == 14 * 8 - 5
    assert ("13.1.1", "total") not in cells, "it is 11.5.1 under another number"
    assert not [key for key in cells if key[0] == "migrant-stock"], "context does not count"


def test_a_split_that_the_metadata_only_want_is_not_required():
    indicator = FACTS.indicators["5.2.1"]
    assert asked_by_metadata(indicator, "migratory_status", gap.expectations()) == "wanted"
    assert asked_by_metadata(indicator, "age", gap.expectations()) == "required"


def put(*path):
    """Return a change that puts the last of `path` at the place the others lead to."""

    def change(content):
        *way, last, value = path
        for key in way:
            content = content[key]
        content[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(put("old_after", "years", -1), "old_after.years: found -1, expected 0 or more", id="years below zero"),
        pytest.param(put("old_after", "years", "five"), "old_after.years", id="years that are no number"),
        pytest.param(put("colour", "blue"), 'unknown key "colour"', id="unknown key"),
        pytest.param(put("statuses", "estimates", ["Z"]), 'statuses.estimates: found "Z", expected a known status', id="status"),
        pytest.param(
            put("of_all", "commitments", ["sdg:99"]), 'found "sdg:99", expected the id of a commitment', id="commitment"
        ),
        pytest.param(
            put("of_all", "dimensions", 0, "code", "colour"), 'found "colour", expected a known dimension', id="dimension"
        ),
        pytest.param(
            put("of_all", "dimensions", 0, "asked_by", ["gcm:99"]), 'of_all.dimensions.sex.asked_by: found "gcm:99"', id="asker"
        ),
        pytest.param(
            put("of_all", "concerned", "indicators", 0, "indicator", "9.9.9"),
            'found "9.9.9", expected a known indicator',
            id="concern",
        ),
        pytest.param(
            put("of_all", "concerned", "indicators", 1, "indicator", "3.8.1"),
            '"3.8.1" twice, expected each indicator once',
            id="twice",
        ),
        pytest.param(put("wanted", 0, "dimensions", ["hazard"]), "one of the disaggregations of 3.8.1", id="wanted, not named"),
        pytest.param(put("in_series", 0, "series", ["NOPE"]), 'found "NOPE", expected a series of 16.2.2', id="series"),
        pytest.param(put("countries_only", 0, "indicator", "x"), 'countries_only: found "x"', id="countries only"),
    ],
)
def test_a_wrong_file_is_told_with_its_key(change, said, file):
    with pytest.raises(CatalogError) as error:
        gap.read(file(change), FACTS)
    assert said in str(error.value)
    assert "gaps.yml" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_file_that_ships_is_right(file):
    assert gap.read(file(), FACTS) == gap.expectations()

"""The people of countries and territories, one edition for all."""

import csv

import pytest

from stocktake.catalog import codelist, population
from stocktake.catalog.area import areas
from stocktake.errors import CatalogError

HEADER = ",".join(population.COLUMNS) + "\n"
WITHOUT = {"ALA", "ATA", "ATF", "BVT", "CCK", "CXR", "GGY", "HMD", "IOT", "JEY", "NFK", "PCN", "SGS", "SJM", "UMI", "XKX"}


def test_every_country_and_territory_has_its_people_but_those_the_source_leaves_out():
    assert {area.code for area in areas() if area.kind == "country"} - set(population.populations()) == WITHOUT


def test_all_figures_are_of_one_edition_and_add_up_to_the_world_it_states():
    found = population.populations().values()
    assert {(one.year, one.source, one.verification.status) for one in found} == {
        ("2020", "UN DESA, International Migrant Stock 2020 (POP/DB/MIG/Stock/Rev.2020), table 2, population at mid-year", "seen")
    }
    stated, channel_islands = 7_794_798_729, 173_859  # Guernsey and Jersey come as one there
    assert stated - sum(one.people for one in found) == channel_islands


def test_the_figures_are_those_of_a_second_copy(shared):
    path = shared / "data/undesa/pop_totals_2020.csv"
    if not path.exists():
        pytest.skip("the tidy copy of the population table is not beside this checkout")
    with path.open(encoding="utf-8", newline="") as lines:
        copied = {row["alpha3"]: round(1000 * float(row["pop"])) for row in csv.DictReader(lines) if row["year"] == "2020"}
    assert {code: copied.get(code) for code in population.populations()} == {
        code: one.people for code, one in population.populations().items()
    }


def test_the_table_has_a_row_an_area():
    table = population.table()
    assert table.num_rows == len(population.populations())
    assert dict(zip(table["member"].to_pylist(), table["people"].to_pylist(), strict=True))["IND"] == 1_380_004_385


def test_it_is_no_code_list():
    assert not any("population" in name for name in codelist.codelists())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", r"line 1: found nothing, expected code,people,year,source,verification", id="empty"),
        pytest.param(HEADER + "MDA,5,2020,us\n", r"line 2: found MDA,5,2020,us, expected five cells", id="a cell too few"),
        pytest.param(
            HEADER + "MDA,,2020,us,seen\n", r"line 2: .* none empty; leave out an area without a figure", id="no figure"
        ),
        pytest.param(HEADER + "XYZ,5,2020,us,seen\n", r'line 2, code: found "XYZ", expected the code of an area', id="no area"),
        pytest.param(HEADER + "MDA,4.0,2020,us,seen\n", r'line 2, people: found "4.0", expected a whole number', id="a fraction"),
        pytest.param(HEADER + "MDA,-4,2020,us,seen\n", r'line 2, people: found "-4"', id="below zero"),
        pytest.param(HEADER + "MDA,4,2020,us,sure\n", r'line 2, verification: found "sure"', id="no status"),
        pytest.param(HEADER + "MDA,4,2020,us,seen\nMDA,5,2020,us,seen\n", r'code: found "MDA" twice', id="an area twice"),
    ],
)
def test_a_broken_list_is_an_error_that_names_the_line(tmp_path, text, expected):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=expected):
        population.populations(path)

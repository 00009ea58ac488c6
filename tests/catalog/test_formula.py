"""The numbers somebody chose for formulas stand in files, with how far each was verified."""

import pytest

from stocktake.catalog import formula
from stocktake.errors import CatalogError


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("remittance-cost", {"corridor_limit": 5, "smart_services": 3, "smart_days": 5}),
        ("recruitment-cost", {"median": 0.5, "fourth_quintile": 0.8}),
        ("refugee-share", {"per": 100_000}),
        ("total", {"minimum_share_of_members": 0.5, "minimum_share_of_people": 0.5}),
    ],
)
def test_the_numbers_that_ship(name, parameters):
    found = formula.formula(name)
    assert found.parameters == parameters
    assert found.verification.note
    assert found.notes


def test_all_that_ship_are_read():
    assert set(formula.formulas()) == {"remittance-cost", "recruitment-cost", "refugee-share", "total"}


def test_a_formula_there_is_not_names_those_there_are():
    with pytest.raises(CatalogError, match=r'no formula "10\.c\.1"; there are recruitment-cost, .*total'):
        formula.formula("10.c.1")


def test_a_key_nobody_knows_is_named(tmp_path):
    (tmp_path / "x.yml").write_text(
        "title: X\npublisher: us\nverification: {status: seen}\nparameters: {}\ncolour: red\n", encoding="utf-8"
    )
    with pytest.raises(CatalogError, match=r'x\.yml: unknown key "colour"'):
        formula.formulas(tmp_path)

"""What is expected of the figures: `data/gaps.yml`, checked against the indicators, code lists and frameworks."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from stocktake.catalog import catalog, yaml_file
from stocktake.catalog.catalog import Catalog
from stocktake.catalog.folder import DATA, fault, first_repeated
from stocktake.model.gap import Expectations

FILE = DATA / "gaps.yml"


@cache
def expectations(path: Path = FILE) -> Expectations:
    """Return what is expected, checked against the facts that come with stocktake; CatalogError names the key that is wrong.

    >>> expectations().old_after.years, [one.code for one in expectations().of_all.dimensions][:3]
    (5, ['sex', 'age', 'migratory_status'])
    """
    return read(path, catalog.load())


def read(path: Path, facts: Catalog) -> Expectations:
    """Return the expectations a file describes, checked against `facts`."""
    found = yaml_file.read(path, Expectations)
    if found.old_after.years < 0:
        raise fault(path.name, "old_after.years", str(found.old_after.years), "0 or more", "give the years a figure may be old")
    _check_codes(path.name, found, facts)
    _check_wanted(path.name, found, facts)
    _check_series(path.name, found, facts)
    return found


def _check_codes(file: str, found: Expectations, facts: Catalog) -> None:
    """Raise for the first id or code that points nowhere, and for one that stands twice where it should be alone."""
    known = {
        "dimension": facts.codelists["disaggregation"],
        "status": facts.codelists["obs_status"],
        "indicator": facts.indicators,
    }
    for key, kind, code in _named(found):
        if kind == "commitment" and not facts.has_commitment(code):
            raise fault(file, key, f'"{code}"', "the id of a commitment, as sdg:17.18", "correct it")
        if kind != "commitment" and code not in known[kind]:
            raise fault(file, key, f'"{code}"', f"a known {kind}", "correct it, or add it to its list")
    concerned = [one.indicator for one in found.of_all.concerned.indicators]
    for key, names in (("of_all.concerned", concerned), ("wanted", [one.indicator for one in found.wanted])):
        if twice := first_repeated(names):
            raise fault(file, key, f'"{twice}" twice', "each indicator once", "put the two into one")


def _named(found: Expectations) -> Iterator[tuple[str, str, str]]:
    """Yield key, kind and code of everything that is an id or a code."""
    yield from (("statuses.estimates", "status", code) for code in found.statuses.estimates)
    yield from (("statuses.missing", "status", code) for code in found.statuses.missing)
    yield from (("of_all.commitments", "commitment", code) for code in found.of_all.commitments)
    for asked in found.of_all.dimensions:
        yield from (("of_all.dimensions", "dimension", code) for code in (asked.code, *asked.found_under))
        yield from ((f"of_all.dimensions.{asked.code}.asked_by", "commitment", code) for code in asked.asked_by)
    for concern in found.of_all.concerned.indicators:
        yield "of_all.concerned.indicators", "indicator", concern.indicator
        yield from ((f"of_all.concerned.{concern.indicator}.without", "dimension", code) for code in concern.without)
    yield from (("wanted", "indicator", one.indicator) for one in found.wanted)
    yield from (("in_series", "indicator", one.indicator) for one in found.in_series)
    yield from (("countries_only", "indicator", one.indicator) for one in found.countries_only)


def _check_wanted(file: str, found: Expectations, facts: Catalog) -> None:
    """Raise for a split that its indicator does not name: only what the metadata name can be wanted or come as series."""
    named = [("wanted", one.indicator, code) for one in found.wanted for code in one.dimensions]
    named += [("in_series", one.indicator, one.dimension) for one in found.in_series]
    for key, indicator, code in named:
        if code not in facts.indicators[indicator].disaggregations:
            remedy = f"correct it, or add it to indicators/{indicator}.yml"
            raise fault(file, f"{key}.{indicator}", f'"{code}"', f"one of the disaggregations of {indicator}", remedy)


def _check_series(file: str, found: Expectations, facts: Catalog) -> None:
    """Raise for a series that its indicator does not have."""
    for one in found.in_series:
        known = {series.code for series in facts.indicators[one.indicator].series}
        if strange := next((code for code in one.series if code not in known), ""):
            remedy = f"correct it, or add it to indicators/{one.indicator}.yml"
            raise fault(file, f"in_series.{one.indicator}", f'"{strange}"', f"a series of {one.indicator}", remedy)

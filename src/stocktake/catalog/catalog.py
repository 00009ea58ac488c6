"""All facts together, checked against each other: the one door to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stocktake.catalog import codelist, framework, indicator, method
from stocktake.catalog.folder import DATA, fault
from stocktake.errors import CatalogError
from stocktake.model.framework import Commitment, Framework
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method


@dataclass(frozen=True, slots=True)
class Catalog:
    """Frameworks, indicators, methods and code lists by id; indicators run in natural order, SDG codes first."""

    frameworks: Mapping[str, Framework]
    indicators: Mapping[str, Indicator]
    methods: Mapping[str, Method]
    codelists: Mapping[str, Mapping[str, str]]

    @property
    def told(self) -> Mapping[str, Indicator]:
        """The indicators that reviews tell of, by id: all but those of role `input`, from which other figures are worked out."""
        return {id_: one for id_, one in self.indicators.items() if one.role != "input"}

    def commitment(self, id: str) -> Commitment:  # noqa: A002 (the word of the field)
        """Return the commitment with this id, such as `gcm:20`; CatalogError where no framework has it."""
        owner = self.frameworks.get(id.partition(":")[0])
        found = next((one for one in owner.commitments if one.id == id), None) if owner else None
        if found is None:
            raise CatalogError(f'no framework has the commitment "{id}"; there are {_examples(self.frameworks)}')
        return found

    def has_commitment(self, id: str) -> bool:  # noqa: A002 (the word of the field)
        """Return whether a framework has the commitment."""
        owner = self.frameworks.get(id.partition(":")[0])
        return owner is not None and any(one.id == id for one in owner.commitments)

    def indicators_of(self, commitment: str) -> tuple[Indicator, ...]:
        """Return the indicators that bear on a commitment: monitoring ones first, official links before editorial ones."""
        serving = (one for one in self.indicators.values() if one.serves(commitment))
        return tuple(sorted(serving, key=lambda one: (one.role != "monitoring", commitment not in one.commitments)))


@cache
def load(folder: Path = DATA) -> Catalog:
    """Return the facts of a folder that holds `frameworks`, `indicators`, `methods` and `codelists`, by default stocktake's own.

    CatalogError names the first file and key that are wrong, ids that point nowhere included.

    >>> facts = load()
    >>> facts.commitment("gcm:20").name, facts.indicators_of("sdg:10.c")[0].id
    ('Remittances', '10.c.1')
    """
    catalog = Catalog(
        framework.frameworks(folder / "frameworks"),
        indicator.indicators(folder / "indicators"),
        method.methods(folder / "methods"),
        codelist.codelists(folder / "codelists"),
    )
    _check(catalog)
    return catalog


def _check(catalog: Catalog) -> None:
    """Raise for the first id that points nowhere."""
    for one in catalog.frameworks.values():
        _check_links(catalog, one)
    for each in catalog.indicators.values():
        _check_commitments(catalog, each)
        _check_same_as(catalog, each)
        _check_related(catalog, each)
        _check_codes(catalog, each)


def _check_links(catalog: Catalog, owner: Framework) -> None:
    """Raise for a link of a commitment that names a commitment there is not."""
    for one in owner.commitments:
        for key, value in one.links.items():
            if value.partition(":")[0] in catalog.frameworks and ":" in value and not catalog.has_commitment(value):
                raise _dangling(f"{owner.id}.yml", f"{one.id}.links.{key}", value, catalog)


def _check_commitments(catalog: Catalog, indicator: Indicator) -> None:
    for key in ("commitments", "editorial_commitments"):
        for id_ in getattr(indicator, key):
            if not catalog.has_commitment(id_):
                raise _dangling(f"{indicator.id}.yml", key, id_, catalog)


def _dangling(file: str, key: str, id_: str, catalog: Catalog) -> CatalogError:
    expected = f"the id of a commitment, as {_examples(catalog.frameworks)}"
    return fault(file, key, f'"{id_}"', expected, "correct it, or add the commitment to its framework")


def _examples(frameworks: Mapping[str, Framework]) -> str:
    """Return the first and last commitment of each framework, for a message."""
    return ", ".join(f"{one.commitments[0].id} to {one.commitments[-1].id}" for one in frameworks.values() if one.commitments)


def _check_same_as(catalog: Catalog, indicator: Indicator) -> None:
    """Raise where `same_as` names no indicator, itself, one that is itself the same as another, or one with other series."""
    if not indicator.same_as:
        return
    other = catalog.indicators.get(indicator.same_as)
    if other is None or other.id == indicator.id or other.same_as or other.series != indicator.series:
        expected = "another indicator that keeps the same series itself"
        remedy = "name the one the figures are kept under"
        raise fault(f"{indicator.id}.yml", "same_as", f'"{indicator.same_as}"', expected, remedy)


def _check_related(catalog: Catalog, indicator: Indicator) -> None:
    """Raise where `related` names no other indicator."""
    for id_ in indicator.related:
        if id_ not in catalog.indicators or id_ == indicator.id:
            raise fault(f"{indicator.id}.yml", "related", f'"{id_}"', "the id of another indicator", "correct it or take it out")


def _check_codes(catalog: Catalog, indicator: Indicator) -> None:
    """Raise for a unit or disaggregation that is not in its code list."""
    for key, name, code in _codes(indicator):
        if code not in catalog.codelists.get(name, {}):
            remedy = f"correct it, or add a line to data/codelists/{name}.csv"
            raise fault(f"{indicator.id}.yml", key, f'"{code}"', f"a code of {name}.csv", remedy)


def _codes(indicator: Indicator) -> Iterator[tuple[str, str, str]]:
    """Yield key, code list and code of everything in an indicator that is a code."""
    yield "unit_measure", "unit_measure", indicator.unit_measure
    for one in indicator.series:
        yield f"series {one.code}, unit_measure", "unit_measure", one.unit_measure
    for dimension in indicator.disaggregations:
        yield "disaggregations", "disaggregation", dimension

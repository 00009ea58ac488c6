"""Figures as JSON-LD: observations of the RDF Data Cube vocabulary, one object a line within one document."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec
import pyarrow as pa
from rdflib import Graph

from stocktake.export.address import Addresses
from stocktake.model.observation import COLUMNS, TOTAL

_CUBE, _DIMENSION = "http://purl.org/linked-data/cube#", "http://purl.org/linked-data/sdmx/2009/dimension#"
_MEASURE, _ATTRIBUTE = "http://purl.org/linked-data/sdmx/2009/measure#", "http://purl.org/linked-data/sdmx/2009/attribute#"
_DOUBLE = "http://www.w3.org/2001/XMLSchema#double"
_TERMS: Final = {
    "ref_area": f"{_DIMENSION}refArea",
    "time_period": f"{_DIMENSION}timePeriod",
    "sex": f"{_DIMENSION}sex",
    "age": f"{_DIMENSION}age",
    "obs_value": f"{_MEASURE}obsValue",
    "unit_measure": f"{_ATTRIBUTE}unitMeasure",
    "obs_status": f"{_ATTRIBUTE}obsStatus",
}
"""The columns that have a term in the vocabulary of SDMX; the others have one of ours."""

_CODED: Final = {
    "indicator": "indicator",
    "ref_area": "area",
    "counterpart_area": "area",
    "sex": "sex",
    "age": "age",
    "migratory_status": "migratory_status",
    "disability": "disability",
    "unit_measure": "unit_measure",
    "obs_status": "obs_status",
}
"""The columns whose codes are concepts, with the kind their addresses have."""


def write(parts: Iterable[pa.Table], path: Path, addresses: Addresses) -> None:
    """Write tables of observations to one document, a part at a time.

    Dimensions that do not split a value, and cells without text, are left out; a value that was not given is left out too.
    """
    with path.open("wb") as file:
        file.write(b'{"@context":' + msgspec.json.encode(context(addresses)) + b',\n"@graph":[')
        between = b"\n"
        for part in parts:
            for row in part.to_pylist():
                file.write(between + msgspec.json.encode(_observation(row, addresses)))
                between = b",\n"
        file.write(b"\n]}\n")


def context(addresses: Addresses) -> dict[str, Any]:
    """Return the context: what each key means. It stands in the document, so that nothing has to be fetched to read it."""
    terms: dict[str, Any] = {}
    for name in COLUMNS:
        terms[name] = {"@id": _TERMS.get(name) or addresses.of("property", name)}
        if name in _CODED:
            terms[name]["@type"] = "@id"
        if name == "obs_value":
            terms[name]["@type"] = _DOUBLE
    return {"qb": _CUBE, "Observation": "qb:Observation", "dataset": {"@id": "qb:dataSet", "@type": "@id"}, **terms}


def of_graph(graph: Graph) -> bytes:
    """Return a graph as one document with its context inside; lists that have no order of their own are sorted, so that it comes out alike."""
    spaces = {prefix: str(space) for prefix, space in graph.namespaces()}
    document = msgspec.json.decode(graph.serialize(format="json-ld", context=spaces))
    return msgspec.json.format(msgspec.json.encode(_sorted(document)), indent=1) + b"\n"


def _sorted(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=msgspec.json.encode)
    return {key: _sorted(one) for key, one in sorted(value.items())} if isinstance(value, dict) else value


def _observation(row: dict[str, Any], addresses: Addresses) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if value not in (None, "", TOTAL)}
    coded = {name: addresses.of(kind, told[name]) for name, kind in _CODED.items() if name in told}
    return {"@type": "Observation", "dataset": addresses.of("dataset", row["source"], row["vintage"]), **told, **coded}

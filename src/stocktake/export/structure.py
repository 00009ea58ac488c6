"""The structure of what is given out in SDMX: code lists, concepts, the data structure and its dataflow, as SDMX-ML 3.0."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from pysdmx.io.xml.sdmx30.writer import structure as writer
from pysdmx.model import (
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Organisation,
    Role,
)
from pysdmx.model.message import Header

from stocktake.export import sdmx
from stocktake.export.holding import Facts
from stocktake.model.identifier import to_sdmx
from stocktake.model.observation import TOTAL

CONCEPTS = "CONCEPTS"
_MEASURE_RELATIONSHIP = re.compile(r"\s*<str:MeasureRelationship>.*?</str:MeasureRelationship>", re.DOTALL)
"""Says of an attribute which measure it is about. There is one only, so it may be left out, and readers other than pysdmx do not know it."""

_UNLISTED = "as published, in no list of ours"
_ROLES = {"dimension": Role.DIMENSION, "time": Role.DIMENSION, "measure": Role.MEASURE, "attribute": Role.ATTRIBUTE}
_LIST_NAMES = {
    "CL_FREQ": "Frequency",
    "CL_INDICATOR": "Indicators",
    "CL_AREA": "Reference areas",
    "CL_SEX": "Sex",
    "CL_AGE": "Age",
    "CL_COMPOSITE_BREAKDOWN": "Composite breakdown: migratory status",
    "CL_DISABILITY_STATUS": "Disability status",
    "CL_UNIT_MEASURE": "Units of measure",
    "CL_OBS_STATUS": "Observation status",
}


def written(facts: Facts, found: Mapping[str, Iterable[str]], prepared: datetime) -> bytes:
    """Return the structure message. `found` names the codes that figures carry, by column: those in no list of ours are added to it."""
    lists = {name: _codelist(name, labels) for name, labels in code_lists(facts, found).items()}
    scheme = ConceptScheme(
        id=CONCEPTS,
        agency=sdmx.AGENCY,
        version=sdmx.VERSION,
        name="Concepts of an observation",
        items=[_concept(one) for one in sdmx.COMPONENTS],
    )
    structure = DataStructureDefinition(
        id=sdmx.STRUCTURE,
        agency=sdmx.AGENCY,
        version=sdmx.VERSION,
        name="Observations of migration commitments",
        components=Components([_component(one, lists) for one in sdmx.COMPONENTS]),
    )
    flow = Dataflow(id=sdmx.DATAFLOW, agency=sdmx.AGENCY, version=sdmx.VERSION, name=structure.name, structure=structure)
    header = Header(id=sdmx.STRUCTURE, prepared=prepared, sender=Organisation(sdmx.AGENCY))
    text = writer.write([*lists.values(), scheme, structure, flow], header=header) or ""
    return _MEASURE_RELATIONSHIP.sub("", text).encode()


def code_lists(facts: Facts, found: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """Return the labels of each code list of SDMX by our code: all of ours, then those that figures carry besides."""
    lists = {
        "CL_FREQ": dict(sdmx.FREQUENCIES),
        "CL_INDICATOR": {one.id: one.title for one in facts.indicators.values()},
        "CL_AREA": {**{one.code: one.name for one in facts.areas}, TOTAL: "all areas"},
        **{name: dict(facts.codelists[ours]) for name, ours in sdmx.LISTS.items()},
    }
    for one in sdmx.COMPONENTS:
        for code in sorted(found.get(one.column, ())) if one.codes and one.id != "FREQ" else ():
            lists[one.codes].setdefault(code, f"{code} ({_UNLISTED})" if code else "not stated")
    return lists


def _codelist(name: str, labels: Mapping[str, str]) -> Codelist:
    items = [Code(id=to_sdmx(code), name=label) for code, label in labels.items()]
    return Codelist(id=name, agency=sdmx.AGENCY, version=sdmx.VERSION, name=_LIST_NAMES[name], items=items)


def _concept(component: sdmx.Component) -> Concept:
    return Concept(id=component.id, name=component.name, dtype=_type(component))


def _component(component: sdmx.Component, lists: Mapping[str, Codelist]) -> Component:
    place = ItemReference("Concept", sdmx.AGENCY, CONCEPTS, sdmx.VERSION, component.id)
    return Component(
        id=component.id,
        required=component.role in ("dimension", "time"),
        role=_ROLES[component.role],
        concept=place,
        local_dtype=None if component.codes else _type(component),
        local_codes=lists.get(component.codes),
        attachment_level="O" if component.role == "attribute" else None,
    )


def _type(component: sdmx.Component) -> DataType:
    return {"time": DataType.PERIOD, "measure": DataType.DOUBLE}.get(component.role, DataType.STRING)

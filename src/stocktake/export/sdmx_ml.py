"""Figures as SDMX-ML 3.0, structure-specific, in series."""

import re
from collections.abc import Iterable
from datetime import datetime
from html import escape
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from stocktake.export import sdmx
from stocktake.tables.column import mapped

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
_FLOW = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={sdmx.AGENCY}:{sdmx.DATAFLOW}({sdmx.VERSION})"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<mes:StructureSpecificData xmlns:mes="{schemas}/message" xmlns:com="{schemas}/common" \
xmlns:ss="{schemas}/data/structurespecific" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:ns1="{flow}:ObsLevelDim:TIME_PERIOD">
<mes:Header>
<mes:ID>{flow_id}</mes:ID>
<mes:Test>false</mes:Test>
<mes:Prepared>{prepared}</mes:Prepared>
<mes:Sender id="{agency}"/>
<mes:Structure structureID="{flow_id}" namespace="{flow}:ObsLevelDim:TIME_PERIOD" dimensionAtObservation="TIME_PERIOD">
<com:StructureUsage>{flow}</com:StructureUsage>
</mes:Structure>
</mes:Header>
<mes:DataSet ss:structureRef="{flow_id}" xsi:type="ns1:DataSetType" ss:dataScope="DataStructure" ss:action="Information">
"""
_TAIL = "</mes:DataSet>\n</mes:StructureSpecificData>\n"


def write(parts: Iterable[pa.Table], path: Path, prepared: datetime) -> None:
    """Write tables of observations to one file, a part at a time. The rows of a series must stand together and in one part.

    The text is put together by whole columns: two million rows element by element would take minutes.
    """
    with path.open("wb") as file:
        head = _HEAD.format(
            schemas=_SCHEMAS,
            flow=_FLOW,
            flow_id=sdmx.DATAFLOW,
            agency=sdmx.AGENCY,
            prepared=prepared.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        file.write(head.encode())
        for part in parts:
            if part.num_rows:
                file.write(_elements(sdmx.brought(part)))
        file.write(_TAIL.encode())


def _elements(rows: pa.Table) -> bytes:
    """Return the series of a table with their observations, as XML."""
    opening = _attributes(rows, sdmx.of_role("dimension"), "<Series")
    last = len(opening) - 1
    changes = pc.not_equal(opening.slice(1), opening.slice(0, last))
    is_first = pa.concat_arrays([pa.array([True]), changes])
    is_last = pa.concat_arrays([changes, pa.array([True])])
    inside = _attributes(rows, sdmx.of_role("time", "measure", "attribute"), "<Obs")
    text = pc.binary_join_element_wise(
        pc.if_else(is_first, pc.binary_join_element_wise(opening, ">\n", ""), ""),
        inside,
        "/>\n",
        pc.if_else(is_last, "</Series>\n", ""),
        "",
    )
    return _joined(text)


def _attributes(rows: pa.Table, components: Iterable[sdmx.Component], begins: str) -> pa.Array:
    """Return the beginning of an element for each row, with an attribute for each component that is not empty."""
    written = [_attribute(rows[one.id], one.id) for one in components]
    return pc.binary_join_element_wise(begins, *written, "").combine_chunks()


def _attribute(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    if pa.types.is_floating(column.type):
        text = column.cast(pa.string())
        return pc.fill_null(pc.binary_join_element_wise(f' {name}="', text, '"', ""), "")
    return mapped(column, lambda text: f' {name}="{_written(text)}"' if text else "")


def _written(text: str) -> str:
    """Return a text as it may stand in an attribute; signs that XML cannot hold are replaced by the sign for a lost one."""
    kept = escape(_UNFIT.sub("\ufffd", text))
    return kept.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def _joined(text: pa.Array | pa.ChunkedArray) -> bytes:
    """Return all texts of an array one after the other, as UTF-8."""
    whole = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    _, offsets, content = whole.cast(pa.large_string()).buffers()
    ends = memoryview(offsets).cast("q")
    return bytes(memoryview(content)[ends[whole.offset] : ends[whole.offset + len(whole)]])

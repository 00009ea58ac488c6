"""SDMX-ML: generic and structure-specific data of 2.1 and 3.0, in series or flat, element by element."""

import codecs
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree

from stocktake.errors import DataError
from stocktake.sources.sdmx import message
from stocktake.sources.sdmx.message import Header, Piece

COUNTED = "observation"
"""What is counted to say where something stands."""

_DATA = ("GenericData", "GenericTimeSeriesData", "StructureSpecificData", "StructureSpecificTimeSeriesData")
_METADATA = ("GenericMetadata", "StructureSpecificMetadata", "MetadataSet")
_VERSIONS = re.compile(r"/v(2_1|3_[01])/message$")
_DOCTYPE = re.compile(r"\s*(?:(?:<\?.*?\?>|<!--.*?-->)\s*)*<!DOCTYPE", re.DOTALL)
_MARKUP = re.compile(r"\ufeff?\s*<[?!a-zA-Z]")
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TAKEN = ("Obs", "Series", "Group", "Atts")
_OF_DATA_SET = (
    "structureRef", "setID", "action", "dataScope", "reportingBeginDate", "reportingEndDate", "validFromDate", "validToDate",
    "publicationYear", "publicationPeriod",
)  # fmt: skip
_KEPT = 500
"""Observations of a series that are held before they are let go together."""

_SHAPES = 100
"""Kinds of groups, by the dimensions they name; a structure has a handful."""

_CROWD = 200_000
"""Elements in a row that are no observation, series or group; a message of figures has a few hundred of them."""


def is_one(beginning: str) -> bool:
    """Return whether a file that begins so is XML."""
    return _MARKUP.match(beginning) is not None


@dataclass(slots=True)
class _Groups:
    """Attributes that several series share, by the part of their key that they name."""

    whole: dict[str, str] = field(default_factory=dict)
    waiting: list[dict[str, str]] = field(default_factory=list)
    index: dict[tuple[str, ...], dict[tuple[str, ...], dict[str, str]]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def of(self, key: Mapping[str, str], attributes: Collection[str]) -> Mapping[str, str]:
        """Return the attributes of the data set and of all groups that `key` belongs to; a group that names no part of a key is for all."""
        for group in self.waiting:
            parts = tuple(sorted(name for name in group if name in key and name.upper() not in attributes))
            rest = {name: text for name, text in group.items() if name not in parts}
            self.names |= rest.keys()
            self.index.setdefault(parts, {}).setdefault(tuple(group[name] for name in parts), {}).update(rest)
        self.waiting.clear()
        if not self.index:
            return self.whole
        found = dict(self.whole)
        for parts, groups in self.index.items():
            found.update(groups.get(tuple(key.get(name, "") for name in parts), {}))
        return found


@dataclass(frozen=True, slots=True)
class _Opening:
    """The header of a message with what only its observations need: the dimension they name themselves, and what is to be done with them."""

    header: Header
    at_observation: str = "TIME_PERIOD"
    action: str = ""


@dataclass(slots=True)
class _Reading:
    """Where in a message the reading stands, and what it has met: the data set and series it is in, and which names are attributes."""

    opening: _Opening
    known: Collection[str]
    groups: _Groups = field(default_factory=_Groups)
    data_set: "etree._Element | None" = None
    series: "etree._Element | None" = None
    shared: dict[str, str] = field(default_factory=dict)
    attributes: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)


def header(path: Path) -> Header:
    """Return who made the message; DataError where it holds no data, or is none."""
    return _opening(path).header


def pieces(path: Path, attributes: Collection[str]) -> Iterator[Piece]:
    """Yield the observations of a message in bounded memory: an element is let go as soon as it was read.

    What a generic message calls an attribute is one; in a structure-specific one it is what stands at an observation of a series, what a
    group or the data set says, and what `attributes` names. DataError where the file is broken, has a DOCTYPE or is no data message.
    """
    reading = _Reading(_opening(path), attributes)
    rows: list[dict[str, str]] = []
    first = 1
    for row in _rows(path, reading):
        if len(reading.groups.index) > _SHAPES:
            raise DataError(f"{path.name}: has groups of more than {_SHAPES} kinds; that is no message of figures")
        rows.append(row)
        if len(rows) == message.BATCH:
            yield message.piece(rows, frozenset(reading.attributes), first)
            first += len(rows)
            rows = []
    yield message.piece(rows, frozenset(reading.attributes), first)


def _events(path: Path, *events: str) -> "Iterator[tuple[str, etree._Element]]":
    """Yield the elements of a file as they begin or end; entities, the network and what a document type says are never used."""
    _refuse_doctype(path)
    with message.opened(path) as file:
        try:
            found = etree.iterparse(
                file, events=events, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
                attribute_defaults=False, huge_tree=False, remove_comments=True, remove_pis=True,
            )  # fmt: skip
            yield from found
        except etree.XMLSyntaxError as fault:
            raise DataError(f"{path.name}: is broken XML ({message.said(fault)}); see {path}") from fault
        except (OSError, ValueError, LookupError) as fault:
            raise DataError(f"{path.name}: cannot be read as XML ({message.said(fault)}); see {path}") from fault


def _refuse_doctype(path: Path) -> None:
    """Raise where a document type stands before the root: no message of SDMX has one, and it is how files attack their readers."""
    beginning = message.opening(path)
    wide = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}.get(beginning[:2], "utf-8")
    if _DOCTYPE.match(beginning.decode(wide, "replace").removeprefix("\ufeff")):
        raise _with_doctype(path)


def _with_doctype(path: Path) -> DataError:
    return DataError(f"{path.name}: has a DOCTYPE, which no message of SDMX has; it is not read")


def _local(element: "etree._Element") -> str:
    return _local_name(element.tag)


@cache
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _opening(path: Path) -> _Opening:
    """Return what stands before the first data set; DataError for what holds none."""
    head = _Opening(Header())
    words: list[str] = []
    for place, (event, element) in enumerate(_events(path, "start", "end")):
        name = _local(element)
        if not place:
            _refuse_other(path, element)
        if name == "DataSet":
            return head
        if event == "end" and name == "Header":
            head = _opening_of(path, element)
        if event == "end" and name in ("Text", "ErrorText") and len(words) < 3:
            words.append(" ".join((element.text or "").split()))
        _refuse_crowd(path, place)
    told = f"; it says: {words[0][:200]}" if words else ""
    raise DataError(f"{path.name}: holds no data set, so there are no figures{told}")


def _refuse_crowd(path: Path, count: int) -> None:
    if count > _CROWD:
        raise DataError(f"{path.name}: holds more than {_CROWD} elements without an observation; that is no message of figures")


def _refuse_other(path: Path, root: "etree._Element") -> None:
    """Raise for what is no data message of a version that is read."""
    name, space = _local(root), str(root.tag).rpartition("}")[0].removeprefix("{")
    if root.getroottree().docinfo.internalDTD is not None:
        raise _with_doctype(path)
    if "sdmx" not in space.lower():
        raise DataError(f"{path.name}: is XML, but no message of SDMX; it begins with <{name[:100]}>")
    if name in ("Structure", "RegistryInterface"):
        raise DataError(f"{path.name}: holds a structure, no figures; read the file of the data that goes with it")
    if name in _METADATA:
        raise DataError(f"{path.name}: holds metadata, no figures")
    if not _VERSIONS.search(space):
        raise DataError(f"{path.name}: is SDMX-ML of a version that is not read ({space[:200]}); expected 2.1 or 3.0")
    if name not in (*_DATA, "Error"):
        raise DataError(f"{path.name}: is a message of SDMX without data, <{name[:100]}>")


def _opening_of(path: Path, head: "etree._Element") -> _Opening:
    """Return what an element `Header` says; DataError where the message holds figures of several structures."""
    structures = head.findall("{*}Structure")
    found = list(dict.fromkeys(_structure(one) for one in structures))
    if len(found) > 1:
        names = ", ".join(f"{agency}:{id_}" for agency, id_, _ in found[:5])
        raise DataError(f"{path.name}: holds figures of several structures ({names}); split it, one file for each")
    agency, id_, version = found[0] if found else ("", "", "")
    sender = head.find("{*}Sender")
    sender_id = "" if sender is None else sender.get("id", "")
    header = Header(
        agency=agency or message.somebody(sender_id),
        id=id_ or head.findtext("{*}DataSetID", "").strip(),
        version=version,
        title=" ".join(head.findtext("{*}Name", "").split()),
        sender=message.somebody("" if sender is None else sender.findtext("{*}Name", "")),
        prepared=head.findtext("{*}Prepared", "").strip(),
    )
    at = structures[0].get("dimensionAtObservation", "TIME_PERIOD") if structures else "TIME_PERIOD"
    return _Opening(header, at, head.findtext("{*}DataSetAction", "").strip())


def _structure(element: "etree._Element") -> tuple[str, str, str]:
    """Return what a header says the data is of: as a reference, or as a URN in an element (2.1) or in the text (3.0)."""
    for one in element.iter():
        if _local(one) == "Ref":
            return one.get("agencyID", ""), one.get("id", ""), one.get("version", "")
        if one.text and one.text.strip().startswith("urn:"):
            return message.named(one.text)
    return "", "", ""


def _rows(path: Path, reading: _Reading) -> Iterator[dict[str, str]]:
    """Yield each observation with all that its series, its groups and its data set say of it, and let go what was read."""
    crowd = kept = 0
    for _, element in _events(path, "end"):
        name = _local(element)
        if name not in _TAKEN or (parent := element.getparent()) is None or _local(parent) not in ("DataSet", "Series"):
            crowd += 1
            _refuse_crowd(path, crowd)
            continue
        if name == "Obs":
            yield _row(element, parent, reading)
        else:
            _enter(parent, reading)
        if name in ("Group", "Atts"):
            reading.groups.waiting.append({**_values(element.find("{*}GroupKey")), **_said(element)})
        crowd, kept = 0, kept + 1
        if name != "Obs" or kept > _KEPT:
            element.clear()
            del parent[: parent.index(element)]  # not all but the last: elements behind this one are parsed already
            kept = 0


def _enter(data_set: "etree._Element", reading: _Reading) -> None:
    """Begin a data set where it is another one than before: its attributes and groups are for its own series."""
    if reading.data_set is not data_set:
        own = {name: text for name, text in _said(data_set).items() if name not in _OF_DATA_SET}
        if reading.opening.action:
            own.setdefault("ACTION", reading.opening.action[:1])
        reading.attributes |= own.keys()
        reading.data_set, reading.series, reading.groups = data_set, None, _Groups(own)


def _begin(series: "etree._Element", reading: _Reading) -> None:
    """Take up a series: what it and its groups say holds for all its observations."""
    if (data_set := series.getparent()) is not None:
        _enter(data_set, reading)
    key, said = _values(series.find("{*}SeriesKey")), _said(series)
    reading.attributes |= {name for name in said if key or name.upper() in reading.known}
    shared = reading.groups.of(key or said, reading.known)
    reading.attributes |= reading.groups.names
    reading.series, reading.shared = series, {**shared, **key, **said}


def _row(element: "etree._Element", parent: "etree._Element", reading: _Reading) -> dict[str, str]:
    """Return an observation of a series, or one that stands alone with its whole key."""
    said = _said(element)
    own = _own(element, said, reading)
    if reading.series is not parent:
        if _local(parent) == "DataSet":
            return _alone(said, own, parent, reading)
        _begin(parent, reading)
    if not said.keys() <= reading.attributes:
        reading.attributes |= said.keys() - {reading.opening.at_observation}
    return {**reading.shared, **said, **own}


def _alone(said: Mapping[str, str], own: Mapping[str, str], data_set: "etree._Element", reading: _Reading) -> dict[str, str]:
    """Return an observation that stands in no series; what splits and what does not is told apart by name where it is not generic."""
    _enter(data_set, reading)
    row = {**said, **own}
    shared = reading.groups.of(row, reading.known)
    is_generic = own.keys() > {"OBS_VALUE"}
    if not said.keys() <= reading.met:
        reading.met |= said.keys()
        reading.attributes |= {name for name in said if is_generic or name.upper() in reading.known}
    reading.attributes |= reading.groups.names
    return {**shared, **row}


def _own(element: "etree._Element", said: Mapping[str, str], reading: _Reading) -> dict[str, str]:
    """Return key and value of an observation where they are not among what it says as attributes."""
    row: dict[str, str] = {}
    at = reading.opening.at_observation
    for child in element if len(element) else ():
        name = _local(child)
        if name == "ObsKey":
            row.update(_values(child))
        elif name == "ObsDimension":
            row[child.get("id", at)] = child.get("value", "")
        elif name == "ObsValue":
            row["OBS_VALUE"] = child.get("value", "")
    if at not in ("TIME_PERIOD", "AllDimensions") and at not in said and at not in row and (measure := element.get(_TYPE)):
        row[at] = measure.rpartition(":")[2]  # a measure that is named by the type of its observation
    return row


def _said(element: "etree._Element") -> dict[str, str]:
    """Return the attributes of SDMX that an element has: as attributes of XML, in a list, or with several values each.

    `ACTION` is the first letter of what is to be done with it, where that is said.
    """
    found = dict(element.items())
    names = "".join(found)
    if "{" in names or "action" in names:
        action = next((text for name, text in found.items() if _local_name(name) == "action"), "")
        found = {name: text for name, text in found.items() if name[:1] != "{" and name != "action"}
        found |= {"ACTION": action[:1]} if action else {}
    for child in element if len(element) else ():
        name = _local(child)
        if name == "Attributes":
            found.update(_values(child))
        elif name == "Comp":
            found[child.get("id", "")] = ";".join(_text(one) for one in child.iterfind("{*}Value"))
    return found


def _values(element: "etree._Element | None") -> dict[str, str]:
    """Return a generic list of values by their names."""
    return {} if element is None else {one.get("id", ""): one.get("value", "") for one in element.iterfind("{*}Value")}


def _text(element: "etree._Element") -> str:
    """Return the text of a value, the English one where it is there in several languages."""
    texts = element.findall("{*}Text")
    english = [one for one in texts if one.get(_LANGUAGE, "en") == "en"]
    chosen = (english or texts or [element])[0]
    return " ".join((chosen.text or "").split())

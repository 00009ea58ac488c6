"""SDMX-JSON data messages, 1.0 and 2.0, in series or flat."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from stocktake.errors import DataError
from stocktake.sources import files
from stocktake.sources.sdmx import message
from stocktake.sources.sdmx.message import Header, Piece

_Json: TypeAlias = "Mapping[str, _Json] | Sequence[_Json] | str | bool | None"
_Object: TypeAlias = Mapping[str, _Json]

COUNTED = "observation"
"""What is counted to say where something stands."""

_SHAPES = 100
"""Kinds of groups, by the dimensions they name; a structure has a handful."""

_TIME = ("TIME_PERIOD", "TIME")


def is_one(beginning: str) -> bool:
    """Return whether a file that begins so is an object of JSON."""
    return beginning.lstrip("\ufeff \t\r\n").startswith("{")


def header(path: Path) -> Header:
    """Return who made the message; DataError where it holds no data, or is none."""
    content = _content(path)
    head = _object(content.get("meta")) or _object(content.get("header"))
    sender = _object(head.get("sender"))
    found = list(dict.fromkeys(_named(one) for one in _structures(content)))
    names = [one for one in found if any(one)]
    if len(names) > 1:
        told = ", ".join(f"{agency}:{id_}" for agency, id_, _ in names[:5])
        raise DataError(f"{path.name}: holds figures of several structures ({told}); split it, one file for each")
    agency, id_, version = names[0] if names else ("", "", "")
    title = next((_text(one.get("name")) for one in _structures(content) if one.get("name")), "")
    return Header(
        agency or message.somebody(_text(sender.get("id"))), id_, version, title,
        message.somebody(_text(sender.get("name"))), _text(head.get("prepared")),
    )  # fmt: skip


def pieces(path: Path, attributes: Collection[str]) -> Iterator[Piece]:  # noqa: ARG001 (as every format is asked)
    """Yield the observations of a message; it is read whole, as JSON must be. Its own word says what is an attribute, not `attributes`.

    DataError where the file is no such message or points at values it does not hold.
    """
    content = _content(path)
    structures = [_Structure.of(one) for one in _structures(content)]
    named = frozenset(part.name for one in structures for part in one.attributes())
    rows: list[dict[str, str]] = []
    first = 1
    try:
        for data_set in _data_sets(content):
            place = int(_text(data_set.get("structure")) or 0)
            for row in _rows(data_set, structures[place]):
                rows.append(row)
                if len(rows) == message.BATCH:
                    yield message.piece(rows, named, first)
                    first += len(rows)
                    rows = []
    except (IndexError, ValueError, TypeError, AttributeError) as fault:
        raise DataError(
            f"{path.name}: points at a value that it does not hold ({message.said(fault)}); the message is broken"
        ) from fault
    yield message.piece(rows, named, first)


@dataclass(frozen=True, slots=True)
class _Part:
    """A dimension, measure or attribute: its name and the values that places stand for; none where values stand there themselves."""

    name: str
    values: tuple[str, ...] | None
    default: str = ""

    @classmethod
    def of(cls, content: _Object) -> "_Part":
        """Return the part that an object describes."""
        listed = content.get("values")
        values = tuple(_value(one) for one in listed) if isinstance(listed, list) else None
        roles = _list(content.get("role")) or [content.get("role")]
        name = _text(content.get("id"))
        is_time = any(_text(one).upper() in _TIME for one in roles)
        return cls("TIME_PERIOD" if is_time else name, values, _text(content.get("default")))

    def said(self, content: _Json) -> str:
        """Return the value that stands at a place of a message; IndexError for a place that there is not."""
        if content is None:
            return self.default
        texts = [_text(one) for one in content] if isinstance(content, list) else [_text(content)]
        return ";".join(texts) if self.values is None else ";".join(self.at(one) for one in texts if self.values)

    def at(self, place: str) -> str:
        """Return the value of a place."""
        if self.values is None or not place.isdecimal() or int(place) >= len(self.values):
            raise IndexError(f"{self.name} has no value in place {place[:50]}")
        return self.values[int(place)]


@dataclass(frozen=True, slots=True)
class _Structure:
    """The parts of the keys, measures and attributes of a data set, by where they stand."""

    of_data_set: tuple[_Part, ...]
    of_series: tuple[_Part, ...]
    of_observation: tuple[_Part, ...]
    measures: tuple[_Part, ...]
    said_of_data_set: tuple[_Part, ...]
    said_of_group: tuple[_Part, ...]
    said_of_series: tuple[_Part, ...]
    said_of_observation: tuple[_Part, ...]

    @classmethod
    def of(cls, content: _Object) -> "_Structure":
        """Return the structure that an object describes."""
        parts = {kind: _object(content.get(kind)) for kind in ("dimensions", "measures", "attributes")}

        def found(kind: str, level: str) -> tuple[_Part, ...]:
            return tuple(_Part.of(_object(one)) for one in _list(parts[kind].get(level)))

        return cls(
            of_data_set=found("dimensions", "dataSet"),
            of_series=found("dimensions", "series"),
            of_observation=found("dimensions", "observation"),
            measures=found("measures", "observation") or (_Part("OBS_VALUE", None),),
            said_of_data_set=found("attributes", "dataSet"),
            said_of_group=found("attributes", "dimensionGroup"),
            said_of_series=found("attributes", "series"),
            said_of_observation=found("attributes", "observation"),
        )

    def attributes(self) -> tuple[_Part, ...]:
        """Return the parts that split nothing."""
        return (*self.said_of_data_set, *self.said_of_group, *self.said_of_series, *self.said_of_observation)

    def of_key(self, key: str) -> tuple[_Part, ...]:
        """Return the dimensions that the key of an observation names: its own, or those of its series too where there is no series."""
        return self.of_observation if key.count(":") < len(self.of_observation) else (*self.of_series, *self.of_observation)

    def key(self) -> tuple[_Part, ...]:
        """Return the parts of a key in the order in which groups name them."""
        return (*self.of_data_set, *self.of_series, *self.of_observation)


def _rows(data_set: _Object, structure: _Structure) -> Iterator[dict[str, str]]:
    """Yield the observations of a data set."""
    whole = {part.name: part.values[0] for part in structure.of_data_set if part.values}
    whole |= _paired(structure.said_of_data_set, _list(data_set.get("attributes")))
    if _text(data_set.get("action")) == "Delete":
        whole["ACTION"] = "D"
    groups = _index(data_set, structure)
    yield from _observations(data_set, whole, structure, groups)
    for key, content in _object(data_set.get("series")).items():
        series = _object(content)
        own = _keyed(structure.of_series, key) | _paired(structure.said_of_series, _list(series.get("attributes")))
        yield from _observations(series, whole | own, structure, groups)


def _observations(
    content: _Object, shared: Mapping[str, str], structure: _Structure, groups: "_Index"
) -> Iterator[dict[str, str]]:
    parts = (*structure.measures, *structure.said_of_observation)
    for key, values in _object(content.get("observations")).items():
        row = {**shared, **_keyed(structure.of_key(key), key)}
        yield {**_of_groups(row, groups), **row, **_paired(parts, _list(values))}


_Index: TypeAlias = Mapping[tuple[str, ...], Mapping[tuple[str, ...], Mapping[str, str]]]


def _index(data_set: _Object, structure: _Structure) -> _Index:
    """Return what groups of series say, by the names and then the values of the part of the key that they share."""
    found: dict[tuple[str, ...], dict[tuple[str, ...], Mapping[str, str]]] = {}
    parts = structure.key()
    for key, values in _object(data_set.get("dimensionGroupAttributes")).items():
        named = {part.name: part.at(place) for part, place in zip(parts, key.split(":"), strict=False) if place}
        said = {name: text for name, text in _paired(structure.said_of_group, _list(values)).items() if text}
        found.setdefault(tuple(named), {})[tuple(named.values())] = said
    if len(found) > _SHAPES:
        raise ValueError(f"groups of more than {_SHAPES} kinds")
    return found


def _of_groups(row: Mapping[str, str], groups: _Index) -> dict[str, str]:
    found: dict[str, str] = {}
    for names, said in groups.items():
        found |= said.get(tuple(row.get(name, "") for name in names), {})
    return found


def _keyed(parts: Sequence[_Part], key: str) -> dict[str, str]:
    """Return the values that the places of a key as `0:3` stand for."""
    places = key.split(":")
    if len(places) != len(parts):
        raise IndexError(f"the key {key[:50]} has not {len(parts)} parts")
    return {part.name: part.at(place) for part, place in zip(parts, places, strict=True)}


def _paired(parts: Sequence[_Part], values: Sequence[_Json]) -> dict[str, str]:
    """Return values by the names of their parts; those that were left away at the end have their default.

    Some services give an attribute that has no value anywhere no place either.
    """
    placed = parts if len(values) >= len(parts) else [part for part in parts if part.values != ()]
    padded = [*values, *[None] * (len(placed) - len(values))]
    return {part.name: part.said(one) for part, one in zip(placed, padded, strict=False)}


def _content(path: Path) -> _Object:
    """Return a message with every number as the text it is; DataError for what is no data message of SDMX-JSON."""
    try:
        with message.opened(path) as file:
            text = file.read(files.LONGEST_JSON + 1)
        if len(text) > files.LONGEST_JSON:
            raise DataError(f"{path.name}: is too long to be read as JSON (over {files.LONGEST_JSON} bytes); take it as SDMX-CSV")
        content = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (OSError, ValueError, RecursionError) as fault:
        raise DataError(f"{path.name}: cannot be read as JSON ({message.said(fault)}); see {path}") from fault
    if not isinstance(content, dict):
        raise DataError(f"{path.name}: is JSON, but no message of SDMX; expected an object with dataSets")
    _refuse_other(path, content)
    return content


def _refuse_other(path: Path, content: _Object) -> None:
    data = _object(content.get("data"))
    told = "; ".join(_text(_object(one).get("title")) for one in _list(content.get("errors")))
    if not _data_sets(content):
        if data.get("metadataSets") or content.get("metadataSets"):
            raise DataError(f"{path.name}: holds metadata, no figures")
        if any(isinstance(one, list) for one in data.values()):
            raise DataError(f"{path.name}: holds a structure, no figures; read the file of the data that goes with it")
        said = f"; it says: {' '.join(told.split())[:200]}" if told else ""
        raise DataError(f"{path.name}: is JSON, but no data message of SDMX; expected an object with dataSets{said}")
    if not _structures(content):
        raise DataError(f"{path.name}: does not say what its keys mean; expected an object with structure or structures")


def _data_sets(content: _Object) -> list[_Object]:
    return [_object(one) for one in _list(_object(content.get("data")).get("dataSets")) or _list(content.get("dataSets"))]


def _structures(content: _Object) -> list[_Object]:
    """Return the structures: a list of them (2.0), or one (1.0)."""
    data = _object(content.get("data"))
    found = _list(data.get("structures")) or _list(content.get("structures"))
    one = _object(data.get("structure")) or _object(content.get("structure"))
    return [_object(each) for each in found] or ([one] if one else [])


def _named(structure: _Object) -> tuple[str, str, str]:
    """Return the data flow that a structure links to, else any structure it does."""
    links = [_object(one) for one in _list(structure.get("links"))]
    ordered = sorted(links, key=lambda one: _text(one.get("rel")) != "dataflow")
    names = [message.named(_text(one.get(kind))) for one in ordered for kind in ("urn", "href") if one.get(kind)]
    return next((one for one in names if any(one)), ("", "", ""))


def _value(content: _Json) -> str:
    """Return what a value is called: its id where it has one, else itself, or its name."""
    if not isinstance(content, dict):
        return _text(content)
    return next((_text(content[name]) for name in ("id", "value", "name") if content.get(name) is not None), "")


def _text(content: _Json) -> str:
    """Return a text, the English one of several languages."""
    if isinstance(content, dict):
        content = content.get("en", next(iter(content.values()), ""))
    if isinstance(content, bool):
        return str(content).lower()
    return content if isinstance(content, str) else ""


def _object(content: _Json) -> _Object:
    return content if isinstance(content, dict) else {}


def _list(content: _Json) -> list[_Json]:
    return content if isinstance(content, list) else []

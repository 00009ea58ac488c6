"""A YAML file read into a value of the model, with every key checked."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeGuard, TypeVar

import msgspec
import yaml

from stocktake.errors import CatalogError

T = TypeVar("T")


def read(path: Path, type_: type[T], **given: object) -> T:
    """Return the value of `type_` that the file describes; `given` fields come from outside, such as an id from the file's name.

    CatalogError names the file and the key when the file is missing or no YAML, when a key is unknown, missing, there twice or of
    the wrong kind.
    """
    content = _mapping(path)
    if clash := [key for key in content if key in given]:
        raise CatalogError(
            f'{path.name}: the key "{clash[0]}" is given from outside, as by the file\'s name; take it out of {path}'
        )
    try:
        value = msgspec.convert({**content, **given}, type_)
    except msgspec.ValidationError as fault:
        raise CatalogError(f"{path.name}: {_sentence(fault)}; see {path}") from fault
    if unknown := _unknown_keys(content, msgspec.to_builtins(value)):
        raise CatalogError(f'{path.name}: unknown key "{unknown}"; take it out or correct its spelling in {path}')
    return value


def _mapping(path: Path) -> Mapping[str, object]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader, the fast one where built)
    except OSError as fault:
        raise CatalogError(f"{path}: cannot be read ({fault.strerror})") from fault
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise CatalogError(f"{path}: is not YAML: {' '.join(str(fault).split())}") from fault
    if not isinstance(content, dict):
        raise CatalogError(f"{path}: holds no keys; expected `key: value` lines")
    return content


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe loader, the fast one where it was built, that refuses a key written twice."""


def _each_key_once(loader: _Loader, node: yaml.MappingNode) -> object:
    keys = [key.value for key, _ in node.value]
    if twice := next((key for place, key in enumerate(keys) if key in keys[:place]), None):
        raise yaml.MarkedYAMLError(problem=f'the key "{twice}" stands twice', problem_mark=node.start_mark)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _each_key_once)


def _sentence(fault: msgspec.ValidationError) -> str:
    """Turn msgspec's `Expected x, got y - at `$.a.b`` into `a.b: expected x, got y`."""
    text, _, place = str(fault).partition(" - at ")
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", text):
        text = f'The key "{missing[1]}" is missing, write it'
    where = place.strip("`").removeprefix("$").lstrip(".")
    return f"{where}: {text[0].lower()}{text[1:]}" if where else f"{text[0].lower()}{text[1:]}"


def _unknown_keys(written: object, understood: object, place: str = "") -> str:
    """Return the path of the first key that was written and not understood, or an empty string."""
    if isinstance(written, Mapping) and isinstance(understood, Mapping):
        return _unknown_in_mapping(written, understood, place)
    if _is_list(written) and _is_list(understood):
        pairs = enumerate(zip(written, understood, strict=False))
        return next((found for i, (w, u) in pairs if (found := _unknown_keys(w, u, f"{place}[{i}]"))), "")
    return ""


def _unknown_in_mapping(written: Mapping[str, object], understood: Mapping[str, object], place: str) -> str:
    for key, value in written.items():
        path = f"{place}.{key}" if place else str(key)
        if key not in understood:
            return path
        if found := _unknown_keys(value, understood[key], path):
            return found
    return ""


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)

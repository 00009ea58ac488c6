"""Plain JSON values turned into values of the model, with every key checked."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec

T = TypeVar("T")


def convert(content: object, type_: type[T]) -> T:
    """Return the value of `type_` that `content` describes.

    ValueError names the first key that is unknown, missing or of the wrong kind.
    """
    try:
        value = msgspec.convert(content, type_)
    except msgspec.ValidationError as fault:
        raise ValueError(str(fault).replace("`", "")) from fault
    if unknown := next(_unknown(content, msgspec.to_builtins(value)), None):
        raise ValueError(f'unknown key "{unknown}"')
    return value


def _unknown(written: object, understood: object) -> Iterator[str]:
    """Yield the path of each key that was written and not understood."""
    if isinstance(written, Mapping) and isinstance(understood, Mapping):
        for key, value in written.items():
            below = _unknown(value, understood[key]) if key in understood else ("",)
            yield from (f"{key}.{path}" if path else str(key) for path in below)
    elif isinstance(written, list) and isinstance(understood, list | tuple):
        for one, other in zip(written, understood, strict=True):
            yield from _unknown(one, other)

"""Where on the site a thing stands. The addresses stay: what is cited today is found tomorrow."""

from functools import lru_cache
from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from stocktake.page.view import Group


def area(code: str) -> str:
    """Return the address of an area's review."""
    return _address("area", code)


def objective(identity: str) -> str:
    """Return the address of an objective, goal or target by its id (`gcm:20`)."""
    framework, _, number = identity.partition(":")
    return _address("objective", framework, number)


def indicator(identity: str) -> str:
    """Return the address of an indicator."""
    return _address("indicator", identity)


def record(identity: str) -> str:
    """Return the address of a record."""
    return _address("record", identity)


def document(identity: str) -> str:
    """Return the address of a document."""
    return _address("document", identity)


def method(identity: str) -> str:
    """Return the address of a method."""
    return _address("method", identity)


def evidence(**narrowed: str) -> str:
    """Return the address of the search, narrowed to one code of each facet named."""
    return f"{reverse('evidence')}?{urlencode(narrowed)}" if narrowed else reverse("evidence")


def group(found: Group) -> str:
    """Return the address of the search for what is like the records of a group: their type, and the first objective that all bear on."""
    records = (*found.full, *found.named)
    shared = [one for one in records[0].commitments if all(one in other.commitments for other in records)] if records else []
    return evidence(type=found.type, **({"objective": shared[0]} if shared else {}))


def _address(name: str, *parts: str) -> str:
    return _found(get_script_prefix(), get_language(), name, parts)


@lru_cache(maxsize=20_000)
def _found(prefix: str, language: str | None, name: str, parts: tuple[str, ...]) -> str:
    """Return the address of a page in the language of the page; Django takes its time over each, and a list has a hundred."""
    return reverse(name, args=parts)

"""How answers are written: JSON as the library writes it, CSV, and the way to the next page."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from pyarrow import csv

from stocktake.tables.page import PlaceNotFound
from stocktake_web.api.shape import Paged
from stocktake_web.site import keeping


def given(value: object) -> HttpResponse:
    """Return a value as JSON."""
    return HttpResponse(written(value), content_type="application/json")


def written(value: object) -> bytes:
    """Return a value in JSON; mappings of any kind are objects."""
    return msgspec.json.encode(value, enc_hook=dict)


def refused(sentence: str, status: int) -> HttpResponse:
    """Return the sentence that says why there is no other answer."""
    response = HttpResponse(json.dumps({"detail": sentence}), content_type="application/json", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def kept(kind: str, make: Callable[[], bytes]) -> HttpResponse:
    """Return JSON that takes long to make, kept on disk until figures, records or the program change."""
    return HttpResponse(keeping.on_disk(f"api|{kind}", make), content_type="application/json")


def listed(request: HttpRequest, items: Sequence[Any], paged: Paged) -> HttpResponse:
    """Return one page of a list of which every item is at hand."""
    first = (paged.page - 1) * paged.limit
    return page(request, items[first : first + paged.limit], len(items), paged)


def page(request: HttpRequest, items: Sequence[Any], total: int, paged: Paged) -> HttpResponse:
    """Return one page of a list of `total` items."""
    onward = _address(request, page=str(paged.page + 1)) if paged.page * paged.limit < total else None
    return _linked(given({"items": items, "total": total, "next": onward}), onward)


def paged_csv(request: HttpRequest, rows: pa.Table, paged: Paged) -> HttpResponse:
    """Return one page of rows as CSV, of which every one is at hand."""
    onward = _address(request, page=str(paged.page + 1)) if paged.page * paged.limit < rows.num_rows else None
    return _linked(as_csv(rows.slice((paged.page - 1) * paged.limit, paged.limit)), onward)


def stretch(request: HttpRequest, rows: pa.Table, after: Sequence[str] | None, form: str) -> HttpResponse:
    """Return rows as JSON or CSV with the address of those that follow behind the place `after`, if any do."""
    onward = None if after is None else _address(request, cursor=to_cursor(after))
    if form == "csv":
        return _linked(as_csv(rows), onward)
    return _linked(given({"items": rows.to_pylist(), "next": onward}), onward)


def as_csv(rows: pa.Table) -> HttpResponse:
    """Return rows as CSV in UTF-8 with a line of names."""
    sink = pa.BufferOutputStream()
    csv.write_csv(rows, sink, csv.WriteOptions(quoting_style="needed"))
    return HttpResponse(sink.getvalue().to_pybytes(), content_type="text/csv; charset=utf-8")


def to_cursor(place: Sequence[str]) -> str:
    """Return a place in a list as an address can hold it.

    >>> from_cursor(to_cursor(("10.c.1", "MDA")))
    ('10.c.1', 'MDA')
    """
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def from_cursor(text: str) -> tuple[str, ...]:
    """Return the place that a cursor names, none for an empty one; PlaceNotFound where it was not made by `to_cursor`."""
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) if text else []
    except (binascii.Error, ValueError, RecursionError) as fault:
        raise PlaceNotFound from fault
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise PlaceNotFound
    return tuple(found)


def _address(request: HttpRequest, **changed: str) -> str:
    """Return the address of the request with other values of some parameters."""
    asked = request.GET.copy()
    for name, value in changed.items():
        asked[name] = value
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


def _linked(response: HttpResponse, onward: str | None) -> HttpResponse:
    if onward:
        response.headers["Link"] = f'<{onward}>; rel="next"'
    return response

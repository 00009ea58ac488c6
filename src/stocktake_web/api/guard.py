"""What every operation of the API has around it: open to other sites, kept by browsers until something changes, and refusals in JSON."""

import re
from collections.abc import Callable, Mapping
from functools import cache, wraps
from hashlib import sha256
from typing import Any, Final, TypeAlias

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from stocktake_web.api import answer
from stocktake_web.site import keeping

View: TypeAlias = Callable[..., HttpResponseBase]

METHODS: Final = "GET, HEAD, OPTIONS"
SHOWN: Final = "Content-Disposition, Content-Range, ETag, Last-Modified, Link, Retry-After"
"""The headers that a script of another site may read."""

KEPT: Final = "public, max-age=60"


def guarded(view: View, *, is_stamped: bool = True) -> View:
    """Return the view with all that; where it `is_stamped` its answers hold until figures, records or the program change."""

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        response = _answer(view, request, args, parts, is_stamped)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = SHOWN
        return response

    respond.csrf_exempt = True  # nothing is changed here, and what would change something is refused
    return respond


def _answer(view: View, request: HttpRequest, args: Any, parts: Any, is_stamped: bool) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return _preflight()
    if request.method not in ("GET", "HEAD"):
        return _not_allowed(request)
    if fault := _fault(request):
        return answer.refused(fault, 400)
    tag = _tag(request) if is_stamped else ""
    if tag and tag in request.headers.get("If-None-Match", ""):
        return _dated(HttpResponse(status=304), tag)
    response = _asked(view, request, args, parts)
    return _dated(response, tag) if tag and response.status_code == 200 else response


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = "*"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _not_allowed(request: HttpRequest) -> HttpResponse:
    response = answer.refused(f"{request.method} is not possible here: everything is for reading (GET)", 405)
    response.headers["Allow"] = METHODS
    return response


def _asked(view: View, request: HttpRequest, args: Any, parts: Any) -> HttpResponseBase:
    """Return what the view says; to HEAD it says the same, without the content."""
    is_head = request.method == "HEAD"
    request.method = "GET"
    response = view(request, *args, **parts)
    if is_head:
        request.method = "HEAD"
        return _without_content(response)
    return response


def _without_content(response: HttpResponseBase) -> HttpResponse:
    """Return an answer with the headers of another and nothing behind them."""
    bare = HttpResponse(status=response.status_code, headers=dict(response.headers))
    if isinstance(response, HttpResponse):
        bare.headers["Content-Length"] = str(len(response.content))
    response.close()
    return bare


def _tag(request: HttpRequest) -> str:
    """Return what changes whenever the answer to this address could: it costs a few small queries, not the answer."""
    told = f"{keeping.stamp()}|{request.get_host()}|{request.get_full_path()}"
    return f'W/"{sha256(told.encode()).hexdigest()[:32]}"'


def _dated(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = KEPT
    return response


def _fault(request: HttpRequest) -> str:
    """Return which parameter of the address is not known, or stands there too often; empty where none is."""
    known = _parameters().get(request.resolver_match.route, {})
    for name, values in request.GET.lists():
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "there are none"
            return f'the parameter "{_short(name)}" is not known here; {there}'
        if len(values) > 1 and not known[name]:
            return f"{name}: stands there {len(values)} times; give it once"
    return ""


@cache
def _parameters() -> Mapping[str, Mapping[str, bool]]:
    """Return for each route its parameters, and whether one may stand there several times: what the description says of them."""
    from stocktake_web.api.program import description

    return {
        re.sub(r"{(\w+)}", r"<\1>", address.lstrip("/")): {
            one["name"]: one["schema"].get("type") == "array" for one in operation["get"]["parameters"] if one["in"] == "query"
        }
        for address, operation in description()["paths"].items()
    }


def _short(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return printable if len(printable) <= 60 else f"{printable[:60]}…"

"""Pages that are kept once they were drawn, until a figure, a record, a translation or the program changes."""

import gzip
from collections.abc import Callable, Mapping
from functools import cache, wraps
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.core.cache import cache as kept_pages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from stocktake import __version__
from stocktake_web.records import state

KEPT: Final = ("Content-Type", "Content-Disposition")
"""What is kept of the headers of a page; the others are made anew with each answer."""

View: TypeAlias = Callable[..., HttpResponse]


def stamp() -> str:
    """Return what changes whenever a page drawn from figures and records could read otherwise: three small queries and a file's time."""
    pointer = settings.WORKSPACE.figures / "current.json"
    moved = pointer.stat().st_mtime_ns if pointer.exists() else 0
    return f"{_program()}|{moved}|{state.stamp()}|{year()}"


@cache
def _program() -> str:
    """Return the version of the program and when a file of it was last changed, as developers do between two versions."""
    folders = (files("stocktake"), files("stocktake_web"))
    changed = max(path.stat().st_mtime_ns for folder in folders for path in Path(str(folder)).rglob("*.*"))
    return f"{__version__}|{changed}"


def year() -> int:
    """Return the year up to which pages show figures."""
    return timezone.now().year


def kept(view: View) -> View:
    """Keep what a view gives for its address, packed as browsers like it; an address with a query is drawn each time."""

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        if request.GET or request.method not in ("GET", "HEAD"):
            return view(request, *args, **parts)
        key = sha256(f"{stamp()}|{request.get_host()}|{request.path}".encode()).hexdigest()
        found = kept_pages.get(key)
        if found is None:
            response = view(request, *args, **parts)
            if response.status_code != 200 or response.streaming:
                return response
            found = (
                gzip.compress(response.content, 6),
                {name: response.headers[name] for name in KEPT if name in response.headers},
            )
            kept_pages.set(key, found)
        return _packed(request, key, *found)

    return respond


def _packed(request: HttpRequest, key: str, content: bytes, headers: Mapping[str, str]) -> HttpResponse:
    takes = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(content if takes else gzip.decompress(content), headers=headers)
    if takes:
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response.headers["ETag"] = f'W/"{key[:32]}"'
    response.headers["Cache-Control"] = "public, max-age=60"
    return response

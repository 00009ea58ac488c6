"""What takes long to make is kept until a figure, a record, a translation or the program changes.

On disk, in the workspace, lies what every process finds, and finds again when the site starts anew: pages (`kept`) and values
(`on_disk`). In memory lies what one process has in its hands without reading it again (`in_memory`), the values used last alone.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache, wraps
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar

import msgspec
import pyarrow as pa
from django.conf import settings
from django.core.cache import cache as disk
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from stocktake import __version__
from stocktake_web.records import state

KEPT: Final = ("Content-Type", "Content-Disposition")
"""What is kept of the headers of a page; the others are made anew with each answer."""

REMEMBERED: Final = 64
"""So many values are kept in the memory of a process; the ones used last."""

View: TypeAlias = Callable[..., HttpResponse]
T = TypeVar("T")
P = ParamSpec("P")

_MOMENT: ContextVar[str] = ContextVar("moment", default="")
_MEMORY: OrderedDict[str, Any] = OrderedDict()
_TURN = Lock()


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


def moment() -> str:
    """Return the stamp by which values are kept: within a view that is `at_one_moment` the one it began with, else that of now."""
    return _MOMENT.get() or stamp()


def at_one_moment(view: Callable[P, T]) -> Callable[P, T]:
    """Let a view look once whether anything has changed, however many values it asks for."""

    @wraps(view)
    def answer(*args: P.args, **parts: P.kwargs) -> T:
        token = _MOMENT.set(stamp())
        try:
            return view(*args, **parts)
        finally:
            _MOMENT.reset(token)

    return answer


def on_disk(name: str, make: Callable[[], T]) -> T:
    """Return the value kept on disk under a name for all processes since anything changed last, else what is made now."""
    key = _key(name)
    found: T | None = disk.get(key)
    if found is None:
        found = make()
        disk.set(key, found)
    return found


def typed_on_disk(name: str, kind: type[T], make: Callable[[], T]) -> T:
    """Return what `on_disk` does, for a large value of dataclasses: as its `kind` says it lies there in MessagePack, written in a fifth
    of the time.
    """
    key = _key(name)
    packed: bytes | None = disk.get(key)
    if packed is not None:
        return msgspec.msgpack.decode(pa.input_stream(pa.py_buffer(packed), compression="zstd").read(), type=kind)
    made = make()
    disk.set(key, _squeezed(msgspec.msgpack.encode(made)))
    return made


def _squeezed(content: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(content)
    return sink.getvalue().to_pybytes()


def in_memory(name: str, make: Callable[[], T]) -> T:
    """Return the value kept in the memory of this process under a name, else what is made now. Nobody may change it."""
    key = _key(name)
    found: T | None = _MEMORY.get(key)
    if found is None:
        found = make()
    with _TURN:
        _MEMORY[key] = found
        _MEMORY.move_to_end(key)
        if len(_MEMORY) > REMEMBERED:
            _MEMORY.popitem(last=False)
    return found


def in_both(name: str, make: Callable[[], T]) -> T:
    """Return the value kept in memory under a name, else the one on disk, else what is made now. Nobody may change it."""
    return in_memory(name, lambda: on_disk(name, make))


def _key(name: str) -> str:
    return sha256(f"value|{name}|{settings.WORKSPACE.folder}|{moment()}".encode()).hexdigest()


def kept(view: View) -> View:
    """Keep what a view gives for its address, packed as browsers like it: on disk, and where the address asks something, in memory.

    Nobody runs out of what can be asked, so such pages take the room of others of their kind only.
    """

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **parts)
        shelf = caches["asked"] if request.GET else disk
        key = _key(f"{request.get_host()}|{request.get_full_path()}")
        found = shelf.get(key)
        if found is None:
            response = view(request, *args, **parts)
            if response.status_code != 200 or response.streaming:
                return response
            found = (
                gzip.compress(response.content, 6),
                {name: response.headers[name] for name in KEPT if name in response.headers},
            )
            shelf.set(key, found)
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

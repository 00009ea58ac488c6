"""The log: one JSON object a line, on standard error, without anything that tells who asked or what for.

A line about a request holds time, method, name of the route, status, milliseconds, bytes and a request id; no address, query, browser
or cookie. A line about a mistake holds where in the program it happened and of what kind, but no message that could repeat what somebody typed.
"""

import json
import logging
import re
import secrets
import time
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from django.http import HttpRequest, HttpResponse
from gunicorn.glogging import Logger

Get: TypeAlias = Callable[[HttpRequest], HttpResponse]

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUEST_ID: Final = re.compile(r"[0-9a-f][0-9a-f-]{14,62}[0-9a-f]")
"""An id that a server in front gave is taken over if it looks like chance and not like a name."""

BODILESS: Final = frozenset({204, 304})
"""Answers without a body; of these no length is told."""

SAYS_NOTHING_OF_WHO_ASKED: Final = frozenset({"OperationalError", "MemoryError"})
"""Kinds of error whose message speaks of the machine or the database; it is logged."""

_current: ContextVar[str] = ContextVar("request id", default="")
_requests = logging.getLogger("stocktake.request")


def settings(*, logs_requests: bool) -> dict[str, Any]:
    """Return the settings of Python's logging: mistakes always, each request if asked for."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "stocktake_web.site.log.Lines"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "lines"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "stocktake.request": {"level": "INFO" if logs_requests else "CRITICAL"},
            # Whom Django refuses it names in full, with address and path; the line of the request already tells the status.
            "django.request": {"level": "ERROR"},
            "django.security": {"handlers": ["nowhere"], "propagate": False},
        },
    }


def noted(get_response: Get) -> Get:
    """Give each request an id that the log and the answer share, and write a line when it was answered."""

    def respond(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        token = _current.set(_id_of(request))
        try:
            response = get_response(request)
            response.headers["X-Request-Id"] = _current.get()
            _note(request, response, begun)
            return response
        finally:
            _current.reset(token)

    return respond


def _id_of(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-Id", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _note(request: HttpRequest, response: HttpResponse, begun: float) -> None:
    """Write the line of a request now, or, where nobody knows yet how long the answer is, when all of it was sent."""
    facts = {
        "method": request.method if request.method in METHODS else "OTHER",
        "route": _route(request),
        "status": response.status_code,
    }
    if response.streaming and not response.has_header("Content-Length"):
        response.streaming_content = _counted(response.streaming_content, facts, begun, _current.get())
    else:
        if not response.streaming and response.status_code not in BODILESS:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        _write(facts, begun, int(response.headers.get("Content-Length") or 0))


def _counted(parts: Any, facts: dict[str, Any], begun: float, request_id: str) -> Iterator[bytes]:
    sent = 0
    try:
        for part in parts:
            sent += len(part)
            yield part
    finally:
        _write(facts | {"id": request_id}, begun, sent)


def _write(facts: dict[str, Any], begun: float, length: int) -> None:
    taken = round((time.perf_counter() - begun) * 1000, 1)
    _requests.info("request", extra={"facts": facts | {"milliseconds": taken, "bytes": length}})


def _route(request: HttpRequest) -> str:
    """Return the name of what answers, not the address that was asked for."""
    match = request.resolver_match
    if match is not None:
        return str(match.view_name)
    first = request.path.split("/")[1] if request.path.startswith("/") else ""
    return first if first in ("static", "health") else ""


class Lines(logging.Formatter):
    """Writes each record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line."""
        told = {"time": _moment(record.created), "level": record.levelname.lower()}
        if request_id := _current.get():
            told["id"] = request_id
        told |= getattr(record, "facts", None) or {"said": _said(record)}
        if record.exc_info and record.exc_info[1]:
            told |= _mistake(record.exc_info[1], bool(request_id) or hasattr(record, "request"))
        return json.dumps(told, default=str)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _said(record: logging.LogRecord) -> str:
    """Return the message; inside a request without the values put into it, for they may be the visitor's."""
    request = getattr(record, "request", None)
    if request is not None:
        return f"the answer of {_route(request) or 'a page'} failed"
    if _current.get():
        return str(record.msg)
    return record.getMessage()


def _mistake(error: BaseException, is_of_a_request: bool) -> dict[str, Any]:
    """Return the kind of an error and of those behind it, and the places it passed through, innermost last."""
    kinds, places = [], []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 10:
        name = type(cause).__name__
        shows = not is_of_a_request or name in SAYS_NOTHING_OF_WHO_ASKED
        kinds.append(f"{name}: {cause}" if shows else name)
        places.append([f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(cause.__traceback__)])
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return {"error": " < ".join(kinds), "traceback": [place for found in reversed(places) for place in found]}


class ServerLogger(Logger):
    """The log of the server itself, in the same lines, and as silent about who asked."""

    def setup(self, cfg: Any) -> None:
        """Set the log up as the server does, and write our lines."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Lines())

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Write a warning, but not the address of a client whose request was none."""
        if str(msg).startswith("Invalid request"):
            msg, args = "a request was refused that cannot be read as one", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Write where a request failed, but not what it asked for."""
        if str(msg).startswith("Error handling request"):
            msg, args = "a request failed in the server", ()
        super().exception(msg, *args, **kwargs)

"""What every answer has: headers that keep a browser safe, and errors in plain words."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Final, TypeAlias

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from stocktake.errors import StocktakeError, WorkspaceError
from stocktake_web.site import answer, health, style

Get: TypeAlias = Callable[[HttpRequest], HttpResponse]

POLICY: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
"""Everything comes from this site: no script, style, picture or font from elsewhere, and of what is written into a page our own styles."""

LONGEST_ADDRESS: Final = 4_000
"""Characters of path and query together: a search of 400 characters, in any script, and every facet chosen are well below."""

_log = logging.getLogger("stocktake.site")


@cache
def policy() -> str:
    """Return the rule that the browser enforces."""
    return "; ".join((*POLICY, f"style-src 'self' {style.fingerprints()}"))


def headers(get_response: Get) -> Get:
    """Add the headers that Django has no setting for."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    return respond


def asked_for_health(get_response: Get) -> Get:
    """Answer who looks after the machine at once: under any name of the host, without a redirection and as often as asked."""
    addresses = {"/health/live": health.live, "/health/ready": health.ready}

    def respond(request: HttpRequest) -> HttpResponse:
        look = addresses.get(request.path)
        return look(request) if look and request.method in ("GET", "HEAD") else get_response(request)

    return respond


def reasonable(get_response: Get) -> Get:
    """Refuse what is asked under a name that is not this site's, at too great a length, or with too much sent along."""

    def respond(request: HttpRequest) -> HttpResponse:
        for is_unreasonable, status, sentence in _REFUSALS:
            if is_unreasonable(request):
                with translation.override(translation.get_language_from_request(request, check_path=True)):
                    return answer.said(request, str(sentence), status)
        return get_response(request)

    return respond


def _is_for_another(request: HttpRequest) -> bool:
    try:
        request.get_host()
    except DisallowedHost:
        return True
    return False


def _is_too_long(request: HttpRequest) -> bool:
    return len(request.path) + len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS


def _brings_too_much(request: HttpRequest) -> bool:
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    return not said.isdecimal() or len(said) > 15 or int(said) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


_REFUSALS: Final = (
    (_is_for_another, 400, lazy("This site does not answer to the name it was asked for: look at the address and try again.")),
    (_is_too_long, 414, lazy("The address is longer than the site reads: shorten it and try again.")),
    (_brings_too_much, 413, lazy("That is more than the site takes in at once: send less.")),
)


class PlainWords:
    """Turn what the library refuses into a page that says why; what is our own mistake keeps its traceback in the log."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page of a refusal, None for anything else.

        A database out of reach is nobody's fault among visitors, and its address is not told to them.
        """
        if isinstance(exception, WorkspaceError):
            _log.error("the records or figures cannot be read", exc_info=exception)
            return answer.said(request, _("The site cannot reach its records at the moment: try again in a few minutes."), 503)
        return answer.refusal(request, exception) if isinstance(exception, StocktakeError) else None


plain_words = PlainWords

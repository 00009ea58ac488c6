"""Addresses of the API. They stay: whatever changes so that a program would break gets a `v2` beside `v1`."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from stocktake_web.api import answer
from stocktake_web.api.guard import guarded
from stocktake_web.api.program import api, description


def described(request: HttpRequest) -> HttpResponse:
    """Give the description of the API for programs."""
    return answer.given(description())


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Say that there is nothing at an address."""
    return answer.refused("there is nothing at this address; /api/openapi.json says what there is", 404)


def _guarded(one: URLPattern) -> URLPattern:
    route = str(one.pattern)
    return path(route, guarded(one.callback, is_stamped=not route.startswith("v1/bulk")), name=one.name)


urlpatterns = [
    *(_guarded(one) for one in api.urls[0] if str(one.pattern)),
    path("openapi.json", guarded(described), name="openapi"),
    path("v1/<path:rest>", guarded(nowhere, is_stamped=False)),
]

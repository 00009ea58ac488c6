"""The API as django-ninja knows it. Imported once Django is configured, and by nothing outside this package."""

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from stocktake.errors import AreaNotFound, StocktakeError, WorkspaceError
from stocktake_web.api import answer, evidence, facts, figures, files

ABOUT = """\
What stocktake knows about the follow-up and review of migration commitments, for programs: figures with the edition and row they come
from, verdicts with their methods, evidence with the document and lines it stands in, and everything at once as files.

Read only, without a key. Addresses under `/api/v1/` stay. Lists come in pages: follow `next` until it is null. Every answer has an `ETag`:
send it back as `If-None-Match` and get 304 while nothing has changed. A parameter nobody knows is refused with 400, something that is not
there with 404, a value of the wrong form with 422, each with a sentence in `detail`. Missing is null, never 0. The Global Compact is not
legally binding, and nobody is ranked here.
"""

_log = logging.getLogger("stocktake.api")


class Api(NinjaAPI):
    """The API, whose operations are called as their functions are: programs made from the description keep their names."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of an operation; no two have the same."""
        return str(operation.view_func.__name__)


api = Api(title="stocktake", version="1", description=ABOUT, docs_url=None, openapi_url=None, urls_namespace="stocktake-api")
api.add_router("/v1", facts.router)
api.add_router("/v1", figures.router)
api.add_router("/v1", evidence.router)
api.add_router("/v1", files.router)


@cache
def description() -> Mapping[str, Any]:
    """Return the description of the API in OpenAPI 3.1."""
    return api.get_openapi_schema(path_prefix="api")


@api.exception_handler(StocktakeError)
def refuse(request: HttpRequest, fault: StocktakeError) -> HttpResponse:
    """Return why the library refuses: 404 where a thing is not there, 503 where the workspace cannot be read now, else 400."""
    if isinstance(fault, WorkspaceError):
        _log.error("the records or figures cannot be read", exc_info=fault)  # where they lie is told to nobody
        return answer.refused("the records or figures cannot be read at the moment: try again in a few minutes", 503)
    is_missing = isinstance(fault, AreaNotFound) or type(fault).__name__.endswith("NotFound")
    return answer.refused(str(fault), 404 if is_missing else 400)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Return which parameters have not the form that the description gives them, and what is wrong with each."""
    told = [f"{_parameter(one['loc'])}: {one['msg']}" for one in fault.errors]
    return answer.refused("; ".join(dict.fromkeys(told))[:1000], 422)


@api.exception_handler(HttpError)
def other(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """Return any other refusal."""
    return answer.refused(fault.message, fault.status_code)


def _parameter(place: tuple[str | int, ...]) -> str:
    """Return the name of a parameter from where it stands: the last word, numbers of items aside."""
    return next((one for one in reversed(place) if isinstance(one, str)), "")

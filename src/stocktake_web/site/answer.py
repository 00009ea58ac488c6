"""Answers that are no page of facts: not found, refused, our own mistake."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from stocktake.errors import AreaNotFound, StocktakeError


def refusal(request: HttpRequest, fault: StocktakeError, status: int = 0) -> HttpResponse:
    """Return the page that says why something was refused: 404 where the thing is not there, else 400."""
    found = status or (404 if isinstance(fault, AreaNotFound) or type(fault).__name__.endswith("NotFound") else 400)
    return said(request, str(fault), found)


def said(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """Return a page with one sentence and the ways on; for the API, the sentence as JSON."""
    if request.path.startswith("/api/"):
        from django.http import JsonResponse

        return JsonResponse({"detail": sentence}, status=status)
    titles = {404: _("Not found"), 400: _("This cannot be answered"), 500: _("Something went wrong here")}
    title = titles.get(status, titles[400])
    return render(request, "site/said.html", {"title": title, "sentence": sentence}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for an address that leads nowhere."""
    if isinstance(exception, StocktakeError):
        return refusal(request, exception, 404)
    return said(
        request, _("There is no page at this address. Look for what you need in the search, or begin at the first page."), 404
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for a request that cannot be understood."""
    return said(request, _("The request cannot be understood: look at its address and try again."), 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Return the page for a form that did not come from this site, or is too old."""
    return said(request, _("The form is too old or did not come from this site: open the page again and send it once more."), 403)


def mistake(request: HttpRequest) -> HttpResponse:
    """Return the page for our own mistake; the log holds what happened."""
    return said(request, _("That is a fault of this site and not of yours. It was written down; try again later."), 500)

"""Pages of areas: the list, and the live review of each."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from stocktake.catalog.area import areas as known_areas
from stocktake.page import html, review_json
from stocktake.page.view import Page
from stocktake_web.reviews import services
from stocktake_web.site import link
from stocktake_web.site.keeping import kept


@kept
def areas(request: HttpRequest) -> HttpResponse:
    """List the world, its regions and their countries and areas; `?find=` leads to the area a person means."""
    if wanted := request.GET.get("find", "").strip():
        return HttpResponseRedirect(link.area(known_areas().find(wanted).code))
    return _listed(request, "reviews/areas.html")


@kept
def reviews(request: HttpRequest) -> HttpResponse:
    """Say what a review is, and list them as files to take away."""
    return _listed(request, "reviews/reviews.html")


def _listed(request: HttpRequest, template: str) -> HttpResponse:
    language = (get_language() or "en").split("-")[0]
    return render(request, template, {"tree": services.tree(language), "groups": services.groups(language)})


@kept
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show the review of an area; a name or another code of it leads to the one address it has."""
    chosen = known_areas().find(code)
    if chosen.code != code:
        return HttpResponsePermanentRedirect(link.area(chosen.code))
    review = services.live(code)
    return render(request, "reviews/area.html", {"review": review, "page": Page(review), "area": review.area})


@kept
def as_json(request: HttpRequest, code: str) -> HttpResponse:
    """Give the review as the file that `stocktake review` writes."""
    review = services.live(known_areas().find(code).code)
    return HttpResponse(review_json.encode(review), content_type="application/json")


@kept
def as_file(request: HttpRequest, code: str) -> HttpResponse:
    """Give the review as one page that opens offline."""
    review = services.live(known_areas().find(code).code)
    response = HttpResponse(html.html(review))
    response.headers["Content-Disposition"] = f'attachment; filename="review-{review.area.code}.html"'
    return response

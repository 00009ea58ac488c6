"""The first page, and the page about stocktake."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stocktake.model.area import WORLD
from stocktake.page.words import RECORD_TYPES
from stocktake_web.indicators import mapping
from stocktake_web.records import reading
from stocktake_web.reviews import services as reviews
from stocktake_web.site.keeping import kept


@kept
def home(request: HttpRequest) -> HttpResponse:
    """Show the world at a glance: the objectives, the map, and what there is to read."""
    found = {
        "review": reviews.live(WORLD),
        "counts": reading.counts(),
        "documents": reading.documents_in_use(),
        "types": RECORD_TYPES,
        "map": mapping.first(),
    }
    return render(request, "site/home.html", found)


@kept
def about(request: HttpRequest) -> HttpResponse:
    """Say what stocktake is, who may use it, and what it does not claim."""
    return render(request, "site/about.html", {})

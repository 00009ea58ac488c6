"""Pages of indicators, of methods, and of the data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stocktake.page import comparison
from stocktake.page import worldmap as drawing
from stocktake_web.api import bulk
from stocktake_web.indicators import cataloguing, file, finding, judging, mapping, page
from stocktake_web.indicators import query as asking
from stocktake_web.site import link, writing
from stocktake_web.site.keeping import at_one_moment, kept


@kept
@at_one_moment
def indicators(request: HttpRequest) -> HttpResponse:
    """List the indicators, by what they tell of."""
    found = finding.find(asking.read(request.path, request.GET))
    return render(request, "indicators/indicators.html", {"found": found})


@kept
@at_one_moment
def indicator(request: HttpRequest, identity: str) -> HttpResponse:
    """Show an indicator: areas beside each other, verdicts, values, gaps and editions."""
    shown = page.of(identity, asking.read(request.path, request.GET))
    pictures = [
        comparison.draw(shown.picture, size, name) for size, name in ((comparison.PHONE, "narrow"), (comparison.PAGE, "wide"))
    ]
    found = mapping.of_indicator(shown.indicator, shown.choice.method)
    return render(request, "indicators/indicator.html", {"page": shown, "pictures": pictures, "map": found})


@kept
@at_one_moment
def figures(request: HttpRequest, identity: str, form: str) -> HttpResponse:
    """Give the figures of an indicator's page as a file."""
    shown = page.of(identity, asking.read(link.indicator(identity), request.GET))
    return file.answer(file.encode(page.table(shown), form), form, f"stocktake-{identity}")


@kept
@at_one_moment
def chart(request: HttpRequest, identity: str, form: str) -> HttpResponse:
    """Give the picture of an indicator's page as a file."""
    shown = page.of(identity, asking.read(link.indicator(identity), request.GET))
    with file.paintable(form):
        drawn = comparison.slide(shown.picture, page.foot(shown))
    return file.answer(file.painted(drawn, form), form, f"stocktake-{identity}")


@kept
@at_one_moment
def worldmap(request: HttpRequest, identity: str, form: str) -> HttpResponse:
    """Give the map of an indicator as a file."""
    shown = page.of(identity, asking.read(link.indicator(identity), request.GET))
    with file.paintable(form):
        found = mapping.of_indicator(shown.indicator, shown.choice.method)
        if found is None:
            raise file.NothingToDraw
        drawn = drawing.slide(found.marks, found.keys, writing.titled(shown.indicator.title, found.title), mapping.foot(found))
    return file.answer(file.painted(drawn, form), form, f"stocktake-{identity}-map")


@kept
@at_one_moment
def methods(request: HttpRequest) -> HttpResponse:
    """List the methods."""
    return render(request, "indicators/methods.html", {"methods": judging.methods()})


@kept
@at_one_moment
def method(request: HttpRequest, identity: str) -> HttpResponse:
    """Show a method: its classes, thresholds and sources, and where it says something else."""
    return render(request, "indicators/method.html", {"page": judging.method(identity)})


@kept
@at_one_moment
def data(request: HttpRequest) -> HttpResponse:
    """Show the catalogue of the data."""
    return render(request, "indicators/data.html", {"catalogue": cataloguing.catalogue(), "titles": bulk.TITLES})

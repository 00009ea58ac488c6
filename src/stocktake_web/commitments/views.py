"""Pages of the agreements: all of them, and each objective, principle or target."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stocktake_web.commitments import services
from stocktake_web.site.keeping import at_one_moment, kept


@kept
@at_one_moment
def objectives(request: HttpRequest) -> HttpResponse:
    """List the agreements with what they hold States to, and how the world stands."""
    return render(request, "commitments/objectives.html", {"shelf": services.shelf()})


@kept
@at_one_moment
def objective(request: HttpRequest, framework: str, number: str) -> HttpResponse:
    """Show one objective: its standing, indicators and milestones, what was tried, who asks, who offers, and what is missing."""
    return render(request, "commitments/objective.html", {"page": services.page(framework, number)})

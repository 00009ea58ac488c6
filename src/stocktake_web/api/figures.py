"""Operations on figures: sources, series, observations, verdicts, gaps, reviews."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from stocktake.catalog import catalog
from stocktake.catalog.area import areas
from stocktake.model.area import WORLD
from stocktake.model.observation import Observation
from stocktake.model.review import Review
from stocktake.page import review_json
from stocktake.tables import page
from stocktake.tables.page import Wanted
from stocktake_web.api import answer, code, services
from stocktake_web.api.shape import (
    AN_AREA,
    Asked,
    Following,
    Gaps,
    Judged,
    Listing,
    Paged,
    SeriesRow,
    SourceRow,
    Stretch,
    VerdictRow,
    Written,
    refusals,
)
from stocktake_web.reviews import services as reviews

router = Router()
ONE = refusals(400, 404, 503)
LIST = refusals(400, 422, 503)
REFUSED = refusals(400, 404, 422, 503)
AS_CSV: dict[str, Any] = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


@router.get(
    "/observations",
    response={200: Stretch[Observation], **REFUSED},
    openapi_extra=AS_CSV,
    tags=["figures"],
    summary="Observations",
)
def observations(request: HttpRequest, asked: Query[Asked], following: Query[Following]) -> HttpResponse:
    """Observations with their edition (`source`, `vintage`) and the row in it (`locator`), in order of indicator, area and series.

    A missing value is null, never 0; `obs_status` says why.
    """
    found = page.observations(services.files(), _wanted(asked), answer.from_cursor(following.cursor), following.limit)
    return answer.stretch(request, found.rows, found.next, following.format)


@router.get("/series", response={200: Stretch[SeriesRow], **REFUSED}, openapi_extra=AS_CSV, tags=["figures"], summary="Series")
def series(request: HttpRequest, asked: Query[Asked], following: Query[Following]) -> HttpResponse:
    """What is there to read: one row a series with the number of its observations and the first and last of their periods."""
    found = page.all_series(services.files(), _wanted(asked), answer.from_cursor(following.cursor), following.limit)
    return answer.stretch(request, found.rows, found.next, following.format)


@router.get(
    "/verdicts", response={200: Listing[VerdictRow], **REFUSED}, openapi_extra=AS_CSV, tags=["figures"], summary="Verdicts"
)
def verdicts(request: HttpRequest, wanted: Query[Judged], paged: Query[Paged], written: Query[Written]) -> HttpResponse:
    """What every method says of the figures of an area, or of an indicator in every area: one row a series and method.

    Only of series that nothing divides; the review of an area has those of its parts. Without an area and an indicator it is the world.
    """
    area = code.area(wanted.area) if wanted.area else "" if wanted.indicator else WORLD
    indicator = code.indicator(wanted.indicator) if wanted.indicator else ""
    method = code.one_of(wanted.method, catalog.load().methods, "method").id if wanted.method else ""
    rows = [one for one in services.verdicts(area, indicator) if method in ("", one.verdict.method)]
    if written.format == "csv":
        return answer.paged_csv(request, services.flat(rows), paged)
    return answer.listed(request, rows, paged)


@router.get("/gaps/{area}", response={200: Gaps, **ONE}, tags=["figures"], summary="Gaps of an area")
def gaps(request: HttpRequest, area: str = AN_AREA) -> HttpResponse:
    """Which of the expected figures of an area are there, how old they are, and what that comes to.

    Of a region or the world each cell says besides how the areas within stand.
    """
    wanted = code.area(area)
    return answer.kept(f"gaps|{wanted}", lambda: answer.written(services.gaps(wanted)))


@router.get("/reviews/{area}", response={200: Review, **ONE}, tags=["figures"], summary="The review of an area")
def review(request: HttpRequest, area: str = AN_AREA) -> HttpResponse:
    """The review of an area as it stands now: the file that `stocktake review` writes, with every figure, verdict and record in it."""
    wanted = code.area(area)
    return answer.kept(f"review|{wanted}", lambda: review_json.encode(reviews.live(wanted)))


@router.get("/sources", response={200: Listing[SourceRow], **LIST}, tags=["figures"], summary="Sources")
def sources(request: HttpRequest, paged: Query[Paged]) -> HttpResponse:
    """The editions of data sets that the figures come from: who published them, under which terms, how to cite them, what to mind."""
    return answer.listed(request, services.sources(), paged)


def _wanted(asked: Asked) -> Wanted:
    codes = {name: getattr(asked, name) for name in page.ASKED}
    codes["indicator"] = [code.indicator(one) for one in asked.indicator]
    codes["ref_area"] = [code.area(one) for one in asked.ref_area]
    if asked.within is not None:
        codes["ref_area"] += [one.code for one in areas().members(code.area(asked.within))]
    return Wanted(codes, asked.from_year, asked.to_year, every_edition=asked.vintage == "all")

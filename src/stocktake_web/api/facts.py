"""Operations on facts: areas, commitments, indicators, methods, terms, the thesaurus."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from stocktake.catalog import area as area_file
from stocktake.catalog import catalog, term
from stocktake.catalog.thesaurus import thesaurus
from stocktake.model.area import Area
from stocktake.model.framework import CommitmentKind, Framework
from stocktake.model.indicator import Indicator, Role
from stocktake.model.method import Method
from stocktake.model.thesaurus import Concept
from stocktake_web.api import answer, code
from stocktake_web.api.shape import (
    A_CONCEPT,
    A_FRAMEWORK,
    A_METHOD,
    AN_AREA,
    AN_INDICATOR,
    AN_OBJECTIVE,
    CommitmentRow,
    ConceptRow,
    FrameworkRow,
    Listing,
    Paged,
    TermRow,
    WholeArea,
    refusals,
)

router = Router()
AreaKind = Literal["world", "region", "group", "country"]
LIST = refusals(400, 422)
FILTERED = refusals(400, 404, 422)
ONE = refusals(400, 404)
OF_OBJECTIVE = Query(None, description="Only those that belong to an objective or target: `20`, `gcm:20`, `10.7`, `sdg:10.7`.")
OF_FRAMEWORK = Query(None, description="Only those of this framework, as `gcm`.")
OF_KIND = Query(None, description="Only those of this kind.")
OF_ROLE = Query(None, description="Only those that monitor a framework, or those for context.")
WITHIN = Query(None, description="Only countries and areas within this one, by code or name.")


@router.get("/areas", response={200: Listing[Area], **FILTERED}, tags=["facts"], summary="Areas")
def areas(
    request: HttpRequest,
    paged: Query[Paged],
    kind: AreaKind | None = OF_KIND,
    within: str | None = WITHIN,
) -> HttpResponse:
    """Countries and territories, regions, groups and the world, by code, with names in the six languages of the United Nations."""
    known = area_file.areas()
    found = known if within is None else known.members(code.area(within))
    return answer.listed(request, [one for one in found if kind in (None, one.kind)], paged)


@router.get("/areas/{area}", response={200: WholeArea, **ONE}, tags=["facts"], summary="An area")
def area(request: HttpRequest, area: str = AN_AREA) -> HttpResponse:
    """An area by its code or name, with the areas within it and those it is part of."""
    known = area_file.areas()
    found = known.find(area)
    members = [one.code for one in known.members(found.code) if one.code != found.code]
    return answer.given({"area": found, "members": members, "within": [one.code for one in known.regions_of(found.code)]})


@router.get("/frameworks", response={200: Listing[FrameworkRow], **LIST}, tags=["facts"], summary="Frameworks")
def frameworks(request: HttpRequest, paged: Query[Paged]) -> HttpResponse:
    """The agreements, without what was promised in them."""
    names = ("id", "title", "short_title", "publisher", "instrument", "legal_nature")
    rows = [
        {**{name: getattr(one, name) for name in names}, "commitments": len(one.commitments)}
        for one in catalog.load().frameworks.values()
    ]
    return answer.listed(request, rows, paged)


@router.get("/frameworks/{framework}", response={200: Framework, **ONE}, tags=["facts"], summary="A framework")
def framework(request: HttpRequest, framework: str = A_FRAMEWORK) -> HttpResponse:
    """An agreement with everything promised in it, and how each text was verified."""
    return answer.given(code.one_of(framework, catalog.load().frameworks, "framework"))


@router.get("/objectives", response={200: Listing[CommitmentRow], **FILTERED}, tags=["facts"], summary="Objectives and targets")
def objectives(
    request: HttpRequest,
    paged: Query[Paged],
    framework: str | None = OF_FRAMEWORK,
    kind: CommitmentKind | None = OF_KIND,
) -> HttpResponse:
    """What was promised: objectives, principles, targets, dimensions, mechanisms, each with the indicators that bear on it."""
    known = catalog.load().frameworks
    chosen = known.values() if framework is None else [code.one_of(framework, known, "framework")]
    found = [_commitment(one.id) for owner in chosen for one in owner.commitments if kind in (None, one.kind)]
    return answer.listed(request, found, paged)


@router.get("/objectives/{objective}", response={200: CommitmentRow, **ONE}, tags=["facts"], summary="An objective or target")
def objective(request: HttpRequest, objective: str = AN_OBJECTIVE) -> HttpResponse:
    """An objective or target by its id, as `gcm:20` or `sdg:10.7`, with the indicators that bear on it."""
    return answer.given(_commitment(code.objective(objective)))


def _commitment(identity: str) -> dict[str, object]:
    facts = catalog.load()
    indicators = [one.id for one in facts.indicators_of(identity)]
    return {"commitment": facts.commitment(identity), "framework": identity.partition(":")[0], "indicators": indicators}


@router.get("/indicators", response={200: Listing[Indicator], **FILTERED}, tags=["facts"], summary="Indicators")
def indicators(
    request: HttpRequest,
    paged: Query[Paged],
    objective: str | None = OF_OBJECTIVE,
    role: Role | None = OF_ROLE,
) -> HttpResponse:
    """What is counted, in which unit, which way is better and how far it should go, with how each fact was verified."""
    facts = catalog.load()
    found = facts.indicators.values() if objective is None else facts.indicators_of(code.objective(objective))
    return answer.listed(request, [one for one in found if role in (None, one.role)], paged)


@router.get("/indicators/{indicator}", response={200: Indicator, **ONE}, tags=["facts"], summary="An indicator")
def indicator(request: HttpRequest, indicator: str = AN_INDICATOR) -> HttpResponse:
    """An indicator by its id, as `10.c.1`."""
    return answer.given(code.one_of(indicator, catalog.load().indicators, "indicator"))


@router.get("/methods", response={200: Listing[Method], **LIST}, tags=["facts"], summary="Methods")
def methods(request: HttpRequest, paged: Query[Paged]) -> HttpResponse:
    """The published methods of judging progress: thresholds, windows and classes, with where they were read."""
    return answer.listed(request, list(catalog.load().methods.values()), paged)


@router.get("/methods/{method}", response={200: Method, **ONE}, tags=["facts"], summary="A method")
def method(request: HttpRequest, method: str = A_METHOD) -> HttpResponse:
    """A method by its id, as `open-sdg`."""
    return answer.given(code.one_of(method, catalog.load().methods, "method"))


@router.get("/terms", response={200: Listing[TermRow], **LIST}, tags=["facts"], summary="Terms")
def terms(request: HttpRequest, paged: Query[Paged]) -> HttpResponse:
    """Wording that is advised against, what to write in its place, why, and who says so."""
    known = term.advices()
    rows = [{"advice": one, "authorities": [known.authority(id_) for id_ in one.sources]} for one in known.advices]
    return answer.listed(request, rows, paged)


@router.get("/concepts", response={200: Listing[ConceptRow], **FILTERED}, tags=["facts"], summary="Concepts of the thesaurus")
def concepts(
    request: HttpRequest,
    paged: Query[Paged],
    objective: str | None = OF_OBJECTIVE,
) -> HttpResponse:
    """What the field speaks about: concepts in six languages, and how they hang together."""
    known = thesaurus()
    found = list(known) if objective is None else known.of_objective(code.objective(objective))
    return answer.listed(request, [_concept(one) for one in found], paged)


@router.get("/concepts/{concept}", response={200: ConceptRow, **ONE}, tags=["facts"], summary="A concept")
def concept(request: HttpRequest, concept: str = A_CONCEPT) -> HttpResponse:
    """A concept by its id, as `voluntary-return`."""
    return answer.given(_concept(code.one_of(concept, {one.id: one for one in thesaurus()}, "concept")))


def _concept(one: Concept) -> dict[str, object]:
    known = thesaurus()
    theme = next(theme.id for theme in known.themes if one in theme.concepts)
    narrower = [below.id for below in known.narrower(one.id)]
    return {"concept": one, "theme": theme, "narrower": narrower, "verification": known.verification_of(one.id)}

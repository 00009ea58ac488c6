"""Operations on evidence: records and the documents they were drawn from."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from stocktake.catalog import area as area_file
from stocktake.catalog.thesaurus import thesaurus
from stocktake.model.record import Record, RecordType
from stocktake.search.widen import Widener
from stocktake_web.api import answer, code
from stocktake_web.api.shape import A_DOCUMENT, A_RECORD, AcceptedRecord, DocumentRow, Listing, Paged, refusals
from stocktake_web.records import index, reading

router = Router()
FILTERED = refusals(400, 404, 422, 503)
ONE = refusals(400, 404, 503)


class Sought(Paged):
    """What records are asked for, as on the pages of evidence. A parameter may stand there several times: one of its codes is enough."""

    q: str = Field(
        "",
        max_length=400,
        description="Words in any of six languages; names of the same thing in others count too.",
        examples=["return"],
    )
    type: list[RecordType] = Field([], max_length=20)
    objective: list[str] = Field([], max_length=20, description="Objectives and targets: `20`, `gcm:20`, `10.7`, `sdg:10.7`.")
    area: list[str] = Field([], max_length=20, description="Areas by code or name.", examples=[["MDA"]])
    actor: list[str] = Field([], max_length=20, description="Bodies that act, named as they stand there.")
    year: list[int] = Field([], max_length=20, description="The year that the text gives.")
    document: list[str] = Field([], max_length=20, description="Ids of documents.")
    limit: int = Field(20, ge=1, le=500, description="Items of a page.")


@router.get("/records", response={200: Listing[Record], **FILTERED}, tags=["evidence"], summary="Records")
def records(request: HttpRequest, sought: Query[Sought]) -> HttpResponse:
    """Accepted records of what documents say, each with the documents and lines it stands in (`locators`).

    With words (`q`) the best come first, else they run by type and title. Words that are all too common find nothing.
    """
    first = (sought.page - 1) * sought.limit
    narrowed = _narrowed(sought)
    if sought.q.strip():
        parts = _widener().widen(sought.q)
        found = index.search(parts, narrowed, first, sought.limit) if parts else index.Found((), (), 0, False)
        return answer.page(request, found.records, found.total, sought)
    listing = reading.records_by(narrowed, first, sought.limit)
    return answer.page(request, listing.records, listing.total, sought)


@router.get("/records/{record}", response={200: AcceptedRecord, **ONE}, tags=["evidence"], summary="A record")
def record(request: HttpRequest, record: str = A_RECORD) -> HttpResponse:
    """A record by its id; the id of one that was merged leads to the record it became."""
    return answer.given(reading.record(record))


@router.get("/documents", response={200: Listing[DocumentRow], **FILTERED}, tags=["evidence"], summary="Documents")
def documents(request: HttpRequest, paged: Query[Paged]) -> HttpResponse:
    """The documents that accepted records stand in, with their number. The texts stay with their publishers."""
    rows = [{"document": one, "records": count} for one, count in reading.documents_in_use()]
    return answer.listed(request, rows, paged)


@router.get("/documents/{document}", response={200: DocumentRow, **ONE}, tags=["evidence"], summary="A document")
def document(request: HttpRequest, document: str = A_DOCUMENT) -> HttpResponse:
    """A document by its id; its records are `/api/v1/records?document=` with it."""
    found = reading.document(document)
    return answer.given({"document": found, "records": reading.records_of_document(document, most=0).total})


def _narrowed(sought: Sought) -> Mapping[str, Sequence[str]]:
    return {
        "type": sought.type,
        "objective": [code.objective(one) for one in sought.objective],
        "area": [code.area(one) for one in sought.area],
        "actor": sought.actor,
        "year": [str(one) for one in sought.year],
        "document": sought.document,
    }


@cache
def _widener() -> Widener:
    return Widener(thesaurus(), area_file.areas())

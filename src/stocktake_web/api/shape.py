"""What the API gives and takes: model objects as they are, in lists with the way on."""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from ninja import Field, Path, Schema

from stocktake.model.area import Area
from stocktake.model.framework import Commitment
from stocktake.model.gap import Cell, Readiness
from stocktake.model.provenance import Document, Source, Verification
from stocktake.model.record import Record
from stocktake.model.thesaurus import Concept
from stocktake.model.verdict import Verdict
from stocktake.model.wording import Advice, Authority

T = TypeVar("T")

AN_AREA = Path(..., description="A code or name: `MDA`, `498`, `202`, `Guatemala`.", examples=["MDA"])
A_BULK_FILE = Path(..., description="A name of `/api/v1/bulk`.", examples=["csv"])
A_CONCEPT = Path(..., description="An id of `/api/v1/concepts`.", examples=["voluntary-return"])
A_DOCUMENT = Path(..., description="An id of `/api/v1/documents`.", examples=["idm2018-report"])
A_FRAMEWORK = Path(..., description="An id of `/api/v1/frameworks`.", examples=["gcm"])
A_METHOD = Path(..., description="An id of `/api/v1/methods`.", examples=["open-sdg"])
A_RECORD = Path(..., description="An id of `/api/v1/records`.", examples=["idm2018-report-need-539"])
AN_INDICATOR = Path(..., description="An id of `/api/v1/indicators`.", examples=["10.c.1"])
AN_OBJECTIVE = Path(..., description="`20` or `gcm:20` for an objective, `10.7` or `sdg:10.7` for a target.", examples=["gcm:20"])

MOST = 1000
"""Items of a page at most."""


class Fault(Schema):
    """Why a request was refused, in a sentence."""

    detail: str


def refusals(*statuses: int) -> dict[int, type[Fault]]:
    """Return what an address may refuse with: some statuses of its own, and those of any address (too long, too many requests)."""
    return dict.fromkeys(sorted((*statuses, 414, 429)), Fault)


class Paged(Schema):
    """A part of a list by its number, counted from 1."""

    page: int = Field(1, ge=1, le=1_000_000, description="The page, counted from 1. One behind the end of the list has no items.")
    limit: int = Field(100, ge=1, le=MOST, description="Items of a page.")


class Written(Schema):
    """How rows are written."""

    format: Literal["json", "csv"] = Field(
        "json", description="`csv` gives the same rows as CSV; the next page then stands in the header `Link` alone."
    )


class Following(Written):
    """A part of a list that is too long for numbers."""

    cursor: str = Field("", max_length=1000, description="Where to go on: take the address `next` of the page before as it is.")
    limit: int = Field(100, ge=1, le=MOST, description="Items of a page.")


class Listing(Schema, Generic[T]):
    """A page of a list: its items, how many the whole list has, and the address of the next page, null on the last one."""

    items: list[T]
    total: int
    next: str | None


class Stretch(Schema, Generic[T]):
    """A page of a long list: its items, and the address of the next page, null on the last one."""

    items: list[T]
    next: str | None


class WholeArea(Schema):
    """An area, with the codes of the areas within it and of those it is part of, from the nearest to the world."""

    area: Area
    members: list[str]
    within: list[str]


class FrameworkRow(Schema):
    """An agreement, without what was promised in it."""

    id: str
    title: str
    short_title: str
    publisher: str
    instrument: str
    legal_nature: str
    commitments: int


class CommitmentRow(Schema):
    """An objective, principle, target, dimension or mechanism, with the ids of the indicators that bear on it."""

    commitment: Commitment
    framework: str
    indicators: list[str]


class SeriesRow(Schema):
    """What the observations of a series share, how many with a value there are, and the first and last of their periods."""

    indicator: str
    ref_area: str
    series: str
    sex: str
    age: str
    migratory_status: str
    disability: str
    counterpart_area: str
    other_dims: str
    unit_measure: str
    source: str
    observations: int
    first_period: str | None
    last_period: str | None


class Gaps(Schema):
    """Which of the expected figures of an area are there, up to a year."""

    ref_area: str
    as_of: int
    old_after: int | None
    cells: list[Cell]
    readiness: list[Readiness]
    same_as: dict[str, str]


class AcceptedRecord(Schema):
    """A record with how it came: who brought it in, with which pack, and when a person decided about it if anybody did."""

    record: Record
    origin: str
    pack: str
    decided_at: datetime | None


class DocumentRow(Schema):
    """A document, and how many accepted records stand in it. Its text stays with its publisher."""

    document: Document
    records: int


class SourceRow(Schema):
    """An edition of a data set: its terms, its citation, what to mind, and how many observations are held of it."""

    source: Source
    citation: str
    caveats: list[str]
    observations: int


class TermRow(Schema):
    """Wording that is advised against, in one piece of advice, with who advises it."""

    advice: Advice
    authorities: list[Authority]


class ConceptRow(Schema):
    """A concept of the thesaurus with its theme, what is right below it, and how it was checked."""

    concept: Concept
    theme: str
    narrower: list[str]
    verification: Verification


Code = Annotated[str, Field(max_length=100, pattern=r"^[ -~]+$")]
"""A code as publishers write them: letters, digits and signs of ASCII."""

MOST_CODES = 20
"""So many codes of a parameter may be asked for at once."""


class Asked(Schema):
    """What figures are asked for. Each parameter may stand there several times: then one of its codes is enough."""

    indicator: list[Code] = Field([], max_length=MOST_CODES, description="Ids of indicators.", examples=[["10.c.1"]])
    ref_area: list[str] = Field([], max_length=MOST_CODES, description="Areas by code or name.", examples=[["MDA", "Guatemala"]])
    within: str | None = Field(None, description="The countries and areas within this one, as `202`.")
    series: list[Code] = Field([], max_length=MOST_CODES, description="Codes of series, as their publisher gives them.")
    source: list[Code] = Field([], max_length=MOST_CODES, description="Ids of sources, as `/api/v1/sources` lists them.")
    sex: list[Code] = Field([], max_length=MOST_CODES, description="`F`, `M`; `_T` is the figure that is not split.")
    age: list[Code] = Field([], max_length=MOST_CODES, description="Ages as SDMX codes; `_T` is the figure that is not split.")
    migratory_status: list[Code] = Field([], max_length=MOST_CODES, description="`_T` is the figure that is not split.")
    disability: list[Code] = Field([], max_length=MOST_CODES, description="`_T` is the figure that is not split.")
    counterpart_area: list[Code] = Field(
        [], max_length=MOST_CODES, description="The other area, of origin or destination, by its code; `_T` is all of them."
    )
    other_dims: list[Code] = Field(
        [], max_length=MOST_CODES, description="Further dimensions as they stand there, as `policy_domain=PD_5`."
    )
    from_year: int | None = Field(None, ge=0, le=9999, description="Periods that begin in this year or later.")
    to_year: int | None = Field(None, ge=0, le=9999, description="Periods that begin in this year or earlier.")
    vintage: Literal["latest", "all"] = Field("latest", description="Of each figure the newest edition, or every one.")


class VerdictRow(Schema):
    """What one method says of one series that nothing divides, and how far the methods agree on it."""

    indicator: str
    series: str
    ref_area: str
    unit_measure: str
    source: str
    agreement: str
    verdict: Verdict


class Judged(Schema):
    """Whose verdicts are asked for."""

    area: str | None = Field(None, description="One area by code or name.", examples=["MDA"])
    indicator: str | None = Field(
        None, description="The id of one indicator; without an area, of every area.", examples=["10.c.1"]
    )
    method: str | None = Field(None, description="Only what this method says, as `open-sdg`.")


class BulkRow(Schema):
    """A file of everything: its name, what it holds, where it is, and if it is made already its size in bytes and when that was."""

    name: str
    kind: Literal["figures", "evidence"]
    title: str
    address: str
    is_made: bool
    size: int | None
    made: datetime | None

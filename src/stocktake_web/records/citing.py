"""Records to take along: as citations, tables and objects, with the address they have on this site."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from stocktake.catalog import area
from stocktake.export.address import Addresses
from stocktake.export.evidence import bibliography, table
from stocktake.export.evidence.holding import CAVEATS, Evidence, Holding
from stocktake_web.records import finding, naming, reading, services
from stocktake_web.records import models as rows
from stocktake_web.records.query import Query
from stocktake_web.records.reading import Accepted
from stocktake_web.site import link

Form = Literal["csv", "json", "ris", "bib"]

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
}

MOST: Final = 10_000
"""So many records go into one file; more are taken by the API or the command line."""


@dataclass(frozen=True, slots=True)
class OfSite(Addresses):
    """Addresses as they are on this site."""

    def of(self, kind: str, *codes: str) -> str:
        """Return the address of the page about a record or document; of anything else its name."""
        on_site = {"record": link.record, "document": link.document}.get(kind)
        if on_site is None:
            return Addresses().of(kind, *codes)
        with translation.override(settings.LANGUAGE_CODE):  # what is cited is the one address without a language in it
            return self.base.rstrip("/") + on_site(codes[0])


def plain(request: HttpRequest, came: Accepted) -> str:
    """Return how a record is cited, with its address."""
    holding = _holding(request)
    return f"{holding.citation(came.record)} {holding.addresses.of('record', came.record.id)}"


def one(request: HttpRequest, record_id: str, form: Form) -> bytes:
    """Return one record in a form; RecordNotFound where there is none."""
    return _written([_evidence(reading.record(record_id))], _holding(request), form, is_one=True)


def found(request: HttpRequest, asked: Query, form: Form) -> bytes:
    """Return what answers a query in a form, in the order of the list, at most `MOST` records."""
    came = [one for page in finding.all_found(asked, MOST) for one in _came(page)]
    return _written([_evidence(one) for one in came], _holding(request), form)


def _came(records: Sequence[reading.Record]) -> Iterable[Accepted]:
    """Return how records came, in their order."""
    by_id = {one.record.id: one for one in reading.accepted(rows.Record.objects.filter(id__in=[one.id for one in records]))}
    return [by_id[one.id] for one in records if one.id in by_id]


def _written(evidence: Sequence[Evidence], holding: Holding, form: Form, is_one: bool = False) -> bytes:
    if form in ("ris", "bib"):
        return bibliography.text((one.record for one in evidence), holding, "ris" if form == "ris" else "bibtex").encode()
    if form == "csv":
        return table.flat_csv(evidence, holding)
    objects = [table.nested(one, holding) for one in evidence]
    told = objects[0] if is_one else {"count": len(objects), "mind": list(CAVEATS), "records": objects}
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def _evidence(came: Accepted) -> Evidence:
    decided = came.decided_at.strftime("%Y-%m-%dT%H:%M:%SZ") if came.decided_at else ""
    return Evidence(came.record, came.origin, came.pack, decided)


def _holding(request: HttpRequest) -> Holding:
    return Holding(
        documents={one.id: one for one in services.documents()},
        packs={},
        areas={one.code: one.name for one in area.areas()},
        objectives={one.id: one.name for one in naming.commitments().values()},
        addresses=OfSite(request.build_absolute_uri("/")),
        prepared=timezone.now(),
    )

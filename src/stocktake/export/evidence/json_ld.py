"""Evidence as JSON-LD: statements with the documents they were drawn from, one object a line within one document.

Method: schema.org, DCMI Metadata Terms, PROV-O; places are fragment selectors of the Web Annotation model with the lines of RFC 5147.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec

from stocktake.export.address import Addresses
from stocktake.export.evidence.holding import CAVEATS, Evidence, Holding
from stocktake.export.evidence.package import terms
from stocktake.model.provenance import Document, Locator
from stocktake.model.record import Actor, Participant, Record, StatedFigure

_XSD = "http://www.w3.org/2001/XMLSchema#"
_LINES = "http://tools.ietf.org/rfc/rfc5147"
_SPACES: Final = {
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_LITERALS: Final = {
    "kind": "dcterms:type",
    "identifier": "dcterms:identifier",
    "title": "dcterms:title",
    "summary": "dcterms:abstract",
    "description": "dcterms:description",
    "language": "dcterms:language",
    "rights": "dcterms:rights",
    "date": "dcterms:date",
    "citation": "dcterms:bibliographicCitation",
    "status": "schema:creativeWorkStatus",
    "name": "schema:name",
    "unit": "schema:unitText",
    "position": "schema:jobTitle",
    "role": "schema:roleName",
    "lines": "rdf:value",
}
_LINKS: Final = {
    "objectives": "dcterms:subject",
    "areas": "dcterms:spatial",
    "part_of": "dcterms:isPartOf",
    "replaces": "dcterms:replaces",
    "publisher": "dcterms:publisher",
    "standard": "dcterms:conformsTo",
    "mentions": "schema:mentions",
    "organization": "schema:affiliation",
    "url": "schema:url",
    "derived_from": "prov:wasDerivedFrom",
    "derivation": "prov:qualifiedDerivation",
    "document": "prov:entity",
    "reported_by": "prov:wasAttributedTo",
    "influenced_by": "prov:wasInfluencedBy",
    "selector": "oa:hasSelector",
}
_TYPED: Final = {
    "value": ("schema:value", "double"),
    "year": ("schema:temporalCoverage", "gYear"),
    "created": ("dcterms:created", "dateTime"),
    "decided_at": ("prov:endedAtTime", "dateTime"),
}
_OWN: Final = {"origin": None, "panel": None, "states_figure": "@id", "participant": "@id"}
"""What those vocabularies have no word for; the lines of a place are here besides, as numbers."""


def write(pages: Iterable[Sequence[Evidence]], path: Path, holding: Holding) -> None:
    """Write records to one document, a page at a time, then the documents and packs they name and what to mind."""
    with path.open("wb") as file:
        file.write(b'{"@context":' + msgspec.json.encode(context(holding.addresses)) + b',\n"@graph":[')
        between = b"\n"
        for page in pages:
            for one in page:
                file.write(between + msgspec.json.encode(_record(one, holding)))
                between = b",\n"
        for node in _beside(holding):
            file.write(between + msgspec.json.encode(node))
            between = b",\n"
        file.write(b"\n]}\n")


def context(addresses: Addresses) -> dict[str, Any]:
    """Return the context: what each key means. It stands in the document, so that nothing has to be fetched to read it."""
    return {
        **_SPACES,
        "id": "@id",
        "type": "@type",
        **_LITERALS,
        **{key: {"@id": term, "@type": "@id"} for key, term in _LINKS.items()},
        **{key: {"@id": term, "@type": _XSD + kind} for key, (term, kind) in _TYPED.items()},
        **{key: {"@id": addresses.of("property", key), **({"@type": kind} if kind else {})} for key, kind in _OWN.items()},
        **{key: {"@id": addresses.of("property", key), "@type": f"{_XSD}integer"} for key in ("first_line", "last_line")},
    }


def _record(one: Evidence, holding: Holding) -> dict[str, Any]:
    record, addresses = one.record, holding.addresses
    address = addresses.of("record", record.id)
    return _told(
        id=address,
        type=["schema:Statement", "prov:Entity"],
        kind=record.type,
        identifier=record.id,
        title=_worded(record.title, record.language),
        summary=_worded(record.summary, record.language),
        language=record.language,
        year=f"{record.year:04}" if record.year is not None else None,
        objectives=[objective(addresses, commitment) for commitment in record.commitments],
        areas=[addresses.of("area", code) for code in record.areas],
        mentions=[_actor(actor, addresses) for actor in record.actors],
        states_figure=[_figure(figure, f"{address}#figure-{rank}") for rank, figure in enumerate(record.figures, 1)],
        participant=_participant(record.participant, f"{address}#participant", addresses) if record.participant else None,
        derived_from=list(dict.fromkeys(addresses.of("document", place.document) for place in record.locators)),
        derivation=[_place(place, f"{address}#place-{rank}", addresses) for rank, place in enumerate(record.locators, 1)],
        reported_by=_agent(record.reported_by, addresses) if record.reported_by else None,
        citation=holding.citation(record),
        **_standing(one, record, addresses),
    )


def _standing(one: Evidence, record: Record, addresses: Addresses) -> dict[str, Any]:
    """Return how a record came and when somebody decided about it."""
    decision = _told(
        id=f"{addresses.of('record', record.id)}#decision",
        type="prov:Activity",
        decided_at=one.decided_at,
    )
    packs = [addresses.of("pack", one.pack)] if one.pack else []
    return {
        "status": record.status,
        "origin": one.origin,
        "part_of": [addresses.of("evidence"), *packs],
        "replaces": [addresses.of("record", merged) for merged in record.merged_ids],
        "influenced_by": decision if one.decided_at else None,
    }


def objective(addresses: Addresses, commitment: str) -> str:
    """Return the address the concept of an objective or target has in the SKOS export.

    >>> objective(Addresses("https://example.org/"), "gcm:20")
    'https://example.org/gcm/20'
    """
    framework, _, number = commitment.partition(":")
    return addresses.of(framework, *number.split("/"))


def _place(place: Locator, address: str, addresses: Addresses) -> dict[str, Any]:
    # RFC 5147 counts the borders between lines from 0: the third to fifth line are `line=2,5`.
    selector = {
        "id": f"{address}-lines",
        "type": "oa:FragmentSelector",
        "lines": f"line={place.first_line - 1},{place.last_line}",
        "standard": _LINES,
    }
    return {
        "id": address,
        "type": "prov:Derivation",
        "document": addresses.of("document", place.document),
        "first_line": place.first_line,
        "last_line": place.last_line,
        "selector": selector,
    }


def _actor(actor: Actor, addresses: Addresses) -> dict[str, Any]:
    return {**_agent(actor.name, addresses), "kind": actor.kind}


def _agent(name: str, addresses: Addresses) -> dict[str, Any]:
    return {"id": addresses.of("agent", name), "type": "prov:Agent", "name": name}


def _figure(figure: StatedFigure, address: str) -> dict[str, Any]:
    year = f"{figure.year:04}" if figure.year is not None else None
    return _told(id=address, type="schema:QuantitativeValue", value=figure.value, unit=figure.unit, name=figure.of, year=year)


def _participant(person: Participant, address: str, addresses: Addresses) -> dict[str, Any]:
    return _told(
        id=address,
        type="schema:Person",
        name=person.name,
        position=person.position,
        organization=_agent(person.organization, addresses) if person.organization else None,
        role=person.role,
        panel=person.panel,
    )


def _beside(holding: Holding) -> Iterable[dict[str, Any]]:
    """Yield the documents, the packs, and the whole with what to mind."""
    yield from (_document(one, holding.addresses) for one in holding.used_documents())
    for pack in holding.used_packs():
        yield {
            "id": holding.addresses.of("pack", pack.id),
            "type": ["schema:Dataset", "prov:Entity"],
            "identifier": pack.id,
            "title": pack.title,
            "rights": pack.terms,
            **_told(description=list(pack.notes)),
        }
    yield {
        "id": holding.addresses.of("evidence"),
        "type": ["schema:Dataset", "prov:Entity"],
        "identifier": "stocktake-evidence",
        "title": "Evidence on migration commitments",
        "description": list(CAVEATS),
        "rights": list(terms(holding)),
        "created": holding.prepared.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _document(document: Document, addresses: Addresses) -> dict[str, Any]:
    return _told(
        id=addresses.of("document", document.id),
        type=["schema:CreativeWork", "prov:Entity"],
        identifier=document.id,
        title=_worded(document.title, document.language),
        publisher=_agent(document.publisher, addresses) if document.publisher else None,
        date=document.year,
        language=document.language,
        url=_iri(document.url),
        rights=document.terms or "terms not stated",
    )


def _worded(text: str, language: str) -> Any:
    """Return words with their language, where that is one that RDF can tell."""
    is_tag = re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", language)
    return {"@value": text, "@language": language.lower()} if is_tag else text


def _iri(url: str) -> str | None:
    """Return an address without signs that no IRI may hold; None for what is no address."""
    return quote(url, safe=";/?:@&=+$,#%!*'()~-._") if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", url) else None


def _told(**values: Any) -> dict[str, Any]:
    """Return the values without those that say nothing."""
    return {key: value for key, value in values.items() if value is not None and value not in ("", [])}

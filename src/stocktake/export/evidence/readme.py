"""The page that goes with evidence: what it is, whose it is, how to cite it, and what to mind."""

from collections.abc import Sequence

from stocktake.export.evidence.holding import CAVEATS, Holding, cited
from stocktake.export.evidence.package import terms
from stocktake.model import number
from stocktake.model.provenance import Document


def text(title: str, told: Sequence[str], holding: Holding) -> str:
    """Return the page in Markdown: `told` says what each file is, then what to mind, terms, citation and documents."""
    documents = holding.used_documents()
    reach = f"{number.count(holding.tally.records, 'record')} from {number.count(len(documents), 'document')}"
    parts = [
        f"# {title}",
        f"Given out by stocktake on {holding.prepared:%Y-%m-%d}: {reach}.",
        _listed(told),
        "## What to mind",
        _listed([*CAVEATS, *(f"{pack.title}: {note}" for pack in holding.used_packs() for note in pack.notes)]),
        "## Terms",
        _listed(terms(holding)),
        "The documents stay with their publishers, on their terms; no text of theirs is in these files.",
        "## How to cite",
        "One record: by the document and the lines, and say that the words are ours. Each record carries its citation.",
        f"All of it: stocktake, Evidence on migration commitments, {reach}, {holding.prepared:%Y-%m-%d}.",
        "## Documents",
        _listed([_document(one) for one in documents]),
    ]
    return "\n\n".join(parts) + "\n"


def _document(document: Document) -> str:
    address = f" {document.url}" if document.url else ""
    return f"`{document.id}`: {cited(document)}.{address} Terms: {document.terms or 'not stated'}."


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {' '.join(one.split())}" for one in lines)

"""What is given out of evidence: accepted records, the documents and packs they come from, and what to mind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from stocktake.export.address import Addresses
from stocktake.model.provenance import Document, Locator
from stocktake.model.record import Record

CAVEATS: Final = (
    "A record says in our own words what a document says. It does not say that it is so.",
    "Documents contradict each other, and at times themselves; such records stand side by side.",
    "Coverage is the documents listed here and no others. What is not here was not found in them; it may well be done elsewhere. "
    "How many records an area or an objective has says how often these documents speak of it: no ground for comparing countries.",
    "Figures are as a document states them. Nobody has checked them against a data set; do not mix them with statistics.",
    "Where nobody is named as reporting, the document itself says it. A year is given only where the text gives one; "
    "an empty cell is not known, never zero.",
    "Lines count from 1, both ends included, in the text of the document as it was read. The text stays with its publisher and is not "
    "given out.",
    "Objectives and areas were assigned by stocktake, most central objective first; the documents need not name them. "
    "Records on the Compact tell what was reported; the Compact is not legally binding.",
    "Names and codes of areas follow the United Nations; they say nothing about the legal status of a place or its borders.",
    "Only accepted records are given. `decided_at` says when a person decided; where it is empty the record came accepted with its pack. "
    "Who decided is kept in the workspace and given to nobody.",
)
"""What holds for all evidence, whatever document it was drawn from."""

NOT_STATED: Final = "not stated"


@dataclass(frozen=True, slots=True)
class Evidence:
    """An accepted record with how it came: `origin` is pack, machine or person, `pack` the id of its pack.

    `decided_at` (UTC, `2026-11-21T12:00:00Z`) is empty where nobody has decided about it by hand. Who did is not given out.
    """

    record: Record
    origin: str
    pack: str = ""
    decided_at: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that records came with, the terms it states, and what its notes say."""

    id: str
    title: str
    terms: str = NOT_STATED
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """What went by: how many records, which documents and packs they name, and whether some came with none."""

    records: int = 0
    documents: set[str] = field(default_factory=set)
    packs: set[str] = field(default_factory=set)
    has_own: bool = False

    def over(self, pages: Iterable[Sequence[Evidence]]) -> Iterator[Sequence[Evidence]]:
        """Yield the pages as they come, and take note of each."""
        for page in pages:
            self.records += len(page)
            for one in page:
                self.documents.update(place.document for place in one.record.locators)
                self.packs.update([one.pack] if one.pack else ())
                self.has_own = self.has_own or not one.pack
            yield page


@dataclass(frozen=True, slots=True)
class Holding:
    """What explains records: documents and packs by id, names of areas by code and of objectives by id, addresses, and the day.

    `tally` is complete once all pages have gone by.
    """

    documents: Mapping[str, Document]
    packs: Mapping[str, Pack]
    areas: Mapping[str, str]
    objectives: Mapping[str, str]
    addresses: Addresses
    prepared: datetime
    tally: Tally = field(default_factory=Tally)

    def document(self, document_id: str) -> Document:
        """Return a document; one that nobody described stands there by its id."""
        return self.documents.get(document_id) or Document(document_id, document_id, NOT_STATED, "")

    def used_documents(self) -> tuple[Document, ...]:
        """Return the documents that the records gone by were drawn from, by id."""
        return tuple(self.document(one) for one in sorted(self.tally.documents))

    def used_packs(self) -> tuple[Pack, ...]:
        """Return the packs that the records gone by came with, by id."""
        return tuple(self.packs.get(one) or Pack(one, one) for one in sorted(self.tally.packs))

    def citation(self, record: Record) -> str:
        """Return how a record is cited: the documents with the lines, and whose words the record is."""
        places = "; ".join(f"{cited(self.document(one.document))}, {lines(one)}" for one in record.locators)
        return f"{places or 'no document named'}. Summarised by stocktake, record {record.id}."


def cited(document: Document) -> str:
    """Return a document as it is cited.

    >>> cited(Document("d", "Report of a meeting", "IOM", "2018"))
    'IOM, Report of a meeting, 2018'
    """
    return ", ".join(part for part in (document.publisher, document.title, document.year) if part)


def lines(place: Locator) -> str:
    """Return the lines of a place in words.

    >>> lines(Locator("d", 3, 5)), lines(Locator("d", 3, 3))
    ('lines 3–5', 'line 3')
    """
    return f"line {place.first_line}" if place.first_line == place.last_line else f"lines {place.first_line}–{place.last_line}"

"""Small packs of records for the tests of the site."""

from collections.abc import Sequence
from typing import Any

from stocktake.model.provenance import Document, Locator
from stocktake.model.record import Actor, Participant, Record, StatedFigure

REPORT = Document("report-2018", "A report", "IOM", "2018", "https://example.org/report", "en", "their text, our words")
SUMMARY = Document("summary-2023", "A summary", "IOM", "2023")
DOCUMENTS = (REPORT, SUMMARY)
LARGE = 800


def a_record(id: str = "report-2018-practice-001", **facts: Any) -> Record:
    """Return a record that says little; `facts` override it."""
    plain = {"type": "practice", "title": "A practice", "summary": "What is done.", "locators": (Locator("report-2018", 16, 27),)}
    return Record(id=id, **{**plain, **facts})


def a_full_record(id: str = "report-2018-participation-001", **facts: Any) -> Record:
    """Return a record with two of everything and a participant; `facts` override it."""
    full = {
        "type": "participation",
        "locators": (Locator("summary-2023", 40, 44), Locator("report-2018", 3, 3)),
        "reported_by": "Ms Amal حداد",
        "actors": (Actor("Moldova", "state"), Actor("IOM", "intergovernmental")),
        "areas": ("MDA", "CHE"),
        "commitments": ("sdg:10.7", "gcm:19"),
        "figures": (StatedFigure(1_200_000_000, "USD", "remittances", 2017), StatedFigure(0.1, "per cent", "cost")),
        "year": 2018,
        "participant": Participant("Amal حداد", "Minister", "Ministry", "speaker", "Panel 1"),
        "merged_ids": ("report-2018-participation-077", "report-2018-participation-012"),
    }
    return a_record(id, **{**full, **facts})


def numbered(count: int, **facts: Any) -> list[Record]:
    """Return `count` full records in order of id."""
    return [a_full_record(f"report-2018-participation-{number:05}", **facts) for number in range(count)]


def load(records: Sequence[Record], pack_id: str = "dialogues", digest: str = "1") -> Any:
    """Load records as an edition of a pack; a database has to be open."""
    from stocktake_web.records import services

    return services.load_pack(pack_id, digest, DOCUMENTS, records)

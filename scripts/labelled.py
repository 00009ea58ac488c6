"""The labelled documents beside the project: texts, and the records careful readers drew from them."""

import json
from pathlib import Path

from stocktake.documents import read
from stocktake.extract.training import Labelled, labelled
from stocktake.model.provenance import Locator
from stocktake.model.record import Actor, Participant, Record, StatedFigure

SHARED = Path(__file__).resolve().parents[2] / "shared"


def documents(shared: Path = SHARED) -> list[Labelled]:
    """Return every document with labels, in the order of their names; none where the folder is absent."""
    files = sorted((shared / "evidence").glob("*.jsonl"))
    return [labelled(read(shared / "documents" / f"{file.stem}.txt"), records(file)) for file in files]


def records(file: Path) -> list[Record]:
    """Return the records of one file of labels."""
    return [_record(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def _record(held: dict) -> Record:
    person = held.get("participant")
    return Record(
        held["id"],
        "panel" if held["type"] == "session" else held["type"],
        held["title"],
        held["summary"],
        (Locator(held["doc"], *held["lines"]),),
        reported_by=held["reported_by"],
        actors=tuple(Actor(one["name"], one["kind"]) for one in held["actors"]),
        areas=tuple(held["countries"]),
        commitments=(*(f"gcm:{number}" for number in held["gcm"]), *(f"sdg:{target}" for target in held["sdg"])),
        figures=tuple(
            StatedFigure(one["value"], one["unit"], one["of"], one["year"]) for one in held["figures"] if one["value"] is not None
        ),
        year=held["year"],
        participant=Participant(person["name"], person["position"], person["organization"], person["role"], person["session"])
        if person
        else None,
    )

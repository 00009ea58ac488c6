"""Records that machines propose and people decide about: take candidates in, show what waits, accept, edit, reject, merge, take back.

A person's word stays on top: reading a document again never changes a record that somebody decided about. Where the passage such a record
was drawn from is gone from the document, it waits again and says why.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any, Final

import msgspec
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from stocktake.errors import StocktakeError
from stocktake.model.candidate import Candidate
from stocktake.model.provenance import Document
from stocktake.model.record import Record
from stocktake.model.text import Text
from stocktake_web.database import in_plain_words, one_moment
from stocktake_web.records import convert, index, services
from stocktake_web.records import models as rows

EDITABLE: Final = ("type", "title", "summary", "reported_by", "actors", "areas", "commitments", "figures", "year")
"""What a person may change of a candidate; where it stands is not among it."""

GONE = "the passage it was drawn from is no longer in the document"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A candidate that waits for a decision: where it was found, how sure the machine was, and the passage as it stands there."""

    record: Record
    chars: tuple[int, int]
    found_by: str
    confidence: float
    passage: str
    reopened: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What reading a document brought: candidates added, still there, no longer proposed, kept as people decided, and reopened."""

    added: int = 0
    unchanged: int = 0
    gone: int = 0
    decided: int = 0
    reopened: int = 0

    def __str__(self) -> str:
        return (
            f"{self.added} new, {self.unchanged} as before, {self.gone} no longer proposed, "
            f"{self.decided} kept as people decided, {self.reopened} reopened"
        )


@in_plain_words()
@transaction.atomic
def propose(
    document: Document, text: Text, candidates: Sequence[Candidate], read_by: str = "", path: Path | None = None
) -> Proposed:
    """Take in a document with its candidates, all of it or nothing, and return what that changed. What people decided stays.

    `read_by` is the edition of the reader that proposed them; `is_known` asks for it. `path` is the file it was read from; `called` asks.
    """
    before = rows.DocumentText.objects.filter(document=document.id).values_list("content", flat=True).first() or ""
    _keep_text(document, text, read_by, _origin(path))
    decided = _of(document.id).exclude(record__decided_at=None).select_related("record")
    reopened = sum(_follow(finding, before, text) for finding in decided)
    held = set(decided.values_list("record_id", flat=True)) | set(
        _of(document.id).exclude(reopened="").values_list("record_id", flat=True)
    )
    known = set(_of(document.id).values_list("record_id", flat=True)) - held
    new = {one.record.id: one for one in _named(candidates, text) if one.record.id not in held}
    rows.Record.objects.filter(id__in=known).delete()
    for one in new.values():
        _write(one, document.id, text)
    kept = len(held) - rows.Finding.objects.filter(document=document.id).exclude(reopened="").count()
    return Proposed(len(new.keys() - known), len(new.keys() & known), len(known - new.keys()), kept, reopened)


@in_plain_words()
def called(text: Text, path: Path) -> str:
    """Return the id for a text read from a file: its own, with a number where a text of that id was read from another file.

    A file that was read before keeps its id, whatever it says now; so does a text that was moved.
    """
    origin, digest = _origin(path), _digest(text)
    alike = rows.DocumentText.objects.filter(document__id__startswith=text.id).values_list("document_id", "origin", "digest")
    held = {name: lay in ("", origin) or says == digest for name, lay, says in alike}
    taken = set(rows.Document.objects.filter(id__startswith=f"{text.id}-").values_list("id", flat=True)) - held.keys()
    names = chain([text.id], (f"{text.id}-{number}" for number in count(2)))
    return next(name for name in names if held.get(name, name not in taken))


@in_plain_words()
def is_known(text: Text, read_by: str) -> bool:
    """Return whether this very text was taken in before by this edition of the reader."""
    return bool(rows.DocumentText.objects.filter(document=text.id, digest=_digest(text), read_by=read_by).exists())


@in_plain_words()
def waiting(document: str = "", kind: str = "") -> tuple[Waiting, ...]:
    """Return the candidates that wait, document by document in the order of their passages; of one document or type where it is named."""
    chosen = rows.Record.objects.filter(status="candidate", withdrawn_at=None)
    if document:
        chosen = chosen.filter(finding__document=document)
    if kind:
        chosen = chosen.filter(type=kind)
    with one_moment():
        found = {one.id: one for one in convert.to_records(chosen)}
        places = list(rows.Finding.objects.filter(record__in=chosen).order_by("document_id", "start", "record_id"))
        texts = dict(
            rows.DocumentText.objects.filter(document__in={one.document_id for one in places}).values_list(
                "document_id", "content"
            )
        )
    return tuple(_waiting(found[one.record_id], one, texts.get(one.document_id, "")) for one in places)


def accept(record_id: str, by: str, **changes: Any) -> None:
    """Accept a candidate, with `changes` to the fields of `EDITABLE` first if there are any."""
    _decided("edit" if changes else "accept", record_id, by, "accepted", changes)


def reject(record_id: str, by: str) -> None:
    """Reject a candidate; it stays known, so that no later reading proposes it again."""
    _decided("reject", record_id, by, "rejected", {})


@in_plain_words()
@transaction.atomic
def merge(record_id: str, into: str, by: str) -> None:
    """Let a candidate be part of another record: that one, accepted, says where both stand, and the candidate has no row of its own."""
    if record_id == into:
        raise StocktakeError(f'"{record_id}" cannot be merged into itself')
    one, other = convert.to_record(record_id), convert.to_record(into)
    _remember("merge", record_id, by, (record_id, into))
    joined = replace(
        other,
        locators=tuple(dict.fromkeys((*other.locators, *one.locators))),
        actors=tuple(dict.fromkeys((*other.actors, *one.actors))),
        areas=tuple(dict.fromkeys((*other.areas, *one.areas))),
        figures=tuple(dict.fromkeys((*other.figures, *one.figures))),
        merged_ids=(*other.merged_ids, one.id, *one.merged_ids),
        status="accepted",
    )
    _rewrite(joined, by, timezone.now())
    rows.Record.objects.filter(id=record_id).delete()
    index.note([record_id])


@in_plain_words()
@transaction.atomic
def undo(by: str) -> str:
    """Take back the last decision of this person that stands, and return the id of its record; empty where there is none.

    StocktakeError where somebody else has decided about the same record since: that word stays on top.
    """
    last = rows.Decision.objects.select_for_update().filter(by=by, undone_at=None).order_by("-id").first()
    if last is None:
        return ""
    _refuse_where_overtaken(last)
    for state in last.before:
        _restore(state)
    last.undone_at = timezone.now()
    last.save(update_fields=["undone_at"])
    return str(last.record_id)


def _refuse_where_overtaken(last: rows.Decision) -> None:
    touched = _touched(last)
    for later in rows.Decision.objects.filter(id__gt=last.id, undone_at=None).order_by("id"):
        if both := touched & _touched(later):
            raise StocktakeError(f'"{min(both)}" was decided about by {later.by} since: that has to be taken back first')


def _touched(decision: rows.Decision) -> set[str]:
    return {state["record"]["id"] for state in decision.before}


@in_plain_words()
@transaction.atomic
def _decided(action: str, record_id: str, by: str, status: str, changes: Mapping[str, Any]) -> None:
    if unknown := changes.keys() - set(EDITABLE):
        raise StocktakeError(f'"{min(unknown)}" cannot be changed; there are {", ".join(EDITABLE)}')
    record = convert.to_record(record_id)
    _remember(action, record_id, by, (record_id,))
    if changes:
        _rewrite(replace(record, **changes), by, timezone.now())
    services.decide(record_id, status, by)
    rows.Finding.objects.filter(record=record_id).update(reopened="")


# What a decision is taken back by.


def _remember(action: str, record_id: str, by: str, touched: Iterable[str]) -> None:
    if not by.strip():
        raise StocktakeError(f'record "{record_id}": a decision needs the name of who took it')
    before = [_state(one) for one in touched]
    rows.Decision.objects.create(action=action, record_id=record_id, by=by, at=timezone.now(), before=before)


def _state(record_id: str) -> dict[str, Any]:
    """Return all that is known of a record, so that it can be put back."""
    row = rows.Record.objects.get(id=record_id)
    finding = rows.Finding.objects.filter(record=record_id).values().first()
    return {
        "record": msgspec.to_builtins(convert.to_record(record_id)),
        "origin": row.origin,
        "pack": row.pack_id,
        "decided_by": row.decided_by,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "finding": finding,
    }


def _restore(state: Mapping[str, Any]) -> None:
    record = msgspec.convert(state["record"], Record)
    decided_at = datetime.fromisoformat(state["decided_at"]) if state["decided_at"] else None
    _put(record, state["origin"], state["pack"], state["decided_by"], decided_at)
    rows.Finding.objects.filter(record=record.id).delete()
    if state["finding"]:
        rows.Finding.objects.create(**state["finding"])


def _rewrite(record: Record, by: str, at: datetime) -> None:
    row = rows.Record.objects.get(id=record.id)
    _put(record, row.origin, row.pack_id, by, at)


def _put(record: Record, origin: str, pack: str | None, by: str, at: datetime | None) -> None:
    """Write a record with its parts in place of what has its id; what a machine found of it stays."""
    for table in convert.PART_TABLES:
        table.objects.filter(record=record.id).delete()
    row = convert.from_record(record)
    row.origin, row.pack_id, row.decided_by, row.decided_at = origin, pack, by, at
    row.save()
    for part in convert.parts_of(record):
        part.save(force_insert=True)
    index.note([record.id])


# Candidates as rows.


def _of(document: str) -> QuerySet[rows.Finding]:
    return rows.Finding.objects.filter(document=document)


def _keep_text(document: Document, text: Text, read_by: str, origin: str) -> None:
    """Keep what was read; what a pack says of a document it brought stays."""
    rows.Document.objects.get_or_create(id=document.id, defaults=_columns(document))
    told = {"read_by": read_by, "origin": origin, "read_at": timezone.now()}
    values = {"content": text.content, "digest": _digest(text), **told}
    rows.DocumentText.objects.update_or_create(document_id=document.id, defaults=values)


def _origin(path: Path | None) -> str:
    """Return the digest of where a file lies: whoever is given the database learns nothing of the machine it was filled on."""
    return hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest() if path else ""


def _digest(text: Text) -> str:
    return hashlib.sha256(text.content.encode("utf-8", "surrogatepass")).hexdigest()


def _columns(document: Document) -> dict[str, str]:
    return {name: getattr(document, name) for name in convert.DOCUMENT_COLUMNS if name != "id"}


def _named(candidates: Iterable[Candidate], text: Text) -> Iterable[Candidate]:
    """Yield the candidates under ids that do not depend on what else was found: document, type, and what the passage says."""
    seen: dict[str, int] = {}
    for one in candidates:
        name = f"{text.id}-{one.record.type}-{_quote(text.content[slice(*one.chars)])[:10]}"
        seen[name] = seen.get(name, 0) + 1
        number = f"-{seen[name]}" if seen[name] > 1 else ""
        yield replace(one, record=replace(one.record, id=name + number, status="candidate"))


def _quote(passage: str) -> str:
    """Return the digest of a passage, white space aside."""
    return hashlib.sha256(" ".join(passage.split()).encode()).hexdigest()


def _write(candidate: Candidate, document: str, text: Text) -> None:
    _put(candidate.record, "machine", None, "", None)
    start, end = candidate.chars
    quote = _quote(text.content[start:end])
    rows.Finding.objects.create(
        record_id=candidate.record.id, document_id=document, start=start, end=end, quote=quote,
        found_by=candidate.found_by, confidence=candidate.confidence,
    )  # fmt: skip


def _follow(finding: rows.Finding, before: str, text: Text) -> bool:
    """Let a decided record follow its passage through a new text; where it is gone the record waits again. Return whether it does."""
    if _quote(text.content[finding.start : finding.end]) == finding.quote:
        return False
    if place := _found_again(before[finding.start : finding.end], finding.start, text.content):
        _move(finding, place, text)
        return False
    row = finding.record
    row.status, row.decided_by, row.decided_at = "candidate", "", None
    row.save(update_fields=["status", "decided_by", "decided_at"])
    index.note([row.id])
    finding.reopened = GONE
    finding.save(update_fields=["reopened"])
    return True


def _found_again(passage: str, near: int, content: str) -> tuple[int, int] | None:
    """Return the characters of `content` that say what the passage says, white space aside, the nearest; None where nothing does."""
    words = passage.split()
    if not words:
        return None
    found = re.finditer(r"\s+".join(map(re.escape, words)), content)
    return min((one.span() for one in found), key=lambda span: (abs(span[0] - near), span), default=None)


def _move(finding: rows.Finding, place: tuple[int, int], text: Text) -> None:
    finding.start, finding.end = place
    finding.save(update_fields=["start", "end"])
    first, last = text.line_of(place[0]), text.line_of(place[1] - 1)
    own = rows.RecordLocator.objects.filter(record=finding.record_id, document=finding.document_id).order_by("rank").first()
    if own is not None:
        own.first_line, own.last_line = first, last
        own.save(update_fields=["first_line", "last_line"])


def _waiting(record: Record, finding: rows.Finding, content: str) -> Waiting:
    passage = content[finding.start : finding.end]
    is_there = _quote(passage) == finding.quote
    return Waiting(
        record, (finding.start, finding.end), finding.found_by, finding.confidence, passage if is_there else "", finding.reopened
    )

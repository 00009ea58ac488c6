"""The index of the search, kept in tables of the database: what is due is taken in before a search, and numbers of old states are dead.

The words and the ranking are rules of the library (`stocktake.search`); here is only where their postings lie, alike on every database.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from numpy.typing import NDArray

from stocktake.model.record import Record
from stocktake.search import entry, ranking
from stocktake.search.widen import Part
from stocktake_web.database import in_plain_words, one_moment
from stocktake_web.records import convert
from stocktake_web.records import models as rows
from stocktake_web.records.convert import BATCH

DEAD: Final = "state=dead"
"""The word whose postings are the numbers of records that have changed or gone since."""

AT_ONCE: Final = 20_000
"""Records taken into the index together; their words are held in memory so long."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found: records best first with their scores, how many there are in all, and of which facets.

    `is_whole` is false where no record answers every part of the query, and those stand there that answer some.
    """

    records: tuple[Record, ...]
    scores: tuple[float, ...]
    total: int
    is_whole: bool
    facets: Mapping[str, int] = field(default_factory=dict)


def note(record_ids: Iterable[str]) -> None:
    """Remember that these records have changed; the next search looks at them."""
    found = [rows.SearchDue(record_id=one) for one in dict.fromkeys(record_ids)]
    rows.SearchDue.objects.bulk_create(found, batch_size=BATCH, ignore_conflicts=True)


@in_plain_words()
def refresh(tell: Callable[[int], None] = lambda _: None) -> int:
    """Take into the index what has changed since, and return how many records that were; `tell` hears how many are done."""
    done = 0
    while batch := list(rows.SearchDue.objects.order_by("record_id").values_list("record_id", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            _take_in(batch)
        done += len(batch)
        tell(done)
    return done


@in_plain_words()
def search(
    parts: Sequence[Part], narrowed: Mapping[str, Collection[str]], first: int = 0, most: int = 20, kinds: Sequence[str] = ()
) -> Found:
    """Return the accepted records that answer a query, `most` of them from place `first` on, counted from 0.

    `narrowed` names for each facet (`entry.FACETS`) the codes of which a record must have one. `kinds` are the facets to count by.
    """
    refresh()
    groups = [[entry.facet(kind, code) for code in codes] for kind, codes in sorted(narrowed.items()) if codes]
    with one_moment():
        held = _held({DEAD, *ranking.words(parts, groups)})
        size, records, dead = _size(held)
        hits = _alive(ranking.hits(parts, groups, held, size, records), size, dead)
        shown = hits.numbers[first : first + most]
        counted = ranking.counts(hits, _of_kinds(kinds), size) if kinds else {}
        return Found(
            _records(shown), tuple(map(float, hits.scores[first : first + most])), len(hits.numbers), hits.is_whole, counted
        )


@in_plain_words()
def like(record_id: str, most: int = 10) -> Found:
    """Return the records that say most alike to one, itself left out; RecordNotFound where it is not there."""
    refresh()
    with one_moment():
        one = convert.to_record(record_id)
        held = _held({DEAD, *entry.impacts(one)})
        size, records, dead = _size(held)
        hits = _alive(ranking.hits(ranking.telling(one, held, records), (), held, size, records, ask_all=False), size, dead)
        own = rows.SearchEntry.objects.filter(record=record_id).values_list("number", flat=True).first()
        kept = hits.numbers != (size if own is None else own)
        shown, scores = hits.numbers[kept][:most], hits.scores[kept][:most]
        return Found(_records(shown), tuple(map(float, scores)), int(kept.sum()), is_whole=False)


def _size(held: Mapping[str, NDArray[Any]]) -> tuple[int, int, NDArray[Any]]:
    """Return a number above every number in use, how many records are searched, and the numbers of states that are no more."""
    last = rows.SearchEntry.objects.aggregate(last=Max("number"))["last"]
    dead = held.get(DEAD, np.empty(0, ranking.POSTING))["number"]
    top = max(-1 if last is None else last, int(dead.max()) if len(dead) else -1) + 1
    return top, max(top - len(dead), 1), dead


def _alive(hits: ranking.Hits, size: int, dead: NDArray[Any]) -> ranking.Hits:
    """Return the hits without the numbers of states that are no more."""
    if not len(dead):
        return hits
    is_dead = np.zeros(size, bool)
    is_dead[dead] = True
    kept = ~is_dead[hits.numbers]
    return ranking.Hits(hits.numbers[kept], hits.scores[kept], hits.is_whole)


def _records(numbers: NDArray[Any]) -> tuple[Record, ...]:
    """Return the records of some numbers, in their order."""
    ordered = sorted(map(int, numbers))
    chosen = rows.Record.objects.filter(entry__number__in=ordered).order_by("entry__number")
    found = dict(zip(ordered, convert.to_records(chosen), strict=True))
    return tuple(found[int(one)] for one in numbers)


def _held(words: Iterable[str]) -> dict[str, NDArray[Any]]:
    """Return the postings of those words that there are."""
    found: dict[str, NDArray[Any]] = {}
    for batch in _batches(sorted(set(convert.kept(words)))):
        found |= _unpacked(rows.SearchPosting.objects.filter(word__in=batch))
    return found


def _of_kinds(kinds: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return the postings of all facets of some kinds."""
    chosen = Q(pk__in=[])
    for kind in kinds:
        chosen |= Q(word__startswith=entry.facet(kind, ""))
    return _unpacked(rows.SearchPosting.objects.filter(chosen))


def _unpacked(chosen: QuerySet[rows.SearchPosting]) -> dict[str, NDArray[Any]]:
    """Return postings by word. PostgreSQL is asked for bytes as they are: written out as text, they take three times as long."""
    if connection.vendor != "postgresql":
        found = chosen.values_list("word", "postings")
    else:
        import psycopg

        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            found = cursor.execute(*chosen.values("word", "postings").query.sql_with_params(), binary=True).fetchall()
    return {word: np.frombuffer(bytes(packed), ranking.POSTING) for word, packed in found}


# Taking records in.


def _take_in(record_ids: Sequence[str]) -> None:
    """Give each record a new number and put its words under it; the number it had is dead. One that is not accepted has none."""
    _lock()
    dead = sorted(number for batch in _batches(record_ids) for number in _forget(batch))
    records = [one for batch in _batches(record_ids) for one in convert.to_records(_searched(batch))]
    start = max(_size(_held([DEAD]))[0], dead[-1] + 1 if dead else 0)
    added: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, record in enumerate(records, start):
        for word, impact in entry.impacts(record).items():
            added[word].append((number, impact))
    added[DEAD] = [(number, 1) for number in dead]
    _add({word: np.array(postings, ranking.POSTING) for word, postings in added.items() if postings})
    entries = [rows.SearchEntry(record_id=one.id, number=number) for number, one in enumerate(records, start)]
    rows.SearchEntry.objects.bulk_create(entries, batch_size=BATCH // 2)
    for batch in _batches(record_ids):
        rows.SearchDue.objects.filter(record_id__in=batch).delete()


def _lock() -> None:
    """Let one writer at a time number records; SQLite lets one write at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_NUMBER])


_LOCK_NUMBER: Final = 5_706_250


def _forget(record_ids: Sequence[str]) -> list[int]:
    entries = rows.SearchEntry.objects.filter(record_id__in=record_ids)
    numbers = list(entries.values_list("number", flat=True))
    entries.delete()
    return numbers


def _searched(record_ids: Sequence[str]) -> Any:
    return rows.Record.objects.filter(id__in=record_ids, status="accepted", withdrawn_at=None).order_by("id")


def _add(added: Mapping[str, NDArray[Any]]) -> None:
    """Add postings, whose numbers are above or beside those that are there, to those of their words."""
    for batch in _batches(sorted(added)):
        before = _held(batch)
        joined = {word: np.concatenate((before[word], added[word])) if word in before else added[word] for word in batch}
        found = [rows.SearchPosting(word=word, postings=_ordered(postings).tobytes()) for word, postings in joined.items()]
        rows.SearchPosting.objects.bulk_create(
            found, batch_size=BATCH // 2, update_conflicts=True, unique_fields=["word"], update_fields=["postings"]
        )


def _ordered(postings: NDArray[Any]) -> NDArray[Any]:
    return postings[np.argsort(postings["number"], kind="stable")]


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    found = list(ids)
    yield from (found[start : start + BATCH] for start in range(0, len(found), BATCH))

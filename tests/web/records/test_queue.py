"""The queue of candidates: what a person says stays, can be taken back, and follows its passage."""

from dataclasses import replace
from pathlib import Path

import pytest

from stocktake.errors import StocktakeError
from stocktake.model.candidate import Candidate
from stocktake.model.provenance import Document, Locator
from stocktake.model.record import Actor
from stocktake.model.text import Passage, Text
from stocktake_web.records import models as rows
from stocktake_web.records import queue
from stocktake_web.records.queue import GONE, Proposed, accept, merge, propose, reject, undo, waiting
from stocktake_web.records.services import RecordNotFound, accepted_records
from web.evidence import a_record, load

NOTE = Document("note", "A note", "somebody", "2026")
SENTENCES = ("Alpha offers training to border staff.", "Beta needs help with\nits census.", "Gamma opened a service centre.")


def a_text(*sentences):
    content, places = "", []
    for one in sentences:
        places.append((len(content), len(content) + len(one)))
        content += one + "\n\n"
    starts = (0, *(place + 1 for place, sign in enumerate(content) if sign == "\n"))
    text = Text("note", content, (), "en", starts)
    passages = tuple(Passage("paragraph", first, last, text.line_of(first), text.line_of(last - 1)) for first, last in places)
    return replace(text, passages=passages)


def found(text, types=("offer", "need", "practice")):
    """Return a candidate for each passage of a text."""
    return [
        Candidate(
            a_record(f"x-{number}", type=kind, title=f"Title {number}", locators=(Locator("note", one.first_line, one.last_line),)),
            (one.start, one.end), "rule 1", 0.5,
        )
        for number, (one, kind) in enumerate(zip(text.passages, types, strict=True))
    ]  # fmt: skip


def take_in(*sentences, **rest):
    text = a_text(*sentences)
    return propose(NOTE, text, found(text, **rest))


@pytest.fixture
def ids(database):
    assert take_in(*SENTENCES) == Proposed(added=3)
    return [one.record.id for one in waiting()]


def test_candidates_wait_in_the_order_of_the_document_with_their_passage(ids):
    shown = waiting()
    assert [one.passage for one in shown] == list(SENTENCES)
    assert [one.record.type for one in shown] == ["offer", "need", "practice"]
    assert [one.record.locators for one in shown] == [
        (Locator("note", 1, 1),),
        (Locator("note", 3, 4),),
        (Locator("note", 6, 6),),
    ]
    assert [one.record.id for one in waiting(kind="need")] == ids[1:2]
    assert waiting(document="other") == ()
    assert accepted_records() == ()


def test_reading_the_same_again_changes_nothing(ids):
    assert take_in(*SENTENCES) == Proposed(unchanged=3)
    assert [one.record.id for one in waiting()] == ids


A, B = Path("/one/note.txt"), Path("/other/note.txt")


def read_from(path, *sentences):
    """Take in a text read from a file, and return the id it has here."""
    text = a_text(*sentences)
    text = replace(text, id=queue.called(text, path))
    propose(replace(NOTE, id=text.id), text, [], path=path)
    return text.id


@pytest.mark.parametrize(
    ("reads", "ids"),
    [
        pytest.param([(A, "x."), (A, "y."), (A, "x.")], ["note"] * 3, id="a new edition of a file"),
        pytest.param([(A, "x."), (B, "y."), (A, "z."), (B, "w.")], ["note", "note-2"] * 2, id="two files of one name"),
        pytest.param([(A, "x."), (B, "x.")], ["note"] * 2, id="a file that was moved"),
        pytest.param([(A, "x."), (B, "y."), (Path("/third/note.txt"), "z.")], ["note", "note-2", "note-3"], id="three files"),
        pytest.param([(None, "x."), (A, "y."), (B, "z.")], ["note", "note", "note-2"], id="read by an older stocktake"),
    ],
)
def test_files_of_one_name_do_not_take_each_others_place(database, reads, ids):
    found = []
    for path, sentence in reads:
        if path is None:
            take_in(sentence, types=["need"])
        found.append("note" if path is None else read_from(path, sentence))
    assert found == ids


def test_a_file_does_not_take_the_place_of_a_document_of_a_pack_that_only_looks_like_its_next_name(database):
    rows.Document.objects.create(id="note-2", title="Of a pack", publisher="", year="")
    assert [read_from(A, "x."), read_from(B, "y.")] == ["note", "note-3"]


def test_a_text_of_a_document_that_a_pack_brought_keeps_its_id(database):
    rows.Document.objects.create(id="note", title="Of a pack", publisher="", year="")
    assert read_from(A, "x.") == "note"


def test_where_a_file_lay_is_not_kept_in_words(database):
    read_from(A, "x.")
    assert len(rows.DocumentText.objects.get().origin) == 64


def test_what_is_decided_waits_no_more_and_stays_when_the_document_is_read_again(ids):
    accept(ids[0], "Ada")
    reject(ids[1], "Ada")
    assert [one.record.id for one in waiting()] == ids[2:]
    assert [one.id for one in accepted_records()] == ids[:1]
    assert take_in(*SENTENCES) == Proposed(unchanged=1, decided=2)
    assert [one.record.id for one in waiting()] == ids[2:]
    assert [one.id for one in accepted_records()] == ids[:1]


def test_an_edited_candidate_keeps_the_persons_words(ids):
    accept(ids[0], "Ada", title="Training for border staff", actors=(Actor("Alpha", "state"),), commitments=("gcm:11",))
    take_in(*SENTENCES)
    (kept,) = accepted_records()
    assert (kept.title, kept.actors, kept.commitments) == ("Training for border staff", (Actor("Alpha", "state"),), ("gcm:11",))
    assert rows.Record.objects.get(id=ids[0]).decided_by == "Ada"


def test_a_field_that_says_where_it_stands_cannot_be_edited(ids):
    with pytest.raises(StocktakeError, match='"locators" cannot be changed'):
        accept(ids[0], "Ada", locators=())
    assert len(waiting()) == 3


def test_merging_joins_places_and_parts_and_the_candidate_has_no_row_of_its_own(ids):
    accept(ids[0], "Ada")
    merge(ids[2], ids[0], "Ada")
    (one,) = accepted_records()
    assert one.locators == (Locator("note", 1, 1), Locator("note", 6, 6))
    assert one.merged_ids == (ids[2],)
    assert [shown.record.id for shown in waiting()] == ids[1:2]


def test_every_decision_can_be_taken_back_the_last_one_first(ids):
    before = waiting()
    accept(ids[0], "Ada", title="Other")
    reject(ids[1], "Ada")
    merge(ids[2], ids[0], "Ada")
    assert [undo("Ada"), undo("Ada"), undo("Ada"), undo("Ada")] == [ids[2], ids[1], ids[0], ""]
    assert (waiting(), accepted_records()) == (before, ())


def test_nobody_takes_back_what_somebody_else_has_decided_about_since(ids):
    reject(ids[0], "Ada")
    accept(ids[0], "Bob")
    with pytest.raises(StocktakeError, match="decided about by Bob since"):
        undo("Ada")
    assert [one.id for one in accepted_records()] == ids[:1]
    assert [undo("Bob"), undo("Ada")] == [ids[0], ids[0]]
    assert [one.record.id for one in waiting()] == ids


def test_a_record_of_a_pack_that_was_merged_into_comes_back_by_undo(ids):
    load([a_record("old")])
    merge(ids[0], "old", "Ada")
    assert undo("Ada") == ids[0]
    assert [one.id for one in accepted_records()] == ["old"]
    row = rows.Record.objects.get(id="old")
    assert (row.decided_at, row.pack_id, row.origin) == (None, "dialogues", "pack")
    assert [one.record.id for one in waiting()] == ids


def test_a_passage_that_moved_takes_its_record_along(ids):
    accept(ids[2], "Ada")
    assert (
        take_in("A new beginning.", *SENTENCES[:2], "Gamma opened\na service centre.", types=("offer",) * 4)
        == Proposed(added=2, unchanged=1, gone=1, decided=1)
        or len(waiting()) == 4
    )
    (kept,) = accepted_records()
    assert kept.locators == (Locator("note", 8, 9),)


def test_a_passage_that_is_gone_makes_its_record_wait_again_and_say_why(ids):
    accept(ids[0], "Ada", title="Mine")
    assert take_in(*SENTENCES[1:], types=("need", "practice")) == Proposed(unchanged=2, reopened=1)
    (again,) = [one for one in waiting() if one.reopened]
    assert (again.record.title, again.reopened, again.passage) == ("Mine", GONE, "")
    assert take_in(*SENTENCES).reopened == 0
    accept(ids[0], "Ada")
    assert [one.title for one in accepted_records()] == ["Mine"]


def test_a_document_of_a_pack_keeps_what_the_pack_says_of_it(database):
    load([a_record("old")])
    text = replace(a_text(*SENTENCES), id="report-2018")
    propose(Document("report-2018", "Another title", "?", ""), text, [])
    assert rows.Document.objects.get(id="report-2018").title == "A report"
    assert rows.DocumentText.objects.get(document="report-2018").content == text.content


@pytest.mark.parametrize("act", [accept, reject, lambda one, by: merge(one, "other", by)], ids=["accept", "reject", "merge"])
def test_a_record_that_is_not_there_is_told(database, act):
    with pytest.raises(RecordNotFound, match='"nowhere"'):
        act("nowhere", "Ada")


def test_a_decision_needs_a_name(ids):
    with pytest.raises(StocktakeError, match="needs the name"):
        accept(ids[0], " ")
    with pytest.raises(StocktakeError, match="into itself"):
        merge(ids[0], ids[0], "Ada")
    assert queue.waiting()[0].record.id == ids[0]

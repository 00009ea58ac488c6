"""A database of the first stocktake is brought up to today's tables with every row it held."""

from pathlib import Path

from django.db import connection, transaction

from stocktake_web import dump
from stocktake_web.database import close_database, due_migrations, open_database
from stocktake_web.records import models as rows
from stocktake_web.records import services
from web.evidence import load

FIRST = [("records", "0001_initial")]
TOLD = "2020-02-03T04:05:06.123456+00:00"


def first_tables(database):
    """Make a database as the first stocktake did, with two rows of each kind in every table it had."""
    due_migrations(database)
    with connection.constraint_checks_disabled(), transaction.atomic():
        dump.make_as_of(FIRST)
        tables = {dump.name_of(table).removeprefix("records."): table for table in dump.tables(FIRST)}
        tables["document"].objects.create(id="report", title="A report", publisher="IOM", year="2018", terms="ours")
        tables["pack"].objects.create(id="dialogues", digest="1", loaded_at=TOLD)
        plain = {"type": "practice", "title": "A practice", "summary": "What is done.", "status": "accepted", "origin": "pack"}
        for number in range(2):
            record = tables["record"].objects.create(id=f"r{number}", pack_id="dialogues", year=2018, **plain)
            tables["recordlocator"].objects.create(
                record=record, rank=0, document_id="report", first_line=3, last_line=4 + number
            )
            tables["recordactor"].objects.create(record=record, rank=0, name="حداد", kind="state")
            tables["recordarea"].objects.create(record=record, rank=0, area="MDA")
            tables["recordcommitment"].objects.create(record=record, rank=0, commitment="gcm:20")
            tables["statedfigure"].objects.create(record=record, rank=0, value=0.1 + number, unit="%", of="cost", year=None)
            tables["mergedrecord"].objects.create(record=record, rank=0, merged_id=f"m{number}")
            tables["participant"].objects.create(record=record, name="Amal")
        decided = {**plain, "status": "rejected", "origin": "person", "decided_by": "Ann", "decided_at": TOLD}
        tables["record"].objects.create(id="decided", **decided)
    held = {name: table.objects.count() for name, table in tables.items()}
    assert min(held.values()) > 0, "every table of the first stocktake has rows here"
    close_database()


def read_first(database):
    """See that every row is there, in today's tables."""
    open_database(database)
    assert not due_migrations(database)
    records = services.accepted_records()
    assert [record.id for record in records] == ["r0", "r1"]
    one = records[1]
    assert (one.title, one.year, one.areas, one.commitments, one.merged_ids) == (
        "A practice",
        2018,
        ("MDA",),
        ("gcm:20",),
        ("m1",),
    )
    assert (one.locators[0].first_line, one.locators[0].last_line, one.actors[0].name) == (3, 5, "حداد")
    assert (one.figures[0].value, one.participant.name) == (1.1, "Amal")
    decided = rows.Record.objects.get(id="decided")
    assert (decided.decided_by, decided.decided_at.isoformat(), decided.status) == ("Ann", TOLD, "rejected")
    assert rows.Pack.objects.get().digest == "1"
    assert services.documents()[0].terms == "ours"
    close_database()


def test_a_database_of_the_first_stocktake_keeps_every_row(address: Path | str):
    first_tables(address)
    assert due_migrations(address)
    read_first(address)


def test_what_an_older_stocktake_kept_can_be_searched_and_added_to(address: Path | str):
    from stocktake_web.records import index

    first_tables(address)
    open_database(address)
    assert index.refresh() == rows.Record.objects.count()
    load([], pack_id="another")
    close_database()

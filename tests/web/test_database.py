import sqlite3
import threading
from contextlib import closing, suppress

import pytest
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection

from stocktake.errors import WorkspaceError
from stocktake_web import database as opening
from stocktake_web import settings
from stocktake_web.database import close_database, in_plain_words, one_moment, open_database
from stocktake_web.records import models as rows
from stocktake_web.records import services
from web import child
from web.evidence import a_record, load, numbered

LOAD = """
from web.evidence import load, numbered
open_database(database)
sys.stdin.readline()
print(load(numbered(300)))
"""


def run_sql(sql):
    with connection.cursor() as cursor:
        return cursor.execute(sql).fetchone()


def test_a_database_that_is_not_there_is_made(address):
    open_database(address)
    assert services.accepted_records() == ()
    close_database()


def test_opening_again_finds_what_was_there(database):
    load([a_record()])
    open_database(database)
    assert services.accepted_records() == (a_record(),)


def test_opening_again_runs_no_migration(database, queries_of):
    assert not [sql for sql in queries_of(lambda: open_database(database)) if "CREATE" in sql or "INSERT" in sql]


def test_an_empty_file_is_a_new_database(file):
    file.touch()
    open_database(file)
    assert services.documents() == ()


def test_one_process_can_work_with_two_databases_in_turn(tmp_path):
    open_database(tmp_path / "one.sqlite")
    load([a_record()])
    open_database(tmp_path / "two.sqlite")
    assert services.accepted_records() == ()
    open_database(tmp_path / "one.sqlite")
    assert services.accepted_records() == (a_record(),)
    close_database()


def test_a_closed_database_is_one_file_that_can_be_copied(file):
    open_database(file)
    load(numbered(10))
    close_database()
    copy = file.with_name("copy.sqlite")
    copy.write_bytes(file.read_bytes())
    open_database(copy)
    assert len(services.accepted_records()) == 10
    assert not file.with_name("records.sqlite-wal").exists()


def test_sqlite_is_opened_as_the_settings_say(file):
    open_database(file)
    assert run_sql("PRAGMA journal_mode") == ("wal",)
    assert run_sql("PRAGMA foreign_keys") == (1,)
    assert run_sql("PRAGMA busy_timeout") == (20_000,)
    assert connection.transaction_mode == "IMMEDIATE"


def test_the_migrations_say_all_that_the_models_say(file):
    open_database(file)
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
        missing = False
    except SystemExit:  # what `check` does where a model says more
        missing = True
    assert not missing


# Damage: one line, and never a traceback.


def damaged(file, change):
    """Make a database with records in it, and change its bytes."""
    open_database(file)
    load(numbered(100))
    close_database()
    file.write_bytes(change(file.read_bytes()))
    return file


def overwritten(first, last, byte=b"\xa5"):
    return lambda content: content[:first] + byte * (last - first) + content[last:]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(lambda content: content[: len(content) // 2], "is damaged", id="cut in half"),
        pytest.param(lambda content: content[:1000], "is damaged", id="cut within the first page"),
        pytest.param(overwritten(0, 100), "is not a database", id="another header"),
        pytest.param(overwritten(16, 4096, b"\0"), "is damaged|is not a database", id="no first page"),
        pytest.param(overwritten(40_960, 81_920), "is damaged", id="pages in the middle"),
        pytest.param(overwritten(40_960, 45_056, b"\0"), "is damaged", id="an empty page in the middle"),
        pytest.param(lambda content: b"id,title\n1,a practice\n" * 500, "is not a database", id="another file"),
    ],
)
def test_a_damaged_database_is_told_in_one_line_with_what_to_do(file, change, told):
    with pytest.raises(WorkspaceError, match=told) as error:
        open_database(damaged(file, change))
    assert str(file) in str(error.value)
    assert r"move records.sqlite* away" in str(error.value)
    assert "what people decided about records is lost" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("page", range(1, 60, 3))
def test_no_damaged_page_of_a_database_too_large_to_look_through_gives_a_traceback(file, page, monkeypatch):
    monkeypatch.setattr(opening, "CHECKED_BYTES", 0)
    damaged(file, overwritten(page * 4096, page * 4096 + 4096))
    with suppress(WorkspaceError):  # not every page is met
        open_database(file)
        services.documents()
        services.accepted_records()
        load(numbered(100, title="Another title"), digest="2")


def test_a_folder_in_the_place_of_the_database_is_told(file):
    file.mkdir()
    with pytest.raises(WorkspaceError, match=r"records\.sqlite is a folder"):
        open_database(file)


def test_a_folder_that_is_not_there_is_told(file):
    with pytest.raises(WorkspaceError, match="cannot be read or written"):
        open_database(file.parent / "nowhere" / "records.sqlite")


def test_a_database_without_the_right_to_it_is_told(file, as_nobody):
    open_database(file)
    close_database()
    with as_nobody(file.parent), pytest.raises(WorkspaceError, match=r"cannot be read or written .*check that you may write"):
        open_database(file)


def test_a_database_that_may_only_be_read_is_told_when_it_is_written(file):
    open_database(file)
    run_sql("PRAGMA query_only=1")
    with pytest.raises(WorkspaceError, match="cannot be read or written"):
        load([a_record()])


def test_a_full_disk_is_told_and_leaves_nothing_half_written(file):
    open_database(file)
    run_sql("PRAGMA max_page_count=70")
    with pytest.raises(WorkspaceError, match=r"cannot be written .*full.*: make room"):
        load(numbered(500))
    assert services.accepted_records() == ()
    assert services.loaded_digest("dialogues") is None


def test_a_database_of_a_newer_stocktake_is_refused(database):
    rows_of_migrations = "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '0999_later', '2030-01-01')"
    with connection.cursor() as cursor:
        cursor.execute(rows_of_migrations)
    with pytest.raises(WorkspaceError, match=r"made by a newer stocktake \(it has had records\.0999_later"):
        open_database(database)


def test_a_database_of_another_program_is_refused_and_left_alone(file):
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE stamps (country TEXT)")
    with pytest.raises(WorkspaceError, match="the database of another program"):
        open_database(file)
    close_database()
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("stamps",)]


def test_our_own_mistakes_keep_their_traceback(file):
    open_database(file)
    with pytest.raises(IntegrityError), in_plain_words():
        rows.RecordArea.objects.create(record_id="nobody", rank=0, area="MDA")
    with pytest.raises(OperationalError, match="no such table"), in_plain_words():
        run_sql("SELECT * FROM nowhere")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("mysql://localhost/x", "has to be like postgresql://"),
        ("postgresql://localhost", "has to be like postgresql://"),
        ("postgresql://localhost:port/x", "has a port that is no number"),
        ("postgresql:///x?host=/no/such/folder", "the database x cannot be reached"),
    ],
)
def test_a_wrong_address_is_told_without_the_password(address, told):
    with pytest.raises(WorkspaceError, match=told) as error:
        open_database(address.replace("://localhost", "://me:secret@localhost"))
    assert "secret" not in str(error.value)


# Several at once.


def test_several_processes_can_open_and_fill_a_new_database_at_once(address):
    started = [child.start(LOAD, address) for _ in range(4)]
    ended = [process.communicate("go\n", timeout=60) for process in started]
    assert [err for _, err in ended] == [""] * 4
    assert sorted(out.split(",")[0] for out, _ in ended) == ["0 added"] * 3 + ["300 added"]


def test_a_process_waits_while_another_makes_the_database(file, monkeypatch):
    monkeypatch.setattr(opening, "LOCK_SECONDS", 0.1)
    with closing(sqlite3.connect(f"{file}.lock")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(WorkspaceError, match="is in use by another program"):
            open_database(file)
    open_database(file)


def test_a_database_that_another_program_keeps_writing_to_is_told(file, monkeypatch):
    monkeypatch.setattr(settings, "WAIT_SECONDS", 0.1)
    open_database(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert services.accepted_records() == ()
        with pytest.raises(WorkspaceError, match=r"is in use by another program \(database is locked\): try again"):
            load([a_record()])


def test_what_is_read_in_one_moment_does_not_change_while_another_writes(database):
    load([a_record("one")])
    writer = threading.Thread(target=lambda: (load([a_record("one"), a_record("two")]), close_database()))
    with one_moment():
        assert rows.Record.objects.count() == 1
        writer.start()
        writer.join()
        assert rows.Record.objects.count() == 1
    assert rows.Record.objects.count() == 2

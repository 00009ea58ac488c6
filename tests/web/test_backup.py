"""What a workspace holds comes back whole, on either kind of database, or not at all."""

import json
import shutil
import signal
import threading
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.errors import DataError, StocktakeError, WorkspaceError
from stocktake.workspace import open_or_make
from stocktake_web import archive, backup
from stocktake_web.database import close_database, due_migrations, open_database
from stocktake_web.records import models as rows
from stocktake_web.records import services
from web import child
from web.evidence import a_full_record, a_record, load, numbered

WRITE = """
from stocktake.workspace import Workspace
from stocktake_web import backup
print("ready", flush=True)
backup.write(Workspace(Path(sys.argv[1]).parent), database, Path(sys.argv[1]).parent.parent / "b.zip")
"""
RESTORE = """
from stocktake_web import backup
print("ready", flush=True)
backup.restore(Path(sys.argv[1]).parent / "b.zip", Path(sys.argv[1]).parent / "restored", None)
"""


@pytest.fixture
def workspace(tmp_path):
    """A workspace with figures, a pack of one's own, media, and things that are left out."""
    made = open_or_make(tmp_path / "workspace")
    for name, content in (
        ("figures/current.json", b"{}"),
        ("figures/a/1.parquet", b"PAR1" * 100),
        ("packs/own/pack.yml", "title: Übersicht".encode()),
        ("milestones/own.yml", b"steps: []"),
        ("media/picture.png", bytes(range(256))),
        ("figures/a/.2.parquet.77.tmp", b"half"),
        ("cache/pages/x", b"kept page"),
        ("secret.key", b"s" * 67),
    ):
        path = made.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_of(request, workspace):
    """A database of the workspace with records, decisions and an index in it."""
    address = workspace.database if request.param == "sqlite" else request.getfixturevalue("postgresql").emptied()
    fill(address)
    yield address
    close_database()


def fill(address):
    from stocktake_web.records import index

    open_database(address)
    load([a_full_record(), *numbered(30), a_record("odd", title='quote " \\ tab\t', summary="ليس \u2028 مرة 🙂", year=None)])
    index.refresh()
    rows.Decision.objects.create(
        action="accept", record_id="odd", by="Ann", at="2026-01-02T03:04:05.678901Z", before={"a": [1, None]}
    )
    close_database()


def content(address):
    """Return every row of every table of ours."""
    from django.apps import apps

    open_database(address)
    found = {
        model.__name__: [
            tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            for row in model.objects.order_by("pk").values_list()
        ]
        for model in apps.get_app_config("records").get_models()
    }
    close_database()
    return found


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("records.sqlite")
    }


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_every_row_and_file_comes_back_on_either_kind_of_database(workspace, database_of, to, tmp_path, request):
    before = content(database_of)
    assert len(before["Record"]) == 32
    assert before["SearchPosting"]
    told = backup.write(workspace, database_of, tmp_path / "b.zip")
    target = request.getfixturevalue("postgresql").emptied() if to == "postgresql" else None
    again = backup.restore(tmp_path / "b.zip", tmp_path / "restored", target)
    assert content(target or tmp_path / "restored" / "records.sqlite") == before
    kept = {
        name: found for name, found in files(workspace.folder).items() if not name.startswith(("cache", "secret", "figures/a/."))
    }
    assert files(tmp_path / "restored") == kept
    assert (told.rows, told.files, told.digest) == (again.rows, again.files, again.digest)
    assert told.rows == sum(map(len, before.values()))


def test_a_restored_database_numbers_new_rows_after_the_old_ones(workspace, database_of, tmp_path, request):
    backup.write(workspace, database_of, tmp_path / "b.zip")
    target = request.getfixturevalue("postgresql").emptied() if isinstance(database_of, str) else None
    backup.restore(tmp_path / "b.zip", tmp_path / "restored", target)
    open_database(target or tmp_path / "restored" / "records.sqlite")
    load([a_full_record("one-more")], pack_id="another")
    assert len(services.accepted_records()) == 33
    close_database()


def test_an_archive_is_readable_by_its_owner_alone_and_holds_no_secret(workspace, tmp_path):
    fill(workspace.database)
    backup.write(workspace, workspace.database, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(tmp_path / "b.zip") as found:
        assert not [name for name in found.namelist() if "secret" in name or "cache" in name or ".sqlite" in name]
        assert not any(b"s" * 67 in found.read(name) for name in found.namelist())


def test_a_backup_is_of_one_moment_while_another_writes(workspace, database_of, tmp_path, monkeypatch):
    from stocktake_web import dump

    before = content(database_of)
    usual = dump.lines

    def lines_while_another_writes(table):
        if dump.name_of(table) == "records.record":  # documents and decisions are already in the archive
            writer = threading.Thread(target=lambda: (load(numbered(40, title="Later"), digest="2"), close_database()))
            writer.start()
            writer.join()
        yield from usual(table)

    monkeypatch.setattr(dump, "lines", lines_while_another_writes)
    backup.write(workspace, database_of, tmp_path / "b.zip")
    monkeypatch.undo()
    backup.restore(tmp_path / "b.zip", tmp_path / "restored", None)
    assert content(tmp_path / "restored" / "records.sqlite") == before
    assert content(database_of) != before


def test_a_backup_overwrites_nothing(workspace, tmp_path):
    fill(workspace.database)
    (tmp_path / "b.zip").write_text("another file")
    with pytest.raises(DataError, match="is there already"):
        backup.write(workspace, workspace.database, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "another file"


def test_a_backup_of_nothing_is_refused(tmp_path):
    with pytest.raises(WorkspaceError, match="there is no workspace"):
        backup.write(backup.Workspace(tmp_path / "nowhere"), tmp_path / "nowhere/records.sqlite", tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


@pytest.fixture(scope="module")
def archived(tmp_path_factory):
    """An archive that tests damage copies of."""
    folder = tmp_path_factory.mktemp("archived")
    made = open_or_make(folder / "workspace")
    (made.folder / "packs").mkdir()
    (made.folder / "packs/own.txt").write_text("own " * 5000)
    fill(made.database)
    backup.write(made, made.database, folder / "b.zip")
    return folder / "b.zip"


def refused(path, folder):
    """Return why a restoring was refused, having seen that it changed nothing."""
    with pytest.raises(StocktakeError) as error:
        backup.restore(path, folder / "restored", None)
    assert "\n" not in str(error.value)
    assert sorted(found.name for found in folder.iterdir()) == [path.name]
    return str(error.value)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_an_archive_that_is_cut_off_is_refused_and_changes_nothing(archived, tmp_path, share):
    whole = archived.read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[: int(len(whole) * share)])
    assert "cut off or no archive" in refused(tmp_path / "b.zip", tmp_path)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_single_bit_can_change_unnoticed(archived, tmp_path_factory, place, bit):
    folder = tmp_path_factory.mktemp("bit")
    altered = bytearray(archived.read_bytes())
    altered[int(len(altered) * place)] ^= 1 << bit
    (folder / "b.zip").write_bytes(altered)
    try:
        backup.restore(folder / "b.zip", folder / "restored", None)
    except StocktakeError:
        assert [found.name for found in folder.iterdir()] == ["b.zip"]
    else:  # a bit that means nothing, as in a date: what was restored is the same
        assert (folder / "restored/packs/own.txt").read_text() == "own " * 5000
        assert len(content(folder / "restored/records.sqlite")["Record"]) == 32
    shutil.rmtree(folder)


def rewritten(archived, path, change):
    """Write the archive anew as somebody would who knows the format: `change` gets the files by name, the list among them."""
    with zipfile.ZipFile(archived) as found:
        held = {name: found.read(name) for name in found.namelist()}
    listed = json.loads(held.pop("manifest.json"))
    change(held, listed)
    with zipfile.ZipFile(path, "w") as made:
        for name, one in held.items():
            made.writestr(name, one)
        made.writestr("manifest.json", json.dumps(listed))


def add(held, listed, name, found=b"evil"):
    from hashlib import sha256

    held[name] = found
    listed["files"] = [one for one in listed["files"] if one["name"] != name]
    listed["files"].append({"name": name, "bytes": len(found), "sha256": sha256(found).hexdigest()})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(lambda held, listed: held.update({"workspace/packs/own.txt": b"x"}), "is not what was put in", id="altered"),
        pytest.param(lambda held, listed: held.update({"workspace/more": b"x"}), "does not hold the files", id="a file more"),
        pytest.param(lambda held, listed: held.pop("workspace/packs/own.txt"), "does not hold the files", id="a file less"),
        pytest.param(lambda held, listed: listed.pop("files"), "is damaged", id="no list of files"),
        pytest.param(lambda held, listed: listed.update(format=2), "newer stocktake", id="another format"),
        pytest.param(lambda held, listed: listed.update(format="x"), "no archive of a workspace", id="no format"),
        pytest.param(lambda held, listed: listed.update(rows={}), "do not fit", id="no counts"),
        pytest.param(
            lambda held, listed: listed.update(migrations=[["records", "0099_later"]]), "newer stocktake", id="later tables"
        ),
        pytest.param(lambda held, listed: listed.update(migrations=7), "do not fit", id="no migrations"),
        pytest.param(
            lambda held, listed: add(held, listed, "records/records.pack.jsonl", b"{}\n"), "do not fit", id="another row"
        ),
        pytest.param(lambda held, listed: add(held, listed, "records/records.pack.jsonl", b"[\n"), "do not fit", id="no JSON"),
        *(
            pytest.param(lambda held, listed, name=name: add(held, listed, name), told, id=name)
            for name, told in (
                ("workspace/../../evil", "would lie elsewhere"),
                ("/tmp/evil", "would lie elsewhere"),
                ("workspace/a\\..\\evil", "would lie elsewhere"),
                ("workspace//evil", "would lie elsewhere"),
                ("workspace/./evil", "would lie elsewhere"),
                ("C:/evil", "would lie elsewhere"),
                ("workspace/new\nline", "would lie elsewhere"),
                ("workspace/README.TXT", "two files of one name"),
                ("workspace/secret.key", "belongs to no workspace"),
                ("workspace/records.sqlite", "belongs to no workspace"),
                ("workspace/cache/pages/evil", "belongs to no workspace"),
                ("workspace/.hidden", "belongs to no workspace"),
                ("evil", "belongs to no workspace"),
            )
        ),
    ],
)
def test_an_archive_that_was_tampered_with_is_refused_and_changes_nothing(archived, tmp_path, change, told):
    rewritten(archived, tmp_path / "b.zip", change)
    assert told in refused(tmp_path / "b.zip", tmp_path)


def test_an_archive_that_unpacks_to_more_than_it_says_is_not_read_to_its_end(archived, tmp_path):
    def swell(held, listed):
        held["workspace/packs/own.txt"] = b"\0" * 30_000_000

    rewritten(archived, tmp_path / "b.zip", swell)
    assert "is not what was put in" in refused(tmp_path / "b.zip", tmp_path)


def test_a_workspace_that_holds_anything_is_not_overwritten(archived, tmp_path):
    (tmp_path / "restored").mkdir()
    (tmp_path / "restored/mine").touch()
    with pytest.raises(WorkspaceError, match="overwrites nothing"):
        backup.restore(archived, tmp_path / "restored", None)
    assert [path.name for path in (tmp_path / "restored").iterdir()] == ["mine"]


def test_an_empty_folder_becomes_the_workspace(archived, tmp_path):
    (tmp_path / "restored").mkdir()
    backup.restore(archived, tmp_path / "restored", None)
    assert len(content(tmp_path / "restored/records.sqlite")["Record"]) == 32


def test_a_folder_that_is_mounted_is_filled_from_within(archived, tmp_path, monkeypatch):
    (tmp_path / "restored").mkdir()
    monkeypatch.setattr(backup.os.path, "ismount", lambda _: True)
    backup.restore(archived, tmp_path / "restored", None)
    assert len(content(tmp_path / "restored/records.sqlite")["Record"]) == 32
    assert not list((tmp_path / "restored").glob(".*"))


def test_a_postgresql_database_with_records_is_not_overwritten(archived, tmp_path, postgresql):
    address = postgresql.emptied()
    fill(address)
    before = content(address)
    with pytest.raises(WorkspaceError, match="holds records already"):
        backup.restore(archived, tmp_path / "restored", address)
    assert content(address) == before
    assert not list(tmp_path.iterdir())


def test_a_refused_row_leaves_postgresql_empty(archived, tmp_path, postgresql):
    address = postgresql.emptied()
    rewritten(archived, tmp_path / "b.zip", lambda held, listed: add(held, listed, "records/records.recordarea.jsonl", b"[]\n"))
    with pytest.raises(DataError, match="do not fit"):
        backup.restore(tmp_path / "b.zip", tmp_path / "restored", address)
    assert due_migrations(address)
    close_database()
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.4, 0.8])
@pytest.mark.parametrize("program", [WRITE, RESTORE], ids=["backup", "restore"])
def test_what_is_killed_leaves_nothing_half_and_the_next_one_works(archived, tmp_path, program, seconds):
    workspace = open_or_make(tmp_path / "workspace")
    fill(workspace.database)
    (workspace.folder / "packs").mkdir()
    (workspace.folder / "packs/own.txt").write_bytes(bytes(range(256)) * 20_000)
    if program is RESTORE:
        backup.write(workspace, workspace.database, tmp_path / "b.zip")
    started = child.start(program, workspace.database if program is WRITE else tmp_path / "any")
    assert started.stdout.readline() == "ready\n"
    time.sleep(seconds)
    started.send_signal(signal.SIGKILL)
    started.communicate()
    if program is WRITE and not (tmp_path / "b.zip").exists():
        backup.write(workspace, workspace.database, tmp_path / "b.zip")
    if not (tmp_path / "restored").exists():
        backup.restore(tmp_path / "b.zip", tmp_path / "restored", None)
    assert len(content(tmp_path / "restored/records.sqlite")["Record"]) == 32
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "restored", "workspace"]


def test_a_link_is_kept_as_what_it_leads_to_and_not_followed_in_circles(tmp_path):
    made = open_or_make(tmp_path / "workspace")
    fill(made.database)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/pack.yml").write_text("title: x")
    (made.folder / "packs").mkdir()
    (made.folder / "packs/linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/back").symlink_to(tmp_path / "elsewhere")
    backup.write(made, made.database, tmp_path / "b.zip")
    backup.restore(tmp_path / "b.zip", tmp_path / "restored", None)
    assert files(tmp_path / "restored/packs") == {"linked/pack.yml": b"title: x"}


def test_only_plain_names_are_taken():
    assert not [name for name in ("", ".", "..", "a/../b", "a/", "/a", "a\0b", "a:b", "\\a") if archive.is_plain(name)]


def test_a_backup_of_an_older_database_is_read_into_tables_as_they_were_and_brought_up_to_date(tmp_path, address):
    from web.test_upgrade import first_tables, read_first

    made = open_or_make(tmp_path / "workspace")
    database = address if isinstance(address, str) else made.database
    first_tables(database)
    backup.write(made, database, tmp_path / "b.zip")
    assert due_migrations(database), "a backup upgrades nothing"
    backup.restore(tmp_path / "b.zip", tmp_path / "restored", None)
    read_first(tmp_path / "restored/records.sqlite")

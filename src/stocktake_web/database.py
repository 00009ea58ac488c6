"""Open the database of a workspace, and say in plain words what is wrong with it.

Nothing of `stocktake_web.records` can be imported before Django is configured; `open_database` sees to that:

    open_database(workspace.database)
    from stocktake_web.records import services
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.migrations.loader import MigrationLoader

from stocktake.errors import WorkspaceError
from stocktake_web.settings import configure, database_settings

LOCK_SECONDS = 60
CHECKED_BYTES = 64 * 1024 * 1024
LOCK_NUMBER = 5_706_249  # of PostgreSQL's advisory lock: any number, as long as every stocktake takes the same

_START_AFRESH = (
    "put back a copy of {file}* if there is one, or move {file}* away to start afresh: "
    "the built-in records are then filled in again, but what people decided about records is lost"
)
# What the database says, what that means, what to do. Whatever else it says is our own mistake and keeps its traceback.
_FAULTS = {
    "sqlite": (
        ("not a database", "is not a database", _START_AFRESH),
        ("malformed|decode", "is damaged", _START_AFRESH),
        ("locked|busy", "is in use by another program", "try again when that has finished"),
        ("disk is full", "cannot be written", "make room on the disk and try again"),
        (
            "readonly|unable to open|disk i/o|permission denied",
            "cannot be read or written",
            "check that you may write to it and to its folder",
        ),
    ),
    "postgresql": (
        ("connection|authentication", "cannot be reached", "check the address, and that PostgreSQL runs and lets you in"),
        ("no space left|disk full", "cannot be written", "make room on the disk of the server and try again"),
        ("permission denied|read-only", "cannot be written", "ask whoever keeps the server for the right to"),
    ),
}


def open_database(database: Path | str) -> None:
    """Make `database` the one this process works with: a SQLite file, or PostgreSQL given as `postgresql://…`.

    What is not there is made, what an older stocktake made is brought up to date; another process that opens it meanwhile waits.
    WorkspaceError when it is damaged, out of reach, something else or of a newer stocktake.
    """
    _choose(database)
    with in_plain_words(), _alone():
        _check_pages()
        _bring_up_to_date()


def due_migrations(database: Path | str) -> tuple[str, ...]:
    """Return the names of the migrations that `database` has not had, and make it the one this process works with; nothing is changed.

    WorkspaceError as from `open_database`.
    """
    _choose(database)
    with in_plain_words():
        _check_pages()
        return tuple(sorted(".".join(name) for name in _due()))


def close_database() -> None:
    """Let go of the database; SQLite then folds everything into its one file."""
    connections.close_all()


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn what the database complains of, where its owner can do something about it, into a WorkspaceError of one line."""
    try:
        yield
    except IntegrityError:
        raise
    except (DatabaseError, sqlite3.DatabaseError, UnicodeDecodeError, PermissionError) as fault:
        for says, means, advice in _FAULTS[connection.vendor]:
            if re.search(says, str(fault), re.IGNORECASE):
                raise _error(means, str(fault), advice) from fault
        raise


@contextmanager
def one_moment() -> Iterator[None]:
    """Let every query inside see the database as it is at the first one, whoever writes meanwhile. For reading only."""
    if connection.in_atomic_block:  # the moment was chosen by whoever began it
        yield
        return
    with _without_write_lock(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _choose(database: Path | str) -> None:
    """Point Django to `database`, and to none it had before."""
    try:
        if not settings.configured:
            configure(database)
        close_database()
        connections.settings = connections.configure_settings({"default": database_settings(database)})
        connections["default"] = connections.create_connection("default")
    except ImproperlyConfigured as fault:
        raise WorkspaceError(f"{fault}: for PostgreSQL install stocktake[postgres]") from fault


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time make or upgrade the database. The lock ends with the process, however that ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])
    else:
        if _file().is_dir():
            raise WorkspaceError(f"{_name()} is a folder where the database of records should be: move it away")
        # An empty database beside the real one, locked: the one kind of lock that all systems and Python's own library share.
        with closing(sqlite3.connect(f"{_file()}.lock", timeout=LOCK_SECONDS, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            yield


def _check_pages() -> None:
    """Look through a SQLite file that is not large, at 2 ms a megabyte, before anything is read or written."""
    if connection.vendor == "sqlite" and _file().exists() and _file().stat().st_size <= CHECKED_BYTES:
        with connection.cursor() as cursor:
            (found,) = cursor.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise _error("is damaged", found.splitlines()[-1], _START_AFRESH)


def _bring_up_to_date() -> None:
    """Run the migrations the database has not had, if any; asking costs a millisecond or two."""
    if _due():
        _migrate()


def _due() -> set[tuple[str, str]]:
    """Return the migrations the database has not had; WorkspaceError where it is not ours or newer than we are."""
    loader = MigrationLoader(connection)
    known, applied = loader.disk_migrations.keys(), loader.applied_migrations.keys()
    if newer := sorted(applied - known):
        raise WorkspaceError(
            f"{_name()} was made by a newer stocktake (it has had {'.'.join(newer[0])}, unknown here): "
            "install the newer version, or choose another workspace"
        )
    if not applied and _is_foreign():
        raise WorkspaceError(f"{_name()} is the database of another program: choose another workspace, or move the file away")
    return set(known - applied)


def _migrate() -> None:
    """Run what migrations are due, all in one transaction: Django's own begins anew for each, and notes one as done only after its end.

    SQLite can change tables only with foreign keys off, and can switch them only outside a transaction.
    """
    from django.core.management import call_command  # loads much, and is seldom needed

    with connection.constraint_checks_disabled(), transaction.atomic():
        call_command("migrate", verbosity=0, interactive=False)


def _is_foreign() -> bool:
    """Return whether a file without any migration has tables all the same; in PostgreSQL others may put theirs beside ours."""
    return connection.vendor == "sqlite" and bool(set(connection.introspection.table_names()) - {"django_migrations"})


@contextmanager
def _without_write_lock() -> Iterator[None]:
    """Let a SQLite transaction begin without the write lock that ours take at once; only for one that writes nothing."""
    connection.ensure_connection()
    usual = getattr(connection, "transaction_mode", None)
    connection.transaction_mode = None
    try:
        yield
    finally:
        connection.transaction_mode = usual


def _error(means: str, reason: str, advice: str) -> WorkspaceError:
    shown = re.split("\n| with text ", reason)[0]
    return WorkspaceError(f"{_name()} {means} ({shown}): {advice.format(file=_file().name)}")


def _name() -> str:
    name = connection.settings_dict["NAME"]
    return f"the database {name}" if connection.vendor == "postgresql" else str(name)


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])

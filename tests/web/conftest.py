"""Databases for the tests of the site: a SQLite file each, and PostgreSQL where it is installed."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stocktake_web.database import close_database, open_database
from stocktake_web.settings import configure
from web import server

if not settings.configured:
    configure(Path("/no/database/is/open/yet"))  # so that test modules can import models; each test opens a database of its own


@pytest.fixture(scope="session")
def postgresql() -> Iterator[server.Server]:
    with server.running() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a database can be made: what is done with it, is done on both kinds."""
    if request.param == "sqlite":
        return tmp_path / "records.sqlite"
    return request.getfixturevalue("postgresql").emptied()


@pytest.fixture
def database(address: Path | str) -> Iterator[Path | str]:
    """A database, made and open."""
    open_database(address)
    yield address
    close_database()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Where a SQLite file can be made; whatever the test opens is closed after it."""
    yield tmp_path / "records.sqlite"
    close_database()


@pytest.fixture
def queries_of() -> Callable[[Callable[[], object]], list[str]]:
    """For `queries_of(action)`: the SQL that an action runs."""

    def queries(action: Callable[[], object]) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            action()
        return [query["sql"] for query in seen]

    return queries


@pytest.fixture
def as_nobody() -> Callable[[Path], AbstractContextManager[None]]:
    """For `with as_nobody(folder):`, where the folder may not be entered. Root may enter any, so root is somebody else there."""
    return _as_nobody


@contextmanager
def _as_nobody(folder: Path) -> Iterator[None]:
    user, mode = os.geteuid(), folder.stat().st_mode
    folder.chmod(0)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(mode)

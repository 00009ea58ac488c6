"""Databases for the tests of the site: a SQLite file each, and PostgreSQL where it is installed."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stocktake_web.database import close_database, open_database
from stocktake_web.settings import database_settings
from stocktake_web.site import settings as site_settings
from web import server

if TYPE_CHECKING:
    from django.test import Client

if not settings.configured:  # so that test modules can import models; each test opens a database of its own
    settings.configure(
        **{name: value for name, value in vars(site_settings).items() if name.isupper()}
        | {
            "CACHES": site_settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
            "DATABASES": {"default": database_settings(Path("/no/database/is/open/yet"))},
            "STORAGES": {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
            "WHITENOISE_AUTOREFRESH": True,
        }
    )
    django.setup()


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


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the built-in packs, on SQLite; read only."""
    from stocktake_web.filling import open_filled

    folder = tmp_path_factory.mktemp("packed") / "stocktake-workspace"
    open_filled(folder)
    close_database()
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Client"]:
    """A visitor of the site on a workspace with the built-in packs, on each kind of database in turn; do not use it with `database`."""
    from django.core.cache import cache
    from django.test import Client, override_settings

    from stocktake.workspace import Workspace
    from stocktake_web.filling import open_filled

    folder = Path(shutil.copytree(packed, tmp_path_factory.mktemp("site") / "stocktake-workspace"))
    with pytest.MonkeyPatch.context() as patch, override_settings(WORKSPACE=Workspace(folder), ALLOWED_HOSTS=["testserver"]):
        if request.param == "postgresql":
            patch.setenv("STOCKTAKE_DATABASE_URL", request.getfixturevalue("postgresql").emptied())
        open_filled(folder)
        cache.clear()
        yield Client()
        close_database()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site, served by a process of its own on a workspace with the built-in packs, on each kind of database in turn."""
    from web.serving import serving

    folder = Path(shutil.copytree(packed, tmp_path_factory.mktemp("served") / "stocktake-workspace"))
    on = {"STOCKTAKE_DATABASE_URL": request.getfixturevalue("postgresql").emptied()} if request.param == "postgresql" else {}
    with serving(folder, **on) as address:
        yield address


@pytest.fixture(autouse=True)
def nobodys_language() -> Iterator[None]:
    """Whatever language a request of a test was answered in, the next test begins without one."""
    from django.utils import translation

    yield
    translation.deactivate()


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

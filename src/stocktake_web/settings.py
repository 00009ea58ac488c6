"""The settings of Django, in one place for both ways of running it.

Embedded in a command, `configure` hands them to Django for the database of a workspace; no environment variable is needed.
As a site, DJANGO_SETTINGS_MODULE=stocktake_web.settings: the database is then STOCKTAKE_DATABASE_URL (PostgreSQL), else
that of the workspace STOCKTAKE_HOME.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from stocktake.errors import WorkspaceError
from stocktake.workspace import Workspace

WAIT_SECONDS = 20

INSTALLED_APPS = ["stocktake_web.records"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"


def database_settings(database: Path | str) -> dict[str, Any]:
    """Return Django's settings of one database: a SQLite file given as a path, or PostgreSQL given as `postgresql://…`."""
    return _postgresql(urlsplit(database)) if isinstance(database, str) else _sqlite(database)


def home(environment: Mapping[str, str]) -> Workspace:
    """Return the workspace the environment names, by default `./stocktake-workspace`."""
    return Workspace(Path(environment.get("STOCKTAKE_HOME") or "stocktake-workspace").absolute())


def chosen_database(environment: Mapping[str, str], workspace: Workspace) -> Path | str:
    """Return the database the environment names, by default the one of the workspace."""
    return environment.get("STOCKTAKE_DATABASE_URL") or workspace.database


def configure(database: Path | str) -> None:
    """Give Django these settings and start it: once in a process, before anything of `stocktake_web.records` is imported."""
    import django
    from django.conf import settings

    facts = {name: value for name, value in globals().items() if name.isupper()}
    settings.configure(**facts | {"DATABASES": {"default": database_settings(database)}})
    django.setup()


def _sqlite(path: Path) -> dict[str, Any]:
    # IMMEDIATE: a writer waits for another at its start, where waiting helps. WAL: readers never wait for a writer.
    # Django itself switches foreign keys on.
    options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL", "timeout": WAIT_SECONDS}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path.absolute(), "OPTIONS": options}


def _postgresql(url: SplitResult) -> dict[str, Any]:
    """Return the parts of `postgresql://user:password@host:port/name?option=value`; all but the name may be left out."""
    try:
        port = url.port or ""
    except ValueError as fault:
        raise WorkspaceError(f"the address of the database has a port that is no number from 0 to 65535 ({fault})") from fault
    if url.scheme not in ("postgresql", "postgres") or not url.path.strip("/"):
        raise WorkspaceError("the address of the database has to be like postgresql://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.removeprefix("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": port,
        "OPTIONS": dict(parse_qsl(url.query)),
    }


DATABASES = {"default": database_settings(chosen_database(os.environ, home(os.environ)))}

"""Whether the site lives, and whether it can answer."""

from collections.abc import Iterator

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse

from stocktake import __version__


def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return _told({"status": "live", "version": __version__})


def ready(request: HttpRequest) -> JsonResponse:
    """Say whether records and figures can be read; 503 where not, with what is missing and what to do, but not where it should lie."""
    missing = [{"what": what, "do": do} for what, do in _missing()]
    return _told({"status": "not ready" if missing else "ready", "missing": missing}, 503 if missing else 200)


def _missing() -> Iterator[tuple[str, str]]:
    try:
        if _upgrade_is_due():
            yield "upgrade of the database", "back it up, then run `stocktake serve --prepare`"
    except Error:
        connection.close()  # so that the next look connects anew
        yield "records", "see that the database runs and can be reached from here"
    if not (settings.WORKSPACE.figures / "current.json").is_file():
        yield "figures", "see that the workspace is there, and fill it with `stocktake serve --prepare`"


def _upgrade_is_due() -> bool:
    loader = MigrationLoader(connection)
    return bool(loader.disk_migrations.keys() - loader.applied_migrations.keys())


def _told(facts: dict[str, object], status: int = 200) -> JsonResponse:
    response = JsonResponse(facts, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response

"""Whether the site lives, and whether it can answer."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from stocktake import __version__


def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "live", "version": __version__})


def ready(request: HttpRequest) -> JsonResponse:
    """Say whether records and figures can be read; 503 where not, with what is missing."""
    missing = [name for name, is_there in (("records", _has_records()), ("figures", _has_figures())) if not is_there]
    return JsonResponse({"status": "not ready" if missing else "ready", "missing": missing}, status=503 if missing else 200)


def _has_records() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM records_record WHERE id = ''")
    except DatabaseError:
        return False
    return True


def _has_figures() -> bool:
    return (settings.WORKSPACE.figures / "current.json").is_file()

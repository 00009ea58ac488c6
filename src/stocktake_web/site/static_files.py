"""Style sheets, scripts and pictures, laid out once for each version of stocktake and again when one of them has changed."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from stocktake.errors import WorkspaceError


def lay_out() -> None:
    """Copy the files to where the site serves them from, packed and under names that change with what is in them.

    WorkspaceError where that folder cannot be written.
    """
    root = Path(settings.STATIC_ROOT)
    if _is_laid_out(root / "staticfiles.json"):
        return
    try:
        root.mkdir(parents=True, exist_ok=True)
        call_command("collectstatic", verbosity=0, interactive=False)
    except OSError as fault:
        raise WorkspaceError(
            f"{root} cannot be written ({fault.strerror}): check that you may write to it and that there is room"
        ) from fault


def _is_laid_out(listed: Path) -> bool:
    """Return whether the list of files is younger than each of them."""
    if not listed.is_file():
        return False
    made = listed.stat().st_mtime
    return all(Path(storage.path(name)).stat().st_mtime <= made for finder in get_finders() for name, storage in finder.list([]))

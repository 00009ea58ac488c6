"""The secret of a site that only the person at this machine reaches: made once, kept in the workspace, readable by its owner alone.

A site that others reach has its secret from the environment, so that no copy of a workspace carries it along.
"""

import os
import secrets
from pathlib import Path
from typing import Final

from stocktake.errors import WorkspaceError

NAME: Final = "secret.key"
BYTES: Final = 50
"""Of chance in a secret: more than any sign-in or form needs."""


def made(folder: Path) -> str:
    """Return the secret of the workspace in `folder`, made now where there is none. Two that make it at once agree on one.

    WorkspaceError when it cannot be written or read, or when others can read it.
    """
    path = folder / NAME
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as fault:
        raise WorkspaceError(
            f"{path} cannot be read or written ({fault.strerror}): check that you may write to {folder}"
        ) from fault


def kept(folder: Path) -> str:
    """Return the secret of the workspace in `folder`, or one for this process alone where there is none yet."""
    try:
        return _read(folder / NAME)
    except OSError:
        return secrets.token_urlsafe(BYTES)


def _make(path: Path) -> None:
    beside = path.with_name(f".{NAME}.{os.getpid()}.tmp")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(BYTES))
        os.link(beside, path)  # unlike a rename it fails where another process was first
    except FileExistsError:
        pass
    finally:
        beside.unlink(missing_ok=True)


def _read(path: Path) -> str:
    found = path.read_text(encoding="ascii", errors="replace").strip()
    if path.stat().st_mode & 0o077:
        raise WorkspaceError(f"{path} can be read by others: run chmod 600 on it, or delete it and a new one is made")
    if len(found) < BYTES:
        raise WorkspaceError(f"{path} is damaged: delete it and a new one is made; forms that are open now must be sent again")
    return found

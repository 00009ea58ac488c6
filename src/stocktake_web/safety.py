"""What is unsafe about the way a site is started: every fault in one sentence, with what to do.

Nothing here changes anything; the commands that make and upgrade a workspace come before.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from stocktake.errors import StocktakeError
from stocktake.workspace import MARK, Workspace
from stocktake_web.site.secret import NAME as SECRET_FILE
from stocktake_web.site.surroundings import Surroundings

SHORTEST_SECRET: Final = 50
FEWEST_SIGNS: Final = 10
"""Different characters a secret must have: `aaaa…` is long and no secret."""

LEAST_SPACE: Final = 500_000_000
"""Bytes that should be free beside a workspace: room for one more edition of its figures and the pages kept."""

HOST: Final = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", re.IGNORECASE)
NETWORK_FILE_SYSTEMS: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "ceph", "glusterfs"})
MOUNTS: Final = Path("/proc/mounts")

_HOW_TO_MAKE_ONE: Final = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
_LOOKED_AT: Final = ("security", "urls", "models", "staticfiles")
"""The checks of Django that only look; the one of kept pages makes their folder."""

_COVERED: Final = frozenset(f"security.W0{number}" for number in ("04", "08", "09", "12", "16", "20"))
"""What Django says of secrets, hosts and encryption is said here, in the words of our own settings."""


class Unsafe(StocktakeError):
    """The site will not be started like this; `details` holds every reason."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.details = reasons
        counted = "one reason" if len(reasons) == 1 else f"{len(reasons)} reasons"
        super().__init__(f"this start is not safe, for {counted}:")


def require(faults: Iterator[str]) -> None:
    """Raise Unsafe with every fault; nothing where there is none."""
    if found := tuple(faults):
        raise Unsafe(found)


def in_the_open(said: Surroundings) -> Iterator[str]:
    """Yield what is wrong with the settings of a site that others reach."""
    yield from _hosts(said.hosts)
    yield from _secret(said.secret)


def of_settings(said: Surroundings) -> Iterator[str]:
    """Yield what is wrong with the settings of a site that others reach, over which way they reach it included."""
    yield from in_the_open(said)
    if not said.has_https:
        yield "STOCKTAKE_HTTPS is off, so that anybody on the way can change what is sent: take it away, and let a server in front end TLS"
    elif said.hosts and not said.proxies:
        yield "STOCKTAKE_PROXIES is 0, but this server speaks no TLS itself: put a server in front of it that does, and count it"
    if said.limit is None:
        yield "STOCKTAKE_LIMIT is off, so that one visitor can keep the site from all others: take it away or name a number"


def of_workspace(folder: Path, space: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free) -> Iterator[str]:
    """Yield what is wrong with the workspace: not there, open to others, or nearly no room beside it. `space` counts free bytes."""
    if not (folder / MARK).is_file():
        yield f"there is no workspace in {folder}: make and fill it with `stocktake serve --prepare`"
        return
    if folder.stat().st_mode & 0o007:
        yield f"{folder} can be entered by every account of this machine: run chmod o= on it"
    if not os.access(folder, os.W_OK):
        yield f"{folder} cannot be written, so that nothing can be kept: give it to the account that runs the site"
    if (folder / SECRET_FILE).exists() and (folder / SECRET_FILE).stat().st_mode & 0o077:
        yield f"{folder / SECRET_FILE} can be read by others: run chmod 600 on it"
    if (free := space(folder)) < LEAST_SPACE:
        yield f"only {free // 1_000_000} MB are free beside {folder}: make room, at least {LEAST_SPACE // 1_000_000} MB"


def of_database(database: Path | str) -> Iterator[str]:
    """Yield what is wrong with the database: out of reach, damaged, of another version, or SQLite where several machines write."""
    from stocktake_web.database import due_migrations

    if isinstance(database, Path):
        if not database.exists():
            yield f"there is no database {database}: make and fill it with `stocktake serve --prepare`"
            return
        if kind := _network_file_system(database):
            yield f"{database} lies on a network ({kind}), where SQLite loses what two machines write: use PostgreSQL (STOCKTAKE_DATABASE_URL)"
    try:
        due = due_migrations(database)
    except StocktakeError as fault:
        yield str(fault)
        return
    if due:
        yield f"the database is of an older stocktake ({len(due)} steps are due): back it up, then run `stocktake serve --prepare`"


def of_site(workspace: Workspace) -> Iterator[str]:
    """Yield what Django and the layout of static files have to say; the settings of the site must be the ones in use."""
    from django.conf import settings
    from django.core.checks import WARNING, run_checks

    for found in run_checks(tags=_LOOKED_AT, include_deployment_checks=True):
        if found.level >= WARNING and found.id not in _COVERED | set(settings.SILENCED_SYSTEM_CHECKS):
            yield f"{' '.join(str(found.msg).split())} ({found.id})"
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield "the style sheets and scripts of this version are not laid out: run `stocktake serve --prepare`"
    if not (workspace.figures / "current.json").is_file():
        yield "the workspace holds no figures: fill it with `stocktake serve --prepare`"


def _hosts(hosts: tuple[str, ...]) -> Iterator[str]:
    if not hosts:
        yield "STOCKTAKE_HOSTS is not set: name what people type to reach the site, as STOCKTAKE_HOSTS=stocktake.example.org"
    for host in hosts:
        if "*" in host:
            yield f'STOCKTAKE_HOSTS names "{host}", so that any page can speak in the name of this site: name each host in full'
        elif not HOST.fullmatch(host):
            yield f'STOCKTAKE_HOSTS names "{host[:60]}", which is no name of a host: write it without https:// and without a port'


def _secret(secret: str) -> Iterator[str]:
    if not secret:
        yield f"STOCKTAKE_SECRET_KEY is not set: {_HOW_TO_MAKE_ONE}"
    elif len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_SIGNS:
        yield f"STOCKTAKE_SECRET_KEY is too easy to guess (at least {SHORTEST_SECRET} characters of chance): {_HOW_TO_MAKE_ONE}"


def _network_file_system(path: Path) -> str:
    """Return the kind of the file system a path lies on where that is one over a network, else an empty text."""
    try:
        mounts = [line.split()[1:3] for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return ""
    above = [(len(at), kind) for at, kind in mounts if path.absolute().is_relative_to(at)]
    kind = max(above, default=(0, ""))[1]
    return kind if kind in NETWORK_FILE_SYSTEMS else ""

"""Everything as one file: made once for each state of the workspace, by one process at a time, and only given out whole.

    cache/bulk/<kind>-<stamp>/stocktake-<name>.zip      a file of that state; the stamp changes when figures or records do
    cache/bulk/<kind>-<stamp>/stocktake-<name>.failed   why it could not be made; tried again some minutes later
    cache/bulk/.lock                                    held by the process that makes a file

The process lives on its own: whoever asked may go away, and the server may be started again. The system lets go of the lock when it ends,
however it ends, and what it left half made has no name that anybody asks for.
"""

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from django.conf import settings

from stocktake import __version__
from stocktake.errors import StocktakeError
from stocktake.service import exporting
from stocktake.tables import snapshot
from stocktake_web.api import code
from stocktake_web.records import state

WAIT_SECONDS: Final = 10
"""After so many seconds it is worth asking again for a file that is being made."""

TRY_AGAIN_SECONDS: Final = 600
"""So long nobody tries again to make a file that could not be made."""

Kind = Literal["figures", "evidence"]

TITLES: Final[Mapping[str, str]] = {
    "sdmx-csv": "Figures as SDMX-CSV 2.0, with their structure",
    "sdmx-ml": "Figures as SDMX-ML 3.0, with their structure",
    "parquet": "Figures as one Parquet file",
    "csv": "Figures as CSV with a Data Package descriptor",
    "json-ld": "Figures as JSON-LD (RDF Data Cube)",
    "dcat": "The catalogue: every edition, its terms and reach (DCAT 3)",
    "skos": "Frameworks, indicators, areas and code lists as concepts (SKOS)",
    **{f"evidence-{form}": title for form, (title, _, _) in exporting.EVIDENCE_WRITERS.items()},
}
"""What can be had as one file, by name: what `stocktake export` writes, packed."""


class FileNotMade(StocktakeError):
    """A file could not be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """One file of the present state: its name, what it holds, and where it lies once it is made."""

    name: str
    kind: Kind
    title: str
    path: Path

    @property
    def is_made(self) -> bool:
        """Whether it lies there."""
        return self.path.is_file()

    @property
    def failed(self) -> Path:
        """Where it is written down that it could not be made."""
        return self.path.with_suffix(".failed")


def folder() -> Path:
    """Return where the files lie."""
    return Path(settings.WORKSPACE.cache) / "bulk"


def one(name: str) -> Bulk:
    """Return a file by its name; CodeNotFound where there is none of that name."""
    title = code.one_of(name, TITLES, "bulk file")
    kind: Kind = "evidence" if name.startswith("evidence-") else "figures"
    return Bulk(name, kind, title, folder() / f"{kind}-{stamp(kind)}" / f"stocktake-{name}.zip")


def stamp(kind: Kind) -> str:
    """Return what changes whenever a file of this kind would: with the figures, with the records, and with the program."""
    if kind == "evidence":
        told = state.stamp()
    else:
        told = "|".join(sorted(one.sha256 for one in snapshot.current(settings.WORKSPACE.figures).values()))
    return sha256(f"{__version__}|{told}".encode()).hexdigest()[:16]


def begin(wanted: Bulk) -> None:
    """See to it that a process makes the file, unless one is at work on this or another; FileNotMade where that failed lately."""
    if wanted.failed.is_file() and time.time() - wanted.failed.stat().st_mtime < TRY_AGAIN_SECONDS:
        raise FileNotMade(wanted.failed.read_text(encoding="utf-8"))
    folder().mkdir(parents=True, exist_ok=True)
    lock = os.open(folder() / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not wanted.is_made:
                _start(wanted.name, lock)
    finally:
        os.close(lock)  # the process that was started has the lock for its own


def _start(name: str, lock: int) -> None:
    surroundings = {
        **os.environ,
        "STOCKTAKE_HOME": str(settings.WORKSPACE.folder),
        "DJANGO_SETTINGS_MODULE": "stocktake_web.site.settings",
    }
    with (folder() / "making.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and module; the name is one of ours
            [sys.executable, "-m", "stocktake_web.api.making", name],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(lock,),
            start_new_session=True,
        )
    threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves no trace in the system when it ends

"""Plans that were written once, by name: in memory, and in the workspace for the processes that come after.

To write a plan takes longer than to run it, and it is the same for every area. What was written by other code or of other facts has
another name, and nobody asks for it any more.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec

from stocktake.catalog import catalog as catalog_file
from stocktake.catalog import gap as gap_file
from stocktake.service import coded
from stocktake.tables import plan
from stocktake.workspace import Workspace

FOLDER: Final = "derived/plans"
"""Where plans are kept in a workspace; it may be deleted at any time."""

MOST: Final = 40
"""So many plans are kept, in memory and on disk, of half a megabyte each."""

_CODE: Final = tuple(f"{room}/*.py" for room in ("measure", "model", "review", "service", "tables"))
"""The rooms whose code says what a plan is."""

_PLANS: dict[str, plan.Plan] = {}
_WRITING = Lock()


def planned(workspace: Workspace, kind: str, write: Callable[[], plan.Plan]) -> plan.Plan:
    """Return the plan of a kind, which `write` gives where nobody has written it yet.

    `kind` is part of a file's name, and says all that the plan hangs on besides the code and the catalogue: the year, for one.
    """
    name = f"{digest()}-{kind}"
    if name not in _PLANS:
        with _WRITING:
            if name not in _PLANS:
                _remember(name, _kept(workspace.folder / FOLDER / name, write))
    return _PLANS[name]


def _kept(path: Path, write: Callable[[], plan.Plan]) -> plan.Plan:
    found = plan.read_kept(path)
    if found is not None:
        return found
    made = write()
    plan.keep(path, made, MOST)
    return made


def _remember(name: str, made: plan.Plan) -> None:
    for oldest in list(_PLANS)[: max(0, len(_PLANS) + 1 - MOST)]:
        del _PLANS[oldest]
    _PLANS[name] = made


@cache
def digest() -> str:
    """Return a digest of all that a plan hangs on: this code, the libraries that write the queries, and the facts."""
    facts = catalog_file.load()
    known = msgspec.json.encode((facts.indicators, facts.methods, gap_file.expectations()), order="deterministic", enc_hook=dict)
    found = hashlib.sha256(known + coded.digest(*_CODE))
    for library in ("ibis-framework", "sqlglot", "duckdb", "pyarrow"):
        found.update(version(library).encode())
    return found.hexdigest()[:16]

"""Opening a workspace: making it on first use and filling it with the packs it does not hold yet.

The services of records are imported inside functions: Django's models exist only once a database is open.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from stocktake import __version__
from stocktake.catalog import area, catalog
from stocktake.errors import CatalogError
from stocktake.service.progress import Tell, silently
from stocktake.sources import pack
from stocktake.tables import snapshot
from stocktake.workspace import Workspace, open_or_make
from stocktake_web.database import open_database
from stocktake_web.settings import chosen_database


def open_filled(folder: Path, tell: Tell = silently) -> Workspace:
    """Return the workspace in `folder` with every pack taken in: the built-in ones and those under its `packs/`.

    Its records lie in PostgreSQL where STOCKTAKE_DATABASE_URL names one, else in the workspace.
    A pack whose files have not changed since is not read again. On an error nothing of the pack is taken in.
    """
    workspace = open_or_make(folder)
    open_database(chosen_database(os.environ, workspace))
    for found in missing_packs(workspace):
        tell(f"taking in {found.name}")
        _take_in(found, workspace)
    return workspace


def missing_packs(workspace: Workspace) -> Iterator[Path]:
    """Yield the packs whose present state is not in the workspace."""
    builtin = pack.builtin()
    names = {path.name for path in builtin}
    for path in workspace.own_packs():
        if path.name in names:
            raise CatalogError(f'{path}: "{path.name}" is the name of a built-in pack; give the folder another name')
    yield from (path for path in (*builtin, *workspace.own_packs()) if not _is_taken_in(path, workspace))


def _is_taken_in(path: Path, workspace: Workspace) -> bool:
    from stocktake_web.records import services

    digest = pack.digest(path)
    is_figures = snapshot.is_current(workspace.figures, path.name, digest, __version__)
    return is_figures or bool(services.loaded_digest(path.name) == digest)


def _take_in(path: Path, workspace: Workspace) -> None:
    facts = catalog.load()
    found = pack.read(path)
    known = {one.id for framework in facts.frameworks.values() for one in framework.commitments}
    pack.check(found, facts.indicators, area.areas(), known, facts.codelists["unit_measure"])
    if found.figures is not None:
        built_from = snapshot.BuiltFrom(found.digest, __version__, found.sources, is_builtin=path in pack.builtin())
        snapshot.write(workspace.figures, found.id, found.figures, built_from)
    else:
        from stocktake_web.records import services

        services.load_pack(found.id, found.digest, found.documents, found.records)

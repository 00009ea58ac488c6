"""`python -m stocktake_web.api.making NAME`: make one file of everything. Started by the site (`bulk.begin`), which holds the lock."""

import os
import shutil
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from stocktake_web.api.bulk import Bulk


def main(arguments: Sequence[str]) -> None:
    """Make the file that is named; where that cannot be done, write down why."""
    os.nice(10)
    django.setup()
    from stocktake.errors import StocktakeError
    from stocktake_web.api import bulk

    wanted = bulk.one(arguments[0])
    try:
        while not make(wanted):
            wanted = bulk.one(wanted.name)
        _prune(wanted)
    except (StocktakeError, OSError) as fault:
        wanted.path.parent.mkdir(parents=True, exist_ok=True)
        wanted.failed.write_text(f"the file could not be made: {fault}", encoding="utf-8")


def make(wanted: "Bulk") -> bool:
    """Make a file of the present state and give it its name; return False where the state changed meanwhile, and there is none then."""
    from stocktake_web.api import bulk

    stage = wanted.path.parent / f".{wanted.name}.{os.getpid()}"
    _clean(wanted.path.parent)
    stage.mkdir(parents=True)
    draft = stage.with_suffix(".zip")
    try:
        _write(wanted, stage)
        _pack(stage, draft, wanted.path.stem)
        if bulk.one(wanted.name).path != wanted.path:
            return False
        draft.replace(wanted.path)
        wanted.failed.unlink(missing_ok=True)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        draft.unlink(missing_ok=True)
    return True


def _clean(folder: Path) -> None:
    """Remove what processes that were killed left half made; no other is at work, for this one holds the lock."""
    for path in folder.glob(".*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _write(wanted: "Bulk", stage: Path) -> None:
    from django.conf import settings

    from stocktake.errors import DataError
    from stocktake.export.address import DEFAULT
    from stocktake.service import exporting
    from stocktake_web.api import giving
    from stocktake_web.records import services

    if wanted.kind == "evidence":
        holding = exporting.holding(settings.WORKSPACE, services.documents(), DEFAULT)
        giving.write_evidence(wanted.name.removeprefix("evidence-"), holding, exporting.Asked(), stage)
        return
    bundle = exporting.bundle(settings.WORKSPACE, DEFAULT)
    parts = exporting.chosen(bundle, {}) if wanted.name != "skos" else iter(())
    exporting.WRITERS[wanted.name](bundle, parts, stage)
    if wanted.name != "skos" and not bundle.tally.rows:
        raise DataError("there are no figures here")


def _pack(stage: Path, draft: Path, within: str) -> None:
    """Write the files of a folder into one, each below a folder of the name `within`, and see that it is on disk."""
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for path in sorted(stage.iterdir()):
            is_packed = path.suffix == ".parquet"
            packed.write(path, f"{within}/{path.name}", zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def _prune(made: "Bulk") -> None:
    """Remove the files of this kind of states that are no more; whoever is being sent one gets it to its end."""
    for path in made.path.parent.parent.glob(f"{made.kind}-*"):
        if path != made.path.parent:
            shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])

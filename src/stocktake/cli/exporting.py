"""Bundles of a workspace that is opened first: what `stocktake.service.exporting` gives out, for the command line."""

from pathlib import Path

from stocktake.export.evidence.holding import Holding
from stocktake.service import exporting
from stocktake.service.progress import Tell
from stocktake_web import filling


def bundle(workspace: Path, base: str, tell: Tell) -> exporting.Bundle:
    """Return what the workspace in a folder holds; DataError where `base` cannot begin an address."""
    exporting.addresses(base)  # before any work is done
    return exporting.bundle(filling.open_filled(workspace, tell), base, tell)


def holding(workspace: Path, base: str, tell: Tell) -> Holding:
    """Return what explains the records of a workspace; DataError where `base` cannot begin an address."""
    exporting.addresses(base)
    opened = filling.open_filled(workspace, tell)
    from stocktake_web.records import services  # Django's models exist only once a database is open

    return exporting.holding(opened, services.documents(), base)

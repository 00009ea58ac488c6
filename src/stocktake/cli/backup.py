"""`stocktake backup` and `restore`: a workspace as one archive, and back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stocktake.cli import option
from stocktake.cli.progress import telling

if TYPE_CHECKING:
    from stocktake_web.backup import Told

_PATH = click.Path(path_type=Path)


@click.command(short_help="The workspace and its database as one archive.")
@click.argument("file", type=_PATH)
@option.workspace
def backup(file: Path, workspace: Path) -> None:
    """Write all that the workspace holds to a new archive FILE, as it is at one moment; others may go on working meanwhile.

    A folder in place of FILE gets an archive named by the time. What was written is read once more before it counts.

    \b
    stocktake backup /var/backups/stocktake/
    """
    from stocktake.workspace import Workspace
    from stocktake_web import backup as service
    from stocktake_web.settings import chosen_database

    found = Workspace(workspace.absolute())
    path = service.named_by_time(file) if file.is_dir() else file
    with telling() as tell:
        told = service.write(found, chosen_database(os.environ, found), path.absolute(), tell)
    click.echo(path)
    click.echo(_told(told), err=True)


@click.command(short_help="A workspace out of an archive.")
@click.argument("file", type=_PATH)
@option.workspace
def restore(file: Path, workspace: Path) -> None:
    """Make a workspace of the archive FILE that `stocktake backup` wrote; nothing that is there already is overwritten.

    Its records go into PostgreSQL where STOCKTAKE_DATABASE_URL names one, whichever database they come from.
    """
    from stocktake_web import backup as service

    with telling() as tell:
        told = service.restore(file.absolute(), workspace.absolute(), os.environ.get("STOCKTAKE_DATABASE_URL"), tell)
    click.echo(workspace)
    click.echo(_told(told), err=True)


def _told(told: Told) -> str:
    return f"{told.rows:,} rows of records and {told.files:,} files, {told.size / 1_000_000:,.1f} MB; SHA-256 {told.digest}"

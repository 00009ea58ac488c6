"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from stocktake.cli.table import FORMS

Command = Callable[..., Any]


def workspace(command: Command) -> Command:
    """Add `--workspace`; the command receives the folder as `workspace`."""
    return click.option(
        "--workspace",
        type=click.Path(path_type=Path, file_okay=True),
        envvar="STOCKTAKE_HOME",
        default=Path("stocktake-workspace"),
        show_default=True,
        show_envvar=True,
        help="The folder that holds figures and records; made on first use.",
    )(command)


def delivered(command: Command) -> Command:
    """Add `--format` and `--out`; the command receives them as `form` and `out` and hands them to `table.deliver`."""
    form = click.option(
        "--format", "form", type=click.Choice(FORMS), default="table", show_default=True, help="How to give it out."
    )
    out = click.option(
        "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.  [default: standard output]"
    )
    return form(out(command))


def year(as_of: int | None) -> int:
    """Return the year that was asked for with `--as-of`, this one where none was; one that has not come yet is refused."""
    from stocktake.service.clock import now

    this_year = now().year
    if as_of is not None and as_of > this_year:
        raise click.BadParameter(f"{as_of} has not come yet: give {this_year} or earlier.", param_hint="--as-of")
    return as_of or this_year

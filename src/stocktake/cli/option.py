"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

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

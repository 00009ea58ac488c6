"""What a person is told while a long step runs: on standard error, and only when that is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from stocktake.service.progress import Tell, silently


@contextmanager
def telling() -> Iterator[Tell]:
    """Give a function that shows what is being done now, beside a spinner; it tells nobody where nobody is watching."""
    if not sys.stderr.isatty():
        yield silently
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield status.update


@contextmanager
def bar(name: str) -> Iterator[Callable[[int, int | None], None]]:
    """Give a function that shows how many bytes of a file have come, of how many; it tells nobody where nobody is watching."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(name, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def complain(line: str) -> None:
    """Say on standard error what was left out of a result that is given all the same."""
    click.echo(f"stocktake: {line}", err=True)

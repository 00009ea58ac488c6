"""`stocktake serve`: the site, on a workspace."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from stocktake.cli import option
from stocktake.cli.progress import telling
from stocktake.service.progress import Tell

if TYPE_CHECKING:
    from stocktake_web.site.surroundings import Surroundings


@click.command(short_help="The site, on the workspace, for a browser.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="On which port.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="How many processes answer.")
@click.option("--prepare", "only_prepare", is_flag=True, help="Make, fill and upgrade what the site needs, and end.")
@click.option("--check", "only_check", is_flag=True, help="Say all that is unsafe about a start for others to reach, and end.")
@option.workspace
def serve(host: str, port: int, workers: int, only_prepare: bool, only_check: bool, workspace: Path) -> None:
    """Show the workspace as a site at http://127.0.0.1:8000, until it is stopped with Ctrl+C.

    \b
    stocktake serve                 for the person at this machine
    stocktake serve --port 9000     on another port
    stocktake serve --check         before others reach it
    """
    if only_prepare and only_check:
        raise click.UsageError("--prepare changes the workspace and --check changes nothing; give one of the two.")
    os.environ["STOCKTAKE_HOME"] = str(workspace.absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "stocktake_web.site.settings"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is loaded: flows are estimated faster on one thread
    if only_check:
        check(workspace.absolute())
        click.echo("stocktake: nothing unsafe was found", err=True)
        return
    try:
        for asked_to_stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(asked_to_stop, _stop)
        _serve(host, port, workers, workspace.absolute(), only_prepare)
    except KeyboardInterrupt:  # what was begun is left as it was: packs are taken in whole or not at all
        click.echo("stocktake: stopped", err=True)


def _stop(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _serve(host: str, port: int, workers: int, workspace: Path, only_prepare: bool) -> None:
    from stocktake_web.site import listening

    _refuse_what_is_unsafe(host)
    if only_prepare:
        _prepare_telling(workspace)
        click.echo(f"stocktake: {workspace} is ready to be served", err=True)
        return
    found = listening.listen(host, port)
    _prepare_telling(workspace)
    click.echo(f"stocktake: {listening.address(host, port)}  (stop with Ctrl+C)", err=True)
    listening.answer(found, workers)


def _refuse_what_is_unsafe(host: str) -> None:
    """Refuse to let others reach a site that has no names or no secret; whatever else is unsafe, `--check` tells."""
    from stocktake_web import safety
    from stocktake_web.site import listening, surroundings

    said = surroundings.read(os.environ)
    if said.is_public or not listening.is_this_machine(host):
        safety.require(safety.in_the_open(said))


def _prepare_telling(workspace: Path) -> None:
    with telling() as tell:
        prepare(workspace, tell)


def prepare(workspace: Path, tell: Tell) -> None:
    """Make and fill the workspace where need be, with its secret, and lay out the static files."""
    from stocktake.workspace import open_or_make
    from stocktake_web.site import secret, surroundings

    open_or_make(workspace)
    if not surroundings.read(os.environ).is_public:
        secret.made(workspace)
    tell("starting")
    import django

    django.setup()
    from stocktake_web import filling
    from stocktake_web.site import static_files

    filling.open_filled(workspace, tell)
    tell("laying out style sheets and scripts")
    static_files.lay_out()


def check(workspace: Path) -> None:
    """Raise Unsafe with all that speaks against a start for others to reach; change nothing."""
    from stocktake_web import safety
    from stocktake_web.site import surroundings

    safety.require(_faults(workspace, surroundings.read(os.environ)))


def _faults(workspace: Path, said: Surroundings) -> Iterator[str]:
    import secrets

    from stocktake.workspace import Workspace
    from stocktake_web import safety
    from stocktake_web.settings import chosen_database

    found = Workspace(workspace)
    yield from chain(safety.of_settings(said), safety.of_workspace(workspace))
    if not said.secret:  # one for this process, so that the rest can be looked at too
        os.environ["STOCKTAKE_SECRET_KEY"] = secrets.token_urlsafe(50)
    import django

    django.setup()
    yield from safety.of_database(chosen_database(os.environ, found))
    yield from safety.of_site(found)

"""`stocktake serve`: the site, on a workspace."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from stocktake.cli import option
from stocktake.cli.progress import telling
from stocktake.service.progress import Tell


@click.command(short_help="The site, on the workspace, for a browser.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="On which port.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="How many processes answer.")
@option.workspace
def serve(host: str, port: int, workers: int, workspace: Path) -> None:
    """Show the workspace as a site at http://127.0.0.1:8000, until it is stopped with Ctrl+C.

    \b
    stocktake serve                 for the person at this machine
    stocktake serve --port 9000     on another port
    """
    os.environ["STOCKTAKE_HOME"] = str(workspace.absolute())
    with telling() as tell:
        prepare(workspace, tell)
    click.echo(f"stocktake: http://{host}:{port}/  (stop with Ctrl+C)", err=True)
    sys.stderr.flush()
    os.execv(sys.executable, command(host, port, workers))  # noqa: S606  our own interpreter and arguments; nothing of a shell


def prepare(workspace: Path, tell: Tell) -> None:
    """Make and fill the workspace where need be, and lay out the static files."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "stocktake_web.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from stocktake_web import filling

    filling.open_filled(workspace, tell)
    call_command("collectstatic", verbosity=0, interactive=False)


def command(host: str, port: int, workers: int) -> list[str]:
    """Return the arguments that start the server in place of this process."""
    return [
        *(sys.executable, "-m", "gunicorn", "stocktake_web.site.wsgi:application"),
        *("--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4", "--worker-class", "gthread"),
        *("--timeout", "120", "--graceful-timeout", "10", "--max-requests", "20000", "--max-requests-jitter", "2000"),
        *("--log-level", "warning"),
    ]

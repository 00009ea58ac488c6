"""The program `stocktake`: its commands, and how an error is told."""

import errno
import os
import sys
from pathlib import Path
from typing import Any, Final

import click

from stocktake import __version__
from stocktake.cli.assess import assess
from stocktake.cli.backup import backup, restore
from stocktake.cli.compute import compute
from stocktake.cli.document import document
from stocktake.cli.export import export
from stocktake.cli.flow import flows
from stocktake.cli.gap import gaps
from stocktake.cli.milestone import milestones
from stocktake.cli.review import review
from stocktake.cli.score import score
from stocktake.cli.search import search
from stocktake.cli.serve import serve
from stocktake.cli.source import source
from stocktake.cli.term import term
from stocktake.cli.total import total
from stocktake.errors import StocktakeError

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class _Program(click.Group):
    """A group that tells a StocktakeError, a wrong usage and a full disk in one line; any other exception is our mistake and keeps its
    traceback.
    """

    def invoke(self, ctx: click.Context) -> Any:
        _open_what_was_closed()
        try:
            found = super().invoke(ctx)
            sys.stdout.flush()  # what cannot be written is told here, not when Python has ended
            return found
        except StocktakeError as error:
            click.echo(f"stocktake: {' '.join(str(error).split())}", err=True)
            for line in error.details:
                click.echo(f"  {' '.join(line.split())}", err=True)
            ctx.exit(error.exit_code)
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else "stocktake"
            click.echo(f"stocktake: {' '.join(error.format_message().split())} See {where} --help.", err=True)
            ctx.exit(error.exit_code)
        except OSError as fault:
            if fault.errno not in _NO_ROOM:
                raise
            if not fault.filename:  # it was standard output
                _let_go_of_output()
            where = f" at {fault.filename}" if fault.filename else ""
            click.echo(f"stocktake: no room{where} for all that was to be written; free some space and ask again", err=True)
            ctx.exit(1)


def _open_what_was_closed() -> None:
    """Let a stream that somebody closed (`>&-`) lead nowhere, and not be None: what is said there is not wanted."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 (open as long as the program runs)


def _let_go_of_output() -> None:
    """Let what still waits to be written go nowhere, so that Python does not try once more as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="stocktake")
def main() -> None:
    """Follow-up and review of migration commitments: the Global Compact for Migration and the 2030 Agenda.

    Begin with `stocktake review`, or `stocktake review MDA` for a country. Everything runs on built-in facts, offline.
    """


main.add_command(review)
main.add_command(assess)
main.add_command(total)
main.add_command(gaps)
main.add_command(milestones)
main.add_command(compute)
main.add_command(flows)
main.add_command(score)
main.add_command(source)
main.add_command(document)
main.add_command(term)
main.add_command(export)
main.add_command(search)
main.add_command(serve)
main.add_command(backup)
main.add_command(restore)

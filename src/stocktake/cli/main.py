"""The program `stocktake`: its commands, and how an error is told."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from stocktake import __version__
from stocktake.cli.review import review
from stocktake.errors import StocktakeError


class _Program(click.Group):
    """A group that tells a StocktakeError in one line; any other exception is our mistake and keeps its traceback."""

    def main(self, args: Sequence[str] | None = None, **extra: Any) -> Any:
        try:
            return super().main(args, **extra)
        except StocktakeError as error:
            click.echo(f"stocktake: {' '.join(str(error).split())}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="stocktake")
def main() -> None:
    """Follow-up and review of migration commitments: the Global Compact for Migration and the 2030 Agenda.

    Begin with `stocktake review`, or `stocktake review MDA` for a country. Everything runs on built-in facts, offline.
    """


main.add_command(review)

"""The program `stocktake`: its commands, and how an error is told."""

from typing import Any

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


class _Program(click.Group):
    """A group that tells a StocktakeError and a wrong usage in one line; any other exception is our mistake and keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StocktakeError as error:
            click.echo(f"stocktake: {' '.join(str(error).split())}", err=True)
            for line in error.details:
                click.echo(f"  {' '.join(line.split())}", err=True)
            ctx.exit(error.exit_code)
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else "stocktake"
            click.echo(f"stocktake: {' '.join(error.format_message().split())} See {where} --help.", err=True)
            ctx.exit(error.exit_code)


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

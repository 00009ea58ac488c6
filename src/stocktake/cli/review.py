"""`stocktake review`: the main job."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stocktake.cli import option, output
from stocktake.cli.progress import complain, telling
from stocktake.service.progress import Tell, silently

if TYPE_CHECKING:
    from stocktake.model.review import Review
    from stocktake.model.verdict import Standing


@click.command(short_help="Review an area: one page that opens offline, and the same as JSON.")
@click.argument("area", default="WLD")
@click.option(
    "--as-of", type=click.IntRange(1900, 2200), metavar="YEAR", help="Use figures up to this year.  [default: this year]"
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Where to write.  [default: reviews/CODE]")
@option.workspace
def review(area: str, as_of: int | None, out: Path | None, workspace: Path) -> None:
    """Review AREA (an ISO 3166-1 alpha-3 code, an M49 code or a name; default: the world).

    Writes index.html, one file that opens offline, and review.json, the same machine-readable.

    \b
    stocktake review                       the world
    stocktake review MDA                   a country
    stocktake review "Sub-Saharan Africa"  a region
    """
    from stocktake.catalog import area as areas_file

    year = option.year(as_of)
    chosen = areas_file.areas().find(area)
    folder = out or Path("reviews") / chosen.code
    output.prepare(folder)
    with telling() as tell:
        made = draw(chosen.code, year, workspace, tell)
        tell("writing the page")
        output.swap_in(folder, _files(made))
    click.echo("\n".join(summary(made)))
    click.echo(f"open {folder / 'index.html'}")


def draw(code: str, as_of: int, workspace: Path, tell: Tell = silently) -> Review:
    """Return the review of an area with figures up to the year `as_of`, making and filling the workspace where need be."""
    tell("opening the workspace")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is loaded: flows are estimated faster on one thread
    from stocktake_web import filling

    opened = filling.open_filled(workspace, tell)
    from stocktake.service import newest
    from stocktake_web.reviews import services

    newest.files(opened, tell)
    tell("measuring")
    made: Review = services.review(code, as_of, opened, complain)
    return made


def _files(made: Review) -> dict[str, bytes]:
    from stocktake.page import html, review_json

    return {"review.json": review_json.encode(made), "index.html": html.html(made).encode()}


def summary(made: Review) -> list[str]:
    """Return the five lines that a person reads in the terminal."""
    from stocktake.model import number
    from stocktake.model.verdict import STANDINGS

    def told(counts: Mapping[Standing, int]) -> str:
        return ", ".join(f"{number} {STANDINGS[standing]}" for standing, number in counts.items())

    records = len(made.about_area) if made.about_area or made.area.kind != "world" else len(made.records)
    return [
        f"{made.title} (figures up to {made.as_of})",
        f"objectives: {told(made.objective_counts)}",
        f"indicators: {told(made.indicator_counts)}",
        f"records: {records} from {number.count(len(made.documents), 'document')}; "
        f"figures from {number.count(len(made.sources), 'edition')} of published sources",
        str(made.findings[0]),
    ]

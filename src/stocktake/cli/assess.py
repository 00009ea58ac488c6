"""`stocktake assess`: what every method says of every series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from stocktake.cli import option, table
from stocktake.cli.progress import telling
from stocktake.errors import CatalogError, DataError
from stocktake.service.progress import Tell

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from stocktake.model.indicator import Indicator
    from stocktake.model.method import Method

_FAULTS_TOLD = 20


@click.command(short_help="What each method says of each series: one row a series and method.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--area", "areas", multiple=True, metavar="AREA", help="Only this area (code or name); may be repeated.")
@click.option("--indicator", "chosen", multiple=True, metavar="ID", help="Only this indicator, as 10.c.1; may be repeated.")
@click.option("--method", "asked", multiple=True, metavar="ID", help="Only this method, as open-sdg; may be repeated.")
@click.option(
    "--as-of", type=click.IntRange(1900, 2200), metavar="YEAR", help="Use figures up to this year.  [default: this year]"
)
@click.option(
    "--indicators", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Indicators of your own, one YAML file each."
)
@click.option("--engine", "engine_name", default="duckdb", show_default=True, help="duckdb, local[2] or spark://host:port.")
@option.delivered
@option.workspace
def assess(
    files: tuple[Path, ...],
    areas: tuple[str, ...],
    chosen: tuple[str, ...],
    asked: tuple[str, ...],
    as_of: int | None,
    folder: Path | None,
    engine_name: str,
    form: str,
    out: Path | None,
    workspace: Path,
) -> None:
    """Judge the figures of the workspace, or those of each FILE (CSV or Parquet, one row an observation), by every method.

    One row a series and method: class, window, projected value at the target year with its range, and the reason where a method
    cannot tell. `agreement` says how far the methods that can tell say the same.

    \b
    stocktake assess --area MDA --indicator 10.c.1
    stocktake assess my-figures.csv --format csv --out verdicts.csv
    """
    from stocktake.cli.wording import told
    from stocktake.service.clock import now

    faults: list[str] = []
    with telling() as tell, TemporaryDirectory(prefix="stocktake-") as beside:
        known, methods = _indicators(folder, faults), _methods(asked)
        _refuse_unknown(chosen, known)
        tell("reading figures")
        found = _figures(files, workspace, engine_name, Path(beside), faults, tell)
        found = _narrowed(found, areas, chosen, known)
        tell("judging")
        rows = _rows(found, known, methods, as_of or now().year)
    _tell_nothing(rows, areas, chosen)
    table.deliver(told(rows) if form == "table" else rows, form, out)
    _tell_faults(faults)


def _methods(asked: Sequence[str]) -> list[Method]:
    """Return the methods asked for, all of them where none is named."""
    from stocktake.catalog.method import methods

    known = methods()
    unknown = [one for one in asked if one not in known]
    if unknown:
        raise click.BadParameter(f'no method "{unknown[0]}"; there are {", ".join(known)}.', param_hint="--method")
    return [known[one] for one in asked or known]


def _indicators(folder: Path | None, faults: list[str]) -> dict[str, Indicator]:
    """Return the indicators of the catalogue and those of a folder; a broken file is named and left out."""
    from stocktake.catalog import catalog, indicator

    known = dict(catalog.load().indicators)
    if folder is None:
        return known
    paths = sorted(folder.glob("*.yml")) if folder.is_dir() else []
    if not paths:
        raise click.BadParameter(
            f"{folder} holds no indicator: it should have one YAML file for each.", param_hint="--indicators"
        )
    for path in paths:
        try:
            known[path.stem] = indicator.read(path)
        except CatalogError as fault:
            faults.append(str(fault))
    return known


def _refuse_unknown(chosen: Sequence[str], known: dict[str, Indicator]) -> None:
    unknown = [one for one in chosen if one not in known]
    if unknown:
        raise click.BadParameter(f'no indicator "{unknown[0]}"; there are {", ".join(known)}.', param_hint="--indicator")


def _figures(files: Sequence[Path], workspace: Path, engine_name: str, beside: Path, faults: list[str], tell: Tell) -> ir.Table:
    from stocktake.tables import engine

    backend = engine.connect(engine_name)
    if files:
        return _own_figures(files, backend, beside, faults)
    from stocktake.tables import series
    from stocktake_web import filling

    opened = filling.open_filled(workspace, tell)
    return series.observations(opened.figures, backend)


def _own_figures(files: Sequence[Path], backend: BaseBackend, beside: Path, faults: list[str]) -> ir.Table:
    """Return the figures of files as one table; what had to be left out is put into `faults`."""
    from pyarrow import parquet

    from stocktake.catalog import area
    from stocktake.sources import figure_file
    from stocktake.tables import engine

    parts = []
    for place, path in enumerate(files):
        reading = figure_file.read(path, area.areas())
        faults += reading.faults
        parts.append(beside / f"{place}.parquet")
        parquet.write_table(reading.table, parts[-1])
    return engine.read(backend, parts)


def _narrowed(t: ir.Table, areas: Iterable[str], indicators: Sequence[str], known: dict[str, Indicator]) -> ir.Table:
    """Return the figures of some areas and indicators; where none is named, of all but those that others are worked out from."""
    from stocktake.catalog import area

    codes = [area.areas().find(one).code for one in areas]
    t = t.filter(t.ref_area.isin(codes)) if codes else t
    inputs = [id_ for id_, one in known.items() if one.role == "input"]
    return t.filter(t.indicator.isin(list(indicators)) if indicators else t.indicator.notin(inputs))


def _rows(t: ir.Table, known: dict[str, Indicator], methods: Sequence[Method], as_of: int) -> pa.Table:
    """Return the verdicts in a fixed order, with classes and reasons in words and the parameters of the method."""
    from stocktake.cli.wording import worded
    from stocktake.service import judging

    return worded(judging.judge(t, known.values(), methods, as_of).to_pyarrow(), known, judging.in_turn(methods))


def _tell_nothing(rows: pa.Table, areas: Sequence[str], indicators: Sequence[str]) -> None:
    """Say that nothing was found, and what was looked for: an empty table alone reads like a fault."""
    if not rows.num_rows:
        wanted = [" or ".join(names) for names in (indicators, areas) if names]
        click.echo(f"no figures{' for ' + ' in '.join(wanted) if wanted else ''}: nothing to assess", err=True)


def _tell_faults(faults: Sequence[str]) -> None:
    """Name what was left out, the first of it line by line; DataError so that the exit code says it too."""
    for fault in faults[:_FAULTS_TOLD]:
        click.echo(f"left out: {fault}", err=True)
    if len(faults) > _FAULTS_TOLD:
        click.echo(f"left out: {len(faults) - _FAULTS_TOLD} more of the kind", err=True)
    if faults:
        raise DataError(
            f"{len(faults)} {'thing was' if len(faults) == 1 else 'things were'} left out, the rest was assessed: see above"
        )

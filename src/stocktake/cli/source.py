"""`stocktake source`: statistics in, as their publishers give them out."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stocktake.cli import option, table
from stocktake.cli.progress import bar, telling
from stocktake.cli.template import template
from stocktake.errors import DataError

if TYPE_CHECKING:
    from stocktake.sources.about import About, Expected, Service
    from stocktake.sources.fetching import Fetcher, Gathered
    from stocktake.sources.reading import Reading

_ISSUES_TOLD = 20
_EMPTY_TOLD = 8
_LISTED = ("source", "publisher", "title", "editions", "figures", "licence", "files")


@click.group(short_help="Statistics in: which sources are known, and reading their files.")
def source() -> None:
    """Read the statistics of publishers as they give them out."""


source.add_command(template)


@source.command("list", short_help="The sources that can be read, and the editions taken in.")
@option.delivered
@option.workspace
def list_(form: str, out: Path | None, workspace: Path) -> None:
    """List the sources that can be read, with their terms and the editions that the workspace holds."""
    import pyarrow as pa

    from stocktake.sources import about
    from stocktake.tables import snapshot

    held = snapshot.current(workspace / "figures") if (workspace / "figures").is_dir() else {}
    rows = []
    for name in about.known():
        facts = about.about(name)
        mine = [one for dataset, one in held.items() if dataset.startswith(f"{name}.")]
        editions = ", ".join(one.dataset.removeprefix(f"{name}.") for one in mine)
        rows.append(
            {
                "source": name,
                "publisher": facts.publisher,
                "title": facts.title,
                "editions": editions,
                "figures": sum(one.rows for one in mine),
                "licence": facts.licence,
                "files": facts.files,
                "url": facts.url,
                "citation": facts.citation,
                "caveats": " ".join(facts.caveats),
            }
        )
    table.deliver(pa.Table.from_pylist(rows), form, out, _LISTED)


@source.command("read", short_help="Read files of a publisher into the workspace.")
@click.argument("name", metavar="SOURCE")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="PATH...")
@option.workspace
def read(name: str, paths: tuple[Path, ...], workspace: Path) -> None:
    """Read the files of a publisher, as they were published, and take them in as one snapshot for each edition.

    What was read, what was left out by rule and what was not expected is told. A file that does not hold what it must is not taken in,
    and what the workspace held stays.

    \b
    stocktake source read undesa-migrant-stock undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx
    """
    from stocktake.sources import about

    _read(about.about(name), paths, workspace)


@source.command("fetch", short_help="Fetch the files of a publisher and read them.")
@click.argument("name", metavar="SOURCE")
@click.option("--since", type=click.IntRange(1900, 2100), metavar="YEAR", help="Ask only for figures from this year on.")
@click.option("--mirror", metavar="URL", help="Fetch from a copy at this address in place of the publisher's own host.")
@option.workspace
def fetch(name: str, since: int | None, mirror: str | None, workspace: Path) -> None:
    """Fetch the files of a publisher, or the answers of its service page by page, and read them as `source read` does.

    What has not changed since the last time is not sent again; what broke off goes on where it stopped. The files stay in the
    folder `cache` of the workspace. A key that a publisher asks for is read from the environment.

    With --since only figures from that year on are asked for, where the service can tell years apart. They become an edition of their
    own; figures of other years stay as they were read before.

    \b
    stocktake source fetch worldbank-wdi --since 2020
    """
    from stocktake.service.clock import now
    from stocktake.sources import about

    facts = about.about(name)
    if since is not None and since > now().year:
        raise click.BadParameter(f"{since} is after this year.", param_hint="--since")
    if since is not None and not (facts.service and facts.service.since):
        click.echo(f"{name}: its publisher cannot be asked for single years; all of them are fetched", err=True)
        since = None
    if facts.service:
        _fetch_answers(facts, facts.service, since, mirror, workspace)
        return
    if not facts.addresses:
        by_hand = f"fetch its files ({facts.files}) by hand at {facts.url}, then use `stocktake source read {name}`"
        raise DataError(f"{name} has no address to fetch from: {by_hand}")
    paths = [_fetched(one.url, one.name, facts, mirror, workspace) for one in facts.addresses]
    _read(facts, paths, workspace)


@source.command("prune", short_help="Remove snapshots that no longer count.")
@click.argument("name", metavar="[SOURCE]", required=False)
@click.option("--edition", metavar="EDITION", help="First let this edition of SOURCE no longer count.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only tell what would be removed.")
@option.workspace
def prune(name: str | None, edition: str | None, is_dry: bool, workspace: Path) -> None:
    """Remove the files of snapshots that a later reading took the place of. With SOURCE and `--edition` that edition goes too.

    Every edition that was taken in and not named stays, as do built-in figures.
    """
    from stocktake.tables import snapshot

    folder = workspace / "figures"
    if edition is not None:
        _forget(folder, name, edition, is_dry)
    removed = snapshot.prune(folder, is_dry)
    for file, size in removed:
        click.echo(f"{'would remove' if is_dry else 'removed'} {file}, {size} bytes")
    click.echo(f"{len(removed)} files, {sum(size for _, size in removed)} bytes", err=True)


def _forget(folder: Path, name: str | None, edition: str, is_dry: bool) -> None:
    from stocktake.tables import snapshot

    if name is None:
        raise click.UsageError("--edition needs the SOURCE it belongs to.")
    held = snapshot.current(folder)
    mine = [one.removeprefix(f"{name}.") for one in held if one.startswith(f"{name}.")]
    if edition not in mine:
        raise DataError(f'{name} has no edition "{edition}" here; there are {", ".join(mine) or "none"}')
    if is_dry:
        click.echo(f"would remove {held[f'{name}.{edition}'].file}, edition {edition} of {name}")
    else:
        snapshot.forget(folder, f"{name}.{edition}")


def _fetched(url: str, name: str, facts: About, mirror: str | None, workspace: Path) -> Path:
    """Return the file at `url`, with a bar that shows how much of it has come."""
    from stocktake.service.clock import now
    from stocktake.sources.fetching import Fetcher
    from stocktake.workspace import open_or_make

    folder = open_or_make(workspace).cache / facts.id
    with bar(name) as progress:
        headers, secret = _with_key(facts)
        fetcher = Fetcher(folder, now().date().isoformat(), facts.interval, headers, progress=progress, secret=secret)
        found = fetcher.fetch(_mirrored(url, mirror), name)
    click.echo(f"{name}: {'fetched' if found.is_new else 'has not changed'}, {found.path.stat().st_size} bytes", err=True)
    return found.path


def _fetch_answers(facts: About, service: Service, since: int | None, mirror: str | None, workspace: Path) -> None:
    """Ask a service, page by page, and take in what it answers: one edition, or one a file where the answers are files."""
    from stocktake.service.clock import now
    from stocktake.sources import service as services
    from stocktake.sources.fetching import gather, listed

    fetcher = _fetcher(facts, since, workspace)
    each = listed(fetcher, service, _mirrored(service.each.url, mirror)) if service.each else ()
    asked = services.questions(service, since, now().year, each)
    with _page_bar() as progress:
        found = gather(fetcher, service, [replace(one, url=_mirrored(one.url, mirror)) for one in asked], progress)
    if found.empty:
        more = f" and {len(found.empty) - _EMPTY_TOLD} more" if len(found.empty) > _EMPTY_TOLD else ""
        click.echo(f"{facts.id}: the service has no figures of {', '.join(found.empty[:_EMPTY_TOLD])}{more}", err=True)
    click.echo(f"{facts.id}: {len(found.files)} pages or files, {found.new} of them new, {found.rows} rows", err=True)
    from_when = f" from {since} on" if since is not None else ""
    if not found.rows:
        click.echo(f"{facts.id}: the service has no figures{from_when}; nothing was taken in")
        return
    first = _read_answers(facts, service, found, since, workspace)
    if since is not None:
        told = f"the service gave figures from {first} on all the same" if first < str(since) else "an edition of its own"
        click.echo(f"  since      {since}: {told}; figures of other years stay as they were read before")


def _fetcher(facts: About, since: int | None, workspace: Path) -> Fetcher:
    """Return what fetches the pages of a source into a folder of their own in the cache, apart for every --since."""
    from stocktake.service.clock import now
    from stocktake.sources.fetching import Fetcher
    from stocktake.workspace import open_or_make

    headers, secret = _with_key(facts)
    cache = open_or_make(workspace).cache / facts.id
    part = "all" if since is None else f"since-{since}"
    today = now().date().isoformat()
    return Fetcher(cache / part, today, facts.interval, headers, secret=secret, marks=cache / f"{part}.marks")


def _read_answers(facts: About, service: Service, found: Gathered, since: int | None, workspace: Path) -> str:
    """Read the pages of a service as one edition, CSV files one by one, take in what they hold, and return their first period."""
    import pyarrow.compute as pc

    from stocktake.service.clock import now
    from stocktake.sources import about

    today = now().date().isoformat()
    if since is not None:
        facts = replace(facts, expected=_expected_since(facts.expected, since))
    with telling() as tell:
        readings: list[tuple[str, Path, Reading]] = []
        for path in (found.folder,) if service.rows else found.files:
            tell(f"reading {path.name}")
            reading = about.reader(facts.id).read(path, facts)
            reading = replace(reading, vintage=reading.vintage.removesuffix("-part") or today)  # the answer to all that was asked
            named = [reading.vintage, "" if service.rows else path.stem.lower(), f"since-{since}" if since is not None else ""]
            readings.append((".".join(filter(None, named)), path, reading))
        for edition, path, reading in readings:
            tell(f"checking edition {edition}")
            _take_in(edition, [reading], facts, workspace, _digest([path]), today)
    return min(pc.min(reading.table["time_period"]).as_py() or "" for _, _, reading in readings)


def _expected_since(expected: Expected, since: int) -> Expected:
    """Return what figures from a year on must hold: at least one, and the sums of those years."""
    return replace(
        expected, rows=1, areas=1, sums=tuple(one for one in expected.sums if one.where.get("time_period", "") >= str(since))
    )


@contextmanager
def _page_bar() -> Iterator[Callable[[str, int, int | None], None]]:
    """Give a function that shows which page of which answer has come; it tells nobody where nobody is watching."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    with Progress(TextColumn("{task.description}"), BarColumn(), console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)

        def tell(name: str, number: int, of: int | None) -> None:
            said = f"{name}: page {number} of {of}" if of else f"{name}: page {number}"
            shown.update(task, description=said, completed=number, total=of)

        yield tell


def _with_key(facts: About) -> tuple[dict[str, str], dict[str, str]]:
    """Return the header and the parameter with the key a publisher asks for; DataError where the environment does not hold it."""
    if facts.key is None:
        return {}, {}
    value = os.environ.get(facts.key.variable, "")
    if not value:
        raise DataError(
            f"{facts.id} asks for a key: get one from {facts.publisher} and put it into the environment as {facts.key.variable}"
        )
    return ({facts.key.header: value} if facts.key.header else {}, {facts.key.query: value} if facts.key.query else {})


def _mirrored(url: str, mirror: str | None) -> str:
    """Return the address on another host, the path kept."""
    return f"{mirror.rstrip('/')}/{url.split('://', 1)[1].split('/', 1)[1]}" if mirror else url


def _read(facts: About, paths: Sequence[Path], workspace: Path) -> None:
    """Read files and take each edition in; the first that cannot be read or fails a check ends it."""
    from stocktake.service.clock import now
    from stocktake.sources import about

    with telling() as tell:
        found: dict[str, list[Reading]] = {}
        for path in paths:
            tell(f"reading {path.name}")
            reading = about.reader(facts.id).read(path, facts)
            found.setdefault(_edition(reading, path, facts), []).append(reading)
        for edition, readings in sorted(found.items()):
            tell(f"checking edition {edition}")
            _take_in(edition, readings, facts, workspace, _digest(paths), now().date().isoformat())


def _edition(reading: Reading, path: Path, facts: About) -> str:
    """Return what names the snapshot within its source: the edition, with the file where each of an edition's files stands alone."""
    edition = reading.vintage or "undated"
    if reading.origin:
        return f"{reading.origin.id}.{edition}"
    if not facts.stand_alone:
        return edition
    return f"{edition}.{re.sub(r'[^a-z0-9_-]+', '-', path.name.split('.')[0].lower()).strip('-') or 'file'}"


def _take_in(edition: str, readings: Iterable[Reading], facts: About, workspace: Path, digest: str, retrieved: str) -> None:
    """Write the snapshot of an edition and tell what is in it; DataError, and nothing is written, where a check fails."""
    from stocktake import __version__
    from stocktake.sources import reading, settling
    from stocktake.tables import snapshot
    from stocktake_web import filling

    whole = settling.settled(reading.together(readings), facts, retrieved)
    passed = settling.checked(whole, facts)
    opened = filling.open_filled(workspace)
    built_from = snapshot.BuiltFrom(digest, __version__, settling.editions(whole, facts))
    snapshot.write(opened.figures, f"{facts.id}.{edition}", whole.table, built_from)
    for line in _told(whole, facts, passed):
        click.echo(line)


def _told(whole: Reading, facts: About, passed: Sequence[str]) -> Iterable[str]:
    """Yield what a person should know of a reading, line by line."""
    import pyarrow.compute as pc

    from stocktake.sources import about, settling

    figures = whole.table
    periods = pc.min_max(figures["time_period"]).as_py()
    without = figures["obs_value"].null_count
    edition = settling.provenance(facts, whole.vintage, whole.origin)
    name = edition.id if whole.origin else facts.id
    yield f"{name}, edition {whole.vintage or 'undated'}: {edition.publisher}, {edition.title} ({edition.licence})"
    yield f"  read       {whole.rows} cells or rows; {figures.num_rows} figures taken in, {without} of them marked as missing or as a limit"
    for line in about.in_words(facts, whole.left_out):
        yield f"  left out   {line}"
    yield f"  covers     {pc.count_distinct(figures['ref_area']).as_py()} areas, {periods['min']} to {periods['max']}"
    for line in passed:
        yield f"  checked    {line}"
    for issue in whole.issues[:_ISSUES_TOLD]:
        yield f"  unexpected {issue}"
    if len(whole.issues) > _ISSUES_TOLD:
        yield f"  unexpected {len(whole.issues) - _ISSUES_TOLD} more"
    for caveat in facts.caveats:
        yield f"  mind       {caveat}"


def _digest(paths: Iterable[Path]) -> str:
    """Return the sha256 over the bytes of files; of a folder, over those of every file in it."""
    found = hashlib.sha256()
    for path in sorted(paths):
        for one in sorted(path.rglob("*")) if path.is_dir() else (path,):
            if one.is_file():
                found.update(f"{one.name} {one.stat().st_size}\n".encode())
                with one.open("rb") as file:
                    while block := file.read(1 << 20):
                        found.update(block)
    return found.hexdigest()

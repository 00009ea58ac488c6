"""`stocktake document review`: a person decides about candidates, one key each."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from stocktake.cli import option
from stocktake.errors import StocktakeError

if TYPE_CHECKING:
    from stocktake.model.record import Record
    from stocktake_web.records.queue import Waiting

KEYS = "a accept   e edit and accept   r reject   m merge   s skip   u undo   q quit"
_HELP = """
  a  accept it as it stands
  e  change title, summary, type, areas, objectives or year, then accept it
  r  reject it: no later reading proposes it again
  m  merge it into another record, which then says where both stand
  s  skip it for now; it waits on
  u  take back your last decision
  q  stop; what is decided is kept
"""


@click.command("review", short_help="Decide about candidates: accept, edit, reject, merge, one key each.")
@click.option("--document", default="", metavar="ID", help="Only candidates of this document.")
@click.option("--type", "kind", default="", metavar="TYPE", help="Only candidates of this type.")
@click.option(
    "--as", "by", envvar="STOCKTAKE_PERSON", show_envvar=True, metavar="NAME", help="Who decides.  [default: your login]"
)
@option.workspace
def review(document: str, kind: str, by: str | None, workspace: Path) -> None:
    """Go through the candidates that wait, each with the passage it was drawn from, and decide with one key.

    What you decide is kept at once; `u` takes it back. Records that may say the same stand beneath.
    """
    from stocktake_web import filling

    _check_type(kind)
    filling.open_filled(workspace)
    _Session(by or getpass.getuser(), document, kind).run()


def _check_type(kind: str) -> None:
    from stocktake.model.record import RecordType

    if kind and kind not in get_args(RecordType):
        raise click.UsageError(f'"{kind}" is no type of record; there are {", ".join(get_args(RecordType))}.')


@dataclass(slots=True)
class _Session:
    """One sitting of one person: what was decided in it, what was skipped, and what is `gone`: rejected or part of another record."""

    by: str
    document: str
    kind: str
    done: dict[str, int] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    known: dict[str, Record] = field(default_factory=dict)
    likes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def run(self) -> None:
        """Show one candidate after the other until none waits or the person stops."""
        for _ in iter(self._next, False):
            pass
        self._say_what_was_done()

    def _next(self) -> bool:
        """Show the first candidate that waits and do what the person wants; False when there is nothing more to do."""
        waiting = self._waiting()
        if not waiting:
            click.echo("No candidate waits." if not self.skipped else "Nothing waits but what you skipped.")
            return False
        one = waiting[0]
        likes = self._near(one.record)
        for line in _shown(one, len(waiting), likes):
            click.echo(line)
        return self._obey(one, likes)

    def _obey(self, one: Waiting, likes: tuple[Record, ...]) -> bool:
        actions: Mapping[str, Callable[[], object]] = {
            "a": lambda: self._accept(one),
            "e": lambda: self._edit(one),
            "r": lambda: self._reject(one),
            "m": lambda: self._merge(one, likes),
            "s": lambda: self.skipped.add(one.record.id),
            "u": self._undo,
        }
        while True:
            key = _key()
            if key in ("q", "", "\x03", "\x04"):
                return False
            if key in actions:
                return self._attempt(actions[key])
            click.echo(_HELP if key == "?" else f'"{key}" does nothing; {KEYS}')

    def _attempt(self, action: Callable[[], object]) -> bool:
        """Do it; what cannot be done is said, and the candidate is shown again."""
        try:
            action()
        except StocktakeError as fault:
            click.secho(f"  {fault}", fg="red")
        except click.Abort:
            click.echo("  left as it was")
        return True

    def _accept(self, one: Waiting) -> None:
        from stocktake_web.records import queue

        queue.accept(one.record.id, self.by)
        self._count("accepted")

    def _edit(self, one: Waiting) -> None:
        from stocktake_web.records import queue

        changes = _asked(one.record)
        queue.accept(one.record.id, self.by, **changes)
        self._count("edited and accepted" if changes else "accepted")

    def _reject(self, one: Waiting) -> None:
        from stocktake_web.records import queue

        queue.reject(one.record.id, self.by)
        self.gone.add(one.record.id)
        self._count("rejected")

    def _merge(self, one: Waiting, likes: tuple[Record, ...]) -> None:
        from stocktake_web.records import queue

        known = {str(place): like.id for place, like in enumerate(likes, start=1)}
        into = click.prompt(
            "  into which record? a number from above, or an id; - for none", default=next(iter(known.values()), "-")
        )
        if into == "-":
            raise click.Abort
        queue.merge(one.record.id, known.get(into, into), self.by)
        self.gone.add(one.record.id)
        self._count("merged")

    def _undo(self) -> None:
        from stocktake_web.records import queue

        taken_back = queue.undo(self.by)
        click.echo(f"  taken back: {taken_back}" if taken_back else "  there is nothing of yours to take back")
        if taken_back:
            self.skipped.discard(taken_back)
            self.gone.discard(taken_back)
            self._count("taken back")

    def _count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1

    def _waiting(self) -> list[Waiting]:
        from stocktake_web.records import queue

        return [one for one in queue.waiting(self.document, self.kind) if one.record.id not in self.skipped]

    def _near(self, record: Record) -> tuple[Record, ...]:
        """Return the records that may say the same, accepted ones and those that wait. They are compared once, when the first is shown."""
        if not self.known:
            self._compare()
        return tuple(self.known[one] for one in self.likes.get(record.id, ()) if one not in self.gone)[:5]

    def _compare(self) -> None:
        from stocktake.extract import duplicate
        from stocktake.search import analyser
        from stocktake_web.records import queue, services

        every = (*services.accepted_records(), *(one.record for one in queue.waiting()))
        self.known = {one.id: one for one in every}
        self.likes = duplicate.near(every, lambda one: _words(one, analyser.places))

    def _say_what_was_done(self) -> None:
        from stocktake_web.records import queue

        told = [f"{count} {what}" for what, count in self.done.items()] + (
            [f"{len(self.skipped)} skipped"] if self.skipped else []
        )
        click.echo(f"{', '.join(told) or 'nothing decided'}; {len(queue.waiting(self.document, self.kind))} still wait", err=True)


def _words(record: Record, places: Callable[[str, str], list[tuple[str, ...]]]) -> frozenset[str]:
    return frozenset(found[0] for found in places(f"{record.title} {record.summary}", record.language))


def _shown(one: Waiting, count: int, likes: tuple[Record, ...]) -> Iterator[str]:
    """Yield what a person needs to decide, line by line."""
    record = one.record
    places = "; ".join(str(place) for place in record.locators)
    yield ""
    yield click.style(f"{record.type}: {record.title}", bold=True)
    yield f"  {count} wait · {places} · sure {one.confidence:.0%} · {one.found_by}"
    if one.reopened:
        yield click.style(f"  decided about before; waits again because {one.reopened}", fg="yellow")
    yield f"  {record.summary}"
    for name, text in _facts(record):
        yield f"  {name}: {text}"
    for line in one.passage.splitlines():
        yield click.style(f"  │ {line.strip()}", dim=True) if line.strip() else "  │"
    for place, like in enumerate(likes, start=1):
        yield f"  like {place}: {like.title} ({like.id})"
    yield f"  {KEYS}   ? help"


def _facts(record: Record) -> Iterator[tuple[str, str]]:
    yield from (
        (name, text)
        for name, text in (
            ("actors", "; ".join(f"{one.name} ({one.kind})" for one in record.actors)),
            ("areas", ", ".join(record.areas)),
            ("objectives", ", ".join(record.commitments)),
            ("figures", "; ".join(f"{one.value:g} {one.unit} {one.of} {one.year or ''}".strip() for one in record.figures)),
            ("reported by", record.reported_by or ""),
            ("year", str(record.year or "")),
        )
        if text
    )


def _asked(record: Record) -> dict[str, Any]:
    """Ask for each field, its present content first, and return those that were changed."""
    from stocktake.model.record import RecordType

    click.echo("  Enter keeps what stands in brackets; - empties it.")
    asked: dict[str, Any] = {
        "title": _text("title", record.title) or record.title,
        "summary": _text("summary", record.summary),
        "type": click.prompt("  type", default=record.type, type=click.Choice(get_args(RecordType)), show_choices=False),
        "areas": _areas(record),
        "commitments": _commitments(record),
        "year": _year(record),
    }
    return {name: value for name, value in asked.items() if value != getattr(record, name)}


def _text(name: str, present: str) -> str:
    given = click.prompt(f"  {name}", default=present or "-", type=str)
    return "" if given == "-" else str(given).strip()


def _areas(record: Record) -> tuple[str, ...]:
    from stocktake.catalog import area

    known = area.areas()
    return tuple(known.find(one).code for one in _listed("areas", record.areas))


def _commitments(record: Record) -> tuple[str, ...]:
    from stocktake.catalog import catalog

    found = [f"gcm:{one}" if one.isdecimal() else one for one in _listed("objectives", record.commitments)]
    return tuple(catalog.load().commitment(one).id for one in found)


def _listed(name: str, present: tuple[str, ...]) -> list[str]:
    given = _text(name, ", ".join(present))
    return [one.strip() for one in given.split(",") if one.strip()]


def _year(record: Record) -> int | None:
    given = _text("year", str(record.year or ""))
    if given and not given.isdecimal():
        raise StocktakeError(f'"{given}" is no year')
    return int(given) if given else None


def _key() -> str:
    """Return the key that was pressed; from a pipe the next sign that is no line end, and nothing at its end."""
    if sys.stdin.isatty():
        try:
            return _pressed()
        except (KeyboardInterrupt, EOFError):
            return ""
    while (sign := sys.stdin.read(1)).isspace():
        pass
    return sign


def _pressed() -> str:
    """Return one key of a terminal. What was typed before it was asked for counts; `click.getchar` throws that away."""
    try:
        import termios
        import tty
    except ImportError:  # Windows
        return click.getchar()
    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    tty.setcbreak(file, termios.TCSANOW)
    try:
        return os.read(file, 1).decode("utf-8", "replace")
    finally:
        termios.tcsetattr(file, termios.TCSANOW, before)

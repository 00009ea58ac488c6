"""A language model beside the default reader, where somebody configured one: asked, told of, checked, and left out where it fails."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from stocktake.errors import DataError
from stocktake.service.progress import Tell

if TYPE_CHECKING:
    from stocktake.documents.asking import Asker
    from stocktake.extract.candidate import Reader
    from stocktake.extract.proposal import Proposer, Question
    from stocktake.model.candidate import Candidate
    from stocktake.model.text import Text

ENDPOINT, NAME, KEY = "STOCKTAKE_MODEL_ENDPOINT", "STOCKTAKE_MODEL_NAME", "STOCKTAKE_MODEL_KEY"
_SILENT = 3
"""Questions in a row without an answer after which no further one is asked."""


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name a model; they come to the command as `model`, `endpoint`, `no_model` and `rate`."""
    for one in (
        click.option("--rate", type=click.FloatRange(0, min_open=True), default=60, show_default=True, metavar="N",
                     help="The most questions a minute to the model."),
        click.option("--no-model", is_flag=True, help="Ask no model, whatever the environment says."),
        click.option("--endpoint", envvar=ENDPOINT, show_envvar=True, metavar="URL",
                     help="Where the model answers, as http://127.0.0.1:8080/v1. The text of the documents is sent there."),
        click.option("--model", envvar=NAME, show_envvar=True, metavar="NAME",
                     help="Ask a language model too, by the name its endpoint knows."),
    ):  # fmt: skip
        command = one(command)
    return command


@dataclass(slots=True)
class Model:
    """One model for a run over documents; `given_up` says why it is asked no more."""

    asker: Asker
    proposer: Proposer
    given_up: str = ""
    silent: int = 0

    @property
    def name(self) -> str:
        """The model and its host, as candidates name them."""
        return self.proposer.found_by

    def extend(self, text: Text, found: Sequence[Candidate], tell: Tell) -> tuple[tuple[Candidate, ...], bool]:
        """Return the candidates `found`, none lost, with those the model adds, and whether it answered every question.

        Says on standard error what is sent where before it is sent, and afterwards what held.
        """
        from stocktake.extract import proposal

        needed = proposal.questions(text)
        asked = needed[: proposal.MOST_QUESTIONS]
        if self.given_up or not asked:
            click.echo(f"{text.id}: {self.asker.host} was not asked{'; no text to ask about' if not asked else ''}", err=True)
            return tuple(found), not self.given_up
        self._announce(text, asked, len(needed))
        round_ = _Round()
        for number, question in enumerate(asked, 1):
            tell(f"asking {self.asker.host} about {text.id}, question {number} of {len(asked)}")
            self._ask(text, question, round_)
            if self.given_up:
                break
        together = proposal.joined(found, round_.candidates)
        round_.report(text, self.asker.host, len(asked), len(together) - len(found))
        return together, round_.answered == len(needed)

    def _announce(self, text: Text, asked: Sequence[Question], needed: int) -> None:
        size = sum(question.size for question in asked)
        count = f"{len(asked)} {'question' if len(asked) == 1 else 'questions'}"
        click.echo(
            f"{text.id}: {size:,} characters of its text go to {self.asker.host} in {count} to {self.asker.model}"
            + (", unencrypted" if self.asker.is_open else ""),
            err=True,
        )
        if needed > len(asked):
            click.echo(f"{text.id}: {needed} questions would be needed; the rest of the text is not asked about", err=True)

    def _ask(self, text: Text, question: Question, round_: _Round) -> None:
        from stocktake.documents.asking import Refused, Unanswered
        from stocktake.extract import proposal

        try:
            content = self.asker.ask(self.proposer.messages(question), proposal.schema())
        except Unanswered as fault:
            round_.failed[str(fault)] += 1
            self.silent += 1
            self.given_up = str(fault) if self.silent >= _SILENT else ""
            return
        except Refused as fault:
            round_.failed[str(fault)] += 1
            self.given_up = str(fault)
            return
        self.silent = 0
        checked = self.proposer.check(content, text, question)
        round_.answered += 1
        round_.candidates += checked.candidates
        round_.refused.update(checked.refused)
        round_.codes += checked.codes

    def close(self) -> None:
        """Raise DataError where the model was given up, so that nobody takes the run for a whole one."""
        if self.given_up:
            raise DataError(f"{self.given_up}; the model was asked no further, what the default reader found is all there")


@dataclass(slots=True)
class _Round:
    """What came of the questions about one document."""

    candidates: list[Candidate] = field(default_factory=list)
    answered: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    codes: int = 0

    def report(self, text: Text, host: str, asked: int, added: int) -> None:
        """Say what held, and for everything that did not how often and why."""
        held = len(self.candidates)
        said = f"{text.id}: {host} answered {self.answered} of {asked}; proposals that hold: {held}, of them new: {added}"
        click.echo(said, err=True)
        for reason, count in sorted(self.refused.items()):
            click.echo(f"{text.id}: not counted, {count}: {reason}", err=True)
        if self.codes:
            click.echo(
                f"{text.id}: dropped, {self.codes}: codes of areas or objectives that nobody knows, or beyond three", err=True
            )
        for reason, count in sorted(self.failed.items()):
            click.echo(f"{text.id}: no answer, {count}: {reason}", err=True)


def configured(name: str | None, endpoint: str | None, rate: float, reader: Reader) -> Model | None:
    """Return the model that was named, None where none was; a usage error where only half of it was, or it cannot be."""
    if not name and not endpoint:
        return None
    if not name or not endpoint:
        lacks = f"--model or {NAME}" if not name else f"--endpoint or {ENDPOINT}"
        raise click.UsageError(f"a language model needs a name and an endpoint: give {lacks} too, or --no-model to go without")
    if not name.isprintable() or len(name) > 100 or ";" in name:
        raise click.UsageError("the name of the model has signs that no name has, or is too long")
    from stocktake.catalog.area import areas
    from stocktake.documents.asking import Asker
    from stocktake.extract.proposal import Proposer

    try:
        asker = Asker(endpoint, name, os.environ.get(KEY, ""), interval=60 / rate)
    except DataError as fault:
        raise click.UsageError(str(fault)) from None
    found_by = f"{name} at {asker.host} (not calibrated)"
    return Model(asker, Proposer(reader.names, areas(), _titles(), found_by))


def _titles() -> dict[str, str]:
    """Return the short titles of the commitments a record may name: objectives of the Compact and SDG targets."""
    from stocktake.catalog.catalog import load

    frameworks = load().frameworks
    named = {one.id: one.name for key in ("gcm", "sdg") for one in frameworks[key].commitments}
    return {id_: title for id_, title in named.items() if id_.startswith("sdg:") or id_.removeprefix("gcm:").isdecimal()}

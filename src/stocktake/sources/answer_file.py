"""Answers to a questionnaire: a long CSV, one row an area, period and question; and an empty one to fill in.

A cell that cannot be right is named with its line, and the rest of the file is read on. An answer that is blank or could not be
read stays in the table as missing, so that nobody takes it for a no.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

import pyarrow as pa

from stocktake.errors import AreaNotFound, DataError
from stocktake.model import period
from stocktake.model.area import Area, Areas
from stocktake.model.questionnaire import Domain, Question, Questionnaire, Scale, fold
from stocktake.sources import csv_lines
from stocktake.sources.csv_lines import Fault

KEY: Final = ("ref_area", "time_period", "question")
REQUIRED: Final = (*KEY, "answer")
OPTIONAL: Final = ("source", "note")
IN_WORDS: Final = ("domain", "text", "choices")
"""Columns of the template that only help whoever fills it in; they are not read."""

SCHEMA: Final = pa.schema([(name, pa.string()) for name in (*REQUIRED, *OPTIONAL)])
"""One row an area, period and question; `answer` is the code of an answer, null where there is none."""

_COUNTS_AS_MISSING: Final = "until then it counts as missing"
_Found: TypeAlias = tuple[str, str]
"""What a cell means, and what is wrong with it; one of the two is empty."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was read: `table` in `SCHEMA`, and `left_out`, a sentence for each thing that could not be taken as it stands."""

    table: pa.Table
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    ref_area: str
    time_period: str
    question: str
    answer: str | None
    source: str
    note: str

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.ref_area, self.time_period, self.question)


def read(path: Path, questionnaire: Questionnaire, areas: Areas) -> Answers:
    """Return the answers of a file; see `parse`. DataError also where the file cannot be opened."""
    return parse(csv_lines.content(path), path.name, questionnaire, areas)


def parse(written: bytes, file: str, questionnaire: Questionnaire, areas: Areas) -> Answers:
    """Return the answers in the bytes of a CSV file, which messages call `file`.

    Areas are found by code or name; an answer is any spelling of the questionnaire. Of two answers to one question that differ
    neither counts, whatever their order; of two that agree one does. DataError where nothing can be read: no UTF-8, a column
    missing, a quotation mark left open, no row at all.
    """
    faults: list[Fault] = []
    checks = _Checks(questionnaire, areas, faults.append)
    lines = csv_lines.lines(written, file, REQUIRED, (*SCHEMA.names, *IN_WORDS), faults)
    rows = [row for line, cells in lines if (row := checks.row(line, cells))]
    if not rows and not faults:
        raise DataError(f"{file}: holds no answers; --template writes a file to fill in")
    table = _table(_settled(rows, faults))
    return Answers(table, csv_lines.sentences(file, faults))


def template(questionnaire: Questionnaire, area: Area, time_period: str) -> pa.Table:
    """Return the questions for an area and period as rows to fill in: the columns that are read, then the questions in words."""
    rows = [_blank(questionnaire, area, time_period, *one) for one in questionnaire.questions()]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in (*SCHEMA.names, *IN_WORDS)]))


def _blank(asked: Questionnaire, area: Area, time_period: str, domain: Domain, question: Question) -> dict[str, str | None]:
    key = {"ref_area": area.code, "time_period": time_period, "question": question.id}
    words = {"domain": domain.name, "text": _in_words(domain, question), "choices": _choices(asked.scale_of(domain, question))}
    return {**key, **dict.fromkeys(("answer", *OPTIONAL)), **words}


def _in_words(domain: Domain, question: Question) -> str:
    return f"{question.text}. {domain.asks}" if domain.asks else question.text


def _choices(scale: Scale) -> str:
    return " | ".join(one.code if fold(one.code) == fold(one.label) else f"{one.code}: {one.label}" for one in scale.answers)


class _Checks:
    """What turns the cells of a line into a row; each spelling is looked up once, and faults are told to `tell`."""

    def __init__(self, asked: Questionnaire, areas: Areas, tell: Callable[[Fault], None]) -> None:
        self.tell = tell
        self.scales = {question.id: asked.scale_of(domain, question) for domain, question in asked.questions()}
        self.answers = {question: scale.spelled() for question, scale in self.scales.items()}
        self.missing = {"", *map(fold, asked.missing.spellings)}
        self.find: Mapping[str, Callable[[str], _Found]] = {
            "ref_area": cache(lambda text: _area(text, areas)),
            "time_period": cache(_period),
            "question": self._question,
        }

    def row(self, line: int, cells: Mapping[str, str]) -> _Row | None:
        """Return the row of a line; None, and a fault told, where nobody can say which question of whom it answers."""
        found = {column: find(cells[column]) for column, find in self.find.items()}
        faults = [(column, fault) for column, (_, fault) in found.items() if fault]
        for column, fault in faults:
            self.tell(Fault(line, fault, column))
        if faults:
            return None
        area, time_period, question = (found[name][0] for name in KEY)
        answer = self._answer(line, question, cells["answer"])
        return _Row(line, area, time_period, question, answer, cells.get("source", ""), cells.get("note", ""))

    def _question(self, text: str) -> _Found:
        first, *_, last = self.scales
        said = f'"{text}" is not a question; they run from {first} to {last}'
        return (text, "") if text in self.scales else ("", said)

    def _answer(self, line: int, question: str, text: str) -> str | None:
        """Return the code of the answer; None where it is missing, and where it is none, which is told."""
        spelling = fold(text)
        found = self.answers[question].get(spelling)
        if found is None and spelling not in self.missing:
            choices = ", ".join(one.code for one in self.scales[question].answers)
            said = f'"{text}" is not an answer to {question}; write one of {choices}, or leave it blank'
            self.tell(Fault(line, f"{said}; {_COUNTS_AS_MISSING}", "answer"))
        return found


def _area(text: str, areas: Areas) -> _Found:
    try:
        found = areas.find(text)
    except AreaNotFound as fault:
        return "", str(fault)
    if found.kind != "country":
        return "", f"{found} is no country or territory; name the one whose answer it is"
    return found.code, ""


def _period(text: str) -> _Found:
    try:
        return period.parse(text).text, ""
    except ValueError as fault:
        return "", str(fault)


def _settled(rows: Iterable[_Row], faults: list[Fault]) -> list[_Row]:
    """Return one row an area, period and question: blank where two answers differ, the first where they agree."""
    by_key: dict[tuple[str, str, str], _Row] = {}
    clashing = set()
    for row in rows:
        first = by_key.setdefault(row.key, row)
        if first.answer is None:
            by_key[row.key] = row
        elif first is not row and row.answer is not None:
            faults.append(Fault(row.line, _twice(row, first), "question"))
            clashing |= {row.key} if row.answer != first.answer else set()
    return [replace(row, answer=None) if key in clashing else row for key, row in by_key.items()]


def _twice(row: _Row, first: _Row) -> str:
    said = f"{row.question} of {row.ref_area} in {row.time_period} is answered"
    if row.answer == first.answer:
        return f"{said} on line {first.line} already, and the same; it counts once: take one out"
    return f"{said} on line {first.line} already, and otherwise; take one out: {_COUNTS_AS_MISSING}"


def _table(rows: Sequence[_Row]) -> pa.Table:
    return pa.table({name: [getattr(row, name) for row in rows] for name in SCHEMA.names}, schema=SCHEMA)

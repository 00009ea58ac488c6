"""A CSV file that people filled in, line by line: what cannot be right is named with its line, and the rest is read on.

For small files by hand; `csv_file` reads large ones whole and stops at the first fault.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from stocktake.errors import DataError

Lines: TypeAlias = Iterator[tuple[int, Mapping[str, str]]]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong on a line of a file, in one column or in the line as a whole; the rest of the file is read on."""

    line: int
    text: str
    column: str = ""

    def told(self, file: str) -> str:
        """Return the sentence that names file, line and column."""
        place = f'{file}, line {self.line}, column "{self.column}"' if self.column else f"{file}, line {self.line}"
        return f"{place}: {self.text}"


def sentences(file: str, faults: Iterable[Fault]) -> tuple[str, ...]:
    """Return a sentence for each fault, in the order of lines."""
    return tuple(one.told(file) for one in sorted(faults, key=lambda one: one.line))


def content(path: Path) -> bytes:
    """Return the bytes of a file; DataError where it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise DataError(f"{path}: cannot be read ({fault.strerror}); name a CSV file") from fault


def lines(written: bytes, file: str, required: Collection[str], known: Collection[str] | None, faults: list[Fault]) -> Lines:
    """Yield each row of a CSV file as the line it begins on and its cells by column, outer spaces taken off.

    Comma, semicolon or tab part the cells, whichever the header has most of. Rows without any sign are skipped. A column outside
    `known`, unless that is None, and a row of the wrong length go to `faults`. DataError, with messages that call
    the file `file`, where it is no UTF-8, a `required` column is missing or there twice, or a quotation mark is left open.
    """
    rows = _rows(_text(written, file))
    try:
        _, names = next(rows, (1, []))
        _check_header(names, file, required, known, faults)
        for line, cells in rows:
            if any(cells) and len(cells) == len(names):
                yield line, dict(zip(names, cells, strict=True))
            elif any(cells):
                found = f"{len(cells)} cells where the header has {len(names)}"
                faults.append(Fault(line, f"{found}; add the missing ones, or quote a cell that holds a comma"))
    except csv.Error as fault:
        raise DataError(f"{file}: cannot be read as CSV ({fault}); look for a quotation mark that is left open") from fault


def _text(written: bytes, file: str) -> str:
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = written[: fault.start].count(b"\n") + 1
        raise DataError(f"{file}, line {line}: is not UTF-8 text; save the file as CSV in UTF-8") from fault


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on: a cell may hold line breaks."""
    delimiter = max(",;\t", key=(text.splitlines() or [""])[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    for cells in reader:
        yield begins, [cell.strip() for cell in cells]
        begins = reader.line_num + 1


def _check_header(
    names: list[str], file: str, required: Collection[str], known: Collection[str] | None, faults: list[Fault]
) -> None:
    for name in required:
        if names.count(name) != 1:
            state = "stands there twice; take one out" if name in names else f"is missing; expected {', '.join(required)}"
            raise DataError(f'{file}, line 1: column "{name}" {state}')
    unknown = [name for name in names if name and known is not None and name not in known]
    said = "is not known and not read; take it out or correct its name"
    faults.extend(Fault(1, said, name) for name in unknown)

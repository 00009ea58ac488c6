"""How many pages a minute are read, and how many read and extracted: files of our own making, and the real report where at hand.

A page has about 2,900 characters, as the reports have. Time of reading is from the call of `read` to the last passage made plain; time of
both is from the call of `read` to the last candidate of the default reader, whose words are loaded before and timed by themselves. Imports
are in none. Memory is the peak of the whole process.
"""

import os
import resource
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import paper
from stocktake.catalog.area import areas
from stocktake.catalog.catalog import load
from stocktake.catalog.lexicon import lexicon
from stocktake.documents import read
from stocktake.extract.candidate import Reader
from stocktake.model.text import Text

SHARED = Path(__file__).parents[2] / "shared"
PAGES = 300
RUNS = 3
ASKED = 1000
"""Pages a minute asked for, on two cores, of reading and extraction together."""
CHARACTERS = 2900
"""Characters on a page of a report, to count the pages of files that have none."""
LOADED = 0.5
"""Seconds asked for to load the words of the reader and what it learned."""
SAYINGS = Path(__file__).parents[1] / "tests" / "extract" / "report.txt"
ROW = "{:<34} {:>7} {:>10} {:>9} {:>14} {:>7}"

Timed = Callable[[Path], tuple[float, int, int]]
"""Returns the seconds for a file, its pages, and how many passages or candidates came out."""


def main() -> None:
    print(
        f"{os.cpu_count()} processors; best of {RUNS} runs; {ASKED} pages a minute are asked for, reading and extraction together"
    )
    reports = sorted(SHARED.glob("documents/idm2018-report.txt"))
    with tempfile.TemporaryDirectory() as folder:
        files = made_up(Path(folder))
        print(ROW.format("read", "pages", "passages", "seconds", "pages a minute", "MB"))
        for path in (*files, *reports):
            show(path, reading)
        seconds = min(loading() for _ in range(RUNS))
        print(f"\nwords and what was learned loaded in {seconds:.2f} seconds; {LOADED} are asked for\n")
        print(ROW.format("read and extracted", "pages", "candidates", "seconds", "pages a minute", "MB"))
        for path in (files[0], dialogue(Path(folder)), *reports):
            show(path, partial(extracting, default()))


def loading() -> float:
    """Return the seconds it takes to load the words of the default reader and what it learned, from their files."""
    lexicon.cache_clear()
    started = time.perf_counter()
    lexicon()
    return time.perf_counter() - started


def default() -> Reader:
    """Return the reader of `stocktake document read`."""
    titles = {one.id: one.name for framework in load().frameworks.values() for one in framework.commitments}
    return Reader(lexicon(), areas(), titles)


def dialogue(folder: Path) -> Path:
    """Write a PDF of pages full of what people say: the sentences of a made-up meeting, in other order on each page."""
    parts = [" ".join(part.split()) for part in SAYINGS.read_text(encoding="utf-8").split("AGENDA")[0].split("\n\n")]
    said = [part for part in parts if len(part) > 60]
    pages = []
    for page in range(PAGES):
        turned = said[page % len(said) :] + said[: page % len(said)]
        lines = [line for part in (turned * 4)[:16] for line in (*textwrap.wrap(part, 95), "")]
        pages.append(paper.prose([f"Part {page + 1}", "", *lines[:50]]))
    return paper.saved(folder, "dialogue.pdf", paper.pdf(pages))


def made_up(folder: Path) -> list[Path]:
    """Write the files and return their paths."""
    pdf = paper.saved(folder, "report.pdf", paper.pdf(paper.speech(PAGES)))
    content = read(pdf).content
    run = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'
    body = "".join(run.format(line) for line in content.replace("\f", "").split("\n"))
    return [pdf, paper.saved(folder, "report.docx", paper.docx(body)), paper.saved(folder, "report.txt", content)]


def show(path: Path, timed: Timed) -> None:
    """Print a line for a file."""
    seconds, pages, count = min(timed(path) for _ in range(RUNS))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(ROW.format(path.name, pages, count, f"{seconds:.2f}", f"{60 * pages / seconds:,.0f}", f"{memory:.0f}"))


def reading(path: Path) -> tuple[float, int, int]:
    """Return the seconds of one reading, the pages and the passages."""
    started = time.perf_counter()
    text = read(path)
    for passage in text.passages:
        text.plain(passage)
    seconds = time.perf_counter() - started
    return seconds, _pages(text), len(text.passages)


def extracting(reader: Reader, path: Path) -> tuple[float, int, int]:
    """Return the seconds of one reading with all candidates drawn, the pages and the candidates."""
    started = time.perf_counter()
    text = read(path)
    found = reader.candidates(text)
    return time.perf_counter() - started, _pages(text), len(found)


def _pages(text: Text) -> int:
    return len(text.page_starts) or round(len(text.content) / CHARACTERS)


if __name__ == "__main__":
    main()

"""How many pages a minute are read into passages: a PDF, a DOCX and a text file of our own making; and the real reports where at hand.

A page has about 2,900 characters, as the reports have. Time is from the call of `read` to the last passage made plain; imports are not in it.
Memory is the peak of the whole process.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import paper
from stocktake.documents import read

SHARED = Path(__file__).parents[2] / "shared"
PAGES = 300
RUNS = 3
ASKED = 1000
"""Pages a minute asked for, on two cores, of reading and extraction together."""
CHARACTERS = 2900
"""Characters on a page of a report, to count the pages of files that have none."""
ROW = "{:<34} {:>7} {:>9} {:>9} {:>14} {:>7}"


def main() -> None:
    print(
        f"{os.cpu_count()} processors; best of {RUNS} runs; {ASKED} pages a minute are asked for, reading and extraction together"
    )
    print(ROW.format("file", "pages", "passages", "seconds", "pages a minute", "MB"))
    with tempfile.TemporaryDirectory() as folder:
        for path in made_up(Path(folder)):
            show(path)
    for path in sorted(SHARED.glob("documents/idm2018-report.txt")):
        show(path)


def made_up(folder: Path) -> list[Path]:
    """Write the files and return their paths."""
    pdf = paper.saved(folder, "report.pdf", paper.pdf(paper.speech(PAGES)))
    content = read(pdf).content
    run = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'
    body = "".join(run.format(line) for line in content.replace("\f", "").split("\n"))
    return [pdf, paper.saved(folder, "report.docx", paper.docx(body)), paper.saved(folder, "report.txt", content)]


def show(path: Path) -> None:
    """Print a line for a file."""
    seconds, pages, passages = min(timed(path) for _ in range(RUNS))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(ROW.format(path.name, pages, passages, f"{seconds:.2f}", f"{60 * pages / seconds:,.0f}", f"{memory:.0f}"))


def timed(path: Path) -> tuple[float, int, int]:
    """Return the seconds of one reading, the pages and the passages."""
    started = time.perf_counter()
    text = read(path)
    for passage in text.passages:
        text.plain(passage)
    seconds = time.perf_counter() - started
    return seconds, len(text.page_starts) or round(len(text.content) / CHARACTERS), len(text.passages)


if __name__ == "__main__":
    main()

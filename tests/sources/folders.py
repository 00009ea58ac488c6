"""Makers of pack folders."""

from collections.abc import Iterable
from pathlib import Path

ABOUT = 'title: A pack\nkind: {kind}\ncompiled: "2026-01-01"\nterms: free\nexpected: {expected}\n'
HEADER = "indicator,series,ref_area,time_period,obs_value,unit_measure,source,vintage"
ROW = "x,X,MDA,2024,1.5,PT,s,1"
SOURCES = "id,vintage,title,publisher,released\ns,1,A table,Somebody,2024-06\n"
DOCUMENTS = 'documents:\n  - {id: d, title: A text, publisher: Somebody, year: "2018"}\n'
RECORD = '{"id":"r1","type":"need","title":"t","summary":"s","locators":[{"document":"d","first_line":1,"last_line":2}]}'


def figures(
    folder: Path, rows: Iterable[str] = (ROW,), header: str = HEADER, sources: str = SOURCES, expected: str = "{}"
) -> Path:
    """Return a folder with a pack of figures."""
    observations = "".join(f"{line}\n" for line in (header, *rows))
    about = ABOUT.format(kind="figures", expected=expected)
    return filled(folder / "figs", {"pack.yml": about, "observations.csv": observations, "sources.csv": sources})


def records(folder: Path, lines: Iterable[str] = (RECORD,), expected: str = "{}") -> Path:
    """Return a folder with a pack of records."""
    about = ABOUT.format(kind="records", expected=expected)
    text = "".join(f"{line}\n" for line in lines)
    return filled(folder / "recs", {"pack.yml": about, "documents.yml": DOCUMENTS, "records.jsonl": text})


def filled(folder: Path, files: dict[str, str]) -> Path:
    """Return the folder, made, with the files in it."""
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder

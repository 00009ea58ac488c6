"""A made-up report, and a reader of it."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from stocktake.catalog.area import areas
from stocktake.catalog.catalog import load
from stocktake.catalog.lexicon import lexicon
from stocktake.documents import read
from stocktake.extract.candidate import Reader
from stocktake.extract.name import Names
from stocktake.model.lexicon import Learned

REPORT = Path(__file__).parent / "report.txt"


@cache
def names():
    return Names(lexicon(), areas())


@cache
def reader(learned=True):
    words = lexicon() if learned else replace(lexicon(), learned=Learned())
    return Reader(words, areas(), {one.id: one.name for one in load().frameworks["gcm"].commitments})


@cache
def report():
    return read(REPORT)

"""The published results of the SDG Index 2019, computed anew with the formulas and the method that ship.

The windows of the arrows are not published with them; `docs/reference/sdsn-2019.md` lists each arrow that comes out otherwise.
"""

import re
from collections import Counter
from pathlib import Path

import ibis
import pytest

from sdsn_2019 import ARROWS, results
from stocktake.catalog.method import method
from stocktake.measure import assessment, sdsn, series, terms

PAGE = Path(__file__).parents[2] / "docs/reference/sdsn-2019.md"
SDSN = method("sdsn")
LAST_YEAR = 2018


@pytest.fixture(scope="module")
def cells():
    """Return every country and indicator with a value, and what our formulas make of it."""
    t = ibis.memtable(results().cells)
    t = t.filter(t.value.notnull())
    t = t.mutate(our_score=sdsn.cut(sdsn.normalised(t.value, t)))
    return t.mutate(our_colour=sdsn.colour(t.our_score, t, SDSN)).to_pyarrow().to_pylist()


@pytest.fixture(scope="module")
def arrows():
    """Return each published arrow: indicator, arrow, the classes it stands for, and our class or why there is none."""
    prepared = series.prepare(ibis.memtable(results().observations), terms.table(results().indicators), LAST_YEAR)
    judged = assessment.assess(prepared, [SDSN]).select("ref_area", "indicator", "class_key", "reason_key")
    ours = {(row["ref_area"], row["indicator"]): row["class_key"] or row["reason_key"] for row in judged.to_pyarrow().to_pylist()}
    return [
        (row["indicator"], row["arrow"], ours.get((row["ref_area"], row["indicator"]), "no_value"))
        for row in results().cells.to_pylist()
        if row["arrow"]
    ]


def is_met(arrow, key):
    return key in ARROWS[arrow]


def test_every_published_score_comes_out(cells):
    scored = [row for row in cells if row["score"] is not None]
    met = [row for row in scored if row["our_score"] == pytest.approx(row["score"], abs=1e-9)]
    assert (len(met), len(scored)) == (12_788, 12_788)


def test_every_published_colour_comes_out(cells):
    coloured = [row for row in cells if row["colour"] is not None]
    missed = [(row["ref_area"], row["indicator"]) for row in coloured if row["our_colour"] != row["colour"]]
    assert (len(coloured), missed) == (15_305, [])


def test_the_cells_whose_title_is_that_of_the_codebook_come_out_too(cells):
    """The part of the results that has been recomputed before: 11,322 scores and 12,675 colours."""
    same = [row for row in cells if row["same_title"]]
    scored, coloured = [row for row in same if row["score"] is not None], [row for row in same if row["colour"] is not None]
    assert (len(scored), len(coloured)) == (11_322, 12_675)
    assert sum(row["our_colour"] == row["colour"] for row in coloured) >= 12_666


def test_at_least_85_of_100_published_arrows_come_out(arrows):
    met = sum(is_met(arrow, key) for _, arrow, key in arrows)
    assert (met, len(arrows)) == (8_313, 9_691)
    assert met / len(arrows) >= 0.85


def test_a_published_arrow_is_never_called_the_opposite_unseen(arrows):
    """How often up stands for down and down for up; the page names the figures."""
    found = Counter((arrow, key) for _, arrow, key in arrows if not is_met(arrow, key))
    assert (found["↓", "on_track"], found["↓", "maintaining"], found["↑", "decreasing"]) == (45, 0, 71)


def test_the_page_lists_every_mismatch(arrows):
    missed = Counter(indicator for indicator, arrow, key in arrows if not is_met(arrow, key))
    everything = Counter(indicator for indicator, _, _ in arrows)
    listed = re.findall(r"^\| `(sdg\w+)` \| (\d+) \| (\d+) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {name: (int(total), int(wrong)) for name, total, wrong in listed} == {
        name: (total, missed[name]) for name, total in everything.items()
    }

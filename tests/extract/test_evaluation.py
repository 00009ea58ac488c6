"""What was measured does not fall: a part of `make evaluate` run again, beside the figures written down."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIGURES = json.loads((ROOT / "docs" / "reference" / "evaluation.json").read_text(encoding="utf-8"))
NOISE = 0.005
"""What another processor's rounding may change."""

pytestmark = pytest.mark.skipif(
    not (ROOT.parent / "shared" / "evidence").exists(), reason="the labelled documents do not lie beside the project"
)


@pytest.fixture(scope="module")
def evaluate():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        import evaluate
        import labelled
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    return evaluate, labelled.documents()


def test_a_document_nobody_learned_from_is_read_as_well_as_written_down(evaluate):
    module, documents = evaluate
    out = next(one for one in documents if one.text.id == "idm2023-newyork-summary")
    reader = module.reader([one for one in documents if one is not out])
    again = module.scores([(out.records, reader.candidates(out.text))])
    for name in ("all F1", "spoken F1"):
        assert again[name] >= FIGURES[out.text.id][name] - NOISE, name


def test_the_cues_alone_are_as_good_as_written_down(evaluate):
    module, documents = evaluate
    bare = module.reader([])
    again = module.given([(one, bare) for one in documents])
    for name, value in again.items():
        assert value >= FIGURES["cues"][name] - NOISE, name


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("all F1", 0.62),
        ("spoken F1", 0.57),
        ("practice F1", 0.66),
        ("recommendation F1", 0.65),
        ("participation F1", 0.93),
        ("panel F1", 0.90),
        ("areas F1", 0.90),
        ("areas exact", 0.94),
        ("actors F1", 0.60),
        ("figures F1", 0.85),
        ("first objective", 0.60),
        ("first objective among three", 0.88),
    ],
)
def test_the_figures_written_down_keep_above_the_floor(name, floor):
    assert FIGURES["left_out"][name] >= floor


@pytest.mark.parametrize(("name", "floor"), [("spoken F1", 0.56), ("practice F1", 0.62), ("recommendation F1", 0.64)])
def test_the_half_nobody_looked_at_keeps_above_the_floor(name, floor):
    assert FIGURES["idm2018-report, second half"][name] >= floor


def test_confidence_is_near_the_share_that_fits():
    assert FIGURES["left_out"]["confidence off by"] <= 0.10


def test_the_reader_beats_the_keywords():
    assert FIGURES["left_out"]["all F1"] > FIGURES["keywords"]["all F1"] + 0.1

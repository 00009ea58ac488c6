"""What the matrix of expected figures rests on: its bars, the cells nobody asks for, and the file for machines."""

import json
import re
from dataclasses import replace

import jsonschema
import pytest

from gap_factory import cell
from review_factory import country, world
from stocktake.model.gap import counts_in, readiness
from stocktake.model.review import GapAssessment
from stocktake.page import matrix, review_json
from stocktake.page.html import html

WITHIN = {"present": 1, "old": 2, "estimate_only": 3, "absent": 14}
CELLS = (
    cell("10.c.1"),
    cell("10.c.1", "sex", "old", categories=1, newer_estimate=2024),
    cell("10.c.1", "age", "absent", metadata="wanted", of_all=True),
    cell("16.9.1", state="absent"),
    cell("16.9.1", "disability", "absent", metadata="", of_all=True),
)


def with_gaps(review, *cells):
    own = readiness("required", counts_in(one.state for one in cells if one.metadata == "required" and one.state))
    words = {code: code for code in ("sex", "age", "disability")}
    return replace(review, gaps=GapAssessment(cells, (own,), (), 5, asked_of_all=("age", "disability"), dimensions=words))


def region():
    """Return a review of an area with areas within; of the area itself nothing is expected in one cell."""
    return with_gaps(world(), *(replace(one, areas=WITHIN) for one in CELLS), cell("10.7.2", state=None, areas=WITHIN))


def row(page, indicator):
    """Return the row of an indicator in the first matrix, as HTML."""
    rows = page.partition('id="gaps-metadata"')[2].partition("</table>")[0].split("<tr")
    return next(one for one in rows if f'<span class="code">{indicator}</span>' in one)


def test_a_split_nobody_asks_for_is_not_called_absent():
    births = row(html(with_gaps(country(), *CELLS)), "16.9.1")
    assert births.count("#state-absent") == 1, "the figure itself; disability is asked for in the other table"


def test_what_is_not_expected_of_the_area_itself_has_no_mark():
    policies = row(html(region()), "10.7.2")
    assert "#state-" not in policies
    assert "of 20" in policies


@pytest.mark.parametrize(
    ("counts", "widths"),
    [
        pytest.param({"present": 1, "absent": 1}, [32.0, 32.0], id="as long as the share"),
        pytest.param({"present": 1, "absent": 999_999}, [0.8, 64.0], id="a single one is still seen"),
        pytest.param({"present": 0, "absent": 5}, [64.0], id="what does not occur has no piece"),
        pytest.param({"present": 0}, [], id="nothing counted"),
    ],
)
def test_a_piece_of_a_bar_is_as_long_as_its_share(counts, widths):
    found = [float(one) for one in re.findall(r'<rect[^>]* width="([\d.]+)"', matrix.bar(counts))]
    assert found == pytest.approx(widths, abs=0.001)


@pytest.mark.parametrize("make", [lambda: with_gaps(country(), *CELLS), region], ids=["country", "region"])
def test_the_gaps_fit_the_schema(make):
    jsonschema.validate(json.loads(review_json.encode(make())), review_json.schema())

"""How far methods agree on a series, whatever the methods are."""

import ibis
import pyarrow as pa
import pytest

from stocktake.measure.assessment import with_agreement


def agreement_of(*standings):
    rows = {"series_id": [1] * len(standings) + [2], "standing": [*standings, "wrong_way"]}
    found = with_agreement(ibis.memtable(pa.table(rows))).to_pyarrow().to_pylist()
    assert len(found) == len(standings) + 1
    row = next(one for one in found if one["series_id"] == 1)
    return row["agreement"], row["on_course"], row["too_slow"], row["wrong_way"]


@pytest.mark.parametrize(
    ("standings", "expected"),
    [
        pytest.param(["too_slow", "too_slow"], ("agree", 0, 2, 0), id="all say the same"),
        pytest.param(["too_slow", "cannot_tell", "too_slow"], ("agree", 0, 2, 0), id="who cannot tell has no say"),
        pytest.param(["on_course", "too_slow"], ("differ", 1, 1, 0), id="two say different things"),
        pytest.param(["on_course", "too_slow", "wrong_way"], ("differ", 1, 1, 1), id="three things"),
        pytest.param(["cannot_tell", "on_course"], ("one_method", 1, 0, 0), id="one can tell"),
        pytest.param(["cannot_tell", "cannot_tell"], ("none", 0, 0, 0), id="none can tell"),
    ],
)
def test_agreement(standings, expected):
    assert agreement_of(*standings) == expected

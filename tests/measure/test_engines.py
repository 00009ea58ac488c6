"""The same expressions on Spark give what they give on DuckDB: every row, every column, numbers to 1e-9."""

import shutil

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import large_tables
from stocktake.catalog.method import methods
from stocktake.model.observation import SERIES_KEY
from stocktake.service import judging
from stocktake.tables import engine

SERIES = 58_000
"""About a million rows, with quarters, gaps, zeros, both signs, and targets that have passed."""

NEAR = 1e-9


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "figures.parquet"
    rows = large_tables.make_up(path, SERIES)
    assert rows > 1_000_000
    return path


def judged(name, path):
    t = engine.read(engine.connect(name), [path])
    found = judging.judge(t, large_tables.made_up_indicators(), methods().values(), 2026).to_pyarrow()
    return found.sort_by([(column, "ascending") for column in (*SERIES_KEY, "method")]).combine_chunks()


def differing(a: pa.ChunkedArray, b: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return which values differ; numbers may by `NEAR` of their size, and NULL only equals NULL."""
    if pa.types.is_floating(a.type):
        near = pc.multiply(pc.max_element_wise(pc.abs(a), 1.0), NEAR)
        same = pc.less_equal(pc.abs(pc.subtract(a, b)), near)
    else:
        same = pc.equal(a, b)
    return pc.invert(pc.fill_null(same, pc.and_(a.is_null(), b.is_null())))


@pytest.mark.spark
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not here")
def test_spark_gives_what_duckdb_gives(figures):
    pytest.importorskip("pyspark", reason="Spark is not installed: requirements/spark.txt")
    here, there = judged("duckdb", figures), judged("local[2]", figures)
    assert (here.num_rows, there.num_rows) == (SERIES * len(methods()),) * 2
    wrong = {name: pc.sum(differing(here[name], there[name].cast(here[name].type))).as_py() for name in here.column_names}
    assert not {name: count for name, count in wrong.items() if count}


def test_a_difference_is_seen():
    a, b = pa.chunked_array([[1.0, 1.0, None, 1e9]]), pa.chunked_array([[1.0, 1.0 + 1e-8, 1.0, 1e9 + 0.1]])
    assert differing(a, b).to_pylist() == [False, True, True, False]


def test_an_engine_that_is_none_is_named():
    with pytest.raises(Exception, match="give duckdb, local"):
        engine.connect("carrier-pigeon://coop")

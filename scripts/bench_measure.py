"""Time and memory of judging large tables by every method, each in a process of its own, beside the floor and the usual way.

`all methods` runs from the Parquet file to one row a series and method, held in the engine, until how far the methods agree is counted;
the start of the interpreter and its imports are not in it (about a second). Peak memory is that of the whole process.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import large_tables

SHARED = Path(__file__).parents[2] / "shared"
RUNS = 3
SIZES = ((58_000, None, None), (172_000, None, None), (400_000, 8.0, 3000))
"""Series, and the seconds and megabytes asked for: about 1, 3 and 7 million rows."""
SAMPLE = 2_000
ROW = "{:<44} {:>10} {:>9} {:>9} {:>6} {:>6} {:>6}"


def main() -> None:
    if sys.argv[1:]:
        child(*sys.argv[1:])
        return
    print(f"{os.cpu_count()} processors; best of {RUNS} runs, each in a process of its own")
    print(ROW.format("job", "rows", "series", "seconds", "asked", "MB", "asked"))
    with tempfile.TemporaryDirectory() as folder:
        real(Path(folder) / "sdg.parquet")
        for series, seconds, megabytes in SIZES:
            path = Path(folder) / f"{series}.parquet"
            run("make_up", str(path), str(series))
            show("made up, all methods", "made_up", path, seconds, megabytes)
            show("made up, floor: DuckDB, first and last value", "floor", path)
        usual(path, series)
        shuffled = Path(folder) / "shuffled.parquet"
        run("make_up", str(shuffled), str(series), "shuffled")
        show("made up, rows in no order, all methods", "made_up", shuffled)


def real(path: Path) -> None:
    """Judge the real SDG database, and say how often the ranges of projections held in it."""
    if not (SHARED / large_tables.SDG).exists():
        print("the real SDG database is not beside this checkout: left out")
        return
    run("sdg_database", str(path))
    show("SDG database, all methods", "sdg", path, 3.0, 1000)
    show("SDG database, floor: DuckDB, first and last value", "floor", path)
    print("\nHow often the 80 % range held for the last three years of the real series:")
    print(run("coverage", str(path)))


def show(name: str, job: str, path: Path, seconds: float | None = None, megabytes: int | None = None) -> None:
    took, used, rows, series = min(measured(job, path) for _ in range(RUNS))
    cells = (name, f"{rows:.0f}", f"{series:.0f}", f"{took:.2f}", seconds or "", f"{used:.0f}", megabytes or "")
    print(ROW.format(*cells), flush=True)


def measured(job: str, path: Path) -> tuple[float, ...]:
    return tuple(float(one) for one in run(job, str(path)).split())


def run(*arguments: str) -> str:
    """Run a job in a process of its own; this one stays small, for a child's peak memory is never less than its parent's."""
    return subprocess.run([sys.executable, __file__, *arguments], check=True, capture_output=True, text=True).stdout


def usual(path: Path, series: int) -> None:
    """Time the usual way, a loop over series in pandas, on a sample, and say what the whole would take."""
    finished = subprocess.run([sys.executable, __file__, "usual", str(path)], check=False, capture_output=True, text=True)
    if finished.returncode:
        print("the usual way: pandas is not installed here (it comes with requirements/spark.txt)")
        return
    took = float(finished.stdout)
    whole = f"{took:.2f} s for {SAMPLE} series, so {took / SAMPLE * series:.0f} s for {series}"
    print(f"the usual way, a loop over series in pandas, one method: {whole}")


def child(job: str, path: str, *more: str) -> None:
    jobs: dict[str, Callable[..., None]] = {
        "sdg_database": lambda path: large_tables.sdg_database(SHARED, path),
        "make_up": lambda path, series, *order: large_tables.make_up(path, int(series), shuffled=bool(order)),
        "sdg": sdg,
        "made_up": made_up,
        "floor": floor,
        "usual": loop,
        "coverage": coverage,
    }
    jobs[job](Path(path), *more)


def tell(took: float, rows: int, series: int) -> None:
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, rows, series)


def sdg(path: Path) -> None:
    judged(path, large_tables.sdg_indicators(path))


def made_up(path: Path) -> None:
    judged(path, large_tables.made_up_indicators())


def judged(path: Path, indicators: list) -> None:
    with suppress(ImportError):  # where it is installed, Arrow imports it at first use: half a second that is no judging
        import pandas  # noqa: F401

    from stocktake.catalog.method import methods
    from stocktake.measure import assessment, series, terms
    from stocktake.tables import engine

    asked = list(methods().values())
    backend = engine.connect()
    hold = engine.holder(backend)
    began = time.perf_counter()
    how = series.Engine(hold, engine.key_number(backend))
    t = engine.read(backend, [path])
    prepared = series.prepare(t, terms.table(indicators), 2026, engine=how)
    found = assessment.assess(prepared, asked, hold)
    told = found.group_by("method", "agreement").agg(rows=found.count()).to_pyarrow()
    took = time.perf_counter() - began
    count = int(prepared.series.count().to_pyarrow().as_py())
    if sum(told["rows"].to_pylist()) != count * len(asked):
        raise SystemExit("a series got lost")
    tell(took, int(t.count().to_pyarrow().as_py()), count)


def floor(path: Path) -> None:
    import duckdb

    from stocktake.model.observation import SERIES_KEY

    connection = duckdb.connect()
    began = time.perf_counter()
    connection.execute(
        f"create temp table f as select {', '.join(SERIES_KEY)}, arg_min(obs_value, time_period) a, arg_max(obs_value, time_period) b "
        f"from '{path}' group by all"
    )
    took = time.perf_counter() - began
    (rows,), (series,) = (connection.execute(f"select count(*) from {one}").fetchone() for one in (f"'{path}'", "f"))
    tell(took, rows, series)


def loop(path: Path) -> None:
    import duckdb
    import pandas  # noqa: F401  (what `df` gives)

    from stocktake.model.observation import SERIES_KEY

    keys = ", ".join(SERIES_KEY)
    frame = duckdb.sql(f"select * from '{path}' where hash({keys}) % (400000 // {SAMPLE}) = 0").df()
    began = time.perf_counter()
    found, count = [], 0
    for _, one in frame.dropna(subset="obs_value").groupby(list(SERIES_KEY)):
        count += 1
        years = one.assign(year=one.time_period.str[:4].astype(int)).sort_values("time_period").groupby("year").obs_value.last()
        window = years[years.index >= 2015]
        if len(window) >= 2 and (window > 0).all():
            found.append((window.iloc[-1] / window.iloc[0]) ** (1 / (window.index[-1] - window.index[0])) - 1)
    print((time.perf_counter() - began) / count * SAMPLE)


def coverage(path: Path) -> None:
    from stocktake.measure import backtest, series, terms
    from stocktake.tables import engine

    backend = engine.connect()
    how = series.Engine(engine.holder(backend), engine.key_number(backend))
    prepared = series.prepare(engine.read(backend, [path]), terms.table([]), 2026, engine=how)
    print(f"{'kind':<12} {'group':<20} {'cases':>9} {'held':>7}")
    for by, name in (("years", "values known"), ("ahead", "years ahead")):
        for row in backtest.coverage(prepared, by=by).to_pyarrow().to_pylist():
            print(f"{row['kind']:<12} {row['begins']:>2} on {name:<14} {row['cases']:>9} {row['share']:>7.1%}")


if __name__ == "__main__":
    main()

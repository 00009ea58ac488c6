"""Time and memory of the main jobs, each as a whole process: median of several runs after a warm-up, beside what is asked for.

Then reviews as the site makes them, one after another in one process, none of them kept: `bench.py warm WORKSPACE` does that alone, on any
workspace.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

RUNS = 5
YEAR = datetime.now(UTC).year
STOCKTAKE = Path(sys.executable).parent / "stocktake"
JOBS = (
    ("stocktake --help", ["--help"], 0.3, None),
    ("stocktake review WLD, first use", ["review", "WLD"], None, 500),
    ("stocktake review WLD, again", ["review", "WLD"], 3.0, 500),
    ("stocktake review 202, again", ["review", "202"], 3.0, 500),
    ("stocktake review MDA, again", ["review", "MDA"], 3.0, 500),
)
WARM = ("MDA", "DEU", "202", "WLD")


def main() -> None:
    if sys.argv[1:2] == ["warm"]:
        warm(Path(sys.argv[2]))
        return
    print(f"{os.cpu_count()} processors; median of {RUNS} runs")
    print(f"{'job':<36} {'seconds':>8} {'asked':>6} {'MB':>6} {'asked':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments, seconds, megabytes in JOBS:
            runs = [run(arguments, Path(folder), is_first="first use" in name) for _ in range(RUNS + 1)][1:]
            took, used = (statistics.median(values) for values in zip(*runs, strict=True))
            print(f"{name:<36} {took:>8.2f} {seconds or '':>6} {used:>6.0f} {megabytes or '':>6}")
        page = Path(folder) / "reviews" / "WLD" / "index.html"
        print(f"{'index.html of the world, kB':<36} {page.stat().st_size / 1000:>8.0f} {3000:>6}", flush=True)
        subprocess.run([sys.executable, __file__, "warm", Path(folder) / "workspace"], check=True)


def warm(folder: Path) -> None:
    """Print how long the review of an area takes in a process that has made others before; a country is asked to take under a second."""
    from stocktake_web import filling

    workspace = filling.open_filled(folder)
    from stocktake_web.reviews import services

    services.review("WLD", YEAR, workspace)
    services.review("MDA", YEAR, workspace)
    for code in WARM:
        took = statistics.median(seconds(lambda code=code: services.review(code, YEAR, workspace)) for _ in range(RUNS))
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(f"{f'review {code}, warm process':<36} {took:>8.2f} {'' if code in ('202', 'WLD') else 1.0:>6} {used:>6.0f}")


def seconds(job: Callable[[], object]) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def run(arguments: list[str], folder: Path, *, is_first: bool) -> tuple[float, float]:
    """Return the seconds and megabytes of one run in the folder; a first use begins with an empty workspace."""
    home = Path(tempfile.mkdtemp(dir=folder)) if is_first else folder / "workspace"
    began = time.perf_counter()
    child = subprocess.Popen(
        [STOCKTAKE, *arguments], cwd=folder, env={**os.environ, "STOCKTAKE_HOME": str(home)}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"stocktake {' '.join(arguments)} ended with {status}")
    return time.perf_counter() - began, usage.ru_maxrss / 1000


if __name__ == "__main__":
    main()

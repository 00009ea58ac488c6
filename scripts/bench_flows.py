"""How long flows of 232 places take, method by method, six periods by two sexes, and an ensemble of 1,000; beside what is asked for."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
os.environ.update(dict.fromkeys(THREADS, os.environ.get(THREADS[0], "1")))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

ENSEMBLE = "ensemble"
PLACES, RUNS, MEMBERS = 232, 5, int(os.environ.get("MEMBERS", "1000"))


def main() -> None:
    import flow_factory
    from stocktake.flows import account, index, method
    from stocktake.flows import range as over_methods
    from stocktake.flows.treatment import Treatment

    is_real = (flow_factory.PUBLISHED / "real_2010").exists()
    held = flow_factory.folder("real_2010") if is_real else flow_factory.made_up(PLACES, 4)
    print(f"{os.cpu_count()} processors, {os.environ[THREADS[0]]} thread of linear algebra; median of {RUNS} runs")
    print(f"{len(held.places)} places, {'United Nations tables of 2010 and 2015' if is_real else 'made up'}")
    print(f"{'job':<52} {'seconds':>8} {'asked':>6}")
    for name in method.METHODS:
        asked = 0.15 if name in ("closed-minimum", "closed-independence", "pseudo-bayesian") else 0.01 if "open" in name else None
        told(name, timed(lambda name=name: method.estimate(held, name)), asked)
    told("the range over seven methods", timed(lambda: over_methods.over(method.estimates(held))), None)
    found = method.estimate(held, "pseudo-bayesian")
    told("flows by type, of an estimate", timed(lambda: method.types(found)), None)
    told("account, of an estimate", timed(lambda: account.account(found, held)), None)
    told("evenness, of an estimate", timed(lambda: index.connectivity(found.flows)), None)
    loose = Treatment(births="native-or-spread", one_end="drop")
    twelve = [flow_factory.made_up(PLACES, seed) for seed in range(12)] if not is_real else [held] * 12
    told(
        "six periods by two sexes, all methods",
        once(lambda: [method.estimates(one, method.METHODS, loose) for one in twelve]),
        2.0,
    )
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{'peak memory of all that, MB':<52} {megabytes:>8.0f} {300:>6}")
    sys.stdout.flush()
    subprocess.run([sys.executable, __file__, ENSEMBLE], check=True)  # in a process of its own, for its memory


def ensembles() -> None:
    """Work out an ensemble on all processors, and say how long it took and what this and the largest other process used."""
    import flow_factory
    from stocktake.flows import ensemble
    from stocktake.flows.treatment import Treatment

    is_real = (flow_factory.PUBLISHED / "real_2010").exists()
    held = flow_factory.folder("real_2010") if is_real else flow_factory.made_up(PLACES, 4)
    loose = Treatment(births="native-or-spread", one_end="drop")
    plan = ensemble.Plan(ensemble.Spread(0.1, births=0.02, deaths=0.05, shared=0.8), members=MEMBERS, treatment=loose)
    took = once(lambda: ensemble.run_in_processes(held, plan))
    told(f"ensemble of {MEMBERS:,} members, {len(plan.methods)} methods", took, 180.0)
    here, there = (resource.getrusage(who).ru_maxrss / 1000 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{'peak memory of it, MB: this process, the largest other':<52} {here:>4.0f} {there:>4.0f}")


def timed(job: Callable[[], object]) -> float:
    """Return the median of several runs, after one that does not count."""
    job()
    return statistics.median(once(job) for _ in range(RUNS))


def once(job: Callable[[], object]) -> float:
    """Return how many seconds a run takes."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def told(name: str, took: float, asked: float | None) -> None:
    """Print a line."""
    print(f"{name:<52} {took:>8.3f} {asked or '':>6}", flush=True)


if __name__ == "__main__":
    ensembles() if sys.argv[1:] == [ENSEMBLE] else main()

"""How much an estimate hangs on its figures: the same method over many stocks, births and deaths that differ as the figures may be wrong.

Nobody publishes how wrong the figures are, so that nothing is assumed: `Spread` says it. A member of an ensemble depends on the seed and
its own number alone. So members can be worked out in any order and anywhere, in processes on one machine or over a cluster: `summary`
works out some of them, `merged` adds summaries up, `outcome` reads the result.
"""

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial, reduce
from multiprocessing import get_context
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from stocktake.errors import DataError
from stocktake.flows.array import Matrix, Vector
from stocktake.flows.method import estimates
from stocktake.flows.stock import Stocks
from stocktake.flows.treatment import STRICT, Treatment

_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What tells the libraries beneath NumPy how many threads to use; processes that each use several stand in each other's way."""


_WAITING: Final = 16
"""How many figures more than are kept of each cell wait before the lowest and highest are sorted out."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How wrong figures may be: standard errors as shares of a figure, 0.1 for 10 %.

    `stock` is that of each foreign-born stock at each date, of which `shared` (0 to 1) is the same at both dates, as when both rest on one
    census. Populations are kept, so that native born take up what foreign born are more or fewer.
    """

    stock: float
    births: float = 0.0
    deaths: float = 0.0
    shared: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is not an error or a share."""
        if min(self.stock, self.births, self.deaths) < 0 or not 0 <= self.shared <= 1:
            raise DataError("errors of figures are 0 or more, and the part that both dates share is from 0 to 1")


@dataclass(frozen=True, slots=True)
class Plan:
    """An ensemble: how many members, by which methods, from which seed, and the share of members that `low` and `high` hold between them."""

    spread: Spread
    members: int = 1000
    methods: tuple[str, ...] = ("open-minimum", "closed-minimum", "pseudo-bayesian")
    seed: int = 0
    within: float = 0.9
    treatment: Treatment = STRICT

    def __post_init__(self) -> None:
        """Refuse plans that say nothing."""
        if self.members < 2 or not self.methods or not 0 < self.within < 1:
            raise DataError("an ensemble needs two members or more, a method, and a share between 0 and 1 that its range holds")

    @property
    def kept(self) -> int:
        """How many of the lowest and of the highest flows of a pair are kept, so that the ends of the range can be read off exactly."""
        return int(np.floor((1 - self.within) / 2 * (self.members - 1))) + 2


Kept = NDArray[np.float32]
"""The lowest or highest flows of each pair, method x origin x destination x member. Half the memory; no flow has eight digits that count."""


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """What some members of an ensemble gave: sums over members, and the lowest and highest of each flow. Method x origin x destination.

    `totals` holds all moves of each member by each method, `numbers` the members they are of. `refused` says which members could not be
    estimated, and why.
    """

    numbers: tuple[int, ...]
    totals: NDArray[np.float64]
    sums: NDArray[np.float64]
    squares: NDArray[np.float64]
    lowest: Kept
    highest: Kept
    refused: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Flows by one method over an ensemble, origin x destination: their mean, standard deviation, and the range that most members lie in.

    `totals` are all moves of each member, in the order of members. The spread is that of figures alone: what methods differ by is not in it.
    """

    method: str
    places: tuple[str, ...]
    members: int
    within: float
    mean: Matrix
    deviation: Matrix
    low: Matrix
    high: Matrix
    totals: Vector
    refused: tuple[tuple[int, str], ...] = ()


def member(held: Stocks, plan: Plan, number: int) -> Stocks:
    """Return the stocks of one member: foreign born, births and deaths each times a number near 1 whose mean is 1 (log-normal)."""
    draws = np.random.default_rng(np.random.SeedSequence(plan.seed, spawn_key=(number,)))
    spread, shape = plan.spread, held.start.shape
    both, own = draws.standard_normal(shape), draws.standard_normal((2, *shape))
    normal = math.sqrt(spread.shared) * both + math.sqrt(1 - spread.shared) * own
    return replace(
        held,
        start=_disturbed(held.start, _factor(normal[0], spread.stock)),
        end=_disturbed(held.end, _factor(normal[1], spread.stock)),
        births=held.births * _factor(draws.standard_normal(len(held.places)), spread.births),
        deaths=held.deaths * _factor(draws.standard_normal(len(held.places)), spread.deaths),
    )


def _factor(normal: NDArray[np.float64], error: float) -> NDArray[np.float64]:
    """Return log-normal numbers with mean 1 and standard deviation `error`."""
    variance = np.log1p(error**2)
    drawn: NDArray[np.float64] = np.exp(np.sqrt(variance) * normal - variance / 2)
    return drawn


def _disturbed(table: Matrix, factors: Matrix) -> Matrix:
    """Return the table with other foreign born and the same populations."""
    changed = table * factors
    np.fill_diagonal(changed, 0.0)
    np.fill_diagonal(changed, table.sum(axis=0) - changed.sum(axis=0))
    return changed


def summary(held: Stocks, plan: Plan, numbers: Sequence[int]) -> Summary:
    """Return what the members with these numbers give. The same function runs here, in processes, and on a cluster."""
    count, shape = len(plan.methods), held.start.shape
    sums, squares = np.zeros((2, count, *shape))
    low, high = (_Extremes((count, *shape), plan.kept) for _ in range(2))
    done, totals, refused = [], [], []
    for number in numbers:
        try:
            found = estimates(member(held, plan, number), plan.methods, plan.treatment)
        except DataError as error:
            refused.append((number, str(error)))
            continue
        flows = np.stack([one.flows for one in found])
        sums += flows
        squares += flows**2
        low.add(flows)
        high.add(-flows)
        done.append(number)
        totals.append(flows.sum(axis=(1, 2)))
    kept = (np.array(totals).reshape(-1, count), sums, squares, low.lowest(), -high.lowest())
    return Summary(tuple(done), *kept, tuple(refused))


class _Extremes:
    """The lowest of the figures that were added, for each cell on its own; never many more are held than are wanted."""

    def __init__(self, shape: tuple[int, ...], kept: int) -> None:
        self._kept, self._held = kept, 0
        self._values: Kept = np.empty((*shape, kept + _WAITING), np.float32)

    def add(self, values: NDArray[np.float64]) -> None:
        """Take in one figure of each cell."""
        self._values[..., self._held] = values
        self._held += 1
        if self._held == self._values.shape[-1]:
            self._trim()

    def lowest(self) -> Kept:
        """Return the lowest figures, in no order; all that were added where they are fewer than are kept."""
        self._trim()
        return self._values[..., : self._held].copy()

    def _trim(self) -> None:
        if self._held > self._kept:
            self._values[..., : self._held].partition(self._kept - 1, axis=-1)
            self._held = self._kept


def merged(one: Summary, other: Summary, plan: Plan) -> Summary:
    """Return the summary of the members of both; it does not matter in which order summaries are merged."""
    return Summary(
        one.numbers + other.numbers,
        np.concatenate([one.totals, other.totals]),
        one.sums + other.sums,
        one.squares + other.squares,
        _lowest(one.lowest, other.lowest, plan.kept),
        -_lowest(-one.highest, -other.highest, plan.kept),
        one.refused + other.refused,
    )


def _lowest(one: Kept, other: Kept, kept: int) -> Kept:
    """Return the lowest figures of both, method by method, so that little is held twice."""
    count = min(kept, one.shape[-1] + other.shape[-1])
    found = np.empty((*one.shape[:-1], count), np.float32)
    for method, (these, those) in enumerate(zip(one, other, strict=True)):
        both = np.concatenate([these, those], axis=-1)
        if both.shape[-1] > count:
            both.partition(count - 1, axis=-1)
        found[method] = both[..., :count]
    return found


def outcome(found: Summary, held: Stocks, plan: Plan) -> dict[str, Outcome]:
    """Return the result by method. DataError where fewer than two members could be estimated."""
    members = len(found.numbers)
    if members < 2:
        reason = found.refused[0][1] if found.refused else "none was worked out"
        raise DataError(f"{members} of {plan.members} members could be estimated: {reason}")
    mean = found.sums / members
    deviation = np.sqrt(np.maximum(found.squares - members * mean**2, 0.0) / (members - 1))
    low = [_quantile(np.sort(one, axis=-1), plan, members) for one in found.lowest]
    high = [_quantile(np.sort(one, axis=-1)[..., ::-1], plan, members) for one in found.highest]
    order = np.argsort(found.numbers)
    return {
        method: Outcome(
            method, held.places, members, plan.within, mean[index], deviation[index], low[index], high[index],
            found.totals[order, index], tuple(sorted(found.refused)),
        )
        for index, method in enumerate(plan.methods)
    }  # fmt: skip


def _quantile(ordered: Kept, plan: Plan, members: int) -> NDArray[np.float64]:
    """Return an end of the range from flows in order, the most extreme first, between two neighbours in proportion."""
    place = (1 - plan.within) / 2 * (members - 1)
    below = int(np.floor(place))
    above = min(below + 1, ordered.shape[-1] - 1)
    first, second = ordered[..., below].astype(np.float64), ordered[..., above].astype(np.float64)
    end: NDArray[np.float64] = first + (place - below) * (second - first)
    return end


def batches(plan: Plan, size: int = 100) -> list[range]:
    """Return the numbers of all members in batches, one piece of work each.

    >>> batches(Plan(Spread(0.1), members=160))
    [range(0, 100), range(100, 160)]
    """
    return [range(first, min(first + size, plan.members)) for first in range(0, plan.members, size)]


Mapped = Callable[[Callable[[Sequence[int]], Summary], Iterable[Sequence[int]]], Iterable[Summary]]
"""What applies a function to batches, here or anywhere: `map` of the language, of a pool of processes, or of a cluster."""


def run(held: Stocks, plan: Plan, mapped: Mapped = map, size: int = 100) -> dict[str, Outcome]:
    """Return the result of an ensemble by method, batches of `size` worked out by `mapped`: one after the other if nothing else is said."""
    found = mapped(partial(summary, held, plan), batches(plan, size))
    return outcome(reduce(partial(_merged, plan), found), held, plan)


def _merged(plan: Plan, one: Summary, other: Summary) -> Summary:
    return merged(one, other, plan)


def run_in_processes(held: Stocks, plan: Plan, processes: int | None = None) -> dict[str, Outcome]:
    """Return what `run` does, a batch in each process, one thread each: as many as there are processors if not said.

    A script that calls this must do so below `if __name__ == "__main__":`, as the processes read the script again.
    """
    count = min(processes or os.cpu_count() or 1, plan.members)
    if count < 2:
        return run(held, plan)
    with _one_thread_each(), get_context("spawn").Pool(count) as pool:
        return run(held, plan, pool.imap, math.ceil(plan.members / count))


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes that are started within use one thread each."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class Shared(Protocol):
    """What a cluster holds once on each machine."""

    @property
    def value(self) -> tuple[Stocks, Plan]:
        """What was shared."""


class Work(Protocol):
    """Work spread over a cluster."""

    def map(self, f: Callable[[Sequence[int]], Summary], /) -> "Work":
        """Apply a function to each piece."""

    def reduce(self, f: Callable[[Summary, Summary], Summary], /) -> Summary:
        """Add up what came out."""


class Cluster(Protocol):
    """What is used of a SparkContext, and nothing else."""

    def broadcast(self, value: tuple[Stocks, Plan], /) -> Shared:
        """Hold something once on each machine."""

    def parallelize(self, work: Sequence[Sequence[int]], pieces: int, /) -> Work:
        """Spread pieces of work."""


def run_on_spark(held: Stocks, plan: Plan, context: Cluster) -> dict[str, Outcome]:
    """Return what `run` does, batches spread over a cluster; `context` is a SparkContext, and stocktake is installed on its workers."""
    shared, work = context.broadcast((held, plan)), [list(one) for one in batches(plan)]
    found = context.parallelize(work, len(work)).map(partial(_remote, shared))
    return outcome(found.reduce(partial(_merged, plan)), held, plan)


def _remote(shared: Shared, numbers: Sequence[int]) -> Summary:
    held, plan = shared.value
    return summary(held, plan, numbers)

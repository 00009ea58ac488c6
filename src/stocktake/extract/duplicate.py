"""Records that may say the same thing: those of one type whose words are mostly the same."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from stocktake.model.record import Record

ALIKE: Final = 0.5
"""The share of words two records must have in common, of all words of both (Jaccard), to be shown together. Our own choice."""

_COMMON: Final = 0.2
"""Words in more than this share of the records tell nothing; pairs that share only such words are not looked at."""


def near(
    records: Sequence[Record], words: Callable[[Record], Iterable[str]], alike: float = ALIKE
) -> Mapping[str, tuple[str, ...]]:
    """Return for each record that has any the ids of those it may be one with, most alike first, then by id.

    `words` gives the words of a record; a record without words is like no other. Nothing depends on the order of `records`.
    """
    sets = {one.id: frozenset(words(one)) for one in records}
    kinds = {one.id: one.type for one in records}
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for first, shared in _sharing(sets):
        for second, count in shared.items():
            likeness = count / len(sets[first] | sets[second])
            if kinds[first] == kinds[second] and likeness >= alike:
                found[first].append((-likeness, second))
    return {one: tuple(other for _, other in sorted(pairs)) for one, pairs in sorted(found.items())}


def _sharing(sets: Mapping[str, frozenset[str]]) -> Iterable[tuple[str, Mapping[str, int]]]:
    """Yield each id with those it shares a telling word with, and how many words of any kind they share."""
    holders: dict[str, list[str]] = defaultdict(list)
    for one, words in sets.items():
        for word in words:
            holders[word].append(one)
    most = max(_COMMON * len(sets), 10)
    for one, words in sets.items():
        others = Counter(other for word in words if len(holders[word]) <= most for other in holders[word] if other != one)
        yield one, {other: len(words & sets[other]) for other in others}

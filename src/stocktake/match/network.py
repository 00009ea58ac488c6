"""Partnerships as a network around goals, not around members; and the gaps in it.

A partnership is tied to each goal it serves. What it is tied to, and by whom, is what its record says: no more is known here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from stocktake.model.record import ActorKind, Record


@dataclass(frozen=True, slots=True)
class Tie:
    """A partnership, the goals it serves, the most central first, and the kinds of its members in the order of the network."""

    record: Record
    goals: tuple[str, ...]
    kinds: tuple[ActorKind, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Goals and kinds of members in their order, and the partnerships: those of the first goal first. `loose` serve none of the goals."""

    goals: tuple[str, ...]
    kinds: tuple[ActorKind, ...]
    ties: tuple[Tie, ...]
    loose: tuple[Record, ...] = ()

    def of(self, goal: str) -> tuple[Tie, ...]:
        """Return the partnerships that serve a goal."""
        return tuple(one for one in self.ties if goal in one.goals)

    def with_kind(self, kind: ActorKind) -> tuple[Tie, ...]:
        """Return the partnerships with a member of a kind."""
        return tuple(one for one in self.ties if kind in one.kinds)

    def around(self, goal: str) -> "Network":
        """Return the network of the partnerships that serve one goal, with the goals they serve besides."""
        ties = self.of(goal)
        served = {one for tie in ties for one in tie.goals}
        return Network(tuple(one for one in self.goals if one in served or one == goal), self.kinds, ties)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What no partnership of a network has: goals it serves, kinds of members, regions its areas lie in. `unplaced` name no area."""

    goals: tuple[str, ...]
    kinds: tuple[ActorKind, ...]
    regions: tuple[str, ...]
    unplaced: int


def network(records: Iterable[Record], goals: Sequence[str], kinds: Sequence[ActorKind]) -> Network:
    """Return the partnerships among `records` tied to those of `goals` they serve. The order of `records` does not matter.

    >>> from stocktake.model.record import Actor
    >>> one = Record("a", "partnership", "Twins", "", (), actors=(Actor("Lima", "local-authority"),), commitments=("gcm:2", "gcm:1"))
    >>> found = network([one], ("gcm:1", "gcm:2"), ("state", "local-authority"))
    >>> found.ties[0].goals, found.ties[0].kinds
    (('gcm:2', 'gcm:1'), ('local-authority',))
    """
    found = [_tie(one, goals, kinds) for one in records if one.type == "partnership"]
    place = {goal: number for number, goal in enumerate(goals)}
    ties = [one for one in found if one.goals]
    ties.sort(key=lambda tie: (*_by_goals(tie, place), tie.record.title.casefold(), tie.record.id))
    loose = sorted((one.record for one in found if not one.goals), key=lambda one: (one.title.casefold(), one.id))
    return Network(tuple(goals), tuple(kinds), tuple(ties), tuple(loose))


def gaps(one: Network, regions: Mapping[str, Collection[str]]) -> Gaps:
    """Return what is missing from a network; `regions` holds for each region the codes of its areas, its own included.

    That nothing is here means that the documents read name nothing; it may well be there.
    """
    records = [*(tie.record for tie in one.ties), *one.loose]
    areas = {code for record in records for code in record.areas}
    kinds = {actor.kind for record in records for actor in record.actors}
    return Gaps(
        goals=tuple(goal for goal in one.goals if not one.of(goal)),
        kinds=tuple(kind for kind in one.kinds if kind not in kinds),
        regions=tuple(region for region, members in regions.items() if not areas.intersection(members)),
        unplaced=sum(not record.areas for record in records),
    )


def _by_goals(tie: Tie, place: Mapping[str, int]) -> tuple[int, int, tuple[int, ...]]:
    """Return what partnerships are ordered by: the most central goal, how many there are, and the others, so that alike stands by alike."""
    first, *others = (place[goal] for goal in tie.goals)
    return first, len(others), tuple(sorted(others))


def _tie(record: Record, goals: Sequence[str], kinds: Sequence[ActorKind]) -> Tie:
    served = tuple(dict.fromkeys(one for one in record.commitments if one in goals))
    there = {actor.kind for actor in record.actors}
    return Tie(record, served, tuple(kind for kind in kinds if kind in there))

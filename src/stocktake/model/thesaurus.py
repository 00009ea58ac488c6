"""The thesaurus of the field: concepts, what they are called in six languages, and how they hang together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from stocktake.model.provenance import Verification


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept. `terms` are by language, the preferred one first, then whatever else people write, also what is not advised.

    `broader` and `related` are ids of concepts, `objectives` ids such as `gcm:21`. A `general` one is so wide that a query for a
    narrower one is better not widened to it: who asks for regular migration does not want all migration. `verification` is that of
    its theme where it is None.
    """

    id: str
    terms: Mapping[str, tuple[str, ...]] = field(hash=False)
    objectives: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    general: bool = False
    verification: Verification | None = None

    def preferred(self, language: str) -> str:
        """Return the preferred term in `ar`, `en`, `es`, `fr`, `ru` or `zh`."""
        return self.terms[language][0]

    def __str__(self) -> str:
        return self.preferred("en")


@dataclass(frozen=True, slots=True)
class Theme:
    """Concepts that are kept in one file, and how they were compiled and checked."""

    id: str
    title: str
    verification: Verification
    concepts: tuple[Concept, ...]


class Thesaurus:
    """All themes; concepts by id in the order of the files."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        self.themes = tuple(themes)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, id: object) -> bool:  # noqa: A002 (the word of the field)
        return id in self._by_id

    def get(self, id: str) -> Concept:  # noqa: A002 (the word of the field)
        """Return the concept with this id; KeyError where there is none."""
        return self._by_id[id]

    def narrower(self, id: str) -> tuple[Concept, ...]:  # noqa: A002 (the word of the field)
        """Return the concepts right below one, in the order of the files; none where there are none."""
        return self._narrower.get(id, ())

    def of_objective(self, commitment: str) -> tuple[Concept, ...]:
        """Return the concepts that belong to an objective such as `gcm:21`."""
        return tuple(one for one in self if commitment in one.objectives)

    def verification_of(self, id: str) -> Verification:  # noqa: A002 (the word of the field)
        """Return how a concept was checked: its own verification, else that of its theme."""
        found = self.get(id)
        return found.verification or next(one.verification for one in self.themes if found in one.concepts)

    @cached_property
    def _by_id(self) -> dict[str, Concept]:
        return {one.id: one for theme in self.themes for one in theme.concepts}

    @cached_property
    def _narrower(self) -> dict[str, tuple[Concept, ...]]:
        below: dict[str, tuple[Concept, ...]] = {}
        for one in self:
            for above in one.broader:
                below[above] = (*below.get(above, ()), one)
        return below

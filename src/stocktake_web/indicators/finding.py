"""Indicators looked for: by words, role, objective, standing, and whether there are figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from stocktake.catalog import catalog as catalog_file
from stocktake.model.area import fold
from stocktake.model.framework import Commitment
from stocktake.model.indicator import Indicator
from stocktake.model.verdict import STANDINGS
from stocktake.service.comparing import CannotCompare, shown
from stocktake_web.indicators import services
from stocktake_web.indicators.query import Query
from stocktake_web.indicators.services import Entry

KNOWN: Final = ("q", "role", "objective", "standing", "figures")
ROLES: Final = ("monitoring", "context")


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators under the objective they bear on most; None for those that bear on none."""

    objective: Commitment | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Found:
    """The indicators that were looked for."""

    query: Query
    entries: tuple[Entry, ...]
    total: int

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The indicators by objective."""
        by_objective: dict[str, list[Entry]] = {}
        for one in self.entries:
            by_objective.setdefault(home(one.indicator), []).append(one)
        listed = [Group(one, tuple(by_objective[one.id])) for one in objectives() if one.id in by_objective]
        return (*listed, *([Group(None, tuple(by_objective[""]))] if "" in by_objective else []))

    @property
    def objectives(self) -> Sequence[Commitment]:
        """The objectives to choose from."""
        return objectives()

    @property
    def is_narrowed(self) -> bool:
        """Whether something was asked for."""
        return bool(self.query.parts)


def objectives() -> Sequence[Commitment]:
    """Return the objectives of the Compact."""
    return catalog_file.load().frameworks["gcm"].of_kind("objective")


def home(indicator: Indicator) -> str:
    """Return the id of the objective an indicator stands under: the first its publisher names, else the first of our reading."""
    known = {one.id for one in objectives()}
    return next((one for one in (*indicator.commitments, *indicator.editorial_commitments) if one in known), "")


def find(query: Query) -> Found:
    """Return the indicators that have all that was asked for; CannotCompare names a parameter that makes no sense."""
    _check(query)
    every = services.entries()
    return Found(query, tuple(one for one in every if _passes(one, query)), len(every))


def _check(query: Query) -> None:
    allowed: Mapping[str, Iterable[str]] = {
        "role": ROLES,
        "standing": STANDINGS,
        "figures": ("yes", "no"),
        "objective": [one.number for one in objectives()],
    }
    for name, texts in query.parts:
        if name not in KNOWN:
            raise CannotCompare(f"{shown(name)}: nothing can be asked by this name; there are {', '.join(KNOWN)}")
        for text in texts if name in allowed else ():
            if text not in allowed[name]:
                raise CannotCompare(f'{name}: there is no "{shown(text)}"; there are {", ".join(allowed[name])}')


def _passes(one: Entry, query: Query) -> bool:
    indicator = one.indicator
    text = fold(
        " ".join((indicator.id, indicator.code, indicator.title, *(each.title for each in indicator.series), *one.publishers))
    )
    return (
        all(word in text for word in fold(query.get("q")).split())
        and query.get("role") in ("", indicator.role)
        and query.get("standing") in ("", one.standing if indicator.grading.is_graded else None)
        and query.get("figures") in ("", "yes" if one.areas else "no")
        and (not query.get("objective") or indicator.serves(f"gcm:{query.get('objective')}"))
    )

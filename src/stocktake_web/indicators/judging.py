"""The methods: what each asks, and where it says something else than the one that leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from stocktake.catalog import catalog as catalog_file
from stocktake.errors import StocktakeError
from stocktake.measure import total
from stocktake.model.indicator import Indicator
from stocktake.model.method import Method
from stocktake.model.verdict import MethodClass, Verdict
from stocktake.page import view
from stocktake.service import judging as library
from stocktake.service.comparing import shown
from stocktake_web.indicators import services


class MethodNotFound(StocktakeError):
    """No method has the id."""

    exit_code = 2

    def __init__(self, identity: str) -> None:
        super().__init__(f'there is no method "{shown(identity)}"; there are {", ".join(catalog_file.load().methods)}')


@dataclass(frozen=True, slots=True)
class Told:
    """What a method says of the world on an indicator, beside the method that leads."""

    indicator: Indicator
    own: Verdict
    leading: Verdict

    @property
    def differs(self) -> bool:
        """Whether the two come down to something else."""
        return self.own.standing != self.leading.standing


@dataclass(frozen=True)
class MethodPage:
    """A method as a page shows it."""

    method: Method
    is_leading: bool

    @property
    def leading(self) -> Method:
        """The method that leads."""
        return catalog_file.load().methods[library.LEADING]

    @property
    def scales(self) -> list[tuple[str, Sequence[MethodClass]]]:
        """Its lists of classes, by what they are classes of."""
        one = self.method
        every = {
            "with_target": one.classes_with_target,
            "without_target": one.classes_without_target,
            "score": one.classes_of_score,
            "level": one.level_classes,
            "other": one.other_classes,
        }
        return [(name, classes) for name, classes in every.items() if classes]

    @property
    def total_rule(self) -> str:
        """How several series come to one, in words; empty where nothing is published on that."""
        rule = total.scheme(self.method).rule
        return "" if rule == "none" else total.RULES[rule]

    @cached_property
    def told(self) -> list[Told]:
        """What it says of the world, for each indicator of a framework that may be graded."""
        found = []
        for assessed in services.world().indicators:
            main = view.leader(assessed)
            if main is None or assessed.indicator.role != "monitoring":
                continue
            every = {one.method: one for one in (main.verdict, *main.beside)}
            if self.method.id in every:
                found.append(Told(assessed.indicator, every[self.method.id], main.verdict))
        return found


def methods() -> list[MethodPage]:
    """Return every method, the one that leads first."""
    return [
        MethodPage(one, is_leading=one.id == library.LEADING) for one in library.in_turn(catalog_file.load().methods.values())
    ]


def method(identity: str) -> MethodPage:
    """Return a method; MethodNotFound where there is none."""
    found = next((one for one in methods() if one.method.id == identity), None)
    if found is None:
        raise MethodNotFound(identity)
    return found

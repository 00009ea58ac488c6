"""How births, deaths and a world that does not add up are treated before people are traced from one stock table to the other."""

from dataclasses import dataclass
from typing import Literal

Births = Literal["native", "native-or-spread", "spread"]
"""Whom newborns are taken from at the end: the native born of their place; so too, but from everybody there in proportion where more were
born than native born are counted; or always from everybody in proportion."""

Deaths = Literal["proportional", "accounting"]
"""Whom the dead are taken from at the start: everybody in a place in proportion; or so that birthplaces add up as they do at the end."""

World = Literal["before", "before-whole", "after", "refuse"]
"""What is done where the world changes by other than its births and deaths: half of the gap is put on the native born of each table,
before births and deaths are taken out, the same rounded to whole people as published estimates do, after they are, or nothing."""

OneEnd = Literal["refuse", "drop"]
"""What a closed method does with a birthplace whose people are at one end only, and whom it cannot trace: refuse, or drop them and say so."""

Matching = Literal["closed", "open", "open-crossed"]
"""How tables get the same total for each birthplace: nobody leaves or enters the world, and both ends meet half way; or the surplus of a
birthplace comes from or goes to the outside, spread over its people at the end where they are; the third spreads it by the other table."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """The choices of an estimate beside its method; as they stand they refuse what cannot be told.

    `still` ends proportional fitting where no cell changes by as many people any more, as published estimates do at 0.001; without it
    sums are met. It is there to reproduce such estimates, which it does to the digit.
    """

    births: Births = "native"
    deaths: Deaths = "proportional"
    world: World = "before"
    one_end: OneEnd = "refuse"
    still: float | None = None


STRICT = Treatment()
"""The treatment that every method has unless another is asked for."""

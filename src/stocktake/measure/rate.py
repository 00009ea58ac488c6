"""Rates of change and paces: the arithmetic that several methods share, each a function on columns."""

import ibis
import ibis.expr.types as ir


def growth(start: ir.FloatingColumn, end: ir.FloatingValue, years: ir.IntegerValue) -> ir.FloatingColumn:
    """Return the compound yearly rate that turns `start` into `end` in `years`, as a fraction (-0.02 is 2 % less each year).

    NULL for no years, a zero start or two signs.

    Method: compound annual growth rate, (end / start)^(1 / years) - 1.

    >>> from factories import rate_of, two_values
    >>> rate_of(two_values(first=(2015, 8.0), last=(2018, 1.0)))
    -0.5
    """
    quotient = end / start.nullif(0)
    possible = (quotient >= 0) & (years > 0)
    return possible.ifelse(quotient, ibis.null("float64")).pow(1 / years.nullif(0).cast("float64")) - 1


def heading(t: ir.Table) -> ir.IntegerColumn:
    """Return the sign a rate of change should have: the wanted direction, turned round where the base value is below zero.

    From -4 to -2 is a rise by a rate of -50 %, so there a rate below zero is wanted where more is.
    """
    return t.direction * (t.first_value < 0).ifelse(-1, 1)


def slope(start: ir.FloatingColumn, end: ir.FloatingColumn, years: ir.IntegerColumn) -> ir.FloatingColumn:
    """Return the change a year on the straight line from `start` to `end`; NULL for no years.

    >>> import ibis
    >>> slope(ibis.literal(8.0), ibis.literal(5.0), ibis.literal(3)).to_pyarrow().as_py()
    -1.0
    """
    return (end - start) / years.nullif(0).cast("float64")


def share_of_way(start: ir.FloatingColumn, now: ir.FloatingColumn, goal: ir.FloatingColumn) -> ir.FloatingColumn:
    """Return how much of the way from `start` to `goal` lies behind `now`: 0 at the start, 1 at the goal, below 0 behind the start.

    NULL where start and goal are one.
    """
    return (now - start) / (goal - start).nullif(0)

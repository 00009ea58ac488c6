"""Numbers written for people."""

from math import floor, log10


def text(value: float | None) -> str:
    """Return the value with two decimals at most, three digits where it is below one, thousands apart; `no figure` for None.

    >>> text(304021813), text(7.52), text(25.1303), text(0.407786), text(60.0), text(None)
    ('304,021,813', '7.52', '25.13', '0.408', '60', 'no figure')
    """
    if value is None:
        return "no figure"
    if value == 0:
        return "0"
    size = floor(log10(abs(value)))
    digits = max(0, 2 - size) if size < 0 else 2 if size < 2 else 1 if size < 3 else 0
    written = f"{value:,.{digits}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def per_cent(fraction: float | None) -> str:
    """Return a fraction as per cent with two decimals and a true minus sign.

    >>> per_cent(-0.024233), per_cent(0.407786)
    ('−2.42 %', '40.78 %')
    """
    if fraction is None:
        return "no figure"
    return f"{fraction * 100:.2f} %".replace("-", "−")


def listing(items: tuple[str, ...] | list[str], last: str = "and") -> str:
    """Return `a, b and c`.

    >>> listing(["10.c.1", "10.7.2", "17.3.2"]), listing(["one"]), listing([])
    ('10.c.1, 10.7.2 and 17.3.2', 'one', '')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def count(number: int, one: str, many: str = "") -> str:
    """Return the number with its noun: `1 area`, `12 areas`.

    >>> count(1, "area"), count(12, "area"), count(3, "country", "countries")
    ('1 area', '12 areas', '3 countries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"

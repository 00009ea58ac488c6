"""Whom a long step tells what it is doing."""

from collections.abc import Callable

Tell = Callable[[str], None]


def silently(_: str) -> None:
    """Tell nobody."""

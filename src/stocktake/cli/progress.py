"""What a person is told while a long step runs: on standard error, and only when that is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[str], None]


def silently(_: str) -> None:
    """Tell nobody."""


@contextmanager
def telling() -> Iterator[Tell]:
    """Give a function that shows what is being done now, beside a spinner; it tells nobody where nobody is watching."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield silently
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield status.update

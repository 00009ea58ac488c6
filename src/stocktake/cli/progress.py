"""What a person is told while a long step runs: on standard error, and only when that is a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(text: str) -> Iterator[None]:
    """Show `text` with a spinner while the block runs; nothing where nobody is watching."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield

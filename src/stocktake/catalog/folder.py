"""The folder of facts, the order its files are read in, and the one sentence that says what is wrong with one."""

import re
from pathlib import Path

from stocktake.errors import CatalogError

DATA = Path(__file__).resolve().parents[1] / "data"
"""The facts that come with stocktake."""


def files(folder: Path, suffix: str) -> list[Path]:
    """Return the files of `folder` whose names end in `suffix`, in natural order; CatalogError where there are none."""
    found = sorted(folder.glob(f"*{suffix}"), key=lambda path: natural(path.stem))
    if not found:
        raise CatalogError(f"{folder}: found no file, expected *{suffix}; check the path of the folder")
    return found


def natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    """Return a sort key that takes numbers as numbers, and numbers before words.

    >>> sorted(["10.c.1", "10.7.1", "migrant-stock", "3.8.1"], key=natural)
    ['3.8.1', '10.7.1', '10.c.1', 'migrant-stock']
    """
    parts = re.findall(r"\d+|\D+", name)
    return tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)


def fault(file: str, key: str, found: str, expected: str, remedy: str) -> CatalogError:
    """Return the error for one key of a file: what stands there, what should, and what to do, in one line."""
    return CatalogError(f"{file}: {key}: found {found}, expected {expected}; {remedy}")


def first_repeated(names: list[str]) -> str:
    """Return the first name that stands twice, an empty string where none does.

    >>> first_repeated(["a", "b", "b"]), first_repeated(["a"])
    ('b', '')
    """
    return next((name for place, name in enumerate(names) if name in names[:place]), "")

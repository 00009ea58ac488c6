"""Rows of hashtags found among other rows, and a hashtag with its attributes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

WITHIN = 25
"""How many rows from the top may hold the hashtags."""

_TAG = re.compile(r"#\s*([A-Za-z][A-Za-z0-9_]*)((?:\s*\+\s*[A-Za-z][A-Za-z0-9_]*)*)\s*")
_ENOUGH = 3
"""So many hashtags make a row of them, where plain names stand between."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A hashtag and its attributes, in small letters; the attributes in no order."""

    name: str
    attributes: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return "#" + "+".join([self.name, *sorted(self.attributes)])


def tag(text: str) -> Tag | None:
    """Return the hashtag of a cell, None for any other text.

    >>> str(tag("#Affected +idps+ f")), tag("# 5"), tag("affected")
    ('#affected+f+idps', None, None)
    """
    found = _TAG.fullmatch(text.strip())
    if found is None:
        return None
    attributes = (one.strip().lower() for one in found[2].split("+"))
    return Tag(found[1].lower(), frozenset(one for one in attributes if one))


def place(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which of the rows holds the hashtags: the one with most of them among the first 25, else the last; None where none does.

    >>> place([["Area", "People"], ["#country+code", "#affected"], ["MLI", "5"]]), place([["MLI", "5"], ["TCD", "# 5"]])
    (1, None)
    """
    top = [one for one in range(min(WITHIN, len(rows))) if is_tags(rows[one])]
    if top:
        return max(top, key=lambda one: (sum(tag(text) is not None for text in rows[one]), -one))
    return len(rows) - 1 if rows and is_tags(rows[-1]) else None


def is_tags(row: Sequence[str]) -> bool:
    """Return whether a row holds hashtags: nothing else, or enough of them."""
    found = sum(tag(text) is not None for text in row)
    filled = sum(bool(text.strip()) for text in row)
    return found >= _ENOUGH or (found > 0 and found == filled)

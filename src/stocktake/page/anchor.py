"""Ids inside the page: the same thing always has the same id, two things never share one."""

import re
from functools import lru_cache

_ODD = re.compile(r"[^A-Za-z0-9._-]")


def anchor(*parts: str) -> str:
    """Return an HTML id for the parts, joined by hyphens; a colon becomes a hyphen, any other odd character its number.

    >>> anchor("gcm:20"), anchor("indicator", "10.c.1"), anchor("source", "remittance prices@2024-03")
    ('gcm-20', 'indicator-10.c.1', 'source-remittance~20prices~402024-03')
    """
    return "-".join(map(_part, parts))


@lru_cache(maxsize=4096)
def _part(part: str) -> str:
    return _ODD.sub(_number, part)


def _number(match: re.Match[str]) -> str:
    return "-" if match[0] == ":" else f"~{ord(match[0]):x}"

"""Codes as SDMX can carry them: letters, digits, `_`, `-`, `@` and `$` (IDType of the common schema), and back again."""

import re

_INDICATOR = re.compile(r"\d+\.(\d+|[a-d])\.\d+")
_WRITTEN = re.compile(r"(\d+)-(\d+|[a-d])-(\d+)")
_UNFIT = re.compile(r"[^A-Za-z0-9_@-]")
_ESCAPED = re.compile(r"\$([0-9A-F]{2,6})-")
_FITTING = re.compile(r"[A-Za-z0-9_@-]+")

NOT_STATED = "_X"
"""Stands where a code is empty, for a dimension must have a value (SDMX: not allocated, unspecified)."""


def to_sdmx(code: str) -> str:
    """Return a code of ours as an id of SDMX; a code that is one already stays as it is.

    The dots of an SDG indicator become `-`. Any other sign that does not fit becomes `$`, its number in hexadecimal, and `-`.

    >>> [to_sdmx(one) for one in ("MDA", "10.c.1", "unhcr:UNK", "")]
    ['MDA', '10-c-1', 'unhcr$3A-UNK', '_X']
    """
    if not code:
        return NOT_STATED
    if _FITTING.fullmatch(code):
        return code
    if _INDICATOR.fullmatch(code):
        return code.replace(".", "-")
    return _UNFIT.sub(lambda found: f"${ord(found[0]):02X}-", code)


def from_sdmx(code: str) -> str:
    """Return the code of ours that an id of SDMX stands for.

    >>> [from_sdmx(one) for one in ("MDA", "10-c-1", "unhcr$3A-UNK", "_X")]
    ['MDA', '10.c.1', 'unhcr:UNK', '']
    """
    if code == NOT_STATED:
        return ""
    if _WRITTEN.fullmatch(code):
        return code.replace("-", ".")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), code)

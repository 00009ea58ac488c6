"""Pieces of SVG as text. Everything that comes from outside is escaped here and nowhere else."""

from functools import lru_cache

from markupsafe import escape


def element(name: str, *inside: str, **attributes: object) -> str:
    """Return one element; `inside` is markup already, attributes are not, and `None` leaves an attribute out.

    `class_` stands for `class`, other underscores for hyphens; numbers are written with one digit after the point at most.

    >>> element("line", x1=0.04, y1=12.0, class_="grid", fill=None)
    '<line x1="0" y1="12" class="grid"/>'
    """
    written = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def text(words: str, **attributes: object) -> str:
    """Return a text element.

    >>> text("a < b", x=1)
    '<text x="1">a &lt; b</text>'
    """
    return element("text", str(escape(words)), **attributes)


def number(value: float) -> str:
    """Return a coordinate as short as it can be without a visible difference.

    >>> number(12.04), number(12.96), number(-0.01)
    ('12', '13', '0')
    """
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


@lru_cache(maxsize=256)
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-") if key not in ("viewBox", "textLength") else key


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else str(escape(value))

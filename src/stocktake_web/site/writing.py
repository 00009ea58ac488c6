"""How figures, lists and quotations are written in the language of the page.

The library writes figures as English does: `8,939` and `6.18 %`. Here they get the signs of the page's language. Digits are the western
ones in every language, as on the sites of the United Nations.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

_SPACE: Final = "\N{NO-BREAK SPACE}"
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_RIGHT_TO_LEFT: Final = "\N{RIGHT-TO-LEFT ISOLATE}"
_FIRST_STRONG: Final = "\N{FIRST STRONG ISOLATE}"
_END: Final = "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of a language: between thousands and before decimals; between the pieces of a list or a title; around a quotation.

    `parted_from` is the least number with its thousands parted.
    """

    thousands: str = ","
    decimal: str = "."
    parted_from: int = 1_000
    item: str = ", "
    comma: str = ", "
    semicolon: str = "; "
    colon: str = ": "
    quotes: tuple[str, str] = ("“", "”")


SIGNS: Final[Mapping[str, Signs]] = {
    "en": Signs(),
    "ar": Signs(item="، ", comma="، ", semicolon="؛ ", quotes=("«", "»")),
    "es": Signs(_SPACE, ",", 10_000, quotes=("«", "»")),
    "fr": Signs(_SPACE, ",", semicolon=f"{_SPACE}; ", colon=f"{_SPACE}: ", quotes=(f"«{_SPACE}", f"{_SPACE}»")),
    "ru": Signs(_SPACE, ",", quotes=("«", "»")),
    "zh": Signs(item="、", comma="，", semicolon="；", colon="："),
}
"""The signs of each language, as its translations have them; thousands apart by a space where the comma stands before decimals."""


def signs() -> Signs:
    """Return the signs of the language of the page, those of English where it has none of its own."""
    return SIGNS.get((get_language() or "en").partition("-")[0], SIGNS["en"])


def number(value: int) -> str:
    """Return a whole number with its thousands apart."""
    return written(f"{value:,}")


def written(text: str) -> str:
    """Return a figure that is written as in English with the signs of the page's language; words beside it stay as they are."""
    return _NUMBER.sub(_respelled, text)


def _respelled(found: re.Match[str]) -> str:
    sign = signs()
    whole, _point, rest = found[0].partition(".")
    is_parted = int(whole.replace(",", "")) >= sign.parted_from
    return whole.replace(",", sign.thousands if is_parted else "") + (sign.decimal + rest if rest else "")


def figure(text: str) -> str:
    """Return a figure of the library, such as `−2.82 %`, as it stands on a page; on a page from right to left it keeps its own direction."""
    return bdi(_("no figure") if text == "no figure" else written(text))


def bdi(value: object) -> str:
    """Return what has signs between its digits, as a period, a date or a code, so that a page from right to left does not turn it."""
    return Markup("<bdi>{}</bdi>").format(value) if get_language_bidi() else escape(value)


def apart(text: str) -> str:
    """Return the same for what is no HTML: a title, a description, the words of a picture."""
    return f"{_FIRST_STRONG}{text}{_END}" if get_language_bidi() and text else text


def sentence(text: str) -> str:
    """Return a sentence for a picture, which runs from left to right in every language: one in Arabic still runs its own way."""
    return f"{_RIGHT_TO_LEFT}{text}{_END}" if get_language_bidi() else text


def listed(items: Iterable[str]) -> str:
    """Return the items one after the other."""
    return signs().item.join(items)


def titled(title: str, more: str) -> str:
    """Return a title with what it is about."""
    return f"{title}{signs().colon}{more}"


def quoted(text: str) -> str:
    """Return a text in quotation marks."""
    before, after = signs().quotes
    return f"{before}{text}{after}"


def filled(pattern: str, **parts: object) -> Markup:
    """Return a translated pattern with its parts in their places, as HTML."""
    return escape(pattern) % parts


def english(text: str) -> Markup:
    """Return a name or title that stays English in a sentence of another language."""
    return Markup('<bdi lang="en">{}</bdi>').format(text)


def between(first: object, last: object) -> str:
    """Return the span from the first to the last year, the one where they are the same; as HTML."""
    if first == last:
        return bdi(first)
    return filled(_("%(first)s to %(last)s"), first=bdi(first), last=bdi(last))

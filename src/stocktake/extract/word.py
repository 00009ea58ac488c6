"""Words of a sentence as they are compared: small, in their stems, numbers and acronyms as one sign each."""

import re
from functools import lru_cache
from typing import Final

import snowballstemmer

_WORD: Final = re.compile(r"[^\W\d_][\w’'-]*|\d[\d,.]*|[“”%]")
_YEAR: Final = re.compile(r"(?:19|20)\d\d\.?")
_stemmer = snowballstemmer.stemmer("english")


def stems(text: str) -> list[str]:
    """Return the stems of the words of `text`, in order; a year is `<year>`, a number `<num>`, an acronym `<acr>`.

    >>> stems("In 2016 IOM trained 30 officials")
    ['in', '<year>', '<acr>', 'train', '<num>', 'offici']
    """
    return [_sign(word) for word in _WORD.findall(text)]


def _sign(word: str) -> str:
    if word[0].isdigit():
        return "<year>" if _YEAR.fullmatch(word) else "<num>"
    return "<acr>" if len(word) > 1 and word.isupper() else stem(word.lower())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the English stem of a word in small letters."""
    return str(_stemmer.stemWord(word))

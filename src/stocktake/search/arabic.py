"""Arabic words without what is written joined to them: article, conjunction, preposition, pronoun and the endings of number."""

import re
from typing import Final

from stocktake.search.irregular import BROKEN_PLURALS

ALIKE: Final = {**dict.fromkeys(map(ord, "أإآٱ"), "ا"), ord("ى"): "ي", ord("ی"): "ي", ord("ک"): "ك", ord("ة"): "ه"}
"""Letters that are written for one another: the forms of alef, final ya without dots, ta marbuta without dots."""

_JOINED: Final = re.compile("[وف]?(?:[بك]?ال|لل)(?=...)|[وف](?=[بل]ل)")
"""What stands before a noun with the article: و or ف (and), then ال, بال, كال or لل."""

_BEFORE: Final = re.compile("[وفبكل](?=....)")
"""A letter that may be joined to a noun without article, or be its own first letter."""

_OWNERS: Final = ("هما", "ها", "هم", "هن", "نا", "كم")
_ENDINGS: Final = ("ات", "ان", "ون", "ين", "يه", "وا", "ه", "ي")
_SHORTEST: Final = 3


def forms(word: str) -> tuple[str, ...]:
    """Return the stems a word may have, the likeliest first: one as a rule, more where a first letter may be joined or its own.

    `word` is normalised (see `ALIKE`, no signs of vowels). A broken plural is brought to its singular where `irregular.BROKEN_PLURALS`
    has it, and stays a word of its own where not.

    Method: light stemming, as Larkey, Ballesteros and Connell tried it in 2002 (general knowledge, the paper was not seen); the stemmer
    of Snowball was tried first and parts `مهاجرات` from `مهاجر` and takes the first letter of `لاجئين` for a preposition.

    >>> forms("والعوده"), forms("للمهاجرين"), forms("هجره"), forms("بهجره"), forms("للاطفال")
    (('عود',), ('مهاجر',), ('هجر',), ('بهجر', 'هجر'), ('طفل', 'لاطفال'))
    """
    found = dict.fromkeys(_bare(bare) for bare in _without_article(word))
    return tuple(found)


def _without_article(word: str) -> list[str]:
    """Return the word without article, and each other way in which its first letters can be read."""
    joined = _JOINED.match(word)
    if joined is None:
        own = _BEFORE.match(word)
        return [word, *(_without_article(word[1:]) if own else ())]
    rest = word[joined.end() :]
    if joined[0].endswith("لل") and rest.startswith("ا"):
        return [rest, f"ل{rest}"]  # to the children, or to the refugees, whose own first letter is lam
    if joined[0].endswith("ال") and rest.startswith("ت"):
        return [rest, f"ال{rest}"]  # the cooperation, or commitment, which begins with alef lam itself
    return [rest]


def _bare(word: str) -> str:
    """Return the word without pronoun and ending, a broken plural as its singular; at least three letters stay."""
    word = _without_owner(word)
    word = BROKEN_PLURALS.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word


def _without_owner(word: str) -> str:
    """Return the word without a pronoun at its end, before which ة is written ت (عودتهم is their عودة)."""
    for owner in _OWNERS:
        if word.endswith(owner) and len(word) - len(owner) >= _SHORTEST and word not in BROKEN_PLURALS:
            bare = word.removesuffix(owner)
            return bare[:-1] if bare.endswith("ت") and not bare.endswith("ات") and len(bare) > _SHORTEST else bare
    return word

"""Words too common to be searched for, by language: articles, prepositions, conjunctions, pronouns, auxiliaries."""

from collections.abc import Mapping
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


BY_LANGUAGE: Final[Mapping[str, frozenset[str]]] = {
    "en": _set(
        "a an the of in on at to for from by with and or as is are was were be been being has have had it its this that these those "
        "which their they them he she his her we our not also will would can may should than then there such into about between"
    ),
    "fr": _set(
        "le la les l un une des du de d au aux et ou en dans par pour sur avec que qui ne pas sont ont a ce cet cette ces son sa "
        "ses leur leurs il elle ils elles se s on nous vous y qu plus comme entre été être aussi ainsi dont"
    ),
    "es": _set(
        "el la los las un una unos unas de del al a y o e u en por para con que es son fue ha han se su sus lo le les como más "
        "entre este esta estos estas ese esa esos esas sobre también ser sido"
    ),
    "ru": _set(
        "и в во на с со к ко по о об от до из за у не но а что как это для при или же бы ли их его её ее он она они мы вы то так также "
        "был была были быть есть которые который"
    ),
    "ar": _set("في من على الى عن ان و او ما لا لم لن هذا هذه ذلك تلك التي الذي الذين هو هي هم كان كانت قد كما مع بين كل ثم"),
}
"""Arabic as `analyser.normalised` writes it; the others with their accents. Words that deny (no, sans, sin) count: they turn a term round."""

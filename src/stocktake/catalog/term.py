"""Wording that is advised against: `data/terms.yml`, checked."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from stocktake.catalog import yaml_file
from stocktake.catalog.folder import DATA, fault, first_repeated
from stocktake.model.area import LANGUAGES
from stocktake.model.wording import Advice, Advices

FILE = DATA / "terms.yml"


@cache
def advices(path: Path = FILE) -> Advices:
    """Return the advice that comes with stocktake; CatalogError names the key that is wrong.

    >>> advices().advices[0].id, advices().advices[0].words["en"][1].prefer
    ('illegal-migrant', 'migrants in an irregular situation')
    """
    return read(path)


def read(path: Path) -> Advices:
    """Return the advice a file gives, with every source it names at hand."""
    found = yaml_file.read(path, Advices)
    for key, names in (("sources", [one.id for one in found.sources]), ("advices", [one.id for one in found.advices])):
        if twice := first_repeated(names):
            raise fault(path.name, key, f'"{twice}" twice', "each id once", "rename one, or put the two into one")
    known = {one.id for one in found.sources}
    for advice in found.advices:
        _check(path.name, advice, known)
    if strange := next((language for language in found.mentions if language not in LANGUAGES), ""):
        raise fault(path.name, "mentions", f'"{strange}"', f"one of {', '.join(LANGUAGES)}", "correct the language")
    _check_alone(path.name, found)
    return found


def _check(file: str, advice: Advice, known: set[str]) -> None:
    """Raise for advice without a source, with one there is not, without words, or in a language there is not."""
    key = f"advices.{advice.id}"
    if not advice.sources:
        raise fault(file, f"{key}.sources", "none", "the id of a source", 'name who advises it, or "editors"')
    if strange := next((one for one in advice.sources if one not in known), ""):
        raise fault(file, f"{key}.sources", f'"{strange}"', "the id of a source", "correct it, or add it to sources")
    if strange := next((one for one in advice.words if one not in LANGUAGES), ""):
        raise fault(file, f"{key}.words", f'"{strange}"', f"one of {', '.join(LANGUAGES)}", "correct the language")
    for language, wordings in advice.words.items():
        if not wordings or any(not one.prefer or not one.avoid or not all(map(str.strip, one.avoid)) for one in wordings):
            raise fault(file, f"{key}.words.{language}", "an empty entry", "words to avoid and words to prefer", "fill it in")


def _check_alone(file: str, found: Advices) -> None:
    """Raise where the same words are advised against twice in a language."""
    seen: dict[tuple[str, str], str] = {}
    for owner, language, avoid in _entries(found):
        other = seen.setdefault((language, avoid.casefold()), owner)
        if other != owner:
            raise fault(file, f"advices.{owner}", f'"{avoid}", as in {other}', "each wording once", "keep one of the two")


def _entries(found: Advices) -> Iterator[tuple[str, str, str]]:
    """Yield the id of each advice with the language of each entry to avoid and its words."""
    for advice in found.advices:
        for language, wordings in advice.words.items():
            yield from ((advice.id, language, avoid) for one in wordings for avoid in one.avoid)

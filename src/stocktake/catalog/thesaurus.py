"""The thesaurus: `data/thesaurus/*.yml`, one file a theme, read and checked."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from stocktake.catalog import framework, yaml_file
from stocktake.catalog.folder import DATA, fault, files
from stocktake.model.area import LANGUAGES
from stocktake.model.thesaurus import Concept, Theme, Thesaurus

FOLDER = DATA / "thesaurus"

Placed = tuple[str, Concept]
"""The name of a file and a concept in it."""


@cache
def thesaurus(folder: Path = FOLDER) -> Thesaurus:
    """Return the thesaurus that comes with stocktake; CatalogError names the file and key that are wrong.

    >>> found = thesaurus().get("voluntary-return")
    >>> found.preferred("fr"), found.broader, found.objectives
    ('retour volontaire', ('return',), ('gcm:21',))
    """
    return read(folder)


def read(folder: Path) -> Thesaurus:
    """Return the themes of a folder, each file one. What is refused: an id twice or pointing nowhere, a circle of broader concepts, a
    language that lacks or is not known, a blank term, an objective there is not, one term for two concepts in one language.
    """
    themes = [yaml_file.read(path, Theme, id=path.stem) for path in files(folder, ".yml")]
    placed = [(f"{theme.id}.yml", one) for theme in themes for one in theme.concepts]
    _check_ids(placed)
    for file, one in placed:
        _check_terms(file, one)
    _check_objectives(placed)
    _check_links(placed)
    _check_circles(placed)
    _check_alone(placed)
    return Thesaurus(themes)


def _check_ids(placed: Sequence[Placed]) -> None:
    """Raise for an id that two concepts have."""
    owner: dict[str, str] = {}
    for file, one in placed:
        if one.id in owner:
            raise fault(file, one.id, f"an id that {owner[one.id]} has already", "each id once", "rename one of the two")
        owner[one.id] = file


def _check_terms(file: str, one: Concept) -> None:
    """Raise for a language that lacks, one nobody knows, and a term that is blank or there twice."""
    if strange := next((language for language in one.terms if language not in LANGUAGES), ""):
        raise fault(file, f"{one.id}.terms", f'"{strange}"', f"one of {', '.join(LANGUAGES)}", "correct the language")
    for language in LANGUAGES:
        terms = one.terms.get(language, ())
        key = f"{one.id}.terms.{language}"
        if not terms or not all(term.strip() for term in terms):
            raise fault(file, key, "no term" if not terms else "a blank term", "a term in each of the six languages", "write it")
        folded = [alike(term) for term in terms]
        if twice := next((term for place, term in enumerate(terms) if folded[place] in folded[:place]), ""):
            raise fault(file, key, f'"{twice}" twice', "each term once", "take one out")


def _check_objectives(placed: Sequence[Placed]) -> None:
    """Raise for an objective that the Global Compact does not have."""
    known = {one.id for one in framework.frameworks()["gcm"].commitments}
    for file, one in placed:
        if strange := next((code for code in one.objectives if code not in known), ""):
            raise fault(file, f"{one.id}.objectives", f'"{strange}"', "an objective as gcm:21", "correct it")


def _check_links(placed: Sequence[Placed]) -> None:
    """Raise for a broader or related concept there is not, or that is the concept itself."""
    known = {one.id for _, one in placed}
    for file, one in placed:
        for key, ids in (("broader", one.broader), ("related", one.related)):
            if strange := next((id_ for id_ in ids if id_ not in known or id_ == one.id), ""):
                raise fault(
                    file, f"{one.id}.{key}", f'"{strange}"', "the id of another concept", "correct it, or add the concept"
                )


def _check_circles(placed: Sequence[Placed]) -> None:
    """Raise for a concept that is broader than itself by way of others."""
    above = {one.id: one.broader for _, one in placed}
    for file, one in placed:
        reached, frontier = set[str](), list(one.broader)
        while frontier:
            id_ = frontier.pop()
            if id_ == one.id:
                raise fault(file, f"{one.id}.broader", "a circle", "concepts that grow broader", "take one of them out")
            if id_ not in reached:
                reached.add(id_)
                frontier.extend(above[id_])


def _check_alone(placed: Sequence[Placed]) -> None:
    """Raise for a term that two concepts have in one language: a query could not tell them apart."""
    owner: dict[tuple[str, str], str] = {}
    for file, one, language, term in _terms(placed):
        other = owner.setdefault((language, alike(term)), one.id)
        if other != one.id:
            raise fault(
                file, f"{one.id}.terms.{language}", f'"{term}", as in {other}', "a term for one concept", "keep one of the two"
            )


def _terms(placed: Sequence[Placed]) -> Iterator[tuple[str, Concept, str, str]]:
    """Yield file, concept, language and term of every term."""
    for file, one in placed:
        for language, terms in one.terms.items():
            yield from ((file, one, language, term) for term in terms)


def alike(term: str) -> str:
    """Return the form in which two terms are compared: without case, hyphens and double blanks; accents count.

    >>> alike("Capacity-building"), alike("capacity  building")
    ('capacity building', 'capacity building')
    """
    return " ".join(unicodedata.normalize("NFKC", term).casefold().replace("-", " ").split())

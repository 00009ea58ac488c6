"""Questionnaires: one YAML file each, its name the questionnaire's id. A file of one's own has the same format."""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from stocktake.catalog import area, yaml_file
from stocktake.catalog.folder import DATA, fault, files, first_repeated
from stocktake.errors import CatalogError
from stocktake.model.questionnaire import OVERALL, Questionnaire, Scale, fold

FOLDER = DATA / "questionnaires"
STEPS = 4
"""Values of answers are whole quarters, so that sums of them are exact and no edge is missed by rounding."""


def questionnaire(id: str, folder: Path = FOLDER) -> Questionnaire:  # noqa: A002 (the word of the field)
    """Return the questionnaire with this id, such as `10.7.2`; CatalogError names those there are.

    >>> found = questionnaire("10.7.2")
    >>> len(found.domains), len(list(found.questions())), [one.at_least for one in found.classes]
    (6, 30, [0, 40, 80, 100])
    """
    known = questionnaires(folder)
    if id not in known:
        raise CatalogError(f'{folder}: no questionnaire "{id}"; there are {", ".join(known)}')
    return known[id]


@cache
def questionnaires(folder: Path = FOLDER) -> Mapping[str, Questionnaire]:
    """Return every questionnaire by id; CatalogError names the file and key that are wrong."""
    return MappingProxyType({path.stem: read(path) for path in files(folder, ".yml")})


def read(path: Path) -> Questionnaire:
    """Return the questionnaire a file describes, checked in full."""
    found = yaml_file.read(path, Questionnaire, id=path.stem)
    for check in (*_CHECKS, *(_CHECKS_OF_SCORED if found.is_scored else _CHECKS_OF_PROFILE)):
        check(path.name, found)
    return found


def _check_domains(file: str, asked: Questionnaire) -> None:
    """Raise for domains that are not numbered from 1, or share a code, and for one that has the code of all together."""
    numbers = [one.number for one in asked.domains]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        expected = "1, 2, 3 and so on"
        raise fault(file, "domains.number", _listed(numbers) or "none", expected, "number the domains in their order")
    codes = [one.code for one in asked.domains]
    if twice := first_repeated([OVERALL, *codes]):
        raise fault(
            file, "domains.code", f'"{twice}"', f"each domain its own code, none of them {OVERALL}", "give it another code"
        )


def _check_questions(file: str, asked: Questionnaire) -> None:
    """Raise for a domain without questions, and for a question that is asked twice."""
    if empty := next((one.code for one in asked.domains if not one.questions), ""):
        raise fault(file, f"domains.{empty}.questions", "none", "at least one question", "add its questions or take it out")
    if twice := first_repeated([one.id for _, one in asked.questions()]):
        raise fault(file, "questions.id", f'"{twice}" twice', "each question once", "rename or take out one of them")


def _check_named_scales(file: str, asked: Questionnaire) -> None:
    """Raise for a domain or question that is answered on a scale there is not."""
    named = {one.code: one.scale for one in asked.domains} | {one.id: one.scale for _, one in asked.questions() if one.scale}
    for owner, scale in named.items():
        if scale not in asked.scales:
            raise fault(file, f"{owner}.scale", f'"{scale}"', "one of " + ", ".join(asked.scales), "correct it or add the scale")


def _check_scales(file: str, asked: Questionnaire) -> None:
    """Raise for a scale of fewer than two answers, an answer named twice, and a spelling that means two things."""
    for name, scale in asked.scales.items():
        if len(scale.answers) < 2:
            raise fault(file, f"scales.{name}.answers", str(len(scale.answers)), "two answers or more", "add the others")
        if twice := first_repeated([one.code for one in scale.answers]):
            raise fault(file, f"scales.{name}.answers", f'"{twice}" twice', "each answer once", "take one of them out")
        _check_spellings(file, name, scale, asked.missing.spellings)


def _check_spellings(file: str, name: str, scale: Scale, missing: tuple[str, ...]) -> None:
    """Raise for a spelling of two answers, of an answer and of a missing one, or without any sign."""
    taken = dict.fromkeys(["", *map(fold, missing)], "no answer")
    for answer in scale.answers:
        for spelling in map(fold, (answer.code, answer.label, *answer.spellings)):
            if taken.setdefault(spelling, answer.code) != answer.code:
                found = f'"{spelling}" for {taken[spelling]} and {answer.code}'
                raise fault(file, f"scales.{name}.spellings", found, "each spelling for one answer", "take it from one of them")


def _check_recipients(file: str, asked: Questionnaire) -> None:
    """Raise for a recipient that is no country, or is named twice."""
    codes = list(asked.recipients.codes) if asked.recipients else []
    if twice := first_repeated(codes):
        raise fault(file, "recipients.codes", f'"{twice}" twice', "each area once", "take one of them out")
    countries = {one.code for one in area.areas() if one.kind == "country"} if codes else set()
    if unknown := next((code for code in codes if code not in countries), ""):
        raise fault(file, "recipients.codes", f'"{unknown}"', "alpha-3 codes of countries", "correct it or take it out")


def _check_values(file: str, asked: Questionnaire) -> None:
    """Raise for an answer without a value, or one that is no whole quarter between 0 and 1."""
    for name, scale in asked.scales.items():
        for one in scale.answers:
            key = f"scales.{name}.{one.code}"
            if one.value is None or one.counts_as is None:
                raise fault(file, key, "no value or counts_as", "both in a scored questionnaire", "say what the answer counts")
            _check_value(file, f"{key}.value", one.value)
    _check_value(file, "missing.value", asked.missing.value)


def _check_value(file: str, key: str, value: float) -> None:
    if not (0 <= value <= 1 and (value * STEPS).is_integer()):
        raise fault(file, key, f"{value:g}", "0, 0.25, 0.5, 0.75 or 1", "correct it, so that sums stay exact")


def _check_classes(file: str, asked: Questionnaire) -> None:
    """Raise for classes that leave a hole between 0 and 100, do not rise, or have a code or key twice."""
    edges = [one.at_least for one in asked.classes]
    if not edges or edges[0] != 0 or edges[-1] > 100 or any(low >= high for low, high in pairwise(edges)):
        expected = "rising numbers from 0, none above 100"
        raise fault(file, "classes.at_least", _listed(edges) or "none", expected, "put the classes from lowest to highest")
    for key in ("code", "key"):
        if twice := first_repeated([str(getattr(one, key)) for one in asked.classes]):
            raise fault(file, f"classes.{key}", f'"{twice}" twice', "each class once", "rename one of them")


def _check_groups(file: str, asked: Questionnaire) -> None:
    """Raise where a class is in no group, or in two, or there is a group of a class there is not."""
    grouped, known = sorted(code for one in asked.class_groups for code in one.classes), sorted(one.code for one in asked.classes)
    if grouped != known:
        remedy = "put each class into one group"
        raise fault(file, "class_groups.classes", _listed(grouped) or "none", _listed(known), remedy)


def _check_has_no_values(file: str, asked: Questionnaire) -> None:
    """Raise for anything in a profile that areas could be ranked by."""
    valued = (
        f"scales.{name}.{one.code}"
        for name, scale in asked.scales.items()
        for one in scale.answers
        if one.value is not None or one.counts_as is not None
    )
    if found := next(valued, "classes" if asked.classes or asked.class_groups else ""):
        raise fault(
            file, found, "a value or class", "none in a profile, for it must not rank", "take it out, or use kind: scored"
        )


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


_CHECKS: tuple[Callable[[str, Questionnaire], None], ...] = (
    _check_domains,
    _check_questions,
    _check_named_scales,
    _check_scales,
    _check_recipients,
)
_CHECKS_OF_SCORED: tuple[Callable[[str, Questionnaire], None], ...] = (_check_values, _check_classes, _check_groups)
_CHECKS_OF_PROFILE: tuple[Callable[[str, Questionnaire], None], ...] = (_check_has_no_values,)

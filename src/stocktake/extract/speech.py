"""Who said it: speeches reported as `Name, Title of Body in Country, noted that`, `Ms Name said`, `the representative of X`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from stocktake.extract.name import Found, Names, actors_of, areas_of
from stocktake.extract.sentence import Sentence
from stocktake.model.record import Actor

_PERSON = (
    r"(?:(?:(?:Mr|Ms|Mrs|Dr|Prof|Sir|H\.E\.)\.? )?[A-ZÀ-Þ][\w’'.-]*"
    r"(?: (?:de|da|del|bin|al|el|van|von|la|dos|y|Al|El))*(?: [A-ZÀ-Þ][\w’'.-]*){1,4})"
)
_TITLES: Final = (
    "Director|Secretary|Minister|Vice|Deputy|Ambassador|Representative|Permanent|President|Head|Chief|Executive|Mayor|Commissioner|"
    "Chair|Co-Chair|Coordinator|Senior|Special|Founder|Adviser|Advisor|Professor|Officer|General|Attorney|Assistant|Under|State|Member|"
    "Manager|Subdirector|Managing|Regional|Specialist|Partner|Consul|Counsellor|Counselor|Chargé|Policy|Programme|former|"
    "Observer|Chairperson|Co-Chairperson|Division|Lead|Leader|Associate|Undersecretary|Principal|Fellow|Vice-Minister|Global|IOM"
)
_FULL = re.compile(
    rf"(?P<name>{_PERSON}), (?P<title>(?:[\w’'-]+ )?(?:{_TITLES})\b[^.;:]{{2,190}}?)(?=,| (?:noted|said|stated|and )|\.$|$)"
)
_SHORT = re.compile(r"\b(?:Mr|Ms|Mrs|Dr)\.? (?P<name>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*){0,2})")
_DELEGATE = re.compile(
    r"\b(?:[Tt]he |[Aa] )?[Rr]epresentatives? of (?:the )?(?P<body>[A-Z][\w’' -]{2,60}?)"
    r"(?=,| (?:noted|said|stated|also|mentioned|speaking|\w+ed)\b|\.)"
)
_CROWD = re.compile(
    r"\b(?P<crowd>(?:[Mm]any |[Ss]everal |[Ss]ome |[Oo]ther |[Tt]he )?"
    r"(?:participants|speakers|panell?ists|delegations|delegates|representatives|"
    r"discussants))\b(?= \w+(?:ed|s)?\b)",
    re.I,
)
_SAYS: Final = re.compile(
    r"\b(?:noted|said|stated|stress\w*|emphasi[sz]ed|added|pointed out|explained|observed|underlined|highlighted|mentioned|reiterated|argued|"
    r"described|presented|reported|called|urged|announced|affirmed|recommended|suggested|recalled|spoke|cited|shared|showcased|gave|echoed)\b"
)
_ADDS: Final = re.compile(r"\W*(?:In addition|Furthermore|Moreover|Also|Finally|The Government|The country|He|She|Mr|Ms)\b")
"""How a passage begins that goes on with the one before."""
_PRONOUN: Final = re.compile(r"^\W*(?:He|She)\b")


_FAR: Final = 160
"""The characters behind a title in which the verb of saying is looked for."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody a text quotes: as they are named, the area they speak for (empty where none is said), and the body they speak for."""

    name: str
    area: str = ""
    body: Actor | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Who reports a sentence, and the characters [start, end) of the sentence that only say who speaks; both may be missing.

    `home` is the code of the area the passage was last about: the speaker's, or the one area named; empty where there is none.
    """

    speaker: Speaker | None
    introduction: tuple[int, int] = (0, 0)
    home: str = ""


def speakers(said: Sequence[Sentence], names: Names) -> tuple[Said, ...]:
    """Return who reports each sentence. `He` and `She` are the speaker before, in the same passage; nobody is carried further."""
    known: dict[str, Speaker] = {}
    found: list[Said] = []
    for place, sentence in enumerate(said):
        before = found[-1].speaker if found and said[place - 1].passage == sentence.passage else None
        one = _who(sentence.text, names, known, before)
        goes_on = bool(found) and (said[place - 1].passage == sentence.passage or _ADDS.match(sentence.text) is not None)
        found.append(replace(one, home=_home(sentence.text, one, names, found[-1].home if goes_on else "")))
    return tuple(found)


def _home(text: str, one: Said, names: Names, before: str) -> str:
    """Return the area a passage is about behind this sentence: the speaker's own, else the one area it names, else as before."""
    if one.introduction[1] and one.speaker:
        return one.speaker.area
    found = names.find(text)
    named = areas_of(one for one in found if one.meaning.sort != "people" or not before)
    if len(named) == 1:
        return named[0]
    return before if not named else ""


def _who(text: str, names: Names, known: dict[str, Speaker], before: Speaker | None) -> Said:
    if match := _FULL.search(text):
        end = _end_of_introduction(text, match.end())
        speaker = _introduced(match, text[match.start("title") : end], names)
        known[speaker.name.partition(",")[0].split()[-1]] = speaker
        return Said(speaker, (match.start(), end))
    if (match := _SHORT.search(text)) and _SAYS.search(text):
        return Said(known.get(match["name"].split()[-1], Speaker(match["name"])))
    if match := _DELEGATE.search(text):
        found = names.find(match["body"])
        areas = areas_of(found)
        speaker = Speaker(f"Representative of {match['body']}", areas[0] if len(areas) == 1 else "", _body(found))
        return Said(speaker, match.span())
    if before and (_PRONOUN.match(text)):
        return Said(before)
    if (match := _CROWD.search(text)) and _SAYS.search(text):
        return Said(Speaker(match["crowd"][0].upper() + match["crowd"][1:]))
    return Said(None)


def _end_of_introduction(text: str, end: int) -> int:
    """Return where the words that say who speaks end: at the verb of saying, if one stands near, else behind the title."""
    verb = _SAYS.search(text, end, end + _FAR)
    return verb.start() if verb else end


def _introduced(match: re.Match[str], title: str, names: Names) -> Speaker:
    """Return a speaker as `Name, body`: the organisation or State of the title, or the title's own words where none is known."""
    found = [one for one in names.find(title) if not one.is_of_a_meeting]
    name = re.sub(r"^(?:(?:As|In|By|And|While|For) )?(?:Mr|Ms|Mrs|Dr|Prof|H\.E\.)?\.? ?", "", match["name"])
    body = _body(found)
    areas = areas_of(found)
    said = f"{name}, {body.name}" if body else f"{name}, {match['title'].strip()}"[:120]
    return Speaker(said, areas[0] if areas else "", body)


def _body(found: Sequence[Found]) -> Actor | None:
    """Return the State spoken for, or the organisation: a permanent representative `to the United Nations` speaks for a State."""
    known = actors_of(found)
    bodies = [actor for actor in known if actor.kind != "state" and actor.name != "United Nations"]
    states = [actor for actor in known if actor.kind == "state"]
    return next(iter((*bodies, *states)), None)

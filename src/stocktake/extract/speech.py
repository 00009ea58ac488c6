"""Who said it: speeches reported as `Name, Title of Body in Country, noted that`, `Ms Name said`, `the representative of X`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stocktake.extract.name import Found, Names, areas_of
from stocktake.extract.sentence import Sentence

_PERSON = r"(?:(?:(?:Mr|Ms|Mrs|Dr|Prof|Sir|H\.E\.)\.? )?[A-ZÀ-Þ][\w’'.-]*(?: (?:de|da|del|bin|al|el|van|von|la|dos|y|Al|El))*(?: [A-ZÀ-Þ][\w’'.-]*){1,4})"
_TITLES: Final = (
    "Director|Secretary|Minister|Vice|Deputy|Ambassador|Representative|Permanent|President|Head|Chief|Executive|Mayor|Commissioner|"
    "Chair|Co-Chair|Coordinator|Senior|Special|Founder|Adviser|Advisor|Professor|Officer|General|Attorney|Assistant|Under|State|Member|"
    "Manager|Subdirector|Managing|Regional|Specialist|Partner|Consul|Counsellor|Counselor|Chargé|Policy|Programme|former|"
    "Observer|Chairperson|Co-Chairperson|Division|Lead|Leader|Associate|Undersecretary|Principal|Fellow|Vice-Minister|Global|the|IOM"
)
_FULL = re.compile(rf"(?P<name>{_PERSON}), (?P<title>(?:[\w’'-]+ )?(?:{_TITLES})\b[^.;:]{{2,190}}?)(?=,| (?:noted|said|stated|and )|\.$|$)")
_SHORT = re.compile(r"\b(?:Mr|Ms|Mrs|Dr)\.? (?P<name>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*){0,2})")
_DELEGATE = re.compile(r"\b(?:[Tt]he |[Aa] )?[Rr]epresentatives? of (?:the )?(?P<body>[A-Z][\w’' -]{2,60}?)(?=,| (?:noted|said|stated|also|mentioned|speaking|\w+ed)\b|\.)")
_CROWD = re.compile(
    r"\b(?P<crowd>(?:[Mm]any |[Ss]everal |[Ss]ome |[Oo]ther |[Tt]he )?(?:participants|speakers|panell?ists|delegations|delegates|representatives|"
    r"discussants))\b(?= \w+(?:ed|s)?\b)",
    re.I,
)
_SAYS: Final = re.compile(
    r"\b(?:noted|said|stated|stress\w*|emphasi[sz]ed|added|pointed out|explained|observed|underlined|highlighted|mentioned|reiterated|argued|"
    r"described|presented|reported|called|urged|announced|affirmed|recommended|suggested|recalled|spoke|cited|shared|showcased|gave|echoed)\b"
)
_PRONOUN: Final = re.compile(r"^\W*(?:He|She)\b")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody a text quotes: as they are named, and the area they speak for, empty where none is said."""

    name: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Who reports a sentence, and the characters [start, end) of the sentence that only say who speaks; both may be missing."""

    speaker: Speaker | None
    introduction: tuple[int, int] = (0, 0)


def speakers(said: Sequence[Sentence], names: Names) -> tuple[Said, ...]:
    """Return who reports each sentence. `He` and `She` are the speaker before, in the same passage; nobody is carried further."""
    known: dict[str, Speaker] = {}
    found: list[Said] = []
    for place, sentence in enumerate(said):
        before = found[-1].speaker if found and said[place - 1].passage == sentence.passage else None
        found.append(_who(sentence.text, names, known, before))
    return tuple(found)


def _who(text: str, names: Names, known: dict[str, Speaker], before: Speaker | None) -> Said:
    if match := _FULL.search(text):
        speaker = _introduced(match, names)
        known[speaker.name.partition(",")[0].split()[-1]] = speaker
        return Said(speaker, match.span())
    if (match := _SHORT.search(text)) and _SAYS.search(text):
        return Said(known.get(match["name"].split()[-1], Speaker(match["name"])))
    if match := _DELEGATE.search(text):
        areas = areas_of(names.find(match["body"]))
        return Said(Speaker(f"Representative of {match['body']}", areas[0] if len(areas) == 1 else ""), match.span())
    if before and (_PRONOUN.match(text)):
        return Said(before)
    if (match := _CROWD.search(text)) and _SAYS.search(text):
        return Said(Speaker(match["crowd"][0].upper() + match["crowd"][1:]))
    return Said(None)


def _introduced(match: re.Match[str], names: Names) -> Speaker:
    """Return a speaker as `Name, body`: the organisation or State of the title, or the title's own words where none is known."""
    found = [one for one in names.find(match["title"]) if not one.is_of_a_meeting]
    name = re.sub(r"^(?:Mr|Ms|Mrs|Dr|Prof|H\.E\.)\.? ", "", match["name"])
    body = _body(found)
    areas = areas_of(found)
    return Speaker(f"{name}, {body}" if body else f"{name}, {match['title'].strip()}"[:120], areas[0] if areas else "")


def _body(found: Sequence[Found]) -> str:
    """Return the State spoken for, or the organisation: a permanent representative `to the United Nations` speaks for a State."""
    states = [one.meaning.name for one in found if one.meaning.sort == "area"]
    actors = [one.meaning.name for one in found if one.meaning.sort == "actor" and one.meaning.name != "United Nations"]
    return (states or actors or [""])[0] if not actors or not states else actors[0]

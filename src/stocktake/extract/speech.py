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
    r"\b(?:[Tt]he |[Aa] )?[Rr]epresentatives? (?:of|from) (?:the )?(?P<body>[A-Z][\w’' -]{2,60}?)"
    r"(?=,| (?:noted|said|stated|also|mentioned|speaking|drew|gave|spoke|made|asked|\w+ed)\b|\.)"
)
_ANOTHER = re.compile(r"(?:,| and|, and) (?:the )?(?P<body>[A-Z][\w’'-]+(?: (?:of |the |and the )?[A-Z][\w’'-]+)*)")
_APPOSED = re.compile(r",? (?:of |from |\()?(?:the )?(?P<body>[A-Z][\w’'-]+(?: (?:of |the )?[A-Z][\w’'-]+)*)(?=[,)]| \w+ed\b)")
_CROWD = re.compile(
    r"\b(?P<crowd>(?:[Mm]any |[Ss]everal |[Ss]ome |[Oo]ther |[Tt]he )?"
    r"(?:participants|speakers|panell?ists|delegations|delegates|representatives|"
    r"discussants))\b(?= \w+(?:ed|s)?\b)",
    re.I,
)
_OF_A_TOWN: Final = re.compile(r"\b(?:[Mm]ayor|[Mm]unicipal|[Mm]unicipality|City|Councill?or|Metropolitan)\b")
_SAYS: Final = re.compile(
    r"\b(?:noted|said|stated|stress\w*|emphasi[sz]ed|added|pointed out|explained|observed|underlined|highlighted|mentioned|reiterated|argued|"
    r"described|presented|reported|called|urged|announced|affirmed|recommended|suggested|recalled|spoke|cited|shared|showcased|gave|echoed)\b"
)
_ADDS: Final = re.compile(r"\W*(?:In addition|Furthermore|Moreover|Also|Finally|The Government|The country|He|She|Mr|Ms)\b")
"""How a passage begins that goes on with the one before."""
_OCCASION: Final = re.compile(
    r",? ?\b(?:[Dd]uring|[Ii]n|[Aa]t|[Ff]rom|[Ss]peaking (?:at|during|in)) "
    r"(?:(?:her|his|their) (?:opening |closing )?remarks (?:to|at|during|in) )?(?:the|both|this|these)(?: [\w-]+){0,2} "
    r"(?:workshops?|sessions?|panels?|remarks|meetings?),?"
)
"""Words that only say on which occasion something was said."""
_PRONOUN: Final = re.compile(r"^\W*(?:He|She)\b")

AT_HOME: Final = re.compile(
    r"\b(?:[Tt]h(?:e|is) (?:Government|country|municipality|city|[Mm]inistry|metropolitan area)|"
    r"[Oo]ur (?:Government|country|city|municipality)|government officials|national (?:law|legislation))\b"
)
"""Words for a State or a town that are said at home, not of somebody else."""

SUBJECT: Final = 30
"""The characters at the beginning of a sentence in which the one who acts is named."""
_FAR: Final = 160
"""The characters behind a title in which the verb of saying is looked for."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody a text quotes: as they are named, the area they speak for (empty where none is said), the body they speak for.

    `is_crowd` is true for `many participants`, who speak for nobody.
    """

    name: str
    area: str = ""
    body: Actor | None = None
    is_crowd: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Who reports a sentence, and the characters [start, end) of the sentence that only say who speaks; both may be missing.

    `home` is the code of the area the passage was last about: the speaker's, or the one area named; empty where there is none.
    `is_introduced` is true where the speaker is named here with a body, false for `Ms Ruiz`, `she` and crowds.
    `voice` is the body of whoever the passage reports here, also where the sentence itself names nobody.
    """

    speaker: Speaker | None
    introduction: tuple[int, int] = (0, 0)
    home: str = ""
    is_introduced: bool = False
    voice: Actor | None = None


def speakers(said: Sequence[Sentence], names: Names) -> tuple[Said, ...]:
    """Return who reports each sentence. `He` and `She` are the speaker before, in the same passage; nobody is carried further."""
    known: dict[str, Speaker] = {}
    found: list[Said] = []
    for place, sentence in enumerate(said):
        before = found[-1].speaker if found and said[place - 1].passage == sentence.passage else None
        one = _who(sentence.text, names, known, before)
        goes_on = bool(found) and (said[place - 1].passage == sentence.passage or _ADDS.match(sentence.text) is not None)
        last = found[-1] if goes_on else Said(None)
        found.append(replace(one, home=_home(sentence.text, one, names, last.home), voice=_voice(one, last.voice)))
    return tuple(found)


def of_entry(said: Sequence[Sentence], told: Sequence[Said], place: int) -> Said:
    """Return who reports one entry of the list in the sentence at `place`: what another entry names is not where this one is at home."""
    goes_on = place > 0 and said[place - 1].passage == said[place].passage
    return replace(told[place], introduction=(0, 0), home=told[place - 1].home if goes_on else "")


def bare(said: Sequence[Sentence], told: Sequence[Said]) -> tuple[Sentence, ...]:
    """Return the sentences without the words that only say who speaks, and where: what is judged. `told` is what `speakers` returns.

    Titles such as `Director of the Policy Programme` would else count as words about a policy. A sentence of nothing else stays.
    """
    return tuple(replace(one, text=_bare(one.text, who)) for one, who in zip(said, told, strict=True))


def _bare(text: str, who: Said) -> str:
    start, end = who.introduction
    return _OCCASION.sub(" ", f"{text[:start]} {text[end:]}" if end else text).strip() or text


def _home(text: str, one: Said, names: Names, before: str) -> str:
    """Return the area a passage is about behind this sentence.

    That is the area its speaker is introduced with, else the one it names, else the one of the speaker who goes on, else as
    before. Where it names several, or tells what a crowd said, the one it begins with, else the one of before if that is among them.
    """
    if one.is_introduced and one.speaker:
        return one.speaker.area
    if one.speaker:
        before = one.speaker.area or ("" if one.speaker.is_crowd else before)
    found = [one for one in names.find(text) if one.meaning.sort != "people" or not before]
    named = areas_of(found)
    if not named or (len(named) == 1 and not before):
        return next(iter(named), before)
    first = areas_of(one for one in found if one.start < SUBJECT)
    return first[0] if len(first) == 1 else before if before in named or len(named) == 1 else ""


def _voice(one: Said, before: Actor | None) -> Actor | None:
    """Return the body whose speaker a passage goes on to report: that of the one who speaks, of the one before where nobody is named."""
    return one.speaker.body if one.speaker else before


def _who(text: str, names: Names, known: dict[str, Speaker], before: Speaker | None) -> Said:
    if match := _FULL.search(text):
        end = _end_of_introduction(text, match.end())
        speaker = _introduced(match, text[match.start("title") : end], names)
        known[speaker.name.partition(",")[0].split()[-1]] = speaker
        return Said(speaker, (match.start(), end), is_introduced=True)
    if (match := _SHORT.search(text)) and _SAYS.search(text):
        return Said(
            known.get(match["name"].split()[-1], Speaker(match["name"])),
            (match.start(), _end_of_apposition(text, match.end(), names)),
        )
    if match := _DELEGATE.search(text):
        found = names.find(match["body"])
        areas = areas_of(found)
        speaker = Speaker(f"Representative of {match['body']}", areas[0] if len(areas) == 1 else "", _body(found))
        return Said(speaker, (match.start(), _end_of_list(text, match.end(), names)), is_introduced=True)
    if before and (_PRONOUN.match(text)):
        return Said(before)
    if (match := _CROWD.search(text)) and _SAYS.search(text):
        return Said(Speaker(match["crowd"][0].upper() + match["crowd"][1:], is_crowd=True))
    return Said(None)


def _end_of_apposition(text: str, end: int, names: Names) -> int:
    """Return where the words behind a short name end that only say whom they speak for, as in `Ms Ruiz, Uruguay, said`."""
    match = _APPOSED.match(text, end)
    return match.end("body") if match and names.find(match["body"]) else end


def _end_of_list(text: str, end: int, names: Names) -> int:
    """Return where a list of those spoken for ends, as in `representatives of Peru, Yemen and the Arab Parliament said`."""
    while (match := _ANOTHER.match(text, end)) and names.find(match["body"]):
        end = match.end()
    return end


def _end_of_introduction(text: str, end: int) -> int:
    """Return where the words that say who speaks end: at the verb of saying, if one stands near, else behind the title."""
    verb = _SAYS.search(text, end, end + _FAR)
    return verb.start() if verb else end


def _introduced(match: re.Match[str], title: str, names: Names) -> Speaker:
    """Return a speaker as `Name, body`: the organisation or State of the title, or the title's own words where none is known."""
    found = [one for one in names.find(title) if not one.is_of_a_meeting]
    name = re.sub(r"^(?:(?:As|In|By|And|While|For) )?(?:Mr|Ms|Mrs|Dr|Prof|H\.E\.)?\.? ?", "", match["name"])
    body = _body(found, title)
    areas = areas_of(found)
    said = f"{name}, {body.name}" if body else f"{name}, {match['title'].strip()}"[:120]
    return Speaker(said, areas[0] if areas else "", body)


def _body(found: Sequence[Found], title: str = "") -> Actor | None:
    """Return the body spoken for: the town of a mayor, else the organisation, else the State.

    A permanent representative `to the United Nations` speaks for a State.
    """
    known = actors_of(found)
    is_town = _OF_A_TOWN.search(title) is not None
    towns = [Actor(one.meaning.name, one.meaning.kind) for one in found if is_town and one.meaning.sort == "city"]
    bodies = [actor for actor in known if actor.kind != "state" and actor.name != "United Nations"]
    states = [actor for actor in known if actor.kind == "state"]
    return next(iter((*towns, *bodies, *states)), None)

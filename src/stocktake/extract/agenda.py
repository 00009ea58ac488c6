"""Agendas and headings of panels: who speaks or moderates where, by the grammar in which agendas are set."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stocktake.extract.name import Names, areas_of
from stocktake.model.record import Participant
from stocktake.model.text import Passage, Text

_TIMED = re.compile(r"^\d{1,2}[.:h]\d\d\s*[–—-]\s*\d{1,2}[.:h]\d\d\s*(?P<title>.*)", re.S)
_PAUSE: Final = re.compile(r"registration|break|lunch|coffee|reception|end of|photo", re.I)
_NAMED_PANEL = re.compile(
    r"^(?:(?:[IVX]+|\d{1,2})[.)]\s+)?(?:day (?:\d|one|two|three)[ ,:–-]+)?"
    r"(?P<title>(?:panel|session) \w{1,3}\b.*|opening (?:session|remarks|ceremony)\b.*|(?:closing|concluding) "
    r"(?:session|remarks|recommendations)\b.*|side[- ]event\b.*|migrants?[’']s? voices?.*|high-level (?:panel|segment)\b.*)",
    re.I,
)
_ROLE = re.compile(
    r"^\W*(?:(?P<role>moderators?|chair(?:person)?|facilitators?|keynote(?: speaker)?|rapporteur|discussants?|speakers?|panell?ists?)\s*:)?\s*",
    re.I,
)
_PERSON = re.compile(
    r"(?P<name>(?:(?:H\.E\.|Mr|Ms|Mrs|Dr|Prof|Sir|Amb)\.? )*[A-ZÀ-Þ][\w’'.-]+"
    r"(?: (?:de|da|del|bin|al|van|von|la|dos|y|El|[A-ZÀ-Þ][\w’'.-]*))+), (?P<rest>\S.{3,300})$",
    re.S,
)
_BEGINS_TALK = re.compile(r"(?<=[a-z]) (?=(?:This|The|There|In|Member|Recogni|Finally|It) )")
_LONGEST_HEADING: Final = 240
_NO_PERSON: Final = re.compile(r"\b(?:Session|Panel|Room|Conference|Palais|Headquarters|Workshop|Nations|Migration|Government)\b")


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: its title, and the first and last passage that say what it is about."""

    title: str
    first: Passage
    last: Passage


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in a panel, as the passage names them; `area` is the code of the area represented, empty for most bodies."""

    participant: Participant
    area: str
    passage: Passage


def read(text: Text, names: Names) -> tuple[tuple[Panel, ...], tuple[Seat, ...]]:
    """Return the panels and the people of the agendas in `text`, in its order; panels of a summary stand under headings of their own."""
    timed = [passage for passage in text.passages if passage.kind == "agenda"]
    panels = (*_timed(text, timed), *_headed(text))
    return tuple(sorted(panels, key=lambda one: one.first.start)), tuple(_seats(text, timed, names))


def _timed(text: Text, passages: Sequence[Passage]) -> Iterator[Panel]:
    for place, passage in enumerate(passages):
        if title := _title(text.plain(passage).text):
            last = passage
            for after in passages[place + 1 :]:
                plain = text.plain(after).text
                if _TIMED.match(plain) or _role(plain) or _seat(plain, names=None, panel="") or len(plain) < 60:
                    break
                last = after
            yield Panel(title, passage, last)


def _role(plain: str) -> str:
    """Return the role a line of an agenda begins with, an empty string where it names none."""
    match = _ROLE.match(plain)
    return (match["role"] or "") if match else ""


def _title(plain: str) -> str:
    match = _TIMED.match(plain)
    if not match or not match["title"].strip() or _PAUSE.match(match["title"]):
        return ""
    return _BEGINS_TALK.split(match["title"].strip())[0][:120]


def _headed(text: Text) -> Iterator[Panel]:
    """Yield the panels that are sections of a summary: from a heading that names one to the passage before the next such heading."""
    spoken = [passage for passage in text.passages if passage.kind in ("heading", "paragraph", "item")]
    named = [place for place, one in enumerate(spoken) if _is_heading(one, text.plain(one).text)]
    for number, place in enumerate(named):
        end = named[number + 1] if number + 1 < len(named) else len(spoken)
        if end > place + 1:
            match = _NAMED_PANEL.match(text.plain(spoken[place]).text)
            yield Panel(match["title"][:120] if match else "", spoken[place], spoken[end - 1])


def _is_heading(passage: Passage, plain: str) -> bool:
    """True for a heading that names a panel, also where it was too long to be taken for a heading."""
    alone = passage.kind == "paragraph" and len(plain) < _LONGEST_HEADING and plain[-1:] not in ".:;,?"
    return (passage.kind == "heading" or alone) and _NAMED_PANEL.match(plain) is not None


def _seats(text: Text, passages: Sequence[Passage], names: Names) -> Iterator[Seat]:
    panel = ""
    for passage in passages:
        plain = text.plain(passage).text
        panel = _title(plain) or panel
        if found := _seat(plain, names, panel):
            yield Seat(*found, passage)


def _seat(plain: str, names: Names | None, panel: str) -> tuple[Participant, str] | None:
    """Return the person a line of an agenda names, None where it names none."""
    opening = _ROLE.match(plain)
    match = _PERSON.match(plain, opening.end() if opening else 0)
    if not match or _TIMED.match(plain) or _NO_PERSON.search(match["name"]):
        return None
    role = (opening["role"] or "speaker").lower() if opening else "speaker"
    rest = re.sub(r"\s*\((?:welcome remarks|video message|tbc|remotely|via video)[^)]*\)", "", match["rest"], flags=re.I).strip(
        " ."
    )
    position, organization, area = _post(rest, names)
    return Participant(match["name"], position, organization, role.removesuffix("s"), panel), area


def _post(rest: str, names: Names | None) -> tuple[str, str, str]:
    """Return position, organization and area of what follows a name: the last part after a comma, or the name found in it."""
    head, _, tail = rest.rpartition(", ")
    if names is None:
        return head, tail, ""
    found = [one for one in names.find(rest) if not one.is_of_a_meeting]
    states = [one.meaning for one in found if one.meaning.sort == "area"]
    bodies = [one.meaning.name for one in found if one.meaning.sort == "actor" and one.meaning.name != "United Nations"]
    organization = states[-1].name if states and not bodies else bodies[-1] if bodies else tail or rest
    areas = areas_of(one for one in found if one.meaning.sort == "area")
    return (head or rest), organization, (areas[-1] if areas and not bodies else "")

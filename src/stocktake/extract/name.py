"""Names of areas and actors in a text: found all at once, whole words only, each with the place it stands."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import ahocorasick

from stocktake.model.area import Areas
from stocktake.model.lexicon import Lexicon
from stocktake.model.record import Actor, ActorKind

_SAME: Final = str.maketrans("’‘ʼ`‐‑–", "''''---")
_FOOTNOTE: Final = re.compile(r"\d{1,3}(?!\w)")
_TREATY: Final = re.compile(
    r"(?: and [A-Z]\w+(?: [A-Z]\w+)?)? (?:Action|Agreement|Declaration|Process(?:es)?|Dialogues?|Agenda|Plan|Convention|Protocol|Principles)\b"
)
_TONGUE_BEHIND: Final = re.compile(
    r"(?: and [A-Z]\w+)?(?: for\b| as a\b|[ -](?:language|speaking|speaker|course|class|lesson)| and (?:English|Arabic)\b)"
)
"""What stands behind the name of a language where it is not its people that are meant."""
_TONGUE_BEFORE: Final = re.compile(
    r"(?:\b(?:[Ll]earn(?:ing|s)?|[Ss]p[eo]ak(?:ing|s|en)?|[Tt](?:each(?:ing|es)?|aught)|[Ii]nto) (?:[A-Z]\w+(?:,| and| or) )*"
    r"|\b(?:English|Arabic|Urdu|Hindi)(?:,| and|, and| or) )$"
)
_WRITTEN: Final = re.compile(r"\b[Ii]n (?:[A-Z]\w+(?:,| and|, and| or) )*$")
_LISTED: Final = re.compile(r"[,.;:)”]|$| and [A-Z]| or [A-Z]")
_WATER: Final = re.compile(r"\b(?:Gulf of|Lake|Sea of) $")
_RIVER: Final = re.compile(r" (?:Basin|River|Delta|Canal|Sea|Ocean|Valley)\b")
"""What stands around the name of an area that only names a water or a landscape of many, or another place."""
_ORGAN: Final = re.compile(r" (?!System)[A-Z]")
"""What stands behind the United Nations where an organ, an office or a document of theirs is named."""
_NEAR: Final = 60
"""The characters before and behind a name that tell whether it is part of another."""
_MEETING_PLACES: Final = frozenset({"New York", "Geneva", "Vienna", "Nairobi"})
"""Cities where the United Nations meet: named, they mostly say where something was said, not what it is about."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for: `sort` is area, people, city, actor or group; `code` the area's code, empty for most actors.

    A group is an actor that bears no name of its own, such as `employers`.
    """

    sort: Literal["area", "people", "city", "actor", "group"]
    name: str
    code: str = ""
    kind: ActorKind = "other"


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text: its characters [start, end) and what it means."""

    start: int
    end: int
    meaning: Meaning

    @property
    def is_of_a_meeting(self) -> bool:
        """True for a city where the United Nations meet."""
        return self.meaning.sort == "city" and self.meaning.name in _MEETING_PLACES


class Names:
    """All names the reader knows, in one automaton; the order they are handed in does not matter."""

    def __init__(self, lexicon: Lexicon, areas: Areas) -> None:
        self._automaton = ahocorasick.Automaton()
        known: dict[str, set[tuple[str, Meaning]]] = {}
        for spelling, meaning in (*_areas(areas), *_places(lexicon), *_actors(lexicon)):
            known.setdefault(folded(spelling)[0], set()).add((spelling, meaning))
        for key, meanings in known.items():
            if key and (chosen := _only(meanings)):
                self._automaton.add_word(key, chosen)
        self._automaton.make_automaton()

    def find(self, text: str) -> tuple[Found, ...]:
        """Return the names in `text`, left to right, the longest where two overlap; none inside a longer word.

        Offsets are those of `text` itself, also where folding the case changes its length.
        """
        flat, places = folded(text)
        hits = [hit for end, held in self._automaton.iter(flat) if (hit := _hit(text, flat, places, end + 1, *held))]
        return tuple(_longest(hits))


def folded(text: str) -> tuple[str, Sequence[int]]:
    """Return `text` without case and accents, and for each character of that where it came from in `text`.

    >>> folded("İzmir")
    ('izmir', [0, 1, 2, 3, 4])
    >>> folded("Peru’s")
    ("peru's", range(0, 6))
    """
    same = text.translate(_SAME)
    if same.isascii():
        return same.lower(), range(len(same))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(same):
        for part in sign if sign.isascii() else unicodedata.normalize("NFKD", sign):
            for small in part.casefold():
                if not unicodedata.combining(small):
                    signs.append(small)
                    places.append(place)
    return "".join(signs), places


def _areas(areas: Areas) -> Iterator[tuple[str, Meaning]]:
    for area in areas:
        if area.kind == "country":
            meaning = Meaning("area", area.name, area.code, "state")
            yield from (
                (spelling, meaning) for spelling in area.spellings if len(spelling) > 3 or spelling in ("UK", "USA", "UAE")
            )


def _places(lexicon: Lexicon) -> Iterator[tuple[str, Meaning]]:
    for place in lexicon.places:
        sort: Literal["people", "city"] = "people" if place.sort == "people" else "city"
        meaning = Meaning(sort, place.name, place.area, "local-authority" if sort == "city" else "state")
        yield place.name, meaning
        if sort == "people" and place.name[-1] not in "hes":
            yield place.name + "s", meaning


def _actors(lexicon: Lexicon) -> Iterator[tuple[str, Meaning]]:
    for actor in lexicon.actors:
        sort: Literal["actor", "group"] = "group" if _is_group(actor.name) else "actor"
        yield from ((name, Meaning(sort, actor.name, actor.area, actor.kind)) for name in (actor.name, *actor.aliases))


def _is_group(name: str) -> bool:
    """True for actors many of which are meant: their names are words in small letters, or States.

    >>> _is_group("trade unions"), _is_group("UN Member States"), _is_group("NGOs"), _is_group("IOM")
    (True, True, True, False)
    """
    return name.islower() or name in ("States", "UN Member States", "NGOs")


def _only(meanings: set[tuple[str, Meaning]]) -> tuple[str, Meaning] | None:
    """Return the one meaning of a folded name; None where it means several areas, for nothing is guessed."""
    ranked = sorted(meanings, key=lambda one: (one[1].sort != "area", one[1].sort, one[1].name, one[0]))
    areas = {meaning.code for _, meaning in ranked if meaning.sort == "area"}
    return None if len(areas) > 1 else ranked[0]


def _hit(text: str, flat: str, places: Sequence[int], end: int, spelling: str, meaning: Meaning) -> Found | None:
    """Return the name that ends before `end` in the folded text, None where it is a part of a word or not written as a name."""
    start = end - len(folded(spelling)[0])
    if (start and _joined(flat[start - 1], flat[start])) or _goes_on(flat, end):
        return None
    first, last = places[start], places[end - 1] + 1
    written = text[first:last]
    if meaning.sort == "group":
        return Found(first, last, meaning) if written == spelling or spelling.islower() else None
    if not (written == spelling if _is_acronym(spelling) else written[:1] != written[:1].lower() or not written[0].isascii()):
        return None
    return None if _is_part_of_another_name(text, first, last, meaning) else Found(first, last, meaning)


def _is_part_of_another_name(text: str, first: int, last: int, meaning: Meaning) -> bool:
    """True for Georgia in the United States, the America of a continent, waters, languages, and cities that agreements are named after."""
    before, behind = text[max(0, first - _NEAR) : first], text[last : last + _NEAR]
    if meaning.name == "Georgia" and behind.startswith(", United"):
        return True
    if text[first:last] == "America" or (meaning.sort != "actor" and (_WATER.search(before) or _RIVER.match(behind))):
        return True
    if meaning.name == "United Nations":
        return _ORGAN.match(behind) is not None
    if meaning.sort == "people":
        return text[first:last] == meaning.name and _is_language(before, behind)
    return meaning.sort == "city" and _TREATY.match(behind) is not None


def _is_language(before: str, behind: str) -> bool:
    """True where a people's name is its language: learned, spoken, of a course, or what something is written in."""
    if _TONGUE_BEFORE.search(before) or _TONGUE_BEHIND.match(behind):
        return True
    return _WRITTEN.search(before) is not None and _LISTED.match(behind) is not None


def _goes_on(flat: str, end: int) -> bool:
    """True where the word goes on at `end`; the number of a footnote behind a word of letters is no part of it."""
    if end == len(flat) or not _joined(flat[end - 1], flat[end]):
        return False
    return not (flat[end - 1].isalpha() and _FOOTNOTE.match(flat, end))


def _joined(left: str, right: str) -> bool:
    """True where two characters stand in one word; scripts without blanks between words have no such border."""
    return left.isalnum() and right.isalnum() and not _is_ideograph(left) and not _is_ideograph(right)


def _is_ideograph(sign: str) -> bool:
    return "\u3040" <= sign <= "\u9fff"


def _is_acronym(name: str) -> bool:
    return " " not in name and len(name) <= 9 and sum(sign.isupper() for sign in name) >= 2 and name[:2].isupper()


def _longest(hits: Iterable[Found]) -> Iterator[Found]:
    end = 0
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if hit.start >= end:
            yield hit
            end = hit.end


def areas_of(found: Iterable[Found], *, at_meetings: bool = False) -> tuple[str, ...]:
    """Return the codes of the areas named, each once, in order; cities where the United Nations meet only if `at_meetings`."""
    codes = (
        one.meaning.code
        for one in found
        if one.meaning.sort not in ("actor", "group") and (at_meetings or not one.is_of_a_meeting)
    )
    return tuple(dict.fromkeys(codes))


def actors_of(found: Iterable[Found]) -> tuple[Actor, ...]:
    """Return the actors named, each once, in order: organisations, and States by the name of their area."""
    named = (one.meaning for one in found if one.meaning.sort in ("actor", "area"))
    return tuple(dict.fromkeys(Actor(meaning.name, meaning.kind) for meaning in named))


def groups_of(found: Iterable[Found]) -> tuple[Actor, ...]:
    """Return the groups named, such as `employers`, each once, in order."""
    named = (one.meaning for one in found if one.meaning.sort == "group")
    return tuple(dict.fromkeys(Actor(meaning.name, meaning.kind) for meaning in named))

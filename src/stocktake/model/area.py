"""Reference areas: countries and territories, regions, groups and the world, and which of them a name means.

An area is known by its code: `MDA` (ISO 3166-1 alpha-3) for a country or territory, `202` (M49, three digits) for a region or
group, `WLD` for the world, `WB_SSF` for a group of the World Bank. Whether a place is a sovereign State is not said here.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final

from stocktake.errors import AreaNotFound

LANGUAGES: Final = ("en", "fr", "es", "ru", "zh", "ar")
KINDS: Final = ("world", "region", "group", "country")
WORLD: Final = "WLD"
LONGEST: Final = 100
"""Of what somebody wrote, so many characters are compared with the names there are; none is longer."""


@dataclass(frozen=True, slots=True)
class Area:
    """One reference area; it prints itself as `COD (Democratic Republic of the Congo)`.

    `parents` are the M49 regions right above it, `groups` the groups it is named in; both hold codes. `aliases` are further names
    people write, `m49` and `iso2` are empty where no such code exists, `note` is what the United Nations or we say about the row.
    """

    code: str
    kind: str
    m49: str
    iso2: str
    names: Mapping[str, str] = field(hash=False)
    parents: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    note: str = ""

    @property
    def name(self) -> str:
        """The English short name of the United Nations."""
        return self.names["en"]

    def name_in(self, language: str) -> str:
        """Return the short name in `ar`, `en`, `es`, `fr`, `ru` or `zh`; in English where there is none in `language`."""
        return self.names.get(language) or self.name

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name the area answers to: its short names, then its aliases."""
        return (*self.names.values(), *self.aliases)

    def __str__(self) -> str:
        return f"{self.code} ({self.name})"


class Areas:
    """All areas of one table, in code order: get one by its code, find one by what a person wrote, walk the region tree."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._by_code = {area.code: area for area in sorted(areas, key=lambda area: area.code)}

    def __iter__(self) -> Iterator[Area]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Area:
        """Return the area with exactly this `code`; AreaNotFound if there is none."""
        if code not in self._by_code:
            raise AreaNotFound(code, self._suggestions(code))
        return self._by_code[code]

    def find(self, text: str) -> Area:
        """Return the one area a person means by `text`: a code, a short name in any of six languages, or an alias.

        Codes are alpha-3 in any case, M49 with or without leading zeros, and alpha-2 in capitals. Names are compared by `fold`.
        Nothing is guessed: AreaNotFound carries up to five candidates if `text` means no area or several.
        """
        if area := self._with_code(text.strip()):
            return area
        called = self.called(text)
        if len(called) == 1:
            return called[0]
        candidates = [str(area) for area in called] or self._suggestions(text)
        raise AreaNotFound(text, candidates, ambiguous=bool(called))

    def named(self, name: str) -> Area:
        """Return the area whose short name at the United Nations this is, in any of six languages; any other text is left to `find`.

        For tables that keep to those names: their `Congo` is COG, where a person's `Congo` may be either of two.
        """
        official = [area for area in self.called(name) if fold(name) in map(fold, area.names.values())]
        return official[0] if len(official) == 1 else self.find(name)

    def called(self, name: str) -> tuple[Area, ...]:
        """Return every area that answers to `name`, in code order: none, one, or several that only the writer can tell apart."""
        return tuple(self._by_code[code] for code in sorted(self._by_name.get(fold(name), ())))

    def similar(self, text: str, most: int = 5) -> tuple[Area, ...]:
        """Return at most `most` areas with a name like `text`, or with its words in the name, best first; for suggestions only."""
        wanted = fold(text)
        matcher = SequenceMatcher(None, b=wanted, autojunk=False)
        scores: dict[str, float] = {}
        for name, codes in self._by_name.items() if wanted else ():
            if likeness := _likeness(wanted, name, matcher):
                scores.update({code: max(likeness, scores.get(code, 0)) for code in codes})
        best = sorted(scores, key=lambda code: (-scores[code], code))
        return tuple(self._by_code[code] for code in best[:most])

    def shared(self) -> dict[str, tuple[str, ...]]:
        """Return the folded names that more than one area answers to, each with the codes of those areas."""
        return {name: tuple(sorted(codes)) for name, codes in self._by_name.items() if len(codes) > 1}

    def members(self, code: str) -> tuple[Area, ...]:
        """Return the countries and territories in a region, a group or the world, in code order; of a country, itself.

        Empty for a group whose members the table does not list (its note says why).
        """
        below = self._reach({self.get(code).code}, self._parts)
        return tuple(area for area in self if area.code in below and area.kind == "country")

    def regions_of(self, code: str) -> tuple[Area, ...]:
        """Return what the area `code` is part of: its regions from the nearest to the world, then its groups in code order."""
        area = self.get(code)
        regions = self._reach(area.parents, {other.code: other.parents for other in self})
        groups = {group for part in (code, *regions) for group in self.get(part).groups}
        return tuple(self.get(found) for found in (*regions, *sorted(groups)))

    def _with_code(self, text: str) -> Area | None:
        if not text.isascii():
            return None
        if text.isdigit() and len(text) <= 3:
            return self._by_m49.get(text.zfill(3))
        return self._by_iso2.get(text) if len(text) == 2 else self._by_code.get(text.upper())

    def _suggestions(self, text: str) -> list[str]:
        return [str(area) for area in self.similar(text[:LONGEST])]

    @cached_property
    def _by_m49(self) -> dict[str, Area]:
        return {area.m49: area for area in self if area.m49}

    @cached_property
    def _by_iso2(self) -> dict[str, Area]:
        return {area.iso2: area for area in self if area.iso2}

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        index: dict[str, set[str]] = {}
        for area in self:
            for spelling in set(area.spellings):
                index.setdefault(fold(spelling), set()).add(area.code)
        return index

    @cached_property
    def _parts(self) -> dict[str, list[str]]:
        parts: dict[str, list[str]] = {}
        for area in self:
            for whole in (*area.parents, *area.groups):
                parts.setdefault(whole, []).append(area.code)
        return parts

    @staticmethod
    def _reach(start: Iterable[str], onward: Mapping[str, Sequence[str]]) -> dict[str, None]:
        """Return every code reached from `start` by the steps of `onward`, the nearest first, `start` included."""
        reached = dict.fromkeys(start)
        frontier = list(reached)
        while frontier:
            steps = (step for code in frontier for step in onward.get(code, ()))
            frontier = list(dict.fromkeys(step for step in steps if step not in reached))
            reached.update(dict.fromkeys(frontier))
        return reached


def fold(name: str) -> str:
    """Return the form in which two spellings of a name are compared.

    Case, accents, apostrophes and full stops are dropped; hyphens, commas and brackets count as spaces; `&` is `and`, `St` is
    `Saint`; `the` is dropped at either end.

    >>> fold("The  Côte d’Ivoire"), fold("St. Vincent & the Grenadines"), fold("Gambia (The)")
    ('cote divoire', 'saint vincent and the grenadines', 'gambia')
    """
    bare = unicodedata.normalize("NFKD", name.replace("´", "")).casefold().translate(_FOLDING)
    words = [_SAME_WORDS.get(word, word) for word in bare.split()]
    if words[-1:] == ["the"]:
        words.pop()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


class _Folding(dict[int, str]):
    """What becomes of one character in `fold`, worked out when it is first met: a letter or digit stays itself."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        category = unicodedata.category(character)
        kept = character if category[0] in "LN" else "" if category[0] == "M" or category == "Cf" else " "
        self[point] = kept
        return kept


# apostrophes as people type them, the full stop of abbreviations, and the Arabic stroke that only stretches a word
_FOLDING: Final = _Folding(dict.fromkeys(map(ord, "'’‘ʼʻ`′.ـ"), "") | {ord("&"): " and "})
_SAME_WORDS: Final = {"st": "saint", "ste": "sainte"}


def _likeness(wanted: str, name: str, matcher: SequenceMatcher[str]) -> float:
    """Return how well a folded name fits what is wanted: 0 is not at all, above 1 the name has all its words."""
    matcher.set_seq1(name)
    wanted_words, words = set(wanted.split()), set(name.split())
    if wanted_words <= words:
        return 1 + matcher.ratio()
    if len(wanted) > 1 and any(word.startswith(wanted) for word in words):
        return 0.5 + matcher.ratio()
    if words <= wanted_words or wanted.startswith(name):
        return 0.15 + matcher.ratio()
    return matcher.ratio() if matcher.quick_ratio() >= _CLOSE and matcher.ratio() >= _CLOSE else 0


_CLOSE: Final = 0.6  # the cutoff of difflib for a close match

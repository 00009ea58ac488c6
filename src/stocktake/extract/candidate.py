"""A text in, candidate records out: sentences judged, names and numbers found, speakers named, put into our own words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from stocktake.extract import agenda
from stocktake.extract.classify import GOES_ON, Judged, confidence, judge, rank, scale_of, shown_of
from stocktake.extract.feature import Cues, Subjects
from stocktake.extract.listing import cut, entries
from stocktake.extract.name import Found, Names, actors_of, areas_of, groups_of
from stocktake.extract.number import numbers
from stocktake.extract.sentence import Sentence, sentences
from stocktake.extract.speech import AT_HOME, SUBJECT, Said, bare, of_entry, speakers
from stocktake.extract.summary import summary, title
from stocktake.model.area import Areas
from stocktake.model.candidate import Candidate
from stocktake.model.lexicon import Lexicon
from stocktake.model.provenance import Locator
from stocktake.model.record import Actor, Record, StatedFigure
from stocktake.model.text import Passage, Text

AGENDA: Final = "agenda, edition 1"
"""The name of the rule that reads agendas."""
_CARRIED: Final = 3
"""The most sentences a candidate takes in behind its first one."""
_HOME: Final = frozenset({"practice", "need", "figure", "event"})
"""Types that are about the area their passage is about where they name none themselves."""
_FOREIGN: Final = frozenset(
    {"intergovernmental", "finance", "un-network", "civil-society", "private-sector", "academia", "diaspora"}
)
"""Kinds of bodies that act in many areas."""
_OF_GROUPS: Final = frozenset({"recommendation", "need"})
"""Types whose actors are mostly groups."""
_MUST: Final = re.compile(
    r"(?: [\w-]+)?(?: and [\w ]{3,30}| in [\w ]{3,20})? "
    r"(?:should|must|needs?|have to|has to|could|can|ought|were|lack|face|require|may|are|do)\b"
)
_ASKED: Final = re.compile(
    r"\b(?:by|urged|encouraged|called (?:on|upon)|for|help|support|assist|between|among|with|enable|and|of|,)(?: the)?(?: all| local| other)? $"
)
"""What stands around a group that is to act, or lacks something."""
_ABROAD: Final = re.compile(
    r"\b(?:(?:[Ss]ome|[Ss]everal|[Mm]any|[Mm]ost|[Oo]ther|[Aa]ll) (?:States|countries|cities|[Gg]overnments)|"
    r"in the region|worldwide|globally|around the world)\b"
)
"""Words for many States: what is said of them is not said of one's own."""
_MEETS: Final = re.compile(
    r"\b(?:[Cc]onference|[Ss]ummit|[Mm]eeting|[Ww]orkshop|[Ff]orum|[Cc]onsultations?|[Ss]ession|IDM)"
    r"(?: (?:was |were )?held)? in (?:[A-Z]\w+, |[A-Z]\w+ [A-Z]\w+, )?$"
)
_AGREED: Final = re.compile(r"\b(?:adopted|agreed|signed|endorsed) in $")
"""What stands before the place of a meeting, and before the city where something was agreed."""
_TOGETHER: Final = re.compile(r"\b(?:with|by|to|from) (?:the )?(?:support of |help of |assistance of )?(?:the )?$")
"""What stands before a body that takes part but is not the one who acts."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a run of sentences says besides its type: the fields of a record that are found, not judged."""

    areas: tuple[str, ...]
    actors: tuple[Actor, ...]
    figures: tuple[StatedFigure, ...]
    commitments: tuple[str, ...]
    reported_by: str | None
    year: int | None


class Reader:
    """Reads texts with one lexicon. `titles` are the short titles of commitments by id, for the words of titles and summaries."""

    def __init__(self, lexicon: Lexicon, areas: Areas, titles: Mapping[str, str]) -> None:
        self.lexicon, self._areas, self._titles = lexicon, areas, titles
        self.names = Names(lexicon, areas)
        self.cues = Cues(lexicon.cues)
        self.subjects = Subjects(lexicon.subjects)

    def candidates(self, text: Text) -> tuple[Candidate, ...]:
        """Return the records proposed for `text`, in its order; ids are `<document>-<type>-<number>`. None for an empty text.

        Only English is judged: passages in another language give no candidates save what an agenda shows.
        """
        found = sorted((*self._from_agenda(text), *self._from_speech(text)), key=lambda one: (one.chars, one.record.type))
        counts: Counter[str] = Counter()
        numbered = []
        for one in found:
            counts[one.record.type] += 1
            id_ = f"{text.id}-{one.record.type}-{counts[one.record.type]:03}"
            numbered.append(replace(one, record=replace(one.record, id=id_)))
        return tuple(numbered)

    def _from_speech(self, text: Text) -> Iterator[Candidate]:
        said = [one for one in sentences(text) if _language(text, text.passages[one.passage]) in ("", "en")]
        told = speakers(said, self.names)
        plain = bare(said, told)
        shown = shown_of(plain, told, self.cues, self.names)
        judged = judge(plain, shown, self.lexicon)
        taken, around = {one.place for one in judged}, around_of(said)
        for one in judged:
            parts = entries(said[one.place], one.type, shown[one.place], self.cues)
            if len(parts) > 1:
                heard = [of_entry(said, told, one.place)]
                for first, end in parts:
                    yield self._candidate(text, one, [cut(text, said[one.place], first, end)], heard, around)
            else:
                run = range(one.place, self._end(said, one.place, taken))
                yield self._candidate(text, one, [said[place] for place in run], [told[place] for place in run], around)

    def _end(self, said: Sequence[Sentence], place: int, taken: set[int]) -> int:
        """Return the place behind the last sentence that only goes on with what stands at `place`."""
        end = place + 1
        while (
            end < min(len(said), place + 1 + _CARRIED)
            and end not in taken
            and said[end].passage == said[place].passage
            and GOES_ON in self.cues.of(said[end].text)
        ):
            end += 1
        return end

    def _candidate(
        self, text: Text, one: Judged, run: Sequence[Sentence], told: Sequence[Said], around: Mapping[int, str]
    ) -> Candidate:
        own = " ".join(sentence.text for sentence in run)
        drawn = self.draw(one.type, run, told, around[run[0].passage])
        subjects = [self._titles.get(name, name) for name in drawn.commitments]
        areas = [self._areas.get(code).name for code in drawn.areas]
        record = Record(
            id="",
            type=one.type,  # type: ignore[arg-type]
            title=title(one.type, own, subjects[0], drawn.actors),
            summary=summary(one.type, own, subjects, drawn.reported_by, drawn.figures, areas),
            locators=(Locator(text.id, run[0].first_line, run[-1].last_line),),
            reported_by=drawn.reported_by,
            actors=drawn.actors,
            areas=drawn.areas,
            commitments=drawn.commitments,
            figures=drawn.figures,
            year=drawn.year,
            status="candidate",
        )
        return Candidate(record, (run[0].start, run[-1].end), self.lexicon.learned.edition, round(one.confidence, 3))

    def draw(self, type_: str, run: Sequence[Sentence], told: Sequence[Said], around: str) -> Drawn:
        """Return what is found in a run of sentences taken for a record of `type_`."""
        own = " ".join(sentence.text for sentence in run)
        texts = [_without(sentence, said) for sentence, said in zip(run, told, strict=True)]
        read = [(text, self.names.find(text)) for text in texts]
        figures = tuple(one.figure for sentence in run for one in numbers(sentence.text))
        speaker = next((said.speaker for said in told if said.speaker), None)
        return Drawn(
            _about(type_, read, told[0].home),
            _acting(type_, read, told[0].voice),
            figures[:6] if type_ in ("figure", "target", "practice", "partnership", "event", "need", "offer") else (),
            rank(own, around, run[0].heading, self.lexicon, self.subjects),
            speaker.name if speaker else None,
            next((figure.year for figure in figures if figure.year), None),
        )

    def _from_agenda(self, text: Text) -> Iterator[Candidate]:
        panels, seats = agenda.read(text, self.names)
        for panel in panels:
            record = _bare(text, "panel", panel.title, f"Panel: {panel.title}"[:200], panel.first, panel.last)
            heading = text.plain(panel.first).text
            subjects = rank(heading, text.plain(panel.last).text, "", self.lexicon, self.subjects)
            yield self._by_rule(replace(record, commitments=subjects), panel.first, panel.last)
        for seat in seats:
            person = seat.participant
            said = f"{person.role.capitalize()}: {person.position}, {person.organization}."
            record = _bare(text, "participation", f"{person.name} ({person.role})", said, seat.passage, seat.passage)
            areas = (seat.area,) if seat.area else ()
            yield self._by_rule(replace(record, participant=person, areas=areas), seat.passage, seat.passage)

    def _by_rule(self, record: Record, first: Passage, last: Passage) -> Candidate:
        sure = confidence(scale_of(self.lexicon, record.type), 0.0)
        return Candidate(record, (first.start, last.end), AGENDA, round(sure, 3))


def _about(type_: str, said: Sequence[tuple[str, Sequence[Found]]], home: str) -> tuple[str, ...]:
    """Return the areas a record is about: those named, else the one its passage is about, unless somebody else acts.

    An event is where it is held. Where only a people is named, those of a home may be meant as well: `350 Syrian families` in a city.
    """
    named = [one for _, found in said for one in found]
    about = (one for text, found in said for one in found if not _is_venue(text, one))
    areas = _venue(named) if type_ == "event" else areas_of(about)
    abroad = areas and any(one.meaning.sort in ("area", "city") for one in named)
    if abroad or not home or type_ not in _HOME:
        return areas
    if AT_HOME.search(" ".join(text for text, _ in said)):
        return tuple(dict.fromkeys((*areas, home)))
    return areas if areas or any(_is_abroad(text, found) for text, found in said) else (home,)


def _venue(named: Sequence[Found]) -> tuple[str, ...]:
    """Return the areas an event is about: those named besides the cities where the United Nations meet, else the first such city's."""
    return areas_of(named) or areas_of(named, at_meetings=True)[:1]


def _is_venue(text: str, one: Found) -> bool:
    """True for the place of a meeting: it says where something was said."""
    if one.meaning.sort not in ("area", "city"):
        return False
    agreed = one.meaning.sort == "city" and _AGREED.search(text[: one.start])
    return bool(agreed or _MEETS.search(text[: one.start]))


def _acting(type_: str, said: Sequence[tuple[str, Sequence[Found]]], voice: Actor | None) -> tuple[Actor, ...]:
    """Return the actors of a record: up to eight bodies named, up to two groups, and the body its speaker speaks for.

    What should be done, and what is lacking, is mostly said of groups, so they are actors of that.
    """
    named = [one for _, found in said for one in found]
    groups = groups_of(one for text, found in said for one in found if _acts(text, one)) if type_ in _OF_GROUPS else ()
    return tuple(dict.fromkeys((*actors_of(named)[:8], *groups[:2], *((voice,) if voice else ()))))


def _acts(text: str, one: Found) -> bool:
    """True for a group that is to act, or lacks something."""
    return bool(_MUST.match(text, one.end) or _ASKED.search(text[: one.start]))


def _is_abroad(text: str, found: Sequence[Found]) -> bool:
    """True for a sentence about many States, or about a body of many."""
    return _ABROAD.search(text) is not None or any(_is_elsewhere(text, one) for one in found)


def _is_elsewhere(text: str, one: Found) -> bool:
    """True for a body of many States that a record is about: a regional one anywhere, another where it is the one who acts."""
    kind = one.meaning.kind
    acts = one.start < SUBJECT and _TOGETHER.search(text[: one.start]) is None
    return one.meaning.sort == "actor" and (kind == "regional-body" or (kind in _FOREIGN and acts))


def around_of(said: Sequence[Sentence]) -> dict[int, str]:
    """Return each passage, by its place in the text, as one text of the sentences in it."""
    found: dict[int, list[str]] = {}
    for sentence in said:
        found.setdefault(sentence.passage, []).append(sentence.text)
    return {passage: " ".join(texts) for passage, texts in found.items()}


def _without(sentence: Sentence, said: Said) -> str:
    """Return a sentence without the words that only say who speaks."""
    start, end = said.introduction
    return sentence.text[:start] + " " + sentence.text[end:]


def _language(text: Text, passage: Passage) -> str:
    return passage.language or text.language


def _bare(text: Text, type_: str, title_: str, summary_: str, first: Passage, last: Passage) -> Record:
    place = Locator(text.id, first.first_line, last.last_line)
    return Record("", type_, title_, summary_, (place,), status="candidate")  # type: ignore[arg-type]

"""A review arranged for the page. Templates only show; whatever must be looked up, counted or put in order is done here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from stocktake.model.framework import Commitment
from stocktake.model.indicator import Indicator, Target
from stocktake.model.method import Method
from stocktake.model.observation import DISAGGREGATIONS, TOTAL, Observation
from stocktake.model.provenance import Document, Source, Verification
from stocktake.model.record import Record, RecordType
from stocktake.model.review import Finding, IndicatorAssessment, ObjectiveAssessment, Review, SeriesAssessment
from stocktake.page import moves, place, step
from stocktake.page.anchor import anchor
from stocktake.page.figure import is_figure
from stocktake.page.words import RECORD_TYPES

FEW = 6
"""So many names at most stand in a line instead of a list to unfold."""
BASIS = 6
"""A sentence leads to what it rests on where that is at most so many things; a sentence about hundreds leads nowhere."""
LATEST = 12
"""So many values of a part for context stand on the page, the latest; those of the whole stand there all."""
FEW_SOURCES = 2
"""So many sources are named in full beside a chart; more are named by publisher."""


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one type in one section: those that stand here in full, and those that stand elsewhere and are only named."""

    type: RecordType
    full: tuple[Record, ...]
    named: tuple[Record, ...]

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.full) + len(self.named)

    @property
    def is_line(self) -> bool:
        """Whether nothing stands here in full and the names are few, so that there is nothing to unfold."""
        return not self.full and self.count <= FEW


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the review rests on that was not read in the original."""

    name: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class Link:
    """A place on the page and the words that lead there."""

    anchor: str
    words: str


@dataclass(frozen=True)
class Page:
    """A review and where everything in it stands."""

    review: Review

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """The records by id."""
        return {one.id: one for one in self.review.records}

    @cached_property
    def indicators(self) -> Mapping[str, IndicatorAssessment]:
        """The indicators by id, in the order of the review."""
        return {one.indicator.id: one for one in self.review.indicators}

    @cached_property
    def objectives(self) -> Mapping[str, ObjectiveAssessment]:
        """The objectives by id."""
        return {one.objective.id: one for one in self.review.objectives}

    @cached_property
    def sources(self) -> Mapping[str, tuple[str, Source]]:
        """The sources by `id@vintage`, each with its number on the page."""
        return {f"{one.id}@{one.vintage}": (f"S{place}", one) for place, one in enumerate(self.review.sources, 1)}

    @cached_property
    def documents(self) -> Mapping[str, tuple[str, Document]]:
        """The documents by id, each with its number on the page."""
        return {one.id: (f"D{place}", one) for place, one in enumerate(self.review.documents, 1)}

    @cached_property
    def record_homes(self) -> Mapping[str, str]:
        """The section of each record."""
        return place.of_records(self.review)

    @cached_property
    def indicator_homes(self) -> Mapping[str, str]:
        """The section of each indicator."""
        return place.of_indicators(self.review)

    @cached_property
    def edges(self) -> tuple[float, ...]:
        """The edges between the classes of the method."""
        classes = (*self.review.method.classes_with_target, *self.review.method.classes_without_target)
        return tuple(one.at_least for one in classes if one.at_least is not None)

    @property
    def methods(self) -> tuple[Method, ...]:
        """The methods that were asked, the one that leads first."""
        return self.review.methods or (self.review.method,)

    def method_title(self, identity: str) -> str:
        """Return the title of a method, its id where the review does not hold it."""
        return next((one.title for one in self.methods if one.id == identity), identity)

    @property
    def is_world(self) -> bool:
        """Whether the review is about the whole world, which every record is about."""
        return self.review.area.kind == "world"

    def groups(self, ids: Iterable[str], home: str) -> list[Group]:
        """Return the records of a section by type, in the order a reader meets the types."""
        found: dict[RecordType, list[Record]] = {}
        for one in ids:
            if one in self.records:
                found.setdefault(self.records[one].type, []).append(self.records[one])
        return [self._group(type_, found[type_], home) for type_ in RECORD_TYPES if type_ in found]

    def _group(self, type_: RecordType, records: Sequence[Record], home: str) -> Group:
        here = [one for one in records if self.record_homes[one.id] == home]
        return Group(type_, tuple(here), tuple(one for one in records if self.record_homes[one.id] != home))

    @cached_property
    def gathered(self) -> list[Group]:
        """The records that stand under no objective: events, panels, speakers, and what bears on none."""
        return self.groups((one.id for one in self.review.records if self.record_homes[one.id] == place.GATHERED), place.GATHERED)

    def cards(self, home: str) -> list[IndicatorAssessment]:
        """Return the monitoring indicators that stand in full in a section."""
        return [one for one in self.indicators.values() if one.indicator.role == "monitoring" and self._is_at(one, home)]

    def named(self, assessed: ObjectiveAssessment) -> list[IndicatorAssessment]:
        """Return the monitoring indicators of an objective that stand in full in another section."""
        home = anchor(assessed.objective.id)
        return [
            self.indicators[one] for one in assessed.indicators if one in self.indicators and self.indicator_homes[one] != home
        ]

    def context(self, assessed: ObjectiveAssessment) -> list[IndicatorAssessment]:
        """Return the figures shown for context under an objective."""
        return [self.indicators[one] for one in assessed.context if one in self.indicators]

    def context_at(self, home: str) -> list[IndicatorAssessment]:
        """Return the figures for context whose values stand in full in a section."""
        return [one for one in self.indicators.values() if one.indicator.role == "context" and self._is_at(one, home)]

    def context_values(self, home: str) -> tuple[list[tuple[str, SeriesAssessment]], list[tuple[str, SeriesAssessment]]]:
        """Return the series for context whose values stand in a section, each with its title: those of several values, then the rest."""
        shown = [(titled(assessed, one), one) for assessed in self.context_at(home) for one in assessed.series]
        several = [(title, one) for title, one in shown if ends(one)[0]]
        return several, [(title, one) for title, one in shown if not ends(one)[0]]

    def left_out(self, home: str) -> list[IndicatorAssessment]:
        """Return the figures for context in a section of which some parts are only counted."""
        return [one for one in self.context_at(home) if one.left_out]

    def _is_at(self, assessed: IndicatorAssessment, home: str) -> bool:
        return self.indicator_homes[assessed.indicator.id] == home

    def basis(self, finding: Finding) -> list[Link]:
        """Return where the things a sentence rests on stand, nothing where they are many."""
        if len(finding.based_on) > BASIS:
            return []
        found = (self._place_of(one) for one in finding.based_on)
        return [link for link in dict.fromkeys(found) if link is not None]

    def _place_of(self, identity: str) -> Link | None:
        if identity in self.indicators:
            return Link(anchor("indicator", identity), identity)
        if identity in self.objectives:
            return Link(anchor(identity), f"objective {self.objectives[identity].objective.number}")
        if identity in self.records:
            return Link(anchor("record", identity), self.records[identity].title)
        if identity in self.sources:
            return Link(anchor("source", identity), self.sources[identity][0])
        return None

    def source_of(self, observation: Observation) -> tuple[str, Source] | None:
        """Return the number and the edition of an observation's source, None where the review does not list it."""
        return self.sources.get(f"{observation.source}@{observation.vintage}")

    def cited(self, keys: Iterable[str]) -> list[tuple[str, list[Link]]]:
        """Return the sources behind the keys as words, each with the links that belong to them; many editions go by publisher."""
        known = [key for key in keys if key in self.sources]
        cited: dict[str, list[Link]] = {}
        for key in known:
            name, source = self.sources[key]
            words = citation(source) if len(known) <= FEW_SOURCES else source.publisher
            cited.setdefault(words, []).append(Link(anchor("source", key), name))
        return list(cited.items())

    def area_name(self, code: str) -> str:
        """Return the name of an area, its code where no name is known."""
        return self.review.area_names.get(code, code)

    def actors(self, record: Record) -> list[str]:
        """Return the names of those who act, without the areas that are named already."""
        named = {self.area_name(code) for code in record.areas}
        return [one.name for one in record.actors if one.name not in named]

    def bearing(self, indicator: Indicator) -> list[tuple[Commitment, bool]]:
        """Return the objectives an indicator bears on, each with whether its publisher says so."""
        listing = [one.objective for one in self.review.objectives if indicator.id in (*one.indicators, *one.context)]
        return [(one, one.id in indicator.commitments) for one in listing]

    @cached_property
    def unsure(self) -> list[Fact]:
        """Everything the review rests on that was not read in the original."""
        facts = [Fact(one.title, one.verification) for one in self.methods]
        for framework in self.review.frameworks:
            named = (
                Fact(f"{framework.short_title} {one.number}: {one.title}", one.verification) for one in framework.commitments
            )
            facts += [*named, *(Fact(one.text, one.verification) for one in framework.facts)]
        for assessed in self.review.indicators:
            indicator = assessed.indicator
            facts.append(Fact(f"{indicator.title} ({indicator.id})", indicator.verification))
            facts += [Fact(f"{indicator.id}, series {one.code}: {one.title}", one.verification) for one in indicator.series]
        facts += [Fact(name, verification) for name, verification in (*step.unsure(self.review), *moves.unsure(self.review))]
        return [one for one in facts if not one.verification.is_sure]


def leader(assessed: IndicatorAssessment) -> SeriesAssessment | None:
    """Return the series that speaks for an indicator, None where there is none: no part stands for the whole."""
    return next((one for one in assessed.series if one.id == assessed.leading), None)


def others(assessed: IndicatorAssessment) -> list[SeriesAssessment]:
    """Return the series beside the one that speaks which have a course to draw, or a verdict."""
    return [one for one in assessed.series if one is not leader(assessed) and _has_course(one)]


def single(assessed: IndicatorAssessment) -> list[tuple[str, SeriesAssessment]]:
    """Return the series beside the one that speaks of which there is nothing to draw, each with its title: one value, no verdict."""
    return [(one.title, one) for one in assessed.series if one is not leader(assessed) and not _has_course(one)]


def is_in_parts(assessed: IndicatorAssessment) -> bool:
    """Return whether there are figures and all of them are of parts only."""
    return bool(assessed.series) and leader(assessed) is None


def cited_keys(assessed: IndicatorAssessment) -> tuple[str, ...]:
    """Return the editions behind what a line says of an indicator: those of the series that speaks, else those of all the parts."""
    main = leader(assessed)
    return main.sources if main else tuple(sorted({key for one in assessed.series for key in one.sources}))


def unit_measure(series: SeriesAssessment) -> str:
    """Return the code of the unit of a series, empty where it has no observation."""
    return next((one.unit_measure for one in series.observations), "")


def is_part(series: SeriesAssessment) -> bool:
    """Return whether a dimension splits the figures of a series."""
    return any(getattr(one, name) != TOTAL for one in series.observations[:1] for name in DISAGGREGATIONS)


def latest(series: SeriesAssessment) -> tuple[Observation, ...]:
    """Return the observations of a series for context that stand on the page: all of the whole, the `LATEST` last ones of a part."""
    return series.observations[-LATEST:] if is_part(series) else series.observations


def only(series: SeriesAssessment) -> Observation | None:
    """Return the latest observation with a value, else the latest at all, None without any."""
    return ends(series)[1] or next(reversed(series.observations), None)


def _has_course(series: SeriesAssessment) -> bool:
    return ends(series)[0] is not None or series.verdict.standing not in ("cannot_tell", "no_figure")


def titled(assessed: IndicatorAssessment, series: SeriesAssessment) -> str:
    """Return the title of a series with that of its indicator before it, unless it begins with it."""
    name = assessed.indicator.title
    return series.title if series.title.startswith(name) else f"{name}: {series.title}"


def target_for(series: SeriesAssessment, assessed: IndicatorAssessment) -> Target | None:
    """Return the target to draw with a series, None where it has no number or counts something else."""
    target = assessed.indicator.target
    is_comparable = bool(series.path) or (series.unit == assessed.unit and assessed.indicator.grading.is_graded)
    return target if is_comparable and is_figure(target.obs_value) else None


def has_spread(assessed: IndicatorAssessment) -> bool:
    """Return whether at least one area within has a figure, so that there is a spread to show."""
    return assessed.spread is not None and assessed.spread.has_figures


def ends(series: SeriesAssessment) -> tuple[Observation | None, Observation | None]:
    """Return the first and the latest observation that has a value; both None without one, the first None where there is only one."""
    having = [one for one in series.observations if is_figure(one.obs_value)]
    if len(having) < 2:
        return None, next(iter(having), None)
    return having[0], having[-1]


def citation(source: Source) -> str:
    """Return a source as a reader would cite it, edition included; what the title says already is not said twice.

    >>> citation(Source("rpw", "Issue 47", "Prices, Issue 47", "World Bank", "2023"))
    'World Bank, Prices, Issue 47, 2023'
    """
    year = "" if source.year in source.title else source.year
    edition = f"edition {source.vintage}" if source.vintage and source.vintage not in (*year.split(), source.title) else ""
    return ", ".join(
        part for part in (source.publisher, source.title, year, "" if source.vintage in source.title else edition) if part
    )


def adds_to(text: str, reason: str) -> bool:
    """Return whether a reason says something that the text has not said."""
    return bool(reason) and reason not in text


def notes(observations: Iterable[Observation]) -> bool:
    """Return whether any observation carries a comment or says where it stands in its source."""
    return any(one.comment_obs or one.locator for one in observations)


def is_web_address(url: str) -> bool:
    """Return whether an address may be a link: nothing but the web, so that no script hides in one.

    >>> is_web_address("https://undocs.org/A/RES/73/195"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    return url.startswith(("https://", "http://"))

"""An indicator as a page shows it: the figures of some areas beside each other, what can be chosen, and where they come from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import msgspec
import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext as _

from stocktake import __version__
from stocktake.catalog import area as area_file
from stocktake.catalog import catalog as catalog_file
from stocktake.catalog.catalog import Catalog
from stocktake.model import number
from stocktake.model.indicator import Indicator
from stocktake.model.observation import Observation
from stocktake.model.provenance import Source
from stocktake.model.review import IndicatorAssessment
from stocktake.model.verdict import Verdict
from stocktake.page import comparison, figure, words
from stocktake.review import series
from stocktake.service import clock, comparing, judging
from stocktake.service.comparing import Choice, Comparison, Line, Way
from stocktake_web.indicators import query as asking
from stocktake_web.indicators import services
from stocktake_web.indicators.query import Query
from stocktake_web.records import naming
from stocktake_web.site import writing

ON_A_PAGE: Final = 120
"""So many rows of values stand on a page; all of them stand in the files."""
MANY: Final = 12
"""More categories than these stand in a list to choose from, not beside each other."""
MOST_CATEGORIES: Final = 400
"""So many categories of a split can be chosen on a page; the others by their code in the address."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen: its words, where choosing it leads, whether it is chosen, and whether its words are English."""

    words: str
    address: str
    is_chosen: bool
    more: str = ""
    is_english: bool = True


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of the split shown: its name, its words, its categories with "all" first, and what a form sends along."""

    name: str
    words: str
    options: list[Option]
    carried: list[tuple[str, str]]

    @property
    def is_long(self) -> bool:
        """Whether its categories are too many to stand beside each other."""
        return len(self.options) > MANY


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of the picture: its sign, its words, and its latest value."""

    sign: str
    words: str
    latest: Observation | None


@dataclass(frozen=True)
class IndicatorPage:
    """An indicator as a page shows it."""

    query: Query
    comparison: Comparison
    verdicts: Mapping[str, tuple[Verdict, ...]]
    facts: Catalog

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        return self.comparison.choice

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.choice.indicator

    @property
    def way(self) -> Way | None:
        """The way of publishing that is shown."""
        return self.choice.way

    @cached_property
    def world(self) -> IndicatorAssessment | None:
        """What the review of the world says of it."""
        return services.assessed(self.indicator.id)

    # What can be chosen.

    @cached_property
    def chosen_areas(self) -> list[Option]:
        """The areas shown, each with the address without it."""
        codes = self.choice.areas
        return [
            Option(naming.area_name(one), self.query.changed(area=[code for code in codes if code != one]), True, one)
            for one in codes
        ]

    @cached_property
    def further_areas(self) -> list[tuple[str, str]]:
        """Code and name of the areas that could be added, in the order of the names."""
        way = self.way
        if way is None or len(self.choice.areas) >= comparing.MOST_AREAS:
            return []
        found = [(code, naming.area_name(code)) for code in way.areas if code not in self.choice.areas]
        return sorted(found, key=lambda one: (one[1].casefold(), one[0]))

    @cached_property
    def carried(self) -> list[tuple[str, str]]:
        """What the form for adding an area sends along."""
        own = [(name, text) for name, texts in self.query.parts if name not in ("area", "page") for text in texts]
        return [*(("area", code) for code in self.choice.areas), *own]

    @cached_property
    def series(self) -> list[Option]:
        """The series, each of one source and unit."""
        found: dict[tuple[str, str, str], list[Way]] = {}
        for way in self.choice.overview.ways:
            found.setdefault(way.key, []).append(way)
        return [self._series_option(ways) for ways in found.values()]

    def _series_option(self, ways: Sequence[Way]) -> Option:
        first = ways[0]
        address = self.query.changed(
            without=("by", *self.choice.categories), series=first.series, source=first.source, unit=first.unit_measure
        )
        areas = frozenset(code for way in ways for code in way.areas)
        newest = max(way.last for way in ways)
        more = writing.filled(
            _("%(publisher)s; %(areas)s areas, up to %(year)s"),
            publisher=writing.english(self.publisher(first.source)),
            areas=writing.number(len(areas)),
            year=writing.bdi(newest),
        )
        return Option(self.series_name(first), address, self.way is not None and first.key == self.way.key, more)

    @cached_property
    def splits(self) -> list[Option]:
        """The whole and the splits of the series shown."""
        way = self.way
        if way is None:
            return []
        same = [one for one in self.choice.overview.ways if one.key == way.key]
        return [
            Option(
                self.split_name(one.split) if one.split else _("not split"),
                self.query.changed(
                    without=tuple(self.choice.categories),
                    by=",".join(one.split) or "none",
                    series=way.series,
                    source=way.source,
                    unit=way.unit_measure,
                    area=self.choice.areas,
                ),
                one.split == way.split,
                str(len(one.areas)),
                is_english=bool(one.split),
            )
            for one in same
        ]

    @cached_property
    def categories(self) -> list[Dimension]:
        """The dimensions of the split with the categories that are there."""
        way = self.way
        if way is None or not way.split:
            return []
        found: dict[str, dict[str, None]] = {name: {} for name in way.split}
        for line in self.comparison.lines:
            for name, code in line.categories:
                found.setdefault(name, {})[code] = None
        return [Dimension(name, self.dimension(name), *self._options(name, codes, way)) for name, codes in found.items()]

    def _options(self, name: str, codes: Iterable[str], way: Way) -> tuple[list[Option], list[tuple[str, str]]]:
        """Return the categories of a dimension, "all" first, and what a form that asks for one of them sends along."""
        chosen = self.choice.categories.get(name, ())
        base: dict[str, Any] = {"by": ",".join(way.split), "series": way.series, "source": way.source, "unit": way.unit_measure}
        base["area"] = self.choice.areas
        every = [Option(_("all"), self.query.changed(without=(name,), **base), not chosen, is_english=False)]
        listed = sorted(((self.code_name(name, code), code) for code in codes), key=lambda one: (one[0].casefold(), one[1]))
        every += [
            Option(said, self.query.changed(**{**base, name: code}), code in chosen, code)
            for said, code in listed[:MOST_CATEGORIES]
        ]
        kept = [(one, text) for one, texts in self.query.parts if one not in (*base, name, "page") for text in texts]
        own = [(one, text) for one, texts in base.items() for text in ((texts,) if isinstance(texts, str) else texts)]
        return every, [*own, *kept]

    @cached_property
    def methods(self) -> list[Option]:
        """The methods, the one that leads first."""
        return [
            Option(one.title, self.query.changed(method=one.id), one.id == self.choice.method.id, one.id)
            for one in judging.in_turn(self.facts.methods.values())
        ]

    # What is shown.

    @cached_property
    def picture(self) -> comparison.Picture:
        """The lines as a picture."""
        lines = self.comparison.drawn
        curves = tuple(comparison.curve(self.line_name(one), self._short(one), one.observations) for one in lines)
        target = self._target
        return comparison.Picture(
            title=self.picture_title,
            unit=self.unit,
            words=self._in_words(lines),
            curves=curves,
            target=target,
            target_words=_("target %(value)s by %(year)s")
            % {"value": writing.written(figure.short(target)), "year": self.indicator.target.time_period}
            if target is not None
            else "",
            unit_measure=self.way.unit_measure if self.way else "",
            powers={"million": _("millions"), "billion": _("billions"), "trillion": _("trillions")},
            write=writing.written,
        )

    @property
    def series_title(self) -> str:
        """The indicator, and its series where that says more, in English."""
        name = self.series_name(self.way) if self.way else ""
        title = self.indicator.title
        return name if name.startswith(title) else f"{title}: {name}" if name and name != title else title

    @property
    def only_area(self) -> str:
        """The area where the lines are its parts, else nothing."""
        is_of_one = self.way is not None and self.way.split and len(self.choice.areas) == 1
        return naming.area_name(self.choice.areas[0]) if is_of_one else ""

    @property
    def picture_title(self) -> str:
        """What the picture shows."""
        return writing.signs().comma.join(filter(None, (self.series_title, self.only_area)))

    @property
    def _target(self) -> float | None:
        """The number to reach, where what is shown counts the same and is not split."""
        way, one = self.way, self.indicator
        fits = way is not None and not way.split and way.unit_measure == one.unit_measure and one.grading.is_graded
        return one.target.obs_value if fits and figure.is_figure(one.target.obs_value) else None

    def _in_words(self, lines: Sequence[Line]) -> str:
        parts = [
            _("%(line)s: %(count)s values, the latest %(value)s (%(period)s).")
            % {
                "line": writing.apart(self.line_name(one)),
                "count": writing.number(len(one.observations)),
                "value": writing.apart(writing.written(figure.exact(one.latest.obs_value, one.latest.unit_measure))),
                "period": writing.apart(one.latest.time_period),
            }
            for one in lines
            if one.latest
        ]
        return " ".join([*parts, _("Unit: %(unit)s.") % {"unit": writing.apart(self.unit)}])

    @property
    def left_out(self) -> int:
        """How many lines with a value are not drawn."""
        return sum(one.latest is not None for one in self.comparison.lines) - len(self.comparison.drawn)

    @cached_property
    def legend(self) -> list[Drawn]:
        """The lines of the picture."""
        return [Drawn(comparison.key(place), self.line_name(one), one.latest) for place, one in enumerate(self.comparison.drawn)]

    @property
    def unit(self) -> str:
        """What is counted, in words."""
        code = self.way.unit_measure if self.way else self.indicator.unit_measure
        if self.indicator.unit and code == self.indicator.unit_measure:
            return self.indicator.unit
        return self.facts.codelists["unit_measure"].get(code, code)

    @property
    def last_page(self) -> int:
        """The number of the last page of values."""
        return max(1, -(-len(self.comparison.observations) // ON_A_PAGE))

    @cached_property
    def page(self) -> int:
        """The number of the page of values."""
        return asking.page(self.query, self.last_page)

    @cached_property
    def rows(self) -> tuple[Observation, ...]:
        """The values on this page."""
        start = (self.page - 1) * ON_A_PAGE
        return self.comparison.observations[start : start + ON_A_PAGE]

    @property
    def pages(self) -> list[Option]:
        """The pages of values, where there are several."""
        if self.last_page == 1:
            return []
        shown = sorted({1, self.last_page, *range(max(1, self.page - 2), min(self.last_page, self.page + 2) + 1)})
        return [Option(str(one), self.query.changed(page=str(one)) + "#values", one == self.page) for one in shown]

    @cached_property
    def editions(self) -> list[Source]:
        """The editions behind what is shown, the newest first."""
        keys = {(one.source, one.vintage) for one in msgspec.convert(self.comparison.every.to_pylist(), list[Observation])}
        found = [services.sources().get(key) or Source(key[0], key[1], key[0], "") for key in keys]
        return sorted(found, key=lambda one: (one.released, one.vintage, one.id), reverse=True)

    def mark(self, source: str, vintage: str) -> str:
        """Return the mark of an edition on the page."""
        return self._marks.get((source, vintage), source)

    @cached_property
    def _marks(self) -> Mapping[tuple[str, str], str]:
        return {(one.id, one.vintage): f"S{place}" for place, one in enumerate(self.editions, 1)}

    @cached_property
    def missing(self) -> list[str]:
        """The names of the countries and areas without a figure in the way shown, in the order of the alphabet."""
        have = self.way.areas if self.way else {}
        return sorted(naming.area_name(one.code) for one in area_file.areas() if one.kind == "country" and one.code not in have)

    @property
    def having(self) -> int:
        """How many countries and areas have a figure in the way shown."""
        return sum(one.kind == "country" and one.code in self.way.areas for one in area_file.areas()) if self.way else 0

    # Words.

    def line_name(self, line: Line) -> str:
        """Return what a line is called: the area, the categories, or both, whatever tells it from the others."""
        categories = writing.listed(self.code_name(name, code) for name, code in line.categories)
        area = naming.area_name(line.area)
        if not categories:
            return area
        return categories if len(self.choice.areas) == 1 else writing.titled(area, categories)

    def _short(self, line: Line) -> str:
        codes = writing.listed(self.code_name(name, code) for name, code in line.categories)
        area = naming.area_name(line.area) if len(naming.area_name(line.area)) <= 9 else line.area
        return codes if codes and len(self.choice.areas) == 1 else " ".join(filter(None, (area, codes)))

    def series_name(self, way: Way) -> str:
        """Return the title of a series."""
        return series.name(way.series, self.indicator)

    def publisher(self, source: str) -> str:
        """Return who publishes a source, its id where nobody knows."""
        return next((one.publisher for key, one in services.sources().items() if key[0] == source), source)

    def dimension(self, name: str) -> str:
        """Return the word for a dimension."""
        return self.facts.codelists["disaggregation"].get(name, name.replace("_", " "))

    def split_name(self, split: Iterable[str]) -> str:
        """Return the words for a split."""
        return number.listing([self.dimension(name) for name in split])

    def code_name(self, name: str, code: str) -> str:
        """Return the word for a code of a dimension."""
        if name == "counterpart_area":
            return naming.area_name(code)
        return self.facts.codelists.get(name, {}).get(code, code.replace("-", " "))

    def category_names(self, one: Observation) -> str:
        """Return the categories of a value in words."""
        return ", ".join(self.code_name(name, code) for name, code in comparing.categories_of(one))

    def status(self, one: Observation) -> str:
        """Return the word for the status of a value."""
        return words.OBS_STATUS.get(one.obs_status, one.obs_status)

    def area_name(self, code: str) -> str:
        """Return the name of an area in the language of the page."""
        return naming.area_name(code)

    def commitment(self, identity: str) -> str:
        """Return what a commitment is called in a list."""
        found = self.facts.commitment(identity)
        return f"{self.facts.frameworks[identity.partition(':')[0]].short_title} {found.number}, {found.name}"

    @property
    def silence(self) -> str | None:
        """Why no method can tell of any area, in the words of the one that leads; None where one can, or none was asked."""
        every = [one for told in self.verdicts.values() for one in told]
        if not every or any(one.key for one in every):
            return None
        return next((one.reason for one in every if one.reason), "")

    def of_method(self, area: str) -> Verdict | None:
        """Return what the chosen method says of an area."""
        return next((one for one in self.verdicts.get(area, ()) if one.method == self.choice.method.id), None)

    def beside(self, area: str) -> list[Verdict | None]:
        """Return what each method says of an area, in the order of `methods`; None where one says nothing."""
        by_method = {one.method: one for one in self.verdicts.get(area, ())}
        return [by_method.get(one.more) for one in self.methods]


def of(identity: str, query: Query) -> IndicatorPage:
    """Return an indicator with what was asked of it; IndicatorNotFound, CannotCompare."""
    comparing.indicator(identity)
    chosen = comparing.choose(services.overview(identity), asking.asked(query))
    compared = comparing.compare(settings.WORKSPACE, chosen)
    verdicts = services.judgement(identity).verdicts(chosen, compared.observations) if chosen.way and not chosen.way.split else {}
    found = IndicatorPage(query, compared, verdicts, catalog_file.load())
    asking.page(query, found.last_page)
    return found


def table(found: IndicatorPage) -> pa.Table:
    """Return the figures of a page as a table: the columns of an observation, the name of the area, and the edition with its terms."""
    rows = found.comparison.table
    editions = [services.sources().get(key) for key in zip(rows["source"].to_pylist(), rows["vintage"].to_pylist(), strict=True)]
    added = {
        "area_name": [naming.area_name(code) for code in rows["ref_area"].to_pylist()],
        "publisher": [one.publisher if one else "" for one in editions],
        "edition_title": [one.title if one else "" for one in editions],
        "licence": [(one.licence or "not stated") if one else "not stated" for one in editions],
        "url": [one.url if one else "" for one in editions],
    }
    for name, column in added.items():
        rows = rows.append_column(name, pa.array(column, pa.string()))
    return rows


def foot(found: IndicatorPage) -> list[str]:
    """Return what stands under a picture that leaves the page: who published the figures, on which terms, and who drew it when."""
    lines = [
        _("Source: %(source)s. Terms: %(terms)s.")
        % {"source": writing.apart(_cited(one)), "terms": writing.apart(one.licence or _("not stated"))}
        for one in found.editions[:3]
    ]
    if len(found.editions) > 3:
        lines.append(
            _("and %(count)s more editions, named in the file of the figures.")
            % {"count": writing.number(len(found.editions) - 3)}
        )
    lines.append(
        _("Drawn by stocktake %(version)s on %(day)s.")
        % {"version": __version__, "day": writing.apart(clock.now().date().isoformat())}
    )
    return [writing.sentence(one) for one in lines]


def _cited(one: Source) -> str:
    edition = f"edition {one.vintage}" if one.vintage and one.vintage not in one.title else ""
    return ", ".join(part for part in (one.publisher, one.title, edition) if part)

"""What the workbook asks for: a page an indicator, with a row for each figure; shared by what writes it and what reads it back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stocktake.catalog.codelist import codelists
from stocktake.model.area import Area
from stocktake.model.indicator import Indicator, SeriesCode
from stocktake.model.observation import TOTAL
from stocktake.sources.about import About
from stocktake.sources.cells import CENSORED, OWN

README, CODES, LAYOUT = "Read me", "Codes", "layout"
"""The sheets beside those of indicators; the last is hidden and holds what was filled in before the workbook was handed out."""

MARK = ("stocktake template", "1")
"""What the sheet `layout` begins with: a name and a version."""

HEADER_ROW = 6
"""The row with the names of columns, from 1; above it stand the title, the unit and the definition."""

ADDED = 60
"""Rows for what an organisation adds."""

KEYS: Mapping[str, str] = {
    "ref_area": "Area",
    "series": "Figure",
    "sex": "Sex",
    "age": "Age",
    "migratory_status": "Migratory status",
    "disability": "Disability",
    "counterpart_area": "Country at the other end",
    "other_dims": "Other split",
}
AFTER: Mapping[str, str] = {"obs_status": "Status", "source": "Source of the figures", "comment": "Comment"}

ASKED: Mapping[str, str] = {
    "organisation": "Organisation",
    "contact": "Function of the contact",
    "date": "Date",
    "licence": "Terms of use",
    "web": "Web address",
}
"""What the sheet "Read me" asks of the organisation; `web` and `contact` may stay blank."""

NOT_CHOSEN = ("H", CENSORED)
"""Statuses that nobody chooses: no statistic has a holiday, and a limit stands in the cell itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet of an indicator: `keys` are the columns that say what a figure is of, `rows` their cells as they are handed out."""

    indicator: Indicator
    series: tuple[SeriesCode, ...]
    keys: tuple[str, ...]
    years: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.indicator.id

    @property
    def header(self) -> tuple[str, ...]:
        """The names of all columns."""
        return (*(KEYS[key] for key in self.keys), *self.years, *AFTER.values())


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked of an area: of itself, or of the `members` of a region."""

    area: Area
    members: tuple[Area, ...]
    pages: tuple[Page, ...]


def form(area: Area, members: Iterable[Area], indicators: Iterable[Indicator], years: Sequence[int], about: About) -> Form:
    """Return what is asked of an area for each indicator and year; an indicator without a series for a country has no page."""
    asked = tuple(members)
    found = (page(indicator, asked, [str(year) for year in years], about) for indicator in indicators)
    return Form(area, asked, tuple(one for one in found if one.series))


def page(indicator: Indicator, members: Iterable[Area], years: Sequence[str], about: About) -> Page:
    """Return the sheet of an indicator: for each area and series a row for the total, then one for each code of each split."""
    series = tuple(one for one in indicator.series if one.code not in about.series["not_asked"])
    split = set(indicator.disaggregations)
    own = [name for name in (*OWN, "counterpart_area") if name in split]
    keys = ("ref_area", "series", *own, *(["other_dims"] if split - {*OWN, "counterpart_area"} else []))
    rows = tuple(
        tuple(cells[key] for key in keys)
        for area in members
        for one in series
        for cells in _rows(worded(area.code, area.name), figure(one), indicator, about)
    )
    return Page(indicator, series, keys, tuple(years), rows)


def _rows(area: str, series: str, indicator: Indicator, about: About) -> Iterator[Mapping[str, str]]:
    """Yield the cells of each row by the name of their column: the total, then one split at a time."""
    total = {"ref_area": area, "series": series, **dict.fromkeys([*KEYS][2:], worded(TOTAL, "total"))}
    yield total
    for dimension in indicator.disaggregations:
        for code, label in _codes(dimension, indicator, about).items():
            yield (
                {**total, dimension: worded(code, label)}
                if dimension in OWN
                else {
                    **total,
                    "other_dims": worded(f"{dimension}={code}", label),
                }
            )


def _codes(dimension: str, indicator: Indicator, about: About) -> Mapping[str, str]:
    """Return the codes of a split that have rows from the start; none where there is no list of them."""
    labels = codelists().get(dimension, {})
    if dimension == "age":
        ages = about.series["ages"]
        return {code: labels[code] for code in ages.get(indicator.id, ages["other"]).split()}
    parts = about.series["parts"].get(dimension)
    chosen = parts.split()[:2] if parts else [code for code in labels if code != TOTAL]
    return {code: labels[code] for code in chosen}


def figure(series: SeriesCode) -> str:
    """Return a series as a cell names it, with its unit."""
    return worded(series.code, f"{series.title} ({codelists()['unit_measure'][series.unit_measure].strip('()')})")


def statuses() -> Mapping[str, str]:
    """Return the statuses an organisation can choose, with their labels."""
    return {code: label for code, label in codelists()["obs_status"].items() if code not in NOT_CHOSEN}


def worded(code: str, label: str) -> str:
    """Return a code with its label, as cells and lists show it."""
    return f"{code}: {label}"


def code(text: str) -> str:
    """Return the code that a cell begins with.

    >>> code("F: female"), code("F"), code("policy_domain=PD_1: migrant rights")
    ('F', 'F', 'policy_domain=PD_1')
    """
    return text.partition(":")[0].strip()


def cell(sheet: str, row: int, column: int) -> str:
    """Return where a cell stands, row and column counted from 0.

    >>> cell("10.7.1", 11, 3), cell("10.7.1", 0, 27)
    ('10.7.1!D12', '10.7.1!AB1')
    """
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{sheet}!{letters}{row + 1}"

"""Where on the page each thing stands in full; everywhere else it is named in one line that leads there."""

from collections.abc import Mapping

from stocktake.model.indicator import Indicator
from stocktake.model.review import Review
from stocktake.page.anchor import anchor

AREA = "area"
ACROSS = "across"
GATHERED = "gathered"


def of_records(review: Review) -> Mapping[str, str]:
    """Return the section of each record by its id: about the area, else its first objective, else with events and speakers."""
    listed: dict[str, set[str]] = {}
    for assessed in review.objectives:
        for record in (*assessed.records, *assessed.elsewhere):
            listed.setdefault(record, set()).add(assessed.objective.id)
    homes = {one.id: _first(one.commitments, listed.get(one.id, set())) or GATHERED for one in review.records}
    return homes | dict.fromkeys(review.about_area, AREA)


def of_indicators(review: Review) -> Mapping[str, str]:
    """Return the section of each indicator by its id: its first objective, or across objectives where it bears on many or on none."""
    return {one.indicator.id: _home(one.indicator, review) for one in review.indicators}


def _home(indicator: Indicator, review: Review) -> str:
    listing = {one.objective.id for one in review.objectives if indicator.id in (*one.indicators, *one.context)}
    if indicator.role == "monitoring" and indicator.is_cross_cutting:
        return ACROSS
    return _first((*indicator.commitments, *indicator.editorial_commitments), listing) or ACROSS


def _first(commitments: tuple[str, ...], listing: set[str]) -> str:
    """Return the id on the page of the first commitment whose objective lists the thing, empty where none does."""
    return next((anchor(one) for one in (*commitments, *sorted(listing)) if one in listing), "")

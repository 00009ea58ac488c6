"""Estimated flows in words: how many came and left, and what a reader must keep in mind. Nothing here is judged."""

from collections.abc import Iterator

from stocktake.model.flow import NOT_ESTIMATED, AreaFlows, FlowSide, rounded
from stocktake.model.number import count, listing
from stocktake.model.review import Finding, FlowAssessment
from stocktake.review.material import Material

RULE = "flows"


def assess(material: Material) -> FlowAssessment | None:
    """Return what a review tells of flows; None where nothing could be estimated, of which `silence` gives the reason."""
    found = material.flows
    if found is None or found.reason:
        return None
    keys = editions(material)
    cautions = tuple(Finding(text, f"{RULE}:{rule}", keys) for rule, text in _cautions(found, material.place))
    return FlowAssessment(found, Finding(sentence(found, material.place), RULE, keys), cautions, keys)


def editions(material: Material) -> tuple[str, ...]:
    """Return the editions that the estimates rest on, as `id@vintage`; none where there are no estimates."""
    found = material.flows
    return () if found is None or found.reason else tuple(key for key in (found.stocks, found.demography) if key)


def silence(material: Material) -> Iterator[Finding]:
    """Yield why there are no estimates, where there are stocks by origin to estimate them from."""
    if material.flows is not None and material.flows.reason:
        why = NOT_ESTIMATED[material.flows.reason]
        yield Finding(f"No flows from or to {material.place} could be estimated: {why}.", "silence")


def sentence(found: AreaFlows, place: str) -> str:
    """Return how many came and how many left, as a range, and what kind of range it is.

    >>> from flow_factory import area_flows
    >>> print(sentence(area_flows(departures=None), "Nord"))    # doctest: +ELLIPSIS
    As far as stocks of migrants show it, 900 to 51,400 people came to Nord from 2015 to 2020. No method measures moves: this is ...
    >>> print(sentence(area_flows(demography="people@2024"), "Nord").partition(".")[0])
    An estimated 900 to 51,400 people came to Nord and 0 to 700 left it from 2015 to 2020
    """
    came = f"{found.arrivals.total} people came to {place}" if found.arrivals else ""
    left = f"{found.departures.total} {'' if came else 'people '}left {'it' if came else place}" if found.departures else ""
    told = listing([one for one in (came, left) if one])
    begin = "An estimated" if found.demography else "As far as stocks of migrants show it,"
    method = count(len(found.methods), "method")
    interval = f"from {found.start} to {found.end}"
    return f"{begin} {told} {interval}{_mix(found)}. No method measures moves: this is the range over {method}."


def _mix(found: AreaFlows) -> str:
    """Return what the method between the bounds gives; empty where it was not done."""
    values = [found.between(side.total) for side in (found.arrivals, found.departures) if side]
    known = [rounded(one) for one in values if one is not None]
    return f"; the mix of the bounds of accounting gives {listing(known)}" if known else ""


def _cautions(found: AreaFlows, place: str) -> Iterator[tuple[str, str]]:
    """Yield what to keep in mind, each with the name of its rule: first what the figures are, then what is not in them."""
    yield (
        "estimate",
        f"They are worked out from how many people born in one place lived in another on 1 July {found.start} and {found.end}. A range "
        "over methods is not a confidence interval: the true number may lie outside it. Where stocks were counted in another way at the "
        "two dates, the difference looks like moves.",
    )
    if not found.demography:
        yield "stocks_alone", _stocks_alone(place)
    if _mix(found):
        yield (
            "mix",
            "The mix of the bounds weighs all pairs of the world alike. It is a choice between two extremes, not a measurement.",
        )
    if any(_has_zero(side) for side in (found.arrivals, found.departures) if side):
        yield "zero", "Where a method gives 0, it found nothing in the stocks to explain. That is not to say that nobody moved."
    yield from _one_sided(found, place)
    if found.unplaced:
        living = f"{rounded(found.unplaced)} people living in {place} in {found.end}"
        yield "unplaced", f"{living} were born in places that the tables do not name; they are in no flow."
    yield (
        "ends",
        "Ranges of rows do not add up to those of all: no one method gives every end. A flow of a few hundred people is no fact.",
    )
    yield "apart", "Estimated flows enter no verdict, no count and no score."
    for text in found.remarks:
        yield "input", f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def _stocks_alone(place: str) -> str:
    return (
        f"Populations, births and deaths that fit these stocks are not among the figures read for {place}, so only the change of stocks "
        "could be looked at. Moves that leave no trace there are not in the figures: of people who came and left again in between, or who "
        "went from one place to another and were born in neither. Deaths look like departures, or are not seen. The methods used are "
        "alike, so a narrow range is no sign that the figures are sure."
    )


def _has_zero(side: FlowSide) -> bool:
    return any(one.low == 0 for one in (side.total, *(partner.moves for partner in side.largest)))


def _one_sided(found: AreaFlows, place: str) -> Iterator[tuple[str, str]]:
    if found.arrivals is None:
        yield "one_sided", f"The stocks have no figures of people living in {place}, so nothing can be said of who came."
    if found.departures is None:
        yield "one_sided", f"The stocks have no figures of people born in {place}, so nothing can be said of who left."

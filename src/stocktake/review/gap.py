"""What is missing of the figures, in sentences, and the cells behind them. About figures, never about the worth of an area."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from stocktake.model import number
from stocktake.model.gap import LAYERS, STATES, Cell, Layer, Readiness, State, counts_in, readiness
from stocktake.model.indicator import Indicator
from stocktake.model.review import Finding, GapAssessment
from stocktake.review.material import Material

RULE = "gaps"
"""The rule of the sentences about expected figures."""

FEW = 6
"""So many things are named one by one; more are counted."""


def assess(material: Material) -> GapAssessment | None:
    """Return the gaps of the reviewed area, None where nothing is expected of it."""
    if not material.cells:
        return None
    words = material.labels["disaggregation"]
    dimensions = dict.fromkeys(cell.dimension for cell in material.cells if not cell.is_whole)
    return GapAssessment(
        cells=material.cells,
        readiness=tuple(ready(material.cells)),
        findings=tuple(findings(material.cells, material)),
        old_after=material.expectations.old_after.years,
        asked_of_all=tuple(one.code for one in material.expectations.of_all.dimensions),
        dimensions={code: words.get(code, code.replace("_", " ")) for code in dimensions},
        same_as=same_as(material.indicators),
    )


def ready(cells: Sequence[Cell]) -> Iterator[Readiness]:
    """Yield the readiness in each layer: of the area itself, then of the areas within where there are any."""
    for layer in LAYERS:
        yield own(layer, cells)
    if any(cell.areas for cell in cells):
        yield from (within(layer, cells) for layer in LAYERS)


def own(layer: Layer, cells: Iterable[Cell]) -> Readiness:
    """Return the readiness of the area's own figures in a layer."""
    asked = [cell for cell in cells if cell.is_in(layer) and cell.state is not None]
    return readiness(layer, counts_in(cell.state for cell in asked if cell.state), sum(cell.is_partial for cell in asked))


def within(layer: Layer, cells: Iterable[Cell]) -> Readiness:
    """Return the readiness of the figures of the areas within, every area and figure counted once."""
    asked = [cell for cell in cells if cell.is_in(layer)]
    counts: dict[State, int] = {state: sum(cell.areas.get(state, 0) for cell in asked) for state in STATES}
    return readiness(layer, counts, sum(cell.partial_areas for cell in asked), of_areas_within=True)


def same_as(indicators: Iterable[Indicator]) -> dict[str, str]:
    """Return the indicators that count under another one, by id."""
    return {one.id: one.same_as for one in indicators if one.same_as and one.role == "monitoring"}


def findings(cells: Sequence[Cell], material: Material) -> Iterator[Finding]:
    """Yield what a reader should take from the cells: how many are there, which are old or estimates, which split is nowhere."""
    yield _counted(own("required", cells), f"for {material.place}", cells)
    if any(cell.areas for cell in cells):
        yield _counted(within("required", cells), f"for the {_areas(cells)} areas within", cells)
    yield from _aged(cells)
    yield from _estimated(cells)
    yield from _nowhere(cells, material)
    yield from _of_all(cells, material)
    yield _scope(material)


def _scope(material: Material) -> Finding:
    """Say what absent means: nobody knows of a figure that was not read."""
    editions = number.count(len(material.sources), "edition")
    text = f"Absent means: not among the figures read for this review ({editions} of published sources); it may be published elsewhere."
    return Finding(text, f"{RULE}:scope")


def _areas(cells: Iterable[Cell]) -> int:
    return max(sum(cell.areas.values()) for cell in cells)


def _counted(found: Readiness, place: str, cells: Iterable[Cell]) -> Finding:
    indicators = tuple(dict.fromkeys(cell.indicator for cell in cells))
    said = f"Of the {found.expected:,} figures {place} that are {LAYERS[found.layer]}, {in_words(found.counts)}"
    part = f", {found.partial:,} of them in one category only" if found.partial else ""
    return Finding(f"{said}{part}: {found.formula}.", f"{RULE}:readiness", indicators)


def in_words(counts: Mapping[State, int]) -> str:
    """Return counts by state in words; what does not occur is left out.

    >>> in_words({"present": 12, "old": 1, "estimate_only": 0, "absent": 1_000}), in_words({"present": 0, "absent": 62})
    ('12 are present, 1 is old and 1,000 are absent', 'all are absent')
    """
    found = {state: count for state, count in counts.items() if count}
    if len(found) == 1:
        return f"all are {STATES[next(iter(found))]}"
    return number.listing([f"{count:,} {'is' if count == 1 else 'are'} {STATES[state]}" for state, count in found.items()])


def _aged(cells: Iterable[Cell]) -> Iterator[Finding]:
    """Yield which of the required figures are old, the oldest first."""
    old = [cell for cell in cells if cell.state == "old" and cell.metadata == "required"]
    if old:
        ordered = sorted(old, key=lambda cell: (cell.latest_year or 0, cell.indicator))
        named = [f"{_name(cell)} ({cell.latest_year})" for cell in ordered]
        yield Finding(f"Old, the oldest first: {_few(named)}.", f"{RULE}:old", _indicators(ordered))


def _estimated(cells: Iterable[Cell]) -> Iterator[Finding]:
    found = [cell for cell in cells if cell.state == "estimate_only" and cell.metadata == "required"]
    if found:
        text = f"Only an estimate of its publisher, no figure that was reported: {_few([_name(cell) for cell in found])}."
        yield Finding(text, f"{RULE}:estimate", _indicators(found))


def _name(cell: Cell) -> str:
    return cell.indicator if cell.is_whole else f"{cell.indicator} by {cell.dimension.replace('_', ' ')}"


def _few(named: Sequence[str]) -> str:
    if len(named) <= FEW:
        return number.listing(list(named))
    return f"{', '.join(named[:FEW])} and {len(named) - FEW} more"


def _indicators(cells: Iterable[Cell]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell.indicator for cell in cells))


def _nowhere(cells: Sequence[Cell], material: Material) -> Iterator[Finding]:
    """Yield the splits that the metadata name and that no figure has, here or in any area within."""
    asked: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.metadata and not cell.is_whole:
            asked.setdefault(cell.dimension, []).append(cell)
    silent = {code: found for code, found in asked.items() if not any(map(_is_reported, found))}
    if silent:
        words = material.labels["disaggregation"]
        often = sorted(silent, key=lambda code: -len(silent[code]))
        named = [f"{words.get(code, code)} ({number.count(len(silent[code]), 'indicator')})" for code in often]
        place = "or for any area within " if any(cell.areas for cell in cells) else ""
        text = f"Named by the metadata, and no figure for {material.place} {place}is split by it: {_few(named)}."
        yield Finding(text, f"{RULE}:nowhere", _indicators(cell for found in silent.values() for cell in found))


def _is_reported(cell: Cell) -> bool:
    has_area = any(count for state, count in cell.areas.items() if state != "absent")
    return has_area or cell.state not in (None, "absent")


def _of_all(cells: Sequence[Cell], material: Material) -> Iterator[Finding]:
    """Yield how far the splits asked of all figures about people are met."""
    found = within("of_all", cells) if any(cell.areas for cell in cells) else own("of_all", cells)
    if found.expected:
        place = f"the {_areas(cells)} areas within" if found.of_areas_within else material.place
        asked = [cell for cell in cells if cell.of_all]
        splits = len({cell.dimension for cell in asked})
        text = (
            f"SDG target 17.18 asks for data in {splits} splits. Of the {found.expected:,} figures about people that this makes for "
            f"{place}, {in_words(found.counts)}: {found.formula}."
        )
        yield Finding(text, f"{RULE}:of-all", _indicators(asked))

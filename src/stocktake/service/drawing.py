"""Flows handed to the picture: which are drawn, by which method, and the words that go with them."""

from collections.abc import Collection, Sequence

from stocktake.catalog import area as area_file
from stocktake.catalog import position
from stocktake.flows.method import METHODS
from stocktake.page import flow
from stocktake.page.flow import Band, Picture
from stocktake.service.flowing import Flowed, Stocked, largest


def picture(found: Sequence[Flowed], held: Stocked, within: Collection[str], method: str) -> str:
    """Return the SVG of flows, those of women and men added up; `within` keeps flows that begin or end in one of these areas."""
    areas = area_file.areas()
    bands = _bands(found, within, method)
    codes = {code for one in bands for code in (one.origin, one.destination)}
    points = {code: (one.longitude, one.latitude) for code, one in position.positions().items()}
    names = {code: areas.get(code).name for code in codes | points.keys()}
    notes = _notes(found, held, method, sorted(areas.get(code).name for code in codes - points.keys()))
    title = f"Estimated migration{_of(within)}, {held.interval.start} to {held.interval.end}"
    return flow.draw(Picture(title, notes, bands, names, points))


def _of(within: Collection[str]) -> str:
    """Return which flows are drawn, in words."""
    chosen = [one for one in area_file.areas() if one.code in within]
    regions = [one for one in chosen if one.kind != "country"]
    return f" from and to {(regions or chosen)[0].name}" if chosen else ""


def _bands(found: Sequence[Flowed], within: Collection[str], method: str) -> tuple[Band, ...]:
    added: dict[tuple[str, str], Band] = {}
    for one in found:
        flows = next(each.flows for each in one.estimates if each.method.id == method)
        index = {code: place for place, code in enumerate(one.range.places)}
        for origin, destination, span in largest(one.range, within):
            before = added.get((origin, destination), Band(origin, destination, 0.0, 0.0, 0.0))
            people = before.people + float(flows[index[origin], index[destination]])
            added[origin, destination] = Band(origin, destination, people, before.low + span.low, before.high + span.high)
    return tuple(added.values())


def _notes(found: Sequence[Flowed], held: Stocked, method: str, without: Sequence[str]) -> tuple[str, ...]:
    chosen = METHODS[method]
    all_moves = " and ".join(str(one.range.total) for one in found)
    words = (
        f"Drawn: {chosen.title} ({chosen.source}); {chosen.note}.",
        "Widths are people over the interval, colours are origins. Point at a band for its flow and the range over methods.",
        f"All moves of the world by {len(found[0].range.methods)} methods: {all_moves}.",
        f"Stocks: {held.source}, edition {held.vintage}. Points are midpoints, not borders; no opinion on legal status is implied.",
    )
    off_the_map = [f"Without a point on the map: {', '.join(without)}."] if without else []
    return (*words, *off_the_map)

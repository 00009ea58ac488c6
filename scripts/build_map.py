"""Make the map of the world that the pages draw: `python scripts/build_map.py world-atlas-2.0.2.tgz`.

The archive is the npm package `world-atlas` 2.0.2 (`npm pack world-atlas@2.0.2`): Natural Earth 4.1 as TopoJSON. What comes out is
`src/stocktake/data/map/world.json`: outlines of countries and areas in the Equal Earth projection, in whole units, as the commands of an
SVG path; places for those too small to be seen; and the boundaries that the United Nations draws otherwise. What was done to the outlines,
and why, stands in `world.yml` beside it.
"""

import hashlib
import json
import sys
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from pathlib import Path

from stocktake.catalog.area import areas

OUT = Path(__file__).parents[1] / "src" / "stocktake" / "data" / "map" / "world.json"
ARCHIVE = "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"
"""The sha256 of the archive this was made from."""

WIDTH = 2000
NORTH, SOUTH = 84.0, -58.0
RADIUS = 7
"""Of the circle for an area too small to be seen."""
SMALL = 110.0
"""An outline of a smaller surface, in square units, is a circle instead."""

SAHARA = 27 + 2 / 3
"""Where the north of Western Sahara ends, in degrees. Natural Earth draws the line of control; the United Nations the whole territory."""

Point = tuple[float, float]

WITHOUT_CODE = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM", "Taiwan": "TWN"}
"""What Natural Earth names without a code of M49, by the area the United Nations counts it with."""

ELSEWHERE = (
    ("643", (32.0, 44.0, 37.0, 46.5), "UKR"),  # General Assembly resolution 68/262
    ("250", (-55.0, 2.0, -51.0, 6.0), "GUF"),  # an area of its own in M49
    ("578", (10.0, 74.0, 35.0, 81.0), "SJM"),  # likewise
)
"""Rings of one outline that belong to another area: whose they are there, a box around them, whose they are here."""

PLACES = {
    "BES": (-68.26, 12.18), "CCK": (96.83, -12.17), "CXR": (105.63, -10.49), "GIB": (-5.35, 36.14), "GLP": (-61.55, 16.25),
    "IOT": (72.42, -7.33), "MTQ": (-61.02, 14.64), "MYT": (45.17, -12.83), "REU": (55.53, -21.13), "TKL": (-171.85, -9.17),
    "TUV": (179.19, -8.52),
}  # fmt: skip
"""Where areas lie that even the finer outlines leave out: east and north, in degrees."""

NOT_DRAWN = ("ATA", "BVT", "HMD", "UMI")
"""Areas without people who live there."""

UNSETTLED = (
    (("688", "XKX"), None),
    (("376", "275"), None),
    (("729", "728"), None),
    (("356", "586"), (72.5, 32.0, 81.0, 37.5)),
    (("356", "156"), (76.0, 32.0, 81.0, 37.5)),
)
"""Boundaries drawn broken: between which two outlines, and within which box where not all of it is meant."""


@dataclass(frozen=True)
class Atlas:
    """A TopoJSON of countries: arcs in degrees, and for each outline its rings as numbers of arcs."""

    arcs: list[list[Point]]
    outlines: list[tuple[str, list[list[list[int]]]]]

    def points(self, ring: Iterable[int]) -> list[Point]:
        found: list[Point] = []
        for number in ring:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            found += arc if not found else arc[1:]
        return found


def atlas(archive: Path, name: str) -> Atlas:
    with tarfile.open(archive) as opened:
        file = opened.extractfile(f"package/{name}")
        assert file is not None
        content = json.load(file)
    (across, up), (left, bottom) = content["transform"]["scale"], content["transform"]["translate"]
    arcs = []
    for arc in content["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * across + left, y * up + bottom))
        arcs.append(points)
    found = content["objects"]["countries"]["geometries"]
    return Atlas(arcs, [(_code(one), one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]]) for one in found])


def _code(geometry: Mapping[str, object]) -> str:
    properties = geometry["properties"]
    assert isinstance(properties, dict)
    return WITHOUT_CODE.get(properties["name"]) or str(geometry.get("id", ""))


def projected(point: Point) -> Point:
    """Equal Earth (Šavrič, Patterson and Jenny, 2018), of degrees, in units of the radius."""
    east, north = radians(point[0]), radians(point[1])
    t = asin(sqrt(3) / 2 * sin(north))
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    x = 2 * sqrt(3) * east * cos(t) / (3 * (9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1))
    return x, a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t


LEFT = projected((-180, 0))[0]
TOP = projected((0, NORTH))[1]
UNIT = WIDTH / (2 * -LEFT)
HEIGHT = round((TOP - projected((0, SOUTH))[1]) * UNIT)


def placed(point: Point) -> tuple[int, int]:
    x, y = projected(point)
    return round((x - LEFT) * UNIT), round((TOP - y) * UNIT)


def command(points: Iterable[Point], closed: bool = True) -> str:
    """Return a line through points as the commands of a path, each step from the one before."""
    steps: list[tuple[int, int]] = []
    for point in points:
        spot = placed(point)
        if not steps or spot != steps[-1]:
            steps.append(spot)
    if len(steps) < (4 if closed else 2):
        return ""
    first, *rest = steps[:-1] if closed else steps
    written, last = f"M{first[0]} {first[1]}l", first
    pieces = []
    for spot in rest:
        pieces.append(_pair(spot[0] - last[0], spot[1] - last[1]))
        last = spot
    return written + _joined(pieces) + ("z" if closed else "")


def _pair(x: int, y: int) -> str:
    return f"{x}{y}" if y < 0 else f"{x} {y}"


def _joined(pieces: list[str]) -> str:
    return "".join(piece if not place or piece.startswith("-") else f" {piece}" for place, piece in enumerate(pieces))


def surface(points: list[Point]) -> float:
    """Return the surface of a ring on the drawing, in square units."""
    spots = [placed(one) for one in points]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(spots, spots[1:] + spots[:1], strict=True))) / 2


def middle(points: list[Point]) -> Point:
    return sum(one[0] for one in points) / len(points), sum(one[1] for one in points) / len(points)


def rings(source: Atlas, codes: Mapping[str, str]) -> dict[str, list[list[Point]]]:
    """Return the rings of each area in degrees, outer ones and holes alike."""
    found: dict[str, list[list[Point]]] = {}
    for code, polygons in source.outlines:
        for polygon in polygons:
            for ring in polygon:
                for points in cut(source.points(ring)):
                    owner = _owner(code, middle(points), codes)
                    if owner:
                        found.setdefault(owner, []).append(points)
    if "ESH" in found:
        both = outline(source, ("504", "732"))
        found["MAR"] = [kept(both, 1, SAHARA, above=True)]
        found["ESH"] = [kept(both, 1, SAHARA, above=False)]
    return found


def cut(ring: list[Point]) -> list[list[Point]]:
    """Return a ring as it is, or, where it reaches over the line opposite Greenwich, its two sides."""
    east = [ring[0][0]]
    for before, here in pairwise(ring):
        step = here[0] - before[0]
        east.append(east[-1] + step - 360 * round(step / 360))
    if max(east) - min(east) > 300 or (min(east) >= -180 and max(east) <= 180):
        return [ring]
    turn = -360 if max(east) > 180 else 360
    whole = [(x, point[1]) for x, point in zip(east, ring, strict=True)]
    here, beyond = kept(whole, 0, -turn / 2, above=turn > 0), kept(whole, 0, -turn / 2, above=turn < 0)
    return [here, [(x + turn, y) for x, y in beyond]]


def kept(ring: list[Point], axis: int, at: float, *, above: bool) -> list[Point]:
    """Return the part of a closed ring on one side of a straight line, closed along the line."""
    found: list[Point] = []
    for a, b in pairwise([*ring, ring[0]] if ring[0] != ring[-1] else ring):
        inside, next_inside = (a[axis] >= at) == above, (b[axis] >= at) == above
        if inside:
            found.append(a)
        if inside != next_inside:
            share = (at - a[axis]) / (b[axis] - a[axis])
            found.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
    return [*found, found[0]] if found else []


def outline(source: Atlas, codes: tuple[str, ...]) -> list[Point]:
    """Return the ring around several neighbours: the arcs that only one of them has, put together."""
    numbers = [
        number for code, polygons in source.outlines if code in codes for one in polygons for ring in one for number in ring
    ]
    rest = [number for number in numbers if ~number not in numbers]
    points = source.points([rest.pop(0)])
    while rest:
        place = next(place for place, number in enumerate(rest) if close(source.points([number])[0], points[-1]))
        points += source.points([rest.pop(place)])[1:]
    return points


def close(one: Point, other: Point) -> bool:
    """Return whether two points are the same."""
    return hypot(one[0] - other[0], one[1] - other[1]) < 1e-6


def _owner(code: str, at: Point, codes: Mapping[str, str]) -> str:
    for whose, (west, south, east, north), here in ELSEWHERE:
        if code == whose and west <= at[0] <= east and south <= at[1] <= north:
            return here
    return codes.get(code, code if code in codes.values() else "")


def spread(spots: dict[str, list[float]], gap: float) -> None:
    """Move circles apart, each as little as it takes."""
    names = sorted(spots)
    for _ in range(400):
        moved = False
        for place, one in enumerate(names):
            for other in names[place + 1 :]:
                a, b = spots[one], spots[other]
                far = hypot(b[0] - a[0], b[1] - a[1])
                if far < gap:
                    push = (gap - far) / 2 + 0.05
                    across, down = ((b[0] - a[0]) / far, (b[1] - a[1]) / far) if far else (1.0, 0.0)
                    a[0], a[1], b[0], b[1] = a[0] - push * across, a[1] - push * down, b[0] + push * across, b[1] + push * down
                    moved = True
        if not moved:
            return


def broken(source: Atlas) -> Iterator[str]:
    """Yield the boundaries drawn broken, as paths."""
    yield command([(-13.17, SAHARA), (-8.67, SAHARA)], closed=False)
    used: dict[str, set[int]] = {}
    for code, polygons in source.outlines:
        used.setdefault(code, set()).update(
            number if number >= 0 else ~number for one in polygons for ring in one for number in ring
        )
    for (one, other), box in UNSETTLED:
        for number in sorted(used.get(one, set()) & used.get(other, set())):
            points = source.arcs[number]
            if box is not None:
                points = [each for each in points if box[0] <= each[0] <= box[2] and box[1] <= each[1] <= box[3]]
            if path := command(points, closed=False):
                yield path


def main(archive: Path) -> None:
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != ARCHIVE:
        sys.exit(
            f"{archive}: has the sha256 {digest}, not that of world-atlas 2.0.2; get that version, or write the new one into this script"
        )
    known = [one for one in areas() if one.kind == "country"]
    codes = {one.m49: one.code for one in known if one.m49} | {one.code: one.code for one in known}
    coarse, fine = atlas(archive, "countries-110m.json"), atlas(archive, "countries-50m.json")
    outlines, finer = rings(coarse, codes), rings(fine, codes)
    shapes: dict[str, str] = {}
    spots: dict[str, list[float]] = {}
    for one in known:
        if one.code in NOT_DRAWN:
            continue
        drawn = outlines.get(one.code, [])
        if sum(map(surface, drawn)) >= SMALL:
            shapes[one.code] = "".join(command(ring) for ring in drawn)
        else:
            at = PLACES.get(one.code) or middle(max(drawn or finer[one.code], key=surface))
            spots[one.code] = [float(part) for part in placed(at)]
    spread(spots, 2 * RADIUS + 2)
    content = {
        "width": WIDTH,
        "height": HEIGHT,
        "radius": RADIUS,
        "shapes": dict(sorted(shapes.items())),
        "circles": {code: [round(part) for part in spots[code]] for code in sorted(spots)},
        "unsettled": list(broken(coarse)),
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
    missing = [one.code for one in known if one.code not in shapes and one.code not in spots]
    print(f"{len(shapes)} outlines, {len(spots)} circles, not drawn: {', '.join(missing)}; {OUT.stat().st_size:,} bytes")
    print(f"sha256 of {OUT.name}: {hashlib.sha256(OUT.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

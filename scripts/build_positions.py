"""Build `src/stocktake/data/codelists/area-positions.csv` from a TopoJSON file of countries, or only check it (`--check`).

    python scripts/build_positions.py countries-50m.json

The file is that of world-atlas 2.0.2, made from Natural Earth 4.1.0 (public domain). A place stands at the centre of its largest piece of
land, in degrees with one digit. Prints the areas that have no position. Nothing is downloaded.
"""

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stocktake.catalog.area import areas
from stocktake.catalog.position import COLUMNS, FILE

SOURCE = "Natural Earth 4.1.0 (public domain), by world-atlas 2.0.2, centre of the largest piece of land"

Ring = Sequence[tuple[float, float]]


def main() -> int:
    """Build or only check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("topology", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args()
    found = read(given.topology)
    content = as_csv(found)
    changed = not FILE.exists() or FILE.read_text(encoding="utf-8") != content
    if not given.check:
        FILE.write_text(content, encoding="utf-8", newline="")
    print(f"{len(found)} positions", file=sys.stderr)
    print("without:", *(str(area) for area in areas() if area.kind == "country" and area.code not in found), sep="\n  ")
    return 1 if given.check and changed else 0


def read(path: Path) -> dict[str, tuple[float, float]]:
    """Return longitude and latitude of each country or territory of our table by its code."""
    codes = {area.m49: area.code for area in areas() if area.kind == "country" and area.m49} | {"158": "TWN"}
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = [list(_line(arc, topology["transform"])) for arc in topology["arcs"]]
    found = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        code = codes.get(str(shape.get("id", "")).zfill(3))
        if code:
            found[code] = max((_centre(ring) for ring in _outer_rings(shape, arcs)), key=lambda one: one[0])[1]
    return found


def _line(arc: Sequence[Sequence[int]], transform: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield (
            x * transform["scale"][0] + transform["translate"][0],
            y * transform["scale"][1] + transform["translate"][1],
        )


def _outer_rings(shape: Mapping[str, Any], arcs: Sequence[Ring]) -> Iterator[Ring]:
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    for polygon in polygons:
        yield list(_unbroken(point for arc in polygon[0] for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])))


def _unbroken(points: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the points of a ring without the leap from one edge of the map to the other."""
    before: float | None = None
    for x, y in points:
        if before is not None:
            x += 360 * round((before - x) / 360)
        before = x
        yield x, y


def _centre(ring: Ring) -> tuple[float, tuple[float, float]]:
    """Return the area of a ring, in square degrees, and its centre."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if area == 0:
        return 0.0, ring[0]
    return abs(area) / 2, ((x / (3 * area) + 180) % 360 - 180, y / (3 * area))


def as_csv(found: Mapping[str, tuple[float, float]]) -> str:
    """Return the file, in the order of codes."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for code, (longitude, latitude) in sorted(found.items()):
        rows.writerow([code, f"{longitude:.1f}", f"{latitude:.1f}", SOURCE, "seen"])
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())

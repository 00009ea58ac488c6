"""One row a year, country of origin and country of asylum; one column a way out of displacement."""

from pathlib import Path

from stocktake.sources import pair_file
from stocktake.sources.about import About
from stocktake.sources.reading import Reading


def read(path: Path, about: About) -> Reading:
    """Return each figure by country of origin and asylum, and the totals of countries and the world where the file is whole.

    Returned refugees are a figure of the country they went back to, by the one they came from; the resettled and the naturalised one of the
    country that took them.
    """
    return pair_file.read(path, about)

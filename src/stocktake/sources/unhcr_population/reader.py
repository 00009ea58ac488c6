"""One row a year, country of origin and country of asylum; one column a kind of people."""

from pathlib import Path

from stocktake.sources import pair_file
from stocktake.sources.about import About
from stocktake.sources.reading import Reading


def read(path: Path, about: About) -> Reading:
    """Return each figure by country of asylum and origin, and the totals of countries and the world where the file is whole.

    People displaced within their country, and people without a nationality, have no other country: their figures are a country's totals as
    they stand.
    """
    return pair_file.read(path, about)

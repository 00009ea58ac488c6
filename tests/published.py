"""Files of publishers in tests: the real ones where they are at hand, small ones of our own, and what is read from them."""

from functools import cache

import pyarrow.compute as pc
import pytest

from stocktake.sources import about, settling


def reading(source, path):
    """Return what is read from a file, as it would become a snapshot."""
    facts = about.about(source)
    return settling.settled(about.reader(source).read(path, facts), facts, "2026-11-21")


def real_files(shared, source, folder="."):
    """Return what reads a real file of a folder of the reference material by its name; a test skips where it is not there."""

    @cache
    def real(name="."):
        path = shared / "data" / folder / name
        if not path.exists():
            pytest.skip(f"{folder}/{name} is not in the reference material")
        return reading(source, path)

    return real


def written(folder, name, *lines):
    """Return a file with these lines."""
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


def values(found, **where):
    """Return the values of a reading whose rows hold the codes of `where`, in their order."""
    table = found.table
    for column, code in where.items():
        table = table.filter(pc.equal(table[column], code))
    return table["obs_value"].to_pylist()

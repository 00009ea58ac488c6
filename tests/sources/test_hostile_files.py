"""Files cut off, overwritten, in the wrong encoding or of another kind: every source reads them or refuses them in one line."""

import random
import shutil

import pytest

from stocktake.errors import StocktakeError
from stocktake.sources import about, settling

SOURCES = about.known()
ROUNDS = 25


def cut(content, chance):
    return content[: chance.randrange(len(content))]


def overwritten(content, chance):
    place, noise = chance.randrange(len(content)), chance.randbytes(chance.randint(1, 12))
    return content[:place] + noise + content[place + len(noise) :]


def other_delimiter(content, _):
    return content.replace(b",", b";")


def other_encoding(content, _):
    return content.decode("utf-8", "replace").encode("utf-16")


def doubled(content, chance):
    place = chance.randrange(len(content))
    return content[:place] + content


def quoted(content, chance):
    place = chance.randrange(len(content))
    return content[:place] + b'"' + content[place:]


def nothing(_, __):
    return b""


def a_page(_, __):
    return b"<!doctype html><html><body>Service unavailable</body></html>"


def an_entity(_, __):
    return b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


SPOILERS = (cut, overwritten, other_delimiter, other_encoding, doubled, quoted, nothing, a_page, an_entity)


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("source", SOURCES)
def test_a_spoilt_file_is_read_or_refused_in_one_line(source, spoil, tmp_path):
    facts, chance = about.about(source), random.Random(f"{source} {spoil.__name__}")
    whole = about.folder(source) / "sample"
    refusals = []
    rounds = ROUNDS if spoil in (cut, overwritten, doubled, quoted) else 1
    for place in range(rounds):
        folder = shutil.copytree(
            whole, tmp_path / str(place) / (about.sample(source).name if about.sample(source).is_dir() else "f")
        )
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        one = chance.choice(files)
        one.write_bytes(spoil(one.read_bytes(), chance))
        path = folder / about.sample(source).name if about.sample(source).is_file() else folder
        try:
            reading = about.reader(source).read(path, facts)
            settling.settled(reading, facts, "2026-11-21")
        except StocktakeError as fault:
            refusals.append(str(fault))
    assert [one for one in refusals if "\n" in one] == []

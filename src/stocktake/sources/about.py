"""What is known of a source before any of its files is read: its folder's `source.yml`, and where the reader is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from stocktake.catalog import yaml_file
from stocktake.errors import DataError
from stocktake.model.provenance import Verification
from stocktake.sources.reading import Reading

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Sum:
    """A total that must come out in an edition: the values of the rows that hold the codes of `where` add up to `total`."""

    where: Mapping[str, str]
    total: float
    vintage: str = ""
    within: float = 0.0


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reading must hold to become a snapshot: at least so many rows and areas, and sums that are known."""

    rows: int = 1
    areas: int = 1
    sums: tuple[Sum, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """Where a publisher keeps a file, under which name it is kept here, and whether anybody has looked that it is there."""

    url: str
    name: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a publisher asks for: the header or the parameter it goes into, and the variable of the environment that holds it."""

    variable: str
    header: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Each:
    """A list that a service is asked for first: the values of `key` in the objects under `rows` of the answer at `url`."""

    url: str
    rows: str
    key: str


@dataclass(frozen=True, slots=True)
class Service:
    """What a publisher's service is asked, and where the parts of its answer stand.

    - `url` is the address, with `{one}` for each value of `ask` in turn, `{each}` for each value of the list `each`, and `{page}` where
      pages are numbered from 1; `name` is what the files of an answer are called here, with `{one}`, or its name in `names`, and `{each}`
    - `since` is put behind the address where only figures from a year on are wanted, with `{since}` for it and `{until}` for this year;
      empty where the service cannot tell years apart. `begins` is the year it is asked from where no other is wanted, for a service that
      must be told one
    - `rows`, `number`, `pages`, `total`, `next` and `refused` say where a page has its objects, its own number, how many pages and objects
      there are, the address of the next page, and why it gives none: keys within keys are joined by dots, the places of a list are numbers
    - without `rows` an answer is one CSV file
    """

    url: str
    name: str
    ask: tuple[str, ...]
    verification: Verification
    names: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    begins: int | None = None
    rows: str = ""
    number: str = ""
    pages: str = ""
    total: str = ""
    next: str = ""
    refused: str = ""
    each: Each | None = None


@dataclass(frozen=True, slots=True)
class About:
    """The content of `source.yml`; `id` is the name of the folder with `-` for `_`.

    - `columns` names what is read, by what it is to us, `ignored` what is left aside on purpose
    - `missing`: the marks that stand for "no value" in columns of figures
    - `places` says which of our codes a publisher's own code means
    - `left_out` tells in words why rows are left out, by the name of the rule
    - `addresses` is where the files can be fetched, `service` what the publisher's service is asked in place of files; both with `key`
      and not more often than every `interval` seconds
    - `stand_alone`: an edition is many files, and each may be read on its own
    - `editions_apart`: each edition counts all years anew, so its figures have a source of their own and are never joined with another's
    - `whole` is how many areas a file must name to be taken for all of them: only then does a reader add up what its publisher did not
    - `series` holds whatever the reader needs to know of each figure
    """

    id: str
    title: str
    publisher: str
    url: str
    licence: str
    citation: str
    files: str
    expected: Expected
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    released: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[Address, ...] = ()
    service: Service | None = None
    key: Key | None = None
    interval: float = 1.0
    stand_alone: bool = False
    editions_apart: bool = False
    whole: int = 0


class Reader(Protocol):
    """The module `reader` of a source's folder."""

    def read(self, path: Path, about: About) -> Reading:
        """Return what a file of the publisher, or a folder of them, holds. DataError where it is no such file."""


def known() -> tuple[str, ...]:
    """Return the ids of all sources, by name."""
    return tuple(sorted(path.parent.name.replace("_", "-") for path in HERE.glob("*/source.yml")))


def about(source: str) -> About:
    """Return what is known of a source; DataError for an id that is none, CatalogError where its file is broken."""
    if source not in known():
        raise DataError(f'there is no source "{source}"; there are {", ".join(known())}')
    return yaml_file.read(folder(source) / "source.yml", About, id=source)


def reader(source: str) -> Reader:
    """Return the reader of a source."""
    return cast(Reader, import_module(f"stocktake.sources.{folder(source).name}.reader"))


def folder(source: str) -> Path:
    """Return the folder of a source: `source.yml`, `reader.py`, a sample, and what must be read from it."""
    return HERE / source.replace("-", "_")


def sample(source: str) -> Path:
    """Return the sample of a source: the one file in its folder `sample`, or that folder where it holds several."""
    inside = folder(source) / "sample"
    found = sorted(path for path in inside.iterdir() if not path.name.startswith("."))
    return found[0] if len(found) == 1 else inside


def in_words(about: About, rules: Mapping[str, int]) -> Sequence[str]:
    """Return why rows were left out and how many, most first."""
    ordered = sorted(rules.items(), key=lambda one: (-one[1], one[0]))
    return [f"{count} {about.left_out.get(rule, rule)}" for rule, count in ordered]

"""The words of the reader of documents, `data/reading/`, and what it learned: read and checked."""

import csv
import gzip
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from stocktake.catalog.folder import DATA, fault
from stocktake.errors import CatalogError
from stocktake.model.lexicon import ActorName, Cue, Learned, Lexicon, PlaceName, Scale, Subject
from stocktake.model.record import ActorKind, RecordType

FOLDER: Final = DATA / "reading"
LEARNED: Final = "learned.json.gz"
TYPES: Final[tuple[str, ...]] = get_args(RecordType)
KINDS: Final[tuple[str, ...]] = get_args(ActorKind)


@cache
def lexicon(folder: Path = FOLDER) -> Lexicon:
    """Return the reader's words and what it learned; without a learned file it goes by the cues alone.

    CatalogError names the file and the key that is wrong: a pattern that is none, a type or kind nobody knows.

    >>> "IOM" in {actor.name for actor in lexicon().actors}
    True
    """
    cues, start = _cues(folder / "cues.yml")
    path = folder / LEARNED
    learned = learned_from(path.read_bytes()) if path.exists() else Learned()
    return Lexicon(
        cues, start, _subjects(folder / "objectives.yml"), _actors(folder / "actors.csv"), _places(folder / "places.csv"), learned
    )


def learned_from(content: bytes) -> Learned:
    """Return what a learned file holds; CatalogError if it is no such file."""
    try:
        held = json.loads(gzip.decompress(content))
        scales = {part: {name: Scale(**scale) for name, scale in held[part].items()} for part in ("types", "commitments")}
        return Learned(held["edition"], scales["types"], scales["commitments"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as broken:
        raise CatalogError(f"{LEARNED}: is not a learned file ({broken}); make it again with `make train`") from broken


def learned_bytes(learned: Learned) -> bytes:
    """Return the file that holds what was learned: JSON in gzip, the same bytes for the same content by one version of Python."""

    def plain(scales: Mapping[str, Scale]) -> dict[str, dict[str, Any]]:
        return {name: {key: _plain(getattr(one, key)) for key in Scale.__slots__} for name, one in sorted(scales.items())}

    held = {"edition": learned.edition, "types": plain(learned.types), "commitments": plain(learned.commitments)}
    return gzip.compress(json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


def _plain(value: Any) -> Any:
    return dict(sorted(value.items())) if isinstance(value, Mapping) else value


def _yaml(path: Path) -> dict[str, Any]:
    import yaml

    try:
        held = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe loaders)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as broken:
        raise CatalogError(f"{path.name}: cannot be read ({' '.join(str(broken).split())})") from broken
    if not isinstance(held, dict):
        raise CatalogError(f"{path.name}: found no keys, expected a mapping; see docs/howto/improve-the-reader.md")
    return held


def _cues(path: Path) -> tuple[tuple[Cue, ...], Mapping[str, float]]:
    held = _yaml(path)
    start = {str(name): float(value) for name, value in held["start"].items()}
    cues = tuple(_cue(path.name, name, entry) for name, entry in held["cues"].items())
    for type_ in start:
        _check_type(path.name, "start", type_)
    return cues, start


def _cue(file: str, name: str, entry: Mapping[str, Any]) -> Cue:
    weights = {key: float(value) for key, value in entry.items() if key not in ("pattern", "exact")}
    for type_ in weights:
        _check_type(file, f"cues.{name}", type_)
    try:
        re.compile(entry["pattern"])
    except (KeyError, TypeError, re.error) as broken:
        raise fault(file, f"cues.{name}.pattern", str(broken), "a regular expression", "correct it") from broken
    return Cue(name, entry["pattern"], bool(entry.get("exact", False)), weights)


def _check_type(file: str, key: str, found: str) -> None:
    if found not in TYPES:
        raise fault(file, key, f'"{found}"', f"a type of record ({', '.join(TYPES)})", "correct the word")


def _subjects(path: Path) -> tuple[Subject, ...]:
    entries = _yaml(path)["objectives"]
    for name, entry in entries.items():
        if wrong := [word for word in entry["words"] if not isinstance(word, str)]:
            raise fault(path.name, f"objectives.{name}.words", repr(wrong[0]), "words", "put it in quotation marks")
    return tuple(Subject(name, tuple(e["words"]), float(e["start"]), float(e["weight"])) for name, e in entries.items())


def _actors(path: Path) -> tuple[ActorName, ...]:
    rows = _rows(path, ("name", "kind", "area", "aliases"))
    for line, row in enumerate(rows, start=2):
        if row["kind"] not in KINDS:
            raise fault(path.name, f"line {line}, kind", f'"{row["kind"]}"', f"one of {', '.join(KINDS)}", "correct the word")
    return tuple(ActorName(r["name"], r["kind"], r["area"], tuple(filter(None, r["aliases"].split(";")))) for r in rows)  # type: ignore[arg-type]


def _places(path: Path) -> tuple[PlaceName, ...]:
    return tuple(PlaceName(row["place"], row["area"], row["sort"]) for row in _rows(path, ("place", "area", "sort")))


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as broken:
        raise CatalogError(f"{path.name}: cannot be read ({broken})") from broken
    rows = list(csv.DictReader(lines))
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values() or not set(columns) <= set(row):
            raise fault(
                path.name, f"line {line}", "too few or too many cells", ", ".join(columns), "put cells with commas in quotes"
            )
    return rows

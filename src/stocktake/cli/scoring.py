"""From a file of answers to the tables of `stocktake score`: doors are opened, rules asked, names put beside codes.

Rows stand in the order of area names, then of periods and of the questionnaire; never in the order of a score.
"""

import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.catalog import area as area_file
from stocktake.catalog import population as population_list
from stocktake.errors import DataError
from stocktake.measure import governance
from stocktake.model.area import Areas, fold
from stocktake.model.number import listing
from stocktake.model.questionnaire import OVERALL, Questionnaire, Scale
from stocktake.sources import answer_file, population_file

Row: TypeAlias = dict[str, Any]

_TEXT: Final = pa.string()
_COUNT: Final = pa.int64()
_NUMBER: Final = pa.float64()

AREA: Final = pa.schema(
    {
        **dict.fromkeys(("ref_area", "area", "time_period", "domain", "domain_name"), _TEXT),
        **{"value": _NUMBER, "class_code": _COUNT, "class_name": _TEXT, "class_code_at_best": _COUNT, "class_at_best": _TEXT},
        **dict.fromkeys(("asked", "answered", "missing", "yes", "partly", "no"), _COUNT),
        **dict.fromkeys(("reason_key", "reason"), _TEXT),
    }
)
"""One row an area, period and domain."""

REGION: Final = pa.schema(
    {
        **dict.fromkeys(("ref_area", "area", "domain", "domain_name", "class_group", "class_group_name"), _TEXT),
        **{"areas": _COUNT, "share": _NUMBER, "answered": _COUNT, "not_answered": _COUNT, "asked": _COUNT, "coverage": _NUMBER},
        **{"people_covered": _NUMBER, "without_population": _COUNT, "people_from": _TEXT},
        **{"first_period": _TEXT, "last_period": _TEXT},
    }
)
"""One row a region, domain and group of classes."""

PROFILE: Final = pa.schema(
    dict.fromkeys(
        (
            *("ref_area", "area", "time_period", "domain", "domain_name", "question", "text", "answer", "answer_name"),
            *("earlier_period", "earlier_answer", "earlier_answer_name", "change", "scale", "verification", "source", "note"),
        ),
        _TEXT,
    )
)
"""One row an area, period and question."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to which questionnaire; `left_out` names what could not be taken as it stands."""

    asked: Questionnaire
    areas: Areas
    answers: pa.Table
    left_out: tuple[str, ...] = ()

    @property
    def table(self) -> ir.Table:
        """The answers as a table to measure."""
        return ibis.memtable(self.answers)


@dataclass(frozen=True, slots=True)
class People:
    """The population of areas by code, who says so and of which year; `left_out` names the lines of a file that could not be taken."""

    by_area: Mapping[str, float]
    source: str
    left_out: tuple[str, ...] = ()


def given(name: str, asked: Questionnaire, wanted: str | None = None, as_of: int | None = None) -> Given:
    """Return the answers in the file `name` (`-`: standard input): of one area or of those in a region, up to a year.

    DataError where there are some, and none of those that are wanted.
    """
    areas = area_file.areas()
    codes = [one.code for one in areas.members(areas.find(wanted).code)] if wanted is not None else None
    if name == "-":
        read = answer_file.parse(sys.stdin.buffer.read(), "standard input", asked, areas)
    else:
        read = answer_file.read(Path(name), asked, areas)
    return Given(asked, areas, _chosen(read.table, codes, as_of), read.left_out)


def _chosen(table: pa.Table, codes: list[str] | None, as_of: int | None) -> pa.Table:
    t = ibis.memtable(table)
    wanted = t if codes is None else t.filter(t.ref_area.isin(codes))
    wanted = wanted if as_of is None else wanted.filter(governance.last_year(wanted) <= as_of)
    found = wanted.to_pyarrow()
    if table.num_rows and not found.num_rows:
        there = table.select(governance.AREA_AND_PERIOD).group_by(governance.AREA_AND_PERIOD).aggregate([]).to_pylist()
        named = listing(sorted(" ".join(row.values()) for row in there)[:9])
        raise DataError(f"no answers of that area and time: there are those of {named}; correct --area or --as-of")
    return found


def scores(of: Given) -> pa.Table:
    """Return value and class by area, period and domain, in `AREA`."""
    classes = {one.code: one.label for one in of.asked.classes}
    found = governance.score(of.table, of.asked).to_pyarrow().to_pylist()
    for row in found:
        row["class_name"], row["class_at_best"] = classes.get(row["class_code"]), classes.get(row["class_code_at_best"])
        row["reason"] = governance.SENTENCES.get(row["reason_key"])
    return _arrow(found, AREA, of)


def shares(of: Given, wanted: str | None, people: People) -> pa.Table:
    """Return the shares of areas by class, in `REGION`: of one region, else of those the questionnaire is published by.

    Each area counts with its newest answers.
    """
    regions = [of.areas.find(wanted).code] if wanted is not None else published_regions(of.asked)
    if not (inside := members(of, regions, people.by_area)).num_rows:
        raise DataError(f"{listing(regions) or 'no region'}: holds none of the Governments asked; name a region with --area")
    newest = governance.latest(governance.score(of.table, of.asked))
    found = governance.shares(newest, inside, of.asked).to_pyarrow().to_pylist()
    groups = {one.key: one.label for one in of.asked.class_groups}
    for row in found:
        row |= {"class_group_name": groups[row["class_group"]], "people_from": people.source}
    return _arrow(found, REGION, of)


def published_regions(asked: Questionnaire) -> list[str]:
    """Return the regions whose coverage has been published."""
    return [one.ref_area for one in asked.coverage.regions] if asked.coverage else []


def members(of: Given, regions: Iterable[str], people: Mapping[str, float]) -> pa.Table:
    """Return one row a region and area in it that is asked, with its population where that is known."""
    asked = recipients(of)
    pairs = [(region, one.code) for region in regions for one in of.areas.members(region) if one.code in asked]
    rows = [{"region": region, "ref_area": code, "population": people.get(code)} for region, code in pairs]
    return pa.Table.from_pylist(rows, schema=pa.schema({"region": _TEXT, "ref_area": _TEXT, "population": _NUMBER}))


def recipients(of: Given) -> Collection[str]:
    """Return the areas whose Governments are asked; all countries and territories where the questionnaire does not say."""
    return set(of.asked.recipients.codes) if of.asked.recipients else {one.code for one in of.areas if one.kind == "country"}


def not_asked(of: Given) -> tuple[str, ...]:
    """Return a sentence for each area that answered without being among those asked: it is in no region's share."""
    strangers = sorted(set(of.answers["ref_area"].to_pylist()) - set(recipients(of)))
    return tuple(f"{of.areas.get(code)} is not among the Governments asked: it is left out of the shares" for code in strangers)


def population(path: Path | None) -> People:
    """Return the people of each area in a file; without one those built in, which are there to weigh coverage."""
    if path is None:
        found = population_list.populations()
        return People({code: one.people for code, one in found.items()}, population_list.source())
    table, left_out = population_file.read(path, area_file.areas())
    by_area = dict(zip(table["ref_area"].to_pylist(), table["population"].to_pylist(), strict=True))
    return People(by_area, path.name, left_out)


def profile(of: Given) -> pa.Table:
    """Return every question with its answer and the same area's earlier one, in `PROFILE`."""
    said = {_key(row): row for row in of.answers.to_pylist()}
    questions = {question.id: (domain, question) for domain, question in of.asked.questions()}
    found = governance.changes(of.table, of.asked).to_pyarrow().to_pylist()
    for row in found:
        domain, question = questions[row["question"]]
        scale = of.asked.scale_of(domain, question)
        row |= {"text": question.text, "scale": scale.label, "verification": str(question.verification or domain.verification)}
        row["answer_name"] = _label(scale, row["answer"])
        row["earlier_answer_name"] = _label(scale, row["earlier_answer"]) if row["earlier_period"] else None
        row |= {name: said.get(_key(row), {}).get(name) for name in answer_file.OPTIONAL}
    return _arrow(found, PROFILE, of)


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in answer_file.KEY)


def _label(scale: Scale, code: str | None) -> str:
    return next((one.label for one in scale.answers if one.code == code), "missing")


def _arrow(rows: Iterable[Row], schema: pa.Schema, of: Given) -> pa.Table:
    """Return rows with names beside codes, by area name, period and the order of the questionnaire, all domains together last."""
    domains = {one.code: one.name for one in of.asked.domains} | {OVERALL: "overall"}
    named = [{**row, "area": of.areas.get(row["ref_area"]).name, "domain_name": domains[row["domain"]]} for row in rows]
    ranks = {
        "domain": _ranks(domains),
        "question": _ranks(question.id for _, question in of.asked.questions()),
        "class_group": _ranks(one.key for one in of.asked.class_groups),
    }

    def place(row: Row) -> tuple[Any, ...]:
        within = (rank.get(row.get(name, ""), 0) for name, rank in ranks.items())
        return (fold(row["area"]), row["ref_area"], row.get("time_period") or "", *within)

    return pa.Table.from_pylist(sorted(named, key=place), schema=schema)


def _ranks(codes: Iterable[str]) -> dict[str, int]:
    return {code: place for place, code in enumerate(codes)}

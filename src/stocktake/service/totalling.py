"""From figures to the table of `stocktake total`: series are brought to a level, areas to a region, each by the rule of its method.

The rules are `measure.total`. Here it is said who belongs to whom: series to an indicator, indicators to a target or objective,
countries and territories to a region.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, Literal, TypeAlias

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.catalog import area as area_file
from stocktake.catalog import formula as formula_file
from stocktake.catalog import population
from stocktake.catalog.catalog import Catalog
from stocktake.measure import terms, total
from stocktake.model.area import Area
from stocktake.model.formula import Formula
from stocktake.model.indicator import CROSS_CUTTING, Indicator
from stocktake.model.method import Method
from stocktake.model.observation import DISAGGREGATIONS, TOTAL
from stocktake.model.provenance import VERIFIED_IN_WORDS
from stocktake.model.verdict import STANDINGS
from stocktake.service import judging

Row: TypeAlias = dict[str, Any]
Level: TypeAlias = Literal["indicator", "target", "objective"]
Over: TypeAlias = Literal["area", "own"]

_KEY = ("member", "group")
_TEXT: Final = pa.string()
_COUNT: Final = pa.int64()
_NUMBER: Final = pa.float64()

RESULT: Final = pa.schema(
    {
        **dict.fromkeys(("level", "of", "title", "ref_area", "area", "method", "class_key", "class", "standing"), _TEXT),
        **{"figure": _NUMBER, "score": _NUMBER, "expected": _COUNT, "having": _COUNT, "told": _TEXT},
        **{"share_of_members": _NUMBER, "share_of_people": _NUMBER, "people": _TEXT, "without_people": _COUNT},
        **dict.fromkeys(STANDINGS, _COUNT),
        **dict.fromkeys(("by_class", "members", "leading", "published_class_key", "published", "published_standing"), _TEXT),
        **{"published_figure": _NUMBER},
        **dict.fromkeys(("reason_key", "reason", "not_counted", "over", "rule", "rule_in_words", "rule_note"), _TEXT),
        **{"minimum_share_of_members": _NUMBER, "minimum_share_of_people": _NUMBER},
        **dict.fromkeys(("minimum_set_by", "people_from"), _TEXT),
    }
)
"""One row what is told of (an indicator, target or objective), area and method."""

MEMBER: Final = pa.schema(
    dict.fromkeys(
        (
            *("level", "of", "ref_area", "area", "method", "class_key", "class", "standing", "over"),
            *("member", "member_name", "member_class_key", "member_class", "member_standing"),
        ),
        _TEXT,
    )
)
"""One row a member of each of them."""


@dataclass(frozen=True, slots=True)
class Group:
    """What is told of, with the indicators that count in it, and those that are linked to it and do not count, each with why."""

    id: str
    title: str
    indicators: tuple[str, ...]
    not_counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: of which areas, what of, over what, by which methods."""

    areas: tuple[Area, ...]
    level: Level
    groups: tuple[Group, ...]
    over: Over
    methods: tuple[Method, ...]
    facts: Catalog


def groups(level: Level, facts: Catalog) -> tuple[Group, ...]:
    """Return what a level tells of, in the order of the catalogue, with the indicators that belong to each.

    An indicator that is another one's series under a second number stands for that one. An objective is told by its indicators as in
    a review: one that bears on many objectives counts for none of them.
    """
    monitoring = [one for one in facts.indicators.values() if one.role == "monitoring"]
    if level == "indicator":
        return tuple(Group(one.id, one.title, (one.id,)) for one in monitoring if not one.same_as)
    aims = facts.frameworks["sdg" if level == "target" else "gcm"].of_kind(level)
    return tuple(_group(aim.id, aim.name, monitoring, level) for aim in aims)


def _group(aim: str, name: str, monitoring: Iterable[Indicator], level: Level) -> Group:
    linked = [one for one in monitoring if (aim in one.commitments if level == "target" else one.serves(aim))]
    why = {one.id: _not_counted(one, level) for one in linked}
    counted = tuple(dict.fromkeys(one.same_as or one.id for one in linked if not why[one.id]))
    return Group(aim, name, counted, tuple(f"{id_} {reason}" for id_, reason in why.items() if reason))


def _not_counted(indicator: Indicator, level: Level) -> str:
    """Return why an indicator does not count, empty where it does."""
    if not indicator.grading.is_graded:
        return "may not be graded"
    if level == "target":
        return ""
    if indicator.is_cross_cutting:
        return f"bears on more than {CROSS_CUTTING} objectives"
    return f"is {indicator.same_as} under a second number" if indicator.same_as else ""


def limits() -> Formula:
    """Return how much must be known for a total to have a class, and who says so."""
    return formula_file.formula("total")


def tell(asked: Asked, figures: ir.Table, as_of: int) -> list[Row]:
    """Return a row for each group, area and method, in this order: the columns of `measure.total`, `of` and `ref_area`.

    Over areas the verdict on the region's own published figures stands beside (`published_class_key`): of a target or objective only
    where it has a class, for a part of its indicators is no published figure of the whole.
    """
    judged = ibis.memtable(_judged(asked, figures, as_of))
    found = [row for method in asked.methods for row in _told(asked, method, judged)]
    places = [
        {key: place for place, key in enumerate(keys)}
        for keys in ([one.id for one in asked.groups], [one.code for one in asked.areas], [one.id for one in asked.methods])
    ]
    return sorted(
        found, key=lambda row: tuple(place[row[name]] for place, name in zip(places, ("of", "ref_area", "method"), strict=True))
    )


def _judged(asked: Asked, figures: ir.Table, as_of: int) -> pa.Table:
    """Return what each method says of each undivided series of an indicator and area in use."""
    wanted = {id_ for group in asked.groups for id_ in group.indicators}
    known = [one for one in asked.facts.indicators.values() if one.id in wanted]
    t = figures.filter(figures.indicator.isin(sorted(wanted)), figures.ref_area.isin(sorted(codes(asked))))
    for name in DISAGGREGATIONS:
        t = t.filter(t[name] == TOTAL)
    found = judging.judge(t, known, asked.methods, as_of)
    return found.filter(found.last_year.notnull()).to_pyarrow()


def codes(asked: Asked) -> set[str]:
    """Return the areas whose figures are needed: those asked for and, over areas, those within."""
    own = {one.code for one in asked.areas}
    within = {member.code for code in own for member in area_file.areas().members(code)}
    return own | within if asked.over == "area" else own


def _told(asked: Asked, method: Method, assessed: ir.Table) -> list[Row]:
    judged = total.judged_by(method, assessed, terms.table(asked.facts.indicators.values()))
    own = _own(asked, method, ibis.memtable(judged.to_pyarrow()))
    return _rows(own if asked.over == "own" else _over_areas(asked, method, own))


def _own(asked: Asked, method: Method, judged: ir.Table) -> ir.Table:
    """Return one row a group and area that has figures or is asked for: what the area's own figures come to."""
    rows = judged.select("ref_area", "indicator", "series").distinct().to_pyarrow().to_pylist()
    places = sorted({*(one.code for one in asked.areas), *(row["ref_area"] for row in rows)})
    cover = total.coverage(limits())
    series = _table(_series(rows, places, asked), ("ref_area", "indicator"))
    found = total.total(judged, series, total.scheme(method, "series"), cover, "series", ["ref_area", "indicator"])
    if asked.level == "indicator":
        return found.mutate(of=found.group)
    inner = ibis.memtable(total.as_members(found, "indicator").drop("members").to_pyarrow())
    aims = _table(
        (
            {"ref_area": code, "member": member, "group": group.id}
            for code, group in product(places, asked.groups)
            for member in group.indicators or (None,)
        ),
        ("ref_area",),
    )
    found = total.total(inner, aims, total.scheme(method, "indicator"), cover, "indicator", ["ref_area"])
    return found.mutate(of=found.group)


def _series(rows: Iterable[Row], places: Sequence[str], asked: Asked) -> Iterator[Row]:
    """Yield a row for each area, indicator and series of it that should be there.

    Those are the series that the area has and that may be graded; where it has none such, all that it has; where it has none at all, the
    indicator itself, so that it is missed.
    """
    having: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        having.setdefault((row["ref_area"], row["indicator"]), []).append(row["series"])
    for code, id_ in product(places, sorted({id_ for group in asked.groups for id_ in group.indicators})):
        found = having.get((code, id_), [])
        ungraded = {one.code for one in asked.facts.indicators[id_].series if not one.grading.is_graded}
        for member in [one for one in found if one not in ungraded] or found or [id_]:
            yield {"ref_area": code, "indicator": id_, "member": member, "group": id_}


def _over_areas(asked: Asked, method: Method, own: ir.Table) -> ir.Table:
    """Return one row a group and region: what the areas within come to, the region's own published figures beside."""
    judged = ibis.memtable(total.as_members(own, "of").drop("members").to_pyarrow())
    members = _table(
        (
            {"of": group.id, "member": code if group.indicators else None, "group": region.code}
            for group, region in product(asked.groups, asked.areas)
            for code in (one.code for one in area_file.areas().members(region.code))
        ),
        ("of",),
    )
    cover, scheme = total.coverage(limits()), total.scheme(method, "ref_area")
    found = total.total(judged, members, scheme, cover, "ref_area", ["of"], population.table())
    is_published = judged.class_key.notnull() if asked.level != "indicator" else judged.standing != "no_figure"
    published = judged.filter(is_published)
    return total.beside_published(found, published, ["of"]).mutate(ref_area=ibis._.group)


def _table(rows: Iterable[Row], within: Sequence[str]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=pa.schema(dict.fromkeys((*within, *_KEY), _TEXT)))


def _rows(found: ir.Table) -> list[Row]:
    return found.to_pyarrow().to_pylist()  # type: ignore[no-any-return]


def worded(rows: Iterable[Row], asked: Asked) -> pa.Table:
    """Return the rows in `RESULT`: names, classes and reasons in words beside the keys."""
    words, known = Words(asked), {one.id: one for one in asked.groups}
    return pa.Table.from_pylist([words.row(row, known[row["of"]]) for row in rows], schema=RESULT)


def each(rows: Iterable[Row], asked: Asked) -> pa.Table:
    """Return one row a member, in `MEMBER`; areas in the order of their names."""
    words, known = Words(asked), {one.id: one for one in asked.groups}
    found = []
    for row in rows:
        of = words.row(row, known[row["of"]])
        shared = {name: of[name] for name in MEMBER.names if name in of}
        found += [{**shared, **one} for one in words.members(row)]
    return pa.Table.from_pylist(found, schema=MEMBER)


class Words:
    """The words for what a total says: names of areas, labels of classes, sentences for reasons."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.names = {one.code: one.name for one in area_file.areas()}
        self.labels = {one.id: _labels(one) for one in asked.methods}
        self.limits = limits()

    def row(self, row: Row, group: Group) -> Row:
        """Return a row of `RESULT`."""
        labels = self.labels[row["method"]]
        rule: total.Rule = row["rule"]
        is_over_areas = row["over"] == "ref_area"
        return {
            **row,
            "level": self.asked.level,
            "title": group.title,
            "area": self.names.get(row["ref_area"], row["ref_area"]),
            "class": labels.get(row["class_key"], ""),
            "told": f"{row['having']} of {row['expected']}",
            "people": _share(row["share_of_people"]) if is_over_areas else "",
            "by_class": self.by_class(row),
            "members": "; ".join(f"{one['member']} {one['class_key'] or one['standing']}" for one in row["members"] or ()),
            "published": labels.get(row.get("published_class_key") or "", row.get("published_standing") or ""),
            "reason_key": row["reason"],
            "reason": self.reason(row, group),
            "not_counted": "; ".join(group.not_counted),
            "rule_in_words": total.RULES[rule],
            "rule_note": total.note(rule, row["over"]),
            "minimum_set_by": self.limits.verification.status,
            "people_from": population.source() if is_over_areas else "",
        }

    def by_class(self, row: Row) -> str:
        """Return how many members have each class, best first, then those without one by standing."""
        labels, members = self.labels[row["method"]], row["members"] or []
        found = Counter(labels[one["class_key"]] for one in members if one["class_key"])
        rest = Counter(one["standing"] for one in members if not one["class_key"])
        parts = [f"{found[label]} {label}" for label in dict.fromkeys(labels.values()) if found[label]]
        return ", ".join([*parts, *(f"{rest[key]} {label}" for key, label in STANDINGS.items() if rest[key])])

    def reason(self, row: Row, group: Group) -> str:
        """Return why a total has no class; empty where it has one."""
        key = row["reason"]
        if key is None:
            return ""
        if key == "coverage":
            return _too_few(row)
        if key == "no_members":
            return f"{total.REASONS[key].removesuffix('.')}{': ' if group.not_counted else ''}{'; '.join(group.not_counted)}."
        indicator = self.asked.facts.indicators.get(group.id)
        if indicator and not indicator.grading.is_graded and row["no_figure"] < row["expected"]:
            return indicator.grading.reason
        if row["standing"] == "no_figure":
            return "None of the members has a figure."
        is_plain = key == "nothing_judged" and self.asked.level == "indicator"
        return f"{total.REASONS[key]} stocktake assess says why." if is_plain else total.REASONS[key]

    def members(self, row: Row) -> list[Row]:
        """Return each member of a total with its name and class."""
        labels = self.labels[row["method"]]
        found = [
            {
                "member": one["member"],
                "member_name": self.name(one["member"]),
                "member_class_key": one["class_key"],
                "member_class": labels.get(one["class_key"], ""),
                "member_standing": one["standing"],
            }
            for one in row["members"] or ()
        ]
        return (
            sorted(found, key=lambda one: (one["member_name"] or "", one["member"] or "")) if row["over"] == "ref_area" else found
        )

    def name(self, member: str) -> str | None:
        """Return the name of an area, or the title of an indicator or series."""
        indicators = self.asked.facts.indicators
        if member in indicators:
            return indicators[member].title
        titles = (series.title for one in indicators.values() for series in one.series if series.code == member)
        return self.names.get(member) or next(titles, None)


def _labels(method: Method) -> dict[str, str]:
    """Return the labels of all classes of a method by key, best first."""
    classes = (
        *method.classes_of_score,
        *method.classes_with_target,
        *method.classes_without_target,
        *method.other_classes,
        *method.level_classes,
    )
    order = list(STANDINGS)
    return {one.key: one.label for one in sorted(classes, key=lambda one: order.index(one.standing))}


def _share(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"


def _too_few(row: Row) -> str:
    """Return a sentence that says how much is known and how much is asked for."""
    known, asked = _exact(row["share_of_members"]), _exact(row["minimum_share_of_members"])
    text = f"Too few: a verdict on {row['having']} of {row['expected']} members ({known}, at least {asked} are asked for)"
    if row["share_of_people"] is None:
        return f"{text}."
    people, least = _exact(row["share_of_people"]), _exact(row["minimum_share_of_people"])
    return f"{text}, with {people} of the people (at least {least})."


def _exact(share: float) -> str:
    """Return a share as per cent with one decimal, so that 49.6 is not shown as the 50 that is asked for."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def notes(asked: Asked) -> list[str]:
    """Return what to know of the totals: how much must be known and who says so, whose people, which rules are stretched."""
    of = limits()
    least = total.coverage(of)
    people = f" and areas with {_exact(least.minimum_share_of_people)} of their people" if asked.over == "area" else ""
    text = f"a total has a class where {_exact(least.minimum_share_of_members)} of its members{people} have a verdict"
    told = [f"{text}: {VERIFIED_IN_WORDS[of.verification.status]} (data/formulas/total.yml)"]
    if asked.over == "area":
        told += [
            f"people: {population.source()}",
            "where a region has published figures of its own, those lead: column published",
        ]
    over = {"area": "ref_area", "own": "series" if asked.level == "indicator" else "indicator"}[asked.over]
    found = {method.id: total.note(total.scheme(method, over).rule, over) for method in asked.methods}
    told += [f"{id_}: {note}" for id_, note in found.items() if note]
    if asked.level == "objective":
        told.append("which indicators bear on an objective is stocktake's own reading")
    return told


def is_silent(row: Mapping[str, Any]) -> bool:
    """Return whether nobody has a figure: neither a member nor the region itself."""
    return bool(row["standing"] == "no_figure" or row["expected"] == 0) and not row.get("published_standing")

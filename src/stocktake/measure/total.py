"""Totals: from series to an indicator, from indicators to a target or objective, from areas to a region.

A total never hides its members: every row names each member with its class, and the counts of their standings. Each method has a rule
of its own (`Rule`), and where too little is known the total has no class.

What goes in, `judged`, has one row a member and method: `method`, `indicator`, `series`, `ref_area`, `class_key`, `standing`, `score`, and
`figure`, the number the method grades, which must rise with the better (hand in a gap as its negative). Which member belongs to which
group is handed in too, with every member that should be there: one without a row counts as missing. `judged_by` makes such rows of
what `assessment.assess` gives.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.measure import grade, sdsn
from stocktake.measure.series import real
from stocktake.model.formula import Formula
from stocktake.model.method import Method
from stocktake.model.verdict import STANDINGS, MethodClass

Rule: TypeAlias = Literal["mean_of_score", "mean_of_figure", "median_of_figure", "mean_of_rank", "two_worst", "none"]
RULES: Mapping[Rule, str] = {
    "mean_of_score": "The mean of the members' scores; the class from that mean.",
    "mean_of_figure": "The mean of the members' figures, each counting the same.",
    "median_of_figure": "The median of the members' figures.",
    "mean_of_rank": "The mean of the members' places on the scale of the method; the class from that mean.",
    "two_worst": "The mean of the two worst members; the best class only if both have it, the worst only if both have it.",
    "none": "The method brings no members to one: they are counted by class.",
}
"""How a method brings members to one, in words."""

REASONS: Mapping[str, str] = {
    "no_members": "Nothing that may be graded belongs to this group.",
    "nothing_judged": "The method can tell of no member.",
    "coverage": "Too few of the members, or of their people, have a verdict.",
    "no_total": "The method brings no members to one; they are counted by class.",
    "no_class": "The method has no class for such a total; the figure is shown.",
}
"""Why a total has no class, in words."""

_NUMBER: Mapping[Rule, str] = {
    "mean_of_score": "score",
    "mean_of_rank": "score",
    "mean_of_figure": "figure",
    "median_of_figure": "figure",
    "two_worst": "figure",
}
_OVER_AREAS: Mapping[Rule, str] = {
    "mean_of_score": "The rule is published for series and indicators; over areas it is our own use of it.",
}
_ANYWHERE: Mapping[Rule, str] = {
    "mean_of_figure": "Its publisher caps single figures first; the cap was not seen, and here one far off can turn the mean.",
}

_FALLING = ("gap",)
"""Numbers that fall with the better, by what their method calls them."""

_UNUSED = ("no_members", "nothing_judged", "coverage")
"""Reasons that keep a total from being used in a further one."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one method brings members to one: its rule, and the classes of the total from best to worst.

    `all_or_none` is a class that a total has where every member has it, and never otherwise, such as `target_achieved`; its standing
    is that of the best class.
    """

    method: str
    rule: Rule
    classes: tuple[MethodClass, ...] = ()
    all_or_none: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much must be known for a total to have a class; exactly this much is enough. Shares are fractions."""

    minimum_share_of_members: float
    minimum_share_of_people: float


def scheme(method: Method, over: str = "") -> Scheme:
    """Return how a method brings members to one, as its file says; ValueError for a rule there is not.

    The classes are those of its score, else for `two_worst` those of the level, else those it puts its figure into. `mean_of_score` is
    the rule of Open SDG, whose `target_achieved` needs every member. `two_worst` is a rule for the indicators of a goal: two areas
    cannot speak for a region, so that with `over` being `ref_area` the members are counted by class.
    """
    found = rule(method.total)
    by_level = method.level_classes if found == "two_worst" else ()
    classes = method.classes_of_score or by_level or method.classes_with_target
    used: Rule = "none" if found == "two_worst" and over == "ref_area" else found
    return Scheme(method.id, used, classes, ALL_ACHIEVED if found == "mean_of_score" else "")


ALL_ACHIEVED = "target_achieved"


def note(rule: Rule, over: str) -> str:
    """Return what to know of a rule where its members are `over`; empty where it is used as it was read."""
    return _ANYWHERE.get(rule, _OVER_AREAS.get(rule, "") if over == "ref_area" else "")


def coverage(formula: Formula) -> Coverage:
    """Return the thresholds that `data/formulas/total.yml` sets."""
    return Coverage(**{name: formula.parameters[name] for name in Coverage.__slots__})


def judged_by(method: Method, assessed: ir.Table, terms: pa.Table) -> ir.Table:
    """Return the rows of one method, one a series of `assessment.assess`, as `total` takes them; the columns of `MEMBER`.

    `figure` is the method's own number, with a minus before it where it falls with the better. For `two_worst` it is the place on the
    scale of the colours, class and standing being those of the level; `terms` (`measure.terms.table`) has the ends of the scales.

    Method: SDSN, colours of goals, from the rescaled numbers of their indicators.
    """
    t = assessed.filter(assessed.method == method.id)
    falls = t.statistic_key.isin(_FALLING).fill_null(False)
    t = t.mutate(figure=falls.ifelse(-t.statistic, t.statistic))
    return (with_colour(t, method, terms) if rule(method.total) == "two_worst" else t).select(*MEMBER)


MEMBER = ("method", "indicator", "series", "ref_area", "class_key", "standing", "score", "figure")
"""The columns of what goes into a total."""


def with_colour(t: ir.Table, method: Method, terms: pa.Table) -> ir.Table:
    """Return `t` with the class of the last value as `class_key`, its `standing`, and its place from 0 to 3 as `figure`."""
    ends = ibis.memtable(terms.select(["indicator", "best", "worst", "green", "red"]))
    t = t.left_join(ends, "indicator").drop("indicator_right")
    place = real(sdsn.rescaled(t.score, t))
    standings = {one.key: one.standing for one in method.level_classes}
    known = ibis.cases(*((t.level_key == key, found) for key, found in standings.items()), else_="cannot_tell")
    return t.mutate(class_key=t.level_key, standing=known, figure=t.level_key.notnull().ifelse(place, ibis.null("float64")))


def total(
    judged: ir.Table,
    groups: pa.Table | ir.Table,
    scheme: Scheme,
    limits: Coverage,
    over: str,
    within: Sequence[str] = (),
    people: pa.Table | None = None,
) -> ir.Table:
    """Return one row a group, and a combination of the columns `within`, for the method of `scheme`.

    `over` is the column of `judged` that names the members: `series`, `indicator` or `ref_area`; `within` holds the columns that stay
    apart, as `("indicator",)` for totals over areas. `groups` has the columns `member` and `group`; a group with the member NULL is
    empty. `people` has `member` and `people`, for areas. Every combination has every group, none is lost; where `groups` has the
    columns of `within` too, the combinations are those it names, each with groups and members of its own.

    - `figure`: the number the rule makes, NULL where nobody has one; `score`: the same where it is a mean of scores
    - `class_key`: NULL where the total cannot be told; `reason` says why (`REASONS`); `standing`, which is `no_figure` where no member
      has a figure. Over series a group of one member has the class of that member: there is nothing to bring to one
    - `expected`, `having`: members, and those of them with a verdict the rule can use; `share_of_members`
    - `share_of_people`: people of the latter as a share of those of all members whose population is known, which `without_people`
      members' is not; NULL where nobody's is, and then only the members count
    - a column a standing: how many members have it; a member without a row has `no_figure`
    - `members`: each one's `member`, `class_key`, `standing`, in order of `member`
    - `rule`, `over`, `minimum_share_of_members`, `minimum_share_of_people`

    Equal rows of one member count once. A member with several that differ cannot be told: bring them to one first.

    >>> from total_factory import grouped, open_sdg_scheme, verdicts
    >>> rows = verdicts(MDA=("limited_progress", -1.25), GTM=("on_track", 3.75))
    >>> found = total(rows, grouped(r="MDA GTM"), open_sdg_scheme(), Coverage(0.5, 0.5), over="ref_area", within=["indicator"])
    >>> row = found.to_pyarrow().to_pylist()[0]
    >>> row["score"], row["class_key"], row["having"], [one["class_key"] for one in row["members"]]
    (1.25, 'progress_acceleration_needed', 2, ['on_track', 'limited_progress'])
    """
    t = _expected(members(judged, scheme, over, within), groups, within, people)
    found = _summed(t, scheme, ["group", *within])
    found = _graded(_with_sole(found, over), scheme, limits)
    found = found.mutate(
        method=ibis.literal(scheme.method),
        rule=ibis.literal(scheme.rule),
        over=ibis.literal(over),
        minimum_share_of_members=ibis.literal(limits.minimum_share_of_members),
        minimum_share_of_people=ibis.literal(limits.minimum_share_of_people),
    )
    return found.select("method", *within, *RESULT)


RESULT = (
    *("group", "figure", "score", "class_key", "standing", "reason", "expected", "having", "share_of_members"),
    *("share_of_people", "without_people", *STANDINGS, "members", "rule", "over"),
    *("minimum_share_of_members", "minimum_share_of_people"),
)
"""The columns of `total`, after `method` and those of `within`."""


def members(judged: ir.Table, scheme: Scheme, over: str, within: Sequence[str]) -> ir.Table:
    """Return one row a member (and combination of `within`) of the method of `scheme`: `class_key`, `standing`, `value`.

    `value` is the number its rule works with. Rows that say different things of one member leave it without class and value.
    """
    t = judged.filter(judged.method == scheme.method)
    number = _NUMBER.get(scheme.rule, "")
    value = real(t[number]) if number in t.columns else ibis.null("float64")
    rows = t.select(*within, member=t[over], class_key=t.class_key, standing=t.standing, value=value).distinct()
    found = rows.group_by([*within, "member"]).agg(
        rows=rows.count(), class_key=rows.class_key.max(), standing=rows.standing.max(), value=rows.value.max()
    )
    is_one = found.rows == 1
    return found.mutate(
        class_key=is_one.ifelse(found.class_key, ibis.null("string")),
        standing=is_one.ifelse(found.standing, "cannot_tell"),
        value=is_one.ifelse(found.value, ibis.null("float64")),
    ).drop("rows")


def _expected(t: ir.Table, groups: pa.Table | ir.Table, within: Sequence[str], people: pa.Table | None) -> ir.Table:
    """Return one row a member that should be there, with what is known of it."""
    slots = groups if isinstance(groups, ir.Table) else ibis.memtable(groups)
    own = [name for name in within if name in slots.columns]
    slots = slots.select(*own, "member", "group").distinct()
    if other := [name for name in within if name not in own]:
        slots = slots.cross_join(t.select(*other).distinct())
    t = slots.left_join(t, ["member", *within]).select(*slots.columns, "class_key", "standing", "value")
    known = ibis.memtable(people if people is not None else _NOBODY)
    t = t.left_join(known, "member").select(*t.columns, people=real(known.people))
    return t.mutate(standing=t.standing.fill_null("no_figure"), is_member=t.member.notnull())


_NOBODY = pa.table({"member": pa.array([], pa.string()), "people": pa.array([], pa.float64())})


def _summed(t: ir.Table, scheme: Scheme, key: Sequence[str]) -> ir.Table:
    """Return one row a group: its figure, what is known of its members, and who they are."""
    t = t.mutate(is_used=t.is_member & (t.class_key if scheme.rule == "none" else t.value).notnull())
    place = ibis.row_number().over(group_by=[*key, "is_used"], order_by=["value", "member"])
    t = t.mutate(is_worst=t.is_used & (place < 2))
    one = ibis.struct({name: t[name] for name in ("member", "class_key", "standing")})
    return t.group_by(list(key)).agg(
        figure=_figure(t, scheme.rule),
        expected=_count(t.is_member),
        having=_count(t.is_used),
        everybody=t.people.sum(where=t.is_member),
        people=t.people.sum(where=t.is_used),
        without_people=_count(t.is_member & t.people.isnull()),
        alike=_count(t.is_member & (t.class_key == scheme.all_or_none)),
        **_ends(t, scheme),
        **{name: _count(t.is_member & (t.standing == name)) for name in STANDINGS},
        sole_class=t.class_key.max(where=t.is_member),
        sole_standing=t.standing.max(where=t.is_member),
        members=one.collect(where=t.is_member).sort(),
    )


def _with_sole(t: ir.Table, over: str) -> ir.Table:
    """Return `t` with `is_sole`, for an indicator of one series: it counts as told wherever that one has a class, score or none."""
    is_sole = (t.expected == 1) & ibis.literal(over == "series")
    return t.mutate(is_sole=is_sole, having=(is_sole & t.sole_class.notnull()).ifelse(1, t.having))


def _count(condition: ir.BooleanColumn) -> ir.IntegerScalar:
    return condition.fill_null(False).cast("int64").sum()


def _figure(t: ir.Table, rule: Rule) -> ir.FloatingScalar:
    """Return the number a rule makes of the members of each group; NULL without any.

    Method: `mean_of_score`: Open SDG, aggregated progress status. `mean_of_figure`: ESCAP, Current Status Index and Anticipated Progress
    Index. `median_of_figure`: UNECE, Anticipated Progress Index. `two_worst` and `mean_of_rank`: SDSN, colours and arrows of goals.
    """
    if rule == "median_of_figure":
        return t.value.median()  # who is not used has none; Spark has no median under a condition
    return t.value.mean(where=t.is_worst if rule == "two_worst" else t.is_used)


def _ends(t: ir.Table, scheme: Scheme) -> dict[str, ir.Scalar]:
    """Return what `two_worst` asks of the two: how many there are, and how many have the best class and the worst."""
    best, worst = (scheme.classes[0].key, scheme.classes[-1].key) if scheme.classes else ("", "")
    found = {"two": t.is_worst, "best": t.is_worst & (t.class_key == best), "worst": t.is_worst & (t.class_key == worst)}
    return {**{name: _count(condition) for name, condition in found.items()}, "own": t.class_key.max(where=t.is_worst)}


def _graded(t: ir.Table, scheme: Scheme, limits: Coverage) -> ir.Table:
    """Return `t` with shares, class, standing and reason."""
    t = t.mutate(
        share_of_members=t.having / t.expected.nullif(0).cast("float64"),
        share_of_people=(t.without_people < t.expected).ifelse(t.people.fill_null(0.0), ibis.null("float64"))
        / t.everybody.nullif(0),
        class_key=_class_key(t, scheme),
    )
    t = t.mutate(class_key=t.is_sole.ifelse(t.sole_class, t.class_key))
    t = t.mutate(reason=_reason(t, scheme, limits))
    t = t.mutate(class_key=t.reason.isnull().ifelse(t.class_key, ibis.null("string")))
    standing = t.is_sole.ifelse(t.sole_standing, _standing(t.class_key, scheme))
    is_silent = (t.expected > 0) & (t.no_figure == t.expected)
    standing = ibis.cases((is_silent, "no_figure"), (t.reason.notnull(), "cannot_tell"), else_=standing)
    is_score = _NUMBER.get(scheme.rule) == "score"
    return t.mutate(standing=standing, score=t.figure if is_score else ibis.null("float64"))


def _standing(key: ir.StringColumn, scheme: Scheme) -> ir.StringValue:
    """Return what each class comes down to; `cannot_tell` for NULL."""
    standings = {one.key: one.standing for one in scheme.classes}
    if scheme.all_or_none and scheme.classes:
        standings.setdefault(scheme.all_or_none, scheme.classes[0].standing)
    known = [(key == name, found) for name, found in standings.items()]
    return ibis.cases(*known, else_="cannot_tell") if known else ibis.literal("cannot_tell")


def _class_key(t: ir.Table, scheme: Scheme) -> ir.StringValue:
    """Return the class of each total by its figure; NULL where the method has none."""
    if not scheme.classes:
        return ibis.null("string")
    found = grade.class_key(t.figure, scheme.classes)
    if scheme.rule == "two_worst":
        found = _of_two(t, found, scheme.classes)
    if scheme.all_or_none:
        found = ((t.alike == t.expected) & (t.expected > 0)).ifelse(scheme.all_or_none, found)
    return found


def _of_two(t: ir.Table, found: ir.StringColumn, classes: Sequence[MethodClass]) -> ir.StringColumn:
    """Return the class of a mean of two: the ends only where both have them, else the class beside; of one member its own.

    Method: SDSN, detailed methodological paper (2018), colours of goals: green only if both are green, red only if both are red.
    """
    keys = [one.key for one in classes]
    return ibis.cases(
        (t.two == 1, t.own),
        ((found == keys[0]) & (t.best < t.two), keys[min(1, len(keys) - 1)]),
        ((found == keys[-1]) & (t.worst < t.two), keys[max(0, len(keys) - 2)]),
        else_=found,
    )


def _reason(t: ir.Table, scheme: Scheme, limits: Coverage) -> ir.StringColumn:
    """Return why a total has no class, the first that holds."""
    too_few = (t.share_of_members < limits.minimum_share_of_members) | (
        t.share_of_people < limits.minimum_share_of_people
    ).fill_null(False)
    conditions: dict[str, ir.BooleanValue] = {
        "no_members": t.expected == 0,
        "nothing_judged": t.having == 0,
        "coverage": too_few,
        "no_total": ibis.literal(scheme.rule == "none") & ~t.is_sole,
        "no_class": t.class_key.isnull(),
    }
    return grade.first_true(conditions)


def as_members(totals: ir.Table, over: str) -> ir.Table:
    """Return totals as rows that a further total can take: their `group` is the column `over`.

    What could not be told for want of members or coverage has no score and no figure there, so that it does not count as known.
    """
    is_used = ~totals.reason.isin(_UNUSED).fill_null(False)
    numbers = {name: is_used.ifelse(totals[name], ibis.null("float64")) for name in ("score", "figure")}
    return totals.mutate(**{over: totals.group}, **numbers)


def class_counts(judged: ir.Table, groups: pa.Table, scheme: Scheme, over: str, within: Sequence[str] = ()) -> ir.Table:
    """Return one row a group, combination of `within` and class that occurs: `class_key` and `count` of its members.

    `class_key` is NULL for those the method cannot tell of and for those without a row.
    """
    t = _expected(members(judged, scheme, over, within), groups, within, None)
    t = t.filter(t.is_member)
    found = t.group_by([*within, "group", "class_key"]).agg(count=t.count())
    return found.mutate(method=ibis.literal(scheme.method)).select("method", *within, "group", "class_key", "count")


def beside_published(totals: ir.Table, judged: ir.Table, within: Sequence[str]) -> ir.Table:
    """Return totals over areas with the verdict on the region's own published series beside them.

    `published_class_key`, `published_standing` and `published_figure` are NULL where the region has no row in `judged`. `leading` says
    which of the two to show first: `published` wherever there is one, `total` otherwise. A total never replaces a published figure.
    """
    key = ["method", *within]
    figure = judged.figure if "figure" in judged.columns else ibis.null("float64")
    own = judged.select(
        *key, group=judged.ref_area, class_key=judged.class_key, standing=judged.standing, figure=figure
    ).distinct()
    counted = own.group_by([*key, "group"]).agg(
        published_rows=own.count(),
        published_class_key=own.class_key.max(),
        published_standing=own.standing.max(),
        published_figure=real(own.figure.max()),
    )
    t = totals.left_join(counted, [*key, "group"]).select(
        *totals.columns, *(one for one in counted.columns if one.startswith("published_"))
    )
    is_one = (t.published_rows == 1).fill_null(False)
    t = t.mutate(
        leading=(t.published_rows > 0).fill_null(False).ifelse("published", "total"),
        published_class_key=is_one.ifelse(t.published_class_key, ibis.null("string")),
        published_standing=is_one.ifelse(
            t.published_standing, t.published_rows.notnull().ifelse("cannot_tell", ibis.null("string"))
        ),
        published_figure=is_one.ifelse(t.published_figure, ibis.null("float64")),
    )
    return t.drop("published_rows")


def rule(name: str) -> Rule:
    """Return the rule that a method's file names; ValueError for a name there is not."""
    found: Rule | None = next((one for one in RULES if one == name), None)
    if found is None:
        raise ValueError(f'"{name}" is not a rule of totals; there are {", ".join(RULES)}')
    return found

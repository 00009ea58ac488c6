"""From answers to a questionnaire to scores, classes and shares of areas; and how an area's own answers changed.

Only a scored questionnaire has a score. A profile, such as the Migration Governance Indicators, has `changes` and nothing else:
what an area says now beside what the same area said before. No function here sets one area's profile beside another's.

Method: SDG indicator metadata 10.7.2 (UN DESA and IOM, 31 March 2023). Values, classes and their edges stand in
`data/questionnaires/10.7.2.yml`, the method on a page in `docs/reference/questionnaires.md`.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from stocktake.errors import DataError
from stocktake.measure import grade
from stocktake.measure.series import real
from stocktake.model.questionnaire import OVERALL, CountsAs, Questionnaire

AREA_AND_PERIOD = ("ref_area", "time_period")
SCORE = (
    *AREA_AND_PERIOD,
    "domain",
    "value",
    "class_code",
    "class_code_at_best",
    "asked",
    "answered",
    "missing",
    "yes",
    "partly",
    "no",
    "reason_key",
)
"""The columns of what `score` returns."""

SHARE = (
    "ref_area",
    "domain",
    "class_group",
    "areas",
    "share",
    "answered",
    "not_answered",
    "asked",
    "coverage",
    "people_covered",
    "without_population",
    "first_period",
    "last_period",
)
"""The columns of what `shares` returns."""

CHANGE = (*AREA_AND_PERIOD, "domain", "question", "answer", "earlier_period", "earlier_answer", "change")
"""The columns of what `changes` returns."""

SENTENCES: Mapping[str, str] = {
    "not_answered": "No question was answered, so there is no value.",
    "nothing_answered_in_domain": "No question of this domain was answered: each counts as 0, which says nothing of the policies.",
    "missing_counts": "Missing answers count as 0; the class at best is that with a yes to each of them.",
}
"""Why there is no value, or what to keep in mind about one, by `reason_key`."""


def score(answers: ir.Table, questionnaire: Questionnaire) -> ir.Table:
    """Return the value and class of each area and period, one row a domain and one for all together (`_T`), in `SCORE`.

    `answers` has one row an area, period and question (`ref_area`, `time_period`, `question`, `answer`): the code of an answer,
    NULL where it is missing; a question without a row is missing too. `value` is per cent, not rounded. A missing answer counts as
    the questionnaire says (0) and is shown in `missing`; `class_code_at_best` is the class if each missing answer were the best. An
    area that answered nothing has no value: NULL, with a `reason_key`. No answers give no rows; DataError for a profile.

    Method: SDG metadata 10.7.2: a domain is 100 times the sum of its five answers over five, overall 100 times the sum of all
    thirty over thirty, so the mean of the domains.

    >>> from answer_factory import answers, questionnaire
    >>> t = score(answers({"MDA": {"1a": "legal_only", "1b": "yes"}}), questionnaire("10.7.2"))
    >>> rows = {row["domain"]: row for row in t.to_pyarrow().to_pylist()}
    >>> [rows["PD_1"][name] for name in ("value", "class_code", "class_code_at_best", "answered", "missing", "partly")]
    [30.0, 1, 3, 2, 3, 1]
    """
    if not questionnaire.is_scored:
        raise DataError(f"{questionnaire.title}: is a profile and has no score; see how an area's own answers changed instead")
    t = _tallied(answers, questionnaire)
    t = t.mutate(missing=t.asked - t.answered, has_answered=is_answered(t))
    t = t.mutate(points=(t.points + t.missing * questionnaire.missing.value))
    best = max(answer.value or 0.0 for scale in questionnaire.scales.values() for answer in scale.answers)
    lifted = t.points + t.missing * (best - questionnaire.missing.value)
    t = t.mutate(
        value=_where_answered(t, per_cent(t.points, t.asked)),
        class_code=_where_answered(t, class_code(t.points, t.asked, questionnaire)),
        class_code_at_best=_where_answered(t, class_code(lifted, t.asked, questionnaire)),
        reason_key=reason_key(t),
    )
    return t.select(*SCORE)


def is_answered(t: ir.Table) -> ir.BooleanColumn:
    """Return whether the area of each row of `_tallied` answered any question of the period."""
    return t.answered.max().over(ibis.window(group_by=list(AREA_AND_PERIOD))) > 0


def per_cent(points: ir.NumericValue, asked: ir.IntegerValue) -> ir.FloatingValue:
    """Return the sum of answers as per cent of the questions asked; NULL where none was."""
    return 100 * points / asked.cast("float64").nullif(0)


def class_code(points: ir.NumericValue, asked: ir.IntegerValue, questionnaire: Questionnaire) -> ir.IntegerValue:
    """Return the class that `points` of `asked` questions reach; an edge belongs to the class above it.

    Nothing is divided: answers are whole quarters and edges whole numbers, so both sides are exact and 80 per cent is never 79.99….
    """
    rungs = [(100 * points >= one.at_least * asked, one.code) for one in reversed(questionnaire.classes)]
    return ibis.cases(*rungs, else_=ibis.null("int64"))


def reason_key(t: ir.Table) -> ir.StringColumn:
    """Return the key of what to know about a value (`SENTENCES`), NULL where there is nothing."""
    return grade.first_true(
        {
            "not_answered": ~t.has_answered,
            "nothing_answered_in_domain": t.answered == 0,
            "missing_counts": t.missing > 0,
        }
    )


def _where_answered(t: ir.Table, column: ir.NumericColumn) -> ir.NumericColumn:
    return t.has_answered.ifelse(column, ibis.null(column.type()))


def _tallied(answers: ir.Table, questionnaire: Questionnaire) -> ir.Table:
    """Return one row an area, period and domain: `asked`, `points`, `answered`, `yes`, `partly`, `no`."""
    rounds = answers.select(*AREA_AND_PERIOD).distinct()
    frame = rounds.cross_join(ibis.memtable(_domains(questionnaire)))
    given = answers.inner_join(ibis.memtable(_sheet(questionnaire)), ["question", "answer"])
    kinds: tuple[CountsAs, ...] = ("yes", "partly", "no")
    tally = given.group_by([*AREA_AND_PERIOD, "domain"]).agg(
        points=given.value.sum(),
        answered=given.count(),
        **{kind: (given.counts_as == kind).cast("int64").sum() for kind in kinds},
    )
    counts = ("points", "answered", *kinds)
    found = frame.left_join(tally, [*AREA_AND_PERIOD, "domain"]).select(*frame.columns, *(tally[name] for name in counts))
    return found.mutate(**{name: found[name].fill_null(0) for name in counts})


def _domains(questionnaire: Questionnaire) -> pa.Table:
    """Return one row a domain, and one for all together, with the number of questions."""
    asked = {one.code: len(one.questions) for one in questionnaire.domains}
    asked[OVERALL] = sum(asked.values())
    return pa.table({"domain": list(asked), "asked": pa.array(asked.values(), pa.int64())})


def _sheet(questionnaire: Questionnaire) -> pa.Table:
    """Return one row a question, answer and domain it counts in: its own, and all together."""
    rows = [
        {"question": question.id, "answer": answer.code, "domain": code, "value": answer.value, "counts_as": answer.counts_as}
        for domain, question in questionnaire.questions()
        for answer in questionnaire.scale_of(domain, question).answers
        for code in (domain.code, OVERALL)
    ]
    text = [(name, pa.string()) for name in ("question", "answer", "domain", "counts_as")]
    return pa.Table.from_pylist(rows, schema=pa.schema([*text, ("value", pa.float64())]))


def latest(scores: ir.Table, as_of: int | None = None) -> ir.Table:
    """Return the newest scores of each area among those that have a value, up to the year `as_of`, that year included.

    A span of years counts as its last year. An area without a value has no row.
    """
    dated = scores.filter(scores.class_code.notnull()).mutate(year=last_year(scores))
    dated = dated.filter(dated.year <= as_of) if as_of is not None else dated
    newest_first = [ibis.desc("year"), ibis.desc("time_period")]
    place = ibis.row_number().over(ibis.window(group_by=["ref_area", "domain"], order_by=newest_first))
    placed = dated.mutate(place=place)
    return placed.filter(placed.place == 0).select(*scores.columns)


def last_year(t: ir.Table) -> ir.IntegerColumn:
    """Return the year in which each period ends: 2019 for `2019`, `2018/2019` and `2019-Q1`."""
    text = t.time_period.contains("/").ifelse(t.time_period.right(4), t.time_period.substr(0, 4))
    return text.cast("int64")


def shares(scores: ir.Table, members: pa.Table, questionnaire: Questionnaire) -> ir.Table:
    """Return, for each region and domain, what share of the areas that answered is in each group of classes, in `SHARE`.

    `scores` has one row an area and domain (`latest`). `members` has one row a region and area: `region`, `ref_area`, and its
    `population`, NULL where unknown. `share` is per cent of the areas with a class: those that did not answer are in
    `not_answered` and not in the denominator; NULL where nobody answered. `coverage` is the per cent of `asked` areas that answered;
    `people_covered` the same of their people, over the areas whose population is known (`without_population` says of how many it is
    not). Scores of areas that are in no region are not used.

    Method: SDG metadata 10.7.2: regional figures are shares of the countries that answered, not imputed.
    """
    classes = scores.select("ref_area", "domain", "class_code", "time_period")
    known = ibis.memtable(members)
    known = known.mutate(population=real(known.population))
    frame = known.cross_join(ibis.memtable(_domains(questionnaire)).select("domain"))
    joined = frame.left_join(classes, ["ref_area", "domain"])
    t = joined.select(*frame.columns, classes.class_code, classes.time_period)
    frame = _covered(t).cross_join(ibis.memtable(_group_names(questionnaire)))
    counted = _grouped(t, questionnaire)
    joined = frame.left_join(counted, ["region", "domain", "class_group"])
    found = joined.select(*frame.columns, areas=counted.areas.fill_null(0))
    found = found.mutate(share=per_cent(found.areas, found.answered), coverage=per_cent(found.answered, found.asked))
    return found.rename(ref_area="region").select(*SHARE)


def _covered(t: ir.Table) -> ir.Table:
    """Return one row a region and domain: how many areas were asked, answered, and when, and the share of people."""
    has_class = t.class_code.notnull()
    found = t.group_by(["region", "domain"]).agg(
        asked=t.count(),
        answered=has_class.cast("int64").sum(),
        people=t.population.sum(),
        people_answered=has_class.ifelse(t.population, 0.0).sum(),
        without_population=t.population.isnull().cast("int64").sum(),
        first_period=t.time_period.min(),
        last_period=t.time_period.max(),
    )
    people_covered = 100 * found.people_answered / found.people.nullif(0)
    return found.mutate(not_answered=found.asked - found.answered, people_covered=people_covered)


def _grouped(t: ir.Table, questionnaire: Questionnaire) -> ir.Table:
    """Return how many areas of each region and domain are in each group of classes; no row where none is."""
    grouped = t.inner_join(ibis.memtable(_group_classes(questionnaire)), "class_code")
    return grouped.group_by(["region", "domain", "class_group"]).agg(areas=grouped.count())


def _group_names(questionnaire: Questionnaire) -> pa.Table:
    return pa.table({"class_group": pa.array([one.key for one in questionnaire.class_groups], pa.string())})


def _group_classes(questionnaire: Questionnaire) -> pa.Table:
    pairs = [(one.key, code) for one in questionnaire.class_groups for code in one.classes]
    groups, codes = [key for key, _ in pairs], [code for _, code in pairs]
    return pa.table({"class_group": pa.array(groups, pa.string()), "class_code": pa.array(codes, pa.int64())})


def changes(answers: ir.Table, questionnaire: Questionnaire) -> ir.Table:
    """Return every question of each area and period with the answer, and what the same area answered before, in `CHANGE`.

    `answers` is as in `score`. The earlier period is the one before it of the same area, by the year it ends in. `change` is
    `same`, `changed`, `new` (no answer before) or `dropped` (no answer now); NULL for the area's first period, and where there is
    no answer in either. It has no direction: the scale of a profile is no measure.

    >>> from answer_factory import answers, questionnaire
    >>> said = answers({"MDA": {"2.5": "further_potential"}}, "2016"), answers({"MDA": {"2.5": "well_developed"}}, "2020")
    >>> rows = changes(said[0].union(said[1]), questionnaire("mgi")).order_by("time_period").to_pyarrow().to_pylist()
    >>> [(row["time_period"], row["earlier_answer"], row["change"]) for row in rows if row["question"] == "2.5"]
    [('2016', None, None), ('2020', 'further_potential', 'changed')]
    """
    frame = _with_earlier_period(answers).cross_join(ibis.memtable(_questions(questionnaire)))
    now = answers.select(*AREA_AND_PERIOD, "question", "answer")
    found = frame.left_join(now, [*AREA_AND_PERIOD, "question"]).select(*frame.columns, now.answer)
    before = now.select("ref_area", "question", earlier_period="time_period", earlier_answer="answer")
    keys = ["ref_area", "question", "earlier_period"]
    found = found.left_join(before, keys).select(*found.columns, before.earlier_answer)
    return found.mutate(change=change(found)).select(*CHANGE)


def change(t: ir.Table) -> ir.StringColumn:
    """Return what became of an answer since the earlier period; NULL where there is none, or no answer in either."""
    has_now, had_before = t.answer.notnull(), t.earlier_answer.notnull()
    found = {
        "same": has_now & had_before & (t.answer == t.earlier_answer),
        "changed": has_now & had_before,
        "new": has_now,
        "dropped": had_before,
    }
    return t.earlier_period.isnull().ifelse(ibis.null("string"), grade.first_true(found))


def _with_earlier_period(answers: ir.Table) -> ir.Table:
    rounds = answers.select(*AREA_AND_PERIOD).distinct()
    dated = rounds.mutate(year=last_year(rounds))
    in_time = ibis.window(group_by="ref_area", order_by=["year", "time_period"])
    return dated.mutate(earlier_period=dated.time_period.lag().over(in_time)).drop("year")


def _questions(questionnaire: Questionnaire) -> pa.Table:
    pairs = [(domain.code, question.id) for domain, question in questionnaire.questions()]
    domains, questions = [code for code, _ in pairs], [id_ for _, id_ in pairs]
    return pa.table({"domain": pa.array(domains, pa.string()), "question": pa.array(questions, pa.string())})

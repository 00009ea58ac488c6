"""A whole review from its material."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from stocktake.model import number
from stocktake.model.provenance import Source
from stocktake.model.record import Record
from stocktake.model.review import (
    Finding,
    IndicatorAssessment,
    ObjectiveAssessment,
    Review,
    ReviewedArea,
)
from stocktake.model.verdict import STANDINGS, Standing
from stocktake.review import flow, gap, indicator, milestone, objective
from stocktake.review.material import Material

DISCLAIMER = (
    "The names of countries, territories and areas and the groups they are shown in follow the United Nations' standard country or area "
    "codes for statistical use (M49). They do not imply any opinion concerning the legal status of any country, territory, city or "
    "area or of its authorities, or concerning the delimitation of its frontiers or boundaries."
)

Scores = Sequence[tuple[str, str, str, float | None]]
"""Rows of objective id, indicator id, and class and score of the series that leads."""


def assemble(material: Material, classes_of: Callable[[Scores], Mapping[str, Standing]]) -> Review:
    """Return the review. `classes_of` is the method's own way from scores to a class, by objective."""
    indicators = tuple(indicator.assess(one, material) for one in material.indicators)
    classes = classes_of(scores(material, indicators))
    objectives = tuple(objective.assess(one, indicators, classes, material) for one in material.objectives)
    monitoring = [one for one in indicators if one.indicator.role == "monitoring"]
    about = tuple(one.id for one in material.records if material.area.kind != "world" and material.is_about(one))
    return Review(
        area=reviewed_area(material),
        as_of=material.as_of,
        made=material.made,
        title=f"{material.area.name}: stocktaking of migration commitments, {material.as_of}",
        findings=tuple(lead(objectives, monitoring, material)),
        objective_counts=counts(one.standing for one in objectives),
        indicator_counts=counts(one.standing for one in monitoring),
        objectives=objectives,
        indicators=tuple(one for one in indicators if one.indicator.role == "monitoring" or one.series),
        about_area=about,
        silences=tuple(silences(objectives, monitoring, material)),
        records=material.records,
        frameworks=tuple(material.frameworks.values()),
        method=material.method,
        methods=material.methods,
        sources=used_sources(indicators, material),
        documents=material.documents,
        disclaimer=DISCLAIMER,
        reproduction=material.reproduction,
        area_names=named_areas(material),
        gaps=gap.assess(material),
        timelines=milestone.timelines(material),
        milestones=milestone.assess(material),
        flows=flow.assess(material),
    )


def scores(material: Material, indicators: Sequence[IndicatorAssessment]) -> Scores:
    """Return a row for each objective and each indicator with a verdict that bears on it."""
    return [
        (aim.id, one.indicator.id, one.series[0].verdict.key, one.series[0].verdict.score)
        for aim in material.objectives
        for one in objective.members_of([each for each in indicators if each.indicator.serves(aim.id)]).graded
    ]


def counts(standings: Iterable[Standing]) -> dict[Standing, int]:
    """Return how often each standing occurs, every one named."""
    found = Counter(standings)
    return {standing: found[standing] for standing in STANDINGS}


def reviewed_area(material: Material) -> ReviewedArea:
    """Return the area as the review shows it."""
    area = material.area
    within = tuple(one.name for one in material.within)
    return ReviewedArea(area.code, area.name, area.kind, area.m49, area.note, within, len(material.members))


def named_areas(material: Material) -> dict[str, str]:
    """Return the names of the areas that records are about, by code."""
    codes = sorted({code for record in material.records for code in record.areas})
    return {code: material.area_names[code] for code in codes}


def used_sources(indicators: Iterable[IndicatorAssessment], material: Material) -> tuple[Source, ...]:
    """Return the editions that the shown series and flows rest on, by publisher."""
    used = {key for one in indicators for shown in one.series for key in shown.sources} | set(flow.editions(material))
    found = [source for source in material.sources if f"{source.id}@{source.vintage}" in used]
    return tuple(sorted(found, key=lambda source: (source.publisher, source.title, source.vintage)))


def lead(
    objectives: Sequence[ObjectiveAssessment], monitoring: Sequence[IndicatorAssessment], material: Material
) -> Iterable[Finding]:
    """Yield the sentences a reader should see first: what can be said, which way it goes, what is not measured, what was said."""
    yield _told(objectives, monitoring, material)
    yield from _aged(monitoring, material)
    yield from _within(monitoring)
    for standing in ("wrong_way", "too_slow", "on_course"):
        named = [f"{one.indicator.title} ({_id_and_year(one)})" for one in monitoring if one.standing == standing]
        if named:
            text = f"{STANDINGS[standing].capitalize()}: {'; '.join(named)}."
            yield Finding(
                text, f"indicators:{standing}", tuple(one.indicator.id for one in monitoring if one.standing == standing)
            )
    unmeasured = [one.objective for one in objectives if not one.indicators]
    if unmeasured:
        names = number.listing([f"{one.number} ({one.name})" for one in unmeasured])
        yield Finding(f"No indicator in use measures objectives {names}.", "unmeasured", tuple(one.id for one in unmeasured))
    yield _said(material)


def _id_and_year(assessment: IndicatorAssessment) -> str:
    """Return the id with the year the verdict reaches to, and whether newer figures on the same matter stand beside it."""
    newer = (
        "; newer figures on the same matter stand beside it"
        if any(gap.rule == indicator.NEWER for gap in assessment.gaps)
        else ""
    )
    return f"{assessment.indicator.id}, to {assessment.series[0].verdict.last_year}{newer}"


def _told(objectives: Sequence[ObjectiveAssessment], monitoring: Sequence[IndicatorAssessment], material: Material) -> Finding:
    told = sum(one.standing not in ("cannot_tell", "no_figure") for one in objectives)
    graded = sum(map(objective.is_graded, monitoring))
    silent = sum(one.standing == "no_figure" for one in monitoring)
    return Finding(
        f"Progress can be told on {told} of {len(objectives)} objectives, from {graded} of {len(monitoring)} indicators; "
        f"{number.count(silent, 'indicator')} {'has' if silent == 1 else 'have'} no figure for {material.place}.",
        "told",
        tuple(one.indicator.id for one in monitoring),
    )


def _aged(monitoring: Sequence[IndicatorAssessment], material: Material) -> Iterable[Finding]:
    """Yield how many verdicts rest on old figures, if any do."""
    graded = [one for one in monitoring if objective.is_graded(one)]
    old = [one for one in graded if indicator.is_old(one.series[0], material)]
    if old:
        count = "The only verdict rests" if len(graded) == 1 else f"{len(old)} of the {len(graded)} verdicts rest"
        limit = material.expectations.old_after.years
        text = f"{count} on figures that end more than {limit} years before {material.as_of}: read them as of their year."
        yield Finding(text, "old", tuple(one.indicator.id for one in old))


def _within(monitoring: Sequence[IndicatorAssessment]) -> Iterable[Finding]:
    """Yield, for a region, for how many indicators areas within have what the whole has not."""
    having = [one for one in monitoring if one.standing == "no_figure" and one.spread and one.spread.has_figures]
    if having:
        yield Finding(
            f"For {len(having)} of those without a figure for the whole, areas within have one: see how they stand under each indicator.",
            "within",
            tuple(one.indicator.id for one in having),
        )


def _said(material: Material) -> Finding:
    about = sorted((one for one in material.records if material.is_about(one)), key=_telling_first)
    documents = number.count(len(material.documents), "dialogue document")
    if not material.documents:
        return Finding(f"No dialogue document read is from {material.as_of} or before.", "records")
    if not about:
        return Finding(f"None of the {documents} read says anything about {material.place}.", "records")
    return Finding(
        f"The {documents} read give {number.count(len(about), 'record')}{_about(material)}: {_types(about)}.",
        "records",
        tuple(one.id for one in about),
    )


def _telling_first(record: Record) -> tuple[int, str]:
    telling = objective.TELLING
    return telling.index(record.type) if record.type in telling else len(telling), record.id


def _about(material: Material) -> str:
    return "" if material.area.kind == "world" else f" about {material.area.name}"


def _types(records: Sequence[Record]) -> str:
    found = Counter(one.type for one in records)
    named = [number.count(found[type_], type_) for type_ in objective.TELLING if found[type_]]
    rest = sum(found.values()) - sum(found[type_] for type_ in objective.TELLING)
    return number.listing([*named, *([f"{rest} on events and speakers"] if rest else [])])


def silences(
    objectives: Sequence[ObjectiveAssessment], monitoring: Sequence[IndicatorAssessment], material: Material
) -> Iterable[Finding]:
    """Yield what no figure and no document says about the area."""
    silent = [one.objective for one in objectives if one.standing == "no_figure" and not one.records]
    if silent:
        names = number.listing([f"{one.number} ({one.name})" for one in silent])
        text = f"Neither a figure nor a document says anything about {material.place} on objectives {names}."
        yield Finding(text, "silence", tuple(one.id for one in silent))
    for without in (one.indicator for one in monitoring if one.standing == "no_figure"):
        yield Finding(f"No figure for {material.place}: {without.title} ({without.id}).", "silence", (without.id,))
    yield from flow.silence(material)
    yield from _unsaid(material)


def _unsaid(material: Material) -> Iterable[Finding]:
    about = Counter(one.type for one in material.records if material.is_about(one))
    missing = [f"no {type_}s" for type_ in ("practice", "partnership", "need", "offer", "recommendation") if not about[type_]]
    if missing:
        yield Finding(
            f"The documents read name {number.listing(missing)} about {material.place}. They are "
            f"{number.count(len(material.documents), 'document')} of one series of dialogues: silence here is not absence in fact.",
            "silence",
        )

"""Reviews made by hand, small enough to read and rich enough to meet every branch of the page.

The area and all figures are invented. `country()` is the everyday case, `world()` has spreads and no area of its own, `large()` is as
big as the review of the world with everything the four documents say, `hostile()` has markup and odd marks in every text.
"""

from collections.abc import Iterable
from dataclasses import replace

from stocktake.model.framework import Commitment, Fact, Framework, Part, Reference
from stocktake.model.indicator import Grading, Indicator, SeriesCode, Target
from stocktake.model.method import Method
from stocktake.model.observation import Observation
from stocktake.model.provenance import Document, Locator, Source, Verification
from stocktake.model.record import Actor, Participant, Record, RecordType, StatedFigure
from stocktake.model.review import (
    Finding,
    IndicatorAssessment,
    ObjectiveAssessment,
    PathPoint,
    Reproduction,
    Review,
    ReviewedArea,
    SeriesAssessment,
    Spread,
)
from stocktake.model.verdict import STANDINGS, MethodClass, Standing, Verdict

SEEN = Verification("seen")
NOT_SEEN = Verification("not_seen", "title only; compare with the resolution")

SHORT_TITLES = (
    "Data",
    "Minimize adverse drivers",
    "Information provision",
    "Legal identity and documentation",
    "Regular pathways",
    "Recruitment and decent work",
    "Reduce vulnerabilities",
    "Save lives",
    "Counter smuggling",
    "Eradicate trafficking",
    "Manage borders",
    "Screening and referral",
    "Alternatives to detention",
    "Consular protection",
    "Access to basic services",
    "Inclusion and social cohesion",
    "Eliminate discrimination",
    "Skills development and recognition",
    "Migrant and diaspora contributions",
    "Remittances",
    "Dignified return and reintegration",
    "Social protection",
    "International cooperation",
)

SOURCES = (
    Source(
        "price-survey",
        "2024-Q1",
        "Survey of Prices & Costs",
        "Bank of Examples",
        "2024",
        "https://example.org/prices",
        "CC BY 4.0",
        "table 3 of the yearbook",
    ),
    Source("stock-tables", "2024 revision", "Tables of Stocks", "Office of Population", "2025", "ftp://example.org/stocks"),
    Source("stock-tables", "2020 revision", "Tables of Stocks", "Office of Population", "2021", "https://example.org/stocks"),
)

DOCUMENTS = (
    Document(
        "dialogue-2018",
        "Dialogue of 2018: inclusive and innovative partnerships",
        "Secretariat",
        "2018",
        "https://example.org/2018",
    ),
    Document("dialogue-2023", "Dialogue de 2023", "Secrétariat", "2023", language="fr", terms="free for non-commercial use"),
)


def observations(
    indicator: str, values: Iterable[tuple[str, float | None]], *, series: str = "S", source: int = 0, **also: str
) -> tuple[Observation, ...]:
    """Return the observations of one series, one a period; a value of None is marked as missing."""
    edition = SOURCES[source]
    return tuple(
        Observation(
            indicator,
            series,
            "XEX",
            period,
            obs_value=value,
            unit_measure="U",
            obs_status="M" if value is None else also.get("obs_status", "A"),
            source=edition.id,
            vintage=edition.vintage,
            locator=also.get("locator", ""),
            comment_obs=also.get("comment_obs", ""),
        )
        for period, value in values
    )


def series(
    indicator: str,
    values: Iterable[tuple[str, float | None]],
    standing: Standing = "cannot_tell",
    *,
    title: str = "all of the area",
    unit: str = "persons",
    code: str = "S",
    source: int = 0,
    needed_rate: float | None = None,
    target_year: int = 2030,
    text: str = "",
    **verdict: object,
) -> SeriesAssessment:
    """Return a series with its verdict, from the first value since 2015 (or the first at all) to the last."""
    shown = observations(indicator, values, series=code, source=source)
    having = [one for one in shown if one.obs_value is not None]
    start = next((one for one in having if one.time_period >= "2015"), having[0]) if having else None
    judged = Verdict(
        method="pace-example",
        statistic_key="R" if needed_rate is not None else "",
        standing=standing,
        needed_rate=needed_rate,
        first_year=int(start.time_period[:4]) if start else None,
        first_value=start.obs_value if start else None,
        last_year=int(having[-1].time_period[:4]) if having else None,
        last_value=having[-1].obs_value if having else None,
        **verdict,  # type: ignore[arg-type]
    )
    identity = f"{indicator}:{code}:XEX:{title}"
    finding = Finding(text or f"{STANDINGS[standing].capitalize()}.", "verdict", (identity,))
    edition = SOURCES[source]
    path = _path(judged, target_year) if needed_rate is not None else ()
    return SeriesAssessment(identity, code, title, unit, shown, judged, finding, path, (f"{edition.id}@{edition.vintage}",))


def _path(judged: Verdict, target_year: int) -> tuple[PathPoint, ...]:
    start, first, rate = judged.first_year or 0, judged.first_value or 0.0, judged.needed_rate or 0.0
    return tuple(PathPoint(year, first * (1 + rate) ** (year - start)) for year in range(start, target_year + 1))


def assessed(
    indicator: Indicator, *shown: SeriesAssessment, standing: Standing | None = None, **also: object
) -> IndicatorAssessment:
    """Return the assessment of an indicator whose first series speaks for it."""
    first = shown[0] if shown else None
    return IndicatorAssessment(
        indicator=indicator,
        unit=first.unit if first else indicator.unit,
        standing=standing or (first.verdict.standing if first else "no_figure"),
        finding=first.finding if first else Finding("No figure for Exampleland.", "no-figure", (indicator.id,)),
        series=shown,
        leading=first.id if first else "",
        **also,  # type: ignore[arg-type]
    )


def _remittance_cost() -> IndicatorAssessment:
    indicator = Indicator(
        "10.c.1",
        "Cost of sending a remittance",
        "PT",
        "down",
        "monitoring",
        SEEN,
        unit="per cent of the amount sent",
        code="10.c.1",
        target=Target("explicit_number", 3.0, time_period="2030", source="A/RES/71/313, SDG 10.c"),
        editorial_commitments=("gcm:20",),
        series=(SeriesCode("SND", "By sending country", "PT", Verification("not_seen")),),
    )
    prices = [
        ("2011", 9.12),
        ("2012", 9.3),
        ("2015", 8.0),
        ("2016", 7.6),
        ("2017", 7.3),
        ("2020", 6.7),
        ("2021", 6.4),
        ("2023", 6.0),
    ]
    main = series(
        "10.c.1",
        prices,
        "too_slow",
        unit="per cent",
        needed_rate=-0.0633,
        rate=-0.0353,
        statistic=0.5571,
        score=-0.3575,
        key="limited",
        label="Limited progress",
        parameters={"window": "2015 to 2023", "stand-in for zero": "not needed"},
        text="Limited progress: 8 in 2015, 6 per cent in 2023; a change of −3.5 % a year, where −6.3 % a year would reach 3 by 2030.",
    )
    corridor = series(
        "10.c.1", [("2020-Q1", 5.0), ("2020-Q2", 5.0)], "too_slow", title="corridor to Ruritania", unit="per cent", code="BC"
    )
    gaps = (Finding("Asked for, not found here: figures by type of provider.", "gap", ("10.c.1",)),)
    return assessed(indicator, main, corridor, gaps=gaps)


def _policies() -> IndicatorAssessment:
    indicator = Indicator(
        "10.7.2",
        "Countries with well-managed migration policies",
        "PT",
        "up",
        "monitoring",
        SEEN,
        unit="per cent of countries",
        code="10.7.2",
        limit=100.0,
        commitments=("gcm:23",),
        editorial_commitments=("gcm:1", "gcm:5", "gcm:11", "gcm:21"),
    )
    values = [("2015", 40.0), ("2019", 54.0), ("2021", 60.0)]
    domains = [
        series("10.7.2", values[1:], "on_course", title=f"domain {one}", unit="per cent", code=f"D{one}") for one in range(1, 7)
    ]
    main = series("10.7.2", values, "on_course", unit="per cent", rate=0.0699, statistic=0.0699, label="On track", source=1)
    return assessed(indicator, main, *domains)


def _deaths() -> IndicatorAssessment:
    indicator = Indicator(
        "10.7.3",
        "People who died or disappeared while migrating",
        "PS",
        "down",
        "monitoring",
        Verification("seen_in_part", "the page on methods was read, the annex was not"),
        unit="persons a year",
        code="10.7.3",
        target=Target("implied_zero", 0.0, time_period="2030", note="A rise can mean better recording."),
        editorial_commitments=("gcm:8", "gcm:2"),
    )
    values = [("2014", 5300.0), ("2015", 6700.0), ("2016", None), ("2020", 4200.0), ("2023", 8542.0)]
    main = series("10.7.3", values, "wrong_way", needed_rate=-0.65, rate=0.0308, statistic=-0.0474, label="Deterioration")
    routes = [
        series("10.7.3", [("2023", 12.0)], title="route over land"),
        series("10.7.3", [], "no_figure", title="route by air"),
    ]
    return assessed(indicator, main, *routes)


def _births() -> IndicatorAssessment:
    indicator = Indicator(
        "16.9.1",
        "Children whose birth is registered",
        "PT",
        "up",
        "monitoring",
        SEEN,
        unit="per cent of children under 5",
        code="16.9.1",
        target=Target("implied_universal", 100.0, time_period="2030"),
        editorial_commitments=("gcm:4",),
    )
    reason = "Only one value since 2015, where two are needed."
    return assessed(indicator, series("16.9.1", [("2018", 96.4)], unit="per cent", text=reason, reason=reason))


def _not_graded() -> IndicatorAssessment:
    indicator = Indicator(
        "17.3.2",
        "Remittances received, as a share of the economy",
        "PT_GDP",
        "up",
        "monitoring",
        SEEN,
        unit="per cent of gross domestic product",
        code="17.3.2",
        editorial_commitments=("gcm:19", "gcm:20"),
        grading=Grading(False, "A higher share can mean dependence or a shrinking economy."),
    )
    return assessed(indicator, series("17.3.2", [("2015", 4.0), ("2022", 4.0)], unit="per cent of gross domestic product"))


def _without_figure() -> IndicatorAssessment:
    indicator = Indicator(
        "10.7.1",
        "Cost that a worker pays to be recruited",
        "MO",
        "down",
        "monitoring",
        SEEN,
        unit="months of earnings",
        code="10.7.1",
        editorial_commitments=("gcm:6",),
    )
    return assessed(indicator)


def _alone() -> IndicatorAssessment:
    indicator = Indicator(
        "17.18.1",
        "Indicators with full disaggregation",
        "PT",
        "up",
        "monitoring",
        SEEN,
        unit="per cent",
        target=Target("date_passed", 100.0, time_period="2020"),
    )
    return assessed(
        indicator, series("17.18.1", [("2019", None), ("2020", None)], unit="per cent", text="No figure in the window.")
    )


def _contexts() -> tuple[IndicatorAssessment, ...]:
    stock = Indicator(
        "migrant-stock", "International migrants", "PS", "none", "context", SEEN, editorial_commitments=("gcm:1", "gcm:16")
    )
    flow = Indicator("net-migration", "Net migration", "PS", "none", "context", NOT_SEEN, editorial_commitments=("gcm:1",))
    empty = Indicator("stateless", "Stateless persons", "PS", "none", "context", SEEN, editorial_commitments=("gcm:4",))
    loose = Indicator("visitors", "Visitors", "PS", "none", "context", SEEN)
    women = series("migrant-stock", [("1990", 76143981.0), ("2024", 146012018.0)], title="women", source=2)
    return (
        assessed(
            stock, series("migrant-stock", [("1990", 153916063.0), ("2015", 250041880.0), ("2024", 304021813.0)], source=1), women
        ),
        assessed(flow, series("net-migration", [("2015/2020", -12500.0), ("2020/2025", 3000.5)])),
        assessed(empty, series("stateless", [("2023", None)])),
        assessed(loose, series("visitors", [("2023", 1.0)])),
    )


def record(identity: str, type_: RecordType, *commitments: str, areas: tuple[str, ...] = ("XEX",), **also: object) -> Record:
    """Return a record that stands in the first document."""
    values: dict[str, object] = {
        "title": f"Title of {identity}",
        "summary": f"What {identity} says, in our own words.",
        "locators": (Locator("dialogue-2018", 10, 12),),
    }
    return Record(identity, type_, areas=areas, commitments=commitments, **(values | also))  # type: ignore[arg-type]


def _records() -> tuple[Record, ...]:
    both = (Locator("dialogue-2018", 40, 40), Locator("dialogue-2023", 7, 9))
    asked = StatedFigure(12000, "US dollars", "cost of one course", 2018)
    met = Participant("Ada Example", "Director", "Office of Population", "speaker", "Panel 1")
    return (
        record(
            "practice-1",
            "practice",
            "gcm:20",
            "gcm:19",
            reported_by="Ministry of Examples",
            year=2017,
            locators=both,
            merged_ids=("x",),
        ),
        record(
            "partnership-1",
            "partnership",
            "gcm:23",
            actors=(Actor("Bank of Examples", "finance"), Actor("Diaspora Union", "diaspora")),
        ),
        record("need-1", "need", "gcm:20", figures=(asked, StatedFigure(3, "courses", "asked for"))),
        record(
            "offer-1",
            "offer",
            "gcm:20",
            "gcm:1",
            areas=("XRU",),
            language="fr",
            title="Une offre de formation",
            summary="Aide aux États.",
        ),
        record("offer-2", "offer", "gcm:1", areas=(), language="ar", title="عرض تدريب", summary="تدريب للعاملين في الإحصاء."),
        record("offer-3", "offer", "gcm:1", areas=(), language="zh", title="数据培训", summary="为统计人员提供培训。"),
        record("recommendation-1", "recommendation", "gcm:20", areas=("XRU", "XYZ"), status="candidate"),
        record("target-1", "target", "gcm:20", areas=()),
        record("figure-1", "figure", "gcm:1", areas=()),
        record("term-1", "term", "sdg:10.c", areas=(), locators=(Locator("unlisted", 1, 1),)),
        record("event-1", "event", "gcm:23", areas=()),
        record("panel-1", "panel", areas=()),
        record("speaker-1", "participation", areas=(), participant=met),
    )


def _commitment(number: int) -> Commitment:
    title = f"{SHORT_TITLES[number - 1]}, as the full title says it"
    return Commitment(
        f"gcm:{number}", "objective", str(number), title, NOT_SEEN if number == 9 else SEEN, SHORT_TITLES[number - 1]
    )


def _hub() -> Part:
    return Part("hub", "Connection hub", NOT_SEEN)


def framework() -> Framework:
    """Return a framework with 23 objectives, two principles and a mechanism."""
    return Framework(
        id="gcm",
        title="Compact of Examples",
        short_title="Compact",
        publisher="Assembly",
        instrument="A/RES/1/1",
        legal_nature="not legally binding",
        sources=(Reference("text", "A/RES/1/1", "Assembly", "https://example.org/text", "2018", "the whole text"),),
        commitments=(
            *(_commitment(number) for number in range(1, 24)),
            Commitment("gcm:a", "principle", "a", "People-centred", SEEN),
            Commitment("gcm:f", "principle", "f", "Human rights", NOT_SEEN),
            Commitment("gcm:43", "mechanism", "43", "Capacity-building mechanism", SEEN, paragraph="43", parts=(_hub(),)),
        ),
        facts=(Fact("forum", "The forum meets every four years.", Verification("secondary", "read on a web page")),),
    )


def method() -> Method:
    """Return a method with classes with and without a target."""
    return Method(
        id="pace-example",
        title="Pace measure",
        publisher="Office of Methods",
        module="pace",
        verification=SEEN,
        sources=(Reference("text", "Measuring pace", "Office of Methods", "https://example.org/pace", "2024", "the whole text"),),
        parameters={"base_year": 2015.0, "stand_in_for_zero": 0.001},
        classes_with_target=(
            MethodClass("on_track", "On track", "on_course", 0.95),
            MethodClass("limited", "Limited progress", "too_slow", 0.0),
            MethodClass("deterioration", "Deterioration", "wrong_way"),
        ),
        classes_without_target=(MethodClass("on_track", "On track", "on_course", 0.015, "scaled near the limit"),),
        other_classes=(MethodClass("achieved", "Target achieved", "on_course", rule="the latest value meets the target"),),
        formulas={"R": "d * CAGR_i / |CAGR_T|"},
        special_cases=("a target of 0 is replaced by 0.001",),
    )


def _objectives(
    indicators: tuple[IndicatorAssessment, ...], records: tuple[Record, ...], standings: dict[int, Standing], area: str | None
) -> tuple[ObjectiveAssessment, ...]:
    return tuple(_objective(number, indicators, records, standings.get(number, "no_figure"), area) for number in range(1, 24))


def _objective(
    number: int, indicators: tuple[IndicatorAssessment, ...], records: tuple[Record, ...], standing: Standing, area: str | None
) -> ObjectiveAssessment:
    aim = _commitment(number)
    serving = [one for one in indicators if one.indicator.serves(aim.id)]
    telling = [one for one in records if aim.id in one.commitments and one.type not in ("event", "panel", "participation")]
    monitoring = tuple(one.indicator.id for one in serving if one.indicator.role == "monitoring")
    return ObjectiveAssessment(
        objective=aim,
        standing=standing,
        finding=Finding(f"{STANDINGS[standing].capitalize()}: objective {number}.", "objective", monitoring or (aim.id,)),
        graded=sum(one.standing not in ("cannot_tell", "no_figure") for one in serving if one.indicator.role == "monitoring"),
        expected=len(monitoring),
        indicators=monitoring,
        context=tuple(one.indicator.id for one in serving if one.indicator.role == "context"),
        records=tuple(one.id for one in telling if area is None or area in one.areas),
        elsewhere=tuple(one.id for one in telling if area is not None and area not in one.areas),
        gaps=() if telling else (Finding("No document read so far says anything about this objective.", "gap", (aim.id,)),),
    )


def _counts(standings: Iterable[Standing]) -> dict[Standing, int]:
    found = list(standings)
    return {standing: found.count(standing) for standing in STANDINGS}


def country() -> Review:
    """Return the review of a country that does not exist."""
    monitoring = (_remittance_cost(), _policies(), _deaths(), _births(), _not_graded(), _without_figure(), _alone())
    standings: dict[int, Standing] = {20: "too_slow", 8: "wrong_way", 23: "on_course", 4: "cannot_tell", 19: "cannot_tell"}
    return assemble(
        ReviewedArea("XEX", "Exampleland", "country", "999", "A dispute exists over the valley.", ("Eastern Examples", "World")),
        (*monitoring, *_contexts()),
        _records(),
        standings,
    )


def world() -> Review:
    """Return the review of the world: every record is about it, and each indicator says how the areas within stand."""
    base = country()
    spread = Spread(
        {
            "on_course": ("Åland", "Bhutan"),
            "too_slow": ("Chad",),
            "wrong_way": (),
            "cannot_tell": ("Fiji",),
            "no_figure": ("Oman",),
        }
    )
    indicators = tuple(replace(one, spread=spread if one.indicator.role == "monitoring" else None) for one in base.indicators)
    standings = {int(one.objective.number): one.standing for one in base.objectives}
    return assemble(ReviewedArea("WLD", "World", "world", "001", members=5), indicators, base.records, standings)


def assemble(
    area: ReviewedArea, indicators: tuple[IndicatorAssessment, ...], records: tuple[Record, ...], standings: dict[int, Standing]
) -> Review:
    """Return a review of these parts, with findings that rest on one of each kind of thing."""
    objectives = _objectives(indicators, records, standings, None if area.kind == "world" else area.code)
    based_on = ("10.c.1", "gcm:20", "practice-1", "price-survey@2024-Q1", "10.7.2", "nowhere")
    return Review(
        area=area,
        as_of=2025,
        made="2025-11-21",
        title=f"{area.name}: stocktaking of migration commitments, 2025",
        findings=(
            Finding("Progress can be told on 3 of 23 objectives, from 3 of 7 indicators.", "told"),
            Finding("Too slow: cost of sending a remittance (10.c.1).", "slow", based_on),
            Finding("The documents give 4 records about Exampleland.", "records", ("practice-1",)),
        ),
        objective_counts=_counts(one.standing for one in objectives),
        indicator_counts=_counts(one.standing for one in indicators if one.indicator.role == "monitoring"),
        objectives=objectives,
        indicators=indicators,
        about_area=() if area.kind == "world" else tuple(one.id for one in records if area.code in one.areas),
        silences=(Finding("Neither a figure nor a document says anything on objectives 13 and 22.", "silence", ("gcm:13",)),),
        records=records,
        frameworks=(framework(),),
        method=method(),
        sources=SOURCES,
        documents=DOCUMENTS,
        disclaimer="The names of areas do not imply any opinion on their status or their borders.",
        reproduction=Reproduction(f"stocktake review {area.code} --as-of 2025", "0.1.0", {"headline-figures": "sha256:ab12"}),
        area_names={"XEX": "Exampleland", "XRU": "Ruritania"},
    )


def bare() -> Review:
    """Return the least there can be: no indicator, no record, no source, no document."""
    empty = assemble(ReviewedArea("XEX", "Exampleland", "country"), (), (), {})
    return replace(empty, findings=(), silences=(), sources=(), documents=(), frameworks=(), objectives=(), area_names={})


def large(records: int = 940, indicators: int = 25, contexts: int = 40, members: int = 240) -> Review:
    """Return a review as big as that of the world."""
    types: tuple[RecordType, ...] = ("practice", "recommendation", "need", "partnership", "offer", "participation")
    names = tuple(f"Area with a name {place:03}" for place in range(members))
    base = world()
    return assemble(
        replace(base.area, members=members),
        (
            *(_numbered(place, "monitoring", names) for place in range(indicators)),
            *(_numbered(place, "context", names) for place in range(contexts)),
        ),
        tuple(_numbered_record(place, types[place % len(types)]) for place in range(records)),
        {number: tuple(STANDINGS)[number % 5] for number in range(1, 24)},
    )


def _numbered(place: int, role: str, names: tuple[str, ...]) -> IndicatorAssessment:
    identity = f"{role}-{place}"
    aims = tuple(f"gcm:{(place + step) % 23 + 1}" for step in range(place % 6 + 1))
    indicator = replace(_remittance_cost().indicator, id=identity, code=identity, role=role, editorial_commitments=aims)  # type: ignore[arg-type]
    values = [(str(year), 100.0 + (year * 37 + place) % 23) for year in range(2005, 2025, 2)]
    shown = [
        series(identity, values, "too_slow", title=f"series {one}", needed_rate=-0.02, rate=-0.01, statistic=0.5)
        for one in range(2)
    ]
    spread = Spread({standing: names[number::5] for number, standing in enumerate(STANDINGS)}) if role == "monitoring" else None
    return assessed(indicator, *shown, spread=spread)


def _numbered_record(place: int, type_: RecordType) -> Record:
    aims = () if type_ == "participation" else (f"gcm:{place % 23 + 1}", f"gcm:{place % 7 + 1}", "gcm:23")
    words = (
        "What somebody did, asked for, offered or wanted, told in about as many words as the records of the real documents have. "
    )
    return record(
        f"record-{place:04}", type_, *dict.fromkeys(aims), summary=words, reported_by="A person of a ministry", year=2018
    )


HOSTILE = '"><script>alert("x")</script><img src=x onerror=alert(1)> \' & \u202egnp.exe\u200f {{ 7 * 7 }} </style></title>'
"""A text that breaks a page which trusts its input: markup, quotes, a mark that turns the direction of writing, template syntax."""


def hostile() -> Review:
    """Return a review with that text wherever a text can stand."""
    base = country()
    records = tuple(
        replace(
            one, id=f"{one.id} {HOSTILE}", title=HOSTILE, summary=HOSTILE, reported_by=HOSTILE, actors=(Actor(HOSTILE, "other"),)
        )
        for one in base.records
    )
    indicators = tuple(_hostile_indicator(one) for one in base.indicators)
    made = assemble(replace(base.area, name=HOSTILE, note=HOSTILE, within=(HOSTILE,)), indicators, records, {})
    return replace(
        made,
        title=HOSTILE,
        findings=(Finding(HOSTILE, "x", (HOSTILE,)), Finding(HOSTILE, "x", (records[0].id,))),
        sources=tuple(replace(one, title=HOSTILE, url=f"javascript:{HOSTILE}") for one in SOURCES),
        documents=tuple(replace(one, title=HOSTILE, url=HOSTILE) for one in DOCUMENTS),
        disclaimer=HOSTILE,
        reproduction=Reproduction(HOSTILE, HOSTILE, {HOSTILE: HOSTILE}),
        area_names={"XEX": HOSTILE},
    )


def _hostile_indicator(one: IndicatorAssessment) -> IndicatorAssessment:
    indicator = replace(one.indicator, title=HOSTILE, unit=HOSTILE, code=HOSTILE, grading=Grading(False, HOSTILE))
    shown = tuple(
        replace(part, title=f"{HOSTILE} {place}", unit=HOSTILE, finding=Finding(HOSTILE, "x"))
        for place, part in enumerate(one.series)
    )
    return replace(
        one, indicator=indicator, unit=HOSTILE, finding=Finding(HOSTILE, "x"), series=shown, gaps=(Finding(HOSTILE, "x"),)
    )

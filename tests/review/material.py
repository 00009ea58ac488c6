"""A small material for reviews: one country or one region of two, three indicators, two objectives, a few records."""

from dataclasses import replace

from gap_factory import expectations
from stocktake.model.area import Area
from stocktake.model.framework import Commitment, Framework
from stocktake.model.indicator import Grading, Indicator, SeriesCode, Target
from stocktake.model.method import Method
from stocktake.model.observation import Observation
from stocktake.model.provenance import Document, Locator, Source, Verification
from stocktake.model.record import Record
from stocktake.model.review import Reproduction
from stocktake.model.verdict import JudgedSeries, MethodClass
from stocktake.review.material import Material

SEEN = Verification("seen")
OUR_READING = Verification("editorial")


def area(code="MDA", name="Republic of Moldova", kind="country"):
    return Area(code=code, kind=kind, m49="498", iso2="", names={"en": name})


COST = Indicator(
    "10.c.1",
    "Cost of remittances",
    "PT",
    "down",
    "monitoring",
    SEEN,
    target=Target("explicit_number", 3.0, time_period="2030"),
    editorial_commitments=("gcm:20",),
    disaggregations=("sex", "provider"),
    series=(SeriesCode("SI_RMT_COST", "Cost of sending", "PT", SEEN), SeriesCode("RPW", "Average by quarter", "PT", SEEN)),
)
DEATHS = replace(
    COST,
    id="10.7.3",
    title="Recorded deaths",
    grading=Grading(False, "It rises with better recording."),
    editorial_commitments=("gcm:8",),
    disaggregations=(),
    series=(SeriesCode("SM_DTH", "Deaths", "PS", SEEN),),
)
BIRTHS = replace(COST, id="16.9.1", title="Births registered", direction="up", editorial_commitments=("gcm:20",), series=())
STOCK = replace(DEATHS, id="migrant-stock", title="Migrants", role="context")

METHOD = Method(
    id="open-sdg",
    title="Open SDG",
    publisher="Statistics Canada",
    module="open_sdg",
    verification=SEEN,
    sources=(),
    parameters={"base_year": 2015, "zero_stand_in": 0.001},
    classes_with_target=(
        MethodClass("on_track", "On track", "on_course", 0.95),
        MethodClass("limited_progress", "Limited progress", "too_slow", 0.0),
        MethodClass("deterioration", "Deterioration", "wrong_way"),
    ),
    classes_without_target=(),
    other_classes=(MethodClass("target_achieved", "Target achieved", "on_course"),),
)
GCM = Framework(
    id="gcm",
    title="Global Compact",
    short_title="Compact",
    publisher="UN",
    instrument="A/RES/73/195",
    legal_nature="not binding",
    sources=(),
    commitments=tuple(
        Commitment(f"gcm:{number}", "objective", str(number), title, SEEN)
        for number, title in ((8, "Save lives"), (13, "Detention"), (20, "Remittances"))
    ),
)


def judged(indicator="10.c.1", series="SI_RMT_COST", ref_area="MDA", **outcome):
    """Return a judged series, by default the limited progress of 7.52 to 6.18 against 3."""
    default = {
        "first_year": 2015,
        "first_value": 7.52,
        "last_year": 2023,
        "last_value": 6.18,
        "rate": -0.024233,
        "needed_rate": -0.059425,
        "statistic": 0.407786,
        "method": "open-sdg",
        "standing": "too_slow",
        "class_key": "limited_progress",
        "score": -0.8,
    }
    key = dict.fromkeys(("sex", "age", "migratory_status", "disability", "counterpart_area", "other_dims"), "_T")
    return JudgedSeries(
        indicator=indicator,
        series=series,
        ref_area=ref_area,
        **{**key, "unit_measure": "PT", "source": "s", **default, **outcome},
    )


UNTOLD = {"rate": None, "needed_rate": None, "statistic": None, "class_key": None, "score": None}


def observed(row, *values):
    """Return observations of a judged series: (period, value) each."""
    key = {name: getattr(row, name) for name in ("indicator", "series", "ref_area", "other_dims", "unit_measure", "source")}
    return tuple(Observation(**key, time_period=period, obs_value=value, vintage="1") for period, value in values)


def record(id="doc-practice-001", type="practice", areas=("MDA",), commitments=("gcm:20",), **rest):
    return Record(
        id, type, f"Title of {id}", "Said in our words.", (Locator("doc", 3, 5),), areas=areas, commitments=commitments, **rest
    )


def material(
    *rows, observations=(), records=(), members=(), of=None, indicators=(COST, DEATHS, BIRTHS, STOCK), as_of=2024, **also
):
    return Material(
        area=of or area(),
        members=members,
        within=(),
        frameworks={"gcm": GCM},
        indicators=indicators,
        method=METHOD,
        methods=(METHOD,),
        judged=rows,
        observations=observations,
        labels={
            "unit_measure": {"PT": "per cent", "PS": "people"},
            "provider": {"banks": "banks"},
            "disaggregation": {"provider": "type of provider"},
        },
        records=records,
        documents=(Document("doc", "A report", "IOM", "2018"),),
        sources=(Source("s", "1", "Prices", "World Bank", "2023"),),
        as_of=as_of,
        made="2026-11-21T00:00:00Z",
        reproduction=Reproduction("stocktake review MDA", "0.1.0"),
        area_names={"MDA": "Republic of Moldova", "GTM": "Guatemala"},
        expectations=expectations(),
        **also,
    )

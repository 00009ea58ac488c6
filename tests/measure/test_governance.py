"""Scores of SDG 10.7.2 and profiles of the MGI: worked examples, edges, published classes and shares, and what must not matter."""

import itertools
from fractions import Fraction

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer_factory import CODES, answers, filled, questionnaire, scored, table
from stocktake.catalog import area
from stocktake.errors import DataError
from stocktake.measure import governance
from stocktake.sources import pack

POLICIES = questionnaire("10.7.2")
DOMAINS = [one.code for one in POLICIES.domains]
YES, NO, LEGAL, HALF = [1] * 5, [0] * 5, [0.5] * 5, [1, 1, 0, 0, 0]
FOUR = [1, 1, 1, 1, 0]

WORKED = {
    "all yes": ([YES] * 6, [100] * 6, [4] * 6, 100, 4),
    "legal status only in domain 1": ([LEGAL, *[YES] * 5], [50, *[100] * 5], [2, 4, 4, 4, 4, 4], 275 / 3, 3),
    "exactly 40 everywhere": ([HALF] * 6, [40] * 6, [2] * 6, 40, 2),
    "exactly 80 everywhere": ([FOUR] * 6, [80] * 6, [3] * 6, 80, 3),
    "one answer missing": ([YES, [1, 1, 1, 1, None], *[YES] * 4], [100, 80, *[100] * 4], [4, 3, 4, 4, 4, 4], 290 / 3, 3),
    "just below 40": ([[0.5, 0.5, 0.5, 0, 0], *[HALF] * 5], [30, *[40] * 5], [1, *[2] * 5], 115 / 3, 1),
    "one domain empty": ([*[YES] * 5, NO], [*[100] * 5, 0], [*[4] * 5, 1], 250 / 3, 3),
}
"""Answers by domain → values and classes by domain, value and class overall. Made for tests, with the formulas of the metadata."""


@pytest.fixture(scope="module")
def worked():
    return scored({name: filled(case[0]) for name, case in WORKED.items()})


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_example_gives_its_values_and_classes(worked, name):
    _, values, classes, overall, overall_class = WORKED[name]
    rows = worked[name]
    assert [rows[code]["value"] for code in DOMAINS] == pytest.approx(values, abs=1e-9)
    assert [rows[code]["class_code"] for code in DOMAINS] == classes
    assert rows["_T"]["value"] == pytest.approx(overall, abs=1e-9)
    assert rows["_T"]["class_code"] == overall_class


def with_sum(halves):
    """Return five answers of domain 1 that add up to so many halves."""
    return [1] * (halves // 2) + [0.5] * (halves % 2) + [0] * (5 - halves // 2 - halves % 2)


DOMAIN_1 = {0: 1, 1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 2, 8: 3, 9: 3, 10: 4}
"""The class of domain 1 by the sum of its answers in halves: an edge, at 4, 8 and 10, belongs to the class above."""


def test_every_sum_of_a_domain_has_its_class():
    found = scored({str(halves): filled([with_sum(halves), *[NO] * 5]) for halves in DOMAIN_1})
    assert {halves: found[str(halves)]["PD_1"]["class_code"] for halves in DOMAIN_1} == DOMAIN_1


@pytest.mark.parametrize(
    ("whole", "legal", "expected"),
    [
        pytest.param(11, 1, 1, id="11.5 of 30 is below 40"),
        pytest.param(12, 0, 2, id="12 of 30 is exactly 40"),
        pytest.param(23, 1, 2, id="23.5 of 30 is below 80"),
        pytest.param(24, 0, 3, id="24 of 30 is exactly 80"),
        pytest.param(29, 1, 3, id="29.5 of 30 is below 100"),
        pytest.param(30, 0, 4, id="30 of 30 is exactly 100"),
    ],
)
def test_an_edge_of_the_overall_value_belongs_to_the_class_above(whole, legal, expected):
    """The whole answers fill the domains from the last; the half is in domain 1."""
    flat = [0.5] * legal + [0] * (30 - whole - legal) + [1] * whole
    found = scored({"x": filled([flat[start : start + 5] for start in range(0, 30, 5)])})
    assert found["x"]["_T"]["class_code"] == expected


@given(st.integers(1, 400), st.data())
def test_a_class_is_exact_for_any_number_of_questions(asked, data):
    quarters = data.draw(st.integers(0, 4 * asked))
    t = ibis.memtable(pa.table({"points": [quarters / 4], "asked": [asked]}))
    found = t.select(code=governance.class_code(t.points, t.asked, POLICIES)).to_pyarrow()["code"].to_pylist()
    value = Fraction(100 * quarters, 4 * asked)
    assert found == [max(one.code for one in POLICIES.classes if value >= one.at_least)]


def one_domain(rows, code="PD_2"):
    return {
        name: rows[code][name]
        for name in ("value", "class_code", "class_code_at_best", "answered", "missing", "no", "reason_key")
    }


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(
            [1, 1, 1, None, None],
            {
                "value": 60,
                "class_code": 2,
                "class_code_at_best": 4,
                "answered": 3,
                "missing": 2,
                "no": 0,
                "reason_key": "missing_counts",
            },
            id="two of five",
        ),
        pytest.param(
            [1, 1, 1, 0, 0],
            {"value": 60, "class_code": 2, "class_code_at_best": 2, "answered": 5, "missing": 0, "no": 2, "reason_key": None},
            id="two said no: the same score, another story",
        ),
        pytest.param(
            [None] * 5,
            {
                "value": 0,
                "class_code": 1,
                "class_code_at_best": 4,
                "answered": 0,
                "missing": 5,
                "no": 0,
                "reason_key": "nothing_answered_in_domain",
            },
            id="a whole domain",
        ),
    ],
)
def test_a_missing_answer_scores_0_and_stays_visible(second, expected):
    assert one_domain(scored({"x": filled([YES, second, *[YES] * 4])})["x"]) == expected


def test_a_question_without_a_row_is_as_missing_as_a_blank_one():
    blank = filled([[1, None, 0, 0.5, None], *[[None] * 5] * 5])
    found = scored({"blank": blank, "absent": {question: code for question, code in blank.items() if code}})
    assert {code: {**row, "ref_area": "blank"} for code, row in found["absent"].items()} == found["blank"]


def test_an_area_that_answered_nothing_has_no_value_and_a_reason():
    rows = scored({"x": filled([[None] * 5] * 6)})["x"]
    assert len(rows) == 7
    assert {(row["value"], row["class_code"], row["class_code_at_best"], row["reason_key"]) for row in rows.values()} == {
        (None, None, None, "not_answered")
    }


def test_no_answers_give_no_rows():
    assert scored({}) == {}


def test_every_reason_has_a_sentence():
    rows = scored({"a": {"1a": "yes"}, "b": {"1a": None}})
    assert {row["reason_key"] for one in rows.values() for row in one.values()} == set(governance.SENTENCES)


GERMANY = {
    "2018/2019": ([3, 3, 4, 3, 1, 4], 2, [73.3333, 75.0, 76.6667, 78.3333]),
    "2020/2021": ([3, 3, 4, 4, 3, 4], 3, [90.0, 91.6667]),
}
"""Classes by domain and overall as Destatis published them (indicator 10.7.2, 2022), and the values that fit them."""


def sums_of(class_, number):
    """Return the sums in halves that have a class: any in domain 1, whole ones in the others."""
    return [halves for halves, code in DOMAIN_1.items() if code == class_ and (number == 1 or halves % 2 == 0)]


@pytest.mark.parametrize("period", GERMANY)
def test_germany_has_the_overall_class_that_its_domains_lead_to(period):
    classes, published, values = GERMANY[period]
    fitting = itertools.product(*(sums_of(one, number) for number, one in enumerate(classes, start=1)))
    found = scored({str(sums): filled([with_sum(halves) for halves in sums]) for sums in fitting}, period)
    assert {row["_T"]["class_code"] for row in found.values()} == {published}
    assert sorted(row["_T"]["value"] for row in found.values()) == pytest.approx(values, abs=1e-4)
    assert all([row[code]["class_code"] for code in DOMAINS] == classes for row in found.values())


@pytest.fixture(scope="module")
def published():
    """Give the rows on 10.7.2 of the built-in country figures (October 2020): classes of countries, shares of regions."""
    figures = pack.read(pack.BUILTIN / "country-figures").figures.to_pylist()
    return [
        {**row, "domain": row["other_dims"].removeprefix("policy_domain=")} for row in figures if row["indicator"] == "10.7.2"
    ]


def test_every_published_overall_class_follows_from_the_published_domains(published):
    """The lowest and the highest sums that fit the domains enclose the overall class; for 87 of 111 they leave one class only."""
    by_area = {}
    for row in published:
        if row["series"] == "SG_CPA_MIGRS":
            by_area.setdefault(row["ref_area"], {})[row["domain"]] = int(row["obs_value"])
    ends = {}
    for code, classes in by_area.items():
        fitting = [sums_of(classes[domain], number) for number, domain in enumerate(DOMAINS, start=1)]
        ends[f"{code} low"] = filled([with_sum(min(one)) for one in fitting])
        ends[f"{code} high"] = filled([with_sum(max(one)) for one in fitting])
    found = {name: rows["_T"]["class_code"] for name, rows in scored(ends).items()}
    between = {code: (found[f"{code} low"], found[f"{code} high"]) for code in by_area}
    assert len(by_area) == 111
    assert [code for code, (low, high) in between.items() if not low <= by_area[code]["_T"] <= high] == []
    assert sum(low == high for low, high in between.values()) == 87


LEFT_THE_LEAST_DEVELOPED = ["STP"]
"""Areas that answered and were among the least developed countries in 2020: Sao Tome and Principe left in 2024."""


def test_every_published_share_of_a_region_follows_from_the_classes_of_its_countries(published):
    classes = [
        {"ref_area": row["ref_area"], "domain": row["domain"], "class_code": int(row["obs_value"]), "time_period": "2019"}
        for row in published
        if row["series"] == "SG_CPA_MIGRS"
    ]
    expected = {(row["ref_area"], row["domain"]): row["obs_value"] for row in published if row["series"] == "SG_CPA_MIGRP"}
    inside = [(region, one.code) for region in {code for code, _ in expected} for one in area.areas().members(region)]
    inside += [("199", code) for code in LEFT_THE_LEAST_DEVELOPED]
    found = governance.shares(ibis.memtable(pa.Table.from_pylist(classes)), members(inside), POLICIES).to_pyarrow().to_pylist()
    ours = {(row["ref_area"], row["domain"]): row["share"] for row in found if row["class_group"] == "meets_or_fully_meets"}
    assert len(expected) == 273
    assert {key: ours[key] for key in expected} == pytest.approx(expected, abs=0.0501)


def members(pairs, people=None):
    rows = [{"region": region, "ref_area": code, "population": (people or {}).get(code)} for region, code in pairs]
    return pa.Table.from_pylist(
        rows, schema=pa.schema({"region": pa.string(), "ref_area": pa.string(), "population": pa.float64()})
    )


THREE = {"A": filled([YES] * 6), "B": filled([HALF] * 6), "C": filled([NO] * 6), "D": filled([[None] * 5] * 6)}


def shares_of(pairs, by_area=THREE, people=None, **rest):
    newest = governance.latest(governance.score(answers(by_area), POLICIES), **rest)
    found = governance.shares(newest, members(pairs, people), POLICIES).to_pyarrow().to_pylist()
    return {(row["ref_area"], row["domain"], row["class_group"]): row for row in found}


def test_shares_are_of_the_areas_that_answered_and_the_others_stand_beside():
    rows = shares_of([("R", code) for code in "ABCDE"])
    group = {key[2]: row for key, row in rows.items() if key[:2] == ("R", "_T")}
    assert {key: row["areas"] for key, row in group.items()} == {
        "requires_further_progress": 1,
        "partially_meets": 1,
        "meets_or_fully_meets": 1,
    }
    assert [row["share"] for row in group.values()] == pytest.approx([100 / 3] * 3)
    assert {(row["asked"], row["answered"], row["not_answered"], row["coverage"]) for row in group.values()} == {(5, 3, 2, 60)}


def test_a_region_where_nobody_answered_has_no_share():
    rows = shares_of([("R", "D"), ("R", "E")])
    assert len(rows) == 21
    found = {(row["share"], row["areas"], row["answered"], row["not_answered"], row["coverage"]) for row in rows.values()}
    assert found == {(None, 0, 0, 2, 0)}


def test_the_share_of_people_is_over_the_areas_whose_population_is_known():
    rows = shares_of([("R", code) for code in "ABDE"], people={"A": 30, "B": 10, "D": 40})
    assert {(row["people_covered"], row["without_population"]) for row in rows.values()} == {(50, 1)}
    assert {row["people_covered"] for row in shares_of([("R", "A")]).values()} == {None}


def test_meets_and_fully_meets_are_counted_together():
    rows = shares_of([("R", "A"), ("R", "B")], {"A": filled([YES] * 6), "B": filled([FOUR] * 6)})
    assert rows["R", "_T", "meets_or_fully_meets"]["share"] == 100


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        pytest.param(None, "2021", id="the newest with an answer"),
        pytest.param(2020, "2018/2019", id="a span counts as its last year"),
        pytest.param(2018, "2017", id="the span is not over yet"),
        pytest.param(2016, None, id="before any"),
    ],
)
def test_an_area_counts_with_its_newest_answers_up_to_a_year(as_of, expected):
    said = [("A", period, "1a", "yes") for period in ("2017", "2018/2019", "2021")] + [("A", "2023", "1a", None)]
    found = governance.latest(governance.score(table(said), POLICIES), as_of).to_pyarrow().to_pylist()
    assert {row["time_period"] for row in found} == ({expected} if expected else set())
    assert len(found) == (7 if expected else 0)


values = st.lists(
    st.tuples(
        st.lists(st.sampled_from([1, 0.5, 0, None]), min_size=5, max_size=5),
        *[st.lists(st.sampled_from([1, 0, None]), min_size=5, max_size=5)] * 5,
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=15)
@given(values, st.randoms())
def test_the_order_of_answers_and_the_company_of_other_areas_do_not_matter(sheets, random):
    together = {str(place): filled(sheet) for place, sheet in enumerate(sheets)}
    rows = [(code, "2019", question, answer) for code, given_ in together.items() for question, answer in given_.items()]
    random.shuffle(rows)
    found = governance.score(table(rows), POLICIES).to_pyarrow().to_pylist()
    code = random.choice(sorted(together))
    alone = scored({code: together[code]})[code]
    assert {row["domain"]: row for row in found if row["ref_area"] == code} == alone


@settings(deadline=None, max_examples=15)
@given(values)
def test_the_overall_value_is_the_mean_of_the_domains_and_counts_add_up(sheets):
    answered = {str(place): filled(sheet) for place, sheet in enumerate(sheets)}
    for rows in scored(answered).values():
        overall, parts = rows["_T"], [rows[code] for code in DOMAINS]
        for name in ("asked", "answered", "missing", "yes", "partly", "no"):
            assert overall[name] == sum(part[name] for part in parts)
        assert overall["asked"] == overall["answered"] + overall["missing"] == 30
        assert overall["answered"] == overall["yes"] + overall["partly"] + overall["no"]
        if overall["value"] is not None:
            assert overall["value"] == pytest.approx(sum(part["value"] for part in parts) / 6)
            assert overall["value"] == pytest.approx((overall["yes"] + overall["partly"] / 2) * 100 / 30)


@settings(deadline=None, max_examples=15)
@given(values, st.integers(0, 29))
def test_a_yes_never_lowers_a_class_and_none_exceeds_the_class_code_at_best(sheets, place):
    question = sorted(filled(sheets[0]))[place]
    before = {str(number): filled(sheet) for number, sheet in enumerate(sheets)}
    after = {f"{number} yes": {**sheet, question: "yes"} for number, sheet in before.items()}
    found = scored(before | after)
    for number in before:
        for code, row in found[number].items():
            raised = found[f"{number} yes"][code]
            assert (raised["class_code"] or 0) >= (row["class_code"] or 0)
            assert (row["class_code_at_best"] or 0) >= (row["class_code"] or 0)


MGI = questionnaire("mgi")
WELL, MORE = "well_developed", "further_potential"


def changes_of(said, asked=MGI):
    found = governance.changes(table(said), asked).to_pyarrow().to_pylist()
    return {(row["ref_area"], row["time_period"], row["question"]): row for row in found}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(WELL, WELL, "same", id="same"),
        pytest.param(MORE, WELL, "changed", id="changed"),
        pytest.param(WELL, MORE, "changed", id="changed, and it has no direction"),
        pytest.param(None, WELL, "new", id="new"),
        pytest.param(WELL, None, "dropped", id="dropped"),
        pytest.param(None, None, None, id="no answer in either"),
    ],
)
def test_an_answer_stands_beside_what_the_same_area_said_before(before, now, expected):
    other = "1.2"
    said = [("A", "2016", "1.1", before), ("A", "2020", "1.1", now), ("A", "2016", other, WELL), ("A", "2020", other, WELL)]
    row = changes_of(said)["A", "2020", "1.1"]
    assert (row["earlier_period"], row["earlier_answer"], row["answer"], row["change"]) == ("2016", before, now, expected)


def test_the_first_period_of_an_area_has_nothing_to_stand_beside():
    rows = changes_of([("A", "2016", "1.1", WELL), ("B", "2012", "1.1", MORE)])
    assert len(rows) == 2 * 27
    assert {(row["earlier_period"], row["earlier_answer"], row["change"]) for row in rows.values()} == {(None, None, None)}


def test_the_earlier_period_is_the_one_right_before_by_the_year_it_ends_in():
    rows = changes_of([("A", period, "1.1", WELL) for period in ("2021", "2016", "2018/2020", "2019")])
    earlier = {period: row["earlier_period"] for (_, period, question), row in rows.items() if question == "1.1"}
    assert earlier == {"2016": None, "2019": "2016", "2018/2020": "2019", "2021": "2018/2020"}


profiles = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.sampled_from(["2016", "2020"]),
        st.sampled_from(["1.1", "6.4"]),
        st.sampled_from([WELL, MORE, None]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[:3],
)


@settings(deadline=None, max_examples=15)
@given(profiles, st.randoms())
def test_what_is_said_of_an_area_hangs_on_its_own_answers_only(said, random):
    found = changes_of(random.sample(said, len(said)))
    code = random.choice(said)[0]
    alone = changes_of([row for row in said if row[0] == code])
    assert {key: row for key, row in found.items() if key[0] == code} == alone


def test_a_profile_has_no_score():
    with pytest.raises(DataError, match="Migration Governance Indicators: is a profile and has no score"):
        governance.score(answers({"A": {"1.1": WELL}}), MGI)


def test_a_profile_carries_no_number_that_areas_could_be_ranked_by():
    t = governance.changes(answers({"A": {"1.1": WELL}}), MGI)
    assert set(map(str, t.schema().types)) == {"string"}


def test_a_question_can_be_answered_on_a_scale_of_ones_own():
    asked = MGI.on_scale("own_levels")
    said = [("A", "2016", "1.1", "nascent"), ("A", "2020", "1.1", "emerging")]
    assert changes_of(said, asked)["A", "2020", "1.1"]["change"] == "changed"


def test_the_makers_of_these_tests_spell_every_answer_of_the_questionnaire():
    spelled = {answer.code for scale in POLICIES.scales.values() for answer in scale.answers}
    assert spelled == {code for code in CODES.values() if code}

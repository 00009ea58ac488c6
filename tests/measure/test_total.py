"""Verdicts come to one over series, indicators and areas, by the rule of each method, and no member is hidden."""

import random
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import bounds, observations, term
from stocktake.catalog.formula import formula
from stocktake.catalog.method import method, methods
from stocktake.measure import assessment, series, total
from stocktake.measure.total import Coverage, Scheme
from stocktake.model.verdict import STANDINGS, MethodClass
from total_factory import COLOURS, colours, grouped, open_sdg_scheme, verdict_table, verdicts

OPEN_SDG = open_sdg_scheme()
ON_TRACK, FASTER, LIMITED = "on_track", "progress_acceleration_needed", "limited_progress"
WORSE, ACHIEVED = "deterioration", "target_achieved"
ANY, HALF = Coverage(0, 0), Coverage(0.5, 0.5)
SDSN = Scheme("sdsn", "two_worst", COLOURS)


def totals(judged, groups, scheme=OPEN_SDG, limits=HALF, **rest):
    """Return the total of each group over areas."""
    found = total.total(judged, groups, scheme, limits, **{"over": "ref_area", **rest}).to_pyarrow().to_pylist()
    return {row["group"]: row for row in found}


def of(judged, members, scheme=OPEN_SDG, limits=HALF, **rest):
    """Return the total of the one group that these members are in."""
    return totals(judged, grouped(g=members), scheme, limits, **rest)["g"]


# --- Open SDG: the mean of scores ---


@pytest.mark.parametrize(
    ("members", "score", "key", "standing", "having"),
    [
        pytest.param({"A": (FASTER, 1.25), "B": (WORSE, -3.75)}, -1.25, LIMITED, "too_slow", 2, id="published: 0.775 and -0.3"),
        pytest.param({"A": (FASTER, 1.0)}, 1.0, FASTER, "too_slow", 1, id="published: a mean of 1"),
        pytest.param({"A": (ACHIEVED, 5.0), "B": (ACHIEVED, 5.0)}, 5.0, ACHIEVED, "on_course", 2, id="all achieved"),
        pytest.param({"A": (ACHIEVED, 5.0), "B": (ON_TRACK, 5.0)}, 5.0, ON_TRACK, "on_course", 2, id="not all achieved"),
        pytest.param({"A": (ACHIEVED, 5.0), "B": (None, None)}, 5.0, ON_TRACK, "on_course", 1, id="one achieved, one unknown"),
        pytest.param({"A": (WORSE, -5.0)}, -5.0, WORSE, "wrong_way", 1, id="the lowest score"),
        pytest.param({"A": (FASTER, 0.0), "B": (None, None)}, 0.0, FASTER, "too_slow", 1, id="the middle belongs above"),
        pytest.param({"A": (None, None)}, None, None, "cannot_tell", 0, id="none judged"),
    ],
)
def test_mean_of_score(members, score, key, standing, having):
    row = of(verdicts(**members), " ".join(members))
    assert (row["class_key"], row["standing"], row["having"], row["expected"]) == (key, standing, having, len(members))
    assert row["score"] == row["figure"] == (None if score is None else pytest.approx(score))


def test_an_expected_member_without_a_row_keeps_the_target_from_being_achieved():
    row = of(verdicts(A=(ACHIEVED, 5.0)), "A B")
    assert (row["class_key"], row["no_figure"], row["expected"]) == (ON_TRACK, 1, 2)


def test_groups_within_a_group_are_averaged_first():
    rows = verdict_table(
        [{"series": name, "indicator": name[0], "class_key": key, "score": score}
         for name, key, score in [("a1", ON_TRACK, 5.0), ("b1", LIMITED, -1.0), ("b2", WORSE, -4.0)]]
    )  # fmt: skip
    inner = total.total(rows, grouped(a="a1", b="b1 b2"), OPEN_SDG, HALF, over="series", within=["ref_area"])
    whole = total.total(
        total.as_members(inner, "indicator"), grouped(w="a b"), OPEN_SDG, HALF, over="indicator", within=["ref_area"]
    )
    (row,) = whole.to_pyarrow().to_pylist()
    assert (row["score"], row["having"], row["ref_area"]) == (1.25, 2, "MDA")  # the mean of 5 and -2.5; of all three it is 0


def test_what_could_not_be_told_inside_does_not_count_outside():
    rows = verdict_table(
        [{"series": "a1", "class_key": ON_TRACK, "score": 5.0}, {"series": "b1", "class_key": WORSE, "score": -5.0}]
    )
    inner = total.total(rows, grouped(a="a1", b="b1 b2 b3"), OPEN_SDG, HALF, over="series")
    row = of(total.as_members(inner, "indicator"), "a b", over="indicator")
    assert (row["having"], row["score"], row["cannot_tell"]) == (1, 5.0, 1)


# --- ESCAP and UNECE: means and medians of figures ---


def figures(**areas):
    return verdict_table(
        [{"method": "m", "ref_area": area, "class_key": "k", "figure": figure} for area, figure in areas.items()]
    )


INDEX = (
    MethodClass("maintain", "Maintain", "on_course", at_least=100),
    MethodClass("accelerate", "Accelerate", "too_slow", at_least=0),
    MethodClass("reverse", "Reverse", "wrong_way", rule="below 0"),
)


@pytest.mark.parametrize(
    ("rule", "areas", "figure", "key"),
    [
        pytest.param("mean_of_figure", {"A": 100, "B": 40, "C": 10}, 50, "accelerate", id="each area counts the same"),
        pytest.param("median_of_figure", {"A": 100, "B": 40, "C": 10}, 40, "accelerate", id="the middle one"),
        pytest.param("median_of_figure", {"A": 100, "B": 40}, 70, "accelerate", id="the middle of two"),
        pytest.param("mean_of_figure", {"A": 100, "B": 100}, 100, "maintain", id="an edge belongs to the class above it"),
        pytest.param("mean_of_figure", {"A": 90, "B": -200}, -55, "reverse", id="below the lowest edge"),
        pytest.param("median_of_figure", {"A": 90, "B": None, "C": 70}, 80, "accelerate", id="who has no figure is left out"),
        pytest.param("mean_of_figure", {"A": float("nan"), "B": 30}, 30, "accelerate", id="what is no number is no figure"),
    ],
)
def test_means_and_medians(rule, areas, figure, key):
    row = of(figures(**areas), " ".join(areas), Scheme("m", rule, INDEX))
    assert (row["figure"], row["class_key"], row["score"]) == (pytest.approx(figure), key, None)


def test_a_method_without_classes_for_a_total_shows_the_figure_alone():
    row = of(figures(A=4, B=2), "A B", Scheme("m", "mean_of_figure"))
    assert (row["figure"], row["class_key"], row["reason"], row["standing"]) == (3, None, "no_class", "cannot_tell")


# --- SDSN: the two worst, and the mean of places ---


@pytest.mark.parametrize(
    ("numbers", "key", "figure"),
    [
        pytest.param([2.5, 2.1, 3.0], "green", 2.3, id="both of the worst are green"),
        pytest.param([2.5, 1.9, 3.0], "yellow", 2.2, id="a green mean with one that is not"),
        pytest.param([0.2, 1.4, 3.0], "orange", 0.8, id="a red mean with one that is not"),
        pytest.param([0.2, 0.4, 3.0], "red", 0.3, id="both of the worst are red"),
        pytest.param([0.5, 2.9], "yellow", 1.7, id="red and green make what is between"),
        pytest.param([1.2], "orange", 1.2, id="one indicator has its own colour"),
        pytest.param([0.3], "red", 0.3, id="one red indicator"),
        pytest.param([2.0], "green", 2.0, id="one green indicator"),
        pytest.param([1.2, None], "orange", 1.2, id="half of two is enough"),
        pytest.param([1.5, 1.5], "yellow", 1.5, id="an edge belongs to the class above it"),
    ],
)
def test_two_worst(numbers, key, figure):
    named = {f"i{n}": number for n, number in enumerate(numbers)}
    row = of(colours(**named), " ".join(named), SDSN, Coverage(0.5, 0), over="indicator")
    assert (row["class_key"], row["figure"]) == (key, pytest.approx(figure))


def test_a_goal_with_fewer_than_half_of_its_indicators_has_no_colour():
    row = of(colours(i0=2.5, i1=None), "i0 i1 i2", SDSN, Coverage(0.5, 0), over="indicator")
    assert (row["class_key"], row["reason"], row["figure"]) == (None, "coverage", 2.5)


ARROWS = tuple(
    MethodClass(key, key, standing, at_least=edge, rule="" if edge is not None else "below 1")
    for key, standing, edge in [("on_track", "on_course", 3), ("moderately_improving", "too_slow", 2),
                                ("stagnating", "too_slow", 1), ("decreasing", "wrong_way", None)]
)  # fmt: skip


@pytest.mark.parametrize(
    ("places", "key", "reason"),
    [
        pytest.param([4, 2, 3, 3], "on_track", None, id="a mean of 3"),
        pytest.param([2.9, 2.9, 2.9, 2.9], "moderately_improving", None, id="just below 3"),
        pytest.param([0, 1, 2, None], "stagnating", None, id="three quarters are enough"),
        pytest.param([0, 1, None, None], None, "coverage", id="half is not"),
        pytest.param([0, 0.9], "decreasing", None, id="below 1"),
    ],
)
def test_mean_of_rank(places, key, reason):
    rows = [
        {"method": "sdsn", "indicator": f"i{n}", "class_key": None if place is None else "k", "score": place}
        for n, place in enumerate(places)
    ]
    members = " ".join(f"i{n}" for n in range(len(places)))
    row = of(verdict_table(rows), members, Scheme("sdsn", "mean_of_rank", ARROWS), Coverage(0.75, 0), over="indicator")
    assert (row["class_key"], row["reason"]) == (key, reason)


# --- methods that bring no members to one ---


def test_a_method_without_a_total_counts_its_members_by_class():
    scheme, rows = Scheme("open-sdg", "none"), verdicts(A=(ON_TRACK, 4.0), B=(ON_TRACK, 3.0), C=(WORSE, -3.0), D=(None, None))
    row = of(rows, "A B C D E", scheme)
    assert (row["class_key"], row["figure"], row["reason"], row["having"]) == (None, None, "no_total", 3)
    assert [row[name] for name in STANDINGS] == [2, 0, 1, 1, 1]
    counts = total.class_counts(rows, grouped(g="A B C D E"), scheme, "ref_area").to_pyarrow().to_pylist()
    assert {row["class_key"]: row["count"] for row in counts} == {ON_TRACK: 2, WORSE: 1, None: 2}


# --- an indicator of one series ---


@pytest.mark.parametrize(
    ("rule", "member", "expected"),
    [
        pytest.param("none", ("moderate", "too_slow", None), ("moderate", "too_slow", 1, None), id="no rule"),
        pytest.param("mean_of_figure", ("behind", "too_slow", 4.0), ("behind", "too_slow", 1, None), id="no class for a mean"),
        pytest.param("mean_of_score", ("not_met", "too_slow", None), ("not_met", "too_slow", 1, None), id="no score"),
        pytest.param("mean_of_score", (None, "cannot_tell", None), (None, "cannot_tell", 0, "nothing_judged"), id="no verdict"),
    ],
)
def test_an_indicator_of_one_series_has_the_class_of_that_series(rule, member, expected):
    row = dict(zip(("class_key", "standing", "figure"), member, strict=True))
    found = of(verdict_table([{"series": "s", "method": "m", **row}]), "s", Scheme("m", rule), over="series")
    assert (found["class_key"], found["standing"], found["having"], found["reason"]) == expected


def test_a_region_of_one_area_is_still_a_total():
    row = of(
        verdict_table([{"ref_area": "A", "method": "m", "class_key": "moderate", "standing": "too_slow"}]),
        "A",
        Scheme("m", "none"),
    )
    assert (row["class_key"], row["reason"]) == (None, "no_total")


# --- what must be known ---


@pytest.mark.parametrize(
    ("expected", "minimum", "key", "share"),
    [
        pytest.param("A B", 0.5, FASTER, 0.5, id="exactly half is enough"),
        pytest.param("A B C", 0.5, None, 1 / 3, id="a third is not"),
        pytest.param("A B C", 1 / 3, FASTER, 1 / 3, id="exactly a third where that is asked"),
        pytest.param("A B C D E F G", 0, FASTER, 1 / 7, id="nothing asked"),
        pytest.param("A", 1, FASTER, 1.0, id="all asked and there"),
    ],
)
def test_the_share_of_members_that_is_needed(expected, minimum, key, share):
    row = of(verdicts(A=(FASTER, 1.0), Z=(WORSE, -5.0)), expected, limits=Coverage(minimum, 0))
    assert (row["class_key"], row["reason"]) == (key, None if key else "coverage")
    assert (row["share_of_members"], row["minimum_share_of_members"]) == (pytest.approx(share), minimum)
    assert row["score"] == 1.0  # a figure that covers too little is still shown, and strangers are in no group


def peopled(**areas):
    return pa.table({"member": list(areas), "people": pa.array(areas.values(), pa.int64())})


@pytest.mark.parametrize(
    ("people", "key", "share", "without"),
    [
        pytest.param({"A": 50, "B": 50}, FASTER, 0.5, 0, id="exactly half of the people is enough"),
        pytest.param({"A": 49, "B": 51}, None, 0.49, 0, id="less is not"),
        pytest.param({"A": 10}, FASTER, 1.0, 1, id="who has no population is left out and counted"),
        pytest.param({"B": 10}, None, 0.0, 1, id="the people that are known have no verdict"),
        pytest.param({}, FASTER, None, 2, id="no population: only the members count"),
        pytest.param({"A": 0, "B": 0}, FASTER, None, 0, id="nobody lives there"),
        pytest.param({"A": None, "B": 5}, None, 0.0, 1, id="a population of NULL is unknown"),
    ],
)
def test_the_share_of_people_that_is_needed(people, key, share, without):
    row = of(verdicts(A=(FASTER, 1.0)), "A B", people=peopled(**people))
    assert (row["class_key"], row["share_of_people"], row["without_people"]) == (key, share, without)
    assert row["reason"] == (None if key else "coverage")


def test_the_thresholds_come_from_data():
    found = formula("total")
    assert total.coverage(found) == Coverage(0.5, 0.5)
    assert found.verification.status == "editorial"


# --- members ---


def test_every_member_is_named_with_its_class_in_order():
    row = of(verdicts(C=(WORSE, -4.0), A=(ON_TRACK, 4.0), B=(None, None)), "C B A D")
    assert row["members"] == [
        {"member": "A", "class_key": ON_TRACK, "standing": "on_course"},
        {"member": "B", "class_key": None, "standing": "cannot_tell"},
        {"member": "C", "class_key": WORSE, "standing": "wrong_way"},
        {"member": "D", "class_key": None, "standing": "no_figure"},
    ]
    assert sum(row[name] for name in STANDINGS) == row["expected"] == 4


def test_equal_rows_of_a_member_count_once_and_different_ones_cannot_be_told():
    same, other = {"ref_area": "A", "class_key": FASTER, "score": 1.0}, {"ref_area": "A", "class_key": WORSE, "score": -5.0}
    beside = {"ref_area": "B", "class_key": ON_TRACK, "score": 3.0}
    once = of(verdict_table([same, same, beside]), "A B")
    assert (once["score"], once["having"]) == (2.0, 2)
    twice = of(verdict_table([same, other, beside]), "A B")
    assert (twice["score"], twice["having"], twice["cannot_tell"]) == (3.0, 1, 1)
    assert twice["members"][0] == {"member": "A", "class_key": None, "standing": "cannot_tell"}


def test_a_member_named_twice_in_a_group_counts_once():
    row = of(verdicts(A=(FASTER, 1.0), B=(WORSE, -4.0)), "A A B")
    assert (row["expected"], row["score"]) == (2, -1.5)


def test_a_member_may_be_in_several_groups():
    found = totals(verdicts(A=(FASTER, 1.0), B=(WORSE, -4.0)), grouped(g="A B", h="A"))
    assert (found["g"]["score"], found["h"]["score"]) == (-1.5, 1.0)


def test_an_empty_group_and_one_that_nobody_tells_of_have_rows():
    groups = pa.concat_tables([grouped(g="A", h="X Y"), pa.table({"member": pa.array([None], pa.string()), "group": ["empty"]})])
    found = totals(verdicts(A=(FASTER, 1.0)), groups)
    assert {name: (row["expected"], row["reason"]) for name, row in found.items()} == {
        "g": (1, None),
        "h": (2, "nothing_judged"),
        "empty": (0, "no_members"),
    }
    assert found["empty"]["members"] in (None, [])


def test_a_total_of_which_no_member_has_a_figure_has_none_itself():
    rows = verdicts(A=(FASTER, 1.0), B=(None, None))
    found = totals(rows, grouped(g="X Y", h="X B"))
    assert (found["g"]["standing"], found["h"]["standing"]) == ("no_figure", "cannot_tell")
    inner = total.as_members(total.total(rows, grouped(g="X Y"), OPEN_SDG, HALF, over="ref_area"), "indicator")
    assert of(inner, "g", over="indicator")["no_figure"] == 1


def test_groups_may_differ_by_what_stays_apart():
    rows = verdict_table(
        [
            {"ref_area": area, "series": name, "class_key": FASTER, "score": 1.0}
            for area, name in [("A", "s"), ("A", "t"), ("B", "s")]
        ]
    )
    groups = pa.table({"ref_area": ["A", "A", "B", "C"], "member": ["s", "t", "s", "s"], "group": ["x"] * 4})
    found = total.total(rows, groups, OPEN_SDG, HALF, over="series", within=["ref_area"]).to_pyarrow().to_pylist()
    assert {row["ref_area"]: (row["having"], row["expected"]) for row in found} == {"A": (2, 2), "B": (1, 1), "C": (0, 1)}


def test_no_rows_give_every_group_without_a_verdict():
    rows = verdict_table([])
    assert of(rows, "A B")["reason"] == "nothing_judged"
    assert total.total(rows, grouped(g="A"), OPEN_SDG, HALF, over="ref_area", within=["indicator"]).to_pyarrow().num_rows == 0


def test_other_methods_are_passed_over():
    rows = verdict_table([{"class_key": FASTER, "score": 1.0}, {"class_key": WORSE, "score": -5.0, "method": "other"}])
    assert of(rows, "MDA")["score"] == 1.0


def test_what_stays_apart_gets_totals_of_its_own_and_every_group():
    of_x = {"indicator": "x", "ref_area": "A", "class_key": FASTER, "score": 1.0}
    of_y = {"indicator": "y", "ref_area": "B", "class_key": WORSE, "score": -5.0}
    found = total.total(verdict_table([of_x, of_y]), grouped(g="A", h="B"), OPEN_SDG, HALF, over="ref_area", within=["indicator"])
    assert {(row["indicator"], row["group"]): row["score"] for row in found.to_pyarrow().to_pylist()} == {
        ("x", "g"): 1.0,
        ("x", "h"): None,
        ("y", "g"): None,
        ("y", "h"): -5.0,
    }


def test_the_columns_are_those_that_are_promised():
    found = total.total(verdicts(A=(FASTER, 1.0)), grouped(g="A"), OPEN_SDG, HALF, over="ref_area", within=["indicator"])
    assert found.columns == ("method", "indicator", *total.RESULT)


def test_a_table_without_figures_can_be_totalled_by_score():
    assert of(verdicts(A=(FASTER, 1.0)).drop("figure"), "A")["score"] == 1.0


# --- published figures of a region ---


def test_a_published_figure_leads_and_the_total_stands_beside_it():
    rows = verdict_table(
        [{"ref_area": area, "class_key": key, "score": score, "figure": 0.5}
         for area, key, score in [("A", WORSE, -4.0), ("B", WORSE, -4.0), ("202", ON_TRACK, 4.0)]]
    )  # fmt: skip
    over_areas = total.total(rows, grouped(**{"202": "A B", "419": "A"}), OPEN_SDG, HALF, over="ref_area", within=["indicator"])
    found = {row["group"]: row for row in total.beside_published(over_areas, rows, ["indicator"]).to_pyarrow().to_pylist()}
    region = found["202"]
    assert (region["published_class_key"], region["published_standing"], region["published_figure"]) == (
        ON_TRACK,
        "on_course",
        0.5,
    )
    assert (region["leading"], region["class_key"]) == ("published", WORSE)
    assert (found["419"]["leading"], found["419"]["published_class_key"]) == ("total", None)


def test_two_published_figures_that_differ_lead_and_cannot_be_told():
    rows = verdict_table([{"ref_area": "202", "class_key": key, "score": 1.0} for key in (ON_TRACK, WORSE)])
    over_areas = total.total(rows, grouped(**{"202": "A"}), OPEN_SDG, HALF, over="ref_area", within=["indicator"])
    (row,) = total.beside_published(over_areas, rows, ["indicator"]).to_pyarrow().to_pylist()
    assert (row["leading"], row["published_class_key"], row["published_standing"]) == ("published", None, "cannot_tell")


# --- schemes ---


def test_the_rule_of_a_method_comes_from_its_file():
    found = method("open-sdg")
    assert Scheme("open-sdg", "mean_of_score", found.classes_of_score, ACHIEVED) == OPEN_SDG
    with pytest.raises(ValueError, match=r'"sum" is not a rule of totals; there are mean_of_score, .*none'):
        total.scheme(replace(found, total="sum"))


def test_every_method_that_ships_has_a_scheme():
    for one in methods().values():
        assert total.scheme(one).rule in total.RULES


def test_the_two_worst_areas_do_not_speak_for_a_region():
    assert [total.scheme(method("sdsn"), over).rule for over in ("indicator", "ref_area")] == ["two_worst", "none"]


def test_a_rule_that_is_stretched_or_incomplete_says_so():
    assert total.note("mean_of_score", "indicator") == ""
    assert "our own use" in total.note("mean_of_score", "ref_area")
    assert "cap was not seen" in total.note("mean_of_figure", "indicator")


# --- from what a method says of a series ---


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("open-sdg", {"class_key": LIMITED, "score": pytest.approx(-2.5 + 2.5 * 0.407786 / 0.6, abs=1e-5)}, id="its score"),
        pytest.param("escap-api", {"class_key": "accelerate", "figure": pytest.approx(-44.414, abs=1e-3)}, id="a gap falls with the better"),
        pytest.param("escap-csi", {"class_key": "behind", "figure": pytest.approx(2.965, abs=1e-3)}, id="an index rises"),
        pytest.param("sdsn", {"class_key": "yellow", "standing": "cannot_tell", "figure": pytest.approx(1.955)}, id="a colour"),
    ],
)  # fmt: skip
def test_each_method_hands_on_its_own_number(name, expected):
    known = term(direction="down", target=3, bounds=bounds(best=0, worst=20, green=6, red=10))
    seen = series.prepare(observations({2015: 7.52, 2023: 6.18}), known, 2026)
    judged = total.judged_by(method(name), assessment.assess(seen, [method(name)]), known)
    (row,) = judged.to_pyarrow().to_pylist()
    assert judged.columns == total.MEMBER
    assert {key: row[key] for key in expected} == expected


# --- what must not matter ---

scores = st.none() | st.floats(-5, 5).map(lambda score: round(score, 3))
cases = st.lists(st.dictionaries(st.sampled_from("ABCDEFGH"), scores, min_size=1, max_size=8), min_size=1, max_size=30)
few = settings(max_examples=3, deadline=None)


def scored(found):
    """Return the rows of many cases, each an indicator of its own."""
    return [
        {
            "indicator": f"x{n:02}",
            "ref_area": area,
            "class_key": None if score is None else FASTER,
            "score": score,
            "figure": score,
        }
        for n, case in enumerate(found)
        for area, score in case.items()
    ]


def by_case(rows, scheme=OPEN_SDG, limits=HALF):
    """Return the total of the group A to D of each case."""
    found = total.total(verdict_table(rows), grouped(g="A B C D"), scheme, limits, over="ref_area", within=["indicator"])
    return {row["indicator"]: row for row in found.to_pyarrow().to_pylist()}


@pytest.mark.parametrize("rule", ["mean_of_score", "mean_of_figure", "median_of_figure", "two_worst", "none"])
@few
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_rows_given_twice_do_not_matter(rule, found, chance):
    rows = scored(found)
    shuffled = random.Random(chance.random()).sample(rows + rows, 2 * len(rows))
    before, after = (by_case(some, Scheme("open-sdg", rule, COLOURS)) for some in (rows, shuffled))
    for name, row in before.items():
        near = {column: pytest.approx(row[column]) for column in ("figure", "score") if row[column] is not None}
        assert after[name] == row | near


@few
@given(cases)
def test_a_total_lies_between_its_members_and_counts_them_all(found):
    totalled = by_case(scored(found), limits=ANY)
    for n, case in enumerate(found):
        row = totalled[f"x{n:02}"]
        used = [score for area, score in case.items() if area in "ABCD" and score is not None]
        assert (row["having"], row["expected"], len(row["members"])) == (len(used), 4, 4)
        assert sum(row[name] for name in STANDINGS) == 4
        assert not used or min(used) - 1e-9 <= row["score"] <= max(used) + 1e-9


@few
@given(cases, st.sampled_from("ABCD"))
def test_a_member_less_never_covers_more(found, gone):
    rows = scored(found)
    before, after = by_case(rows), by_case([row for row in rows if row["ref_area"] != gone])
    for name, row in after.items():
        assert row["share_of_members"] <= before[name]["share_of_members"]
        assert row["no_figure"] >= before[name]["no_figure"]

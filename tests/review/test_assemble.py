from dataclasses import replace

import pytest

from review.material import BIRTHS, COST, DEATHS, UNTOLD, area, judged, material, observed, record
from stocktake.review import assemble
from stocktake.review.material import Split


def classes_of(rows):
    """Stand in for the method's own aggregation: the standing of the worst score."""
    worst = {}
    for objective, _, _, score in rows:
        worst[objective] = min(worst.get(objective, 5), score)
    return {objective: "too_slow" if score < 0 else "on_course" for objective, score in worst.items()}


def review_of(*rows, **rest):
    return assemble.assemble(material(*rows, **rest), classes_of)


def objective(review, number):
    return next(one for one in review.objectives if one.objective.number == str(number))


def indicator(review, id):
    return next(one for one in review.indicators if one.indicator.id == id)


def test_every_standing_is_counted_even_where_it_is_zero():
    review = review_of(judged())
    assert review.indicator_counts == {"on_course": 0, "too_slow": 1, "wrong_way": 0, "cannot_tell": 0, "no_figure": 2}
    assert review.objective_counts == {"on_course": 0, "too_slow": 1, "wrong_way": 0, "cannot_tell": 0, "no_figure": 2}


def test_an_objective_has_a_standing_from_half_of_its_gradable_indicators_on():
    assert objective(review_of(judged()), 20).standing == "too_slow"
    other = replace(BIRTHS, id="x")
    review = review_of(judged(), indicators=(COST, BIRTHS, other))
    assert objective(review, 20).standing == "cannot_tell"
    assert "there is a verdict on 1 of 3 gradable indicators" in str(objective(review, 20).finding)


def test_an_indicator_that_bears_on_many_objectives_is_shown_and_counts_for_none():
    wide = replace(COST, editorial_commitments=("gcm:8", "gcm:13", "gcm:20", "gcm:23"))
    found = objective(review_of(judged(), indicators=(wide,)), 20)
    assert found.indicators == ("10.c.1",)
    assert (found.standing, found.expected) == ("cannot_tell", 0)
    assert str(found.finding) == "Cannot be told: 10.c.1 bears on too many objectives to speak for one."


def test_the_world_is_called_the_world():
    review = review_of(of=area("WLD", "World", "world"))
    assert str(indicator(review, "10.c.1").finding).startswith("No figure for the world")
    assert review.title.startswith("World:")


def test_an_objective_names_the_members_of_its_mean():
    assert "10.c.1 too slow up to 2023 and 16.9.1 no figure" in str(objective(review_of(judged()), 20).finding)


def test_an_indicator_that_may_not_be_graded_is_shown_with_its_reason_and_never_counted():
    row = judged("10.7.3", "SM_DTH", unit_measure="PS", reason_key="not_graded", **UNTOLD)
    review = review_of(row)
    assert indicator(review, "10.7.3").standing == "cannot_tell"
    assert str(indicator(review, "10.7.3").finding).endswith("It rises with better recording.")
    assert objective(review, 8).expected == 0
    assert objective(review, 8).standing == "cannot_tell"


def test_an_objective_no_indicator_is_linked_to_says_so():
    assert str(objective(review_of(), 13).finding).startswith("Nothing measures this objective")


def test_missing_is_no_figure_and_not_zero():
    found = indicator(review_of(), "10.c.1")
    assert found.standing == "no_figure"
    assert found.series == ()
    assert str(found.finding) == "No figure for Republic of Moldova."


def test_context_without_a_figure_is_left_out():
    assert "migrant-stock" not in {one.indicator.id for one in review_of().indicators}


def test_parts_alone_say_nothing_of_the_whole():
    found = indicator(review_of(judged(other_dims="provider=banks")), "10.c.1")
    assert found.standing == "cannot_tell"
    assert found.leading == ""


def test_what_is_published_in_parts_only_says_what_splits_it():
    rows = (judged(other_dims="provider=banks;size=large"), judged(other_dims="provider=banks"))
    seen = tuple(one for row in rows for one in observed(row, ("2023", 6.18)))
    found = indicator(review_of(*rows, observations=seen), "10.c.1")
    assert str(found.finding) == (
        "Only parts of the whole are published, split by type of provider or size, so nothing is said of the whole."
    )


def test_series_of_one_title_stand_in_the_same_order_however_they_come():
    rows = (judged(source="b", **UNTOLD), judged(source="a", **UNTOLD), judged(source="c"))
    orders = {tuple(one.id for one in indicator(review_of(*found), "10.c.1").series) for found in (rows, rows[::-1])}
    assert len(orders) == 1


def test_parts_that_are_left_out_are_counted_with_the_command_that_gives_them():
    split = Split("10.c.1", "RPW", "PT", "s", ("counterpart_area", "provider"), parts=2_268, shown=8)
    found = indicator(review_of(judged(), splits=(split,)), "10.c.1").left_out
    assert [one.text for one in found] == [
        "Average by quarter, by counterpart area and type of provider: of 2,268 parts the 8 with the largest latest values are shown, "
        "2,260 are left out."
    ]
    assert found[0].command == "stocktake export csv --area MDA --indicator 10.c.1"
    assert indicator(review_of(judged(), splits=(split,)), "16.9.1").left_out == ()


def test_an_area_within_that_publishes_parts_only_has_a_figure_that_cannot_be_told():
    region, members = area("151", "Eastern Europe", "region"), (area("MDA", "Moldova"), area("ALB", "Albania"))
    found = indicator(review_of(of=region, members=members, by_part=frozenset({("10.c.1", "ALB")})), "10.c.1")
    assert (found.spread.areas["cannot_tell"], found.spread.areas["no_figure"]) == (("Albania",), ("Moldova",))
    assert str(found.finding) == "No figure for Eastern Europe as a whole; 1 area of the 2 within has one."


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (judged(last_year=2017), "The latest figure is from 2017, 7 years before the year of this review."),
        (judged(first_year=2016), "The series judged has no figure for 2015, the baseline year; its window begins in 2016."),
        (judged(), "Asked for, not found here: figures by sex and type of provider."),
    ],
)
def test_gaps_are_sentences(row, sentence):
    gaps = indicator(review_of(row, observations=observed(row, ("2023", 6.18))), "10.c.1").gaps
    assert sentence in [str(gap) for gap in gaps]


def test_a_region_shows_how_its_areas_stand_by_name_and_without_ranks():
    members = (area("MDA", "Moldova"), area("ALB", "Albania"), area("XKX", "Kosovo"))
    rows = (judged(ref_area="MDA"), judged(ref_area="ALB"), judged(ref_area="XKX", class_key="on_track"))
    review = review_of(*rows, of=area("151", "Eastern Europe", "region"), members=members)
    spread = indicator(review, "10.c.1").spread
    assert spread.areas["too_slow"] == ("Albania", "Moldova")
    assert spread.counts == {"on_course": 1, "too_slow": 2, "wrong_way": 0, "cannot_tell": 0, "no_figure": 0}
    assert (
        str(indicator(review, "10.c.1").finding) == "No figure for Eastern Europe as a whole; 3 areas of the 3 within have one."
    )


def test_records_about_the_area_stand_apart_from_those_about_others():
    own, other = record(), record("doc-practice-002", areas=("GTM",))
    review = review_of(records=(other, own))
    assert objective(review, 20).records == (own.id,)
    assert objective(review, 20).elsewhere == (other.id,)
    assert review.about_area == (own.id,)


def test_every_record_is_about_the_world():
    review = review_of(records=(record(), record("doc-need-001", "need", areas=())), of=area("WLD", "World", "world"))
    assert objective(review, 20).records == ("doc-practice-001", "doc-need-001")
    assert review.about_area == ()


def test_records_run_by_type_then_by_how_central_the_objective_is():
    late = record("doc-practice-000", commitments=("gcm:8", "gcm:20"))
    review = review_of(records=(record("doc-offer-001", "offer"), late, record()))
    assert objective(review, 20).records == ("doc-practice-001", "doc-practice-000", "doc-offer-001")


def test_silence_is_told_and_not_taken_for_absence():
    told = [str(one) for one in review_of(judged(), records=(record(),)).silences]
    assert (
        "Neither a figure nor a document says anything about Republic of Moldova on objectives 8 (Save lives) and 13 (Detention)."
        in told
    )
    assert any("silence here is not absence in fact" in one for one in told)


def test_every_sentence_says_what_drew_it():
    review = review_of(judged(), records=(record(),))
    sentences = [
        *review.findings,
        *review.silences,
        *(one.finding for one in review.objectives),
        *(one.finding for one in review.indicators),
    ]
    assert all(one.rule for one in sentences)


def test_only_the_editions_that_were_used_are_listed():
    row = judged()
    assert review_of(row).sources == ()
    assert [one.id for one in review_of(row, observations=observed(row, ("2015", 7.52))).sources] == ["s"]


def test_deaths_are_named_once_though_they_have_no_target_in_numbers():
    assert DEATHS.grading.reason in str(
        indicator(review_of(judged("10.7.3", "SM_DTH", reason_key="not_graded", **UNTOLD)), "10.7.3").finding
    )


def test_a_series_under_two_numbers_counts_once():
    twin = replace(COST, id="10.c.9", same_as="10.c.1")
    found = objective(review_of(judged(), indicators=(COST, twin)), 20)
    assert (found.graded, found.expected) == (1, 1)
    assert found.indicators == ("10.c.1", "10.c.9")


def test_a_leading_verdict_says_how_far_its_figures_reach():
    told = [str(one) for one in review_of(judged(last_year=2018)).findings]
    assert "Too slow: Cost of remittances (10.c.1, to 2018)." in told

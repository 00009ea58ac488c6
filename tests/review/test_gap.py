"""The sentences about expected figures, and the counts behind them."""

from dataclasses import replace

import pytest

from gap_factory import cell
from review.material import DEATHS, area, material
from stocktake.review import gap


def assessed(*cells, **rest):
    return gap.assess(replace(material(**rest), cells=cells))


def texts(*cells, **rest):
    """Return the sentences by the rule that drew them."""
    return {one.rule.partition(":")[2]: one.text for one in assessed(*cells, **rest).findings}


def region(**counts):
    """Return a cell of a region that has no figure of its own, with how the areas within stand."""
    return cell(state="absent", areas={"present": 0, "old": 0, "estimate_only": 0, "absent": 0} | counts)


def test_nothing_expected_gives_no_assessment():
    assert gap.assess(material()) is None


def test_the_readiness_is_told_with_its_arithmetic():
    told = texts(cell(), cell("16.9.1", state="old"), cell("16.9.1", "sex", "absent"))["readiness"]
    assert "Of the 3 figures for" in told
    assert "1 is present, 1 is old and 1 is absent" in told
    assert told.endswith("readiness = present ÷ expected = 1 ÷ (1 + 1 + 0 + 1) = 1 ÷ 3 = 33.3 %.")


def test_what_is_only_wanted_or_asked_of_all_does_not_count_as_required():
    found = assessed(
        cell(), cell("10.c.1", "sex", "absent", metadata="wanted"), cell("10.c.1", "age", "absent", metadata="", of_all=True)
    )
    assert {one.layer: (one.expected, one.share) for one in found.readiness} == {
        "required": (1, 1.0),
        "wanted": (1, 0.0),
        "of_all": (1, 0.0),
    }


def test_what_both_ask_for_counts_in_both_layers():
    found = assessed(cell("10.c.1", "sex", of_all=True))
    assert [one.expected for one in found.readiness] == [1, 0, 1]


def test_nothing_asked_in_a_layer_has_no_share_rather_than_zero():
    wanted = assessed(cell()).readiness[1]
    assert (wanted.share, wanted.formula) == (None, "readiness: no figure is expected")


def test_a_split_in_one_category_only_is_present_and_told():
    found = assessed(cell("16.9.1", "sex", categories=1), cell())
    assert (found.readiness[0].share, found.readiness[0].partial) == (1.0, 1)
    assert ", 1 of them in one category only: " in found.findings[0].text


def test_a_region_keeps_its_own_figures_and_those_of_the_areas_within_apart():
    found = assessed(region(present=2, old=1, absent=7), of=area(kind="region"))
    assert [(one.layer, one.of_areas_within, one.expected) for one in found.readiness if one.expected] == [
        ("required", False, 1),
        ("required", True, 10),
    ]
    assert found.readiness[3].share == 0.2
    assert "for the 10 areas within" in found.findings[1].text


def test_a_figure_not_expected_of_the_area_itself_is_not_counted_against_it():
    own = gap.own("required", [cell(state=None), cell("16.9.1")])
    assert (own.expected, own.share) == (1, 1.0)


def test_the_oldest_figures_are_named_first():
    old = [cell(name, state="old", latest_year=year, age=2024 - year) for name, year in (("10.c.1", 2017), ("16.9.1", 2009))]
    assert texts(*old)["old"] == "Old, the oldest first: 16.9.1 (2009) and 10.c.1 (2017)."


def test_more_than_a_few_are_counted():
    old = [cell("16.9.1", f"split{place}", "old", latest_year=2010) for place in range(gap.FEW + 3)]
    assert texts(*old)["old"].endswith("and 3 more.")


def test_estimates_are_named_as_such():
    told = texts(cell("16.9.1", "migratory_status", "estimate_only"))["estimate"]
    assert told == "Only an estimate of its publisher, no figure that was reported: 16.9.1 by migratory status."


def test_a_split_is_nowhere_only_where_no_figure_of_any_area_has_it():
    absent = cell("16.9.1", "provider", "absent")
    assert "type of provider (1 indicator)" in texts(cell(), absent)["nowhere"]
    assert "nowhere" not in texts(cell(), absent, cell("10.c.1", "provider", "old"))
    within = replace(absent, areas={"present": 1, "old": 0, "estimate_only": 0, "absent": 9})
    assert "nowhere" not in texts(cell(), within)


def test_an_old_or_estimated_split_is_not_called_nowhere():
    assert "nowhere" not in texts(cell("16.9.1", "provider", "estimate_only"))


def test_the_demand_on_all_figures_is_told_apart():
    told = texts(cell(), cell("16.9.1", "sex", of_all=True), cell("16.9.1", "age", "absent", metadata="", of_all=True))["of-all"]
    assert told.startswith("SDG target 17.18 asks for data in 2 splits. Of the 2 figures about people")
    assert told.endswith("= 1 ÷ 2 = 50.0 %.")


def test_it_is_always_said_what_absent_means():
    told = texts(cell(state="absent"))["scope"]
    assert "it may be published elsewhere" in told


def test_every_sentence_names_the_rule_that_drew_it_and_what_it_rests_on():
    found = assessed(cell(state="old"), cell("16.9.1", "sex", "estimate_only", of_all=True), cell("16.9.1", "provider", "absent"))
    assert all(one.rule.startswith("gaps:") for one in found.findings)
    assert all(one.based_on for one in found.findings if one.rule != "gaps:scope")


@pytest.mark.parametrize("word", ["comply", "compliance", "fail", "lag", "worst", "best", "rank"])
def test_no_sentence_judges_an_area(word):
    cells = (cell(state="old"), cell("16.9.1", "sex", "estimate_only", of_all=True), cell("16.9.1", "provider", "absent"))
    assert not [text for text in texts(*cells).values() if word in text.lower().split()]


def test_an_indicator_under_two_numbers_is_told_once():
    twin = replace(DEATHS, id="twin", same_as="10.7.3")
    found = assessed(cell(), indicators=(*material().indicators, twin))
    assert found.same_as == {"twin": "10.7.3"}

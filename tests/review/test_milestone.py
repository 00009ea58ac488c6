"""Milestones in words."""

from dataclasses import replace

import pytest

from milestone_factory import indicators, milestone, row, timeline
from review.material import area, material
from stocktake.model.indicator import Grading
from stocktake.model.milestone import Baseline
from stocktake.review import milestone as words

DOWN_60 = milestone(change_per_cent=-60)
TO_40 = milestone(obs_value=40)
FEWER = milestone(direction="down", deadline="2030")
STATED = milestone(change_per_cent=-60, baseline=Baseline("2018", 100.0, source="the plan"), ref_area="WLD")
ON_PATH = {"target_value": 40.0, "expected_value": 64.0, "expected_at_latest": 64.0, "latest_year": 2021, "latest_period": "2021"}
KNOWN = indicators()["x"]


@pytest.mark.parametrize(
    ("verdict", "step", "expected"),
    [
        pytest.param(
            row("on_course", latest_value=60.0, **ON_PATH),
            DOWN_60,
            "On course: 60 per cent in 2021, where the straight path from 100 in 2018 to 40 in 2023 stood at 64.",
            id="on course",
        ),
        pytest.param(
            row("off_course", latest_value=70.0, path="compound", **ON_PATH),
            TO_40,
            "Off course: 70 per cent in 2021, where the compound path from 100 in 2018 to 40 in 2023 stood at 64.",
            id="off course",
        ),
        pytest.param(
            row("met", latest_value=39.0, cautions="met_early;", **ON_PATH),
            DOWN_60,
            "Met: 39 per cent in 2021; wanted is 60 % less than in 2018: 40 by 2023. "
            "The target is met before its date; the figure of that year will decide.",
            id="met early",
        ),
        pytest.param(
            row("missed", as_of=2026, latest_value=50.0, met_year=2020, cautions="met_and_lost;", **ON_PATH),
            DOWN_60,
            "Missed: 50 per cent in 2021; wanted was 60 % less than in 2018: 40 by 2023. "
            "The target had been met and was lost again (met in 2020).",
            id="missed",
        ),
        pytest.param(
            row("off_course", expected_value=100.0, expected_at_latest=100.0, latest_value=120.0, latest_period="2021"),
            FEWER,
            "Off course: 120 per cent in 2021, 100 in 2018; wanted is less than in 2018 by 2030.",
            id="a direction",
        ),
        pytest.param(
            row(
                reason_key="no_value_at_deadline",
                later_value=9.0,
                later_period="2025",
                cautions="value_after_deadline;",
                latest_value=64.0,
                **ON_PATH,
            ),
            DOWN_60,
            "Cannot be told. The date has passed and the figure of its year is not at hand; that does not mean it was missed. "
            "Known: 100 in 2018, 64 per cent in 2021, where 64 was expected. A later value is told and decides nothing (9 in 2025).",
            id="nothing at the deadline",
        ),
        pytest.param(
            row(reason_key="baseline_revised", published_baseline=120.0, latest_value=45.0, **ON_PATH),
            STATED,
            "Cannot be told. The figure of the baseline year has been revised, and the outcome hangs on which of the two counts. "
            "Known: 100 in 2018, 45 per cent in 2021, where 64 was expected.",
            id="a revised baseline",
        ),
        pytest.param(
            row("met", latest_value=30.0, cautions="baseline_stated;editions_differ;", **ON_PATH),
            STATED,
            "Met: 30 per cent in 2021; wanted is 60 % less than in 2018: 40 by 2023. "
            "The baseline is a number stated with the milestone, and later figures may be counted otherwise (the plan). "
            "Baseline and latest value come from different editions and may not be counted alike.",
            id="cautions",
        ),
        pytest.param(
            row(reason_key="no_value", baseline_value=None, baseline_year=None),
            DOWN_60,
            "Cannot be told. No value is at hand.",
            id="no value",
        ),
        pytest.param(
            row(
                reason_key="no_baseline",
                baseline_value=None,
                baseline_year=None,
                latest_value=9.0,
                latest_year=2021,
                latest_period="2021",
            ),
            DOWN_60,
            "Cannot be told. The figure it is measured from is not at hand. Known: 9 per cent in 2021.",
            id="no baseline",
        ),
    ],
)
def test_a_sentence(verdict, step, expected):
    assert words.sentence(verdict, step, KNOWN, "per cent") == expected


def test_why_a_figure_is_not_graded_is_said_by_the_indicator_and_for_an_area_by_its_exception():
    refused = indicators(is_graded=False)["x"]
    excepted = replace(KNOWN, grading=Grading(exceptions={"MDA": "Counted otherwise there."}))
    verdict = row(reason_key="not_graded", baseline_value=None)
    assert words.reason(verdict, DOWN_60, refused) == "It rises with better recording. No value is at hand."
    assert words.reason(replace(verdict, ref_area="MDA"), DOWN_60, excepted).startswith("Counted otherwise there.")


def test_why_it_is_judged_all_the_same_is_said_only_where_it_is_not_graded_elsewhere():
    step = milestone(change_per_cent=-60, grade_despite="It says so.")
    verdict = row("on_course", latest_value=60.0, **ON_PATH)
    assert words.why(verdict, step, indicators(is_graded=False)["x"]) == "It says so."
    assert words.why(verdict, step, KNOWN) == ""


@pytest.mark.parametrize(
    ("step", "value", "expected"),
    [
        pytest.param(milestone(obs_value=3), 3.0, "3", id="a value"),
        pytest.param(milestone(change_per_cent=25), None, "25 % more than in 2018", id="a change from what is not known"),
        pytest.param(milestone(direction="up"), None, "more than in 2018", id="a direction"),
        pytest.param(milestone(indicator="", series="", baseline=None), None, "", id="nothing that is counted"),
    ],
)
def test_what_is_wanted(step, value, expected):
    assert words.target(step, row(target_value=value)) == expected


def test_a_review_shows_the_steps_of_its_own_area_by_date():
    plan, other = timeline(milestone("late", deadline="2030"), milestone("early")), timeline(milestone("step"), id="other")
    verdicts = (
        row(milestone="late", deadline_year=2030, latest_edition="s@2", baseline_edition="s@1"),
        row(milestone="early"),
        row(timeline="other", ref_area="MDA"),
    )
    facts = replace(material(of=area("WLD")), timelines=(plan, other), milestones=verdicts)
    found = words.assess(facts)
    assert [one.milestone for one in found] == ["early", "late"]
    assert (found[1].sources, found[1].unit) == (("s@1", "s@2"), "per cent")
    assert words.timelines(facts) == (plan,)

"""Expected figures against those reported: each state by name, its edges, and what must not matter."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import rows, table
from gap_factory import cell_of, cells_of, expectations, indicator, seen, split_of
from stocktake.measure import gap
from stocktake.model.gap import STATES, Concern
from stocktake.model.observation import Observation

BEST_FIRST = list(STATES)


STATE_CASES = [
    pytest.param({2024: 1.0}, {}, "present", 2024, 2, id="a figure of two years ago"),
    pytest.param({2026: 1.0}, {}, "present", 2026, 0, id="a figure of the year itself"),
    pytest.param({2021: 1.0}, {}, "present", 2021, 5, id="exactly five years is not old"),
    pytest.param({2020: 1.0}, {}, "old", 2020, 6, id="six years is old"),
    pytest.param({2010: 1.0, 2022: 2.0, 2015: 3.0}, {}, "present", 2022, 4, id="the latest counts"),
    pytest.param({2024: 0.0}, {}, "present", 2024, 2, id="zero is a figure"),
    pytest.param({2024: 1.0}, {"obs_status": "P"}, "present", 2024, 2, id="provisional is a figure"),
    pytest.param({2024: 1.0}, {"obs_status": "E"}, "estimate_only", 2024, 2, id="estimated"),
    pytest.param({2024: 1.0}, {"obs_status": "I"}, "estimate_only", 2024, 2, id="imputed"),
    pytest.param({2024: 1.0}, {"obs_status": "F"}, "estimate_only", 2024, 2, id="forecast"),
    pytest.param({1999: 1.0}, {"obs_status": "E"}, "estimate_only", 1999, 27, id="an old estimate is still an estimate"),
    pytest.param({}, {}, "absent", None, None, id="nothing"),
    pytest.param({2024: None}, {"obs_status": "O"}, "absent", None, None, id="a blank is no figure"),
    pytest.param({2024: None}, {}, "absent", None, None, id="a blank that nobody marked is none either"),
    pytest.param({2024: float("nan")}, {}, "absent", None, None, id="nor what is not a number"),
    pytest.param({2024: float("inf")}, {}, "absent", None, None, id="nor what is infinite"),
    pytest.param({2024: 7.0}, {"obs_status": "M"}, "absent", None, None, id="nor a value marked as missing"),
    pytest.param({2024: None}, {"comment_obs": "<2.5"}, "present", 2024, 2, id="a bound is a figure, though no number"),
    pytest.param({2024: None}, {"comment_obs": "> 95"}, "present", 2024, 2, id="an upper bound too"),
    pytest.param({2024: None}, {"comment_obs": "see <2.5"}, "absent", None, None, id="a remark is no bound"),
    pytest.param({2027: 1.0}, {}, "absent", None, None, id="what comes after the year of the review"),
    pytest.param({"2020/2024": 1.0}, {}, "old", 2020, 6, id="a span counts as its first year"),
    pytest.param({"2024-Q3": 1.0}, {}, "present", 2024, 2, id="a quarter counts as its year"),
    pytest.param({2024: 1.0}, {"ref_area": "GTM"}, "absent", None, None, id="another area"),
    pytest.param({2024: 1.0}, {"indicator": "y"}, "absent", None, None, id="another indicator"),
    pytest.param({2024: 1.0}, {"sex": "F"}, "absent", None, None, id="a part is not the whole"),
]
"""Values by period, what else is in the rows, and the state, latest year and age they come to in 2026."""


@cache
def judged_at_once():
    """Return the cell of each case by its place: each has an area of its own, so that all of them are one query."""
    areas = {f"A{place}": True for place in range(len(STATE_CASES))}
    placed = [
        one
        for (area, case) in zip(areas, STATE_CASES, strict=True)
        for one in rows(case.values[0], **{"ref_area": area, **case.values[1]})
    ]
    found = cells_of(placed, areas=areas)
    return [found["x", "total", area] for area in areas]


@pytest.mark.parametrize(("place", "case"), [pytest.param(place, one, id=one.id) for place, one in enumerate(STATE_CASES)])
def test_a_figure_is_present_old_an_estimate_or_absent(place, case):
    found = judged_at_once()[place]
    assert (found["state"], found["latest_year"], found["age"]) == case.values[2:]


@pytest.mark.parametrize(("old_after", "state"), [(0, "old"), (2, "old"), (3, "present"), (10, "present")])
def test_when_a_figure_is_old_is_a_parameter(old_after, state):
    assert cell_of({2023: 1.0}, old_after=old_after)["state"] == state


@pytest.mark.parametrize(("as_of", "state", "year"), [(2010, "present", 2009), (2016, "old", 2009), (2022, "present", 2022)])
def test_the_year_of_the_review_decides(as_of, state, year):
    found = cell_of({2009: 1.0, 2022: 2.0}, as_of=as_of)
    assert (found["state"], found["latest_year"]) == (state, year)


def test_an_old_figure_tells_of_a_newer_estimate_and_a_newer_figure_of_none():
    old = cells_of([seen(2012), seen(2024, obs_status="E")])["x", "total", "MDA"]
    assert (old["state"], old["latest_year"], old["newer_estimate"]) == ("old", 2012, 2024)
    new = cells_of([seen(2024), seen(2012, obs_status="E")])["x", "total", "MDA"]
    assert (new["state"], new["latest_year"], new["newer_estimate"]) == ("present", 2024, None)


def test_of_two_sources_the_newer_one_speaks():
    found = cells_of([seen(2024, source="a", vintage="1"), seen(2022, source="z", vintage="9")])
    assert found["x", "total", "MDA"]["source"] == "a@1"
    assert cells_of([])["x", "total", "MDA"]["source"] == ""


def test_only_women_is_one_category_and_women_and_men_are_two():
    assert split_of(seen(2024, sex="F"))["categories"] == 1
    both = split_of(seen(2024, sex="F"), seen(2023, sex="M"))
    assert (both["state"], both["latest_year"], both["categories"]) == ("present", 2024, 2)


def test_categories_are_those_that_are_as_good_as_the_state():
    assert split_of(seen(2024, sex="F"), seen(2010, sex="M"))["categories"] == 1
    assert split_of(seen(2011, sex="F"), seen(2010, sex="M"))["categories"] == 2
    assert split_of(seen(2024, sex="F", obs_status="E"), seen(2010, sex="M", obs_status="E"))["categories"] == 2


@pytest.mark.parametrize("code", ["_T", "_U", "_Z", "_N"])
def test_a_total_or_unknown_splits_nothing(code):
    assert split_of(seen(2024, sex=code))["state"] == "absent"


def test_the_world_at_the_other_end_splits_nothing():
    assert split_of(seen(2024, counterpart_area="WLD"), dimension="counterpart_area")["state"] == "absent"
    assert split_of(seen(2024, counterpart_area="GTM"), dimension="counterpart_area")["state"] == "present"


@pytest.mark.parametrize("dimension", ["sex", "age", "migratory_status", "disability", "counterpart_area"])
def test_every_dimension_that_has_a_column_is_found(dimension):
    found = split_of(seen(2024, **{dimension: "A"}), seen(2024, **{dimension: "B"}), dimension=dimension)
    assert (found["state"], found["categories"]) == ("present", 2)


def test_further_dimensions_are_found_by_their_key():
    one = seen(2024, other_dims="hazard=flood;route=land")
    other = seen(2024, other_dims="route=sea")
    assert split_of(one, other, dimension="route")["categories"] == 2
    assert split_of(one, other, dimension="hazard")["categories"] == 1
    assert split_of(one, other, dimension="land")["state"] == "absent"


def test_a_figure_split_twice_is_found_under_both():
    both = seen(2024, sex="F", age="Y0T17")
    assert split_of(both)["state"] == split_of(both, dimension="age")["state"] == "present"


def test_a_split_may_be_published_as_series():
    asked = {"dimension": "exploitation", "in_series": {("x", "exploitation"): ("LABOUR", "ORGANS")}}
    found = split_of(seen(2024, series="LABOUR"), seen(2024, series="ORGANS"), seen(2024, series="ALL"), **asked)
    assert (found["state"], found["categories"]) == ("present", 2)
    assert split_of(seen(2024, series="ALL"), **asked)["state"] == "absent"


def test_the_two_askers_stay_apart():
    asked = expectations(of_all={"sex": (), "income": ()}, wanted={"x": ("route",)})
    table_ = gap.expected([indicator("x", "sex", "route"), indicator("y", "sex")], asked).to_pylist()
    assert [(row["indicator"], row["dimension"], row["metadata"], row["of_all"]) for row in table_] == [
        ("x", "total", "required", False),
        ("x", "sex", "required", True),
        ("x", "route", "wanted", False),
        ("x", "income", "", True),
        ("y", "total", "required", False),
        ("y", "sex", "required", False),
    ]


def test_a_split_without_meaning_is_not_asked_of_an_indicator():
    asked = expectations(of_all={"sex": (), "age": ()}, concerned=[Concern("x", without=("sex",))])
    assert gap.asked_of(indicator("x"), asked) == {"age": ("age",)}
    assert gap.asked_of(indicator("y"), asked) == {}


def test_a_split_asked_of_all_is_met_by_any_dimension_that_answers_it():
    found = cells_of([seen(2024, other_dims="urbanisation=urban")], of_all={"location": ("admin_area", "urbanisation")})
    assert found["x", "location", "MDA"]["state"] == "present"


def test_what_only_countries_have_is_not_expected_of_a_region():
    found = cells_of([], areas={"MDA": True, "202": False}, countries_only=("x",))
    assert set(found) == {("x", "total", "MDA")}


REACH = {"202": False, "MDA": True, "GTM": True, "TCD": True}


def surveyed(*observations: Observation, **asked):
    wanted = expectations(**asked)
    expected = gap.expected([indicator("x", "sex")], wanted)
    found = gap.survey(gap.cells(table(observations), expected, gap.areas(REACH), wanted, 2026), "202")
    return {row["dimension"]: row for row in found.to_pyarrow().to_pylist()}


def test_a_region_says_how_the_areas_within_stand_and_keeps_its_own_figure_apart():
    found = surveyed(
        seen(2025, ref_area="202"),
        seen(2024),
        seen(2000, ref_area="GTM"),
        seen(2024, ref_area="GTM", sex="F"),
        seen(2024, ref_area="FRA"),
    )
    whole, split = found["total"], found["sex"]
    assert (whole["ref_area"], whole["state"], whole["latest_year"]) == ("202", "present", 2025)
    assert [whole[name] for name in gap.WITHIN] == [1, 1, 0, 1, 3, 0]
    assert (split["state"], *(split[name] for name in gap.WITHIN)) == ("absent", 1, 0, 0, 2, 3, 1)


def test_a_region_without_a_figure_of_its_own_still_counts_the_areas_within():
    found = surveyed(seen(2024), countries_only=("x",))["total"]
    assert found["state"] is None
    assert (found["present"], found["areas"]) == (1, 3)


def test_no_observations_no_indicators_and_no_areas_give_what_they_should():
    assert {row["state"] for row in cells_of([], [indicator("x", "sex")]).values()} == {"absent"}
    assert cells_of([seen(2024)], []) == {}
    assert cells_of([seen(2024)], areas={}) == {}


years = st.integers(1990, 2026)
values = st.one_of(st.just(1.0), st.just(0.0), st.none(), st.just(float("nan")))
observed = st.builds(
    seen,
    years,
    values,
    sex=st.sampled_from(["_T", "F", "M", "_U"]),
    obs_status=st.sampled_from(["A", "E", "O", "P"]),
    source=st.sampled_from(["a", "b"]),
    other_dims=st.sampled_from(["_T", "route=land", "hazard=flood;route=sea"]),
)
SPLITS = (indicator("x", "sex", "route"),)
many = st.lists(st.lists(observed, max_size=6), min_size=10, max_size=30)
"""The observations of many areas: they go through at once, for it is the expression that takes time, not the rows."""

at_once = settings(max_examples=4, deadline=None)


def placed(areas):
    """Return the observations with the area each belongs to."""
    return [replace(one, ref_area=f"A{place}") for place, own in enumerate(areas) for one in own]


def cells_of_many(observations, areas):
    return cells_of(observations, SPLITS, areas={f"A{place}": True for place in range(len(areas))})


@at_once
@given(many, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(areas, draw):
    shuffled = placed(areas)
    draw.shuffle(shuffled)
    assert cells_of_many(shuffled, areas) == cells_of_many(placed(areas), areas)


@at_once
@given(many, st.lists(observed, min_size=30, max_size=30))
def test_a_further_observation_never_makes_a_cell_worse(areas, further):
    grown = [[*own, one] for own, one in zip(areas, further, strict=False)]
    before, after = cells_of_many(placed(areas), areas), cells_of_many(placed(grown), areas)
    for key, cell in before.items():
        assert BEST_FIRST.index(after[key]["state"]) <= BEST_FIRST.index(cell["state"])


@at_once
@given(many, st.floats(0.001, 1000))
def test_the_size_of_the_values_does_not_matter(areas, factor):
    scaled = [replace(one, obs_value=one.obs_value and one.obs_value * factor) for one in placed(areas)]
    assert cells_of_many(scaled, areas) == cells_of_many(placed(areas), areas)


def test_the_release_of_2020_has_injuries_by_migratory_status_in_thirty_areas(shared):
    """Two series of 8.8.1 in the SDG database of October 2020: of all its indicators the only one with this split."""
    folder = shared / "data/sdg_global/ddf_2020"
    found = [one for series in ("sl_emp_ftlinjur", "sl_emp_injur") for one in injuries(folder, series)]
    areas = {one.ref_area: True for one in found}
    cells = cells_of(found, [indicator("8.8.1", "sex", "migratory_status")], areas=areas, as_of=2020)
    states = [cell["state"] for (_, dimension, _), cell in cells.items() if dimension == "migratory_status"]
    assert states.count("present") == 30
    assert len(areas) == 86


MIGRATORY = {"migper": "MS_MIGRANT", "nonmig": "MS_NOMIGRANT"}


def injuries(folder: Path, series: str) -> list[Observation]:
    import csv

    path = folder / f"ddf--datapoints--{series}--by--geo_area--migratory_status--nature--sex--units--year.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            observation
            for row in csv.DictReader(lines)
            for observation in rows(
                {row["year"]: float(row[series])},
                indicator="8.8.1",
                ref_area=row["geo_area"],
                sex={"female": "F", "male": "M"}.get(row["sex"], "_T"),
                migratory_status=MIGRATORY.get(row["migratory_status"], "_T"),
            )
        ]

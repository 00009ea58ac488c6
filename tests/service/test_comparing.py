"""Areas beside each other on one indicator: what is meant, what is shown, and what the methods say."""

from collections.abc import Iterable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import rows as observations
from stocktake.errors import StocktakeError
from stocktake.model.observation import Observation
from stocktake.service import comparing
from stocktake.service.comparing import Asked, CannotCompare, IndicatorNotFound, choose, compare, overview
from stocktake.tables import schema, snapshot
from stocktake.workspace import Workspace

ID = "10.c.1"


def table(many: Iterable[Iterable[Observation]]) -> pa.Table:
    rows = [{column: getattr(one, column) for column in schema.SCHEMA.names} for each in many for one in each]
    return pa.Table.from_pylist(rows, schema=schema.SCHEMA)


def workspace(folder, *many):
    opened = Workspace(folder)
    snapshot.write(opened.figures, "set", table(many), snapshot.BuiltFrom("abc", "0.1"))
    return opened


def cost(values, area="MDA", **rest):
    return observations(
        values, **{"indicator": ID, "series": "SI_RMT_COST", "ref_area": area, "vintage": "2021", "released": "2021", **rest}
    )


@pytest.fixture
def opened(tmp_path):
    return workspace(
        tmp_path,
        cost({2015: 7.0, 2020: 6.0}),
        cost({2015: 9.0, 2019: 8.0}, "GTM"),
        cost({2020: 5.0}, "MDA", sex="F"),
        cost({2020: 7.0}, "MDA", sex="M"),
        cost({2023: 6.5}, "WLD", series="RPW", source="other"),
    )


def test_ways_of_publishing_stand_whole_before_split_and_the_newest_first(opened):
    ways = overview(opened, ID).ways
    assert [(one.series, one.split, sorted(one.areas)) for one in ways] == [
        ("RPW", (), ["WLD"]),
        ("SI_RMT_COST", (), ["GTM", "MDA"]),
        ("SI_RMT_COST", ("sex",), ["MDA"]),
    ]
    assert ways[2].areas["MDA"].parts == 2


@pytest.mark.parametrize(
    ("asked", "series", "areas"),
    [
        pytest.param(Asked(), "RPW", ("WLD",), id="the world where it has a figure"),
        pytest.param(Asked(areas=("MDA", "GTM")), "SI_RMT_COST", ("MDA", "GTM"), id="the series that has the areas"),
        pytest.param(Asked(areas=("Guatemala", "GTM", "320")), "SI_RMT_COST", ("GTM",), id="an area goes by any of its names"),
        pytest.param(
            Asked(series="SI_RMT_COST"), "SI_RMT_COST", ("MDA",), id="without the world the areas with the newest figures"
        ),
        pytest.param(Asked(areas=("DEU",)), "RPW", ("DEU",), id="an area without a figure stays asked for"),
    ],
)
def test_what_is_asked_for_is_completed(opened, asked, series, areas):
    found = choose(overview(opened, ID), asked)
    assert (found.way.series, found.areas) == (series, areas)


def test_areas_without_a_figure_in_what_is_shown_are_named(opened):
    assert choose(overview(opened, ID), Asked(areas=("MDA", "DEU"))).without == ("DEU",)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked(areas=("Moldovia",)), 'area "Moldovia" is not a known area'),
        (Asked(areas=("MDA", "DEU", "GTM", "FRA", "ITA", "ESP", "POL")), "area: 7 areas"),
        (Asked(series="X"), 'series: there are no figures for "X"; there are RPW, SI_RMT_COST'),
        (Asked(source="X"), 'source: there are no figures for "X"'),
        (Asked(unit_measure="X"), 'unit: there are no figures for "X"; there are PT'),
        (Asked(split="age"), 'by: there are no figures for "age"; there are sex'),
        (Asked(split="sex", categories={"age": ("Y0",)}), "age: the figures chosen are not split by this"),
        (Asked(method="mine"), 'method: there is no "mine"; there are'),
    ],
)
def test_what_is_not_there_is_named(opened, asked, told):
    with pytest.raises(CannotCompare, match=told):
        choose(overview(opened, ID), asked)


def test_an_unknown_indicator_is_told():
    with pytest.raises(IndicatorNotFound, match='no indicator "x"'):
        comparing.indicator("x")


def test_figures_are_those_of_the_areas_in_the_order_asked_for(opened):
    found = compare(opened, choose(overview(opened, ID), Asked(areas=("GTM", "MDA"))))
    assert [(one.ref_area, one.time_period) for one in found.observations] == [
        ("GTM", "2015"),
        ("GTM", "2019"),
        ("MDA", "2015"),
        ("MDA", "2020"),
    ]
    assert [(line.area, line.latest.obs_value) for line in found.lines] == [("GTM", 8.0), ("MDA", 6.0)]


def test_a_split_has_a_line_a_category_and_one_category_can_be_chosen(opened):
    both = compare(opened, choose(overview(opened, ID), Asked(areas=("MDA",), split="sex")))
    assert [line.categories for line in both.lines] == [(("sex", "F"),), (("sex", "M"),)]
    women = compare(opened, choose(overview(opened, ID), Asked(areas=("MDA",), split="sex", categories={"sex": ("F",)})))
    assert [one.obs_value for one in women.observations] == [5.0]


def test_a_category_that_is_not_there_is_told(opened):
    chosen = choose(overview(opened, ID), Asked(areas=("MDA",), split="sex", categories={"sex": ("X",)}))
    with pytest.raises(CannotCompare, match="sex: the figures chosen have no category X"):
        compare(opened, chosen)


def test_without_any_figure_nothing_is_shown_and_nothing_fails(tmp_path):
    empty = Workspace(tmp_path)
    found = compare(empty, choose(overview(empty, ID), Asked()))
    assert (found.observations, found.drawn, found.revisions, found.choice.areas) == ((), (), (), ("WLD",))


def test_of_two_editions_the_newest_is_shown_and_the_change_is_told(tmp_path):
    opened = workspace(
        tmp_path,
        cost({2015: 7.0, 2020: 6.0}),
        cost({2015: 7.0, 2020: 6.4}, vintage="2022", released="2022"),
    )
    found = compare(opened, choose(overview(opened, ID), Asked(areas=("MDA",))))
    assert [one.obs_value for one in found.observations] == [7.0, 6.4]
    assert [[(one.vintage, one.obs_value) for one in each.observations] for each in found.revisions] == [
        [("2021", 6.0), ("2022", 6.4)]
    ]


def test_of_many_lines_those_with_the_largest_latest_values_are_drawn(tmp_path):
    many = [cost({2020: float(number)}, other_dims=f"provider=p{number:02}") for number in range(comparing.MOST_LINES + 4)]
    opened = workspace(tmp_path, *many)
    found = compare(opened, choose(overview(opened, ID), Asked(areas=("MDA",))))
    assert len(found.lines) == comparing.MOST_LINES + 4
    assert min(line.latest.obs_value for line in found.drawn) == 4.0
    assert len(found.drawn) == comparing.MOST_LINES


def test_every_method_is_asked_of_the_series_shown(opened):
    rows = comparing.judged(opened, ID, 2026)
    told = comparing.Judgement(comparing.indicator(ID), rows)
    chosen = choose(overview(opened, ID), Asked(areas=("MDA", "GTM")))
    verdicts = told.verdicts(chosen, compare(opened, chosen).observations)
    assert {area: verdicts[area][0].standing for area in verdicts} == {"MDA": "too_slow", "GTM": "too_slow"}
    assert verdicts["MDA"][0].method == "open-sdg"
    assert len(verdicts["MDA"]) == 7


def test_standings_are_those_of_the_series_that_leads_and_no_area_is_left_out(opened):
    told = comparing.Judgement(comparing.indicator(ID), comparing.judged(opened, ID, 2026))
    method = choose(overview(opened, ID), Asked()).method
    assert told.standings(method, ["MDA", "DEU"]) == {"MDA": "too_slow", "DEU": "no_figure"}
    assert told.standings(method, ["MDA", "DEU"], {"MDA", "DEU"}) == {"MDA": "too_slow", "DEU": "cannot_tell"}, (
        "it has parts alone"
    )


@given(st.text(max_size=300))
def test_any_text_is_shown_short_and_without_signs_that_steer(text):
    shown = comparing.shown(text)
    assert len(shown) <= 41
    assert shown.isprintable()


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=12), st.text(max_size=12))
def test_no_question_breaks_anything(areas, series, split):
    found = comparing.Overview(ID, (comparing.Way("S", "PT", "s", (), {"MDA": comparing.Reach(2015, 2020, 1)}),))
    try:
        chosen = choose(found, Asked(areas=tuple(areas), series=series, split=split))
    except StocktakeError:
        return
    assert chosen.way is None or chosen.way.series == "S"

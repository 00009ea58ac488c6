"""Flows of areas: estimated once for all of them, kept, and the same as the library gives."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import flow_factory as flows
from stocktake.catalog.area import areas
from stocktake.flows.method import RANGE, estimates
from stocktake.model.provenance import Source
from stocktake.model.verdict import STANDINGS
from stocktake.service import flowing, gathering, moving
from stocktake.sources import about, reading, settling
from stocktake.tables import snapshot
from stocktake.workspace import Workspace
from tables.observed import observed

CODES = ("MDA", "UKR", "ROU", "KEN")
"""Real codes for the four made-up places; the figures are made up too."""

ENDS = {2015: flows.START, 2020: flows.END}
NOTHING_SAID = gathering.Evidence((), ())


def stock_rows(ends=ENDS, edition="2020", others=0):
    """Return stocks by origin, those of foreign born alone as they are published; `others` were born in no area of the table."""
    plain = {"indicator": "migrant-stock", "series": "BY_ORIGIN", "source": f"{moving.SOURCE}-{edition}", "vintage": edition}
    cells = [
        (residence, birthplace, year, float(table[k][i]))
        for year, table in ends.items()
        for k, birthplace in enumerate(CODES)
        for i, residence in enumerate(CODES)
        if i != k and table[k][i]
    ]
    cells += [("MDA", "undesa:OTHERS", year, float(others)) for year in ends if others]
    names = ("ref_area", "counterpart_area", "time_period", "obs_value")
    return [plain | dict(zip(names, (*cell[:2], str(cell[2]), cell[3]), strict=True)) for cell in cells]


def people_rows(codes=CODES, deaths=flows.DEATHS):
    """Return populations at both ends, and births and deaths of six calendar years that make those of the interval."""
    rows = []
    for place, code in enumerate(codes):
        for name, first, last in (("population", *(one[place] for one in flows.POPULATION)),):
            rows += [_of_people(name, code, 2015, first), _of_people(name, code, 2020, last)]
        for name, many in (("births", flows.BIRTHS), ("deaths", deaths)):
            rows += [_of_people(name, code, year, many[place] / 5) for year in range(2015, 2021)]
    return rows


def _of_people(name, code, year, value):
    plain = {"indicator": name, "series": name.upper(), "unit_measure": "PS", "source": "people", "vintage": "2024"}
    return plain | {"ref_area": code, "time_period": str(year), "obs_value": float(value)}


def workspace(folder, *rows, edition="2020"):
    """Return a workspace that holds rows of one edition of the stocks."""
    made = Workspace(folder)
    hold(made, "stocks", *rows, edition=edition)
    return made


def hold(made, dataset, *rows, edition="2020"):
    sources = (Source(f"{moving.SOURCE}-{edition}", edition, "Stocks", "UN DESA"),) if dataset.startswith("stocks") else ()
    snapshot.write(made.figures, dataset, observed(*rows), snapshot.BuiltFrom(dataset, "0.1", sources))


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    return workspace(tmp_path_factory.mktemp("bare"), *stock_rows())


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    made = workspace(tmp_path_factory.mktemp("whole"), *stock_rows())
    hold(made, "people", *people_rows())
    return made


@pytest.fixture
def fresh(tmp_path):
    """Give a workspace of which nothing is kept yet, and a memory that is empty."""
    forget()
    return workspace(tmp_path, *stock_rows())


def of(made, code="MDA", as_of=2026):
    return moving.of(made, areas().get(code), as_of)


def forget():
    """Forget what this process has in memory."""
    moving._KEPT.clear()


def files(made):
    return sorted((made.folder / moving.FOLDER).glob("*")) if (made.folder / moving.FOLDER).is_dir() else []


def by_library(code, names):
    """Return arrivals and departures of a place by method, as the library gives them."""
    place = CODES.index(code)
    found = {one.method.id: one.flows for one in estimates(flows.four(), names)}
    return ({name: one[:, place].sum() for name, one in found.items()}, {name: one[place].sum() for name, one in found.items()})


def test_the_source_is_the_one_flows_are_estimated_from():
    assert moving.SOURCE == flowing.SOURCE


@pytest.mark.parametrize("code", CODES)
def test_from_stocks_alone_the_ranges_are_those_of_differencing(bare, code):
    found = of(bare, code)
    assert (found.start, found.end, found.demography) == (2015, 2020, "")
    assert found.stocks == f"{moving.SOURCE}-2020@2020"
    assert tuple(one.id for one in found.methods) == flowing.WITHOUT_DEMOGRAPHY
    for side, values in zip((found.arrivals, found.departures), by_library(code, flowing.WITHOUT_DEMOGRAPHY), strict=True):
        assert (side.total.low, side.total.high) == (min(values.values()), max(values.values()))
        assert found.between(side.total) is None
        assert side.total.high_by == tuple(name for name, value in values.items() if value == side.total.high)


@pytest.mark.parametrize("code", CODES)
def test_with_people_the_ranges_are_those_of_every_method(whole, code):
    found = of(whole, code)
    assert tuple(one.id for one in found.methods) == RANGE
    assert found.demography == "people@2024"
    for side, values in zip((found.arrivals, found.departures), by_library(code, RANGE), strict=True):
        assert (side.total.low, side.total.high) == pytest.approx((min(values.values()), max(values.values())))
        assert side.total.values == pytest.approx(tuple(values.values()))
        assert found.between(side.total) == pytest.approx(values["pseudo-bayesian"])


def test_the_areas_at_the_other_end_are_told_with_their_ranges(bare):
    found = of(bare, "UKR").departures
    assert [(one.area, one.moves.low, one.moves.high) for one in found.largest] == [("MDA", 10, 20), ("KEN", 5, 15)]
    assert found.largest[0].name == "Republic of Moldova"
    assert found.largest[0].moves.low_by == ("stock-drop",)
    assert (found.others, found.others_count) == (None, 0)


def test_an_area_without_people_is_estimated_from_stocks_alone(tmp_path):
    made = workspace(tmp_path, *stock_rows())
    hold(made, "people", *people_rows(CODES[:3]))
    assert of(made, "MDA").demography == "people@2024"
    assert "KEN" in " ".join(of(made, "MDA").remarks)
    assert of(made, "KEN").demography == ""
    assert len(of(made, "KEN").methods) == 2


def test_people_who_contradict_the_stocks_leave_stocks_alone_and_a_reason(tmp_path):
    made = workspace(tmp_path, *stock_rows())
    hold(made, "people", *people_rows(deaths=[9e6, 30, 20, 10]))
    found = of(made)
    assert found.demography == ""
    assert found.remarks[-1].startswith("accounting was refused: ")
    assert "MDA" in found.remarks[-1]


def test_people_who_are_projected_are_said_to_be(tmp_path):
    made = workspace(tmp_path, *stock_rows())
    hold(made, "people", *(row | {"obs_status": "F" if row["time_period"] > "2018" else "E"} for row in people_rows()))
    assert of(made).remarks[-1] == "populations, births and deaths are projections from 2019 on"


def test_the_command_is_the_one_that_gives_the_same(tmp_path, bare, whole):
    plain = "stocktake flows --from 2015 --to 2020 --edition 2020 --area MDA"
    assert of(bare).command == plain
    assert of(whole).command == f"{plain} --births native-or-spread --one-end drop"
    some = workspace(tmp_path, *stock_rows())
    hold(some, "people", *people_rows(CODES[:3]))
    assert of(some, "KEN").command == f"{plain.replace('MDA', 'KEN')} --without-demography", (
        "its people are not among those known"
    )


def test_regions_and_workspaces_without_stocks_have_none(tmp_path, bare):
    assert of(bare, "WLD") is None
    assert of(bare, "150") is None
    assert of(Workspace(tmp_path / "other")) is None
    assert not files(Workspace(tmp_path / "other"))


def test_an_area_that_stands_in_no_stock_has_a_reason_and_no_zero(bare):
    found = of(bare, "GTM")
    assert (found.reason, found.arrivals, found.departures) == ("no_stocks", None, None)


def test_an_area_at_one_date_only_has_a_reason(tmp_path):
    rows = [
        row for row in stock_rows() if "KEN" not in (row["ref_area"], row["counterpart_area"]) or row["time_period"] == "2020"
    ]
    assert of(workspace(tmp_path, *rows), "KEN").reason == "no_stocks"


def test_a_side_without_stocks_is_none(tmp_path):
    made = workspace(tmp_path, *(row for row in stock_rows() if row["ref_area"] != "KEN"))
    assert of(made, "KEN").arrivals is None
    assert of(made, "KEN").departures is not None


@pytest.mark.parametrize(
    ("years", "as_of", "expected"),
    [
        pytest.param((2010, 2015, 2020), 2026, (2015, 2020), id="the last two"),
        pytest.param((2010, 2015, 2020), 2019, (2010, 2015), id="those up to the year"),
        pytest.param((2010, 2015, 2020), 2014, None, id="too early"),
        pytest.param((2015, 2019), 2026, None, id="a date between those that five divides"),
        pytest.param((2015, 2020, 2024), 2026, (2015, 2020), id="the same after two good ones"),
        pytest.param((2010, 2020), 2026, None, id="ten years apart"),
    ],
)
def test_the_interval_is_the_newest_of_five_years(tmp_path, years, as_of, expected):
    tables = (flows.START, flows.END, flows.START)
    made = workspace(tmp_path, *stock_rows(dict(zip(years, tables, strict=False))))
    found = of(made, as_of=as_of)
    assert (found.start, found.end) == (expected or (None, None))
    assert found.reason == ("" if expected else "no_interval")


def test_only_the_newest_edition_counts(tmp_path):
    made = workspace(tmp_path, *stock_rows())
    hold(made, "stocks.2024", *stock_rows({2015: flows.END, 2020: flows.START}, "2024"), edition="2024")
    assert of(made).stocks == f"{moving.SOURCE}-2024@2024"
    assert of(made).departures.total.low == 10, "what fell in the edition of 2020"


def test_people_of_no_known_birthplace_are_counted(tmp_path):
    assert of(workspace(tmp_path, *stock_rows(others=30))).unplaced == 30


def test_what_is_kept_is_used(fresh):
    first = of(fresh)
    (path,) = files(fresh)
    written = path.stat().st_mtime_ns
    forget()
    assert of(fresh) == first
    assert [(one, one.stat().st_mtime_ns) for one in files(fresh)] == [(path, written)]


@pytest.mark.parametrize("damage", [lambda content: content[:500], lambda content: b"", lambda content: content[::-1]])
def test_what_is_damaged_is_worked_out_again(fresh, damage):
    first = of(fresh)
    (path,) = files(fresh)
    path.write_bytes(damage(path.read_bytes()))
    forget()
    assert of(fresh) == first
    forget()
    assert of(fresh) == first


def test_another_table_in_its_place_is_not_believed(fresh):
    first = of(fresh)
    (path,) = files(fresh)
    moving.kept.write_table(path, observed({}), 9)
    forget()
    assert of(fresh) == first


def test_other_figures_give_other_estimates(fresh):
    first = of(fresh)
    hold(fresh, "stocks", *stock_rows({2015: flows.START, 2020: (np.array(flows.END) * 2).tolist()}))
    assert of(fresh) != first
    assert len(files(fresh)) == 2


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path):
    made = workspace(tmp_path, *stock_rows())
    (tmp_path / "derived").write_text("in the way")
    assert of(made).arrivals is not None
    forget()
    assert of(made).arrivals is not None


def test_many_may_ask_at_once(fresh):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: of(fresh), range(8)))
    assert found == [found[0]] * 8
    assert len(files(fresh)) == 1


def test_they_can_be_prepared(fresh):
    moving.prepare(fresh, 2026)
    assert len(files(fresh)) == 1
    forget()
    written = files(fresh)[0].stat().st_mtime_ns
    of(fresh)
    assert files(fresh)[0].stat().st_mtime_ns == written


def test_only_so_many_stay_in_memory():
    forget()
    for n in range(moving.MOST + 3):
        moving._remember(Path(str(n)), observed())
    assert len(moving._KEPT) == moving.MOST
    assert Path(str(moving.MOST + 2)) in moving._KEPT
    forget()


def test_methods_of_flows_are_not_loaded_where_there_are_no_stocks():
    said = "import sys, stocktake.service.moving; print([one for one in sys.modules if one.startswith('stocktake.flows')])"
    assert subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True).stdout == "[]\n"


people = st.floats(0, 1e6, allow_nan=False).map(round)


@settings(deadline=None)
@given(st.lists(st.tuples(people, people), min_size=1, max_size=30))
def test_the_listed_and_the_rest_are_all(columns):
    moves = np.array(columns, float).T
    places = [one.code for one in areas() if one.kind == "country"][: len(columns)]
    found = SimpleNamespace(range=SimpleNamespace(places=tuple(places), methods=("stock-drop", "stock-reverse")))
    side = moving._side(moves, found, areas())
    ranges = [*(one.moves for one in side.largest), *([side.others] if side.others else [])]
    assert sum(one.low for one in ranges) <= side.total.low + 1e-6
    assert sum(one.high for one in ranges) >= side.total.high - 1e-6
    assert len(side.largest) + side.others_count == (moves != 0).any(axis=0).sum()
    assert len(side.largest) <= moving.LARGEST
    for method in range(2):
        alone = moving._side(np.stack([moves[method]] * 2), found, areas())
        listed = sum(one.moves.low for one in alone.largest) + (alone.others.low if alone.others else 0)
        assert listed == pytest.approx(moves[method].sum()) == alone.total.high


def test_a_review_has_them_and_is_the_same_without(bare, tmp_path):
    other = Workspace(tmp_path / "other")
    told = gathering.review("MDA", 2026, bare, NOTHING_SAID)
    assert told.flows.estimates == of(bare)
    assert f"{moving.SOURCE}-2020" in {one.id for one in told.sources}
    plain = gathering.review("MDA", 2026, other, NOTHING_SAID)
    assert plain.flows is None
    counted = ("objective_counts", "indicator_counts")
    assert [getattr(told, name) for name in counted] == [getattr(plain, name) for name in counted]
    assert set(told.objective_counts) == set(STANDINGS)
    assert [(one.objective, one.standing, one.graded, one.expected) for one in told.objectives] == [
        (one.objective, one.standing, one.graded, one.expected) for one in plain.objectives
    ]


def test_the_published_stocks_give_what_the_command_gives(tmp_path, shared):
    path = shared / "data" / "undesa" / "undesa_2020_bilateral_stock_by_sex_tidy.csv.gz"
    if not path.exists():
        pytest.skip("the published stocks are not beside this project")
    facts = about.about(moving.SOURCE)
    read = settling.settled(reading.together([about.reader(moving.SOURCE).read(path, facts)]), facts, "2026-11-21")
    made = Workspace(tmp_path)
    editions = (Source(f"{moving.SOURCE}-2020", "2020", "Stocks", "UN DESA"),)
    snapshot.write(made.figures, "stocks", read.table, snapshot.BuiltFrom("x", "0.1", editions))
    kenya = of(made, "KEN")
    assert (kenya.start, kenya.end) == (2015, 2020)
    assert (kenya.arrivals.total.low, kenya.arrivals.total.high) == (51413, 59070)
    assert (kenya.arrivals.largest[0].name, kenya.arrivals.largest[0].moves.low) == ("South Sudan", 25788)
    assert of(made, "VAT").arrivals is None, "nobody publishes who lives there by birthplace"
    assert of(made, "XKX").reason == "no_stocks"
    told = [of(made, one.code) for one in areas() if one.kind == "country"]
    for side in ("arrivals", "departures"):
        moves = [getattr(one, side).total.low for one in told if getattr(one, side)]
        assert sum(moves) == pytest.approx(35_361_686, rel=0.001), (
            "each move arrives once and leaves once; some from where no page is"
        )

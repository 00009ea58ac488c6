"""Flows agree with the figures that a program in use gives, in every case of the published ones and within their tolerances."""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
import pytest

import flow_factory as flows
from stocktake.catalog.area import areas
from stocktake.flows import differencing, factor, fit, index, method, net, rate, tracing
from stocktake.flows.array import Matrix
from stocktake.flows.demographic import prepare
from stocktake.flows.method import Estimate, Method
from stocktake.flows.treatment import Treatment

pytestmark = pytest.mark.skipif(not flows.PUBLISHED.exists(), reason=flows.MISSING)

DISTANCE = np.array([[0, 5, 50, 500], [5, 0, 45, 495], [50, 45, 0, 450], [500, 495, 450, 0]], float)
STILL = 1e-3
"""Where the program in use ends its passes."""


@cache
def estimated(name: str, chosen: str, treatment: Treatment) -> Estimate:
    """Return an estimate of a published folder, worked out once."""
    return method.estimate(flows.folder(name), chosen, treatment)


def as_whole(found: Estimate) -> Matrix:
    """Return flows with stayers on the diagonal, as they are published."""
    return found.flows + np.diag(found.stayers if found.stayers is not None else np.zeros(len(found.places)))


def treatment_of(name: str, still: float | None) -> Treatment:
    """Return how figures are treated by the name of a published setting."""
    said = dict(part.split("=", 1) for part in name.split(":") if "=" in part)
    return Treatment(
        births="spread" if said.get("birth") == "proportion" else "native-or-spread",
        deaths="accounting" if said.get("death") == "accounting" else "proportional",
        world="after" if "after-demo-adjust" in name else "before-whole",
        one_end="drop",
        still=still,
    )


def accounted(name: str, held, still: float | None) -> Estimate:
    """Return the estimate of one published setting of demographic accounting."""
    matching = {"rescale": "closed", "open": "open-crossed", "open-dr": "open"}[name.split(":")[1]]
    way = {"min": tracing.minimum, "indep": tracing.independence}[name.split(":")[2]]
    treatment = treatment_of(name, still)
    seed = {"seed=dist+1": DISTANCE + 1, "seed=1/(1+dist)": 1 / (1 + DISTANCE)}.get(name.split(":")[-1])
    prepared = prepare(held, matching, treatment)
    return method.of_parts(Method("as published", "", "", ""), prepared, [(1.0, way(prepared, seed, still))])


def small(name: str, held, still: float | None) -> tuple[Matrix, Callable[[int], Matrix]]:
    """Return the table of one published setting, and what gives the layer of a birthplace."""
    kind, way, *_ = name.split(":")
    if kind == "diff":
        way_of = {"zero": differencing.drop_negative, "return": differencing.reverse_negative}[way]
        return way_of(held, native=name.endswith("TRUE")), lambda _: np.zeros((4, 4))
    if kind == "rates":
        table = rate.steady(held) if way == "rogers-von-rabenau" else rate.shared_out(held, np.abs(held.net).sum())
        return table, lambda _: np.zeros((4, 4))
    found = accounted(name, held, still)
    return as_whole(found), lambda place: method.of_birthplace(found, found.places[place])


def largest_gap(name: str, case: str, still: float | None) -> float:
    table, layer = small(name, flows.small_cases()[case].stocks, still)
    gaps = []
    for (birthplace, origin, destination), value in flows.small_expected()[case, name].items():
        found = table if birthplace == "all" else layer(flows.SMALL.index(birthplace))
        gaps.append(abs(found[flows.SMALL.index(origin), flows.SMALL.index(destination)] - value))
    return max(gaps)


@pytest.mark.parametrize(("case", "name"), list(flows.small_expected()))
def test_a_small_case_agrees_to_the_digit_where_passes_end_as_there(case, name):
    assert largest_gap(name, case, STILL) <= 1e-5


def ends_early(case: str, name: str) -> bool:
    """Tell whether the published figure hangs on where the passes ended: with a seed, or deaths by accounting."""
    return "seed=" in name or ("death=accounting" in name and flows.small_cases()[case].deaths.any())


@pytest.mark.parametrize(("case", "name"), [key for key in flows.small_expected() if not ends_early(*key)])
def test_a_small_case_agrees_where_sums_are_met(case, name):
    given = flows.small_cases()[case]
    allowed = 0.01 if "rescale" in name and (given.births.any() or given.deaths.any()) else 1e-4
    assert largest_gap(name, case, None) <= allowed


@pytest.mark.parametrize(("case", "name"), [key for key in flows.small_expected() if ends_early(*key)])
def test_a_case_that_hangs_on_where_passes_end_is_near_where_sums_are_met(case, name):
    assert largest_gap(name, case, None) <= 0.05


def test_every_small_case_is_here():
    listed = [(row["case"], row["method"]) for row in flows.rows("small/status.csv") if row["status"] == "value"]
    assert len(listed) == 260
    assert set(listed) <= set(flows.small_expected())
    assert len(flows.small_expected()) == 369


LARGE = {
    "diff_return": "stock-reverse",
    "rates_rogers_von_rabenau": "steady-rate",
    "demo_closed_min": "closed-minimum",
    "demo_closed_min_tight": "closed-minimum",
    "demo_closed_indep": "closed-independence",
    "demo_closed_indep_tight": "closed-independence",
    "demo_closed_pb": "pseudo-bayesian",
    "demo_open_min": "open-crossed-minimum",
    "demo_open_dr_min": "open-minimum",
    "demo_open_dr_indep": "open-independence",
}
FOLDERS = ("synth_d", "synth_b", "real_2010", "real_2005_raw")


def published(names) -> list[tuple[str, str]]:
    return [(name, file) for name in FOLDERS for file in names if (flows.PUBLISHED / name / f"{file}.csv").exists()]


def table_of(name: str, file: str) -> Matrix:
    return flows.square(flows.PUBLISHED / name / f"{file}.csv")[1]


def allowed_of(name: str, file: str) -> float:
    if "closed" not in file:
        return 1e-4
    return 0.002 if file.endswith("tight") else 5.0 if name == "real_2005_raw" else 1.0


LOOSE = Treatment(world="before-whole", one_end="drop")
"""As published: nothing is refused."""


@pytest.mark.parametrize(("name", "file"), published(LARGE))
def test_a_large_table_agrees(name, file):
    found = estimated(name, LARGE[file], LOOSE)
    assert np.abs(as_whole(found) - table_of(name, file)).max() <= allowed_of(name, file)


@pytest.mark.parametrize(("name", "file"), published(["rates_dennett"]))
def test_rates_agree_with_half_of_net_migration_as_the_world_total(name, file):
    held = flows.folder(name)
    assert np.abs(rate.shared_out(held, np.abs(held.net).sum() / 2) - table_of(name, file)).max() <= 1e-4


OTHERWISE = {
    "demo_closed_min_birthprop": Treatment(births="spread", world="before-whole", one_end="drop"),
    "demo_closed_min_after": Treatment(world="after"),
}


@pytest.mark.parametrize(("name", "file"), published(OTHERWISE))
def test_a_large_table_agrees_where_figures_are_treated_otherwise(name, file):
    found = method.estimate(flows.folder(name), "closed-minimum", OTHERWISE[file])
    assert np.abs(as_whole(found) - table_of(name, file)).max() <= allowed_of(name, file)


@pytest.mark.parametrize("file", ["demo_closed_min", "demo_closed_indep", "demo_closed_pb"])
def test_a_closed_table_agrees_to_the_digit_where_passes_end_as_there(file):
    found = method.estimate(flows.folder("synth_d"), LARGE[file], Treatment(world="before-whole", still=STILL))
    assert np.abs(as_whole(found) - table_of("synth_d", file)).max() <= 1e-4


MATCHED = {
    "match_rescale_start": ("closed", "start", 1.0),
    "match_rescale_end": ("closed", "end", 1.0),
    "match_open_start": ("open-crossed", "start", 1e-4),
}


@pytest.mark.parametrize(("name", "file"), published(MATCHED))
def test_the_tables_that_people_are_traced_between_agree(name, file):
    matching, end, allowed = MATCHED[file]
    assert np.abs(getattr(prepare(flows.folder(name), matching), end) - table_of(name, file)).max() <= allowed


TYPES = {
    f"type_{called}_closed_{way}": (name, f"closed-{long}")
    for called, name in (("return", "back"), ("outward", "outward"), ("transit", "transit"))
    for way, long in (("min", "minimum"), ("indep", "independence"))
}


@pytest.mark.parametrize(("name", "file"), published(TYPES))
def test_flows_by_type_agree(name, file):
    kind, chosen = TYPES[file]
    found = method.types(estimated(name, chosen, Treatment()))
    assert np.abs(getattr(found, kind) - table_of(name, file)).max() <= 1.0


def seed_of(count: int) -> Matrix:
    places = np.arange(count)
    return 1 / (1 + np.abs(places[:, None] - places) / 20)


@pytest.mark.parametrize(("name", "file"), published(["ipf2_seeded", "cm2_seeded"]))
def test_a_large_fit_to_two_margins_agrees(name, file):
    rows, columns = table_of(name, "core_od_margins").T
    seed = seed_of(len(rows))
    np.fill_diagonal(seed, 0.0)
    way = fit.two_margins if file.startswith("ipf2") else fit.conditional
    assert np.abs(way(seed, rows, columns).table - table_of(name, file)).max() <= 0.01


@pytest.mark.parametrize(("name", "file"), published(["ipf3_ones", "ipf3_qi_ones", "ipf3_seeded", "ipf3_qi_seeded"]))
def test_a_large_fit_to_three_margins_agrees(name, file):
    start, end = table_of(name, "core_stock_start"), table_of(name, "core_stock_end")
    nobody = np.zeros_like(start)
    prepared = flow_prepared(start, end, nobody)
    way = tracing.minimum if "qi" in file else tracing.independence
    found = factor.table(way(prepared, seed_of(len(start)) if "seeded" in file else None))
    assert np.abs(found - table_of(name, file)).max() <= 0.01


def flow_prepared(start: Matrix, end: Matrix, nobody: Matrix):
    from stocktake.flows.demographic import Prepared

    return Prepared(tuple(map(str, range(len(start)))), start, end, nobody, nobody, nobody, nobody)


@pytest.mark.parametrize("file", ["ipf3_seeded", "ipf3_qi_seeded"])
def test_a_fit_of_the_whole_array_is_that_of_the_factors(file):
    start, end = table_of("synth_d", "core_stock_start"), table_of("synth_d", "core_stock_end")
    way = fit.quasi_independence if "qi" in file else fit.three_margins
    assert np.abs(way(start, end, seed_of(len(start))).table.sum(axis=2) - table_of("synth_d", file)).max() <= 0.01


def indices_of(name: str) -> dict[str, Callable[[], object]]:
    held = flows.folder(name)
    table = estimated(name, "closed-minimum", Treatment(still=STILL)).flows
    places = np.arange(len(table), dtype=float)
    return {
        "index_impact": lambda: index.impact(table, held.start.sum(axis=0)),
        "index_intensity": lambda: index.intensity(table, held.start.sum(axis=0)),
        "index_connectivity": lambda: index.connectivity(table),
        "gini_total": lambda: index.connectivity(table),
        "index_distance": lambda: index.distance(table, np.abs(places[:, None] - places) + 1),
    }


NAMES: Mapping[str, str] = {
    "effectivness": "effectiveness", "anmr": "net_rate", "preference": "preference", "velocity": "velocity", "cmp": "crude",
    "courgeau_k": "courgeau", "connectivity": "connectivity", "inequality_equal": "inequality", "inequality_sim": "inequality_expected",
    "gini_total": "gini", "gini_orig_standardized": "gini_rows", "gini_dest_standardized": "gini_columns", "cv": "variation_published",
    "mean": "mean", "median": "median", "decay": "decay",
}  # fmt: skip
"""Published names of indices and ours; those that were not available there have no figure to compare."""


@pytest.mark.parametrize(
    ("name", "file"), published(["index_impact", "index_intensity", "index_connectivity", "index_distance", "gini_total"])
)
def test_indices_agree(name, file):
    found = indices_of(name)[file]()
    values = {row.get("measure", "gini_total"): row["value"] for row in flows.rows(f"{name}/{file}.csv")}
    compared = {key: float(value) for key, value in values.items() if value != "NA"}
    assert compared
    for key, value in compared.items():
        assert getattr(found, NAMES[key]) == pytest.approx(value, rel=1e-5 if key == "decay" else 1e-6), key


TWO = np.array([[5.0, 2.0], [1.0, 7.0]])
LAYERS = [TWO, np.array([[4.0, 5.0], [2.0, 9.0]]), np.array([[5.0, 3.0], [4.0, 1.0]])]
THREE = np.array([[50, 120, 545], [10, 120, 0], [220, 30, 10]], float)
FOUR = np.array([[0, 100, 30, 70], [50, 0, 45, 5], [60, 35, 0, 40], [20, 25, 20, 0]], float)
NET = np.array([30.0, 40, -15, -55])
PATTERN = np.arange(1.0, 17).reshape(4, 4, order="F")
SEED = np.array([1, 2, 3, 4, 2, 1, 5, 6, 3, 4, 1, 7, 4, 6, 7, 1], float).reshape(4, 4, order="F")
UNEVEN = np.array([-200.0, -30, -5, 0, 10, 20, 60, 80])


def a(*values: float) -> np.ndarray:
    return np.array(values, float)


def ends() -> tuple[Matrix, Matrix]:
    given = flows.small_cases()["ex0_dr_science"]
    return given.start, given.end


def parameters(found: fit.Factored) -> np.ndarray:
    return np.concatenate([found.rows, found.columns])


FITS: Mapping[str, Callable[[], object]] = {
    "ipf2_willekens": lambda: fit.two_margins(TWO, a(18, 20), a(16, 22)).table,
    "ipf2_ones": lambda: fit.two_margins(np.ones((2, 2)), a(18, 20), a(16, 22)).table,
    "ipf2_3x3": lambda: fit.two_margins(THREE, a(170, 120, 410), a(500, 140, 60)).table,
    "ipf2_3x3_iterations": lambda: fit.two_margins(THREE, a(170, 120, 410), a(500, 140, 60), 1e-5 / 700).passes,
    "ipf2_rows_only": lambda: fit.two_margins(TWO, a(18, 20)).table,
    "cm2_willekens": lambda: fit.conditional(TWO, a(18, 20), a(16, 22)).table,
    "cm2_willekens_theta": lambda: parameters(fit.conditional(TWO, a(18, 20), a(16, 22))),
    "cm2_4x4": lambda: fit.conditional(FOUR, a(250, 100, 140, 110), a(150, 150, 180, 120)).table,
    "cm2_4x4_theta": lambda: parameters(fit.conditional(FOUR, a(250, 100, 140, 110), a(150, 150, 180, 120))),
    "cm3_two_tables": lambda: fit.conditional_layers(np.stack(LAYERS[:2], 2), a(36, 40), a(32, 44)).table,
    "cm3_two_tables_theta": lambda: parameters(fit.conditional_layers(np.stack(LAYERS[:2], 2), a(36, 40), a(32, 44))),
    "cm3_three_tables": lambda: fit.conditional_layers(np.stack(LAYERS, 2), a(170, 120), a(150, 140)).table,
    "ipf3_ones": lambda: fit.three_margins(*ends()).table,
    "ipf3_ones_iterations": lambda: fit.three_margins(*ends()).passes,
    "ipf3_distance_seed": lambda: fit.three_margins(*ends(), SEED).table,
    "ipf3_distance_seed_iterations": lambda: fit.three_margins(*ends(), SEED, 1e-5 / ends()[0].sum()).passes,
    "ipf3_qi_ones_speed_TRUE": lambda: fit.quasi_independence(*ends()).table,
    "ipf3_qi_ones_speed_TRUE_iterations": lambda: fit.quasi_independence(*ends()).passes,
    "ipf3_qi_distance_seed_speed_TRUE": lambda: fit.quasi_independence(*ends(), SEED).table,
    "ipf3_qi_distance_seed_speed_TRUE_iterations": lambda: fit.quasi_independence(*ends(), SEED, within=1e-5 / 2000).passes,
    "ipf3_qi_ones_speed_FALSE": lambda: fit.quasi_independence_scaled(*ends()).table,
    "ipf3_qi_ones_speed_FALSE_iterations": lambda: fit.quasi_independence_scaled(*ends()).passes,
    "ipf3_qi_distance_seed_speed_FALSE": lambda: fit.quasi_independence_scaled(*ends(), SEED).table,
    "ipf3_qi_distance_seed_speed_FALSE_iterations": lambda: fit.quasi_independence_scaled(*ends(), SEED).passes,
    "cm_net_1to16": lambda: net.fit(NET, PATTERN).table,
    "cm_net_1to16_theta": lambda: net.fit(NET, PATTERN).factors,
    "cm_net_tot_1to16_tot200": lambda: net.fit(NET, PATTERN, 200.0).table,
    "cm_net_tot_theta": lambda: np.append((found := net.fit(NET, PATTERN, 200.0)).factors, found.world),
    "rescale_net_no_switches": lambda: net.rescale(UNEVEN),
    "rescale_net_switches": lambda: net.rescale(UNEVEN, "free"),
}


@pytest.mark.parametrize("case", list(FITS))
def test_a_small_fit_agrees(case):
    expected, found = np.array(flows.fits_expected()[case]), np.ravel(FITS[case](), order="F")
    assert found == pytest.approx(expected, abs=1e-4)


def test_every_small_fit_is_here():
    assert set(flows.fits_expected()) == set(FITS)


def test_every_total_agrees():
    compared = 0
    for row in flows.rows("totals.csv"):
        name = LARGE.get(row["method"])
        if name is not None:
            found = estimated(row["case"], name, LOOSE)
            assert found.total == pytest.approx(float(row["total_off_diagonal"]), rel=1e-6), row
            compared += 1
    assert compared == len(published(LARGE))


ESTIMATES = flows.PUBLISHED.parent / "flows_abel_cohen" / "bilateral_flow_estimates_tidy.parquet"


def estimates_of(column: str, places: tuple[str, ...], period: str = "2010") -> Matrix:
    """Return the published estimates of one method, both sexes, in the order of places."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(ESTIMATES, filters=[("period_start", "=", period), ("group", "=", "total"), ("method", "=", column)])
    names = dict.fromkeys(pc.unique(table["origin"]).to_pylist() + pc.unique(table["destination"]).to_pylist())
    index = {name: places.index(code) for name in names for code in [areas().named(name).code] if code in places}
    found = np.zeros((len(places), len(places)))
    for origin, destination, flow in zip(*(table[name].to_pylist() for name in ("origin", "destination", "flow")), strict=True):
        if origin in index and destination in index:
            found[index[origin], index[destination]] = flow
    return found


@pytest.mark.skipif(not ESTIMATES.exists(), reason=flows.MISSING)
@pytest.mark.parametrize(("name", "times"), [(name, 2.0 if name == "migration-rate" else 1.0) for name in method.PUBLISHED])
def test_flows_are_of_the_order_of_the_published_estimates(name, times):
    """Those rest on later editions of stocks and births, so that size and order agree and figures do not; their rates count moves twice."""
    held = flows.folder("real_2010")
    codes = tuple(areas().named(place).code for place in held.places)
    ours, theirs = estimated("real_2010", name, Treatment()).flows * times, estimates_of(method.METHODS[name].column, codes)
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.1)
    both = (ours > 0) | (theirs > 0)
    assert np.corrcoef(np.log1p(ours[both]), np.log1p(theirs[both]))[0, 1] > 0.75

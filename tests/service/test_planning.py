"""What a review computes of its figures: written once, the same for every area, and safe for threads."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.page import review_json
from stocktake.review import part
from stocktake.service import gathering, planning, shelving
from stocktake.sources import pack
from stocktake.tables import plan, series, snapshot
from stocktake.workspace import Workspace
from tables.observed import observed

PAIR = ["indicator", "ref_area"]
NOTHING_SAID = gathering.Evidence((), ())


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Give a workspace with the built-in figures."""
    made = Workspace(tmp_path_factory.mktemp("figures"))
    for path in pack.builtin():
        found = pack.read(path)
        if found.figures is not None:
            snapshot.write(made.figures, found.id, found.figures, snapshot.BuiltFrom(found.digest, "0.1", found.sources, True))
    return made


def review(code, as_of, workspace):
    """Return the review of an area as JSON, but for the moment it was made."""
    return review_json.encode(replace(gathering.review(code, as_of, workspace, NOTHING_SAID), made=""))


def forget():
    """Forget what this process has kept in memory."""
    shelving._PLANS.clear()


def test_reviews_made_at_once_are_those_made_alone(workspace):
    asked = [("MDA", 2026), ("WLD", 2026), ("GTM", 2025), ("MDA", 2026)]
    alone = [review(*one, workspace) for one in asked]
    forget()
    with ThreadPoolExecutor(len(asked)) as pool:
        assert list(pool.map(lambda one: review(*one, workspace), asked)) == alone


def test_figures_from_which_others_are_worked_out_change_no_review(workspace, tmp_path):
    alone = review("MDA", 2026, workspace)
    copied = Workspace(shutil.copytree(workspace.folder, tmp_path / "copied"))
    told = {"ref_area": "MDA", "unit_measure": "PS", "source": "undesa-wpp-2024", "vintage": "2024", "obs_value": 5.0}
    rows = [{**told, "indicator": name, "series": name.upper()} for name in ("population", "births", "deaths")]
    snapshot.write(copied.figures, "undesa-wpp.2024", observed(*rows), snapshot.BuiltFrom("abc", "0.1"))
    with_inputs = review("MDA", 2026, copied)
    assert json.loads(with_inputs)["indicators"] == json.loads(alone)["indicators"]
    assert json.loads(with_inputs)["sources"] == json.loads(alone)["sources"]


def test_a_plan_is_written_once_a_year_and_kind(workspace):
    first = planning.planned(workspace, 2026, False)
    assert planning.planned(workspace, 2026, False) is first
    assert planning.planned(workspace, 2025, False) != first
    assert "by_part" not in first.asked
    assert "by_part" in planning.planned(workspace, 2026, True).asked


def test_a_kept_plan_gives_the_same_review(workspace):
    forget()
    written = review("MDA", 2026, workspace)
    kept = {path.name: path.stat().st_mtime_ns for path in (workspace.folder / shelving.FOLDER).iterdir()}
    forget()
    assert review("MDA", 2026, workspace) == written
    assert {path.name: path.stat().st_mtime_ns for path in (workspace.folder / shelving.FOLDER).iterdir()} == kept


def test_a_damaged_plan_is_written_again(workspace):
    written = review("GTM", 2026, workspace)
    forget()
    for path in (workspace.folder / shelving.FOLDER).iterdir():
        path.write_bytes(path.read_bytes()[:1000])
    assert review("GTM", 2026, workspace) == written


def test_only_so_many_plans_are_kept(workspace):
    made = planning.planned(workspace, 2026, False)
    for n in range(shelving.MOST + 3):
        shelving._remember(str(n), made)
    assert len(shelving._PLANS) == shelving.MOST
    assert str(shelving.MOST + 2) in shelving._PLANS
    forget()


rows = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from("xy"),
        "ref_area": st.sampled_from(["MDA", "GTM"]),
        "sex": st.sampled_from("FM"),
        "time_period": st.sampled_from(["2020", "2021", "2027"]),
        "released": st.sampled_from(["2020", "2021"]),
        "obs_value": st.sampled_from([None, 1.0, 2.0]),
    }
)


@settings(deadline=None, max_examples=15)
@given(st.lists(rows, max_size=12))
def test_who_publishes_parts_is_told_as_if_every_edition_were_looked_at(found):
    parts = ibis.memtable(observed(*found))
    newest = series.latest_vintage(parts)
    plainly = newest.filter(part.has_value(newest, 2026)).select(*PAIR).distinct()
    told = planning.having(parts, PAIR, 2026, lambda t: t)
    assert _pairs(told) == _pairs(plainly)


def _pairs(t):
    return sorted(tuple(row.values()) for row in t.to_pyarrow().to_pylist())


def test_a_plan_holds_no_figure_and_no_area(workspace):
    content = repr(planning.planned(workspace, 2026, True))
    assert "'MDA'" not in content
    assert isinstance(planning.planned(workspace, 2026, True), plan.Plan)

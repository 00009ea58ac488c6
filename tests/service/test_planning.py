"""What a review computes of its figures: written once, the same for every area, and safe for threads."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.model.observation import TOTAL
from stocktake.page import review_json
from stocktake.service import gathering, planning, shelving
from stocktake.sources import pack
from stocktake.tables import plan, snapshot
from stocktake.workspace import Workspace
from tables.observed import observed

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
    first = planning.planned(workspace, 2026, False, "reported")
    assert planning.planned(workspace, 2026, False, "reported") is first
    assert planning.planned(workspace, 2025, False, "reported") != first
    assert "by_part" not in first.asked
    assert "by_part" in planning.planned(workspace, 2026, True, "reported").asked


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
    made = planning.planned(workspace, 2026, False, "judged")
    for n in range(shelving.MOST + 3):
        shelving._remember(str(n), made)
    assert len(shelving._PLANS) == shelving.MOST
    assert str(shelving.MOST + 2) in shelving._PLANS
    forget()


rows = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from("xy"),
        "ref_area": st.sampled_from(["MDA", "GTM"]),
        "sex": st.sampled_from(["F", "M", TOTAL]),
        "time_period": st.sampled_from(["2020", "2021", "2027"]),
        "obs_value": st.sampled_from([None, 1.0, 2.0]),
    }
)


@settings(deadline=None, max_examples=25)
@given(st.lists(rows, max_size=12))
def test_who_publishes_parts_and_no_whole_is_told(found):
    told = planning._by_part(ibis.memtable(observed(*found)), 2026).to_pyarrow().to_pylist()
    valued = [one for one in found if one["obs_value"] is not None and one["time_period"] <= "2026"]
    whole = {(one["indicator"], one["ref_area"]) for one in valued if one["sex"] == TOTAL}
    assert sorted(tuple(one.values()) for one in told) == sorted({(one["indicator"], one["ref_area"]) for one in valued} - whole)


def test_a_plan_holds_no_figure_and_no_area(workspace):
    for name in planning.PLANS:
        made = planning.planned(workspace, 2026, True, name)
        assert isinstance(made, plan.Plan)
        assert "'MDA'" not in repr(made)

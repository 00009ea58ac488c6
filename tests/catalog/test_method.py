"""Methods: what stands in the built-in ones, and what a file may not say."""

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stocktake.catalog import method
from stocktake.errors import CatalogError
from stocktake.model.method import Method

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "progress_methods.yaml"
OPEN_SDG = method.method("open-sdg")
STANDINGS = {
    "target_achieved": "on_course",
    "on_track": "on_course",
    "progress_acceleration_needed": "too_slow",
    "limited_progress": "too_slow",
    "deterioration": "wrong_way",
    "target_not_achieved": "too_slow",
    "moved_away": "wrong_way",
    "not_assessable": "cannot_tell",
}


def reference(name="open_sdg"):
    if not REFERENCE.exists():
        pytest.skip("the reference tables are not beside the project")
    return next(one for one in yaml.safe_load(REFERENCE.read_text(encoding="utf-8"))["methods"] if one["id"] == name)


def edges(classes):
    return {one.key: one.at_least for one in classes}


def test_the_parameters_are_those_of_the_published_text():
    assert OPEN_SDG.parameters == {
        "base_year": 2015,
        "target_year": 2030,
        "earliest_base_year": 2014,
        "earliest_base_year_interval": 4,
        "minimum_years": 2,
        "zero_stand_in": 0.001,
        "limit_exponent": 4.44,
    }


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        pytest.param(OPEN_SDG.classes_with_target, [0.95, 0.60, 0, None], id="with a target"),
        pytest.param(OPEN_SDG.classes_without_target, [0.015, 0.005, 0, None], id="without a target"),
        pytest.param(OPEN_SDG.classes_of_score, [2.5, 0, -2.5, -5], id="of the score"),
    ],
)
def test_the_edges_are_those_of_the_published_text(classes, expected):
    assert [one.key for one in classes] == ["on_track", "progress_acceleration_needed", "limited_progress", "deterioration"]
    assert list(edges(classes).values()) == expected


def test_thresholds_equal_the_reference():
    """The reference writes its rules as `R >= 0.95` or `0.60 <= R < 0.95`."""
    rules = {one["key"]: re.findall(r"-?\d+\.?\d*", one["rule"]) for one in reference()["classes_with_target"]}
    for key, at_least in edges(OPEN_SDG.classes_with_target).items():
        assert at_least is None or at_least == float(rules[key][0])


def test_scores_equal_the_reference():
    scores = reference()["aggregation"]["scores"]
    assert [list(point) for point in OPEN_SDG.score_points_with_target] == scores["points_with_target"]
    assert [list(point) for point in OPEN_SDG.score_points_without_target] == scores["points_without_target"]


def test_every_class_comes_down_to_one_standing():
    classes = (
        *OPEN_SDG.classes_with_target,
        *OPEN_SDG.classes_without_target,
        *OPEN_SDG.classes_of_score,
        *OPEN_SDG.other_classes,
    )
    assert {(one.key, one.standing) for one in classes} == set(STANDINGS.items())


def test_the_keys_of_open_sdg_sites_are_kept():
    variants = {one.variant for one in (*OPEN_SDG.classes_with_target, *OPEN_SDG.other_classes) if one.variant}
    assert variants == set(reference()["label_variants"].partition(": ")[2].split(", "))


def test_an_unknown_method_is_an_error_that_names_those_there_are():
    with pytest.raises(CatalogError, match=r'no method "eurostat"; there are escap-api, .*eurostat-long-term, .*open-sdg'):
        method.method("eurostat")


def test_every_method_names_a_module_of_formulas_and_what_was_read_of_it():
    for one in method.methods().values():
        found = import_module(f"stocktake.measure.{one.module}")
        assert callable(found.sums)
        assert callable(found.judge)
        assert one.verification.is_sure or one.verification.note
        assert one.sources


@pytest.mark.parametrize(
    ("id_", "name", "key"),
    [
        pytest.param("eurostat-long-term", "eurostat", "classes_with_target", id="Eurostat"),
        pytest.param("eurostat-long-term", "eurostat", "classes_without_target", id="Eurostat, no target"),
        pytest.param("progress-chart-2023", "unsd_progress_chart_2023", "classes_with_target", id="Progress Chart"),
        pytest.param("progress-chart-2023", "unsd_progress_chart_2023", "classes_without_target", id="Progress Chart, no target"),
    ],
)
def test_the_edges_of_other_methods_equal_the_reference(id_, name, key):
    """A rule of the reference begins with its lower edge, as `0.60 <= ratio < 0.95`, or says `g >= 0.01`."""
    ours = [one.at_least for one in getattr(method.method(id_), key) if one.at_least is not None]
    rules = [one["rule"].split(" (")[0] for one in reference(name)[key]]
    theirs = [float(min(re.findall(r"-?\d+\.?\d*", rule), key=float)) for rule in rules if ">=" in rule or "<=" in rule]
    assert [edge for edge in ours if edge in theirs] == theirs
    assert set(ours) - set(theirs) <= {0}  # the chart's lowest class is split where it turns


def test_the_keys_of_other_methods_are_those_of_the_reference():
    keys = {one["key"] for one in reference("eurostat")["classes_with_target"]}
    assert keys == {one.key for one in method.method("eurostat-long-term").classes_with_target}
    keys = [one["key"] for one in reference("escap_api")["classes"]]
    assert keys == [one.key for one in method.method("escap-api").classes_with_target]


def test_what_was_not_seen_of_a_method_is_said_beside_the_number():
    api, short = method.method("escap-api"), method.method("eurostat-short-term")
    assert (api.parameters["weight_growth"], api.parameters["tolerance"]) == (0, 0)
    assert all("not seen" in api.parameter_notes[name] for name in ("weight_growth", "tolerance"))
    assert "Our own choice" in short.parameter_notes["minimum_span"]


# --- one file, several windows ---


def test_the_two_windows_of_eurostat_share_everything_but_their_numbers():
    long, short = method.method("eurostat-long-term"), method.method("eurostat-short-term")
    assert (long.parameters["window_years"], short.parameters["window_years"]) == (15, 5)
    assert (long.title, short.title) == (
        "Eurostat trend of EU SDG indicators, latest 15 years",
        "Eurostat trend of EU SDG indicators, latest 5 years",
    )
    assert long == replace(short, id=long.id, title=long.title, parameters=long.parameters)


def test_a_window_has_the_numbers_of_its_method_and_its_own_on_top(tmp_path):
    windows = {
        "late": {"title": "late", "parameters": {"base_year": 2020, "minimum": 1}},
        "all": {"title": "all", "parameters": {}},
    }
    late, whole = read_all(tmp_path, {"windows": windows})
    assert (late.id, late.title, late.parameters) == ("m-late", "M, late", {"base_year": 2020, "minimum": 1})
    assert (whole.id, whole.title, whole.parameters) == ("m-all", "M, all", {"base_year": 2015})
    assert type(late) is Method


def test_two_files_may_not_give_one_id(tmp_path):
    read_all(tmp_path, {"windows": {"late": {"title": "late", "parameters": {}}}})
    (tmp_path / "m-late.yml").write_text(yaml.safe_dump(GOOD), encoding="utf-8")
    with pytest.raises(
        CatalogError, match=r'm\.yml and m-late\.yml: windows: found the id "m-late" twice, expected each id once'
    ):
        method.methods(tmp_path)


GOOD = {
    "title": "M",
    "publisher": "us",
    "module": "open_sdg",
    "verification": {"status": "seen"},
    "sources": [],
    "parameters": {"base_year": 2015},
    "classes_with_target": [],
    "classes_without_target": [],
}
UP = {"key": "up", "label": "Up", "standing": "on_course", "at_least": 0.5}
DOWN = {"key": "down", "label": "Down", "standing": "wrong_way", "rule": "below 0"}


def read_all(folder, changes):
    (folder / "m.yml").write_text(yaml.safe_dump({**GOOD, **changes}, sort_keys=False), encoding="utf-8")
    return method.read(folder / "m.yml")


def read(folder, changes):
    (found,) = read_all(folder, changes)
    return found


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"classes_with_target": [UP, {**UP, "key": "upper", "at_least": 0.9}]},
            r"classes_with_target\.at_least: found 0\.5, 0\.9, expected falling numbers; put the classes from best to worst",
            id="edges rise",
        ),
        pytest.param(
            {"classes_of_score": [UP, UP]}, r'classes_of_score: found "up" twice, expected each class once', id="class twice"
        ),
        pytest.param(
            {"other_classes": [{**DOWN, "rule": ""}]},
            r"other_classes\.down: found neither at_least nor rule, expected one of them; say when",
            id="nothing leads there",
        ),
        pytest.param(
            {"score_points_with_target": [[1, 0], [0, 5]]},
            r"score_points_with_target: found 1, 0, expected rising numbers; put the points from low to high",
            id="points fall",
        ),
        pytest.param(
            {"score_points_with_target": [[1, 2, 3]]}, r"score_points_with_target\[0\]: expected `array` of length 2", id="point"
        ),
        pytest.param(
            {"classes_with_target": [{**UP, "standing": "fine"}]}, r"standing: invalid enum value 'fine'", id="standing"
        ),
        pytest.param(
            {"parameter_notes": {"base": "our own"}},
            r'parameter_notes: found "base", expected one of base_year; correct its spelling or take the note out',
            id="note on nothing",
        ),
        pytest.param(
            {"windows": {"late": {"title": "late", "parameters": {}, "years": 5}}},
            r'unknown key "windows\.late\.years"',
            id="window",
        ),
        pytest.param(
            {"parameters": {"base_year": "early"}}, r"parameters\[\.\.\.\]: expected `float`, got `str`", id="parameter"
        ),
    ],
)
def test_a_broken_method_is_an_error_that_names_file_and_key(tmp_path, changes, expected):
    with pytest.raises(CatalogError, match=rf"m\.yml: .*{expected}|m\.yml: {expected}"):
        read(tmp_path, changes)


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=5, unique=True))
def test_edges_are_accepted_in_falling_order_only(tmp_path_factory, edges_):
    classes = [{**UP, "key": f"k{place}", "at_least": edge} for place, edge in enumerate(edges_)]
    folder = tmp_path_factory.mktemp("methods")
    if edges_ == sorted(edges_, reverse=True):
        assert [one.at_least for one in read(folder, {"classes_with_target": classes}).classes_with_target] == edges_
    else:
        with pytest.raises(CatalogError, match="falling numbers"):
            read(folder, {"classes_with_target": classes})

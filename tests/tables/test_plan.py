"""Plans: queries written once, and run on the rows that are handed in."""

from concurrent.futures import ThreadPoolExecutor

import duckdb
import ibis
import pyarrow as pa
import pytest

from stocktake.tables import plan, schema, snapshot
from tables.observed import as_rows, observed, years

FROM = snapshot.BuiltFrom("abc", "0.1")
NUMBERS = pa.schema({"n": pa.int64(), "word": pa.string()})


def doubled() -> plan.Plan:
    """Return a plan over a table of numbers and a constant one: twice the numbers that have a name, held, and their sum."""
    names = ibis.memtable(pa.table({"word": ["a", "b"], "name": ["Ada", "Bert"]}))
    given = plan.given("numbers", NUMBERS)
    writer = plan.Writer()
    held = writer.hold(given.inner_join(names, "word").select("name", twice=given.n * 2))
    writer.ask("rows", held)
    writer.ask("sum", held.agg(sum=held.twice.sum()))
    return writer.plan()


def numbers(*rows: tuple[int | None, str]) -> dict[str, pa.Table]:
    return {"numbers": pa.Table.from_pylist([dict(zip(NUMBERS.names, row, strict=True)) for row in rows], schema=NUMBERS)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([(1, "a"), (2, "b"), (3, "c")], {("Ada", 2), ("Bert", 4)}, id="joined with what belongs to the plan"),
        pytest.param([(None, "a")], {("Ada", None)}, id="missing stays missing"),
        pytest.param([], set(), id="no rows"),
    ],
)
def test_a_plan_gives_what_was_asked_for(rows, expected):
    found = plan.run(doubled(), numbers(*rows))
    assert {tuple(row.values()) for row in found["rows"].to_pylist()} == expected
    assert found["sum"].schema.field("sum").type == pa.int64()


def test_one_plan_runs_on_any_rows():
    made = doubled()
    assert [plan.run(made, numbers((n, "a")))["sum"]["sum"].to_pylist() for n in (1, 20)] == [[2], [40]]


def test_many_runs_at_once_do_not_meet():
    made = doubled()
    with ThreadPoolExecutor(4) as pool:
        sums = list(pool.map(lambda n: plan.run(made, numbers((n, "a"), (n, "b")))["sum"]["sum"][0].as_py(), range(40)))
    assert sums == [4 * n for n in range(40)]


def test_plans_written_at_once_are_those_written_one_after_another():
    fused = ibis.options.sql.fuse_selects
    alone = plan.run(doubled(), numbers((1, "a")))
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: doubled(), range(8)))
    assert all(plan.run(one, numbers((1, "a"))) == alone for one in made)
    assert ibis.options.sql.fuse_selects == fused


# --- figures


def everything() -> plan.Plan:
    writer = plan.Writer()
    writer.ask("all", plan.given("figures", schema.SCHEMA))
    return writer.plan()


def test_figures_are_those_of_the_areas_named(tmp_path):
    for dataset, area in (("a", "MDA"), ("b", "GTM"), ("c", "WLD")):
        snapshot.write(tmp_path, dataset, years(2, ref_area=area), FROM)
    files = list(snapshot.verify(tmp_path).values())
    found = plan.run(everything(), {}, files, {"figures": ["MDA", "WLD"]})["all"]
    assert as_rows(found) == sorted(as_rows(years(2, ref_area="MDA")) + as_rows(years(2, ref_area="WLD")), key=repr)


@pytest.mark.parametrize("codes", [["GTM"], []], ids=["none of that area", "no area"])
def test_without_figures_there_are_no_rows(tmp_path, codes):
    snapshot.write(tmp_path, "a", years(2), FROM)
    found = plan.run(everything(), {}, list(snapshot.verify(tmp_path).values()), {"figures": codes})["all"]
    assert (found.num_rows, found.schema) == (0, schema.SCHEMA)


def test_a_workspace_without_snapshots_has_no_rows():
    assert plan.run(everything(), {}, [], {"figures": ["MDA"]})["all"].num_rows == 0


@pytest.mark.parametrize("name", ["plain", "with space", "[brackets]", "star*", "question?", "it's", "Größe", "a{b}"])
def test_figures_lie_in_a_folder_of_any_name(tmp_path, name):
    snapshot.write(tmp_path / name, "a", years(2), FROM)
    files = list(snapshot.verify(tmp_path / name).values())
    assert plan.run(everything(), {}, files, {"figures": ["WLD"]})["all"].num_rows == 2


@pytest.mark.parametrize(
    "query",
    ["from read_csv('{folder}/secret.csv')", "from read_text('{folder}/*')", "from glob('{folder}/*')"],
    ids=["a file", "any file", "a folder"],
)
def test_a_plan_reads_no_other_file(tmp_path, query):
    snapshot.write(tmp_path / "figures", "a", observed({}), FROM)
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    made = plan.Plan((), {"all": plan.Asked(query.format(folder=tmp_path), b"")}, {})
    with pytest.raises(duckdb.PermissionException):
        plan.run(made, {}, list(snapshot.verify(tmp_path / "figures").values()), {"figures": ["WLD"]})


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        pytest.param("copy (select 1) to '{folder}/out.csv'", duckdb.PermissionException, id="a copy"),
        pytest.param("select 1 as a; copy (select 1) to '{folder}/out.csv'", ValueError, id="a copy behind a query"),
        pytest.param("attach '{folder}/out.duckdb'", duckdb.PermissionException, id="a database"),
        pytest.param("set enable_external_access = true", duckdb.InvalidInputException, id="the lock undone"),
    ],
)
def test_a_plan_writes_no_file(tmp_path, query, refused):
    made = plan.Plan((), {"all": plan.Asked(query.format(folder=tmp_path), b"")}, {})
    with pytest.raises(refused):
        plan.run(made, {})
    assert not list(tmp_path.iterdir())


# --- keeping


def test_a_plan_that_was_kept_is_the_same(tmp_path):
    plan.keep(tmp_path / "plans" / "one", doubled(), 5)
    found = plan.read_kept(tmp_path / "plans" / "one")
    assert plan.run(found, numbers((4, "a"))) == plan.run(doubled(), numbers((4, "a")))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: content[:-9], id="cut off"),
        pytest.param(lambda content: content.replace(b"twice", b"thrice"), id="changed"),
        pytest.param(lambda content: b"\xff" * 99, id="something else"),
    ],
)
def test_a_damaged_plan_counts_as_none(tmp_path, spoil):
    plan.keep(tmp_path / "one", doubled(), 5)
    (tmp_path / "one").write_bytes(spoil((tmp_path / "one").read_bytes()))
    assert plan.read_kept(tmp_path / "one") is None


def test_what_was_never_kept_is_none(tmp_path):
    assert plan.read_kept(tmp_path / "nowhere" / "one") is None


def test_where_nothing_can_be_kept_nobody_is_disturbed(tmp_path):
    (tmp_path / "plans").write_text("a file where the folder should be")
    plan.keep(tmp_path / "plans" / "one", doubled(), 5)
    assert [path.name for path in tmp_path.iterdir()] == ["plans"]


def test_only_the_newest_plans_stay(tmp_path):
    for n in range(5):
        plan.keep(tmp_path / str(n), plan.Plan((), {}, {}), 3)
    assert len(list(tmp_path.iterdir())) == 3
    assert (tmp_path / "4").is_file()

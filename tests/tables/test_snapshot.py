"""Snapshots: what is written is read back whole, whatever happens to the writer or to the files."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stocktake
from stocktake.errors import WorkspaceError
from stocktake.model.provenance import Source
from stocktake.tables import schema, series, snapshot
from tables.observed import as_rows, observed, years

SOURCES = (Source("s", "1", "A table", "Somebody", released="2024"),)
FROM_PACK = snapshot.BuiltFrom("abc", "0.1", SOURCES, is_builtin=True)
FROM_FILE = snapshot.BuiltFrom("abc", "0.1", SOURCES)


def put(folder: Path, dataset: str = "a", count: int = 3, built_from: snapshot.BuiltFrom = FROM_PACK) -> snapshot.Snapshot:
    return snapshot.write(folder, dataset, years(count), built_from)


def stored(folder: Path, dataset: str = "a") -> list[tuple[object, ...]]:
    return as_rows(pq.read_table(snapshot.verify(folder)[dataset]))


# --- writing and reading


def test_a_folder_that_was_never_filled_has_no_snapshot(tmp_path):
    assert snapshot.current(tmp_path / "nowhere") == {}


def test_the_pointer_tells_everything_about_what_was_written(tmp_path):
    written = put(tmp_path)
    assert snapshot.current(tmp_path) == {"a": written}
    assert (written.rows, written.built_from) == (3, FROM_PACK)


def test_what_is_written_is_read_back(tmp_path):
    put(tmp_path)
    assert stored(tmp_path) == as_rows(years(3))


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
values = st.none() | st.floats(allow_nan=False)
tables = st.lists(
    st.fixed_dictionaries({"ref_area": cells, "time_period": cells, "obs_value": values, "comment_obs": cells}), max_size=6
)


@settings(max_examples=25, deadline=None)
@given(tables)
def test_any_table_written_is_read_back_equal_up_to_order(rows):
    table = observed(*rows) if rows else schema.SCHEMA.empty_table()
    with tempfile.TemporaryDirectory() as folder:
        snapshot.write(Path(folder), "a", table, FROM_PACK)
        assert as_rows(series.observations(Path(folder)).to_pyarrow()) == as_rows(table)


def test_the_same_rows_in_another_order_give_the_same_file(tmp_path):
    first = put(tmp_path)
    again = snapshot.write(tmp_path, "a", years(3)[::-1], FROM_PACK)
    assert again == first


def test_the_old_file_stays_when_a_new_one_takes_its_place(tmp_path):
    old, new = put(tmp_path, count=3), put(tmp_path, count=4)
    assert (tmp_path / old.file).is_file()
    assert snapshot.current(tmp_path) == {"a": new}


def test_one_data_set_does_not_touch_another(tmp_path):
    written = [put(tmp_path, "a"), put(tmp_path, "b", count=5)]
    assert list(snapshot.current(tmp_path).values()) == written


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", ".hidden", "a b"])
def test_a_name_that_is_no_folder_name_is_refused(tmp_path, name):
    with pytest.raises(WorkspaceError, match="cannot name a data set"):
        put(tmp_path, name)


@pytest.mark.parametrize(
    ("digest", "made_by", "damage", "expected"),
    [
        pytest.param("abc", "0.1", None, True, id="nothing changed"),
        pytest.param("def", "0.1", None, False, id="other input"),
        pytest.param("abc", "0.2", None, False, id="other version"),
        pytest.param("abc", "0.1", Path.unlink, False, id="file gone"),
        pytest.param("abc", "0.1", lambda path: path.write_bytes(b""), False, id="file emptied"),
    ],
)
def test_a_snapshot_is_current_while_input_version_and_file_are_the_same(tmp_path, digest, made_by, damage, expected):
    written = put(tmp_path)
    if damage:
        damage(tmp_path / written.file)
    assert snapshot.is_current(tmp_path, "a", digest, made_by) is expected


def test_what_was_never_written_is_not_current(tmp_path):
    assert not snapshot.is_current(tmp_path, "a", "abc", "0.1")


# --- damaged files


def flip(content: bytes) -> bytes:
    """Return the content with its middle byte changed."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        pytest.param(lambda path: path.unlink(), "is missing", id="gone"),
        pytest.param(
            lambda path: path.write_bytes(path.read_bytes()[:-10]), r"has \d+ bytes where \d+ were written", id="cut short"
        ),
        pytest.param(lambda path: path.write_bytes(b""), "has 0 bytes", id="empty"),
        pytest.param(lambda path: path.write_bytes(flip(path.read_bytes())), "has changed since it was written", id="one bit"),
    ],
)
@pytest.mark.parametrize("read", [snapshot.verify, series.observations])
def test_a_damaged_file_is_told_with_what_to_do(tmp_path, read, damage, fault):
    damage(tmp_path / put(tmp_path).file)
    with pytest.raises(WorkspaceError, match=f"parquet: {fault}.*; delete .*a: it is filled again from the built-in packs"):
        read(tmp_path)


def test_figures_from_elsewhere_have_to_be_read_again(tmp_path):
    (tmp_path / put(tmp_path, built_from=FROM_FILE).file).unlink()
    with pytest.raises(WorkspaceError, match='is missing; read "a" again from its source'):
        snapshot.verify(tmp_path)


def test_doing_what_the_message_says_repairs_the_folder(tmp_path):
    damaged = tmp_path / put(tmp_path).file
    damaged.unlink()
    damaged.parent.rmdir()
    assert not snapshot.is_current(tmp_path, "a", FROM_PACK.digest, FROM_PACK.made_by)
    put(tmp_path)
    assert stored(tmp_path) == as_rows(years(3))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: "", id="empty"),
        pytest.param(lambda text: text[: len(text) // 2], id="half written"),
        pytest.param(lambda text: "\0" * len(text), id="zeros"),
        pytest.param(lambda text: "[]", id="no object"),
        pytest.param(lambda text: text.replace('"rows"', '"lines"'), id="a key with another name"),
        pytest.param(lambda text: text.replace('"datasets"', '"more": 1, "datasets"'), id="a key too many"),
        pytest.param(lambda text: text.replace('"size": ', '"size": "a lot", "old": '), id="a wrong kind"),
    ],
)
def test_an_unreadable_pointer_is_told_with_what_to_do(tmp_path, damage):
    put(tmp_path)
    pointer = tmp_path / snapshot.POINTER
    pointer.write_text(damage(pointer.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(
        WorkspaceError, match=r"current\.json: is not a readable pointer .*; delete .*: it is filled again"
    ) as caught:
        snapshot.current(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_pointer_of_an_older_version_without_a_later_field_is_read(tmp_path):
    put(tmp_path)
    pointer = tmp_path / snapshot.POINTER
    content = json.loads(pointer.read_text(encoding="utf-8"))
    del content["datasets"]["a"]["built_from"]["sources"][0]["released"]
    pointer.write_text(json.dumps(content), encoding="utf-8")
    assert snapshot.current(tmp_path)["a"].built_from.sources[0].released == ""


# --- faults while writing


def test_a_file_where_the_folder_should_be_is_told(tmp_path):
    (tmp_path / "figures").write_text("", encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"figures: cannot be written .*; free some space or choose another folder"):
        put(tmp_path / "figures")


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a Python of its own on `code`, which finds its arguments in `sys.argv` and the imports below made."""
    opening = (
        "import sys\nfrom pathlib import Path\nfrom tables.observed import years\nfrom stocktake.errors import WorkspaceError\n"
        "from stocktake.tables import snapshot\nfrom stocktake.tables.snapshot import BuiltFrom\nfolder = Path(sys.argv[1])\n"
    )
    paths = (Path(stocktake.__file__).parents[1], Path(__file__).parents[1])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, "-c", opening + code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


FILL_THE_DISK = """
import resource
limit, rows, length = map(int, sys.argv[2:])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
try:
    snapshot.write(folder, "a", years(rows), BuiltFrom("n" * length, "0.1"))
except WorkspaceError as fault:
    print(fault)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files cannot be limited here")
@pytest.mark.parametrize(
    ("limit", "rows", "length"),
    [
        pytest.param(0, 20000, 1, id="nothing fits"),
        pytest.param(5000, 20000, 1, id="the beginning of the table fits"),
        pytest.param(20000, 1, 100000, id="the table fits, the pointer does not"),
    ],
)
def test_a_full_disk_leaves_the_old_state_and_nothing_half_done(tmp_path, limit, rows, length):
    put(tmp_path)
    words, _ = child(FILL_THE_DISK, tmp_path, limit, rows, length).communicate(timeout=60)
    assert "cannot be written (File too large)" in words
    assert list(tmp_path.rglob("*.tmp")) == []
    assert stored(tmp_path) == as_rows(years(3))


WRITE_FOR_EVER = """
for count in range(1, 10**6):
    snapshot.write(folder, "a", years(count % 7 * 1000 + 1), BuiltFrom(str(count), "0.1"))
    print(count, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL here")
@pytest.mark.parametrize("moment", [0.0, 0.004, 0.011, 0.023, 0.047, 0.09])
def test_a_writer_killed_at_any_moment_leaves_a_whole_state(tmp_path, moment):
    writer = child(WRITE_FOR_EVER, tmp_path)
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(moment)
    writer.send_signal(signal.SIGKILL)
    writer.wait(timeout=60)
    state = snapshot.current(tmp_path)["a"]
    assert len(stored(tmp_path)) == state.rows == int(state.built_from.digest) % 7 * 1000 + 1
    put(tmp_path)  # the lock is free again


def test_what_killed_writers_left_over_goes_after_an_hour(tmp_path):
    put(tmp_path)
    old, young = tmp_path / "a" / ".old.tmp", tmp_path / ".young.tmp"
    for path in (old, young):
        path.write_bytes(b"half")
    an_hour_ago = time.time() - snapshot.LEFT_OVER_AFTER - 1
    os.utime(old, (an_hour_ago, an_hour_ago))
    put(tmp_path, count=4)
    assert (old.exists(), young.exists()) == (False, True)


WRITE_ONE_DATA_SET = """
for count in range(1, 31):
    snapshot.write(folder, sys.argv[2], years(count), BuiltFrom(str(count), "0.1"))
"""


def test_writers_at_the_same_time_lose_nothing(tmp_path):
    writers = [child(WRITE_ONE_DATA_SET, tmp_path, name) for name in ("a", "b", "c")]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    assert {name: state.rows for name, state in snapshot.current(tmp_path).items()} == {"a": 30, "b": 30, "c": 30}
    assert list(snapshot.verify(tmp_path)) == ["a", "b", "c"]


# --- removing what no longer counts


def test_pruning_removes_what_no_longer_counts_and_nothing_else(tmp_path):
    old, new, other = put(tmp_path), put(tmp_path, count=5), put(tmp_path, "b")
    assert snapshot.prune(tmp_path, is_dry=True) == ((old.file, old.size),)
    assert (tmp_path / old.file).is_file()
    assert snapshot.prune(tmp_path) == ((old.file, old.size),)
    assert not (tmp_path / old.file).exists()
    assert set(snapshot.verify(tmp_path)) == {new.dataset, other.dataset}
    assert snapshot.prune(tmp_path) == ()


def test_there_is_nothing_to_prune_where_nothing_was_written(tmp_path):
    assert snapshot.prune(tmp_path / "nowhere") == ()


def test_a_data_set_that_is_forgotten_counts_no_more_and_its_file_stays(tmp_path):
    one = put(tmp_path)
    snapshot.forget(tmp_path, "a")
    assert snapshot.current(tmp_path) == {}
    assert (tmp_path / one.file).is_file()
    with pytest.raises(KeyError):
        snapshot.forget(tmp_path, "a")

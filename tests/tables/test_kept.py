"""Tables kept beside the figures: whole or not at all, and never too many."""

import os
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from stocktake.tables import kept

TABLE = pa.Table.from_pylist([{"area": f"A{n:03}", "moves": {"low": float(n), "by": ["a", "b"]}} for n in range(300)])


def test_a_table_comes_back_as_it_was(tmp_path):
    kept.write_table(tmp_path / "new" / "one.table", TABLE, 3)
    assert kept.read_table(tmp_path / "new" / "one.table") == TABLE


def test_where_there_is_none_there_is_none(tmp_path):
    assert kept.read_table(tmp_path / "one.table") is None
    assert kept.read_table(tmp_path) is None


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_half_a_file_is_no_file(tmp_path, share):
    path = tmp_path / "one.table"
    kept.write_table(path, TABLE, 3)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert kept.read_table(path) is None


def test_a_byte_that_changed_is_found(tmp_path):
    path = tmp_path / "one.table"
    kept.write_table(path, TABLE, 3)
    content = bytearray(path.read_bytes())
    content[content.index(b"A150") if b"A150" in content else 300] ^= 255
    path.write_bytes(content)
    assert kept.read_table(path) is None


def test_only_the_newest_stay(tmp_path):
    for n in range(6):
        kept.write_table(tmp_path / f"{n}.table", TABLE, 3)
        os.utime(tmp_path / f"{n}.table", (n, n))
    kept.write_table(tmp_path / "last.table", TABLE, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["4.table", "5.table", "last.table"]


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_fails(tmp_path):
    (tmp_path / "file").write_text("in the way")
    kept.write_table(tmp_path / "file" / "one.table", TABLE, 3)
    assert kept.read_table(tmp_path / "file" / "one.table") is None


def test_many_may_write_at_once(tmp_path):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: kept.write_table(tmp_path / f"{n % 4}.table", TABLE, 2), range(40)))
    found = sorted(tmp_path.iterdir())
    assert 0 < len(found) <= 4
    assert all(kept.read_table(path) == TABLE for path in found)


# --- files that others read by their name


def of_seven(draft):
    draft.write_bytes(b"7" * 700)


def test_a_file_comes_back_as_it_was(tmp_path):
    made = kept.write_file(tmp_path / "new" / "one", of_seven, 3)
    assert kept.file(tmp_path / "new" / "one") == made
    assert made.read_bytes() == b"7" * 700
    assert made.name.startswith("one.")


def test_where_there_is_no_file_there_is_none(tmp_path):
    assert kept.file(tmp_path / "one") is None
    assert kept.file(tmp_path / "no folder" / "one") is None


@pytest.mark.parametrize("damaged", [b"", b"7" * 350, b"7" * 699 + b"8"])
def test_a_damaged_file_is_no_file(tmp_path, damaged):
    kept.write_file(tmp_path / "one", of_seven, 3).write_bytes(damaged)
    assert kept.file(tmp_path / "one") is None
    assert kept.file(tmp_path / "one") != kept.write_file(tmp_path / "one", of_seven, 3) == kept.file(tmp_path / "one")


def test_only_the_newest_files_stay(tmp_path):
    for n in range(5):
        os.utime(kept.write_file(tmp_path / str(n), of_seven, 2), (n, n))
    assert {path.name.split(".")[0] for path in tmp_path.iterdir()} == {"3", "4"}


def full(draft):
    draft.write_bytes(b"7" * 70)
    raise OSError(28, "No space left on device")


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    assert kept.write_file(tmp_path / "one", full, 2) is None
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("in the way")
    assert kept.write_file(tmp_path / "file" / "one", of_seven, 2) is None


def test_a_fault_that_is_not_the_systems_is_told_and_leaves_nothing(tmp_path):
    def wrong(draft):
        draft.write_bytes(b"7")
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        kept.write_file(tmp_path / "one", wrong, 2)
    assert list(tmp_path.iterdir()) == []

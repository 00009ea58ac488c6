"""The newest edition of the figures in one file: what it holds, when it is written again, and where."""

import os
import random
from concurrent.futures import ThreadPoolExecutor

import ibis
import pyarrow.parquet as pq
import pytest

from stocktake.catalog import catalog
from stocktake.errors import WorkspaceError
from stocktake.service import newest
from stocktake.tables import schema, series, snapshot
from stocktake.workspace import Workspace
from tables.observed import as_rows, observed

KNOWN = sorted(catalog.load().indicators)[:3]
AREAS = ["GTM", "MDA", "AFG", "WLD", "ZWE"]


def rows(seed, count=400):
    """Return observations of a few indicators and areas, in two editions, in no order."""
    given = random.Random(seed)
    made = [
        {
            "indicator": given.choice([*KNOWN, "of-nobody"]),
            "ref_area": given.choice(AREAS),
            "time_period": str(given.randint(2000, 2020)),
            "released": (edition := given.choice(["2020", "2021"])),
            "vintage": edition,
            "obs_value": given.choice([None, 1.0, 2.5]),
        }
        for _ in range(count)
    ]
    return observed(*made)


def hold(workspace, name, table):
    snapshot.write(workspace.figures, name, table, snapshot.BuiltFrom(name, "0.1"))


@pytest.fixture
def workspace(tmp_path):
    """Give a workspace with figures of two data sets."""
    made = Workspace(tmp_path / "workspace")
    hold(made, "a", rows(1))
    hold(made, "b", rows(2))
    return made


def lying(workspace):
    """Return the files that are kept, by name."""
    return sorted((workspace.folder / newest.FOLDER).iterdir())


def plainly(workspace):
    """Return what the file should hold, found in the snapshots without it."""
    every = series.observations(workspace.figures)
    return as_rows(series.latest_vintage(every.filter(every.indicator.isin(KNOWN))).to_pyarrow())


def test_it_holds_the_newest_edition_of_the_indicators_of_the_catalogue(workspace):
    (file,) = newest.files(workspace)
    found = pq.read_table(file)
    assert found.schema.equals(schema.SCHEMA)
    assert as_rows(found) == plainly(workspace)
    assert as_rows(newest.observations(workspace).to_pyarrow()) == plainly(workspace)


def test_the_figures_of_an_area_lie_together(workspace, monkeypatch):
    monkeypatch.setattr(series, "PART", 50)
    (file,) = newest.files(workspace)
    areas = pq.read_table(file)["ref_area"].to_pylist()
    assert areas == sorted(areas)
    assert set(areas) == set(AREAS)


def test_a_workspace_without_figures_has_no_file(tmp_path):
    empty = Workspace(tmp_path)
    assert newest.files(empty) == []
    assert newest.observations(empty).to_pyarrow().num_rows == 0
    assert list(tmp_path.iterdir()) == []


def test_it_is_written_once_and_again_for_other_figures(workspace):
    first = newest.files(workspace)
    written = first[0].stat().st_mtime_ns
    assert newest.files(workspace) == first
    assert first[0].stat().st_mtime_ns == written
    hold(workspace, "b", rows(3))
    second = newest.files(workspace)
    assert second != first
    assert as_rows(newest.observations(workspace).to_pyarrow()) == plainly(workspace)
    hold(workspace, "b", rows(4))
    newest.files(workspace)
    assert len(lying(workspace)) == newest.MOST


def test_who_waits_hears_how_far_it_is(workspace):
    heard = []
    newest.files(workspace, heard.append)
    assert heard[0] == "putting the figures in order, area by area"
    assert heard[-1].endswith(f"{len(plainly(workspace)):,} so far")
    heard.clear()
    newest.files(workspace, heard.append)
    assert heard == []


def test_a_damaged_file_is_written_again(workspace):
    (file,) = newest.files(workspace)
    content = file.read_bytes()
    file.write_bytes(content[:300] + bytes([content[300] ^ 1]) + content[301:])
    os.utime(file)
    assert [path.read_bytes() for path in newest.files(workspace)] == [content]


def test_a_folder_deleted_meanwhile_is_filled_again(workspace):
    (file,) = newest.files(workspace)
    file.unlink()
    assert newest.files(workspace) == [file]
    assert file.is_file()


def test_many_may_ask_at_once(workspace, monkeypatch):
    written = []
    write = newest._write
    monkeypatch.setattr(newest, "_write", lambda *given, **more: (written.append(1), write(*given, **more)))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: newest.files(workspace), range(8)))
    assert found == [found[0]] * 8
    assert written == [1]


def test_where_the_workspace_cannot_be_written_it_lies_among_temporary_files(workspace):
    (workspace.folder / "derived").write_text("in the way")
    (file,) = newest.files(workspace)
    assert not file.is_relative_to(workspace.folder)
    assert newest.files(workspace) == [file]
    assert as_rows(ibis.memtable(pq.read_table(file)).to_pyarrow()) == plainly(workspace)


def test_where_nothing_can_be_written_that_is_said(workspace, tmp_path, monkeypatch):
    (workspace.folder / "derived").write_text("in the way")
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(newest, "_temporary", lambda: tmp_path / "file")
    with pytest.raises(WorkspaceError, match="cannot be written; free some space"):
        newest.files(workspace)


def test_a_damaged_snapshot_is_still_found(workspace):
    newest.files(workspace)
    (path, *_) = snapshot.verify(workspace.figures).values()
    content = path.read_bytes()
    path.write_bytes(content[:300] + bytes([content[300] ^ 1]) + content[301:])
    with pytest.raises(WorkspaceError, match="has changed since it was written"):
        newest.files(workspace)

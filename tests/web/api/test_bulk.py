"""Everything as one file: made once, given out whole or not at all, and a download that can be taken up again."""

import io
import os
import signal
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest


def made(ask, name, seconds=300):
    """Ask until the file is there; only then does the server say 200."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ask(f"/api/v1/bulk/{name}")
        if answer.status != 202:
            return answer
        assert int(answer.headers["Retry-After"]) > 0
        assert "being made" in answer.json["detail"]
        time.sleep(0.3)
    raise AssertionError(f"{name} was not made in {seconds} s")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("csv", "observations.csv"),
        ("skos", "concepts.ttl"),
        ("evidence-ris", "evidence.ris"),
        ("evidence-parquet", "records.parquet"),
    ],
)
def test_a_file_is_made_when_it_is_asked_for_and_holds_what_export_writes(ask, name, file):
    answer = made(ask, name)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="stocktake-{name}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        assert {f"stocktake-{name}/{file}", f"stocktake-{name}/README.md"} <= set(packed.namelist())


def test_many_who_ask_at_once_are_given_one_and_the_same_file(ask, api_workspace):
    with ThreadPoolExecutor(8) as several:
        first = list(several.map(lambda _: ask("/api/v1/bulk/dcat").status, range(8)))
    assert set(first) <= {200, 202}
    assert made(ask, "dcat").status == 200
    with ThreadPoolExecutor(8) as several:
        assert len(set(several.map(lambda _: ask("/api/v1/bulk/dcat").content, range(8)))) == 1
    left = [path.name for path in (api_workspace / "cache" / "bulk").glob("*/.*")]
    assert left == []


def test_a_download_goes_on_where_it_broke_off(ask):
    whole = made(ask, "csv")
    size, tag = len(whole.content), whole.headers["ETag"]
    first = ask("/api/v1/bulk/csv", Range="bytes=0-99")
    rest = ask("/api/v1/bulk/csv", Range="bytes=100-", If_Range=tag)
    assert (first.status, first.headers["Content-Range"]) == (206, f"bytes 0-99/{size}")
    assert first.content + rest.content == whole.content
    assert ask("/api/v1/bulk/csv", Range="bytes=-10").content == whole.content[-10:]
    assert ask("/api/v1/bulk/csv", Range=f"bytes={size}-").status == 416
    assert ask("/api/v1/bulk/csv", Range="bytes=100-", If_Range='"of another state"').content == whole.content
    assert ask("/api/v1/bulk/csv", Range="lines=1-2").content == whole.content


def test_a_file_that_has_not_changed_is_not_sent_again(ask):
    whole = made(ask, "csv")
    assert ask("/api/v1/bulk/csv", If_None_Match=whole.headers["ETag"]).status == 304
    assert ask("/api/v1/bulk/csv", If_Modified_Since=whole.headers["Last-Modified"]).status == 304
    packed = ask("/api/v1/bulk/csv", Accept_Encoding="gzip")
    assert "Content-Encoding" not in packed.headers
    assert ask("/api/v1/bulk/csv", method="HEAD").headers["Content-Length"] == str(len(whole.content))


def test_the_list_says_which_files_are_made(ask):
    made(ask, "csv")
    found = {one["name"]: one for one in ask("/api/v1/bulk").json["items"]}
    assert len(found) == 12
    assert found["csv"]["is_made"]
    assert found["csv"]["size"] == len(made(ask, "csv").content)
    assert (found["sdmx-ml"]["is_made"], found["sdmx-ml"]["size"]) == (False, None)


def test_what_could_not_be_made_is_said_and_tried_again_later(ask, api_workspace):
    made(ask, "csv")
    folder = next((api_workspace / "cache" / "bulk").glob("figures-*"))
    failed = folder / "stocktake-json-ld.failed"
    failed.write_text("the file could not be made: no space", encoding="utf-8")
    answer = ask("/api/v1/bulk/json-ld")
    assert (answer.status, answer.json["detail"]) == (503, "the file could not be made: no space")
    os.utime(failed, (0, 0))
    assert made(ask, "json-ld").status == 200
    assert not failed.exists()


def test_half_a_file_is_never_given_out(ask, api_workspace):
    made(ask, "csv")
    folder = next((api_workspace / "cache" / "bulk").glob("figures-*"))
    (folder / ".parquet.1.zip").write_bytes(b"half")
    assert ask("/api/v1/bulk/parquet").status == 202
    assert zipfile.is_zipfile(io.BytesIO(made(ask, "parquet").content))
    assert list(folder.glob(".*")) == []


def test_a_process_that_is_killed_leaves_nothing_that_is_given_out_and_another_begins_anew(ask, api_workspace):
    made(ask, "csv")
    assert ask("/api/v1/bulk/sdmx-ml").status == 202
    killed = [pid for pid in making(api_workspace) if not os.kill(pid, signal.SIGKILL)]
    assert killed
    assert made(ask, "sdmx-ml").status == 200


def making(workspace):
    """Return the processes that make a file of this workspace, as the system lists them."""
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_one = b"stocktake_web.api.making" in (path / "cmdline").read_bytes()
            if is_one and str(workspace).encode() in (path / "environ").read_bytes():
                yield int(path.name)

"""Fingerprints of files: the same for the same bytes, and another as soon as one changes."""

import hashlib
import os

import pytest

from stocktake.tables import fingerprint

LONG_AGO = 1_000_000_000


def aged(path, seconds=LONG_AGO):
    """Let a file look as if it was written so many seconds after 1970."""
    os.utime(path, (seconds, seconds))
    return path


def test_it_is_the_sha256_of_what_the_file_holds(tmp_path):
    (tmp_path / "a").write_bytes(b"figures")
    assert fingerprint.of(tmp_path / "a") == hashlib.sha256(b"figures").hexdigest()


def test_a_file_is_read_once_while_it_stays_as_it_is(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"figures")
    first = fingerprint.of(aged(path))
    monkeypatch.setattr(fingerprint.hashlib, "file_digest", lambda *_: pytest.fail("it was read again"))
    assert fingerprint.of(path) == first


@pytest.mark.parametrize("when", [LONG_AGO + 1, None])
def test_another_content_has_another_one(tmp_path, when):
    path = tmp_path / "a"
    path.write_bytes(b"figures")
    first = fingerprint.of(aged(path))
    path.write_bytes(b"FIGURES")
    if when:
        aged(path, when)
    assert fingerprint.of(path) != first


def test_a_file_written_just_now_may_change_within_the_same_moment(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"figures")
    moment = path.stat().st_mtime_ns
    first = fingerprint.of(path)
    path.write_bytes(b"FIGURES")
    os.utime(path, ns=(moment, moment))
    assert fingerprint.of(path) != first


def test_only_so_many_are_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr(fingerprint, "_MOST", 3)
    for n in range(8):
        path = tmp_path / str(n)
        path.write_bytes(bytes([n]))
        fingerprint.of(aged(path))
    assert len(fingerprint._KNOWN) <= 3

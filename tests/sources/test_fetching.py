"""Fetching from a real server on this machine that behaves as publishers do: well, slowly, wrongly, and not at all."""

import json

import pytest

from publishers import BODY, half, never, says, well
from stocktake.errors import DataError
from stocktake.sources.fetching import TRIES, Fetcher


@pytest.fixture
def fetcher(tmp_path):
    waited = []
    made = Fetcher(tmp_path / "cache", "2026-11-21", pause=waited.append, timeout=0.5)
    return made, waited


def test_a_file_is_fetched_whole_and_its_mark_kept(publisher, fetcher):
    server, (made, waited) = publisher(well), fetcher
    found = made.fetch(server.url, "figures.csv")
    assert (found.path.read_bytes(), found.is_new, waited) == (BODY, True, [])
    mark = json.loads((made.cache / "figures.csv.json").read_bytes())
    assert (mark["etag"], mark["size"], mark["retrieved"]) == ('"one"', len(BODY), "2026-11-21")
    assert sorted(path.name for path in made.cache.iterdir()) == ["figures.csv", "figures.csv.json"]


def test_what_has_not_changed_is_not_sent_again(publisher, fetcher):
    server, (made, _) = publisher(well), fetcher
    made.fetch(server.url, "figures.csv")
    assert made.fetch(server.url, "figures.csv").is_new is False
    assert server.asked[1]["If-None-Match"] == '"one"'


def test_what_has_changed_takes_its_place(publisher, fetcher):
    server, (made, _) = publisher(well, lambda handler: well(handler, b"new", '"two"')), fetcher
    made.fetch(server.url, "figures.csv")
    assert made.fetch(server.url, "figures.csv").path.read_bytes() == b"new"


def test_a_file_that_broke_off_goes_on_where_it_stopped(publisher, fetcher):
    server, (made, waited) = publisher(half, well), fetcher
    assert made.fetch(server.url, "figures.csv").path.read_bytes() == BODY
    assert 0 < int(server.asked[1]["Range"].removeprefix("bytes=").removesuffix("-")) <= 100_000
    assert len(waited) == 1


def test_a_file_that_changed_while_it_was_broken_off_is_fetched_from_the_start(publisher, fetcher):
    server, (made, _) = publisher(half, lambda handler: well(handler, b"new", '"two"')), fetcher
    assert made.fetch(server.url, "figures.csv").path.read_bytes() == b"new"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_asked_again(publisher, fetcher, status):
    server, (made, waited) = publisher(says(status), says(status), well), fetcher
    assert made.fetch(server.url, "figures.csv").path.read_bytes() == BODY
    assert waited == [1.0, 2.0]


def test_a_publisher_says_how_long_to_wait_and_is_obeyed_within_reason(publisher, fetcher):
    server, (made, waited) = publisher(says(429, Retry_After="7"), says(503, Retry_After="86400"), well), fetcher
    made.fetch(server.url, "figures.csv")
    assert waited == [7.0, 60.0]


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        pytest.param(says(500), "answers 500, 5 times", id="always in trouble"),
        pytest.param(half, "broke off.*, 5 times", id="always cut off"),
        pytest.param(never, "stopped answering, 5 times", id="never answers"),
    ],
)
def test_what_fails_again_and_again_is_told_in_one_line_and_the_old_file_stays(publisher, fetcher, behaviour, said):
    server, (made, waited) = publisher(well, behaviour), fetcher
    made.fetch(server.url, "figures.csv")
    (made.cache / "figures.csv.json").unlink()
    with pytest.raises(DataError, match=said) as fault:
        made.fetch(server.url, "figures.csv")
    assert "\n" not in str(fault.value)
    assert (made.cache / "figures.csv").read_bytes() == BODY
    assert len(waited) == TRIES - 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refusal_is_told_at_once(publisher, fetcher, status):
    server, (made, waited) = publisher(says(status)), fetcher
    with pytest.raises(DataError, match=f"answers {status} .*look whether the address has changed"):
        made.fetch(server.url, "figures.csv")
    assert (waited, list(made.cache.iterdir())) == ([], [])


def test_without_a_network_one_line_says_so(fetcher):
    with pytest.raises(DataError, match="cannot be reached, 5 times; try again later, or fetch the file by hand"):
        fetcher[0].fetch("http://127.0.0.1:9/figures.csv", "figures.csv")


def test_a_name_nobody_knows_is_told_as_such(fetcher):
    with pytest.raises(DataError, match="its name is not known here; there is no network, or the address is wrong"):
        fetcher[0].fetch("http://figures.invalid/figures.csv", "figures.csv")


def test_between_two_questions_the_publisher_has_rest(publisher, tmp_path):
    waited = []
    made = Fetcher(tmp_path, "2026-11-21", interval=5.0, pause=waited.append)
    server = publisher(well)
    made.fetch(server.url, "a.csv")
    made.fetch(server.url, "b.csv")
    assert [round(one) for one in waited] == [5]

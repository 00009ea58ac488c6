"""`stocktake serve` as a person and a machine start it: what it says, what it refuses, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from web.serving import free_port, serving

GOOD = "kJ8_vQ2xRt5nLpW9aZc3mE7yUb1sHd6fGo4iTqXeYwNrPuBvCk0MlSjDhFgA"


def start(workspace, *arguments, **environment):
    """Start the program in a process of its own that minds Ctrl+C, as one in a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-m", "stocktake", "serve", "--workspace", str(workspace), *map(str, arguments)],
        env={**os.environ, **environment},
        cwd=workspace.parent,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def read(address, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_the_site_tells_its_address_answers_and_ends_cleanly(workspace, asked):
    port = free_port()
    process = start(workspace, "--port", port)
    assert process.stderr.readline() == f"stocktake: http://127.0.0.1:{port}/  (stop with Ctrl+C)\n"
    status, headers, body = read(f"http://127.0.0.1:{port}/about/")  # at once: whoever knocks before it is ready waits
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"stocktake" in body
    process.send_signal(asked)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_stopped_while_it_still_prepares_it_ends_cleanly(tmp_path, asked):
    process = start(tmp_path / "new", "--port", free_port())
    while not (tmp_path / "new/workspace.json").exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(asked)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in err
    assert (
        subprocess.run([sys.executable, "-m", "stocktake", "serve", "--prepare", "--workspace", tmp_path / "new"]).returncode == 0
    )


def test_a_port_that_is_taken_is_told_in_one_line(program, workspace):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        began = time.monotonic()
        finished = program("serve", "--port", port, workspace=workspace)
    assert finished.returncode == 1
    assert finished.stderr.startswith(
        f"stocktake: port {port} is taken, by another stocktake or another program: stop it, or name"
    )
    assert finished.stderr.count("\n") == 1
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("host", "told"),
    [("192.0.2.1", "this machine has no address 192.0.2.1"), ("no such host", '"no such host" is no address of a machine')],
)
def test_an_address_that_cannot_be_had_is_told_in_one_line(program, workspace, host, told):
    finished = program("serve", "--host", host, workspace=workspace, STOCKTAKE_HOSTS="a.org", STOCKTAKE_SECRET_KEY=GOOD)
    assert (finished.returncode, finished.stderr.count("\n")) == (1, 1)
    assert told in finished.stderr


def test_others_do_not_reach_a_site_without_names_and_secret(program, workspace):
    finished = program("serve", "--host", "0.0.0.0", workspace=workspace)
    assert finished.returncode == 1
    lines = finished.stderr.splitlines()
    assert lines[0] == "stocktake: this start is not safe, for 2 reasons:"
    assert lines[1].startswith("  STOCKTAKE_HOSTS is not set")
    assert lines[2].startswith("  STOCKTAKE_SECRET_KEY is not set")


def test_names_without_a_secret_are_refused_on_any_address(program, workspace):
    finished = program("serve", workspace=workspace, STOCKTAKE_HOSTS="a.org")
    assert finished.returncode == 1
    assert "STOCKTAKE_SECRET_KEY is not set" in finished.stderr


def test_a_setting_that_means_nothing_is_told_in_one_line(program, workspace):
    finished = program("serve", workspace=workspace, STOCKTAKE_LIMIT="many")
    assert (finished.returncode, finished.stderr.count("\n")) == (1, 1)
    assert 'STOCKTAKE_LIMIT is "many"' in finished.stderr


def test_to_prepare_and_to_check_at_once_is_wrong_usage(program):
    assert program("serve", "--prepare", "--check").returncode == 2


def test_the_secret_stays_the_same_from_start_to_start(program, workspace):
    assert program("serve", "--prepare", workspace=workspace).returncode == 0
    first = (workspace / "secret.key").read_text()
    assert program("serve", "--prepare", workspace=workspace).returncode == 0
    assert (workspace / "secret.key").read_text() == first


def test_a_site_that_others_reach_keeps_no_secret_in_the_workspace(program, workspace):
    assert program("serve", "--prepare", workspace=workspace, STOCKTAKE_HOSTS="a.org", STOCKTAKE_SECRET_KEY=GOOD).returncode == 0
    assert not (workspace / "secret.key").exists()


def test_the_check_tells_all_that_is_unsafe_and_changes_nothing(program, workspace):
    before = sorted(path.name for path in workspace.rglob("*"))
    finished = program("serve", "--check", workspace=workspace, STOCKTAKE_HTTPS="off", STOCKTAKE_LIMIT="off")
    assert finished.returncode == 1
    for told in (
        "STOCKTAKE_HOSTS",
        "STOCKTAKE_SECRET_KEY",
        "STOCKTAKE_HTTPS",
        "STOCKTAKE_LIMIT",
        "every account",
        "not laid out",
    ):
        assert told in finished.stderr
    assert sorted(path.name for path in workspace.rglob("*") if "-wal" not in path.name and "-shm" not in path.name) == before


def test_a_missing_secret_does_not_keep_the_check_from_the_rest(program, workspace):
    finished = program("serve", "--check", workspace=workspace, STOCKTAKE_HOSTS="a.org", STOCKTAKE_SECRET_KEY="")
    assert finished.returncode == 1
    assert "STOCKTAKE_SECRET_KEY is not set" in finished.stderr
    assert "not laid out" in finished.stderr


def test_the_check_of_nothing_makes_nothing(program, tmp_path):
    finished = program("serve", "--check", workspace=tmp_path / "nowhere")
    assert finished.returncode == 1
    assert "there is no workspace" in finished.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_prepared_site_with_names_and_secret_passes_the_check(program, workspace):
    safe = {"STOCKTAKE_HOSTS": "stocktake.example.org", "STOCKTAKE_SECRET_KEY": GOOD}
    assert program("serve", "--prepare", workspace=workspace, **safe).returncode == 0
    workspace.chmod(0o750)
    finished = program("serve", "--check", workspace=workspace, **safe)
    assert (finished.stderr, finished.returncode) == ("stocktake: nothing unsafe was found\n", 0)


def test_a_workspace_that_may_only_be_read_is_told_in_one_line(program, tmp_path):
    (tmp_path / "stocktake-workspace").write_text("a file in its place")
    finished = program("serve", workspace=tmp_path / "stocktake-workspace")
    assert (finished.returncode, finished.stderr.count("\n")) == (1, 1)


@pytest.fixture(scope="module")
def public(filled, tmp_path_factory):
    """The address of a site as a server in front of it reaches it."""
    import shutil

    folder = tmp_path_factory.mktemp("public")
    workspace = shutil.copytree(filled / "stocktake-workspace", folder / "stocktake-workspace")
    said = {"STOCKTAKE_HOSTS": "stocktake.example.org", "STOCKTAKE_SECRET_KEY": GOOD, "STOCKTAKE_LIMIT": "5"}
    with serving(workspace, "--workers", "1", **said) as address:
        yield address


def test_behind_its_server_a_public_site_answers_over_https_only_and_to_its_name_only(public):
    front = {"Host": "stocktake.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.1"}
    status, headers, _ = read(f"{public}/about/", **front)
    assert status == 200
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    status, _, body = read(f"{public}/about/", **{**front, "Host": "evil.example"})
    assert status == 400
    assert b"does not answer to the name" in body
    assert read(f"{public}/health/live")[0] == 200


def test_behind_its_server_a_public_site_counts_each_visitor_apart(public):
    def ask(visitor):
        front = {"Host": "stocktake.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": f"203.0.113.66, {visitor}"}
        return read(f"{public}/about/?x=1", **front)

    assert [ask("203.0.113.7")[0] for _ in range(6)] == [200] * 5 + [429]
    status, headers, body = ask("203.0.113.7")
    assert status == 429
    assert int(headers["Retry-After"]) >= 1
    assert b"try again in" in body
    assert ask("203.0.113.8")[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", id="an address without end"),
        pytest.param(b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 500 + b"\r\n", id="too many headers"),
        pytest.param(b"GET / HTTP/1.1\r\nX-A: " + b"b" * 20_000 + b"\r\n\r\n", id="too long a header"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00", id="TLS where none is spoken"),
        pytest.param(b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n", id="a null"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", id="two lengths"
        ),
    ],
)
def test_what_is_no_request_is_refused_and_the_site_lives_on(public, sent):
    port = int(public.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
        raw.sendall(sent)
        raw.shutdown(socket.SHUT_WR)
        answered = raw.recv(100)
    assert answered == b"" or answered.split()[1].startswith(b"4")
    assert read(f"{public}/health/live")[0] == 200

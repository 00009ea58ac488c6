"""`stocktake document read` with a language model: off by default, told of, checked, and never in the way of the default reader."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from publishers import answer, says
from stocktake.cli import main

REPORT = Path(__file__).parents[1] / "extract" / "report.txt"
KEY = "sk-made-up-0123"
OFFER = {
    "type": "offer",
    "quote": "The Government also trained more than 1,200 nurses in four provinces.",
    "title": "Courses for health staff",
    "summary": "Uruguay prepared 1200 people of its health services.",
    "areas": ["URY", "XXX"],
    "objectives": ["gcm:15"],
    "reported_by": None,
    "year": None,
}
LIE = {**OFFER, "quote": "The Government gave every newcomer a house and a garden."}


def proposes(*records, content=None):
    said = json.dumps({"records": records}) if content is None else content
    body = json.dumps({"choices": [{"message": {"content": said}}]}).encode()
    return lambda handler: answer(handler, 200, body)


def run(*arguments, **environment):
    surroundings = {"STOCKTAKE_MODEL_KEY": KEY, **environment}
    return CliRunner().invoke(
        main, ["document", "read", "--dry-run", "--format", "jsonl", "--rate", "60000", *map(str, arguments)], env=surroundings
    )


def with_model(server, *paths):
    return run(*(paths or [REPORT]), "--model", "tiny", "--endpoint", f"{server.host}/v1")


def rows(ran):
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_nothing_leaves_the_machine_unless_an_endpoint_was_configured(publisher):
    server = publisher(proposes(OFFER))
    ran = run(REPORT)
    assert ran.exit_code == 0
    assert server.paths == []
    assert " go to " not in ran.stderr


def test_what_goes_where_is_said_and_what_holds_joins_the_others(publisher):
    server = publisher(proposes(OFFER, LIE))
    ran, without = with_model(server), rows(run(REPORT))
    assert ran.exit_code == 0, ran.stderr
    host = server.host.removeprefix("http://")
    sent = sum(
        len(one["passage"]) + len(one["heading"]) for body in server.bodies for one in json.loads(body["messages"][1]["content"])
    )
    assert f"report: {sent:,} characters of its text go to {host} in 1 question to tiny" in ran.stderr
    assert f"report: {host} answered 1 of 1; proposals that hold: 1, of them new: 1" in ran.stderr
    assert "not counted, 1: whose quote does not stand in the passages" in ran.stderr
    assert "dropped, 1: codes of areas or objectives" in ran.stderr
    assert rows(ran)[:-1] == without
    new = rows(ran)[-1]
    assert (new["type"], new["countries"], new["gcm"], new["confidence"]) == ("offer", ["URY"], [15], 0.5)
    assert new["found_by"] == f"tiny at {host} (not calibrated)"
    assert KEY not in ran.output


def test_what_both_find_is_one_candidate(publisher):
    ran = with_model(publisher(proposes({**OFFER, "type": "practice"})))
    both = [row for row in rows(ran) if "; tiny at " in row["found_by"]]
    assert len(rows(ran)) == len(rows(run(REPORT)))
    assert [row["type"] for row in both] == ["practice"]
    assert both[0]["confidence"] == next(row["confidence"] for row in rows(run(REPORT)) if row["id"] == both[0]["id"])


def test_the_environment_may_name_the_model_and_one_run_go_without(publisher):
    server = publisher(proposes(OFFER))
    named = {"STOCKTAKE_MODEL_NAME": "tiny", "STOCKTAKE_MODEL_ENDPOINT": f"{server.host}/v1"}
    assert "tiny at " in run(REPORT, **named).stdout
    assert len(server.paths) == 1
    assert "tiny at " not in run(REPORT, "--no-model", **named).stdout
    assert len(server.paths) == 1


@pytest.mark.parametrize(
    ("behaviours", "code", "said"),
    [
        pytest.param([proposes(content="Sure! Here they are:")], 0, "not counted, 1: the answer is not the JSON", id="no JSON"),
        pytest.param([proposes(content='{"rows": []}')], 0, "not counted, 1: the answer is not the JSON", id="other JSON"),
        pytest.param([proposes("practice", 7)], 0, "not counted, 2: a record of another shape", id="records of another shape"),
        pytest.param([proposes(content="")], 0, "no answer, 1: ", id="an empty answer"),
        pytest.param([says(500, Retry_After="0")], 0, "answers 500, 3 times", id="in trouble"),
        pytest.param([says(401)], 1, "answers 401; look at STOCKTAKE_MODEL_KEY", id="a wrong key"),
        pytest.param([says(400)], 1, "structured output", id="no structured output"),
    ],
)
def test_an_answer_that_fails_costs_nothing_the_default_reader_found(publisher, behaviours, code, said):
    ran = with_model(publisher(*behaviours))
    assert ran.exit_code == code, ran.stderr
    assert said in ran.stderr
    assert rows(ran) == rows(run(REPORT))
    assert KEY not in ran.output


def test_a_service_that_answers_on_the_second_try_is_used(publisher):
    ran = with_model(publisher(says(429, Retry_After="0"), proposes(OFFER)))
    assert ran.exit_code == 0
    assert "of them new: 1" in ran.stderr


def test_a_service_that_keeps_silent_is_asked_no_more_and_the_run_says_so(publisher, tmp_path):
    paths = [tmp_path / f"{name}.txt" for name in "abcde"]
    for path in paths:
        path.write_text(REPORT.read_text(encoding="utf-8"), encoding="utf-8")
    server = publisher(proposes(content=""))
    ran = with_model(server, *paths)
    assert ran.exit_code == 1
    assert len(server.paths) == 3
    assert "e: " in ran.stderr
    assert {row["doc"] for row in rows(ran)} == set("abcde")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("--model", "tiny"), "--endpoint or STOCKTAKE_MODEL_ENDPOINT", id="no endpoint"),
        pytest.param(("--endpoint", "http://127.0.0.1:1/v1"), "--model or STOCKTAKE_MODEL_NAME", id="no name"),
        pytest.param(("--model", "tiny", "--endpoint", "127.0.0.1"), "no address", id="no address"),
        pytest.param(("--model", "tiny", "--endpoint", "http://example.org"), "over https only", id="a key in the open"),
        pytest.param(
            ("--model", "ti\nny", "--endpoint", "http://127.0.0.1:1"), "signs that no name has", id="a name of two lines"
        ),
        pytest.param(("--model", "tiny", "--endpoint", "http://127.0.0.1:1", "--rate", "0"), "rate", id="no questions a minute"),
    ],
)
def test_half_a_configuration_is_wrong_usage(arguments, said):
    ran = run(REPORT, *arguments)
    assert ran.exit_code == 2
    assert said in ran.stderr
    assert KEY not in ran.output


def test_what_the_model_found_waits_for_a_person_and_is_asked_for_once(publisher, program):
    server = publisher(says(500, Retry_After="0"), says(500, Retry_After="0"), says(500, Retry_After="0"), proposes(OFFER))
    named = (
        "document",
        "read",
        REPORT,
        "--model",
        "tiny",
        "--endpoint",
        f"{server.host}/v1",
        "--rate",
        "60000",
        "--format",
        "jsonl",
    )
    failed = program(*named)
    assert failed.returncode == 0, failed.stderr
    again = program(*named)
    assert "has not changed" not in again.stderr, "a model that did not answer is asked again"
    assert " 1 new, " in again.stderr
    assert "has not changed" in program(*named).stderr
    assert len(server.paths) == 4

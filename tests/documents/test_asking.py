"""A model behind an endpoint on this machine that answers well, slowly, wrongly, and without an end."""

import json
import time

import pytest

from publishers import answer, never, says
from stocktake.documents import asking
from stocktake.documents.asking import Asker, Refused, Unanswered
from stocktake.errors import DataError

KEY = "sk-made-up-0123"


def completes(content, **rest):
    """Return a behaviour that answers as chat/completions does."""
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": "stop", **rest}]})
    return lambda handler: answer(handler, 200, body.encode())


def asked(server, **rest):
    waits = []
    made = Asker(f"{server.host}/v1", "tiny", pause=waits.append, **{"timeout": 0.3, "longest": 0.3, "key": KEY, **rest})
    return made, waits


def ask(asker):
    return asker.ask([{"role": "user", "content": "some passages"}], {"type": "object"})


def test_one_question_goes_to_the_endpoint_with_the_schema_and_the_key(publisher):
    server = publisher(completes('{"records": []}'))
    asker, _ = asked(server)
    assert ask(asker) == '{"records": []}'
    assert server.paths == ["/v1/chat/completions"]
    assert server.asked[0]["Authorization"] == f"Bearer {KEY}"
    (body,) = server.bodies
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("tiny", 0, asking.TOKENS)
    assert body["response_format"] == {
        "type": "json_schema", "json_schema": {"name": "records", "strict": True, "schema": {"type": "object"}},
    }  # fmt: skip
    assert body["messages"] == [{"role": "user", "content": "some passages"}]


def test_without_a_key_none_is_sent(publisher):
    server = publisher(completes("{}"))
    ask(asked(server, key="")[0])
    assert "Authorization" not in server.asked[0]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_service_in_trouble_is_asked_again(publisher, status):
    server = publisher(says(status), completes("fine"))
    asker, waits = asked(server)
    assert ask(asker) == "fine"
    assert waits == [asking.WAITS[0]]


def test_it_waits_as_long_as_it_is_told_but_not_for_ever(publisher):
    server = publisher(says(429, Retry_After="7"), says(429, Retry_After="86400"), completes("fine"))
    asker, waits = asked(server)
    assert ask(asker) == "fine"
    assert waits == [7, asking.PATIENCE]


def endless(handler):
    """Send an answer that never ends, as fast as it is taken."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while not handler.server.release.is_set():
            handler.wfile.write(b'{"choices": [' + b" " * 65536)
    except OSError:
        pass


def drips(handler):
    """Send a byte now and then without an end."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while not handler.server.release.wait(0.02):
            handler.wfile.write(b" ")
            handler.wfile.flush()
    except OSError:
        pass


def breaks_off(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.wfile.flush()
    handler.connection.close()


def raw(body):
    return lambda handler: answer(handler, 200, body)


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        pytest.param(says(500), "answers 500, 3 times", id="always in trouble"),
        pytest.param(never, "stopped answering, 3 times", id="silent"),
        pytest.param(drips, "was not done after 0.3 seconds, 3 times", id="a trickle without an end"),
        pytest.param(breaks_off, "broke off, 3 times", id="breaks off"),
        pytest.param(endless, "more than 1000000 bytes", id="a flood without an end"),
        pytest.param(raw(b"x" * 1_000_001), "more than 1000000 bytes", id="huge"),
        pytest.param(raw(b"<html>welcome</html>"), "not of the shape", id="a page"),
        pytest.param(raw(b'{"choices": ['), "not of the shape", id="half JSON"),
        pytest.param(raw(b'{"choices": []}'), "not of the shape", id="no choice"),
        pytest.param(raw(b'{"choices": [{"message": {"content": 7}}]}'), "not of the shape", id="a number for a text"),
        pytest.param(raw(b"[" * 100_000), "not of the shape", id="deeper than anybody reads"),
        pytest.param(raw(b"\xff\xfe"), "not of the shape", id="no text"),
        pytest.param(raw(b""), "not of the shape", id="nothing"),
        pytest.param(completes(None), "is empty", id="an empty answer"),
        pytest.param(completes(None, message={"content": None, "refusal": "I will not."}), "refuses", id="a refusal"),
        pytest.param(completes("{}", finish_reason="content_filter"), "refuses", id="filtered"),
        pytest.param(completes('{"rec', finish_reason="length"), "cut off after 4000 tokens", id="cut off"),
    ],
)
def test_what_is_no_answer_is_told_in_one_line_and_in_time(publisher, behaviour, said):
    asker, _ = asked(publisher(behaviour))
    begun = time.monotonic()
    with pytest.raises(Unanswered, match=said) as told:
        ask(asker)
    assert time.monotonic() - begun < 5
    assert len(str(told.value).splitlines()) == 1
    assert KEY not in str(told.value)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 418])
def test_a_service_that_will_not_answer_is_asked_once_and_followed_nowhere(publisher, status):
    elsewhere = publisher(completes("{}"))
    server = publisher(lambda handler: answer(handler, status, f"wrong key {KEY}".encode(), Location=elsewhere.host))
    with pytest.raises(Refused, match=str(status)) as told:
        ask(asked(server)[0])
    assert len(server.paths) == 1
    assert elsewhere.paths == []
    assert KEY not in str(told.value)


def test_nobody_at_the_address_is_told(publisher):
    server = publisher(completes("{}"))
    asker, _ = asked(server)
    server.shutdown()
    server.server_close()
    with pytest.raises(Unanswered, match="cannot be reached, 3 times"):
        ask(asker)


def test_questions_keep_their_distance(publisher):
    asker, waits = asked(publisher(completes("{}")), interval=60)
    ask(asker)
    ask(asker)
    assert len(waits) == 1
    assert 59 < waits[0] <= 60


@pytest.mark.parametrize(
    ("endpoint", "key", "said"),
    [
        ("", "", "no address"),
        ("example.org/v1", "", "no address"),
        ("ftp://example.org", "", "no address of http"),
        ("file:///etc/hosts", "", "no address of http"),
        ("http://", "", "no address of http"),
        ("http://[::1", "", "no address"),
        ("http://example.org:many/v1", "", "no address"),
        ("https://example.org/v 1", "", "no address"),
        ("https://example.org/\nv1", "", "no address"),
        (f"https://me:{KEY}@example.org/v1", "", "more than host and path"),
        (f"https://example.org/v1?key={KEY}", "", "more than host and path"),
        ("http://example.org/v1", KEY, "over https only"),
        ("https://example.org/v1", f"{KEY}\r\nX-Else: 1", "signs that no key has"),
        ("https://example.org/v1", "sk-\u00e9", "signs that no key has"),
    ],
)
def test_an_endpoint_or_key_that_cannot_be_is_refused_without_showing_it(endpoint, key, said):
    with pytest.raises(DataError, match=said) as told:
        Asker(endpoint, "tiny", key)
    assert KEY not in str(told.value)


def test_the_key_is_not_shown_with_the_asker():
    assert KEY not in repr(Asker("https://example.org/v1", "tiny", KEY))


@pytest.mark.parametrize(
    ("endpoint", "is_open"),
    [("http://example.org/v1", True), ("https://example.org/v1", False), ("http://127.0.0.1:80/v1", False)],
)
def test_what_can_be_read_on_its_way_is_known(endpoint, is_open):
    assert Asker(endpoint, "tiny").is_open is is_open

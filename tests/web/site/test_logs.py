"""The log says what the site does, in lines of JSON, and nothing of who asked or what for."""

import io
import json
import logging

import pytest
from django.db import OperationalError
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from stocktake_web.site import log
from stocktake_web.site.log import Lines, noted


@pytest.fixture
def lines():
    """Everything that is logged meanwhile, line by line as read back from JSON."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines())
    requests, root = logging.getLogger("stocktake.request"), logging.getLogger()
    level = requests.level
    requests.setLevel("INFO")
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    requests.setLevel(level)


PRIVATE = ("203.0.113.9", "Amal", "Mozilla", "cookie-value", "spoofed")


def ask(view, path="/areas/MDA/?q=Amal", method="get", **headers):
    told = {"REMOTE_ADDR": "203.0.113.9", "HTTP_USER_AGENT": "Mozilla", "HTTP_COOKIE": "x=cookie-value", **headers}
    return noted(view)(getattr(RequestFactory(), method)(path, **told))


def test_a_request_is_one_line_without_anything_of_who_asked_or_what_for(lines):
    response = ask(lambda _: HttpResponse(b"twelve bytes"))
    (line,) = lines()
    assert set(line) == {"time", "level", "id", "method", "route", "status", "milliseconds", "bytes"}
    assert (line["method"], line["status"], line["bytes"], line["id"]) == ("GET", 200, 12, response.headers["X-Request-Id"])
    assert not [word for word in PRIVATE if word in json.dumps(line)]


def test_the_route_is_named_and_not_the_address(site, lines):
    site.get("/health/live")
    site.get("/areas/no%20such%20place/?q=Amal")
    site.get("/nowhere/Amal")
    assert [(line.get("route"), line.get("status")) for line in lines()] == [("health", 200), ("area", 404), ("", 404)]
    assert "Amal" not in json.dumps(lines())
    assert "such" not in json.dumps(lines())


def test_an_answer_sent_in_parts_is_logged_when_all_of_it_was_sent(lines):
    response = ask(lambda _: StreamingHttpResponse(iter([b"123", b"45"])))
    assert lines() == []
    assert b"".join(response.streaming_content) == b"12345"
    assert [(line["bytes"], line["id"]) for line in lines()] == [(5, response.headers["X-Request-Id"])]


@pytest.mark.parametrize(("status", "length"), [(200, "5"), (404, "5"), (304, None), (204, None)])
def test_an_answer_tells_its_length_where_it_has_a_body(lines, status, length):
    response = ask(lambda _: HttpResponse(b"12345" if length else b"", status=status))
    assert response.headers.get("Content-Length") == length
    assert lines()[0]["bytes"] == int(length or 0)


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("123e4567-e89b-12d3-a456-426614174000", True),
        ("Amal spoofed", False),
        ("a" * 65, False),
        ("0123\n{}", False),
        ("", False),
    ],
)
def test_an_id_of_a_server_in_front_is_taken_if_it_looks_like_chance(given, is_taken):
    response = ask(lambda _: HttpResponse(), HTTP_X_REQUEST_ID=given)
    assert (response.headers["X-Request-Id"] == given) is is_taken


def test_each_request_has_an_id_of_its_own():
    assert len({ask(lambda _: HttpResponse()).headers["X-Request-Id"] for _ in range(50)}) == 50


def test_an_unknown_method_is_not_repeated(lines):
    request = RequestFactory().generic("SPOOFED", "/")
    noted(lambda _: HttpResponse())(request)
    assert lines()[0]["method"] == "OTHER"


def fail_with(error):
    def view(request):
        try:
            raise error
        except Exception:
            logging.getLogger("django.request").error("%s: %s", "Fault", request.path, exc_info=True, extra={"request": request})
        return HttpResponse(status=500)

    return view


def test_a_mistake_is_logged_with_place_and_kind_but_no_word_of_the_visitor(lines):
    response = ask(fail_with(ValueError("no number: Amal")))
    mistake, request = lines()
    assert mistake["id"] == request["id"] == response.headers["X-Request-Id"]
    assert mistake["error"] == "ValueError"
    assert mistake["traceback"][-1].endswith(" view")
    assert not [word for word in PRIVATE if word in json.dumps(lines())]


def test_what_a_database_complains_of_is_told(lines):
    ask(fail_with(OperationalError("disk is full")))
    assert lines()[0]["error"] == "OperationalError: disk is full"


def test_what_a_part_of_the_program_warns_of_is_logged_without_the_values(lines):
    def view(_):
        logging.getLogger("some.part").warning("odd value %s", "Amal")
        return HttpResponse()

    ask(view)
    assert lines()[0]["said"] == "odd value %s"


def test_outside_of_requests_a_message_is_whole(lines):
    logging.getLogger("some.part").warning("odd value %s", "7")
    assert [line["said"] for line in lines()] == ["odd value 7"]


def test_a_line_stays_a_line(lines):
    logging.getLogger("some.part").warning("two\nlines \u2028")
    assert len(lines()) == 1


@pytest.mark.parametrize("is_on", [True, False])
def test_requests_are_logged_where_that_is_asked_for(is_on):
    level = log.settings(logs_requests=is_on)["loggers"]["stocktake.request"]["level"]
    assert (logging.getLevelName(level) <= logging.INFO) is is_on


def test_the_server_tells_no_address_of_a_request_that_was_none(lines):
    from gunicorn.config import Config

    server = log.ServerLogger(Config())
    server.error_log.propagate = True
    server.warning("Invalid request from ip={ip}: {error}".format(ip="203.0.113.9", error="Amal"))
    try:
        raise OSError("203.0.113.9")
    except OSError:
        server.exception("Error handling request %s %s", "GET", "/?q=Amal")
    server.warning("Worker %s", 7)
    said = [line["said"] for line in lines()]
    assert said == ["a request was refused that cannot be read as one", "a request failed in the server", "Worker 7"]
    assert "203.0.113.9" not in json.dumps([line for line in lines() if "error" not in line])
    assert "Amal" not in json.dumps(lines())

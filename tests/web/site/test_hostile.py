"""Whatever is sent to any address of the site, the answer is a page or a sentence, never a fault of ours."""

import gzip
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, urlencode

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")

ODD = (
    "",
    "-1",
    "0",
    "1e400",
    "1" + "0" * 30,
    "NaN",
    "x" * 300,
    "x" * 10_000,
    "a\0b",
    "\u202egnp\u202c",
    "\ud800",
    "' OR 1=1 --",
    '"; DROP TABLE records_record; --',
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%00",
    "%",
    "..",
    "../../etc/passwd",
    "a/b",
    "http://evil.example/",
    "\r\nX-Evil: 1",
    "العودة",
    "移民",
    "AND OR NOT NEAR(",
    "*:*",
    "🙂",
    "null",
    "[]",
    "true",
)
NAMES = (
    "q", "type", "objective", "area", "areas", "actor", "year", "years", "document", "page", "method", "indicator", "series", "sex", "age",
    "as_of", "format", "level", "over", "of", "sort", "limit", "offset", "most", "view", "by", "source", "split", "lang", "width", "framework",
)  # fmt: skip
REAL = ("MDA", "WLD", "gcm", "20", "10.7.1", "open-sdg", "idm2018-report", "practice", "2020", "csv", "svg", "page")
UNREADY = {(503, "/health/ready")}
"""Where a site that is not ready may say so; everywhere else that is a fault of ours."""
SENTENCE = re.compile(r"\w{2,}.*[.:?!\w]")

values = st.one_of(st.sampled_from(ODD), st.sampled_from(REAL), st.text(max_size=40), st.integers(-(10**30), 10**30).map(str))


@cache
def routes() -> tuple[str, ...]:
    """Return every address of the site as it is written in the urlconf, found by walking it."""
    return tuple(sorted(set(_walk(get_resolver(), ""))))


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        written = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield written
        else:
            yield from _walk(one, written)


def address(route: str, parts: list[str]) -> str:
    """Return a route with values in the place of its parts, as a browser would send them."""
    left = iter(parts)
    return "/" + PART.sub(lambda _: quote(next(left).encode("utf-8", "surrogatepass"), safe=""), route)


def asked(client, route, parts, query, method="get"):
    path = address(route, parts)
    if query:
        path += "?" + urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in query])
    return path, getattr(client, method)(path)


def is_told(answer) -> bool:
    """Return whether a refusal says something in words."""
    if answer.streaming:
        return False
    packed = answer.headers.get("Content-Encoding") == "gzip"
    text = (gzip.decompress(answer.content) if packed else answer.content).decode()
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        found = re.search(r'class="lead"[^>]*>(.*?)</p>', text, re.DOTALL)
        text = found[1] if found else ""
    return bool(SENTENCE.search(text))


def assert_answered(path, answer):
    is_allowed = answer.status_code < 500 or (answer.status_code, path.partition("?")[0]) in UNREADY
    assert is_allowed, (path[:300], answer.status_code)
    if 400 <= answer.status_code < 500 and answer.status_code != 405 and answer.request["REQUEST_METHOD"] != "HEAD":
        assert is_told(answer), (path[:300], answer.status_code)
    assert "X-Evil" not in answer.headers
    assert answer.headers["Content-Security-Policy"], path[:300]
    for part in answer.streaming_content if answer.streaming else ():
        assert isinstance(part, bytes)


def test_the_walk_finds_the_addresses():
    found = routes()
    assert len(found) > 15
    assert "areas/<str:code>/" in found
    assert "health/live" in found


def test_every_address_bears_an_odd_name_of_its_thing(site):
    site.raise_request_exception = False
    for number, route in enumerate(route for route in routes() if PART.search(route)):
        for step in range(4):  # not all with all: pages take time
            value = ODD[1 + (number * 4 + step) % (len(ODD) - 1)]
            assert_answered(*asked(site, route, [value] * len(PART.findall(route)), []))


def test_every_address_bears_odd_values_of_parameters(site):
    site.raise_request_exception = False
    for number, route in enumerate(routes()):
        for step in range(4):
            name, value = NAMES[(number * 7 + step) % len(NAMES)], ODD[(number * 5 + step) % len(ODD)]
            assert_answered(*asked(site, route, list(REAL[:1]) * len(PART.findall(route)), [(name, value)]))


@pytest.mark.parametrize("name", NAMES)
def test_the_search_bears_odd_values_of_every_parameter(site, name):
    site.raise_request_exception = False
    for value in ODD:
        assert_answered(*asked(site, "evidence/", [], [(name, value)]))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_path_and_parameters_give_a_fault_of_ours(site, data):
    site.raise_request_exception = False
    route = data.draw(st.sampled_from(routes()))
    count = len(PART.findall(route))
    parts = data.draw(st.lists(values, min_size=count, max_size=count))
    query = data.draw(st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=10)), values), max_size=4))
    method = data.draw(st.sampled_from(["get", "get", "get", "head", "post", "put", "delete", "options"]))
    assert_answered(*asked(site, route, parts, query, method))


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=80))
@example("../" * 20)
@example("\0")
@example("//evil.example/")
def test_an_address_that_leads_nowhere_is_told(site, text):
    site.raise_request_exception = False
    for before in ("/", "/ar/", "/api/", "/static/", "/areas/"):
        path = before + quote(text.encode("utf-8", "surrogatepass"), safe="/")
        assert_answered(path, site.get(path))


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "x" * 5000},
        {"Accept-Language": "ar;q=9,\0"},
        {"Cookie": "django_language=../../etc; csrftoken=" + "é" * 100},
        {"If-None-Match": '"' * 1000},
        {"If-Modified-Since": "yesterday"},
        {"Range": "bytes=9-1,-,a"},
        {"Accept-Encoding": "gzip;q=-1,\x7f"},
        {"Accept": "*/*;" * 500},
        {"X-Forwarded-For": "\0," * 50},
        {"X-Request-Id": "a\r\nb"},
        {"Content-Type": "multipart/form-data; boundary=" + "x" * 3000},
    ],
    ids=lambda headers: next(iter(headers.items()))[0] + str(len(next(iter(headers.values())))),
)
def test_odd_headers_are_borne(site, headers):
    site.raise_request_exception = False
    for path in ("/about/", "/areas/", "/evidence/?q=return", "/nowhere"):
        assert_answered(path, site.get(path, headers=headers))
        assert_answered(path, site.post(path, b"\0" * 50, content_type="application/json", headers=headers))

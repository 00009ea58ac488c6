"""A client may ask for so much and no more; who it is, is remembered by nobody."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from stocktake_web.site import limit, surroundings
from stocktake_web.site.limit import Buckets, Limiter, address_of, limited, network
from stocktake_web.site.middleware import reasonable
from stocktake_web.site.surroundings import Surroundings

AWAY = "203.0.113.9"


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def request(path="/evidence/?q=x", address=AWAY, method="GET", **headers):
    return RequestFactory().generic(method, path, REMOTE_ADDR=address, **headers)


def site(**said):
    """Return a site that only counts, in these surroundings."""
    with override_settings(SURROUNDINGS=Surroundings(**{"limit": 3, **said})):
        return limited(lambda _: HttpResponse(b"there"))


def test_a_full_bucket_is_spent_and_refilled_evenly():
    clock = Clock()
    buckets = Buckets(60, clock)
    assert [buckets.wait(b"a") for _ in range(60)] == [0.0] * 60
    assert buckets.wait(b"a") == pytest.approx(1.0)
    clock.now = 2.0
    assert [buckets.wait(b"a") for _ in range(3)] == [0.0, 0.0, pytest.approx(1.0)]
    clock.now = 3600.0
    assert sum(buckets.wait(b"a") == 0 for _ in range(100)) == 60


def test_what_one_client_spends_is_not_missing_to_another():
    buckets = Buckets(1, Clock())
    assert (buckets.wait(b"a"), buckets.wait(b"b"), buckets.wait(b"a") > 0) == (0.0, 0.0, True)


def test_only_so_many_clients_are_kept_count_of():
    buckets = Buckets(1, Clock(), most=10)
    for number in range(1000):
        buckets.wait(str(number).encode())
    assert len(buckets._buckets) == 10


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 30))
def test_nobody_gets_more_than_a_full_bucket_and_what_flowed_in(waits, a_minute):
    clock = Clock()
    buckets = Buckets(a_minute, clock)
    given_out = 0
    for wait in waits:
        clock.now += wait
        given_out += buckets.wait(b"a") == 0
    assert given_out <= a_minute + clock.now * a_minute / 60 + 1e-6


def test_who_asks_too_much_is_told_how_long_to_wait():
    ask = site()
    assert [ask(request()).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = ask(request())
    assert 0 < int(refused.headers["Retry-After"]) <= 20
    assert f"try again in {refused.headers['Retry-After']} seconds" in refused.content.decode()
    assert ask(request(address="198.51.100.1")).status_code == 200


def test_a_program_is_told_in_json():
    ask = site(limit=1)
    ask(request("/api/areas"))
    assert "detail" in ask(request("/api/areas")).content.decode()


def test_plain_pages_and_static_files_are_counted_apart_and_may_be_more():
    ask = site(limit=1)
    assert [ask(request()).status_code for _ in range(2)] == [200, 429]
    assert [ask(request("/areas/")).status_code for _ in range(6)] == [200] * 5 + [429]
    assert [ask(request("/static/x.css")).status_code for _ in range(51)] == [200] * 50 + [429]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (request("/static/x.css?v=1"), "file"),
        (request("/areas/"), "page"),
        (request("/areas/?x=1"), "search"),
        (request("/api/areas"), "search"),
        (request("/areas/", method="POST"), "search"),
    ],
)
def test_what_has_to_be_worked_out_costs_most(asked, expected):
    assert limit.kind(asked) == expected


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8", ""])
def test_this_machine_is_not_counted_unless_asked_for(address):
    assert [site()(request(address=address)).status_code for _ in range(1)] == [200]
    free, counted = site(), site(limits_this_machine=True)
    assert {free(request(address=address)).status_code for _ in range(9)} == {200}
    assert [counted(request(address=address)).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_no_limit_counts_nobody():
    ask = site(limit=None)
    assert {ask(request()).status_code for _ in range(500)} == {200}


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        pytest.param(0, "198.51.100.1", AWAY, id="no server in front: the header is anybody's"),
        pytest.param(1, "198.51.100.1", "198.51.100.1", id="one server in front"),
        pytest.param(1, "192.0.2.66, 198.51.100.1", "198.51.100.1", id="what the client wrote is not believed"),
        pytest.param(2, "192.0.2.66, 198.51.100.1, 10.0.0.1", "198.51.100.1", id="two servers in front"),
        pytest.param(2, "198.51.100.1", AWAY, id="too few names"),
        pytest.param(1, "<script>", AWAY, id="no address"),
        pytest.param(1, "", AWAY, id="nothing said"),
    ],
)
def test_the_client_is_whom_the_trusted_server_names(proxies, header, expected):
    assert address_of(request(HTTP_X_FORWARDED_FOR=header), proxies) == expected


def test_a_household_counts_as_one_client():
    assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9") != network("2001:db8:1:3::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") != network("192.0.2.2")


@given(st.text(max_size=60))
def test_any_text_in_the_place_of_an_address_is_borne(text):
    assert isinstance(network(text), str)


def test_no_address_is_kept_and_yesterdays_key_is_forgotten(monkeypatch):
    clock = Clock()
    limiter = Limiter(1, clock)
    monkeypatch.setattr(limit.time, "time", lambda: 86_400.0 * 100)
    assert limiter.wait(request(), AWAY) == 0
    key, kept = limiter._key, repr(limiter._buckets["search"]._buckets)
    assert AWAY not in kept
    assert limiter.wait(request(), AWAY) > 0
    monkeypatch.setattr(limit.time, "time", lambda: 86_400.0 * 101)
    assert limiter.wait(request(), AWAY) == 0, "a new day begins anew"
    assert limiter._key != key


def test_health_is_never_counted(site):
    assert {site.get("/health/live", REMOTE_ADDR=AWAY).status_code for _ in range(700)} == {200}


# Sizes and names.


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        pytest.param({"path": "/evidence/?q=" + "x" * 3000}, 200, id="a long search"),
        pytest.param({"path": "/evidence/?q=" + "x" * 5000}, 414, id="too long a search"),
        pytest.param({"path": "/" + "x" * 5000}, 414, id="too long a path"),
        pytest.param({"path": "/", "CONTENT_LENGTH": "2000000"}, 413, id="too much sent"),
        pytest.param({"path": "/", "CONTENT_LENGTH": "-1"}, 413, id="less than nothing sent"),
        pytest.param({"path": "/", "CONTENT_LENGTH": "9" * 5000}, 413, id="a length that is absurd"),
        pytest.param({"path": "/", "HTTP_HOST": "evil.example"}, 400, id="another site's name"),
        pytest.param({"path": "/", "HTTP_HOST": "testserver/../x"}, 400, id="no name"),
        pytest.param({"path": "/", "HTTP_HOST": ""}, 400, id="an empty name"),
    ],
)
@override_settings(ALLOWED_HOSTS=["testserver"])
def test_what_is_unreasonable_is_refused_in_a_sentence(asked, status):
    told = asked.copy()
    response = reasonable(lambda _: HttpResponse(b"there"))(request(told.pop("path"), **told))
    assert response.status_code == status
    assert status == 200 or b'class="lead"' in response.content


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STOCKTAKE_LIMIT", "many"),
        ("STOCKTAKE_LIMIT", "-1"),
        ("STOCKTAKE_PROXIES", "11"),
        ("STOCKTAKE_PROXIES", "²"),
        ("STOCKTAKE_HTTPS", "yes"),
        ("STOCKTAKE_LOG_REQUESTS", "1"),
    ],
)
def test_a_setting_that_means_nothing_is_told_with_its_name(name, value):
    from stocktake.errors import DataError

    with pytest.raises(DataError, match=name):
        surroundings.read({name: value})


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, Surroundings()),
        ({"STOCKTAKE_LIMIT": "off"}, Surroundings(limit=None)),
        ({"STOCKTAKE_LIMIT": "0"}, Surroundings(limit=None)),
        ({"STOCKTAKE_LIMIT": "7"}, Surroundings(limit=7)),
        ({"STOCKTAKE_HOSTS": " a.org ,b.org,"}, Surroundings(hosts=("a.org", "b.org"), proxies=1, logs_requests=True)),
        (
            {"STOCKTAKE_HOSTS": "a.org", "STOCKTAKE_PROXIES": "0", "STOCKTAKE_HTTPS": "off", "STOCKTAKE_LOG_REQUESTS": "off"},
            Surroundings(hosts=("a.org",), has_https=False),
        ),
    ],
)
def test_the_environment_says_how_the_site_is_reached(environment, expected):
    assert surroundings.read(environment) == expected

"""How much one client may ask for: a bucket of tokens each, refilled as time passes, in the memory of each worker.

Nobody is remembered: a client is a keyed digest of its address, the key is made anew every day and with every start, and is written nowhere.
Method: token bucket.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from math import ceil
from threading import Lock
from typing import Final, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import ngettext

from stocktake_web.site import answer

Get: TypeAlias = Callable[[HttpRequest], HttpResponse]

PAGES_FOR_A_SEARCH: Final = 5
FILES_FOR_A_SEARCH: Final = 50
"""How many plain pages, and static files, a client may ask for where it may ask for one search: they are kept and cost little."""

MOST_CLIENTS: Final = 50_000
"""How many clients a worker keeps count of, at about 200 bytes each; whoever was silent longest is forgotten first."""


@dataclass(slots=True)
class Bucket:
    """What a client has left, and when that was counted, in seconds of a clock that only goes forward."""

    tokens: float
    at: float


class Buckets:
    """The buckets of all clients for one kind of request: `a_minute` tokens each, full at first, refilled evenly.

    >>> buckets = Buckets(2, clock=lambda: 0.0)
    >>> [buckets.wait(b"somebody") for _ in range(3)]
    [0.0, 0.0, 30.0]
    """

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic, most: int = MOST_CLIENTS) -> None:
        self._a_minute, self._clock, self._most = a_minute, clock, most
        self._buckets: OrderedDict[bytes, Bucket] = OrderedDict()
        self._lock = Lock()

    def wait(self, client: bytes) -> float:
        """Take a token and return 0; where there is none, return the seconds until there is one."""
        now = self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(client, Bucket(self._a_minute, now))
            self._buckets.move_to_end(client)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
            bucket.tokens = min(self._a_minute, bucket.tokens + (now - bucket.at) * self._a_minute / 60)
            bucket.at = now
            if bucket.tokens < 1:
                return (1 - bucket.tokens) * 60 / self._a_minute
            bucket.tokens -= 1
            return 0.0


class Limiter:
    """The buckets of the three kinds of request, and the key of the day."""

    def __init__(self, searches_a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._of = searches_a_minute
        self._clock = clock
        self._begin(0)

    def wait(self, request: HttpRequest, address: str) -> float:
        """Return the seconds that a client has to wait before this request is answered; 0 for none."""
        day = int(time.time() // 86_400)
        if day != self._day:
            self._begin(day)
        client = blake2b(network(address).encode(), key=self._key, digest_size=12).digest()
        return self._buckets[kind(request)].wait(client)

    def _begin(self, day: int) -> None:
        self._day, self._key = day, secrets.token_bytes(32)
        rates = {"search": self._of, "page": self._of * PAGES_FOR_A_SEARCH, "file": self._of * FILES_FOR_A_SEARCH}
        self._buckets = {name: Buckets(a_minute, self._clock) for name, a_minute in rates.items()}


def kind(request: HttpRequest) -> str:
    """Return what a request costs: `file`, `page`, or `search` where something has to be worked out for it."""
    if request.path.startswith(settings.STATIC_URL):
        return "file"
    is_plain = request.method in ("GET", "HEAD") and not request.META.get("QUERY_STRING") and not request.path.startswith("/api/")
    return "page" if is_plain else "search"


def address_of(request: HttpRequest, proxies: int) -> str:
    """Return the address of the client: as the outermost of the trusted servers in front names it, else of whoever is connected.

    What stands further left in the header was written by the client itself and is not believed.
    """
    named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < proxies <= len(named) and _parsed(named[-proxies]):
        return named[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def network(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the 64 bits of an IPv6 address that one household has.

    >>> network("2001:db8::1") == network("2001:db8::2"), network("192.0.2.1")
    (True, '192.0.2.1')
    """
    found = _parsed(address)
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or int(found) >> 64)
    return str(found or "")


def is_this_machine(address: str) -> bool:
    """Return whether an address is the machine's own; a socket without addresses is."""
    found = _parsed(address)
    return not address or bool(found and found.is_loopback)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None


def limited(get_response: Get) -> Get:
    """Answer 429 with the seconds to wait where a client asks for more than its share."""
    near = settings.SURROUNDINGS
    limiter = Limiter(near.limit) if near.limit else None

    def respond(request: HttpRequest) -> HttpResponse:
        address = address_of(request, near.proxies)
        if limiter is None or (is_this_machine(address) and not near.limits_this_machine):
            return get_response(request)
        seconds = ceil(limiter.wait(request, address))
        return _too_many(request, seconds) if seconds else get_response(request)

    return respond


def _too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        sentence = ngettext(
            "These are more requests than the site answers to one visitor in a minute: try again in %(seconds)s second.",
            "These are more requests than the site answers to one visitor in a minute: try again in %(seconds)s seconds.",
            seconds,
        )
        response = answer.said(request, sentence % {"seconds": seconds}, 429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response

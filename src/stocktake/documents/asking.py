"""A language model asked over the network: one question at a time, bounded in time and size, and only at the endpoint that was named.

Any service that answers `POST {endpoint}/chat/completions` as OpenAI's does, on this machine or elsewhere. The key travels in one header and
is told nowhere. Redirects are not followed: what is sent goes to the host that was named and to no other.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import msgspec

from stocktake.errors import DataError, unreached

TRIES: Final = 3
"""How often a question is asked before it counts as failing."""

WAITS: Final = (1.0, 4.0)
"""Seconds between tries."""

PATIENCE: Final = 60.0
"""The longest wait, in seconds, that a service may ask for."""

TIMEOUT: Final = 120.0
"""Seconds without a byte after which a try has failed; a model thinks before it says anything."""

LONGEST: Final = 300.0
"""Seconds that one try may take in all, however steadily a trickle of bytes comes."""

LARGEST: Final = 1_000_000
"""Bytes that one answer may have."""

TOKENS: Final = 4_000
"""The most tokens a model is asked to answer with."""

_AGAIN = (408, 429, 500, 502, 503, 504, 529)
_BLOCK = 1 << 16
_OWN = ("127.0.0.1", "::1", "localhost")


class Unanswered(DataError):
    """A question that got no answer to work with; the next one may."""


class Refused(DataError):
    """A service that will answer no question as things stand: a wrong key, model or address."""


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice]


class _TryLater(Exception):
    """A try after which it is worth asking again; `wait` is what the service asks for, in seconds."""

    def __init__(self, said: str, wait: float | None = None) -> None:
        self.said, self.wait = said, wait
        super().__init__(said)


@dataclass(slots=True)
class Asker:
    """Asks one model at one endpoint, with at least `interval` seconds between two questions; `pause` waits so many seconds.

    DataError where the endpoint is no address to send anything to, or the key no key.
    """

    endpoint: str
    model: str
    key: str = field(default="", repr=False)
    interval: float = 0.0
    pause: Callable[[float], None] = time.sleep
    timeout: float = TIMEOUT
    longest: float = LONGEST
    _asked: float = 0.0

    def __post_init__(self) -> None:
        parts = _address(self.endpoint)
        if self.key and not (self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise DataError("the key of the endpoint has signs that no key has; copy it again")
        if self.key and parts.scheme == "http" and parts.hostname not in _OWN:
            raise DataError(f"{self.host}: a key is sent to another machine over https only; give an endpoint with https")

    @property
    def host(self) -> str:
        """The host that text is sent to, with its port where one was named."""
        return urlsplit(self.endpoint).netloc

    @property
    def is_open(self) -> bool:
        """True where what is sent can be read on its way: another machine, without https."""
        parts = urlsplit(self.endpoint)
        return parts.scheme == "http" and parts.hostname not in _OWN

    def ask(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, object]) -> str:
        """Return what the model answers, unread: JSON of `schema` if it keeps to it. Temperature 0.

        Unanswered, one line, where no answer came after all tries or the model refuses; Refused where asking on is no use.
        """
        import urllib3

        told = ""
        with urllib3.PoolManager(num_pools=1, maxsize=1) as pool:
            for place in range(TRIES):
                try:
                    return self._once(pool, self._body(messages, schema))
                except _TryLater as later:
                    told, wait = later.said, later.wait
                except urllib3.exceptions.HTTPError as fault:
                    told, wait = unreached(fault), None
                if place < TRIES - 1:
                    self.pause(WAITS[place] if wait is None else min(wait, PATIENCE))
        raise Unanswered(f"{self.host}: {told}, {TRIES} times")

    def _body(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, object]) -> bytes:
        form = {"name": "records", "strict": True, "schema": schema}
        return msgspec.json.encode(
            {
                "model": self.model,
                "messages": messages,
                "temperature": 0,
                "max_tokens": TOKENS,
                "response_format": {"type": "json_schema", "json_schema": form},
            }
        )

    def _once(self, pool: Any, body: bytes) -> str:
        self._wait_for_turn()
        headers = {"User-Agent": "stocktake", "Accept-Encoding": "identity", "Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {self.key}"} if self.key else {}
        url = f"{self.endpoint.rstrip('/')}/chat/completions"
        answer = pool.request(
            "POST", url, body=body, headers=headers, preload_content=False, redirect=False, retries=False, timeout=self.timeout
        )
        try:
            self._look_at(answer)
            return self._said(self._content(answer))
        finally:
            answer.close()  # what is left of an answer without an end is not waited for

    def _wait_for_turn(self) -> None:
        rest = self._asked + self.interval - time.monotonic()
        if self._asked and rest > 0:
            self.pause(rest)
        self._asked = time.monotonic()

    def _look_at(self, answer: Any) -> None:
        """Raise where the status says that there is no answer; the text of such a page is shown to nobody, it may repeat the key."""
        status = answer.status
        if status in _AGAIN:
            raise _TryLater(f"answers {status}", _seconds(answer.headers.get("Retry-After", "")))
        if status != 200:
            words = {400: "it may not know structured output (json_schema)", 401: "look at STOCKTAKE_MODEL_KEY"}
            words |= {403: words[401], 404: "look at the name of the model and the address"}
            raise Refused(f"{self.host}: answers {status}; {words.get(status, 'look whether the address is right')}")

    def _content(self, answer: Any) -> bytes:
        found, end = bytearray(), time.monotonic() + self.longest
        while block := answer.read1(_BLOCK):
            found += block
            if len(found) > LARGEST:
                raise Unanswered(f"{self.host}: answers with more than {LARGEST} bytes")
            if time.monotonic() > end:
                raise _TryLater(f"was not done after {self.longest:g} seconds")
        return bytes(found)

    def _said(self, content: bytes) -> str:
        """Return the text of the one answer that was asked for."""
        try:
            choice = msgspec.json.decode(content, type=_Completion).choices[0]
        except (msgspec.MsgspecError, RecursionError, ValueError, IndexError):
            raise Unanswered(f"{self.host}: its answer is not of the shape of chat/completions") from None
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise Unanswered(f"{self.host}: the model refuses to answer")
        if choice.finish_reason == "length":
            raise Unanswered(f"{self.host}: the answer was cut off after {TOKENS} tokens")
        if not choice.message.content:
            raise Unanswered(f"{self.host}: the answer is empty")
        return choice.message.content


def _address(endpoint: str) -> SplitResult:
    """Return the parts of an address; DataError, without the address, for it may hold a secret, where nothing can be sent there."""
    said = "the endpoint of the model"
    try:
        parts = urlsplit(endpoint)
        _ = parts.port  # raises where it is no number
    except ValueError:
        raise DataError(f"{said} is no address; give one such as http://127.0.0.1:8080/v1") from None
    fits = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint
    if parts.scheme not in ("http", "https") or not parts.hostname or not fits:
        raise DataError(f"{said} is no address of http or https; give one such as http://127.0.0.1:8080/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise DataError(f"{said} holds more than host and path; a key goes into the environment as STOCKTAKE_MODEL_KEY")
    return parts


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdecimal() else None

"""What a deployment says about itself: the variables of the environment, read and checked in one place.

`docs/reference/settings.md` names all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stocktake.errors import DataError

SEARCHES_A_MINUTE: Final = 120
"""How many searches and calls of the API one client may ask for in a minute; plain pages and static files are counted apart."""

_YES_OR_NO: Final = {"on": True, "off": False}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How the site is reached, and by whom.

    `limit` is how many searches a client may ask for in a minute, None for as many as it likes. `proxies` counts the servers in front
    of this one that can be trusted to name the client they speak for.
    """

    hosts: tuple[str, ...] = ()
    secret: str = ""
    has_https: bool = True
    proxies: int = 0
    limit: int | None = SEARCHES_A_MINUTE
    limits_this_machine: bool = False
    logs_requests: bool = False

    @property
    def is_public(self) -> bool:
        """Whether others than the person at this machine reach the site."""
        return bool(self.hosts)


def read(environment: Mapping[str, str]) -> Surroundings:
    """Return what the environment says; DataError for a value that means nothing.

    >>> read({"STOCKTAKE_HOSTS": "stocktake.example.org, www.example.org"}).hosts
    ('stocktake.example.org', 'www.example.org')
    """
    hosts = tuple(filter(None, (name.strip() for name in environment.get("STOCKTAKE_HOSTS", "").split(","))))
    is_public = bool(hosts)
    return Surroundings(
        hosts=hosts,
        secret=environment.get("STOCKTAKE_SECRET_KEY", ""),
        has_https=_switch(environment, "STOCKTAKE_HTTPS", by_default=True),
        proxies=_number(environment, "STOCKTAKE_PROXIES", 1 if is_public else 0, 10),
        limit=_limit(environment),
        limits_this_machine=_switch(environment, "STOCKTAKE_LIMIT_THIS_MACHINE", by_default=False),
        logs_requests=_switch(environment, "STOCKTAKE_LOG_REQUESTS", by_default=is_public),
    )


def _limit(environment: Mapping[str, str]) -> int | None:
    if environment.get("STOCKTAKE_LIMIT") == "off":
        return None
    return _number(environment, "STOCKTAKE_LIMIT", SEARCHES_A_MINUTE, 1_000_000) or None


def _switch(environment: Mapping[str, str], name: str, *, by_default: bool) -> bool:
    said = environment.get(name) or ("on" if by_default else "off")
    if said not in _YES_OR_NO:
        raise DataError(f'{name} is "{said[:40]}": write on or off, or leave it out')
    return _YES_OR_NO[said]


def _number(environment: Mapping[str, str], name: str, by_default: int, most: int) -> int:
    said = environment.get(name) or str(by_default)
    if not (said.isascii() and said.isdecimal() and len(said) < 9 and int(said) <= most):
        raise DataError(f'{name} is "{said[:40]}": write a whole number from 0 to {most}, or leave it out')
    return int(said)

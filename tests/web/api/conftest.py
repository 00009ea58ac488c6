"""A real server on a workspace of its own, and how to ask it."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from web.serving import serving


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def text(self) -> str:
        return self.content.decode()


@pytest.fixture(scope="session")
def api_workspace(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server shows; a test may change its records."""
    return Path(shutil.copytree(packed, tmp_path_factory.mktemp("api") / "stocktake-workspace"))


@pytest.fixture(scope="session")
def live(api_workspace: Path) -> Iterator[str]:
    """The address of a server on a workspace that holds what is built in."""
    with serving(api_workspace, "--workers", "1") as address:
        yield address


@pytest.fixture
def ask(live: str) -> Callable[..., Answer]:
    """For `ask("/api/v1/areas", method="HEAD")`: the answer, whatever its status; an address of the server may be given whole."""

    def asked(path: str, method: str = "GET", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = path if path.startswith(live) else live + path
        request = urllib.request.Request(address, method=method, headers=named)
        try:
            with urllib.request.urlopen(request, timeout=60) as found:
                return Answer(found.status, found.headers, found.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.headers, refused.read())

    return asked

"""Style sheets, written into the page: a first visit over a slow line shows it after one answer instead of two.

The policy of the site lets a browser use exactly these, by their fingerprints; nothing else may be written into a page.
"""

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from markupsafe import Markup

ENDING = ".css"


@cache
def style(name: str) -> Markup:
    """Return a style sheet of the site, as `records/records.css`, as an element of a page's head."""
    return Markup(f"<style>{_text(name)}</style>")  # noqa: S704  our own file


@cache
def fingerprints() -> str:
    """Return the fingerprints of all style sheets, as a policy names them."""
    found = sorted(sha256(_text(name).encode()).digest() for name in _names())
    return " ".join(f"'sha256-{b64encode(one).decode()}'" for one in found)


def _names() -> Iterator[str]:
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            if path.endswith(ENDING):
                prefix = getattr(storage, "prefix", "")
                yield f"{prefix}/{path}" if prefix else path


def _text(name: str) -> str:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"no style sheet of the site is called {name}")
    return Path(path).read_text(encoding="utf-8").strip()

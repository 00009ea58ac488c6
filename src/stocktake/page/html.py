"""A review as one HTML file that opens offline: no request, no font, no picture from elsewhere; it reads without JavaScript."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from stocktake.model import number
from stocktake.model.milestone import MILESTONE_STATUSES
from stocktake.model.provenance import VERIFIED_IN_WORDS
from stocktake.model.review import Review
from stocktake.model.verdict import STANDINGS
from stocktake.page import chart, compiled, figure, matrix, moves, picture, place, step, view, words
from stocktake.page.anchor import anchor
from stocktake.page.view import Page


def html(review: Review) -> str:
    """Return the whole page. The same review always gives the same text."""
    style, script = _part("style.css"), _part("script.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            page=Page(review),
            review=review,
            policy=_policy(style, script),
            style=Markup(style),  # noqa: S704  our own file
            script=Markup(script),  # noqa: S704  our own file
        )
    )


@cache
def _environment() -> Environment:
    return environment(PackageLoader("stocktake.page", "template"), "review")


def environment(loader: BaseLoader, name: str, **options: Any) -> Environment:
    """Return the templates a loader finds, with all that those of this package need; every text is escaped, an unknown name is an error.

    `name` tells templates that were compiled for this environment from those of others.
    """
    made = Environment(
        loader=loader,
        bytecode_cache=compiled.kept(name),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    made.globals |= {
        "anchor": anchor,
        "bar": lambda counts: Markup(picture.bar(counts)),  # noqa: S704  drawn and escaped by stocktake.page.svg
        "chart": lambda *parts: Markup(chart.chart(*parts)),  # noqa: S704  drawn and escaped by stocktake.page.svg
        "figure": figure,
        "matrix": matrix,
        "areas_bar": lambda counts: Markup(matrix.bar(counts)),  # noqa: S704  drawn and escaped by stocktake.page.svg
        "milestone_statuses": MILESTONE_STATUSES,
        "moves": moves,
        "number": number,
        "place": place,
        "step": step,
        "span": lambda *parts: Markup(moves.mark(*parts)),  # noqa: S704  drawn by stocktake.page.svg
        "spark": lambda series: Markup(chart.spark(series)),  # noqa: S704  drawn by stocktake.page.svg
        "standings": STANDINGS,
        "verified_in_words": VERIFIED_IN_WORDS,
        "view": view,
        "words": words,
    }
    return made


def _policy(style: str, script: str) -> str:
    """Return the rule that the browser enforces: this style sheet and this script by their fingerprints, nothing else from anywhere."""
    return f"default-src 'none'; style-src '{_fingerprint(style)}'; script-src '{_fingerprint(script)}'; base-uri 'none'; form-action 'none'"


def _fingerprint(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _part(name: str) -> str:
    return files("stocktake.page").joinpath("asset", name).read_text(encoding="utf-8").strip()

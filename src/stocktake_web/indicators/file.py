"""Figures and pictures as files."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Final

import msgspec
import pyarrow as pa
from django.http import HttpResponse
from django.utils.translation import get_language, override
from pyarrow import csv, parquet

from stocktake.errors import StocktakeError
from stocktake.page import svg
from stocktake.page.comparison import FONTS

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
}


class FormNotFound(StocktakeError):
    """A file is not given in this form."""

    def __init__(self, known: str) -> None:
        super().__init__(f"there is no file of this form; there are {known}")


class NothingToDraw(StocktakeError):
    """There is no value that could be drawn."""

    def __init__(self) -> None:
        super().__init__("what is asked for has no value, so there is nothing to draw")


def encode(table: pa.Table, form: str) -> bytes:
    """Return a table as CSV, JSON (a list of objects) or Parquet; FormNotFound for anything else."""
    beside = BytesIO()
    if form == "csv":
        csv.write_csv(table, beside, csv.WriteOptions(quoting_style="needed"))
    elif form == "parquet":
        parquet.write_table(table, beside, compression="zstd")
    elif form == "json":
        beside.write(msgspec.json.format(msgspec.json.encode(table.to_pylist()), indent=1) + b"\n")
    else:
        raise FormNotFound("csv, json and parquet")
    return beside.getvalue()


def painted(drawing: str, form: str) -> bytes:
    """Return an SVG that stands alone as it is or as PNG; NothingToDraw where it is empty."""
    if form not in ("svg", "png"):
        raise FormNotFound("svg and png")
    if not drawing:
        raise NothingToDraw
    if form == "svg":
        return drawing.encode()
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=drawing))


@cache
def can_paint(sample: str) -> bool:
    """Return whether the fonts of this machine have a sign: where they do not, all such signs are painted as the same box."""
    return _one_sign(sample) != _one_sign("\U0010fffd")


def _one_sign(sign: str) -> bytes:
    text = svg.text(sign, x=5, y=45, font_size=40, font_family=FONTS)
    return painted(svg.element("svg", text, xmlns="http://www.w3.org/2000/svg", width=60, height=60), "png")


SAMPLES: Final = {"zh-hans": "国", "ar": "ب", "ru": "ж"}
"""A sign of each way of writing beside the Latin one, by language."""


@contextmanager
def paintable(form: str) -> Iterator[None]:
    """Speak English for a picture in dots where the fonts of this machine cannot write the language of the page."""
    sample = SAMPLES.get(get_language() or "")
    if form == "png" and sample and not can_paint(sample):
        with override("en"):
            yield
    else:
        yield


def answer(content: bytes, form: str, name: str) -> HttpResponse:
    """Return a file under a name to keep it by."""
    response = HttpResponse(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "public, max-age=60"
    return response

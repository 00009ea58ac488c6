"""The page that goes with everything given out: what it is, whose it is, and what to mind."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from stocktake.export.holding import GENERAL, Edition, Extent


def text(
    title: str, told: Sequence[str], editions: Sequence[Edition], extents: Mapping[tuple[str, str], Extent], prepared: datetime
) -> str:
    """Return the page in Markdown: `told` says what each file is, then come terms and citations, then what to mind."""
    parts = [
        f"# {title}",
        f"Given out by stocktake on {prepared:%Y-%m-%d}.",
        "\n".join(f"- {line}" for line in told),
        *_sources(editions, extents),
    ]
    return "\n\n".join(parts) + "\n"


def _sources(editions: Sequence[Edition], extents: Mapping[tuple[str, str], Extent]) -> list[str]:
    if not editions:
        return []
    return [
        "## What to mind",
        "\n".join(f"- {one}" for one in GENERAL),
        "## Sources, their terms, and how to cite them",
        "Each figure stays under the terms of its publisher; `source` and `vintage` of a figure say which. Cite the publisher.",
        *(_source(one, extents.get((one.source.id, one.source.vintage), Extent())) for one in editions),
    ]


def _source(edition: Edition, extent: Extent) -> str:
    source = edition.source
    reach = f"Figures: {extent.rows}; areas: {len(extent.areas)}; periods: {extent.first} to {extent.last}"
    lines = [
        f"### {source.id}, edition {source.vintage or 'undated'}",
        f"- {edition.citation}{f' {source.url}' if source.url else ''}",
        f"- Terms: {source.licence or 'not stated'}",
        f"- {reach}",
        *(f"- Mind: {one}" for one in edition.caveats),
    ]
    return "\n".join(lines)

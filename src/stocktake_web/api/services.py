"""What programs ask of figures."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import msgspec
import pyarrow as pa
from django.conf import settings

from stocktake.model.verdict import Verdict
from stocktake.service import exporting, listing
from stocktake.service.listing import Told
from stocktake.tables import page, snapshot
from stocktake_web.reviews import services as reviews
from stocktake_web.site import keeping


def files() -> Sequence[Path]:
    """Return the files of the current snapshots, each verified."""
    return tuple(snapshot.verify(settings.WORKSPACE.figures).values())


def verdicts(area: str, indicator: str) -> Sequence[Told]:
    """Return what each method says of an area, an indicator, or an indicator in an area; an empty text is all of them."""
    wanted = [area] if area else [], [indicator] if indicator else []
    return keeping.on_disk(f"verdicts|{area}|{indicator}", lambda: listing.verdicts(settings.WORKSPACE, keeping.year(), *wanted))


def flat(rows: Sequence[Told]) -> pa.Table:
    """Return verdicts as a table, parameters as `name=value; ...`; the same columns where there are none."""
    names = [one.name for one in fields(Told) if one.name != "verdict"] + [one.name for one in fields(Verdict)]
    found = [_flat(one) for one in rows]
    return pa.table({name: [one[name] for one in found] for name in names})


def _flat(one: Told) -> Mapping[str, object]:
    row = msgspec.to_builtins(one)
    verdict = row.pop("verdict")
    told = "; ".join(f"{name}={value}" for name, value in verdict.pop("parameters").items())
    return {**row, **verdict, "parameters": told}


def gaps(code: str) -> Mapping[str, object]:
    """Return which of the expected figures of an area are there, as its review says."""
    found = reviews.live(code)
    told = {"ref_area": code, "as_of": found.as_of, "old_after": None, "cells": (), "readiness": (), "same_as": {}}
    if one := found.gaps:
        told |= {"old_after": one.old_after, "cells": one.cells, "readiness": one.readiness, "same_as": one.same_as}
    return told


def sources() -> Sequence[Mapping[str, object]]:
    """Return the editions of the figures with their terms, what to mind, and how many observations are held of each source."""
    held = page.counted(files())
    return [
        {
            "source": one.source,
            "citation": one.citation,
            "caveats": one.caveats,
            "observations": held.get((one.source.id, one.source.vintage), 0),
        }
        for one in exporting.editions(settings.WORKSPACE.figures)
    ]

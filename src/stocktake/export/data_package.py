"""The descriptor of a Data Package: what each CSV file beside it holds, column by column, on which terms.

Method: Data Package and Table Schema, version 1 (Frictionless Data).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from stocktake.export.dcat import File
from stocktake.export.holding import GENERAL, Edition

_FIGURES: Final[Mapping[str, str]] = {
    "indicator": "the defined quantity; indicators.csv says more",
    "series": "the publisher's own code of the series",
    "ref_area": "the area the value is about; areas.csv",
    "time_period": "2024, 2024-S1, 2024-Q1, 2024-06, or 2020/2024 with both ends included",
    "sex": "codes.csv; _T is not split",
    "age": "codes.csv; _T is not split",
    "migratory_status": "codes.csv; _T is not split",
    "disability": "codes.csv; _T is not split",
    "counterpart_area": "the other end: origin of the people, receiver of the money; areas.csv; _T is not split",
    "other_dims": "further dimensions of the publisher as key=code;key=code; _T for none",
    "obs_value": "the value in the unit of unit_measure; empty where the publisher gave none",
    "unit_measure": "codes.csv",
    "obs_status": "codes.csv; O is missing, X published only as a limit",
    "source": "the data set it was published in; sources.csv",
    "vintage": "the edition of the data set; sources.csv",
    "released": "when the edition came out, as far as known",
    "retrieved": "the day it was read",
    "locator": "where it stands in the file that was read",
    "comment_obs": "what the publisher or the reader says of the value",
}
_KEYS: Final[Mapping[str, tuple[Mapping[str, object], ...]]] = {
    "observations.csv": (
        {"fields": ["ref_area"], "reference": {"resource": "areas", "fields": ["code"]}},
        {"fields": ["counterpart_area"], "reference": {"resource": "areas", "fields": ["code"]}},
        {"fields": ["indicator"], "reference": {"resource": "indicators", "fields": ["indicator"]}},
        {"fields": ["source", "vintage"], "reference": {"resource": "sources", "fields": ["source", "vintage"]}},
    )
}


def written(
    files: Sequence[File],
    columns: Mapping[str, Sequence[str]],
    editions: Sequence[Edition],
    licences: Mapping[str, str],
    prepared: datetime,
) -> bytes:
    """Return `datapackage.json` for CSV files; `columns` names those of each file, `licences` the codes of the SPDX list by label."""
    about = {
        "name": "stocktake-figures",
        "title": "stocktake: figures on migration commitments",
        "description": " ".join(GENERAL),
    }
    sources = [(one.citation, one.source.url) for one in editions]
    return encoded(about, prepared, sources, _licences(editions, licences), [_resource(one, columns[one.name]) for one in files])


def encoded(
    about: Mapping[str, str],
    prepared: datetime,
    sources: Iterable[tuple[str, str]],
    licences: Sequence[Mapping[str, str]],
    resources: Sequence[Mapping[str, object]],
) -> bytes:
    """Return a descriptor as bytes: `about` has its name, title and description, `sources` title and address, empty where there is none."""
    package = {
        "profile": "tabular-data-package",
        **about,
        "created": prepared.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sources": [{"title": title, **({"path": url} if url else {})} for title, url in sources],
        "licenses": licences,
        "resources": resources,
    }
    return msgspec.json.format(msgspec.json.encode(package), indent=1) + b"\n"


def resource(file: File, fields: Sequence[Mapping[str, object]], keys: Mapping[str, object]) -> dict[str, object]:
    """Return what a descriptor says of a CSV file, its columns and its keys."""
    return {
        "profile": "tabular-data-resource",
        "name": file.name.removesuffix(".csv"),
        "path": file.name,
        "format": "csv",
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": {"fields": fields, "missingValues": [""], **keys},
    }


def _licences(editions: Sequence[Edition], licences: Mapping[str, str]) -> list[dict[str, str]]:
    """Return every licence once; one that is in no list goes by its words."""
    named = sorted({one.source.licence or "not stated" for one in editions})
    return [{"name": licences.get(one, "other"), "title": one} for one in named] or [{"name": "other", "title": "not stated"}]


def _resource(file: File, columns: Sequence[str]) -> dict[str, object]:
    keys = {"foreignKeys": list(_KEYS[file.name])} if file.name in _KEYS else {}
    return resource(file, [_field(one, file.name) for one in columns], keys)


def _field(name: str, file: str) -> dict[str, str]:
    told = {"description": _FIGURES[name]} if file == "observations.csv" else {}
    return {"name": name, "type": "number" if name == "obs_value" else "string", **told}

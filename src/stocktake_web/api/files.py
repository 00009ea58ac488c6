"""Operations on bulk files: which there are, and each as a download that can be taken up again."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from ninja import Query, Router

from stocktake_web.api import answer, bulk
from stocktake_web.api.bulk import Bulk, FileNotMade
from stocktake_web.api.shape import A_BULK_FILE, BulkRow, Fault, Listing, Paged, refusals

router = Router()
PART: Final = 256 * 1024
ZIP: Final[dict[str, Any]] = {
    "responses": {200: {"content": {"application/zip": {"schema": {"type": "string", "contentMediaType": "application/zip"}}}}}
}


@router.get("/bulk", response={200: Listing[BulkRow], **refusals(400, 422)}, tags=["bulk"], summary="Bulk files")
def bulk_files(request: HttpRequest, paged: Query[Paged]) -> HttpResponse:
    """What can be had as one file: the figures and the evidence in the formats of the field, each packed with its terms and citations.

    `is_made` says whether it is ready; else it is made when it is first asked for.
    """
    return answer.listed(request, [_row(request, bulk.one(name)) for name in bulk.TITLES], paged)


@router.get(
    "/bulk/{name}",
    response={200: None, 202: Fault, **refusals(400, 404, 503)},
    openapi_extra=ZIP,
    tags=["bulk"],
    summary="A bulk file",
)
def bulk_file(request: HttpRequest, name: str = A_BULK_FILE) -> HttpResponseBase:
    """Everything of one kind in one format, as a ZIP file of the present state.

    Where it is not made yet the answer is 202, and `Retry-After` says when to ask again. A download that broke off can go on (`Range`).
    """
    wanted = bulk.one(name)
    if not wanted.is_made:
        try:
            bulk.begin(wanted)
        except FileNotMade as fault:
            return _later(answer.refused(str(fault), 503), bulk.TRY_AGAIN_SECONDS)
    if not wanted.is_made:
        told = f"the file is being made, or waits until another one is: ask again in {bulk.WAIT_SECONDS} seconds"
        return _later(answer.refused(told, 202), bulk.WAIT_SECONDS)
    return _sent(request, wanted.path)


def _row(request: HttpRequest, one: Bulk) -> dict[str, object]:
    facts = one.path.stat() if one.is_made else None
    return {
        "name": one.name,
        "kind": one.kind,
        "title": one.title,
        "address": request.build_absolute_uri(f"/api/v1/bulk/{one.name}"),
        "is_made": facts is not None,
        "size": facts and facts.st_size,
        "made": facts and datetime.fromtimestamp(int(facts.st_mtime), UTC),
    }


def _later(response: HttpResponse, seconds: int) -> HttpResponse:
    response.headers["Retry-After"] = str(seconds)
    return response


def _sent(request: HttpRequest, path: Path) -> HttpResponseBase:
    """Return the file, or the part of it that is asked for, from the disk as it is sent."""
    request.META["HTTP_ACCEPT_ENCODING"] = ""  # it is packed already, and parts are counted in its own bytes
    content = path.open("rb")
    facts = path.stat()
    tag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
    wanted = _range(request, facts.st_size, tag)
    if wanted is None:
        response: HttpResponseBase = FileResponse(content, content_type="application/zip")
    elif wanted[0] >= wanted[1]:
        content.close()
        response = answer.refused(f"the file has {facts.st_size} bytes; no such part is in it", 416)
        response.headers["Content-Range"] = f"bytes */{facts.st_size}"
        return response
    else:
        response = StreamingHttpResponse(_part(content, *wanted), content_type="application/zip", status=206)
        response.headers["Content-Range"] = f"bytes {wanted[0]}-{wanted[1] - 1}/{facts.st_size}"
        response.headers["Content-Length"] = str(wanted[1] - wanted[0])
    response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(facts.st_mtime)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _range(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """Return begin and end of the part that is asked for, the end not included; None where the whole file is, or another state of it."""
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", request.headers.get("Range", ""))
    if not found or found[0] == "bytes=-" or request.headers.get("If-Range", tag) != tag:
        return None
    if not found[1]:
        return max(0, size - int(found[2])), size
    return int(found[1]), min(size, int(found[2]) + 1) if found[2] else size


def _part(content: Any, begin: int, end: int) -> Iterator[bytes]:
    with content:
        content.seek(begin)
        while begin < end and (read := content.read(min(PART, end - begin))):
            begin += len(read)
            yield read

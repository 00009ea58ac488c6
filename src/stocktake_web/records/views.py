"""Pages of evidence: the search, a record, documents, partnerships, terms."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from stocktake.page import svg
from stocktake.page.anchor import anchor
from stocktake_web.indicators import file
from stocktake_web.records import citing, drawing, finding, leafing, naming, partnering, query, wording
from stocktake_web.site import link
from stocktake_web.site.keeping import kept


@kept
def evidence(request: HttpRequest) -> HttpResponse:
    """Show what was looked for, or all there is to look for."""
    asked = query.read(request.GET)
    if asked.is_empty and asked.page == 1:
        return _page(request, "browse", shelves=finding.browse())
    return _page(request, "evidence", found=finding.find(asked))


def found_as_csv(request: HttpRequest) -> HttpResponse:
    """Give what was found as a table, one row a record."""
    return _file("evidence.csv", citing.found(request, query.read(request.GET), "csv"))


def found_as_json(request: HttpRequest) -> HttpResponse:
    """Give what was found as a list of objects."""
    return _file("evidence.json", citing.found(request, query.read(request.GET), "json"))


def found_as_ris(request: HttpRequest) -> HttpResponse:
    """Give what was found for programs that manage references."""
    return _file("evidence.ris", citing.found(request, query.read(request.GET), "ris"))


@kept
def record(request: HttpRequest, identity: str) -> HttpResponse:
    """Show a record; the id of one that was merged leads to what it became."""
    leaf = leafing.record(identity)
    if leaf.record.id != identity:
        return HttpResponsePermanentRedirect(link.record(leaf.record.id))
    return _page(request, "record", leaf=leaf, citation=citing.plain(request, leaf.came))


def record_as_json(request: HttpRequest, identity: str) -> HttpResponse:
    """Give a record with its citation as an object."""
    return _file(f"{identity}.json", citing.one(request, identity, "json"))


def record_as_ris(request: HttpRequest, identity: str) -> HttpResponse:
    """Give a record as RIS."""
    return _file(f"{identity}.ris", citing.one(request, identity, "ris"))


def record_as_bibtex(request: HttpRequest, identity: str) -> HttpResponse:
    """Give a record as BibTeX."""
    return _file(f"{identity}.bib", citing.one(request, identity, "bib"))


@kept
def documents(request: HttpRequest) -> HttpResponse:
    """List the documents that records were drawn from."""
    return _page(request, "documents", shelf=leafing.documents())


@kept
def document(request: HttpRequest, identity: str) -> HttpResponse:
    """Show a document and what was drawn from it, in the order of its lines."""
    return _page(request, "document", leaf=leafing.document(identity, request.GET))


@kept
def partnerships(request: HttpRequest) -> HttpResponse:
    """Show partnerships around the goals they serve."""
    return _page(request, "partnerships", picture=partnering.picture(request.GET))


def partnerships_drawn(request: HttpRequest, form: str) -> HttpResponse:
    """Give the picture of partnerships as SVG or PNG."""
    with file.paintable(form):
        return file.answer(file.painted(drawing.draw(partnering.picture(request.GET)), form), form, "partnerships")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """Show words that are advised and those that are not, what things are called, and a text that was sent with its wording marked."""
    text, everything = request.POST.get("text", ""), request.POST.get("all") == "1"
    return _page(
        request,
        "terms",
        advised=wording.advised(),
        themes=wording.themes(),
        asked=query.words(request.GET),
        concepts=wording.look_up(query.words(request.GET)),
        checked=wording.check(text, everything) if text.strip() else None,
        text=text,
        everything=everything,
        wording=wording,
    )


def _page(request: HttpRequest, template: str, **shown: object) -> HttpResponse:
    return render(
        request, f"records/{template}.html", {"types": naming.TYPES, "names": naming, "svg_number": svg.number, **shown}
    )


def _file(name: str, content: bytes) -> HttpResponse:
    """Return a file to be saved under a name."""
    form = name.rpartition(".")[2]
    response = HttpResponse(content, content_type=citing.MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{anchor(name)}"'
    return response

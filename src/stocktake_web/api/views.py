"""The page about the API."""

from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stocktake_web.api import bulk
from stocktake_web.api.program import description

EXAMPLES = (("curl", "curl.txt"), ("Python", "python.txt"), ("R", "r.txt"))
STANDS_FOR = "https://stocktake.example"
"""What the examples have in place of the address of this site."""


def docs(request: HttpRequest) -> HttpResponse:
    """Say what there is, and how to ask for it."""
    home = request.build_absolute_uri("/").rstrip("/")
    operations = [
        {"address": address, "about": one["get"]["description"].split("\n\n")[0]}
        for address, one in description()["paths"].items()
    ]
    examples = [(name, _example(file).replace(STANDS_FOR, home)) for name, file in EXAMPLES]
    facts = {"operations": operations, "examples": examples, "files": bulk.TITLES, "home": home}
    return render(request, "api/docs.html", facts)


def _example(file: str) -> str:
    return (files("stocktake_web.api") / "example" / file).read_text(encoding="utf-8")

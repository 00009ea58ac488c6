"""What codes are called on the pages of records, in the language of the page."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from stocktake.catalog import area, catalog
from stocktake.model.framework import Commitment
from stocktake.model.record import ActorKind, Record, RecordType

TYPES: Final[Mapping[RecordType, tuple[Promise, Promise]]] = {
    "practice": (_("Practice"), _("Practices")),
    "partnership": (_("Partnership"), _("Partnerships")),
    "need": (_("Need"), _("Needs")),
    "offer": (_("Offer"), _("Offers")),
    "recommendation": (_("Recommendation"), _("Recommendations")),
    "target": (_("Target"), _("Targets")),
    "figure": (_("Figure"), _("Figures")),
    "term": (_("Term"), _("Terms")),
    "event": (_("Event"), _("Events")),
    "panel": (_("Panel"), _("Panels")),
    "participation": (_("Speaker"), _("Speakers")),
}
"""One and many of each type of record, in the order a reader meets them."""

KINDS: Final[Mapping[ActorKind, tuple[Promise, Promise]]] = {
    "state": (_("State"), _("States")),
    "intergovernmental": (_("intergovernmental organisation"), _("Intergovernmental organisations")),
    "un-network": (_("United Nations and its network"), _("The United Nations and its network")),
    "regional-body": (_("regional body"), _("Regional bodies")),
    "local-authority": (_("local authority"), _("Local authorities")),
    "parliament": (_("parliament"), _("Parliaments")),
    "civil-society": (_("civil society"), _("Civil society")),
    "diaspora": (_("diaspora or migrants’ organisation"), _("Diaspora and migrants’ organisations")),
    "private-sector": (_("private sector"), _("Private sector")),
    "finance": (_("bank or fund"), _("Banks and funds")),
    "academia": (_("academia"), _("Academia")),
    "other": (_("other"), _("Others")),
}
"""One and many of each kind of actor, public ones first."""

ORIGINS: Final[Mapping[str, Promise]] = {
    "pack": _("Drawn from the document by careful reading"),
    "machine": _("Found by a machine in the document, looked at and accepted by a person"),
    "person": _("Entered by a person"),
}
"""Who can bring a record in."""

FACETS: Final[Mapping[str, Promise]] = {
    "type": _("Type"),
    "objective": _("Objective or target"),
    "area": _("Country or region"),
    "actor": _("Actor"),
    "year": _("Year"),
    "document": _("Document"),
}
"""What evidence can be narrowed by."""

LANGUAGES: Final[Mapping[str, str]] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
"""Each language by its own name."""


def spoken() -> str:
    """Return the language of the page as the library writes it: `zh` where Django says `zh-hans`."""
    return (get_language() or "en").partition("-")[0]


def area_name(code: str) -> str:
    """Return what an area is called, its code where nobody knows it."""
    known = area.areas()
    return known.get(code).name_in(spoken()) if code in known else code


def objective_name(identity: str) -> str:
    """Return number and short name of an objective or target, its id where nobody knows it."""
    found = commitments().get(identity)
    return f"{found.number} {found.name}" if found else identity


def actors(record: Record) -> tuple[str, ...]:
    """Return the names of those who act in a record, without the areas that are named already."""
    known = area.areas()
    named = {known.get(code).name for code in record.areas if code in known}
    return tuple(one.name for one in record.actors if one.name not in named)


@cache
def commitments() -> Mapping[str, Commitment]:
    """Return every commitment by its id, in the order of the frameworks."""
    return {one.id: one for framework in catalog.load().frameworks.values() for one in framework.commitments}

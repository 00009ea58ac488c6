"""The templates of the site: those of its apps, then those of a review, with all that the latter need."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse, translate_url
from django.utils import translation
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader

from stocktake import __version__
from stocktake.catalog.area import areas
from stocktake.page import html
from stocktake_web.site import link
from stocktake_web.site.style import style


def environment(**options: Any) -> Environment:
    """Return the environment of Jinja for the site; `options` are what Django hands over.

    A template of the site that is called as one of a review stands in its place: so records link to their own pages here.
    """
    loader = ChoiceLoader([FileSystemLoader(_folders(options)), PackageLoader("stocktake.page", "template")])
    made = html.environment(loader, extensions=["jinja2.ext.i18n"], auto_reload=False)
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext)  # type: ignore[attr-defined]
    made.globals |= {
        "area_name": area_name,
        "languages": settings.LANGUAGES,
        "language": translation.get_language,
        "direction": lambda: "rtl" if translation.get_language_bidi() else "ltr",
        "in_language": _in_language,
        "link": link,
        "static": static,
        "style": style,
        "url": lambda name, **parts: reverse(name, kwargs=parts),
        "version": __version__,
    }
    return made


def _folders(options: dict[str, Any]) -> Sequence[Path]:
    loader = options.get("loader")
    return [Path(path) for path in loader.searchpath] if isinstance(loader, FileSystemLoader) else []


def area_name(code: str) -> str:
    """Return the name of an area in the language of the page, the code where no area has it."""
    known = areas()
    return known.get(code).name_in((translation.get_language() or "en").split("-")[0]) if code in known else code


def _in_language(path: str, code: str) -> str:
    """Return the address of the same page in another language."""
    return translate_url(path, code)

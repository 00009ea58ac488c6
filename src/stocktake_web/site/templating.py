"""The templates of the site: those of its apps, then those of a review, with all that the latter need."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, pass_context
from jinja2.runtime import Context

from stocktake import __version__
from stocktake.catalog.area import areas
from stocktake.page import html
from stocktake_web.site import link, writing
from stocktake_web.site.style import style


def environment(**options: Any) -> Environment:
    """Return the environment of Jinja for the site; `options` are what Django hands over.

    A template of the site that is called as one of a review stands in its place: so records link to their own pages here.
    """
    loader = ChoiceLoader([FileSystemLoader(_folders(options)), PackageLoader("stocktake.page", "template")])
    made = html.environment(loader, "site", extensions=["jinja2.ext.i18n"], auto_reload=False)
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext)
    made.globals |= {
        "area_name": area_name,
        "languages": settings.LANGUAGES,
        "language": translation.get_language,
        "direction": lambda: "rtl" if translation.get_language_bidi() else "ltr",
        "in_language": _in_language,
        "link": link,
        "ngettext": _counted(made.globals["ngettext"]),
        "signs": writing.signs,
        "static": static,
        "style": style,
        "url": lambda name, **parts: reverse(name, kwargs=parts),
        "version": __version__,
        "writing": writing,
    }
    made.filters |= {"bdi": writing.bdi, "figure": writing.figure, "number": writing.number}
    return made


def _counted(translate: Callable[..., str]) -> Callable[..., str]:
    """Return the function that chooses the form of a text for a number, and writes the number as the language of the page does."""

    @pass_context
    def ngettext(context: Context, one: str, many: str, num: int, **parts: object) -> str:
        return translate(context, one, many, num, **({"num": writing.number(num)} | parts))

    return ngettext


_PREFIXED = frozenset(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)


def _folders(options: dict[str, Any]) -> Sequence[Path]:
    loader = options.get("loader")
    return [Path(path) for path in loader.searchpath] if isinstance(loader, FileSystemLoader) else []


def area_name(code: str) -> str:
    """Return the name of an area in the language of the page, the code where no area has it."""
    known = areas()
    return known.get(code).name_in((translation.get_language() or "en").split("-")[0]) if code in known else code


def _in_language(path: str, code: str) -> str:
    """Return the address of the same page, with what it asks, in another language: English has no prefix, the others have theirs."""
    first, _, rest = path.removeprefix("/").partition("/")
    plain = f"/{rest}" if first in _PREFIXED else path
    return f"/{code}{plain}" if code in _PREFIXED else plain

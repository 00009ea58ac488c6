"""Gather the texts of the site's interface, bring the file of each language up to date, and compile them.

`python scripts/texts.py` does all of it, and tells what is not translated yet. What is no longer used is dropped.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parents[1] / "src" / "stocktake_web"
LOCALE = WEB / "site" / "locale"
LANGUAGES = {"ar": "ar", "es": "es", "fr": "fr", "ru": "ru", "zh_Hans": "zh_Hans"}
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands where the format wants a time, so that the same texts are the same file."""

METHODS = [("**.py", "python"), ("**/jinja2/**.html", "jinja2")]
OPTIONS = {"**/jinja2/**.html": {"newstyle_gettext": "true", "trimmed": "true"}}
KEYWORDS = DEFAULT_KEYWORDS | {"lazy": None}


def main() -> None:
    found = gathered()
    for folder in LANGUAGES:
        catalog = known(folder)
        catalog.update(found, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        save(catalog, folder)
        missing = untranslated(catalog)
        print(f"{folder}: {len(catalog)} texts, {len(missing)} not translated", file=sys.stderr)


def gathered() -> Catalog:
    """Return every text of the interface with where it stands, as a catalogue without translations."""
    catalog = Catalog(project="stocktake", fuzzy=False)
    for path, line, message, comments, context in extract_from_dir(str(WEB), METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True):
        del line  # files change above a text; its file is enough to find it
        catalog.add(message, locations=[(path, 0)], auto_comments=comments, context=context)
    for message in words():
        catalog.add(message)
    return catalog


def words() -> Iterator[str]:
    """Yield the words that templates look up by a code."""
    from stocktake.model.milestone import MILESTONE_STATUSES
    from stocktake.model.verdict import STANDINGS
    from stocktake.page.words import RECORD_TYPES
    from stocktake.page.worldmap import DISCLAIMER

    yield DISCLAIMER
    yield from STANDINGS.values()
    yield from MILESTONE_STATUSES.values()
    for both in RECORD_TYPES.values():
        yield from both


def known(folder: str) -> Catalog:
    """Return what is translated into a language."""
    path = LOCALE / folder / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=LANGUAGES[folder], project="stocktake", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGES[folder])


def save(catalog: Catalog, folder: str) -> None:
    """Write the file people edit and the one the site reads."""
    path = LOCALE / folder / "LC_MESSAGES"
    path.mkdir(parents=True, exist_ok=True)
    (path / "django.po").write_bytes(written(catalog))
    (path / "django.mo").write_bytes(compiled(catalog))


def written(catalog: Catalog) -> bytes:
    """Return a catalogue as the text people edit, in the order of the English texts."""
    catalog.fuzzy = False
    buffer = BytesIO()
    write_po(buffer, catalog, sort_output=True, no_location=True, omit_header=False, width=100)
    return b"\n".join(
        line for line in buffer.getvalue().split(b"\n") if not line.startswith((b'"POT-Creation', b'"PO-Revision', b'"Generated'))
    )


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as the site reads it."""
    catalog.creation_date = catalog.revision_date = NO_TIME
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Return the English texts that have no translation yet."""
    return [str(one.id) for one in catalog if one.id and not _is_whole(one.string)]


def _is_whole(found: str | Sequence[str] | None) -> bool:
    """Return whether a text, or each of its plural forms, is translated."""
    return bool(found) and (isinstance(found, str) or all(found))


if __name__ == "__main__":
    main()

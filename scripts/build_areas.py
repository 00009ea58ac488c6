"""Build the table of areas, and check it against hdx-python-country and Babel.

    python scripts/build_areas.py            writes areas.csv
    python scripts/build_areas.py --check    writes nothing

Both say what differs or contradicts, and exit 1 if anything does. Countries and territories come from the M49 columns of
hdx-python-country. What no source has is written by hand beside areas.csv and joined here, so that building again loses nothing:
area-additions.csv (the world, regions, groups and two areas M49 does not list), area-groups.csv (members), area-names.csv (slips of
the list set right) and area-notes.csv. Needs requirements/areas.txt, in an environment of its own.
"""

import argparse
import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from babel import Locale
from hdx.location.country import Country

from stocktake.catalog.area import COLUMNS, FOLDER, read
from stocktake.errors import AreaNotFound
from stocktake.model.area import LANGUAGES, WORLD, Area, Areas, fold

COLUMN_OF = {"ar": "Arabic", "en": "English", "es": "Spanish", "fr": "French", "ru": "Russian", "zh": "Chinese"}
# Babel has them and they are no areas here: reserved codes of ISO 3166-1, parts of areas, unions, locales for tests
NOT_AREAS = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
NOT_IN_HDX = {"XKX"}

Row = dict[str, str]
Facts = Mapping[str, str | None]


def main() -> int:
    """Build or only check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    rows = build()
    if not parser.parse_args().check:
        (FOLDER / "areas.csv").write_text(as_csv(rows), encoding="utf-8", newline="")
    areas = read(FOLDER)
    faults = [*differences(rows), *contradictions(areas)]
    print(*remarks(areas), *faults, sep="\n")
    print(f"{len(rows)} areas, {len(written('area-aliases'))} aliases, {len(faults)} faults", file=sys.stderr)
    return 1 if faults else 0


# --- building ---


def build() -> list[Row]:
    """Return the table: one row an area, in code order."""
    additions = {row["code"]: row for row in written("area-additions")}
    regions = {code for code, row in additions.items() if row["kind"] == "region"}
    rows = {code: listed(code, facts, regions) for code, facts in source().items() if facts["M49 English"]} | additions
    for change in written("area-names"):
        rows[change["code"]][f"name_{change['language']}"] = change["name"]
    notes = {row["code"]: row["note"] for row in written("area-notes")}
    return [finished(row, notes) for _, row in sorted(rows.items())]


def listed(code: str, facts: Facts, regions: set[str]) -> Row:
    """Return the row of a country or territory that M49 lists, named and placed as M49 does."""
    names = {f"name_{language}": (facts[f"M49 {column}"] or "").strip() for language, column in COLUMN_OF.items()}
    m49, iso2 = (facts["m49 numerical code"] or "").zfill(3), facts["ISO 3166-1 Alpha 2-Codes"] or ""
    return {"code": code, "kind": "country", "m49": m49, "iso2": iso2, "parents": parent(facts, regions), **names}


def parent(facts: Facts, regions: set[str]) -> str:
    """Return the nearest region that M49 still has; the world where it gives none."""
    steps = [(facts[f"{step} Code"] or "").zfill(3) for step in ("Intermediate Region", "Sub-region", "Region")]
    return next((step for step in steps if step in regions), WORLD)


def finished(row: Row, notes: Mapping[str, str]) -> Row:
    """Return the row with its groups and its note, and no other columns than the table's."""
    groups = sorted(group["code"] for group in written("area-groups") if row["code"] in group["members"].split(";"))
    whole = {**row, "groups": ";".join(groups), "note": row.get("note") or notes.get(row["code"], "")}
    return {column: whole[column] for column in COLUMNS}


# --- checking ---


def differences(rows: Sequence[Row]) -> Iterator[str]:
    """Yield where areas.csv is not what would be built, and where the list no longer has the slip that was set right."""
    before = {row["code"]: row for row in written("areas")}
    for row in rows:
        old = before.pop(row["code"], {})
        changed = [column for column in COLUMNS if old.get(column) != row[column]]
        yield from (f'areas.csv: {row["code"]}, {column}: "{old.get(column)}" would be "{row[column]}"' for column in changed)
    yield from (f"areas.csv: {code} would not be there" for code in before)
    for change in written("area-names"):
        found = source()[change["code"]][f"M49 {COLUMN_OF[change['language']]}"]
        if found != change["listed"]:
            yield f'area-names.csv: {change["code"]} is now listed as "{found}", not "{change["listed"]}"; is the row still needed?'


def contradictions(areas: Areas) -> Iterator[str]:
    """Yield where the table and a second source cannot both be right, and what was written by hand and is wrong or idle."""
    countries = [area for area in areas if area.kind == "country"]
    here = {f"{area.code}/{area.iso2}" for area in countries if area.code not in NOT_IN_HDX}
    there = {f"{code}/{facts['ISO 3166-1 Alpha 2-Codes']}" for code, facts in source().items()}
    yield from (f"{code} is in one only of areas.csv and hdx-python-country" for code in sorted(here ^ there))
    babel = {code for code in map(str, Locale("en").territories) if len(code) == 2} - NOT_AREAS
    yield from (f"{code} is in one only of areas.csv and Babel" for code in sorted(babel ^ {area.iso2 for area in countries}))
    for name, code in names_elsewhere():
        if (found := meaning(areas, name)) not in ("", code):
            yield f'"{name}" is {code} in hdx-python-country and {found} here'
    yield from false_claims(areas)
    yield from idle_aliases(areas)


def false_claims(areas: Areas) -> Iterator[str]:
    """Yield the names that area-additions.csv calls checked and no second source has."""
    for row in written("area-additions"):
        for language in sorted(set(row["names_checked"].split(";")) - {""} - confirmed(areas.get(row["code"]))):
            yield f"area-additions.csv: {row['code']} is not checked in {language}: no second source has this name"


def idle_aliases(areas: Areas) -> Iterator[str]:
    """Yield the aliases that `find` understands without them."""
    for area in areas:
        times = Counter(map(fold, [*set(map(fold, area.names.values())), *area.aliases]))
        for alias in area.aliases:
            if times[fold(alias)] > 1 and len(areas.called(alias)) == 1:
                yield f'area-aliases.csv: "{alias}" says nothing new of {area.code}; take the row out'


def remarks(areas: Areas) -> Iterator[str]:
    """Yield what is worth reading and no fault: names by hand that nobody confirms, names elsewhere that mean nothing here."""
    for row in written("area-additions"):
        if alone := sorted(set(LANGUAGES) - confirmed(areas.get(row["code"]))):
            yield f"by hand, no second source: {areas.get(row['code'])} in {', '.join(alone)}"
    for name, code in names_elsewhere():
        if not meaning(areas, name):
            yield f'not resolved here: "{name}" ({code} in hdx-python-country)'


def confirmed(area: Area) -> set[str]:
    """Return the languages in which Babel, or hdx-python-country for regions in English, has the same name but for case and accents."""
    regions = Country.countriesdata(use_live=False)["regioncodes2names"]
    other = {language: {Locale(language).territories.get(area.iso2 or area.m49, "")} for language in LANGUAGES}
    other["en"].add(regions.get(int(area.m49 or 0), ""))
    return {language for language in LANGUAGES if fold(area.name_in(language)) in set(map(fold, other[language]))}


def meaning(areas: Areas, name: str) -> str:
    """Return the code of the one area that `name` means; empty if it means none or several."""
    try:
        return areas.find(name).code
    except AreaNotFound:
        return ""


# --- reading and writing ---


def source() -> Mapping[str, Facts]:
    """Return the facts of hdx-python-country by alpha-3 code, from the copy inside the package."""
    countries: Mapping[str, Facts] = Country.countriesdata(use_live=False)["countries"]
    return countries


def names_elsewhere() -> list[tuple[str, str]]:
    """Return every name that hdx-python-country knows, with its alpha-3 code."""
    return sorted(Country.countriesdata(use_live=False)["countrynames2iso3"].items())


@cache
def written(name: str) -> list[Row]:
    """Return the rows of a CSV file beside areas.csv."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_csv(rows: Sequence[Row]) -> str:
    """Return the table as CSV, with a line feed at the end of each line."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())

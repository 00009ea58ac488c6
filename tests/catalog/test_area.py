"""The table of areas that comes with the package: what it holds, what names mean, and that a broken copy is refused."""

import contextlib
import csv
import json
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.catalog.area import COLUMNS, FOLDER, areas, read
from stocktake.errors import AreaNotFound, CatalogError
from stocktake.model.area import KINDS, LANGUAGES, Area

SHARED = Path(__file__).parents[3] / "shared"
AREAS = areas()
COUNTRIES = [area for area in AREAS if area.kind == "country"]
AMBIGUOUS_NAMES = {"Congo", "Micronesia"}  # short names of the United Nations that people use for another area too


# --- look-up ---


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("COD", "COD"),
        ("CD", "COD"),
        ("180", "COD"),
        ("DRC", "COD"),
        ("DR Congo", "COD"),
        ("D.R. Congo", "COD"),
        ("Congo, Dem. Rep.", "COD"),
        ("Congo-Kinshasa", "COD"),
        ("Congo (Kinshasa)", "COD"),
        ("democratic republic of congo", "COD"),
        ("République démocratique du Congo", "COD"),
        ("RDC", "COD"),
        ("Congo, Rep.", "COG"),
        ("Republic of the Congo", "COG"),
        ("Congo-Brazzaville", "COG"),
        ("Burma", "MMR"),
        ("Ivory Coast", "CIV"),
        ("Côte d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Cote d Ivoire", "CIV"),
        ("South Korea", "KOR"),
        ("Republic of Korea", "KOR"),
        ("Korea, Rep.", "KOR"),
        ("North Korea", "PRK"),
        ("DPRK", "PRK"),
        ("Korea, Dem. People's Rep.", "PRK"),
        ("Russia", "RUS"),
        ("UK", "GBR"),
        ("Great Britain", "GBR"),
        ("USA", "USA"),
        ("U.S.", "USA"),
        ("U.S.A.", "USA"),
        ("United States", "USA"),
        ("EE. UU.", "USA"),
        ("Vietnam", "VNM"),
        ("Viet Nam", "VNM"),
        ("Lao PDR", "LAO"),
        ("Laos", "LAO"),
        ("Syria", "SYR"),
        ("Iran", "IRN"),
        ("Iran, Islamic Rep.", "IRN"),
        ("Bolivia", "BOL"),
        ("Venezuela, RB", "VEN"),
        ("Tanzania", "TZA"),
        ("Moldova", "MDA"),
        ("Republic of Moldova", "MDA"),
        ("Turkey", "TUR"),
        ("TÜRKİYE", "TUR"),
        ("Czech Republic", "CZE"),
        ("Swaziland", "SWZ"),
        ("Cape Verde", "CPV"),
        ("Macedonia", "MKD"),
        ("FYROM", "MKD"),
        ("The former Yugoslav Republic of Macedonia", "MKD"),
        ("Holy See", "VAT"),
        ("Vatican", "VAT"),
        ("Palestine", "PSE"),
        ("West Bank and Gaza", "PSE"),
        ("Kosovo", "XKX"),
        ("Kosovo*", "XKX"),
        ("412", "XKX"),
        ("Micronesia (Federated States of)", "FSM"),
        ("Micronesia, Fed. Sts.", "FSM"),
        ("East Timor", "TLS"),
        ("Hong Kong SAR, China", "HKG"),
        ("China, Macao SAR", "MAC"),
        ("Macau", "MAC"),
        ("Taiwan", "TWN"),
        ("158", "TWN"),
        ("UAE", "ARE"),
        ("Egypt, Arab Rep.", "EGY"),
        ("Yemen, Rep.", "YEM"),
        ("Gambia, The", "GMB"),
        ("the Gambia", "GMB"),
        ("Bahamas, The", "BHS"),
        ("Kyrgyz Republic", "KGZ"),
        ("Slovak Republic", "SVK"),
        ("St. Kitts & Nevis", "KNA"),
        ("St Vincent and the Grenadines", "VCT"),
        ("Sao Tome & Principe", "STP"),
        ("Bosnia-Herzegovina", "BIH"),
        ("Curacao", "CUW"),
        ("Aland Islands", "ALA"),
        ("Nauru", "NRU"),
        ("Naoero", "NRU"),
        ("NRO", "NRU"),
        ("Niger", "NER"),
        ("Nigeria", "NGA"),
        ("Guinea", "GIN"),
        ("Guinea-Bissau", "GNB"),
        ("Papua New Guinea", "PNG"),
        ("Guyana", "GUY"),
        ("French Guiana", "GUF"),
        ("Dominica", "DMA"),
        ("Dominican Rep.", "DOM"),
        ("Georgia", "GEO"),
        ("Ireland", "IRL"),
        ("Samoa", "WSM"),
        ("American Samoa", "ASM"),
        ("Sudan", "SDN"),
        ("South Africa", "ZAF"),
        ("Южная Африка", "ZAF"),
        ("Southern Africa", "018"),
        ("韩国", "KOR"),
        ("朝鲜", "PRK"),
        ("美国", "USA"),
        ("США", "USA"),
        ("سوريا", "SYR"),
        ("الصين", "CHN"),
        ("World", "WLD"),
        ("Global", "WLD"),
        ("1", "WLD"),
        ("2", "002"),
        ("West Africa", "011"),
        ("Sub-Saharan Africa", "202"),
        ("Sub Saharan Africa", "202"),
        ("Africa south of the Sahara", "202"),
        ("Latin America", "419"),
        ("Southeast Asia", "035"),
        ("LDCs", "199"),
        ("Least Developed Countries (LDC)", "199"),
        ("LLDCs", "432"),
        ("SIDS", "722"),
        ("Oceania (exc. Australia and New Zealand)", "543"),
        ("WB_SSF", "WB_SSF"),
        ("Low and middle income countries", "WB_LMY"),
    ],
)
def test_a_name_as_people_write_it_means_one_area(text, code):
    assert AREAS.find(text).code == code


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Korea", r"KOR \(Republic of Korea\), PRK \(Democratic People's Republic of Korea\)\?$"),
        ("Corée", r"KOR \(.*\), PRK \(.*\)\?$"),
        ("Congo", r"COD \(Democratic Republic of the Congo\), COG \(Congo\)\?$"),
        ("the Congo", r"COD \(.*\), COG \(.*\)\?$"),
        ("Конго", r"COD \(.*\), COG \(.*\)\?$"),
        ("Micronesia", r"057 \(Micronesia\), FSM \(Micronesia \(Federated States of\)\)\?$"),
        ("Virgin Islands", r"VGB \(British Virgin Islands\), VIR \(United States Virgin Islands\)\?$"),
        ("St. Martin", r"MAF \(Saint Martin \(French Part\)\), SXM \(Sint Maarten \(Dutch part\)\)\?$"),
        ("America", r"019 \(Americas\), USA \(United States of America\)\?$"),
        ("South Asia", r"034 \(Southern Asia\), WB_SAS \(South Asia \(World Bank\)\)\?$"),
    ],
)
def test_an_ambiguous_name_is_refused_with_every_area_it_fits(text, candidates):
    with pytest.raises(AreaNotFound, match=f'area "{text}" fits several areas: did you mean {candidates}') as refusal:
        AREAS.find(text)
    assert refusal.value.ambiguous


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("EU", "150 (Europe)"),
        ("European Union", "150 (Europe)"),
        ("North America", "021 (Northern America)"),
        ("Northern Ireland", "GBR (United Kingdom of Great Britain and Northern Ireland)"),
        ("Netherlands Antilles", "NLD (Netherlands (Kingdom of the))"),
        ("Serbia and Montenegro", "SRB (Serbia)"),
        ("Developing countries", "515 (Developing regions)"),
        ("Germny", "DEU (Germany)"),
        ("Nigerria", "NGA (Nigeria)"),
        ("Guiana", "GUF (French Guiana)"),
        ("in", "IND (India)"),
        ("ANT", "ATG (Antigua and Barbuda)"),
    ],
)
def test_an_unknown_name_is_refused_with_likely_areas(text, candidate):
    with pytest.raises(AreaNotFound, match="is not a known area: did you mean ") as refusal:
        AREAS.find(text)
    assert candidate in refusal.value.candidates
    assert not refusal.value.ambiguous


@pytest.mark.parametrize("text", ["Xyzzyx", "", "…", "9999"])
def test_a_name_like_no_area_gets_no_candidates_but_advice(text):
    with pytest.raises(AreaNotFound, match="give an ISO 3166-1 alpha-3 code, an M49 code or a name"):
        AREAS.find(text)


@pytest.mark.parametrize("text", ["UNK", "XXA", "STA", "AB9", "EUU", "XX", "eg", "999"])
def test_a_code_of_no_area_is_refused(text):
    with pytest.raises(AreaNotFound, match="is not a known area"):
        AREAS.find(text)


def without_accents(name: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", name) if not unicodedata.combining(mark))


RESPELLINGS = [
    str.upper,
    str.lower,
    str.title,
    str.swapcase,
    without_accents,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: name.replace("’", "'"),
    lambda name: name.replace("-", " "),
    lambda name: name.replace(" ", "  "),
    lambda name: f" the {name}",
    lambda name: name.replace("(", "").replace(")", ","),
    lambda name: name.replace(" and ", " & "),
    lambda name: name.replace("Saint ", "St. "),
]


@given(st.sampled_from(list(AREAS)), st.lists(st.sampled_from(RESPELLINGS), max_size=4, unique=True))
def test_however_its_short_name_is_spelled_an_area_is_found(area, respellings):
    name = area.name
    for respell in respellings:
        name = respell(name)
    assert AREAS.named(name) is area
    if area.name in AMBIGUOUS_NAMES:
        assert area in AREAS.called(name)
        assert len(AREAS.called(name)) == 2
    else:
        assert AREAS.find(name) is area


@given(st.sampled_from(list(AREAS)))
def test_every_code_leads_back_to_its_area(area):
    assert AREAS.get(area.code) is area
    assert AREAS.find(area.code.lower()) is area
    for code in filter(None, [area.code, area.iso2, area.m49, area.m49.lstrip("0")]):
        assert AREAS.find(code) is area


@given(st.sampled_from(list(AREAS)), st.sampled_from(LANGUAGES))
def test_a_short_name_in_any_language_names_its_area(area, language):
    assert AREAS.named(area.name_in(language)) is area


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_means_an_area_of_the_table_or_is_refused(text):
    with contextlib.suppress(AreaNotFound):
        assert AREAS.find(text).code in AREAS
    assert len(AREAS.similar(text)) <= 5


def test_only_these_names_are_ambiguous():
    assert set(AREAS.shared().values()) == {
        ("COD", "COG"),
        ("KOR", "PRK"),
        ("057", "FSM"),
        ("VGB", "VIR"),
        ("MAF", "SXM"),
        ("019", "USA"),
        ("034", "WB_SAS"),
        ("017", "CAF"),
    }


# --- what the table holds ---


def test_every_area_has_a_name_in_six_languages():
    for area in AREAS:
        assert set(area.names) == set(LANGUAGES)
        assert all(name and name == name.strip() for name in area.names.values()), area.code


def test_the_table_has_all_areas_of_m49_and_iso_3166_1():
    assert Counter(area.kind for area in AREAS) == {"world": 1, "region": 29, "group": 14, "country": 250}
    assert {area.code for area in COUNTRIES if not area.m49} == {"TWN", "XKX"}
    assert all(len(area.code) == 3 and area.code.isupper() and len(area.iso2) == 2 for area in COUNTRIES)
    assert {area.kind for area in AREAS} == set(KINDS)


def test_areas_have_many_aliases():
    assert sum(len(area.aliases) for area in AREAS) > 900


@pytest.mark.parametrize(
    ("code", "count"),
    [
        pytest.param("WLD", 250, id="world"),
        pytest.param("002", 60, id="Africa"),
        pytest.param("015", 7, id="Northern Africa"),
        pytest.param("202", 53, id="Sub-Saharan Africa"),
        pytest.param("019", 57, id="Americas"),
        pytest.param("419", 52, id="Latin America and the Caribbean"),
        pytest.param("029", 28, id="Caribbean"),
        pytest.param("142", 51, id="Asia, with Taiwan Province of China"),
        pytest.param("150", 52, id="Europe, with Kosovo"),
        pytest.param("009", 29, id="Oceania"),
        pytest.param("057", 8, id="Micronesia"),
        pytest.param("199", 44, id="least developed countries"),
        pytest.param("432", 32, id="landlocked developing countries"),
        pytest.param("722", 53, id="small island developing States"),
        pytest.param("062", 14, id="Central and Southern Asia"),
        pytest.param("747", 25, id="Northern Africa and Western Asia"),
        pytest.param("543", 23, id="Oceania without Australia and New Zealand"),
        pytest.param("830", 2, id="Channel Islands"),
        pytest.param("WB_SSF", 0, id="group whose members are not listed"),
    ],
)
def test_a_region_or_group_has_as_many_members_as_published(code, count):
    assert len(AREAS.members(code)) == count


def test_every_country_is_in_one_chain_of_regions_up_to_the_world():
    for country in COUNTRIES:
        chain = [region for region in AREAS.regions_of(country.code) if region.kind != "group"]
        assert chain[-1].code == "WLD"
        assert all(len(area.parents) == 1 for area in (country, *chain[:-1]))
        assert [region.code for region in chain[1:]] == [region.parents[0] for region in chain[:-1]]


def test_the_regions_below_one_region_share_no_country():
    for region in AREAS:
        parts = [part for part in AREAS if region.code in part.parents]
        shared = Counter(member.code for part in parts for member in AREAS.members(part.code))
        assert not [code for code, times in shared.items() if times > 1]


@pytest.mark.parametrize(
    ("left", "right", "neither"),
    [
        pytest.param("514", "515", {"ATA", "TWN"}, id="developed and developing regions"),
        pytest.param("053", "543", None, id="the two parts of Oceania"),
    ],
)
def test_two_halves_share_nothing_and_leave_nothing(left, right, neither):
    first, second = set(AREAS.members(left)), set(AREAS.members(right))
    whole = set(AREAS.members("WLD" if neither else "009"))
    assert not first & second
    assert {area.code for area in whole - first - second} == (neither or set())


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("MDA", ["151", "150", "WLD", "432", "513", "514"]),
        ("HTI", ["029", "419", "019", "WLD", "199", "515", "722"]),
        ("KOR", ["030", "142", "WLD", "515", "753"]),
        ("ATA", ["WLD"]),
        ("XKX", ["039", "150", "WLD", "513", "514"]),
    ],
)
def test_an_area_knows_what_it_is_part_of(code, chain):
    assert [region.code for region in AREAS.regions_of(code)] == chain


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("PSE", "en", "State of Palestine"),
        ("MDA", "en", "Republic of Moldova"),
        ("CIV", "en", "Côte d’Ivoire"),
        ("TUR", "en", "Türkiye"),
        ("TWN", "en", "Taiwan, Province of China"),
        ("NRU", "fr", "Naoero"),
        ("202", "fr", "Afrique subsaharienne"),
        ("722", "es", "Pequeños Estados insulares en desarrollo"),
        ("ALA", "ru", "Аландские острова"),
        ("WLD", "zh", "世界"),
        ("SYR", "ar", "الجمهورية العربية السورية"),
    ],
)
def test_names_are_worded_as_the_united_nations_words_them(code, language, name):
    assert AREAS.get(code).name_in(language) == name


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("XKX", "References to Kosovo shall be understood to be in the context of Security Council resolution 1244 (1999)."),
        ("FLK", "concerning sovereignty over the Falkland Islands (Malvinas)"),
        ("ESH", "Non-Self-Governing Territories"),
        ("WB_SAS", "Members are not listed"),
    ],
)
def test_areas_carry_the_note_they_need(code, words):
    assert words in AREAS.get(code).note


# --- the files of reference ---


def rows(name: str) -> Iterator[dict[str, str]]:
    with (SHARED / "reference" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def resolved(scheme: str, code: str) -> Area:
    return AREAS.get(f"WB_{code}") if scheme == "wb" else AREAS.find(code)


@pytest.mark.skipif(not (SHARED / "reference").is_dir(), reason="no folder of reference facts beside the project")
def test_every_area_of_the_reference_facts_is_known():
    schemes = {(row["area_scheme"], row["area"]) for row in rows("headline_facts.csv")}
    schemes |= {("", row["area"]) for row in rows("country_facts.csv")}
    assert len(schemes) > 280
    assert all(resolved(*pair) for pair in schemes)


@pytest.mark.skipif(not (SHARED / "evidence").is_dir(), reason="no folder of evidence beside the project")
def test_every_country_of_the_evidence_is_known():
    lines = [line for path in (SHARED / "evidence").glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    codes = {code for line in lines for code in json.loads(line).get("countries") or ()}
    assert len(codes) > 50
    assert all(AREAS.get(code).kind == "country" for code in codes)


def test_no_name_of_hdx_python_country_means_another_country_here():
    country = pytest.importorskip("hdx.location.country", reason="hdx-python-country is not installed (requirements/areas.txt)")
    names = country.Country.countriesdata(use_live=False)["countrynames2iso3"]
    assert len(names) > 1500
    assert all(AREAS.get(code) in AREAS.called(name) or AREAS.find(name).code == code for name, code in names.items())


# --- broken copies ---


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("areas.csv", "area-aliases.csv"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def test_a_whole_copy_reads_the_same(copy):
    assert list(read(copy)) == list(AREAS)


def append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as out:
        out.write(f"{line}\n")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param({"code": "MDA"}, r'code "MDA" is given already on areas.csv, line \d+; keep one', id="code of another"),
        pytest.param({"m49": "498"}, r'm49 "498" is given already on areas.csv, line \d+; keep one', id="M49 of another"),
        pytest.param({"iso2": "MD"}, r'iso2 "MD" is given already on areas.csv, line \d+; keep one', id="alpha-2 of another"),
        pytest.param({"parents": "777"}, r'column "parents": no area has the code "777"; add its row or', id="region unknown"),
        pytest.param({"groups": "199;5"}, r'column "groups": no area has the code "5"; add its row or', id="group unknown"),
        pytest.param(
            {"kind": "state"}, r'kind "state" is not known; write one of world, region, group, country', id="kind unknown"
        ),
        pytest.param({"code": ""}, r'column "code" is blank', id="no code"),
        pytest.param({"name_es": ""}, r'column "name_es" is blank; every area has a code and a name in six', id="no name"),
        pytest.param(
            {"name_ru": "fíji"}, r'"fiji" is a name of FJI and QQQ; take it from one, or write both', id="name of another"
        ),
        pytest.param({"note": "no, no"}, r"more cells than columns; put a cell with a comma in quotation marks", id="comma"),
    ],
)
def test_a_broken_row_is_refused_by_file_and_line(copy, change, fault):
    row = dict.fromkeys(COLUMNS, "Q") | {"code": "QQQ", "kind": "country", "parents": "151", "groups": ""} | change
    append(copy / "areas.csv", ",".join(row[column] for column in COLUMNS))
    with pytest.raises(CatalogError, match=rf"areas\.csv, line {len(AREAS) + 2}\b.*{fault}"):
        read(copy)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param("*,FRA,", "an alias needs letters and the code of an area", id="no letters"),
        pytest.param("Gaul,,", "an alias needs letters and the code of an area", id="no code"),
        pytest.param("Gaul,QQQ,", 'column "codes": no area has the code "QQQ"', id="code unknown"),
        pytest.param("MDA,ROU,", 'alias "MDA" is a code of MDA; take it out', id="code of another"),
        pytest.param("DRC,COG,", '"drc" is a name of COD and COG; take it from one, or write both', id="alias of another"),
        pytest.param("fíji,FRA,", '"fiji" is a name of FJI and FRA; take it from one, or write both', id="name of another"),
        pytest.param("Korea,JPN,", '"korea" is a name of JPN and KOR and PRK; take it', id="ambiguous name of others"),
    ],
)
def test_a_broken_alias_is_refused_by_file_and_line(copy, line, fault):
    append(copy / "area-aliases.csv", line)
    last = len((copy / "area-aliases.csv").read_text(encoding="utf-8").splitlines())
    with pytest.raises(CatalogError, match=rf"area-aliases\.csv, line {last}\b.*{fault}"):
        read(copy)


def test_a_name_that_one_line_gives_to_two_areas_is_ambiguous_on_purpose(copy):
    append(copy / "area-aliases.csv", "Guiana,GUF;GUY,")
    with pytest.raises(AreaNotFound, match="fits several areas"):
        read(copy).find("guiana")


def test_a_missing_column_or_file_is_refused(copy):
    text = (copy / "areas.csv").read_text(encoding="utf-8")
    (copy / "areas.csv").write_text(text.replace("name_ru", "russian", 1), encoding="utf-8")
    with pytest.raises(CatalogError, match=f'areas.csv, line 1: column "name_ru" is missing; expected {", ".join(COLUMNS)}'):
        read(copy)
    (copy / "areas.csv").unlink()
    with pytest.raises(CatalogError, match=r"areas\.csv: cannot be read as UTF-8 text"):
        read(copy)

"""Areas as values: names, look-up that never guesses, and the region tree, on a table small enough to know by heart."""

import pytest

from stocktake.errors import AreaNotFound, StocktakeError
from stocktake.model.area import LANGUAGES, Area, Areas, fold


def area(code: str, name: str, *, kind: str = "country", m49: str = "", iso2: str = "", **more: object) -> Area:
    """Return an area with the same name in every language but French, where it ends in `é`."""
    names = dict.fromkeys(LANGUAGES, name) | {"fr": f"{name}é"}
    return Area(code, kind, m49, iso2, names, **more)


TABLE = Areas(
    [
        area("WLD", "World", kind="world", m49="001"),
        area("009", "Oceania", kind="region", m49="009", parents=("WLD",)),
        area("057", "Micronesia", kind="region", m49="057", parents=("009",)),
        area("722", "Small islands", kind="group", m49="722"),
        area("100", "Coasts", kind="group", m49="100"),
        area("WB_X", "Coasts (World Bank)", kind="group"),
        area("GUM", "Guam", m49="316", iso2="GU", parents=("057",), groups=("722",)),
        area(
            "FSM",
            "Micronesia (Federated States of)",
            m49="583",
            iso2="FM",
            parents=("057",),
            groups=("722",),
            aliases=("Micronesia",),
        ),
        area("FJI", "Fiji", m49="242", iso2="FJ", parents=("009",), groups=("722", "100"), aliases=("Viti & Rotuma", "St. Fiji")),
    ]
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("Fiji", "fiji", id="case"),
        pytest.param("Curaçao", "curacao", id="cedilla"),
        pytest.param("Curac\u0327ao", "curacao", id="cedilla written as a mark of its own"),
        pytest.param("Åland", "aland", id="ring"),
        pytest.param("TÜRKİYE", "turkiye", id="dotted capital I"),
        pytest.param("Côte d'Ivoire", "cote divoire", id="typewriter apostrophe"),
        pytest.param("Côte d’Ivoire", "cote divoire", id="typographic apostrophe"),
        pytest.param("Côte d‘Ivoire", "cote divoire", id="opening quotation mark"),
        pytest.param("Côte d`Ivoire", "cote divoire", id="grave accent"),
        pytest.param("Côte d´Ivoire", "cote divoire", id="acute accent"),
        pytest.param("Côte dʼIvoire", "cote divoire", id="letter apostrophe"),
        pytest.param("Guinea-Bissau", "guinea bissau", id="hyphen"),
        pytest.param("Guinea–Bissau", "guinea bissau", id="dash"),
        pytest.param("  Guinea \u00a0 Bissau ", "guinea bissau", id="spaces"),
        pytest.param("Korea, Rep.", "korea rep", id="comma and full stop"),
        pytest.param("U.S.A.", "usa", id="full stops of an abbreviation"),
        pytest.param("Kosovo*", "kosovo", id="asterisk of a footnote"),
        pytest.param("Micronesia (Fed. States of)", "micronesia fed states of", id="brackets"),
        pytest.param("The Gambia", "gambia", id="the, in front"),
        pytest.param("Gambia, The", "gambia", id="the, behind"),
        pytest.param("Turks & Caicos", "turks and caicos", id="ampersand"),
        pytest.param("St. Lucia", "saint lucia", id="St."),
        pytest.param("Ste Lucie", "sainte lucie", id="Ste"),
        pytest.param("圣马丁（法属）", "圣马丁 法属", id="full-width brackets"),
        pytest.param("أفريقيا", "افريقيا", id="hamza"),
        pytest.param("The", "", id="nothing but the"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_spellings_of_one_name_fold_to_one_form(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("FJI", "FJI", id="alpha-3"),
        pytest.param("fji", "FJI", id="alpha-3 in small letters"),
        pytest.param("FJ", "FJI", id="alpha-2"),
        pytest.param("242", "FJI", id="M49 of a country"),
        pytest.param("057", "057", id="M49 of a region"),
        pytest.param("57", "057", id="M49 without the zero"),
        pytest.param("1", "WLD", id="M49 of the world"),
        pytest.param("WB_X", "WB_X", id="code of our own"),
        pytest.param(" wb_x ", "WB_X", id="code with spaces around"),
        pytest.param("fiji", "FJI", id="name"),
        pytest.param("Fijié", "FJI", id="name in French"),
        pytest.param("Viti and Rotuma", "FJI", id="alias, & written out"),
        pytest.param("Saint Fiji", "FJI", id="alias, St. written out"),
        pytest.param("Micronesia, Federated States of", "FSM", id="comma for brackets"),
    ],
)
def test_an_area_is_found_by_code_name_or_alias(text, code):
    assert TABLE.find(text).code == code


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Federated States of Micronesia", id="the same words in another order"),
        pytest.param("Fij", id="the beginning of a name"),
        pytest.param("fj", id="alpha-2 in small letters"),
        pytest.param("0242", id="four digits"),
        pytest.param("²", id="a raised digit"),
    ],
)
def test_what_is_nearly_a_code_or_a_name_is_not_taken_for_one(text):
    with pytest.raises(AreaNotFound, match="is not a known area"):
        TABLE.find(text)


def test_a_name_of_two_areas_is_refused_with_both():
    with pytest.raises(
        AreaNotFound, match=r"fits several areas: did you mean 057 \(Micronesia\), FSM \(Micronesia \(Fed"
    ) as refusal:
        TABLE.find("MICRONESIA")
    assert refusal.value.ambiguous
    assert TABLE.called("micronesia") == (TABLE.get("057"), TABLE.get("FSM"))
    assert TABLE.shared() == {"micronesia": ("057", "FSM")}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("micronesia", "057", id="short name of one area, alias of another"),
        pytest.param("Viti & Rotuma", "FJI", id="alias"),
        pytest.param("242", "FJI", id="code"),
    ],
)
def test_in_a_table_that_keeps_to_short_names_they_come_first(name, code):
    assert TABLE.named(name).code == code


def test_a_name_that_is_no_short_name_is_refused_like_any_other():
    with pytest.raises(AreaNotFound, match="did you mean FJI"):
        TABLE.named("Fidji")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("Fidji", "FJI (Fiji)", id="slip of the pen"),
        pytest.param("World Bank", "WB_X (Coasts (World Bank))", id="words of a longer name"),
        pytest.param("Federated", "FSM (Micronesia (Federated States of))", id="word of a longer name"),
        pytest.param("Ocean", "009 (Oceania)", id="beginning of a name"),
        pytest.param("Guam and Fiji", "FJI (Fiji)", id="more words than the name has; equals come in code order"),
    ],
)
def test_an_unknown_name_is_refused_with_candidates_best_first(text, first):
    with pytest.raises(AreaNotFound, match=f'area "{text}" is not a known area: did you mean ') as refusal:
        TABLE.find(text)
    assert refusal.value.candidates[0] == first
    assert len(refusal.value.candidates) <= 5
    assert not refusal.value.ambiguous


@pytest.mark.parametrize("text", ["", "   ", "the", "qqqq", "*"])
def test_a_name_like_no_other_is_refused_with_what_to_write(text):
    with pytest.raises(AreaNotFound, match="is not a known area: give an ISO 3166-1 alpha-3 code"):
        TABLE.find(text)


def test_a_code_is_given_exactly_or_refused():
    assert TABLE.get("FJI").name == "Fiji"
    assert "FJI" in TABLE
    assert "fji" not in TABLE
    with pytest.raises(StocktakeError, match='area "fji" is not a known area'):
        TABLE.get("fji")


@pytest.mark.parametrize(
    ("code", "members"),
    [
        pytest.param("WLD", ["FJI", "FSM", "GUM"], id="the world has all countries, in code order"),
        pytest.param("009", ["FJI", "FSM", "GUM"], id="a region has those of its parts"),
        pytest.param("057", ["FSM", "GUM"], id="smallest region"),
        pytest.param("100", ["FJI"], id="group"),
        pytest.param("WB_X", [], id="group with no members listed"),
        pytest.param("FJI", ["FJI"], id="a country is its own only member"),
    ],
)
def test_members_are_the_countries_below(code, members):
    assert [member.code for member in TABLE.members(code)] == members


def test_a_group_of_regions_has_their_countries():
    both = Areas([*TABLE, area("300", "Small and Micronesia", kind="group")])
    regions = [area("057", "Micronesia", kind="region", parents=("009",), groups=("300",))]
    assert [member.code for member in Areas([*both, *regions]).members("300")] == ["FSM", "GUM"]


@pytest.mark.parametrize(
    ("code", "regions"),
    [
        pytest.param("GUM", ["057", "009", "WLD", "722"], id="nearest region first, groups last"),
        pytest.param("FJI", ["009", "WLD", "100", "722"], id="groups in code order"),
        pytest.param("009", ["WLD"], id="region"),
        pytest.param("WLD", [], id="world"),
        pytest.param("722", [], id="group"),
    ],
)
def test_regions_of_an_area_go_from_the_nearest_to_the_world(code, regions):
    assert [region.code for region in TABLE.regions_of(code)] == regions


def test_members_and_regions_of_an_unknown_code_are_refused():
    with pytest.raises(AreaNotFound):
        TABLE.members("XYZ")
    with pytest.raises(AreaNotFound):
        TABLE.regions_of("XYZ")


def test_an_area_prints_itself_and_says_its_name_in_each_language():
    fiji = TABLE.get("FJI")
    assert str(fiji) == "FJI (Fiji)"
    assert (fiji.name_in("fr"), fiji.name_in("en"), fiji.name_in("de")) == ("Fijié", "Fiji", "Fiji")
    assert hash(fiji) == hash(
        area("FJI", "Fiji", m49="242", iso2="FJ", parents=fiji.parents, groups=fiji.groups, aliases=fiji.aliases)
    )


def test_areas_come_in_code_order_whatever_order_they_went_in():
    codes = [one.code for one in Areas(reversed(list(TABLE)))]
    assert codes == sorted(codes)
    assert len(TABLE) == len(codes) == 9

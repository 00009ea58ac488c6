"""Questionnaires: what stands in the built-in ones, and what a file may not say."""

import copy
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stocktake.catalog import area, catalog, questionnaire
from stocktake.errors import CatalogError
from stocktake.model.questionnaire import fold

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
POLICIES = questionnaire.questionnaire("10.7.2")
MGI = questionnaire.questionnaire("mgi")


def reference(name):
    path = REFERENCE / name
    if not path.exists():
        pytest.skip("the reference tables are not beside the project")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_10_7_2_has_six_domains_of_five_questions():
    assert [len(one.questions) for one in POLICIES.domains] == [5] * 6
    assert [one.id for _, one in POLICIES.questions()] == [f"{number}{letter}" for number in range(1, 7) for letter in "abcde"]


def test_the_values_of_answers_are_those_of_the_metadata():
    values = {name: {one.code: one.value for one in scale.answers} for name, scale in POLICIES.scales.items()}
    assert values == {"three_way": {"yes": 1, "legal_only": 0.5, "no": 0}, "yes_no": {"yes": 1, "no": 0}}
    assert [one.scale for one in POLICIES.domains] == ["three_way", *["yes_no"] * 5]
    assert POLICIES.missing.value == 0


def test_the_classes_and_their_groups_are_those_of_the_metadata():
    assert [(one.code, one.key, one.at_least) for one in POLICIES.classes] == [
        (1, "requires_further_progress", 0),
        (2, "partially_meets", 40),
        (3, "meets", 80),
        (4, "fully_meets", 100),
    ]
    assert [one.classes for one in POLICIES.class_groups] == [(1,), (2,), (3, 4)]


def test_names_classes_and_coverage_equal_the_reference():
    told = reference("sdg_10_7_2.yaml")
    for ours, theirs in zip(POLICIES.domains, told["domains"], strict=True):
        assert (ours.number, ours.key, ours.name, ours.scale) == tuple(
            theirs[key] for key in ("number", "key", "name", "answer_type")
        )
        assert [(one.id, one.text) for one in ours.questions] == [(one["id"], one["name"]) for one in theirs["sub_categories"]]
    assert [(one.code, one.key, one.label, one.at_least) for one in POLICIES.classes] == [
        tuple(one[key] for key in ("code", "key", "name", "min")) for one in told["classes"]
    ]
    assert POLICIES.coverage.by_round == told["coverage"]["by_round"]
    ours = {area.areas().get(one.ref_area).m49 or "001": one for one in POLICIES.coverage.regions}
    for one in told["coverage"]["regions"]:
        found = ours[f"{one['m49']:03}"]
        for key in ("answered", "countries", "country_percent", "population_percent"):
            assert getattr(found, key) == one[key]


def test_the_published_coverage_adds_up():
    *regions, world = POLICIES.coverage.regions
    assert world.ref_area == "WLD"
    assert sum(one.answered for one in regions) == world.answered == sum(POLICIES.coverage.by_round.values()) == 138
    assert sum(one.countries for one in regions) == world.countries == POLICIES.coverage.asked == 197
    for one in POLICIES.coverage.regions:
        assert abs(100 * one.answered / one.countries - one.country_percent) <= 0.5


def test_the_governments_asked_are_as_many_in_each_region_as_published():
    asked = set(POLICIES.recipients.codes)
    counted = {
        one.ref_area: sum(member.code in asked for member in area.areas().members(one.ref_area))
        for one in POLICIES.coverage.regions
    }
    assert counted == {one.ref_area: one.countries for one in POLICIES.coverage.regions}


def test_the_domains_of_10_7_2_are_codes_of_the_code_list_and_its_indicator_is_known():
    facts = catalog.load()
    assert {one.code for one in POLICIES.domains} | {"_T"} == set(facts.codelists["policy_domain"])
    for one in POLICIES.domains:
        assert fold(facts.codelists["policy_domain"][one.code]) == fold(one.name)
    assert POLICIES.indicator in facts.indicators


def test_the_dimensions_and_topics_of_the_mgi_are_those_of_its_framework():
    framework = catalog.load().frameworks["mgi"]
    for ours, theirs in zip(MGI.domains, framework.commitments, strict=True):
        assert (ours.commitment, ours.name, ours.key) == (theirs.id, theirs.title, theirs.links["key"])
        assert [one.text for one in ours.questions] == [one.name for one in theirs.parts]
        assert [(one.verification or ours.verification).status for one in ours.questions] == [
            one.verification.status for one in theirs.parts
        ]


def test_the_four_words_are_a_scale_of_ones_own_and_not_verified():
    told = reference("migof_mgi.yaml")["mgi"]["presentation_levels"]["values"]
    own = MGI.scales["own_levels"]
    assert [one.code for one in own.answers] == told
    assert own.verification.status == "not_seen"
    assert {one.scale for one in MGI.domains} == {"headings"}


def test_the_mgi_has_nothing_to_rank_by():
    assert MGI.kind == "profile"
    assert MGI.classes == MGI.class_groups == ()
    assert {(one.value, one.counts_as) for scale in MGI.scales.values() for one in scale.answers} == {(None, None)}


def test_10_7_2_and_the_mgi_share_no_question():
    """They have six domains in common and ask other things: answers of one must never be taken for the other."""
    assert not {one.id for _, one in POLICIES.questions()} & {one.id for _, one in MGI.questions()}


@pytest.mark.parametrize(
    ("scale", "text", "expected"),
    [
        pytest.param("three_way", "Yes", "yes", id="a word"),
        pytest.param("three_way", " LEGAL-ONLY ", "legal_only", id="case, spaces, hyphen"),
        pytest.param("three_way", "legal status only", "legal_only", id="in words"),
        pytest.param("three_way", "0.5", "legal_only", id="a value"),
        pytest.param("three_way", "0,5", "legal_only", id="a value with a comma"),
        pytest.param("yes_no", "1.0", "yes", id="a value from a spreadsheet"),
        pytest.param("yes_no", "TRUE", "yes", id="a truth value"),
        pytest.param("yes_no", "Sí", "yes", id="in Spanish"),
        pytest.param("yes_no", "нет", "no", id="in Russian"),
        pytest.param("yes_no", "0.5", None, id="half is no answer here"),
        pytest.param("yes_no", "-1", None, id="a minus sign stays"),
    ],
)
def test_an_answer_is_known_by_its_spellings(scale, text, expected):
    assert POLICIES.scales[scale].spelled().get(fold(text)) == expected


@given(st.text(max_size=12))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_an_unknown_questionnaire_is_an_error_that_names_those_there_are():
    with pytest.raises(CatalogError, match=r'no questionnaire "mipex"; there are 10\.7\.2, mgi'):
        questionnaire.questionnaire("mipex")


SEEN = {"status": "seen"}
GOOD = {
    "title": "Q",
    "publisher": "us",
    "kind": "scored",
    "verification": SEEN,
    "sources": [],
    "scales": {
        "yes_no": {
            "label": "yes or no",
            "verification": SEEN,
            "answers": [
                {"code": "yes", "label": "Yes", "value": 1, "counts_as": "yes"},
                {"code": "no", "label": "No", "value": 0, "counts_as": "no"},
            ],
        }
    },
    "domains": [
        {
            "number": number,
            "code": f"D{number}",
            "key": f"d{number}",
            "name": f"Domain {number}",
            "scale": "yes_no",
            "verification": SEEN,
            "questions": [{"id": f"{number}a", "text": "A"}, {"id": f"{number}b", "text": "B"}],
        }
        for number in (1, 2)
    ],
    "classes": [
        {"code": 1, "key": "low", "label": "Low", "at_least": 0},
        {"code": 2, "key": "high", "label": "High", "at_least": 50},
    ],
    "class_groups": [{"key": "all", "label": "All", "classes": [1, 2]}],
}


def read(folder, content):
    (folder / "q.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return questionnaire.read(folder / "q.yml")


def changed(place, value):
    """Return the good file with one place of it changed; numbers are places in lists."""
    content = copy.deepcopy(GOOD)
    *way, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    here = content
    for part in way:
        here = here[part]
    here[last] = value
    return content


def test_the_smallest_file_is_read(tmp_path):
    found = read(tmp_path, GOOD)
    assert (found.id, [one.id for _, one in found.questions()]) == ("q", ["1a", "1b", "2a", "2b"])


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        pytest.param("domains.1.number", 3, r"domains\.number: found 1, 3, expected 1, 2, 3 and so on", id="numbers"),
        pytest.param("domains", [], r"domains\.number: found none", id="no domain"),
        pytest.param("domains.1.code", "D1", r'domains\.code: found "D1", expected each domain its own code', id="code twice"),
        pytest.param("domains.1.code", "_T", r'domains\.code: found "_T"', id="the code of all together"),
        pytest.param("domains.1.questions", [], r"domains\.D2\.questions: found none, expected at least one", id="no question"),
        pytest.param(
            "domains.1.questions.0.id", "1b", r'questions\.id: found "1b" twice, expected each question once', id="twice"
        ),
        pytest.param("domains.0.scale", "stars", r'D1\.scale: found "stars", expected one of yes_no', id="unknown scale"),
        pytest.param("domains.0.questions.0.scale", "stars", r'1a\.scale: found "stars"', id="unknown scale of a question"),
        pytest.param(
            "scales.yes_no.answers", GOOD["scales"]["yes_no"]["answers"][:1], r"answers: found 1, expected two", id="one"
        ),
        pytest.param("scales.yes_no.answers.1.code", "yes", r'scales\.yes_no\.answers: found "yes" twice', id="answer twice"),
        pytest.param(
            "scales.yes_no.answers.1.spellings", ["YES"], r'spellings: found "yes" for yes and no, expected each', id="spelling"
        ),
        pytest.param("missing", {"spellings": ["No"]}, r'spellings: found "no" for no answer and no', id="missing is an answer"),
        pytest.param("scales.yes_no.answers.0.value", None, r"scales\.yes_no\.yes: found no value or counts_as", id="no value"),
        pytest.param("scales.yes_no.answers.0.value", 2, r"yes\.value: found 2, expected 0, 0\.25", id="value above 1"),
        pytest.param("scales.yes_no.answers.0.value", 0.3, r"yes\.value: found 0\.3, expected 0, 0\.25", id="no exact value"),
        pytest.param("missing", {"value": -1}, r"missing\.value: found -1", id="missing below 0"),
        pytest.param(
            "classes.0.at_least", 10, r"classes\.at_least: found 10, 50, expected rising numbers from 0", id="hole below"
        ),
        pytest.param("classes.1.at_least", 101, r"classes\.at_least: found 0, 101", id="beyond 100"),
        pytest.param("classes.1.at_least", 0, r"classes\.at_least: found 0, 0", id="not rising"),
        pytest.param("classes.1.at_least", 33.3, r"at_least: expected `int`, got `float`", id="an edge that is not whole"),
        pytest.param("classes", [], r"classes\.at_least: found none", id="no class"),
        pytest.param("classes.1.code", 1, r'classes\.code: found "1" twice', id="class code twice"),
        pytest.param("classes.1.key", "low", r'classes\.key: found "low" twice', id="class key twice"),
        pytest.param("class_groups.0.classes", [1], r"class_groups\.classes: found 1, expected 1, 2", id="class in no group"),
        pytest.param("class_groups.0.classes", [1, 2, 2], r"found 1, 2, 2, expected 1, 2", id="class in a group twice"),
        pytest.param("kind", "profile", r"scales\.yes_no\.yes: found a value or class, expected none in a profile", id="ranking"),
        pytest.param("recipients", {"verification": SEEN, "codes": ["MDA", "MDA"]}, r'"MDA" twice', id="recipient twice"),
        pytest.param("recipients", {"verification": SEEN, "codes": ["202"]}, r'"202", expected alpha-3', id="recipient a region"),
        pytest.param("domains.0.colour", "red", r'unknown key "domains\[0\]\.colour"', id="unknown key"),
    ],
)
def test_a_broken_questionnaire_is_an_error_that_names_file_and_key(tmp_path, place, value, expected):
    with pytest.raises(CatalogError, match=rf"^q\.yml: .*{expected}|^q\.yml: {expected}"):
        read(tmp_path, changed(place, value))


def test_a_profile_may_not_have_classes_either(tmp_path):
    content = {**changed("kind", "profile"), "scales": copy.deepcopy(GOOD["scales"])}
    for answer in content["scales"]["yes_no"]["answers"]:
        del answer["value"], answer["counts_as"]
    with pytest.raises(CatalogError, match=r"classes: found a value or class, expected none in a profile, for it must not rank"):
        read(tmp_path, content)
    assert read(tmp_path, {**content, "classes": [], "class_groups": []}).kind == "profile"


def test_a_list_of_about_90_questions_fits_the_format(tmp_path):
    """The questions of the MGI are not published in what was read: whoever has them writes them into a file."""
    content = {**GOOD, "kind": "profile", "classes": [], "class_groups": []}
    answers = [{"code": "yes", "label": "Yes"}, {"code": "no", "label": "No"}]
    content["scales"] = {"yes_no": {**GOOD["scales"]["yes_no"], "answers": answers}}
    content["domains"] = [
        {**GOOD["domains"][0], "number": n, "code": f"M{n}", "questions": [{"id": f"{n}.{i}", "text": "?"} for i in range(15)]}
        for n in range(1, 7)
    ]
    assert len(list(read(tmp_path, content).questions())) == 90

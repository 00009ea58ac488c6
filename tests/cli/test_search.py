"""`stocktake search` as a person meets it, on the built-in evidence."""

import json

import pytest

from conftest import run


@pytest.fixture(scope="module")
def search(filled):
    def asked(*arguments, code=0):
        finished = run("search", *arguments, "--format", "json", cwd=filled, workspace=filled / "stocktake-workspace")
        assert finished.returncode == code, finished.stderr
        return json.loads(finished.stdout) if code == 0 else finished.stderr

    return asked


QUERIES = {
    "return": (
        "voluntary return",
        "retour volontaire",
        "العودة الطوعية",
        "добровольное возвращение",
        "自愿返回",
        "retorno voluntario",
    ),
    "trafficking": (
        "human trafficking",
        "traite des personnes",
        "الاتجار بالأشخاص",
        "торговля людьми",
        "人口贩运",
        "trata de personas",
    ),
    "remittances": ("remittances", "envois de fonds", "التحويلات المالية", "денежные переводы", "汇款", "remesas"),
    "detention": (
        "detention of migrants",
        "détention de migrants",
        "احتجاز المهاجرين",
        "содержание мигрантов под стражей",
        "拘留移民",
        "detención de migrantes",
    ),
}


@pytest.mark.parametrize("subject", QUERIES)
def test_a_query_in_each_of_six_languages_finds_the_same_english_records(search, subject):
    answers = [[one["id"] for one in search(query)] for query in QUERIES[subject]]
    first = set(answers[0][:10])
    assert len(first) >= 5
    for query, answer in zip(QUERIES[subject], answers, strict=True):
        assert len(first & set(answer)) >= len(first) - 2, query


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("retours volontaires", "retour volontaire"),
        ("добровольного возвращения", "добровольное возвращение"),
        ("والتحويلات المالية", "التحويلات المالية"),
        ("汇款成本", "汇款 成本"),
    ],
)
def test_inflected_and_run_together_words_find_the_same(search, typed, same):
    found = [one["id"] for one in search(typed)]
    assert found
    assert set(found[:8]) & {one["id"] for one in search(same)}


def test_a_hit_says_what_it_is_and_where_it_stands(search):
    one = search("remittances", "--type", "practice", "--most", "1")[0]
    assert one["type"] == "practice"
    assert "lines" in one["place"] or "line" in one["place"]
    assert {"id", "score", "title", "summary", "areas", "objectives", "actors", "year", "reported_by"} <= set(one)


@pytest.mark.parametrize(
    ("form", "begins", "title"), [("ris", "TY  - CHAP", "TI  - ["), ("bibtex", "@incollection{record:", "title = {{[")]
)
def test_hits_can_be_taken_along_as_references_in_the_order_found(search, filled, tmp_path, form, begins, title):
    asked = ("search", "remittances", "--most", "3", "--format", form)
    finished = run(*asked, cwd=filled, workspace=filled / "stocktake-workspace")
    assert finished.returncode == 0, finished.stderr
    places = [finished.stdout.index(f"record:{one['id']}") for one in search("remittances", "--most", "3")]
    assert places == sorted(places)
    assert (finished.stdout.count(begins), finished.stdout.count(title)) == (3, 3)
    assert "stocktake's own words" in finished.stdout
    written = run(*asked, "--out", tmp_path / "found", cwd=filled, workspace=filled / "stocktake-workspace")
    assert (written.stdout, (tmp_path / "found").read_text(encoding="utf-8")) == ("", finished.stdout)


def test_options_narrow_the_hits(search):
    found = search("--objective", "20", "--most", "1000")
    assert found
    assert all("gcm:20" in one["objectives"] for one in found)
    here = search("--area", "Moldova", "--most", "1000")
    assert here
    assert all("MDA" in one["areas"] for one in here)
    assert search("--like", found[0]["id"], "--most", "3")[0]["id"] != found[0]["id"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("the", "of"), 1, "holds no word to look for"),
        (("--type", "poem"), 2, '"poem" is no type of record'),
        (("--area", "Nowhereland"), 2, "Nowhereland"),
        (("--objective", "99"), 1, "gcm:99"),
        (("words", "--like", "x"), 2, "in place of a query"),
        (("--like", "x"), 2, 'there is no record "x"'),
    ],
)
def test_what_cannot_be_looked_for_is_told_in_one_line(search, arguments, code, said):
    told = search(*arguments, code=code)
    assert said in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    "text", ['"; DROP TABLE records_record; --', "a* OR NEAR(b)", "\u202e\u200f", "x" * 10_000, "%_%", "ʼ' '' \\", "area=MDA"]
)
def test_hostile_words_are_only_words(filled, text):
    finished = run("search", text, cwd=filled, workspace=filled / "stocktake-workspace")
    assert finished.returncode in (0, 1)
    assert "Traceback" not in finished.stderr
    assert finished.returncode == 0 or "holds no word to look for" in finished.stderr


def test_nothing_found_is_said(filled):
    finished = run("search", "xylophone", cwd=filled, workspace=filled / "stocktake-workspace")
    assert finished.returncode == 0
    assert "nothing found" in finished.stderr

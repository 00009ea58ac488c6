"""The pages on methods and indicators are true: their tables are read and compared, their arithmetic is worked out, their examples are run."""

import csv
import math
import re
import sys
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
import yaml

import stocktake.measure
from factories import indicator, method_with, rows, table
from large_tables import SDG, sdg_database
from stocktake.catalog import catalog
from stocktake.catalog import indicator as catalog_indicator
from stocktake.catalog.folder import DATA
from stocktake.catalog.method import methods
from stocktake.cli.wording import worded
from stocktake.errors import CatalogError
from stocktake.measure import assessment, backtest, projection, reason, series, terms
from stocktake.model.provenance import VERIFIED_IN_WORDS
from stocktake.model.verdict import AGREEMENTS, STANDINGS, JudgedSeries
from stocktake.tables import engine

DOCS = Path(__file__).parents[1] / "docs"
EXPLANATION = (DOCS / "explanation/methods.md").read_text(encoding="utf-8")
REFERENCE = (DOCS / "reference/methods.md").read_text(encoding="utf-8")
HOWTO = (DOCS / "howto/add-a-method.md").read_text(encoding="utf-8")
AS_OF = 2026


def section(page, title):
    """Return what stands under a heading, up to the next of its level or above."""
    marks, _, rest = page.partition(f"# {title}\n")
    level = len(marks) - len(marks.rstrip("#")) + 1
    return re.split(rf"^#{{1,{level}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def tables(text):
    """Return the tables of a text, each a list of rows by column."""
    found = re.findall(r"(?:^\|.*\|\n)+", text + "\n", flags=re.MULTILINE)
    cells = [[[cell.strip() for cell in re.split(r"(?<!\\)\|", line[1:-1])] for line in one.splitlines()] for one in found]
    return [[dict(zip(one[0], row, strict=True)) for row in one[2:]] for one in cells]


def bare(cell):
    return cell.strip("`")


def number(text):
    return float(text.replace("−", "-").replace(",", "").removesuffix("%"))


def is_shown_as(value, text):
    """Return whether a number, rounded to the places shown, is the one in the text."""
    places = len(text.partition(".")[2].removesuffix("%").strip())
    return round(value, places) == number(text)


# --- one series under all methods ---

SHOWN = {
    "One series under all methods": "RPW_GLOBAL_AVERAGE",
    "The same quantity in an older edition: the methods differ": "SI_RMT_COST",
}
VERDICTS = [(code, row) for title, code in SHOWN.items() for row in tables(section(EXPLANATION, title))[title.startswith("One")]]


@cache
def published(code):
    """Return the rows of the built-in pack for the world's cost of sending money, in one of its series."""
    with (DATA / "packs/headline-figures/observations.csv").open(encoding="utf-8") as file:
        key = ("10.c.1", code, "WLD", "_T")
        return [
            row
            for row in csv.DictReader(file)
            if (row["indicator"], row["series"], row["ref_area"], row["other_dims"] or "_T") == key
        ]


def judged(seen, known, asked):
    """Return the rows of `assess` as Arrow; what several methods need is computed once, as the command does."""
    backend = engine.connect()
    hold = engine.holder(backend)
    prepared = series.prepare(table(seen), terms.table(known), AS_OF, engine=series.Engine(hold))
    return backend.to_pyarrow(assessment.assess(prepared, asked, hold))


@cache
def verdicts(code):
    """Return what every method says of one of those series, with the words that `stocktake assess` gives."""
    return {row["method"]: row for row in all_verdicts() if row["series"] == code}


@cache
def all_verdicts():
    seen = [
        one
        for code in SHOWN.values()
        for one in rows({row["time_period"]: float(row["obs_value"]) for row in published(code)}, indicator="10.c.1", series=code)
    ]
    known, asked = catalog.load().indicators, list(methods().values())
    return worded(judged(seen, [known["10.c.1"]], asked), known, asked).to_pylist()


def test_the_values_on_the_page_are_those_of_the_pack():
    shown = tables(section(EXPLANATION, "One series under all methods"))[0]
    held = {row["time_period"]: (float(row["obs_value"]), row["vintage"]) for row in published("RPW_GLOBAL_AVERAGE")}
    last = {period[:4]: period for period in sorted(held)}
    assert {row["year"]: row["period"] for row in shown} == last
    assert [held[row["period"]] for row in shown] == [(number(row["value"]), row["edition"]) for row in shown]


def test_the_values_of_the_older_edition_are_those_of_the_pack():
    held = [f"{float(row['obs_value']):.2f} in {row['time_period']}" for row in published("SI_RMT_COST")]
    assert f"for three years: {', '.join(held)}." in EXPLANATION


@pytest.mark.parametrize("code", SHOWN.values())
def test_every_method_stands_in_the_table(code):
    assert {bare(row["method"]) for one, row in VERDICTS if one == code} == set(methods())


@pytest.mark.parametrize(("code", "shown"), [pytest.param(*one, id=f"{one[0]}: {bare(one[1]['method'])}") for one in VERDICTS])
def test_a_row_of_the_page_is_the_verdict(code, shown):
    found = verdicts(code)[bare(shown["method"])]
    assert shown["window"] == f"{found['first_year']}–{found['last_year']}"
    assert shown["class"] == (found["class"] or "")
    assert shown["standing"] == STANDINGS[found["standing"]]
    assert is_shown_as(found["projected_value"], shown["2030"])
    assert all(map(is_shown_as, (found["projected_low"], found["projected_high"]), shown["range"].split(" to ")))
    if found["statistic"] is None:
        assert shown["statistic"] == ""
    else:
        key, _, figure = shown["statistic"].rpartition(" ")
        assert (key, is_shown_as(found["statistic"], figure)) == (found["statistic_key"], True)


@pytest.mark.parametrize(
    "shown", [pytest.param(row, id=f"{code}: {bare(row['method'])}") for code, row in VERDICTS if "=" in row["arithmetic"]]
)
def test_the_arithmetic_of_a_row_ends_in_its_statistic(shown):
    assert bare(shown["arithmetic"]).endswith(f" = {shown['statistic'].split()[-1]}")


@pytest.mark.parametrize(("code", "agreement"), [("RPW_GLOBAL_AVERAGE", "agree"), ("SI_RMT_COST", "differ")])
def test_the_agreement_on_the_page_is_the_one_found(code, agreement):
    title = next(title for title, one in SHOWN.items() if one == code)
    assert f"`agreement` is `{agreement}`" in section(EXPLANATION, title)
    assert {row["agreement"] for row in verdicts(code).values()} == {agreement}


def test_the_score_on_the_page_is_the_one_found():
    assert is_shown_as(verdicts("RPW_GLOBAL_AVERAGE")["open-sdg"]["score"], "−0.805")
    assert "= −0.805`" in EXPLANATION


def test_the_colour_and_the_arrow_on_the_page_are_those_found():
    facts = catalog.load().indicators["16.9.1"]
    best, worst, green, red = (f"{getattr(facts.bounds, name):g}" for name in ("best", "worst", "green", "red"))
    assert f"they are {best} and {worst} per cent, green from {green}, red below {red}" in EXPLANATION
    seen = [
        *rows({2015: 96.4}, indicator="16.9.1", series="real"),
        *rows({2018: 80, 2023: 86}, indicator="16.9.1", series="made up"),
    ]
    real, made_up = sorted(judged(seen, [facts], [methods()["sdsn"]]).to_pylist(), key=lambda row: row["series"] == "made up")
    assert (real["level_key"], real["standing"], is_shown_as(real["score"], "95.94")) == ("yellow", "cannot_tell", True)
    assert (made_up["class_key"], made_up["standing"]) == ("moderately_improving", "too_slow")
    assert is_shown_as(made_up["score"], "84.216")
    assert is_shown_as(made_up["statistic"], "0.70")


# --- arithmetic ---

WORDS = {"exp": math.exp, "ln": math.log, "sqrt": math.sqrt}
SIGNS = {"−": "-", "·": "*", "÷": "/", "^": "**", "√": "sqrt"}
EQUATIONS = [
    one
    for one in re.findall(r"`([^`\n]+ = [^`\n]+)`", EXPLANATION)
    if re.fullmatch(r"[\d\s.()+*/=−·÷^√]+", re.sub(r"exp|ln", "", one))
]


def worked_out(text):
    """Return what an expression of the page comes to; a minus before a power stands before the whole power."""
    for sign, meant in SIGNS.items():
        text = text.replace(sign, meant)
    return eval(text, {"__builtins__": {}}, WORDS)


@pytest.mark.parametrize("equation", EQUATIONS)
def test_what_stands_on_the_page_is_worked_out_right(equation):
    *parts, result = equation.split(" = ")
    places = len(result.partition(".")[2])
    assert [worked_out(part) for part in parts] == [pytest.approx(number(result), abs=0.51 * 10**-places)] * len(parts)


def test_no_equation_is_passed_over():
    assert len(EQUATIONS) > 50
    assert len(EQUATIONS) == len(re.findall(r"`[^`\n]+ = [^`\n]+`", EXPLANATION))


# --- what each verdict means ---

SECTIONS = {
    **{
        "Open SDG": ["open-sdg"],
        "Eurostat": ["eurostat-long-term", "eurostat-short-term"],
        "Progress Chart": ["progress-chart-2023"],
    },
    **{"Current Status Index": ["escap-csi"], "Anticipated Progress Index": ["escap-api"], "SDSN": ["sdsn"]},
}


def test_every_method_has_a_section():
    assert sorted(one for ids in SECTIONS.values() for one in ids) == sorted(methods())
    assert all(f"`{one}`" in section(EXPLANATION, title) for title, ids in SECTIONS.items() for one in ids)


@pytest.mark.parametrize("title", SECTIONS)
def test_a_section_explains_every_class_of_its_method(title):
    shown = tables(section(EXPLANATION, title))[0]
    (classes,) = {
        frozenset(
            (one.label, one.key, STANDINGS[one.standing])
            for one in (*method.classes_with_target, *method.classes_without_target, *method.other_classes)
        )
        for method in map(methods().get, SECTIONS[title])
    }
    assert {(row["class"], bare(row["key"]), row["standing"]) for row in shown} == classes
    assert all(row["it says"] for row in shown)


def test_every_colour_is_explained():
    assert all(f"**{one.label}**" in section(EXPLANATION, "SDSN") for one in methods()["sdsn"].level_classes)


def test_the_table_says_how_each_method_was_verified():
    shown = {
        bare(row["method"]): row["how it was verified"] for row in tables(section(EXPLANATION, "How sure the methods are"))[0]
    }
    assert shown == {one.id: VERIFIED_IN_WORDS[one.verification.status] for one in methods().values()}


def test_the_tables_of_standings_and_agreement_are_those_of_the_model():
    shown = [row["standing"] for row in tables(section(EXPLANATION, "Standings"))[0]]
    assert shown == [words for key, words in STANDINGS.items() if key != "no_figure"]
    agreement = tables(section(EXPLANATION, "Why side by side"))[1]
    assert {bare(row["`agreement`"]): row["in words"] for row in agreement} == AGREEMENTS


# --- projections ---


def test_the_table_of_projections_names_the_kind_of_every_method():
    shown = tables(section(EXPLANATION, "Where a series leads"))[0]
    titles = {
        "Progress Chart": "progress-chart-2023",
        "Current Status Index": "escap-csi",
        "Anticipated Progress Index": "escap-api",
    }
    ids = {"Open SDG": "open-sdg", "Eurostat": "eurostat-long-term", "SDSN": "sdsn", **titles}
    kinds = {one: bare(row["`projection_key`"]) for row in shown for one in map(ids.get, row["methods"].split(", "))}
    found = {row["method"]: row["projection_key"] for row in verdicts("RPW_GLOBAL_AVERAGE").values()}
    assert kinds == {one: found[one] for one in ids.values()}
    assert found["eurostat-short-term"] == found["eurostat-long-term"]
    assert {bare(row["`projection_key`"]) for row in shown} == projection.KINDS.keys()


@pytest.fixture(scope="module")
def tried(shared, tmp_path_factory):
    """Give the real SDG database, ready to be judged."""
    if not (shared / SDG).exists():
        pytest.skip("the SDG database is not beside this checkout")
    path = tmp_path_factory.mktemp("tried") / "sdg.parquet"
    sdg_database(shared, path)
    backend = engine.connect()
    how = series.Engine(engine.holder(backend), engine.key_number(backend))
    return series.prepare(engine.read(backend, [path]), terms.table([]), AS_OF, engine=how)


def shown_shares(place):
    """Return the figures of a table of the page on how often the range held, by kind and where the group begins."""
    shown = tables(section(EXPLANATION, "How often the range held"))[place]
    return {
        (kind, next(iter(row.values()))): (row[f"`{kind}`: cases"], row[f"`{kind}`: held"])
        for row in shown
        for kind in ("compound", "straight")
    }


def as_shown(cases, share):
    return f"{cases:,}", f"{100 * share:.1f} %"


@pytest.mark.parametrize(
    ("by", "place", "begins"),
    [
        ("years", 0, {3: "3–4", 5: "5–7", 8: "8–11", 12: "12 and more"}),
        ("ahead", 1, {1: "1", 2: "2", 3: "3", 4: "4–6", 7: "7 and more"}),
    ],
)
def test_how_often_the_range_held_is_what_the_page_says(tried, by, place, begins):
    found = backtest.coverage(tried, by=by).to_pyarrow().to_pylist()
    assert {(row["kind"], begins[row["begins"]]): as_shown(row["cases"], row["share"]) for row in found} == shown_shares(place)


# --- the reference: columns and reasons ---


def test_the_columns_of_a_verdict_are_those_that_assess_gives():
    shown = [bare(one) for row in tables(section(REFERENCE, "Columns of a verdict"))[0] for one in row["column"].split(", ")]
    assert sorted(shown) == sorted(next(iter(verdicts("SI_RMT_COST").values())))
    assert {field.name for field in fields(JudgedSeries)} <= set(shown)


def test_every_reason_is_explained_in_a_table_of_special_cases():
    told = {bare(one) for row_set in tables(REFERENCE) for row in row_set for one in row.get("`reason_key`", "").split(", ")}
    assert reason.SENTENCES.keys() <= told


# --- the how-to: a method of one file and one module ---


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Give the method of the page, its two files put into a folder of their own."""
    files = dict(re.findall(r"`(?:[\w/]+/)?(doubling\.\w+)`[^\n]*\n\n```\w+\n(.*?)```", HOWTO, flags=re.DOTALL))
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert set(files) == {"doubling.yml", "doubling.py"}
    monkeypatch.setattr(stocktake.measure, "__path__", [*stocktake.measure.__path__, str(tmp_path)])
    yield methods(tmp_path)["doubling"]
    sys.modules.pop("stocktake.measure.doubling", None)


def test_the_method_of_the_page_judges_beside_the_others(written):
    shown = {row["series"]: row for row in tables(section(HOWTO, "2. What mathematics chose: a module"))[-1]}
    values = {name: dict(pair.split(": ") for pair in row["values"].split(", ")) for name, row in shown.items()}
    seen = [
        one for name, known in values.items() for one in rows({year: float(one) for year, one in known.items()}, indicator=name)
    ]
    known = [indicator(name, direction=row["wanted"]) for name, row in shown.items()]
    found = judged(seen, known, [method_with("open-sdg"), written]).to_pylist()
    own = {row["indicator"]: row for row in found if row["method"] == "doubling"}
    assert own.keys() == shown.keys()
    for name, row in shown.items():
        words = {key: row[f"`{key}`"] or None for key in ("class_key", "standing", "reason_key")}
        assert {key: own[name][key] for key in words} == words, name
        for key in ("statistic", "projected_value"):
            assert own[name][key] == (pytest.approx(number(row[f"`{key}`"])) if row[f"`{key}`"] else None), name
    assert {(row["indicator"], row["agreement"]) for row in found} >= {("a", "agree"), ("e", "none")}


# --- the how-to of indicators ---


def test_the_bounds_on_the_page_are_those_of_the_indicator():
    page = (DOCS / "howto/add-an-indicator.md").read_text(encoding="utf-8")
    written = yaml.safe_load(re.search(r"^bounds:\n(?: .*\n)+", page, flags=re.MULTILINE)[0])["bounds"]
    found = catalog.load().indicators["16.9.1"].bounds
    names = ("best", "worst", "green", "red", "source")
    assert {name: written[name] for name in names} == {name: getattr(found, name) for name in names}
    assert written["verification"]["status"] == found.verification.status


def test_a_target_without_a_year_is_refused_as_the_page_says(tmp_path):
    text = (DATA / "indicators/16.9.1.yml").read_text(encoding="utf-8")
    (tmp_path / "16.9.1.yml").write_text(text.replace('  time_period: "2030"\n', ""), encoding="utf-8")
    with pytest.raises(CatalogError, match=r"16\.9\.1\.yml: target: .*time_period"):
        catalog_indicator.read(tmp_path / "16.9.1.yml")

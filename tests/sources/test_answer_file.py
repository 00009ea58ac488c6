"""Answers read from a CSV: spellings, blanks, faults named with their line, and the rest read on."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.catalog.area import areas
from stocktake.catalog.questionnaire import questionnaire
from stocktake.errors import DataError
from stocktake.sources import answer_file, population_file

POLICIES, MGI = questionnaire("10.7.2"), questionnaire("mgi")
HEADER = "ref_area,time_period,question,answer"


def read(*lines, header=HEADER, asked=POLICIES):
    content = "".join(f"{line}\n" for line in (header, *lines)).encode()
    return answer_file.parse(content, "a.csv", asked, areas())


def rows(found):
    names = (*answer_file.KEY, "answer")
    return [tuple(row[name] for name in names) for row in found.table.to_pylist()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("MDA,2019,1a,legal only", ("MDA", "2019", "1a", "legal_only"), id="a spelling"),
        pytest.param("Republic of Moldova, 2019 ,1a, Yes ", ("MDA", "2019", "1a", "yes"), id="a name, spaces"),
        pytest.param("498,2018/2019,2a,0", ("MDA", "2018/2019", "2a", "no"), id="M49, a span, a value"),
        pytest.param('MDA,2019,1a,"0,5"', ("MDA", "2019", "1a", "legal_only"), id="a decimal comma"),
        pytest.param("MDA,2019,1a,", ("MDA", "2019", "1a", None), id="blank is missing"),
        pytest.param("MDA,2019,1a,-", ("MDA", "2019", "1a", None), id="a dash is missing"),
        pytest.param("MDA,2019,1a,No answer", ("MDA", "2019", "1a", None), id="missing in words"),
    ],
)
def test_a_row_is_an_answer_or_a_missing_one(line, expected):
    found = read(line)
    assert rows(found) == [expected]
    assert found.left_out == ()


@pytest.mark.parametrize("mark", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_the_header_says_what_parts_the_cells(mark):
    found = read(f"MDA{mark}2019{mark}1a{mark}yes", header=HEADER.replace(",", mark))
    assert rows(found) == [("MDA", "2019", "1a", "yes")]


def test_rows_without_any_sign_and_the_mark_of_spreadsheets_are_passed_over():
    content = f"\ufeff{HEADER}\r\n,,,\r\nMDA,2019,1a,yes\r\n\r\n".encode()
    assert rows(answer_file.parse(content, "a.csv", POLICIES, areas())) == [("MDA", "2019", "1a", "yes")]


@pytest.mark.parametrize(
    ("line", "said", "kept"),
    [
        pytest.param(
            "MDA,2019,2a,legal only",
            'a.csv, line 3, column "answer": "legal only" is not an answer to 2a; write one of yes, no, or leave it blank; until '
            "then it counts as missing",
            [("MDA", "2019", "2a", None)],
            id="an answer of another scale",
        ),
        pytest.param(
            "MDA,2019,7a,yes",
            'a.csv, line 3, column "question": "7a" is not a question; they run from 1a to 6e',
            [],
            id="question",
        ),
        pytest.param(
            "Atlantis,2019,1b,yes", 'a.csv, line 3, column "ref_area": area "Atlantis" is not a known area', [], id="area"
        ),
        pytest.param(
            "Korea,2019,1b,yes", 'a.csv, line 3, column "ref_area": area "Korea" fits several areas', [], id="two areas"
        ),
        pytest.param("202,2019,1b,yes", "202 (Sub-Saharan Africa) is no country or territory", [], id="a region"),
        pytest.param("MDA,soon,1b,yes", 'a.csv, line 3, column "time_period": "soon" is not a time period', [], id="period"),
        pytest.param("MDA,2019,1b", "a.csv, line 3: 3 cells where the header has 4", [], id="a cell too few"),
        pytest.param("MDA,2019,1b,yes,", "a.csv, line 3: 5 cells where the header has 4", [], id="a cell too many"),
    ],
)
def test_a_fault_is_named_with_its_line_and_the_rest_is_read(line, said, kept):
    found = read("MDA,2019,1a,yes", line, "MDA,2019,1c,no")
    assert rows(found) == [("MDA", "2019", "1a", "yes"), *kept, ("MDA", "2019", "1c", "no")]
    assert len(found.left_out) == 1
    assert said in found.left_out[0]


def test_every_bad_cell_of_a_line_is_named():
    found = read("Atlantis,soon,9z,yes")
    assert [sentence.split('"')[1] for sentence in found.left_out] == ["ref_area", "time_period", "question"]


def test_lines_are_counted_as_an_editor_counts_them():
    found = read('MDA,2019,1a,yes,"first\nsecond"', "MDA,2019,1b,maybe,", header=f"{HEADER},note")
    assert found.table["note"].to_pylist()[0] == "first\nsecond"
    assert found.left_out[0].startswith("a.csv, line 4,")


@pytest.mark.parametrize(
    ("second", "expected", "said"),
    [
        pytest.param("yes", "yes", "line 2 already, and the same; it counts once", id="the same"),
        pytest.param("no", None, "line 2 already, and otherwise; take one out: until then it counts as missing", id="another"),
        pytest.param("", "yes", None, id="blank is no second answer"),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True], ids=["in order", "turned round"])
def test_an_answer_given_twice_is_named_and_never_chosen(second, expected, said, is_turned):
    lines = ["MDA,2019,1a,yes", f"Moldova,2019,1a,{second}"]
    found = read(*(reversed(lines) if is_turned else lines))
    assert rows(found) == [("MDA", "2019", "1a", expected)]
    assert len(found.left_out) == (1 if said else 0)
    assert said is None or said in found.left_out[0]


def test_the_same_question_in_another_period_is_not_the_same_answer():
    assert read("MDA,2019,1a,yes", "MDA,2021,1a,no").left_out == ()


def test_a_column_nobody_knows_is_named_and_the_words_of_the_template_are_not():
    found = read("MDA,2019,1a,yes,x,y", header=f"{HEADER},sorce,choices")
    assert found.left_out == ('a.csv, line 1, column "sorce": is not known and not read; take it out or correct its name',)
    assert rows(found) == [("MDA", "2019", "1a", "yes")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", r'a\.csv, line 1: column "ref_area" is missing; expected ref_area, time_period', id="empty"),
        pytest.param(b"ref_area,question,answer\n", r'line 1: column "time_period" is missing', id="column missing"),
        pytest.param(f"{HEADER},answer\n".encode(), r'line 1: column "answer" stands there twice', id="column twice"),
        pytest.param(f"{HEADER}\n".encode(), r"a\.csv: holds no answers; --template writes", id="header only"),
        pytest.param(
            f"{HEADER}\nMDA,2019,1a,s\xed\n".encode("latin-1"), r"a\.csv, line 2: is not UTF-8 text; save", id="latin-1"
        ),
        pytest.param(
            f'{HEADER}\n"MDA,2019,1a,yes\n'.encode(), r"a\.csv: cannot be read as CSV .* quotation mark", id="open quote"
        ),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_an_error(content, expected):
    with pytest.raises(DataError, match=expected):
        answer_file.parse(content, "a.csv", POLICIES, areas())


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path):
    with pytest.raises(DataError, match=r"none\.csv: cannot be read \(No such file or directory\)"):
        answer_file.read(tmp_path / "none.csv", POLICIES, areas())


def csv_of(table):
    from pyarrow import csv

    beside = pa.BufferOutputStream()
    csv.write_csv(table, beside)
    return beside.getvalue().to_pybytes()


@pytest.mark.parametrize("asked", [POLICIES, MGI], ids=["10.7.2", "mgi"])
def test_a_template_holds_every_question_in_words_and_is_read_back_as_unanswered(asked):
    table = answer_file.template(asked, areas().get("MDA"), "2025")
    assert table["question"].to_pylist() == [question.id for _, question in asked.questions()]
    for row, (domain, question) in zip(table.to_pylist(), asked.questions(), strict=True):
        assert row["domain"] == domain.name
        assert row["text"].startswith(question.text)
        assert all(answer.code in row["choices"] for answer in asked.scale_of(domain, question).answers)
    found = answer_file.parse(csv_of(table), "a.csv", asked, areas())
    assert found.left_out == ()
    assert rows(found) == [("MDA", "2025", question.id, None) for _, question in asked.questions()]


answers = st.dictionaries(
    st.tuples(st.sampled_from(["MDA", "GTM"]), st.sampled_from(["2019", "2021"]), st.sampled_from(["1a", "2a", "6e"])),
    st.sampled_from(["yes", "no", None]),
    min_size=1,
)


@settings(deadline=None)
@given(answers, st.randoms())
def test_what_is_written_is_read_back_whatever_the_order(said, random):
    lines = [f"{','.join(key)},{answer or ''}" for key, answer in said.items()]
    random.shuffle(lines)
    found = read(*lines)
    assert {row[:3]: row[3] for row in rows(found)} == said
    assert found.left_out == ()


def people(folder, text):
    path = folder / "p.csv"
    path.write_text(text, encoding="utf-8")
    table, left_out = population_file.read(path, areas())
    return dict(zip(table["ref_area"].to_pylist(), table["population"].to_pylist(), strict=True)), left_out


def test_people_are_read_by_area_and_other_columns_are_not(tmp_path):
    found, left_out = people(tmp_path, "ref_area,year,population\nMDA,2020,4000000\nGuatemala,2020,1.8e7\nVAT,2020,\n")
    assert found == {"MDA": 4e6, "GTM": 1.8e7}
    assert left_out == ()


def test_a_population_that_cannot_be_right_is_named_and_left_out(tmp_path):
    lines = ["MDA,many", "Atlantis,5", "GTM,-1", "FRA,nan", "DEU,80", "DEU,81", "ITA,59"]
    found, left_out = people(tmp_path, "\n".join(["ref_area,population", *lines]))
    assert found == {"ITA": 59}
    assert [sentence.split(":")[0] for sentence in left_out] == [f"p.csv, line {line}" for line in (2, 3, 4, 5, 7)]


def test_a_file_of_people_without_its_column_is_an_error(tmp_path):
    with pytest.raises(DataError, match=r'p\.csv, line 1: column "population" is missing'):
        people(tmp_path, "ref_area,people\n")

"""Files of raw counts and prices: what can be right is kept, what cannot is named with its line."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stocktake.catalog.area import areas
from stocktake.errors import DataError
from stocktake.measure import recruitment, refugee, remittance
from stocktake.model.formula import SPLITS
from stocktake.sources.raw_file import COUNTS, SERVICES, WORKERS, parse

HEADER = "sending,receiving,time_period,provider,service,cost,transparent,days,accessible,weight"
ROW = "ARE,IND,2023-Q3,Bank,app,3.2,yes,1,yes,300"


def services(*rows, header=HEADER):
    return parse("\n".join([header, *rows]).encode(), "prices.csv", SERVICES, areas())


@pytest.mark.parametrize(
    ("layout", "names"),
    [(SERVICES, remittance.SCHEMA.names), (WORKERS, [*recruitment.SCHEMA.names, *SPLITS]), (COUNTS, refugee.SCHEMA.names)],
    ids=["services", "workers", "counts"],
)
def test_the_columns_of_a_file_are_those_the_formula_takes(layout, names):
    assert sorted(layout.names) == sorted(names)
    assert set(layout.key) <= set(layout.names)


def test_a_row_is_read_as_it_stands():
    read = services(ROW)
    assert read.left_out == ()
    assert read.table.to_pylist() == [
        {"sending": "ARE", "receiving": "IND", "time_period": "2023-Q3", "provider": "Bank", "service": "app", "cost": 3.2,
         "transparent": True, "days": 1.0, "accessible": True, "weight": 300.0}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        pytest.param("sending", "United Arab Emirates", "ARE", id="the name of an area"),
        pytest.param("sending", "784", "ARE", id="the number of an area"),
        pytest.param("cost", "-11.4", -11.4, id="a price below zero is real"),
        pytest.param("cost", "", None, id="a blank price is missing and not zero"),
        pytest.param("cost", "0", 0.0, id="zero is zero"),
        pytest.param("transparent", "No", False, id="no, however it is written"),
        pytest.param("transparent", "1", True, id="1 is yes"),
        pytest.param("transparent", "", None, id="not known"),
        pytest.param("days", "", None, id="speed not known"),
        pytest.param("weight", "", None, id="weight not known"),
    ],
)
def test_cells(column, text, value):
    cells = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | {column: text}
    read = services(",".join(cells.values()))
    assert read.left_out == ()
    assert read.table[column].to_pylist() == [value]


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        pytest.param("cost", "n/a", '"n/a" is not a number; write it as 3.5, or leave it blank if it is not known', id="words"),
        pytest.param("cost", "nan", '"nan" is not a number', id="not a number by name"),
        pytest.param("cost", "inf", '"inf" is not a number', id="infinite"),
        pytest.param("days", "-1", '"-1" is below zero', id="days below zero"),
        pytest.param("weight", "-5", '"-5" is below zero', id="weight below zero"),
        pytest.param("transparent", "perhaps", '"perhaps" is neither yes nor no', id="neither"),
        pytest.param("sending", "Narnia", 'area "Narnia" is not a known area', id="no area"),
        pytest.param("sending", "202", "202 (Sub-Saharan Africa) is no country or territory", id="a region"),
        pytest.param("sending", "", "is blank; fill it in", id="a blank area"),
        pytest.param("time_period", "Q3 2023", '"Q3 2023" is not a time period', id="a period written otherwise"),
        pytest.param("provider", "", "is blank; fill it in", id="a blank provider"),
    ],
)
def test_a_cell_that_cannot_be_right_is_named_and_the_rest_is_kept(column, text, expected):
    cells = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | {column: text}
    read = services(ROW, ",".join(cells.values()), ROW.replace("app", "cash"))
    (sentence,) = read.left_out
    assert sentence.startswith(f'prices.csv, line 3, column "{column}": {expected}')
    assert sentence.endswith("the line is left out")
    assert read.table["service"].to_pylist() == ["app", "cash"]


def test_a_row_of_the_wrong_length_is_named_and_the_rest_is_kept():
    read = services(ROW, "ARE,IND,2023-Q3", ROW.replace("app", "cash"))
    assert read.left_out[0].startswith("prices.csv, line 3: 3 cells where the header has 10")
    assert read.table.num_rows == 2


def test_a_column_nobody_knows_is_named_and_not_read():
    read = services(f"{ROW},x", header=f"{HEADER},colour")
    assert read.left_out[0].startswith('prices.csv, line 1, column "colour": is not known and not read')
    assert read.table.num_rows == 1


def test_optional_columns_may_be_left_out():
    read = services("ARE,IND,2023-Q3,Bank,3.2,yes,1,yes", header=HEADER.replace(",service", "").replace(",weight", ""))
    assert (read.left_out, read.table.num_rows) == ((), 1)
    assert not {"service", "weight"} & set(read.table.column_names)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(b"", 'column "sending" is missing', id="nothing"),
        pytest.param(b"sending,receiving\nARE,IND\n", 'column "time_period" is missing', id="a column missing"),
        pytest.param(HEADER.encode() + b"\n\xff\n", "line 2: is not UTF-8 text", id="no UTF-8"),
        pytest.param(
            f'{HEADER}\nARE,"IND\n'.encode(), "look for a quotation mark that is left open", id="an open quotation mark"
        ),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused(written, expected):
    with pytest.raises(DataError, match=expected):
        parse(written, "prices.csv", SERVICES, areas())


def test_a_file_without_rows_has_none():
    assert services().table.num_rows == 0


def test_rows_that_agree_count_once_and_rows_that_differ_do_not_count():
    other = ROW.replace("3.2", "9.9")
    same = services(ROW, ROW)
    assert same.table.num_rows == 1
    assert same.left_out[0].startswith(
        "prices.csv, line 3: line 2 has the same sending, receiving, time_period, provider, service and says the same"
    )
    differ = services(ROW, other, ROW.replace("app", "cash"))
    assert differ.table["service"].to_pylist() == ["cash"]
    assert "says otherwise; until one is taken out neither counts" in differ.left_out[0]


def test_two_weights_of_a_corridor_are_named_and_the_rows_stay():
    read = services(ROW, ROW.replace("app", "cash").replace("300", "7"), ROW.replace("app", "card").replace("300", ""))
    assert read.table.num_rows == 3
    assert [sentence.split(": ", 1)[1] for sentence in read.left_out] == [
        "7 where line 2 has 300 for the same sending, receiving, time_period; until they agree it counts as not known",
        "nothing where line 2 has 300 for the same sending, receiving, time_period; until they agree it counts as not known",
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param("GTM,2024,w1,1200,400,F", "", id="known"),
        pytest.param("GTM,2024,w1,1200,400,", "", id="not known"),
        pytest.param("GTM,2024,w1,1200,400,female", '"female" is not a code; write one of F, M, or leave it blank', id="a word"),
        pytest.param("GTM,2024,w1,-1,400,F", '"-1" is below zero', id="a cost below zero"),
        pytest.param("GTM,2024,,1,400,F", "is blank; fill it in", id="a worker nobody can name"),
    ],
)
def test_workers(row, expected):
    header = "ref_area,time_period,worker,cost,earnings,sex"
    read = parse(f"{header}\n{row}\n".encode(), "workers.csv", WORKERS, areas(), {"sex": ["F", "M"]})
    assert expected in "".join(read.left_out)
    assert bool(read.left_out) == bool(expected)
    assert read.table.num_rows == (0 if expected else 1)


@pytest.mark.parametrize("sign", ["=", ";"])
def test_a_dimension_must_not_hold_what_parts_dimensions(sign):
    written = f'ref_area,time_period,worker,cost,earnings,education\nGTM,2024,w1,1,1,"a{sign}b"\n'
    assert "holds = or ;" in parse(written.encode(), "workers.csv", WORKERS, areas()).left_out[0]


@pytest.mark.parametrize(
    ("text", "is_fine"), [("2025-01-01", True), ("", True), ("1 January 2025", False), ("2025-02-30", False)]
)
def test_days(text, is_fine):
    written = f"ref_area,time_period,refugees,population,population_date\nSYR,2024,1,2,{text}\n"
    read = parse(written.encode(), "counts.csv", COUNTS, areas())
    assert (read.left_out == ()) == is_fine


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(6)), st.sampled_from([",", ";", "\t"]))
def test_order_and_delimiter_do_not_matter(order, delimiter):
    rows = [ROW.replace("app", f"s{n}").replace("3.2", str(n)) for n in range(5)] + [ROW.replace("app", "s1").replace("3.2", "9")]
    before = services(*rows)
    written = "\n".join([HEADER, *(rows[n] for n in order)]).replace(",", delimiter)
    after = parse(written.encode(), "prices.csv", SERVICES, areas())
    assert after.table.sort_by("service").equals(before.table.sort_by("service"))
    assert len(after.left_out) == len(before.left_out) == 1


def test_a_few_thousand_rows_are_read_like_one():
    chance = random.Random(1)
    rows = [ROW.replace("app", f"s{n}").replace("3.2", f"{chance.uniform(0, 20):.2f}") for n in range(3000)]
    assert services(*rows).table.num_rows == 3000

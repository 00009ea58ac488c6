"""The Displacement Tracking Matrix: the real CSV and answers where they are at hand, and small ones of our own."""

import json

import pyarrow.compute as pc
import pytest

from published import reading, real_files
from stocktake.errors import DataError

SOURCE = "iom-dtm"
ROW = {
    "operation": "A storm",
    "admin0Name": "Haiti",
    "admin0Pcode": "HTI",
    "numPresentIdpInd": 10,
    "reportingDate": "2020-01-31T00:00:00",
    "roundNumber": 1,
    "displacementReason": "Natural disaster",
    "numberMales": None,
    "numberFemales": None,
    "idpOriginAdmin1Pcode": "Not available",
    "assessmentType": "SA",
}


@pytest.fixture(scope="module")
def real(shared):
    return real_files(shared, "iom-dtm", "iom_dtm")


@pytest.fixture
def answer(tmp_path):
    def answer(*changes, name="displacement-admin0.json"):
        path = tmp_path / name
        rows = [{**ROW, **change} for change in changes]
        told = {"result": rows, "statusCode": 200, "isSuccess": True, "errorMessages": [], "totalRecordsCount": len(rows)}
        path.write_text(json.dumps(told), encoding="utf-8")
        return path

    return answer


def of_level(found, level, sex="_T"):
    """Return the rows of one level: as many of `admin1`, `admin2` as it is deep."""
    table = found.table.filter(pc.equal(found.table["sex"], sex))
    depth = pc.add(
        *(pc.match_substring(table["other_dims"], name).cast("int64") for name in ("admin1=", "admin2=")),
    )
    return table.filter(pc.equal(depth, level))


def rows(found):
    return found.table.to_pylist()


def said(found):
    return [str(issue) for issue in found.issues]


def test_the_real_csv_has_every_row_and_the_same_people_at_each_level(real):
    found = real("global-iom-dtm-from-api-admin-0-to-2.csv")
    assert (found.rows, found.vintage) == (13367 * 3 + 1, "2025-06-30")
    assert found.left_out == {"tags": 1, "not_by_sex": 2 * 11883}
    assert [of_level(found, level).num_rows for level in (0, 1, 2)] == [303, 1686, 11378]
    assert {pc.sum(of_level(found, level)["obs_value"]).as_py() for level in (0, 1, 2)} == {79361198}
    assert set(pc.unique(found.table["ref_area"]).to_pylist()) == {"AFG", "HTI", "TCD"}


def test_the_real_answers_hold_what_the_csv_holds(real):
    whole = of_level(real("global-iom-dtm-from-api-admin-0-to-2.csv"), 1)
    for area in ("AFG", "HTI", "TCD"):
        part = of_level(real(f"displacement-admin1-admin0pcode-{area.lower()}.json"), 1)
        mine = whole.filter(pc.equal(whole["ref_area"], area))
        figures = [
            table.select(["time_period", "other_dims", "obs_value"]).sort_by(
                [("time_period", "ascending"), ("other_dims", "ascending"), ("obs_value", "ascending")]
            )
            for table in (part, mine)
        ]
        assert figures[0].to_pylist() == figures[1].to_pylist()


def test_of_a_folder_the_whole_csv_is_read_and_the_answers_are_not_added_to_it(real):
    assert real().rows == 13367 * 3 + 1
    assert "a file of the folder was not read, 15 times, first in data_for_quickcharts.csv" in said(real())


def test_of_a_folder_of_answers_all_are_read(answer, tmp_path):
    answer({}, name="displacement-admin0-hti.json")
    answer({"admin1Pcode": "HT91", "id": 1}, name="displacement-admin1-hti.json")
    assert [row["other_dims"] for row in rows(reading(SOURCE, tmp_path))] == [
        "assessment=SA;operation=a-storm;reason=natural-disaster",
        "admin1=HT91;assessment=SA;operation=a-storm;reason=natural-disaster",
    ]


def test_the_dimensions_of_a_row_stand_by_name(answer):
    change = {"admin1Pcode": "HT91", "admin2Pcode": "HT9101", "idpOriginAdmin1Pcode": "HT92", "displacementReason": "Conflict"}
    (row,) = rows(reading(SOURCE, answer(change)))
    assert row["other_dims"] == "admin1=HT91;admin2=HT9101;assessment=SA;operation=a-storm;origin=HT92;reason=conflict"
    assert (row["ref_area"], row["time_period"], row["obs_value"]) == ("HTI", "2020-01", 10)
    assert row["comment_obs"] == "reported 2020-01-31, round 1"


def test_one_reason_is_one_reason_however_it_is_written(answer):
    found = reading(SOURCE, answer({"displacementReason": "conflict"}, {"displacementReason": "Conflict", "roundNumber": 2}))
    assert len({row["other_dims"] for row in rows(found)}) == 1
    assert any("more than once" in issue for issue in said(found))


def test_males_and_females_stand_beside_all_and_those_not_given_are_left_out(answer):
    found = reading(SOURCE, answer({"numberMales": 4, "numberFemales": 6}, {"roundNumber": 2}))
    assert sorted((row["sex"], row["obs_value"]) for row in rows(found)) == [("F", 6), ("M", 4), ("_T", 10), ("_T", 10)]
    assert (found.rows, found.left_out) == (6, {"not_by_sex": 2})


@pytest.mark.parametrize(
    ("change", "value", "status"),
    [
        pytest.param({"numPresentIdpInd": None}, None, "O", id="not given"),
        pytest.param({"numPresentIdpInd": 0}, 0, "A", id="zero"),
        pytest.param({"numPresentIdpInd": "Not available"}, None, "O", id="marked as missing"),
        pytest.param({"numPresentIdpInd": "many"}, None, "O", id="no number"),
    ],
)
def test_missing_is_not_zero(answer, change, value, status):
    (row,) = rows(reading(SOURCE, answer(change)))
    assert (row["obs_value"], row["obs_status"]) == (value, status)


def test_rows_that_repeat_and_rows_without_a_date_are_left_out_and_counted(answer):
    found = reading(SOURCE, answer({}, {}, {"reportingDate": None}))
    assert found.left_out == {"repeated": 3, "no_date": 3, "not_by_sex": 2}


def test_what_does_not_fit_is_told(answer):
    found = reading(SOURCE, answer({"numberMales": 4, "numberFemales": 4}, {"adminLevel": "2", "admin0Pcode": "XAT"}))
    assert "males and females are not all the people of the row; all are kept" in said(found)
    assert 'the level "2" is not that of the codes of the row, which are what counts' in said(found)
    assert 'admin0Pcode: "XAT" is no area known here; it is kept as it stands' in said(found)
    assert {row["ref_area"] for row in rows(found)} == {"HTI", "dtm:XAT"}


def test_a_new_key_is_told_and_a_lost_one_stops_the_reading(answer, tmp_path):
    assert any(
        'column "weather" is neither read nor ignored' in issue for issue in said(reading(SOURCE, answer({"weather": "fine"})))
    )
    lost = tmp_path / "lost.json"
    lost.write_text(json.dumps({"result": [{name: text for name, text in ROW.items() if name != "operation"}]}))
    with pytest.raises(DataError, match='column "operation" is missing'):
        reading(SOURCE, lost)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param('{"result": [{"operation"', "cannot be read as JSON", id="cut off"),
        pytest.param('{"result": null, "isSuccess": false}', 'no list of objects under "result"', id="an answer without result"),
        pytest.param('{"result": []}', "is missing", id="an empty answer"),
    ],
)
def test_another_answer_is_refused(tmp_path, content, message):
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(DataError, match=message):
        reading(SOURCE, tmp_path / "a.json")


def test_a_folder_with_neither_is_refused(tmp_path):
    with pytest.raises(DataError, match="holds neither"):
        reading(SOURCE, tmp_path)

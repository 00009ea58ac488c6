"""Files that are broken, hostile or in another encoding: read as they stand, or refused in one line; never a traceback."""

import gzip
import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stocktake.errors import DataError
from stocktake.sources import about, files


@pytest.mark.parametrize(
    ("content", "encoding", "cell"),
    [
        pytest.param("a,b\nCôte d’Ivoire,1\n".encode(), "utf-8", "Côte d’Ivoire", id="UTF-8"),
        pytest.param("a,b\nCôte d'Ivoire,1\n".encode("latin-1"), "latin-1", "Côte d'Ivoire", id="Latin-1"),
        pytest.param("\ufeffa,b\nMali,1\n".encode(), "utf-8", "Mali", id="a mark of byte order"),
        pytest.param(b'a,b\n"Congo, Republic of",1\n', "utf-8", "Congo, Republic of", id="a comma in a cell"),
        pytest.param(b'a,b\n"two\nlines",1\n', "utf-8", "two\nlines", id="a line end in a cell"),
        pytest.param(gzip.compress(b"a,b\nMali,1\n"), "utf-8", "Mali", id="packed"),
        pytest.param(b"a,b\nNA,1\n", "utf-8", "NA", id="Namibia"),
    ],
)
def test_a_csv_file_is_read_as_it_stands(tmp_path, content, encoding, cell):
    path = tmp_path / ("f.csv.gz" if content[:2] == b"\x1f\x8b" else "f.csv")
    path.write_bytes(content)
    found = files.read_csv(path)
    assert (found.encoding, found.table["a"][0].as_py(), found.table.column_names) == (encoding, cell, ["a", "b"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "is empty", id="nothing"),
        pytest.param(b"\n\n", "is empty", id="empty lines"),
        pytest.param(b"a,b\n1,2,3\n", "cannot be read as CSV", id="a cell too many"),
        pytest.param(b"\x1f\x8b\x08\x00broken", "cannot be read", id="half a packed file"),
    ],
)
def test_a_broken_csv_file_is_refused_in_one_line(tmp_path, content, said):
    path = tmp_path / ("f.csv.gz" if content[:2] == b"\x1f\x8b" else "f.csv")
    path.write_bytes(content)
    with pytest.raises(DataError, match=said) as fault:
        files.read_csv(path)
    assert "\n" not in str(fault.value)


def zipped(parts):
    beside = io.BytesIO()
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return beside.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "is no workbook", id="nothing"),
        pytest.param(b"PK\x03\x04half", "is no workbook", id="half an archive"),
        pytest.param(zipped({"hello.txt": "hello"}), "cannot be read as a workbook", id="an archive of something else"),
        pytest.param(zipped({"xl/worksheets/sheet1.xml": b"0" * 200_000_000}), "unpacks to 200000000 bytes", id="a bomb"),
    ],
)
def test_a_broken_workbook_is_refused_in_one_line(tmp_path, content, said):
    path = tmp_path / "f.xlsx"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said) as fault:
        files.sheet(path, "Table 1")
    assert "\n" not in str(fault.value)


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path):
    with pytest.raises(DataError, match='has no sheet "Table 9"; it has Table of contents, Table 1, Notes'):
        files.sheet(about.sample("undesa-migrant-stock"), "Table 9")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_workbook_cut_off_or_overwritten_anywhere_is_read_or_refused(tmp_path, data):
    whole = about.sample("undesa-migrant-stock").read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    noise = data.draw(st.binary(max_size=20))
    cut = data.draw(st.booleans())
    path = tmp_path / "f.xlsx"
    path.write_bytes(whole[:place] + noise + (b"" if cut else whole[place + len(noise) :]))
    with suppress(DataError):
        about.reader("undesa-migrant-stock").read(path, about.about("undesa-migrant-stock"))

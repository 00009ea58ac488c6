"""The page on adding a source is followed word by word: what it says to write is written, and what it says comes out comes out."""

import re
from pathlib import Path

import pytest

import stocktake.sources
from stocktake.sources import about, settling

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "add-a-source.md"
_BLOCK = re.compile(r"```\w+ file=(?P<name>\S+)\n(?P<text>.*?)```", re.DOTALL)


@pytest.fixture
def island(tmp_path, monkeypatch):
    """The source of the page, in a place of its own where stocktake finds it."""
    folder = tmp_path / "island_permits"
    (folder / "sample").mkdir(parents=True)
    (folder / "__init__.py").write_text('"""Work permits."""\n', encoding="utf-8")
    for block in _BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        (folder / block["name"]).write_text(block["text"], encoding="utf-8")
    monkeypatch.setattr(about, "HERE", tmp_path)
    monkeypatch.setattr(stocktake.sources, "__path__", [*stocktake.sources.__path__, str(tmp_path)])
    return "island-permits"


def test_the_source_of_the_page_reads_its_sample(island):
    facts = about.about(island)
    found = settling.settled(about.reader(island).read(about.sample(island), facts), facts, "2026-11-21")
    rows = {(row["ref_area"], row["sex"]): row for row in found.table.to_pylist()}
    table = [
        line.strip("|").split("|")
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if re.match(r"\| (KEN|isl|WLD)", line)
    ]
    assert len(table) == 4
    for area, sex, value, status, comment in ([cell.strip() for cell in line] for line in table):
        row = rows[area, sex]
        told = "" if row["obs_value"] is None else f"{row['obs_value']:g}"
        assert (told, row["obs_status"], row["comment_obs"]) == (value, status, comment)
    assert len(rows) == found.rows == 5
    assert {row["vintage"] for row in rows.values()} == {"2025"}
    assert [str(one) for one in found.issues] == ['Country: "Atlantis" is no area known here; it is kept as it stands']
    assert settling.checked(found, facts) == ("5 figures (at least 3)", "3 areas (at least 2)")


def test_a_column_more_is_told_and_one_less_refused(island, tmp_path):
    facts, reader = about.about(island), about.reader(island)
    text = about.sample(island).read_text(encoding="utf-8")
    more = tmp_path / "permits-2026.csv"
    more.write_text(text.replace("Remarks", "Colour"), encoding="utf-8")
    assert 'column "Colour" is neither read nor ignored' in str(reader.read(more, facts).issues[0])
    more.write_text(text.replace("Permits", "Licences"), encoding="utf-8")
    with pytest.raises(Exception, match='column "Permits" is missing; the layout has changed'):
        reader.read(more, facts)

"""Each country or territory has at most one point, and the file says where it comes from."""

import pytest

from stocktake.catalog.area import areas
from stocktake.catalog.position import COLUMNS, FILE, positions
from stocktake.errors import CatalogError


def test_nearly_every_country_or_territory_has_a_point():
    countries = {area.code for area in areas() if area.kind == "country"}
    assert set(positions()) <= countries
    assert len(countries - set(positions())) <= 15


@pytest.mark.parametrize(
    ("code", "east", "north"),
    [("MDA", 28, 47), ("FJI", 178, -18), ("RUS", 100, 62), ("NZL", 170, -44), ("USA", -99, 40), ("KEN", 38, 1)],
)
def test_points_are_where_the_places_are(code, east, north):
    found = positions()[code]
    assert (found.longitude, found.latitude) == pytest.approx((east, north), abs=1.5)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["code,longitude"], "line 1"),
        ([",".join(COLUMNS), "XXX,1,2,somewhere,seen"], 'line 2, code: found "XXX"'),
        ([",".join(COLUMNS), "MDA,191,2,somewhere,seen"], "line 2: found 191, 2"),
        ([",".join(COLUMNS), "MDA,east,2,somewhere,seen"], "line 2: found east, 2"),
        ([",".join(COLUMNS), "MDA,1,2,,seen"], "line 2"),
        ([",".join(COLUMNS), "MDA,1,2,somewhere,certain"], "certain"),
        ([",".join(COLUMNS), "MDA,1,2,somewhere,seen", "MDA,1,2,somewhere,seen"], '"MDA" twice'),
    ],
)
def test_a_wrong_line_is_named(tmp_path, lines, said):
    (tmp_path / "points.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(CatalogError, match=said):
        positions(tmp_path / "points.csv")


def test_every_line_says_where_it_comes_from():
    assert "Natural Earth" in FILE.read_text(encoding="utf-8").splitlines()[1]

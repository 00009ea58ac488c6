"""How many of the expected figures each country and area has: it compares the data there are, and never how well anybody does."""

from collections.abc import Mapping
from dataclasses import dataclass

from stocktake.catalog import area as area_file
from stocktake.catalog import catalog as catalog_file
from stocktake.measure import gap
from stocktake.model.gap import STATES, State, counted
from stocktake.service import expecting, newest
from stocktake.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Covered:
    """The figures that the metadata of the indicators require of one area, counted by state; every state is named."""

    counts: Mapping[State, int]

    @property
    def expected(self) -> int:
        """How many are expected."""
        return sum(self.counts.values())

    @property
    def there(self) -> int:
        """How many are there at all, however old, estimates included."""
        return self.expected - self.counts["absent"]


def covered(workspace: Workspace, as_of: int) -> Mapping[str, Covered]:
    """Return the expected figures of each country and area up to the year `as_of`, by its code."""
    indicators = counted(catalog_file.load().indicators.values())
    asked = expecting.expectations()
    codes = [one.code for one in area_file.areas() if one.kind == "country"]
    table = newest.observations(workspace)
    known = table.filter(table.indicator.isin([one.id for one in indicators]))
    reach = gap.areas(dict.fromkeys(codes, True))
    cells = gap.cells(known, gap.expected(indicators, asked), reach, asked, as_of)
    cells = cells.filter(cells.metadata == "required")
    found: dict[str, dict[State, int]] = {code: dict.fromkeys(STATES, 0) for code in codes}
    for row in cells.group_by(["ref_area", "state"]).agg(count=cells.count()).to_pyarrow().to_pylist():
        found[row["ref_area"]][row["state"]] = row["count"]
    return {code: Covered(counts) for code, counts in found.items()}

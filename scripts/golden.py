"""Write the frozen files that tests compare with. Read the diff before you commit it."""

from pathlib import Path

from pyarrow import csv

import stocktake
from stocktake.page import review_json
from stocktake.sources import about, settling
from stocktake.tables import schema

RETRIEVED = "2026-11-21"
"""The day that samples are taken to be read on."""

SCHEMA = Path(stocktake.__file__).parent / "data" / "schemas" / "review.schema.json"


def main() -> None:
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_bytes(review_json.written_schema())
    print(f"wrote {SCHEMA}")
    for source in about.known():
        print(f"wrote {expected(source)}")


def expected(source: str) -> Path:
    """Write what must be read from the sample of a source, and return where."""
    facts, path = about.about(source), about.folder(source) / "expected.csv"
    reading = settling.settled(about.reader(source).read(about.sample(source), facts), facts, RETRIEVED)
    csv.write_csv(schema.in_order(reading.table), path, csv.WriteOptions(quoting_style="needed"))
    return path


if __name__ == "__main__":
    main()

"""Write the frozen files that tests compare with. Read the diff before you commit it."""

from pathlib import Path

import stocktake
from stocktake.page import review_json

SCHEMA = Path(stocktake.__file__).parent / "data" / "schemas" / "review.schema.json"


def main() -> None:
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_bytes(review_json.written_schema())
    print(f"wrote {SCHEMA}")


if __name__ == "__main__":
    main()

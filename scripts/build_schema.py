"""Write the JSON Schema of a review, drawn from the model, to where it ships: `python scripts/build_schema.py`."""

from pathlib import Path

from stocktake.page.review_json import written_schema

PATH = Path(__file__).parent.parent / "src" / "stocktake" / "data" / "schemas" / "review.schema.json"

if __name__ == "__main__":
    PATH.write_bytes(written_schema())
    print(f"written: {PATH.relative_to(Path.cwd()) if PATH.is_relative_to(Path.cwd()) else PATH}")

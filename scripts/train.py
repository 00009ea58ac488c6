"""Learn from the labelled documents beside the project and write `src/stocktake/data/reading/learned.json.gz`."""

import sys

import labelled

from stocktake.catalog.area import areas
from stocktake.catalog.lexicon import FOLDER, LEARNED, learned_bytes, lexicon
from stocktake.extract.training import learn

EDITION = "learned, edition 1"


def main() -> None:
    documents = labelled.documents()
    if not documents:
        sys.exit(f"found no labelled documents in {labelled.SHARED.name}/evidence beside the project; nothing was changed")
    content = learned_bytes(learn(documents, lexicon(), areas(), EDITION))
    (FOLDER / LEARNED).write_bytes(content)
    print(
        f"{LEARNED}: {len(content):,} bytes from {sum(len(one.records) for one in documents)} records of {len(documents)} documents"
    )


if __name__ == "__main__":
    main()

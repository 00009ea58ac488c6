"""How long a search takes over 200,000 records, on SQLite and on PostgreSQL, and how long they take to be indexed."""

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

RECORDS, ASKED_MS, SEED = 200_000, 50.0, 20261121
QUERIES = 300


def main() -> None:
    from stocktake_web.settings import configure

    configure(Path("/no/database/is/open/yet"))
    from web import server

    print(f"{os.cpu_count()} processors; {RECORDS} made-up records, {QUERIES} queries of one to four words in six languages")
    print(f"{'database':<12} {'indexing s':>10} {'records/s':>10} {'median ms':>10} {'95th ms':>9} {'asked':>6}")
    with tempfile.TemporaryDirectory() as folder, server.running() as postgresql:
        for name, address in (("SQLite", Path(folder) / "records.sqlite"), ("PostgreSQL", postgresql.emptied())):
            measure(name, address)


def measure(name: str, address: Path | str) -> None:
    """Fill a database, ask it, and print a line."""
    from stocktake_web.database import close_database, open_database

    open_database(address)
    from stocktake.catalog import area
    from stocktake.catalog.thesaurus import thesaurus
    from stocktake.search.widen import Widener
    from stocktake_web.records import index

    fill()
    began = time.perf_counter()
    index.refresh()
    indexing = time.perf_counter() - began
    settle()
    widener = Widener(thesaurus(), area.areas())
    took = [asked(index, widener, query) for query in queries()]
    close_database()
    ordered = sorted(took)
    print(
        f"{name:<12} {indexing:>10.1f} {RECORDS / indexing:>10.0f} {statistics.median(took):>10.1f} "
        f"{ordered[int(len(ordered) * 0.95)]:>9.1f} {ASKED_MS:>6.0f}",
        flush=True,
    )


def settle() -> None:
    """Let PostgreSQL look at what it holds, as it does by itself within minutes of such a load; until then it plans in the dark."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def asked(index: object, widener: object, query: str) -> float:
    """Return how many milliseconds a query takes from its words to twenty records."""
    began = time.perf_counter()
    index.search(widener.widen(query), {}, most=20)
    return (time.perf_counter() - began) * 1000


def fill() -> None:
    """Make the records: words as frequent as in the built-in ones, six in ten of a summary from there, the rest names and numbers."""
    from stocktake.model.provenance import Locator
    from stocktake.model.record import Actor, Record
    from stocktake.sources import pack
    from stocktake_web.records import services

    chosen = random.Random(SEED)
    evidence = pack.read(pack.BUILTIN / "dialogue-evidence")
    words = [word for one in evidence.records for word in f"{one.title} {one.summary}".split()]
    documents = evidence.documents
    records = []
    for number in range(RECORDS):
        like = chosen.choice(evidence.records)
        own = [f"{chosen.choice(words)}" for _ in range(24)] + [f"name{chosen.randrange(60_000)}" for _ in range(3)]
        records.append(
            Record(
                f"r{number:06}", like.type, " ".join(own[:6]), " ".join(own[6:]), (Locator(documents[0].id, 1, 2),),
                actors=(Actor(chosen.choice(words), "other"),), areas=like.areas, commitments=like.commitments, year=like.year,
            )
        )  # fmt: skip
    services.load_pack("made-up", "1", documents, records)


def queries() -> list[str]:
    """Return queries: terms of the thesaurus in any language, alone or two together, some with an area or a rare word."""
    from stocktake.catalog import area
    from stocktake.catalog.thesaurus import thesaurus

    chosen = random.Random(SEED + 1)
    terms = [term for one in thesaurus() for terms in one.terms.values() for term in terms[:2]]
    names = [name for one in area.areas() for name in one.names.values()]
    made = []
    for number in range(QUERIES):
        parts = [chosen.choice(terms)]
        if number % 3 == 1:
            parts.append(chosen.choice(names))
        if number % 3 == 2:
            parts.append(chosen.choice(("migrants", f"name{chosen.randrange(60_000)}", chosen.choice(terms))))
        made.append(" ".join(parts))
    return made


if __name__ == "__main__":
    main()

"""How fast the site answers: cold country pages, 50 requests a second, and what a first visit weighs.

`python scripts/bench_site.py [WORKSPACE]`; without one, the files of the reference material are read into a new one where they are there,
else the built-in facts are measured. Only 127.0.0.1 is asked; it stops by itself.
"""

import gzip
import http.client
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

RATE, SECONDS, ASKED_MS = 50, 10, 150.0
PAGES = {"the first page": "/", "a country": "/areas/DEU/", "a search": "/evidence/?q=voluntary+return"}
RUSH = PAGES | {"searches, each another": "/evidence/?q=voluntary+return+{place}"}
WARMING_SECONDS = 15
COLD = ("MDA", "GTM", "KEN", "PHL", "FRA", "202", "WLD")


def main() -> None:
    from web.serving import serving

    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(sys.argv[1]) if len(sys.argv) > 1 else filled(Path(folder))
        with serving(workspace, "--workers", "2") as address:
            print(f"{os.cpu_count()} processors; {workspace.name}; one minute's load before: {os.getloadavg()[0]:.1f}")
            cold(address)
            loaded(address)
            weighed(address)


def filled(folder: Path) -> Path:
    """Return a new workspace with every real file there is beside the project, else with the built-in facts alone."""
    import bench_sources

    workspace = folder / "stocktake-workspace"
    for source, names in bench_sources.FILES.items() if bench_sources.SHARED.is_dir() else ():
        bench_sources.read(source, [bench_sources.SHARED / name for name in names], str(workspace))
    return workspace


def cold(address: str) -> None:
    """Print how long pages of areas take that nobody has asked for yet, in processes that have done what they do as they start."""
    fetch(address, "/")
    time.sleep(WARMING_SECONDS)
    for code in ("AND", "LIE", "SMR", "MCO"):
        fetch(address, f"/areas/{code}/")
    took = {code: fetch(address, f"/areas/{code}/")[0] for code in COLD}
    print("cold:", ", ".join(f"{code} {seconds:.2f} s" for code, seconds in took.items()), "(asked: a country under 1 s)")


def loaded(address: str) -> None:
    """Print how long answers take at a steady rate, counted from when each request was due."""
    print(
        f"{'at ' + str(RATE) + ' requests a second':<26} {'median ms':>10} {'95th ms':>9} {'worst ms':>9} {'failed':>7} {'asked':>6}"
    )
    for name, path in RUSH.items():
        fetch(address, path)
        took, failed = at_rate(address, path)
        ordered = sorted(took)
        print(
            f"{name:<26} {statistics.median(ordered) * 1000:>10.1f} {ordered[int(len(ordered) * 0.95)] * 1000:>9.1f} "
            f"{ordered[-1] * 1000:>9.1f} {failed:>7} {ASKED_MS:>6.0f}"
        )


def at_rate(address: str, path: str) -> tuple[list[float], int]:
    """Return how long each of the answers took from the moment its request was due, and how many were no page."""
    took: list[float] = []
    failed: list[int] = []
    began = time.perf_counter() + 0.1

    def ask(place: int) -> None:
        due = began + place / RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        status = fetch(address, path.format(place=place))[1]
        took.append(time.perf_counter() - due)
        if status != 200:
            failed.append(status)

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(RATE * SECONDS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return took, len(failed)


def weighed(address: str) -> None:
    """Print how many bytes a first visit brings: the page and its two style sheets, its script and its mark."""
    for name, path in PAGES.items():
        _, _, page = fetch(address, path)
        text = gzip.decompress(page).decode() if page[:2] == b"\x1f\x8b" else page.decode()
        parts = {one.split('"')[0] for one in text.split('"') if one.startswith("/static/")}
        whole = len(page) + sum(len(fetch(address, one)[2]) for one in parts)
        print(f"{name}: {len(page) / 1000:.0f} kB, with style and script {whole / 1000:.0f} kB (asked: under 400)")


def fetch(address: str, path: str) -> tuple[float, int, bytes]:
    """Return how long a request took, its status and what came, packed as a browser takes it."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return time.perf_counter() - began, answer.status, body


if __name__ == "__main__":
    main()

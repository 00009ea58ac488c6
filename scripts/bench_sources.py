"""Time and memory of reading every real file of the reference material once, each source in a process of its own, and of giving it all out."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHARED = Path(__file__).parents[2] / "shared" / "data"
STOCKTAKE = Path(sys.executable).parent / "stocktake"
ASKED_SECONDS, ASKED_MEGABYTES = 240.0, 2000
FILES: dict[str, tuple[str, ...]] = {
    "undesa-migrant-stock": (
        "undesa/undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx",
        "undesa/UN_MigrantStockTotal_2019.xlsx",
    ),
    "undesa-migrant-stock-by-origin": (
        "undesa/undesa_2020_bilateral_stock_by_sex_tidy.csv.gz",
        "undesa/UN_MigrantStockByOriginAndDestination_2019_clean.csv",
    ),
    "unsd-sdg": ("sdg_global/unsd_2019q1_all_long.parquet", "sdg_global/ddf_2020_all_series.parquet"),
    "open-sdg-site": ("sdg_national/uk",),
    "unhcr-population": ("unhcr/population.csv.gz",),
    "unhcr-asylum": ("unhcr/asylum_applications.csv.gz", "unhcr/asylum_decisions.csv.gz"),
    "unhcr-solutions": ("unhcr/solutions.csv.gz",),
    "unhcr-demographics": ("unhcr/demographics.csv.gz",),
    "idmc-gidd": ("idmc",),
    "iom-dtm": ("iom_dtm",),
    "hxl": ("iom_dtm/global-iom-dtm-from-api-admin-0-to-2.csv",),
    "sdmx": ("eurostat/employment_by_citizenship.csv",),
    "iom-missing-migrants": ("iom_missing_migrants",),
    "un-treaty-ratifications": ("policy/ratification",),
    "worldbank-remittance-prices": ("worldbank/rpw_corridors_databank_2011_2020.csv",),
    "worldbank-bilateral-remittances": (
        "worldbank/WB_Bilateral_Remittance_Estimates_2017.xlsx",
        "worldbank/bilateral_remittances_semicolon_2010_style.csv",
    ),
    "worldbank-wdi": ("worldbank/API_BM.TRF.PWKR.CD.DT_DS2_en_csv_v2_3012027.csv", "worldbank/population.csv"),
    "eurostat-migration": tuple(f"eurostat/{path.name}" for path in sorted((SHARED / "eurostat").glob("*.csv"))),
}
"""What of the reference material each source reads; a folder holds other files too, which are told and left."""


def main() -> None:
    if not SHARED.is_dir():
        print("the reference material is not beside this checkout: nothing to read")
        return
    print(f"{os.cpu_count()} processors; every real file once, into one workspace")
    print(f"{'source':<34} {'rows':>10} {'figures':>10} {'seconds':>8} {'rows/s':>10} {'MB':>6}")
    took = 0.0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [STOCKTAKE, "review", "WLD", "--workspace", f"{folder}/w", "--out", f"{folder}/r"], check=True, capture_output=True
        )
        for source, names in FILES.items():
            took += read(source, [SHARED / name for name in names], f"{folder}/w")
        print(f"{'all':<34} {'':>10} {'':>10} {took:>8.1f}   asked: under {ASKED_SECONDS:.0f} s and {ASKED_MEGABYTES} MB")
        print(f"\n{'every edition given out as':<34} {'figures':>10} {'seconds':>8} {'figures/s':>10} {'MB':>6}")
        for form in ("sdmx-csv", "sdmx-ml", "parquet", "csv"):
            export(form, folder)


def read(source: str, paths: list[Path], workspace: str) -> float:
    """Read files of a source, print a line and return the seconds."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [STOCKTAKE, "source", "read", source, *map(str, paths), "--workspace", workspace],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    out, err = child.stdout.read(), child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - began
    if status:
        print(f"{source:<34} could not be read: {err.strip().splitlines()[-1]}")
        return took
    lines = [line.split() for line in out.splitlines() if line.startswith("  read ")]
    rows, figures = sum(int(line[1]) for line in lines), sum(int(line[5]) for line in lines)
    used = usage.ru_maxrss / 1000
    print(f"{source:<34} {rows:>10} {figures:>10} {took:>8.1f} {rows / took:>10.0f} {used:>6.0f}", flush=True)
    return took


def export(form: str, folder: str) -> None:
    """Give everything out in a format and print a line: figures, seconds, the largest memory."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [STOCKTAKE, "export", form, "--every-edition", "--workspace", f"{folder}/w", "--out", f"{folder}/{form}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    told = child.stderr.read().split()
    _, status, usage = os.wait4(child.pid, 0)
    took = time.perf_counter() - began
    if status:
        print(f"{form:<34} could not be given out: {' '.join(told)}")
        return
    figures = int(told[0])
    print(f"{form:<34} {figures:>10} {took:>8.1f} {figures / took:>10.0f} {usage.ru_maxrss / 1000:>6.0f}", flush=True)


if __name__ == "__main__":
    main()

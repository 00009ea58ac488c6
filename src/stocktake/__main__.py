"""`python -m stocktake` is the program `stocktake`."""

from stocktake.cli import main

main(prog_name="stocktake")

"""The workbook that a ministry fills in: written for an area, and read back with every cell checked."""

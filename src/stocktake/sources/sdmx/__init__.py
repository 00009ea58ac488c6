"""Files in the formats of SDMX, whoever published them: CSV, ML and JSON."""

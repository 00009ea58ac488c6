"""World Population Prospects: populations, births and deaths by area and year, of UN DESA."""

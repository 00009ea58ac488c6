"""International migrant stock, UN DESA Population Division."""

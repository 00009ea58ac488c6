"""Reviews of areas, live."""

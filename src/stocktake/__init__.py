"""stocktake: follow-up and review of migration commitments."""

__version__ = "0.1.0"

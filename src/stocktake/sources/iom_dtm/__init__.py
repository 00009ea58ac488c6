"""Internally displaced persons in the Displacement Tracking Matrix, IOM."""

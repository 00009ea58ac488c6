"""Indicators, their figures and their methods."""

"""Estimates of remittances between pairs of areas, World Bank."""

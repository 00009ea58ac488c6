"""Objectives and what bears on them."""

"""Ratification of human rights treaties, United Nations Treaty Collection."""

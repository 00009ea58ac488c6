"""Incidents of the Missing Migrants Project, IOM."""

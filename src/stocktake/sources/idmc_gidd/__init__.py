"""IDMC: internal displacement, by conflict and by disasters, with each disaster event."""

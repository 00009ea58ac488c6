"""The ground floor: what the words of the field mean, as values. Standard library only; no files, no clock."""

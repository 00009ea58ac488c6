"""Where on the site a thing stands. The addresses stay: what is cited today is found tomorrow."""

from django.urls import reverse


def area(code: str) -> str:
    """Return the address of an area's review."""
    return reverse("area", args=[code])


def objective(identity: str) -> str:
    """Return the address of an objective, goal or target by its id (`gcm:20`)."""
    framework, _, number = identity.partition(":")
    return reverse("objective", args=[framework, number])


def indicator(identity: str) -> str:
    """Return the address of an indicator."""
    return reverse("indicator", args=[identity])


def record(identity: str) -> str:
    """Return the address of a record."""
    return reverse("record", args=[identity])


def document(identity: str) -> str:
    """Return the address of a document."""
    return reverse("document", args=[identity])


def method(identity: str) -> str:
    """Return the address of a method."""
    return reverse("method", args=[identity])

"""The only clock of the library: roofs read it and hand the time down."""

import os
from datetime import UTC, datetime


def now() -> datetime:
    """Return the time in UTC, or the one SOURCE_DATE_EPOCH sets for results that must not change from run to run."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)

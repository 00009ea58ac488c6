"""The only clock of the library: roofs read it and hand the time down."""

import os
from datetime import UTC, datetime

from stocktake.errors import StocktakeError


def now() -> datetime:
    """Return the time in UTC, or the one SOURCE_DATE_EPOCH sets for results that must not change from run to run.

    StocktakeError when that variable holds no time.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if not fixed:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError) as fault:
        raise StocktakeError(
            f'SOURCE_DATE_EPOCH is "{fixed}" and no time: give seconds since 1970, as 1790000000, or unset it'
        ) from fault

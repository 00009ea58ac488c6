"""What the first visitors would wait for, done while nobody waits yet: what pages of areas need, and the review behind the first page."""

import logging
from hashlib import sha256
from importlib import import_module
from threading import Thread
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import connections

from stocktake.catalog.area import areas
from stocktake.errors import StocktakeError
from stocktake.model.area import WORLD
from stocktake.service import moving
from stocktake_web.reviews import services
from stocktake_web.site import keeping

ALONE_SECONDS: Final = 60
"""So long the other processes leave the drawing to the one that began with it."""

log = logging.getLogger("stocktake.site")


def begin() -> Thread:
    """Load every view, then begin to draw beside whatever this process answers; what cannot be drawn is told by the page itself."""
    import_module(settings.ROOT_URLCONF)
    thread = Thread(target=_draw, name="warming", daemon=True)
    thread.start()
    return thread


def _draw() -> None:
    try:
        if cache.add(f"warming-{sha256(keeping.stamp().encode()).hexdigest()}", True, ALONE_SECONDS):
            services.live(WORLD)
            moving.prepare(settings.WORKSPACE)
        _one_country()
    except StocktakeError as fault:
        log.warning("the first page could not be drawn beforehand: %s", fault)
    finally:
        connections.close_all()


def _one_country() -> None:
    """Draw the review of any country: all others then find their queries parsed and their facts read, in this process."""
    services.review(min(one.code for one in areas() if one.kind == "country"), keeping.year(), settings.WORKSPACE)

"""The review behind the first page, drawn while nobody waits for it yet."""

import logging
from hashlib import sha256
from threading import Thread

from django.core.cache import cache
from django.db import connections

from stocktake.errors import StocktakeError
from stocktake.model.area import WORLD
from stocktake_web.reviews import services
from stocktake_web.site import keeping

ALONE_SECONDS = 60
"""So long the other processes leave the drawing to the one that began with it."""

log = logging.getLogger("stocktake.site")


def begin() -> Thread:
    """Begin to draw, beside whatever this process answers meanwhile; what cannot be drawn is told by the page itself."""
    thread = Thread(target=_draw, name="warming", daemon=True)
    thread.start()
    return thread


def _draw() -> None:
    try:
        if cache.add(f"warming-{sha256(keeping.stamp().encode()).hexdigest()}", True, ALONE_SECONDS):
            services.live(WORLD)
    except StocktakeError as fault:
        log.warning("the first page could not be drawn beforehand: %s", fault)
    finally:
        connections.close_all()

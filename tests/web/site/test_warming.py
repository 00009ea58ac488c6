"""The first page is drawn before anybody asks for it."""

from django.core.cache import cache

from stocktake.model.area import WORLD
from stocktake_web.reviews import services
from stocktake_web.site import warming


def test_one_process_draws_the_review_of_the_world_beforehand(site, monkeypatch):
    drawn = []
    monkeypatch.setattr(services, "live", drawn.append)
    cache.clear()
    warming.begin().join(30)
    warming.begin().join(30)
    assert drawn == [WORLD], "the second leaves it to the first"

"""The first page is drawn before anybody asks for it."""

from django.core.cache import cache

from stocktake.model.area import WORLD
from stocktake_web.reviews import services
from stocktake_web.site import warming


def test_one_process_draws_the_review_of_the_world_beforehand(site, monkeypatch):
    drawn, reviewed = [], []
    monkeypatch.setattr(services, "live", drawn.append)
    monkeypatch.setattr(services, "review", lambda code, *_: reviewed.append(code))
    cache.clear()
    warming.begin().join(30)
    warming.begin().join(30)
    assert drawn == [WORLD], "the second leaves it to the first"
    assert reviewed == ["ABW", "ABW"], "each process reads what pages of countries need"

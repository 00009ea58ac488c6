"""Every address of the site. Pages have one in each language: English without a prefix, the others under theirs."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from stocktake_web.site import health, views

handler400 = "stocktake_web.site.answer.bad_request"
handler403 = "stocktake_web.site.answer.forbidden"
handler404 = "stocktake_web.site.answer.not_found"
handler500 = "stocktake_web.site.answer.mistake"

urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("api/", include("stocktake_web.api.urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("about/", views.about, name="about"),
        path("", include("stocktake_web.reviews.urls")),
        path("", include("stocktake_web.records.urls")),
        path("", include("stocktake_web.indicators.urls")),
        path("", include("stocktake_web.commitments.urls")),
        path("", include("stocktake_web.api.pages")),
        prefix_default_language=False,
    ),
]

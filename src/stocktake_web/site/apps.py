"""The app of what all pages share."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """What all pages share: frame, style, languages, errors."""

    name = "stocktake_web.site"
    label = "site_frame"

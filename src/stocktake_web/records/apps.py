"""The app `records`, as Django knows it."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Documents, the records drawn from them, and what people decided about each."""

    name = "stocktake_web.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

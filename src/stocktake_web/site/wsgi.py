"""The site as a WSGI application, for gunicorn or any other server."""

import os
from importlib import import_module

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application


def _started() -> WSGIHandler:
    """Return the application, once what takes long to load has begun to be loaded."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocktake_web.site.settings")
    found = get_wsgi_application()
    import_module("stocktake_web.site.warming").begin()  # it reads models, which are there only now
    return found


application = _started()

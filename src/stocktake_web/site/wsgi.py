"""The site as a WSGI application, for gunicorn or any other server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocktake_web.site.settings")
application = get_wsgi_application()

# What takes seconds to load is loaded before the first visitor comes.
from django.urls import get_resolver  # noqa: E402

from stocktake_web.site import warming  # noqa: E402

get_resolver().url_patterns  # noqa: B018  reading it imports every view
warming.begin()

"""The settings of the site: those of the database, and what a web server needs on top of them.

Everything a deployment says comes from the environment; `docs/reference/settings.md` names all of it. Without any of it the site runs
for the person at this machine alone, on the workspace STOCKTAKE_HOME.
"""

import os
import secrets
from importlib.resources import files
from pathlib import Path

from stocktake import __version__
from stocktake_web.settings import *  # noqa: F403  the settings of the database and of time are the same
from stocktake_web.settings import INSTALLED_APPS as RECORDS
from stocktake_web.settings import home

WORKSPACE = home(os.environ)
HOSTS = os.environ.get("STOCKTAKE_HOSTS", "")
IS_PUBLIC = bool(HOSTS)
"""Whether others reach this site: then it is served over HTTPS, to the named hosts only."""

SECRET_KEY = os.environ.get("STOCKTAKE_SECRET_KEY") or secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = HOSTS.split(",") if HOSTS else ["127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "stocktake_web.site.urls"
WSGI_APPLICATION = "stocktake_web.site.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    *RECORDS,
    "stocktake_web.site",
    "stocktake_web.api",
    "stocktake_web.commitments",
    "stocktake_web.indicators",
    "stocktake_web.reviews",
]
MIDDLEWARE = [
    "stocktake_web.site.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "stocktake_web.site.middleware.plain_words",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "stocktake_web.site.templating.environment"},
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", "العربية"), ("zh-hans", "中文"), ("en", "English"), ("fr", "Français"), ("ru", "Русский"), ("es", "Español")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = WORKSPACE.cache / f"static-{__version__}"
STATICFILES_DIRS = [("review", str(files("stocktake.page") / "asset"))]
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_MAX_AGE = 3600

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": WORKSPACE.cache / "pages",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 4000},
    }
}

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_PUBLIC
SECURE_HSTS_SECONDS = 31_536_000 if IS_PUBLIC else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PUBLIC else None
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = IS_PUBLIC
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

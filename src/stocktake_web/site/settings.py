"""The settings of the site: those of the database, and what a web server needs on top of them.

Everything a deployment says comes from the environment; `docs/reference/settings.md` names all of it. Without any of it the site runs
for the person at this machine alone, on the workspace STOCKTAKE_HOME.
"""

import os
from importlib.resources import files
from pathlib import Path

from stocktake import __version__
from stocktake.errors import DataError
from stocktake_web.settings import *  # noqa: F403  the settings of the database and of time are the same
from stocktake_web.settings import DATABASES, home
from stocktake_web.settings import INSTALLED_APPS as RECORDS
from stocktake_web.site import log, secret, surroundings

WORKSPACE = home(os.environ)
SURROUNDINGS = surroundings.read(os.environ)
IS_PUBLIC = SURROUNDINGS.is_public
IS_ENCRYPTED = IS_PUBLIC and SURROUNDINGS.has_https
"""Whether others reach this site: then it is served over HTTPS, to the named hosts only, and its secret has to be given."""
if IS_PUBLIC and not SURROUNDINGS.secret:
    raise DataError("STOCKTAKE_HOSTS is set but STOCKTAKE_SECRET_KEY is not: a site that others reach needs a secret of its own")

SECRET_KEY = SURROUNDINGS.secret or secret.kept(WORKSPACE.folder)
DEBUG = False
ALLOWED_HOSTS = list(SURROUNDINGS.hosts) or ["127.0.0.1", "localhost", "[::1]"]
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
    "stocktake_web.site.log.noted",
    "stocktake_web.site.middleware.headers",
    "stocktake_web.site.middleware.asked_for_health",
    "stocktake_web.site.middleware.reasonable",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "stocktake_web.site.limit.limited",
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
    },
    "asked": {  # of each process, some 5 MB
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "asked",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_ENCRYPTED
SECURE_HSTS_SECONDS = 31_536_000 if IS_ENCRYPTED else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_ENCRYPTED and SURROUNDINGS.proxies else None
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = IS_ENCRYPTED
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "stocktake_web.site.answer.forbidden"
# Subdomains and browsers' own lists are for whoever holds the domain to decide, not for one site on it.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50

LOGGING = log.settings(logs_requests=SURROUNDINGS.logs_requests)

if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Connections stay open between requests; one that broke in between is made anew.
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

"""The tests: a real database, quick passwords, nothing left behind, nothing sent."""

from zlib import crc32

from config.env import BASE_DIR
from config.settings.base import *

_folder = BASE_DIR / "var" / "test"
_folder.mkdir(parents=True, exist_ok=True)

SECRET_KEY = "only for tests"
ALLOWED_HOSTS = ["*"]
DEMO_CONTENT_ALLOWED = True
MEDIA_ROOT = str(_folder / "media")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# No cache is told, whatever the environment says; tests that are about it name their own.
PURGE_CACHES = VARNISH_SERVERS = ()
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name} for name in CACHES
}
WHITENOISE_AUTOREFRESH = True
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WAGTAILADMIN_BASE_URL = WAGTAILAPI_BASE_URL = "http://testserver"

# Tests call tasks as plain functions, or start a real worker with the settings of its own. A message that code
# under test sends by the way goes nowhere, which is the worst a broker may do.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: SQLite in shared memory locks by table, which no deployment does.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
else:
    # Two checkouts that test on one server keep out of each other's way.
    DATABASES["default"]["TEST"] = {"NAME": f"test_formulary_{crc32(str(BASE_DIR).encode()):08x}"}

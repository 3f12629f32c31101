"""Settings of the processes that the fault tests start: a real broker and cache, and places to stop at."""

from config.settings.integrations import cache as real_cache
from config.settings.integrations import celery as real
from config.settings.test import *

CELERY_BROKER_URL = real.CELERY_BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = real.CELERY_BROKER_TRANSPORT_OPTIONS
CACHES = real_cache.CACHES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.stops.apps.StopsConfig"]

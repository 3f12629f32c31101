"""Our own settings, with one view that does nothing: what a request costs before anybody looks at it."""

from config.settings.local import *  # noqa: F403

ROOT_URLCONF = "bench.empty.urls"
# It answers before any view is asked.
MIDDLEWARE = [name for name in MIDDLEWARE if name != "cms.api.middleware.answer_known"]  # noqa: F405

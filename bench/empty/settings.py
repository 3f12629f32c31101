"""Our own settings, with one view that does nothing: what a request costs before anybody looks at it."""

from config.settings.local import *  # noqa: F403

ROOT_URLCONF = "bench.empty.urls"

"""Redis where there is one; else files, which the processes of one machine share.

Nothing that matters needs the cache: while Redis is away, everything is simply not cached.
"""

from typing import Any

from config.env import env

# While Redis hangs, each access waits so long.
REDIS_SECONDS = 1


def _default_cache() -> dict[str, Any]:
    if env.redis_url:
        return {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": env.redis_url,
            "KEY_PREFIX": "formulary",
            "OPTIONS": {
                "IGNORE_EXCEPTIONS": True,
                "SOCKET_CONNECT_TIMEOUT": REDIS_SECONDS,
                "SOCKET_TIMEOUT": REDIS_SECONDS,
            },
        }
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(env.var_dir / "cache"),
    }


# Renditions are looked up when a page is rendered, never on a read: a cache that misses a deletion could only harm.
CACHES = {
    "default": _default_cache(),
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
SESSION_ENGINE = (
    "django.contrib.sessions.backends.cached_db" if env.redis_url else "django.contrib.sessions.backends.db"
)

"""Redis where there is one; else files, which the processes of one machine share."""

from typing import Any

from config.env import env


def _default_cache() -> dict[str, Any]:
    if env.redis_url:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": env.redis_url,
            "KEY_PREFIX": "formulary",
        }
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(env.var_dir / "cache"),
    }


def _renditions_cache() -> dict[str, Any]:
    return {**_default_cache(), "TIMEOUT": 7 * 24 * 3600}


CACHES = {"default": _default_cache(), "renditions": _renditions_cache()}
SESSION_ENGINE = (
    "django.contrib.sessions.backends.cached_db" if env.redis_url else "django.contrib.sessions.backends.db"
)

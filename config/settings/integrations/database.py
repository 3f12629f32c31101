"""SQLite in WAL mode, or PostgreSQL, by `DATABASE_URL`."""

from typing import Any

import dj_database_url

from config.env import BASE_DIR, env

# Writers take SQLite's lock when the transaction begins. With the default (deferred) mode, two transactions that
# read first and write later fail at once with "database is locked", whatever the timeout.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=NORMAL;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA busy_timeout=20000;"
        "PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=67108864;"
    ),
}


def database(url: str, *, pool: bool) -> dict[str, Any]:
    """The `DATABASES` entry for `url`. A relative SQLite path is taken from the project's folder."""
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        parsed["NAME"] = str(BASE_DIR / parsed["NAME"])
        parsed["OPTIONS"] = {**SQLITE_OPTIONS, **parsed.get("OPTIONS", {})}
        return parsed
    # A pool owns its connections' lifetimes; without one, a connection lives a minute and is checked before use.
    lifetime = {"CONN_MAX_AGE": 0} if pool else {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    options = {**parsed.get("OPTIONS", {}), **({"pool": True} if pool else {})}
    return {**parsed, **lifetime, "OPTIONS": options}


# Transactions are begun where something is written: config.transactions for the admin, services elsewhere.
DATABASES = {"default": database(env.database_url, pool=env.database_pool)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

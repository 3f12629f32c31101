"""Django's signals, translated."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS

from cms.editions import watching


def watch_after_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """A migration that makes a table anew, as SQLite does for most changes, leaves it without its triggers."""
    if using == DEFAULT_DB_ALIAS:
        watching.install()

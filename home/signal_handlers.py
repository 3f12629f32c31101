"""Django's signals, translated."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS

from home.services import groups


def grant_after_migrate(sender: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Groups get what they do not have yet, as soon as there are permissions to give."""
    if using == DEFAULT_DB_ALIAS:
        groups.ensure_groups()

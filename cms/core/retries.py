"""How long to wait before what has failed is tried again, and writing that down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet


def wait_after(attempts: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """``first`` where nothing was tried before, doubled with each try, and never more than ``longest``."""
    # No higher power: the product would be longer than any timedelta.
    return min(first * 2 ** min(attempts, 16), longest)


def postpone(
    row: QuerySet[Any], error: Exception, *, first: timedelta, longest: timedelta, now: datetime
) -> None:
    """Count a failed try of ``row``, which is one or gone: it has ``attempts``, ``next_try_at`` and ``last_error``."""
    attempts = row.values_list("attempts", flat=True).first() or 0
    row.update(
        attempts=F("attempts") + 1,
        next_try_at=now + wait_after(attempts, first=first, longest=longest),
        last_error=f"{type(error).__name__}: {error}",
    )

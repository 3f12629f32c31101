"""Refreshing by the clock, where no worker does: beside it, because it may take seconds."""

from __future__ import annotations

from datetime import datetime, timedelta

from cms.publishing.aside import Aside
from cms.related import full, services

# A worker may have other work first.
LAG = timedelta(seconds=10)
AT_ONCE = 20

_refreshing = Aside("related", lambda now, lag: full.keep_up(now=now, lag=lag, limit=AT_ONCE))


def chore(now: datetime, lag: timedelta, limit: int) -> int:
    """Begin to refresh what has waited for long, unless that is going on. Always 0: nothing for the clock to go on
    with."""
    lag = max(lag, LAG)
    if not _refreshing.is_busy and services.is_owed(now=now, lag=lag):
        _refreshing.begin(now, lag)
    return 0

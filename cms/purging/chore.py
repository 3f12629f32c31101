"""The clock purges, too, in case no worker does: in a thread of its own, because a cache may keep it waiting."""

from __future__ import annotations

from datetime import datetime, timedelta

from cms.publishing.aside import Aside
from cms.purging import services

_purging = Aside("purging", lambda now, lag: services.purge_due(now=now, lag=lag))


def chore(now: datetime, lag: timedelta, limit: int) -> int:
    """Begin to purge what has been owed for ``lag`` or longer, unless that is still being done. Always 0: nothing for
    the clock to go on with."""
    if not _purging.is_busy and services.is_owed(now=now, lag=lag):
        _purging.begin(now, lag)
    return 0

"""The clock makes images, too, in case no worker does: in a thread of its own, because each takes seconds."""

from __future__ import annotations

from datetime import datetime, timedelta

from cms.images import services
from cms.publishing.aside import Aside

# A worker may have others to make first.
LAG = timedelta(seconds=10)

_making = Aside("images", lambda now, lag: services.make_due(now=now, lag=lag))


def chore(now: datetime, lag: timedelta, limit: int) -> int:
    """Begin to make what has been owed for long, unless one is still being made. Always 0: nothing for the clock to go
    on with."""
    lag = max(lag, LAG)
    if not _making.is_busy and services.is_owed(now=now, lag=lag):
        _making.begin(now, lag)
    return 0

"""The clock makes images, too, in case no worker does: in a thread of its own, because each takes seconds."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from django.db import connections

from cms.images import services

logger = logging.getLogger(__name__)

# A worker may have others to make first.
LAG = timedelta(seconds=10)

_thread: threading.Thread | None = None


def chore(now: datetime, lag: timedelta, limit: int) -> int:
    """Begin to make what has been owed for long, unless one is still being made. Always 0: nothing for the clock to go
    on with."""
    global _thread  # noqa: PLW0603 - one in each process
    if not (_thread is not None and _thread.is_alive()) and services.is_owed(now=now, lag=max(lag, LAG)):
        _thread = threading.Thread(target=_make, args=(now, max(lag, LAG)), name="images", daemon=True)
        _thread.start()
    return 0


def _make(now: datetime, lag: timedelta) -> None:
    try:
        services.make_due(now=now, lag=lag)
    except Exception:  # the edge of a task: the next tick tries again
        logger.exception("images could not be made")
    finally:
        connections.close_all()

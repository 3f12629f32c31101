"""The clock purges, too, in case no worker does: in a thread of its own, because a cache may keep it waiting."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from django.db import connections

from cms.purging import services

logger = logging.getLogger(__name__)

_thread: threading.Thread | None = None


def chore(now: datetime, lag: timedelta, limit: int) -> int:
    """Begin to purge what has been owed for ``lag`` or longer, unless that is still being done. Always 0: nothing for
    the clock to go on with."""
    global _thread  # noqa: PLW0603 - one in each process
    if services.is_owed(now=now, lag=lag) and not (_thread is not None and _thread.is_alive()):
        _thread = threading.Thread(target=_purge, args=(now, lag), name="purging", daemon=True)
        _thread.start()
    return 0


def _purge(now: datetime, lag: timedelta) -> None:
    try:
        services.purge_due(now=now, lag=lag)
    except Exception:  # the edge of a task: the next tick tries again
        logger.exception("caches could not be purged")
    finally:
        connections.close_all()

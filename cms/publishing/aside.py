"""Chores of the clock that may take long: each in a thread of its own, one at a time in each process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connections

logger = logging.getLogger(__name__)


class Aside:
    """``work`` and ``is_owed`` are given the moment, and for how long what is to be done has been due.

    ``patience``: so long at least, where a worker may have others to do first.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[datetime, timedelta], object],
        *,
        is_owed: Callable[[datetime, timedelta], bool],
        patience: timedelta = timedelta(0),
    ) -> None:
        self._name = name
        self._work = work
        self._is_owed = is_owed
        self._patience = patience
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def chore(self, now: datetime, lag: timedelta, limit: int) -> int:
        """Begin what is owed, unless that is going on. Always 0: nothing for the clock to go on with."""
        lag = max(lag, self._patience)
        if not self.is_busy and self._is_owed(now, lag):
            self._thread = threading.Thread(target=self._run, args=(now, lag), name=self._name, daemon=True)
            self._thread.start()
        return 0

    def _run(self, now: datetime, lag: timedelta) -> None:
        try:
            self._work(now, lag)
        except Exception:  # the edge of a task: the next tick tries again
            logger.exception("%s failed beside the clock", self._name)
        finally:
            connections.close_all()

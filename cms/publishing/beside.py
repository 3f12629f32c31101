"""Work that takes longer than pages may wait, such as a release of hundreds, done early in a thread beside the clock.

It has a connection of its own, and holds its transaction open until its instant while the clock goes on publishing.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime

from django.db import connections
from django.db.utils import DatabaseError, InterfaceError

from cms.core.moment import database_now
from cms.publishing import sources
from cms.publishing.due import Due

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0
AFTER_OUTAGE = 5.0
# A clock that ends waits so long for what it holds to be given up.
LONGEST_END = 5.0


class Beside:
    """One such thread. ``wary_for``: for so many seconds it begins nothing, as the clock does."""

    def __init__(self, *, wary_for: float) -> None:
        self._wary_for = wary_for
        self._ending = threading.Event()
        self._works_until: float | None = None
        self._begun: Due | None = None
        self._thread = threading.Thread(target=self._run, name="beside the clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Give up what is held, and end."""
        self._ending.set()
        self._thread.join(LONGEST_END)

    def hangs(self, *, patience: float) -> bool:
        """Whether a piece of work should have been done more than ``patience`` seconds ago."""
        return self._works_until is not None and time.monotonic() > self._works_until + patience

    def _run(self) -> None:
        self._ending.wait(self._wary_for)
        while not self._ending.is_set():
            try:
                self._begin_what_can_be()
                pause = LOOK_EVERY
            except (DatabaseError, InterfaceError) as error:
                logger.warning("what could be begun early can't be asked of the database: %s", error)
                pause = AFTER_OUTAGE
            finally:
                self._works_until = None
                # Held between two looks, it would be one more that a crowded server has to keep open.
                connections.close_all()
            self._ending.wait(pause)

    def _begin_what_can_be(self) -> None:
        for source in sources.all_sources():
            now = database_now()
            found = source.begins(now)
            if found is not None and found[1] <= now and found[0] != self._begun:
                # Once: whatever goes wrong is left to the ordinary run at the instant.
                self._begun = found[0]
                self._works_until = time.monotonic() + _seconds_until(found[0].due, now)
                source.do_early(found[0], self._ending.wait)


def _seconds_until(moment: datetime, now: datetime) -> float:
    return max((moment - now).total_seconds(), 0.0)

"""Work that takes longer than pages may wait, such as a release of hundreds, done early in threads beside the clock.

Each has a connection of its own, and holds its transaction open until its instant while the clock goes on publishing.
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
from cms.publishing.sources import Source

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0
AFTER_OUTAGE = 5.0
# Of what is due at nearly the same time; what comes on top of it is done at its instant.
MOST_AT_ONCE = 3
# A clock that ends waits so long for what it holds to be given up.
LONGEST_END = 5.0


class Beside:
    """One thread that looks, and one for each piece of work. ``wary_for``: for so many seconds it begins nothing."""

    def __init__(self, *, wary_for: float) -> None:
        self._wary_for = wary_for
        self._ending = threading.Event()
        # By when each piece should be done, by the monotonic clock.
        self._at_work: dict[Due, float] = {}
        self._dealt_with: set[Due] = set()
        self._threads = [threading.Thread(target=self._run, name="beside the clock", daemon=True)]

    def start(self) -> None:
        self._threads[0].start()

    def end(self) -> None:
        """Give up what is held, and end."""
        self._ending.set()
        until = time.monotonic() + LONGEST_END
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def hangs(self, *, patience: float) -> bool:
        """Whether a piece of work should have been done more than ``patience`` seconds ago."""
        return any(time.monotonic() > until + patience for until in list(self._at_work.values()))

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
                # Held between two looks, it would be one more that a crowded server has to keep open.
                connections.close_all()
            self._ending.wait(pause)

    def _begin_what_can_be(self) -> None:
        now = database_now()
        self._dealt_with -= {item for item in self._dealt_with if item.due <= now}
        self._threads = [self._threads[0], *(thread for thread in self._threads[1:] if thread.is_alive())]
        for source in sources.all_sources():
            for item, begins in source.begins(now):
                if begins <= now and len(self._at_work) < MOST_AT_ONCE:
                    self._begin(source, item, now)

    def _begin(self, source: Source, item: Due, now: datetime) -> None:
        if item in self._at_work or item in self._dealt_with:
            return
        self._at_work[item] = time.monotonic() + max((item.due - now).total_seconds(), 0.0)
        thread = threading.Thread(target=self._do, args=(source, item), name=f"early: {item}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _do(self, source: Source, item: Due) -> None:
        try:
            # Once: whatever goes wrong is left to the ordinary run at the instant.
            if source.do_early(item, self._ending.wait):
                self._dealt_with.add(item)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("%s can't be begun early: %s", item, error)
        finally:
            del self._at_work[item]
            connections.close_all()

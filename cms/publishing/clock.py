"""The clock: a loop that sleeps to the next due instant and publishes, with no broker and no leader.

Any number of clocks may run; each asks the database, and the database lets one of them do each piece of work.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections, connections
from django.db.utils import DatabaseError, InterfaceError

from cms.core.locking import lock_waits_limited
from cms.core.moment import database_now
from cms.publishing import early, sources
from cms.publishing.ahead import Precedence
from cms.publishing.beside import Beside, Kind
from cms.publishing.due import next_due
from cms.publishing.leash import Leash
from cms.publishing.models import ClockHeartbeat
from cms.publishing.runner import run_due

logger = logging.getLogger(__name__)

LONGEST_SLEEP = 1.0
BUSY_SLEEP = 0.03
FIRST_OUTAGE_SLEEP = 0.1
LONGEST_OUTAGE_SLEEP = 5.0
HEARTBEAT_SECONDS = 5.0
FORGET_CLOCKS_AFTER = timedelta(hours=1)
PIECES_AT_ONCE = 100
# With more than this due at once, the workers are asked to help.
HELP_FROM = 20
# A clock that was just started may follow one that an item ended: each try is counted beforehand for a while.
WARY_SECONDS = 60.0
# Longer than anything a tick waits for by itself.
HANGS_AFTER = 120.0
# For how many seconds after its instant what was worked early is left to those who hold it.
WORKED_EARLY = 0.05
# Chores wait unless there is this much time before the next due instant, and are done a few at a time.
CHORES_NEED = 0.25
CHORES_AT_ONCE = 5
CHORES_LOCK_WAIT = "1s"
# What a worker was woken for is left to it for this long.
CHORES_LAG = timedelta(seconds=1.5)

Chore = Callable[[datetime, timedelta, int], int]

_chores: dict[str, Chore] = {}


def register_chore(name: str, chore: Chore) -> None:
    """Have the clock do overdue work when it is idle, in case no worker does.

    ``chore(now, lag, limit)`` does at most ``limit`` short pieces that have been due for ``lag`` or longer, and
    returns how many it did. Raises ``ImproperlyConfigured`` if the name is taken.
    """
    if name in _chores:
        raise ImproperlyConfigured(f"the chore {name!r} is registered twice")
    _chores[name] = chore


class Clock:
    """One running clock. ``call_for_help`` is told when there is more due than one process should do alone."""

    def __init__(
        self,
        *,
        leash: Leash,
        call_for_help: Callable[[], None],
        patience: float = HANGS_AFTER,
        wary_for: float = WARY_SECONDS,
    ) -> None:
        self._patience = patience
        self._wary_for = wary_for
        self._precedence = Precedence()
        self._early = early.EarlyPages(self._precedence)
        pages = Kind(self._early.pieces, most=early.most_held())
        others = [Kind(source.ahead, most=source.most_ahead) for source in sources.all_sources()]
        self._beside = Beside([pages, *others], wary_for=wary_for)
        self._leash = leash
        self._call_for_help = call_for_help
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._started = time.monotonic()
        self._last_heartbeat: float | None = None

    def run(self) -> None:
        """Tick until the leash is taut. Outages of the database are waited out.

        A tick that hangs ends the process, with a trace of where. Whoever keeps it starts it again, and an item that
        did it three times is blocked; else one bad page would stop the clock for good.
        """
        outage = FIRST_OUTAGE_SLEEP
        self._beside.start()
        while not self._leash.taut():
            self._end_if_beside_hangs()
            faulthandler.dump_traceback_later(self._patience, exit=True)
            try:
                sleep = self.tick()
                outage = FIRST_OUTAGE_SLEEP
            except (DatabaseError, InterfaceError) as error:
                logger.warning("the clock can't use the database, next try in %.1f s: %s", outage, error)
                connections.close_all()
                sleep, outage = outage, min(outage * 2, LONGEST_OUTAGE_SLEEP)
            finally:
                faulthandler.cancel_dump_traceback_later()
            self._leash.wait(sleep)
        self._beside.end()

    def _end_if_beside_hangs(self) -> None:
        if self._beside.hangs(patience=self._patience):
            faulthandler.dump_traceback(all_threads=True)
            os._exit(1)

    def tick(self) -> float:
        """Do what is due. Returns for how many seconds there is nothing to do."""
        close_old_connections()
        asked = time.monotonic()
        now = database_now()
        wary = asked - self._started < self._wary_for
        # What is due goes before what will be: both at once would be slower than one after the other.
        with self._precedence.first():
            summary = run_due(
                now=now,
                limit=PIECES_AT_ONCE,
                wary=wary,
                stopping=self._leash.taut,
                elsewhere=self._early.is_at,
                on_backlog=self._on_backlog,
            )
        if summary.settled or summary.failed:
            return 0.0
        if summary.busy:
            return BUSY_SLEEP
        upcoming = next_due(after=now)
        self._beat(now, upcoming)
        ahead = (upcoming - now).total_seconds() if upcoming else LONGEST_SLEEP
        if upcoming is not None and self._beside.holds(upcoming):
            # Done already, but for the last of it: asking for it at the instant would only get in its way.
            ahead += WORKED_EARLY
        if ahead <= 0:
            return 0.0
        if ahead > CHORES_NEED and not self._beside.is_at_work() and self._do_chores(now):
            return 0.0
        spent = time.monotonic() - asked
        return min(max(ahead - spent, 0.0), LONGEST_SLEEP)

    def _on_backlog(self, pieces: int) -> None:
        if pieces >= HELP_FROM:
            self._call_for_help()

    def _do_chores(self, now: datetime) -> bool:
        """Do a few pieces of each chore; True if there may be more.

        What one of them has to wait for is no reason to miss the next page that is due.
        """
        with lock_waits_limited(CHORES_LOCK_WAIT):
            done = [self._do(name, chore, now) for name, chore in _chores.items()]
        return max(done, default=0) >= CHORES_AT_ONCE

    def _do(self, name: str, chore: Chore, now: datetime) -> int:
        try:
            return chore(now, CHORES_LAG, CHORES_AT_ONCE)
        except (DatabaseError, InterfaceError):
            raise
        except Exception:  # the edge of a task: no chore may keep the clock from publishing
            logger.exception("the chore %s failed", name)
            return 0

    def _beat(self, now: datetime, upcoming: datetime | None) -> None:
        moment = time.monotonic()
        if self._last_heartbeat is not None and moment - self._last_heartbeat < HEARTBEAT_SECONDS:
            return
        row = {"beat_at": now, "next_due": upcoming}
        if not ClockHeartbeat.objects.filter(pk=self._name).update(**row):
            ClockHeartbeat.objects.create(name=self._name, started_at=now, **row)
        ClockHeartbeat.objects.filter(beat_at__lt=now - FORGET_CLOCKS_AFTER).delete()
        self._last_heartbeat = moment

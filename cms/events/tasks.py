"""Celery's edge: wake-ups only. Losing, doubling or delaying one changes nothing but how soon a delivery happens."""

from __future__ import annotations

import time

from celery import shared_task

from cms.core.moment import database_now
from cms.events import services
from cms.events.waking import Waker

# A worker that is asked to end waits for its task: what is left then is for the next one.
LONGEST = 5.0
AT_ONCE = 200


@shared_task(name="cms.events.tasks.sweep")
def sweep() -> int:
    """Deliver whatever is owed and due; returns how many deliveries failed and will be tried again."""
    failed = 0
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        summary = services.deliver_due(now=database_now(), limit=AT_ONCE)
        failed += summary.failed
        if not summary.delivered:
            return failed
    waker.wake()
    return failed


waker = Waker("events", sweep.delay)


def wake(sequence: int) -> None:
    """Ask a worker to deliver soon what the event owes."""
    waker.wake()

"""Celery's edge: wake-ups only. Losing, doubling or delaying one changes nothing but how soon a delivery happens."""

from __future__ import annotations

from celery import shared_task

from cms.core.moment import database_now
from cms.events import services
from cms.events.waking import Waker


@shared_task(name="cms.events.tasks.sweep")
def sweep() -> int:
    """Deliver whatever is owed and due; returns how many deliveries failed and will be tried again."""
    failed = 0
    while True:
        summary = services.deliver_due(now=database_now())
        failed += summary.failed
        if not summary.delivered:
            return failed


waker = Waker("events", sweep.delay)


def wake(sequence: int) -> None:
    """Ask a worker to deliver soon what the event owes."""
    waker.wake()

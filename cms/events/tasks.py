"""Celery's edge: wake-ups only. Losing, doubling or delaying one changes nothing but how soon a delivery happens."""

from __future__ import annotations

from celery import shared_task

from cms.core.moment import database_now
from cms.events import services
from cms.events.waking import Waker, sweep_with

AT_ONCE = 200


@shared_task(name="cms.events.tasks.sweep")
def sweep() -> int:
    """Deliver whatever is owed and due; returns how many deliveries failed and will be tried again."""
    return sweep_with(_deliver, waker)


def _deliver() -> tuple[int, int]:
    summary = services.deliver_due(now=database_now(), limit=AT_ONCE)
    return summary.delivered, summary.failed


waker = Waker("events", sweep.delay)


def wake(sequence: int) -> None:
    """Ask a worker to deliver soon what the event owes."""
    waker.wake()

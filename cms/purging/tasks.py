"""Celery's edge: purging soon. What is owed are rows; a lost message costs seconds."""

from __future__ import annotations

from celery import shared_task

from cms.core.moment import database_now
from cms.events.waking import Waker, sweep_with
from cms.purging import services


@shared_task(name="cms.purging.tasks.sweep")
def sweep() -> int:
    """Purge what is owed and due; returns how many rows failed and will be tried again."""
    return sweep_with(_purge, waker)


def _purge() -> tuple[int, int]:
    purges = services.purge_due(now=database_now())
    return purges.done, purges.failed


waker = Waker("purging", sweep.delay)


def wake() -> None:
    """Ask a worker to purge what is owed."""
    waker.wake()

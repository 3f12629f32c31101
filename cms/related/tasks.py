"""Celery's edge: refreshing related pages. The requests are rows; a task only makes it soon."""

from __future__ import annotations

from celery import shared_task

from cms.core.moment import database_now
from cms.events.waking import Waker, sweep_with
from cms.publishing.due import due_now
from cms.related import full

AT_ONCE = 20


@shared_task(name="cms.related.tasks.sweep")
def sweep() -> int:
    """Refresh the pages that wait for it; returns how many failed and will be tried again."""
    return sweep_with(_refresh, waker)


@shared_task(name="cms.related.tasks.refresh_all")
def refresh_all() -> int:
    """The nightly safety net; returns how many lists it had to mend."""
    return full.refresh(now=database_now()).changed


def _refresh() -> tuple[int, int]:
    """Nothing while there is something to publish: readers wait for that, and all workers are asked to help with it."""
    now = database_now()
    if due_now(now=now, limit=1):
        return 0, 0
    refreshed = full.keep_up(now=now, limit=AT_ONCE)
    return refreshed.done, refreshed.failed


waker = Waker("related", sweep.delay)


def wake() -> None:
    """Ask a worker to refresh what waits."""
    waker.wake()

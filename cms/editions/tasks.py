"""Celery's edge: rendering in the background. The requests are rows; a task only makes it soon."""

from __future__ import annotations

import time

from celery import shared_task

from cms.core.moment import database_now
from cms.editions import services
from cms.events.waking import Waker

# A worker that is asked to end waits for its task: what is left then is for the next one.
LONGEST = 5.0
AT_ONCE = 50


@shared_task(name="cms.editions.tasks.sweep")
def sweep() -> int:
    """Render the pages that wait for it; returns how many failed and will be tried again."""
    failed = 0
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        renders = services.render_requested(now=database_now(), limit=AT_ONCE)
        failed += renders.failed
        if not renders.done:
            return failed
    waker.wake()
    return failed


waker = Waker("editions", sweep.delay)


def wake() -> None:
    """Ask a worker to render what waits."""
    waker.wake()

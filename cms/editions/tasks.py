"""Celery's edge: rendering in the background. The requests are rows; a task only makes it soon."""

from __future__ import annotations

from celery import shared_task

from cms.core.moment import database_now
from cms.editions import services
from cms.events.waking import Waker, sweep_with

AT_ONCE = 50


@shared_task(name="cms.editions.tasks.sweep")
def sweep() -> int:
    """Render the pages that wait for it; returns how many failed and will be tried again."""
    return sweep_with(_render, waker)


def _render() -> tuple[int, int]:
    renders = services.render_requested(now=database_now(), limit=AT_ONCE)
    return renders.done, renders.failed


waker = Waker("editions", sweep.delay)


def wake() -> None:
    """Ask a worker to render what waits."""
    waker.wake()

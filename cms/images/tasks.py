"""Celery's edge: making images soon. What is owed are rows; a lost message costs seconds."""

from __future__ import annotations

from celery import shared_task

from cms.core.moment import database_now
from cms.events.waking import Waker, sweep_with
from cms.images import services


@shared_task(name="cms.images.tasks.sweep")
def sweep() -> int:
    """Make what is owed and due; returns of how many readers lack something."""
    return sweep_with(_make, waker)


def _make() -> tuple[int, int]:
    makes = services.make_due(now=database_now())
    return makes.done, makes.failed


waker = Waker("images", sweep.delay)


def wake() -> None:
    """Ask a worker to make what is owed."""
    waker.wake()

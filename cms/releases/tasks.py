"""Celery's edge of the releases: trial runs, for which the clock has no time."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction

from cms.core.moment import database_now
from cms.events.waking import Waker


@shared_task(name="cms.releases.tasks.rehearse")
def rehearse() -> int:
    """Rehearse the releases whose turn it is; returns how many."""
    from cms.releases.rehearsal import rehearse_due

    return rehearse_due(now=database_now())


rehearser = Waker("release rehearsals", rehearse.delay)


def rehearse_after_commit() -> None:
    """Ask a worker to rehearse what was scheduled, as soon as the caller's transaction has committed."""
    transaction.on_commit(rehearser.wake, robust=True)

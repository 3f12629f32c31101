"""Celery's edge of the releases: trial runs, for which neither the clock nor a request has the time."""

from __future__ import annotations

from collections import deque

from celery import shared_task
from django.db import transaction

from cms.core.moment import database_now
from cms.events.waking import Waker


@shared_task(name="cms.releases.tasks.rehearse")
def rehearse() -> int:
    """Rehearse the releases that were just scheduled, and those whose turn it is; returns how many."""
    from cms.releases.rehearsal import rehearse_at_short_notice, rehearse_due

    return rehearse_at_short_notice(clock=database_now) + rehearse_due(now=database_now())


@shared_task(name="cms.releases.tasks.rehearse_one")
def rehearse_one(release_id: int) -> bool:
    """Rehearse a release that somebody wants to be tried now, whatever its turn. False where that can't be done."""
    from cms.releases.models import Release
    from cms.releases.rehearsal import rehearse

    release = Release.objects.filter(pk=release_id).exclude(state="published").first()
    return release is not None and rehearse(release=release, now=database_now())


_wanted: deque[int] = deque()


def _ask_for_wanted() -> None:
    while _wanted:
        rehearse_one.delay(_wanted.popleft())


asker = Waker("wanted release rehearsals", _ask_for_wanted)


def rehearse_one_after_commit(release_id: int) -> None:
    """Have a worker try this release once the caller's transaction has committed. Where the message is lost, the page
    of the release says that there was no trial, and one can be asked for again.
    """

    def ask() -> None:
        _wanted.append(release_id)
        asker.wake()

    transaction.on_commit(ask, robust=True)


rehearser = Waker("release rehearsals", rehearse.delay)


def rehearse_after_commit() -> None:
    """Ask a worker to rehearse what was scheduled, as soon as the caller's transaction has committed."""
    transaction.on_commit(rehearser.wake, robust=True)

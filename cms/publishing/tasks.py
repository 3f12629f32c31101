"""Celery's edge: a second, independent trigger of what the clock does, and helpers for large backlogs.

A message that is late, doubled or lost changes nothing but how soon something happens.
"""

from __future__ import annotations

import random
import time
from typing import Any

from celery import shared_task
from celery.app.task import Task
from django.db import transaction

from cms.core.moment import database_now
from cms.events.waking import Waker
from cms.publishing import jobs, mails, rehearsal
from cms.publishing.runner import Summary, run_due

# A sweep ends by itself well before the task's time limit; the next one goes on.
LONGEST_SWEEP = 240.0
HELPERS = 4


@shared_task(name="cms.publishing.tasks.sweep", bind=True)
def sweep(self: Task[Any, Any]) -> str:
    """Do whatever is due, and clear away job rows that speak of schedules which are no more."""
    redelivered = bool((self.request.delivery_info or {}).get("redelivered"))
    summary = _work_off(start=0.0, wary=redelivered)
    jobs.tidy(now=database_now())
    return str(summary)


@shared_task(name="cms.publishing.tasks.help_out", bind=True)
def help_out(self: Task[Any, Any]) -> str:
    """Take part in a large backlog, beginning anywhere in it so that helpers seldom meet."""
    redelivered = bool((self.request.delivery_info or {}).get("redelivered"))
    return str(_work_off(start=random.random(), wary=redelivered))  # noqa: S311 - spreads work, guards nothing


@shared_task(name="cms.publishing.tasks.rehearse")
def rehearse() -> int:
    """Rehearse some of the scheduled publishes whose turn it is; returns how many."""
    rehearsal.tidy()
    return rehearsal.rehearse_due(clock=database_now)


@shared_task(name="cms.publishing.tasks.tell")
def tell() -> int:
    """Send the mails that are owed about scheduled work; returns how many were sent."""
    return mails.send_due(now=database_now())


def _work_off(*, start: float, wary: bool) -> Summary:
    total = Summary()
    ends = time.monotonic() + LONGEST_SWEEP
    while time.monotonic() < ends:
        done = run_due(now=database_now(), start=start, wary=wary, stopping=lambda: time.monotonic() > ends)
        total.outcomes.update(done.outcomes)
        if not done.has_progressed:
            break
    return total


def _ask_for_helpers() -> None:
    for _ in range(HELPERS):
        help_out.apply_async(expires=60)


helpers = Waker("helpers", _ask_for_helpers)
sweeper = Waker("publishing", sweep.delay)
rehearser = Waker("rehearsals", rehearse.delay)
mailer = Waker("mails", tell.delay)


def wake_after_commit() -> None:
    """Ask a worker to look for due work as soon as the caller's transaction has committed."""
    transaction.on_commit(sweeper.wake, robust=True)


def rehearse_after_commit() -> None:
    """Ask a worker to rehearse what was scheduled, as soon as the caller's transaction has committed."""
    transaction.on_commit(rehearser.wake, robust=True)

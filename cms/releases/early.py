"""A release that is due soon is worked through before its time and committed at it, however many items it has.

Readers see nothing of it before, and all of it from its instant on. Whoever edits one of its pages meanwhile
waits; the release itself may be cancelled, moved or changed until shortly before, and is then let go of. Whatever goes
wrong on the way is left to the ordinary run at the instant; nothing here counts as a try.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count

from cms.core.locking import limit_lock_waits
from cms.core.moment import database_now
from cms.events.holding import numbers_held
from cms.publishing import jobs
from cms.publishing.due import Due
from cms.publishing.early import LOCK_WAIT, Abandoned
from cms.publishing.scheduled import Outcome
from cms.publishing.sources import Wait
from cms.releases import publishing, selectors
from cms.releases.models import Release

logger = logging.getLogger(__name__)

# An item's share of the time, as long as no trial run has measured it.
PACE = 0.15
ALLOWANCE = 1.5
MARGIN = timedelta(seconds=2)
# For how long the pages may be held. What takes longer goes out late by the rest.
LONGEST_LEAD = timedelta(minutes=3)
# Of those that go out at nearly the same time.
MOST_LOOKED_AT = 10
# What else is due of the same pages is given this time.
AFTER_ANOTHER = timedelta(seconds=1)
# How soon a release that was changed while it is held is let go of.
LOOK_EVERY = 0.5
# To number an event and store its edition.
NUMBERING = timedelta(milliseconds=12)


def begins(now: datetime) -> list[tuple[Due, datetime]]:
    """The releases that are due within the longest lead and were never tried, the first due first, each with when to
    begin.

    None on SQLite, whose one lock for all writers can't be held for so long.
    """
    if connection.vendor != "postgresql":
        return []
    coming = (
        selectors.never_tried()
        .filter(go_live_at__gt=now, go_live_at__lte=now + LONGEST_LEAD)
        .annotate(size=Count("items"))
        .order_by("go_live_at", "pk")
    )
    return [
        (selectors.due_of(release.pk, release.go_live_at), _begins(release, release.size, now))
        for release in coming[:MOST_LOOKED_AT]
        if release.go_live_at is not None
    ]


def _begins(release: Release, size: int, now: datetime) -> datetime:
    """Not before whatever else is due of what is in it: it would have to wait for the release."""
    assert release.go_live_at is not None  # noqa: S101 - it is scheduled
    at = release.go_live_at - lead(release, size)
    before = selectors.last_due_before(release, now)
    return at if before is None else max(at, before + AFTER_ANOTHER)


def lead(release: Release, size: int) -> timedelta:
    """How long before its time to begin."""
    measured = release.rehearsal_seconds if release.rehearsal_seconds is not None else PACE * size
    return min(timedelta(seconds=measured * ALLOWANCE) + MARGIN, LONGEST_LEAD)


def do_early(item: Due, wait: Wait) -> bool:
    """Work through the release and hold it until its time. False if it is to be asked for again: somebody else is at
    it, or it was changed meanwhile.
    """
    try:
        with transaction.atomic(durable=True), numbers_held() as numbers:
            limit_lock_waits(LOCK_WAIT)
            hold = _holding(item, wait)
            outcome = publishing.go_out(item, now=item.due, numbers=numbers, hold=hold)
            if outcome is not Outcome.DONE:
                return False
            jobs.finish_fresh(items=[item], now=max(database_now(), item.due))
            _hold_until(item.due, wait)
    except Changed:
        return False
    except Abandoned:
        return True
    except Exception:  # the edge of a task: the ordinary run finds out what it was, and writes it down
        logger.warning("%s, begun early, is left to its instant", item, exc_info=True)
    return True


class Changed(Exception):
    """The release was cancelled, moved or changed while it was held."""


def _holding(item: Due, wait: Wait) -> Callable[[int], None]:
    contents = selectors.contents(item)

    def check() -> None:
        if selectors.contents(item) != contents:
            raise Changed

    return lambda count: _hold_until(item.due - NUMBERING * count, wait, check)


def _hold_until(moment: datetime, wait: Wait, check: Callable[[], None] = lambda: None) -> None:
    """Wait by the database's clock, which decides. Raises ``Abandoned``, and what ``check`` raises."""
    while (ahead := moment - database_now()) > timedelta(0):
        check()
        if ahead > LONGEST_LEAD + timedelta(seconds=1) or wait(min(ahead.total_seconds(), LOOK_EVERY)):
            raise Abandoned

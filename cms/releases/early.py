"""A release that is due soon is worked through before its time and committed at it, however many items it has.

Readers see nothing of it before, and all of it from its instant on. Whoever edits one of its pages meanwhile waits.
Whatever goes wrong on the way is left to the ordinary run at the instant; nothing here counts as a try.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef

from cms.core.locking import limit_lock_waits
from cms.core.moment import database_now
from cms.events.holding import numbers_held
from cms.publishing import jobs
from cms.publishing.due import Due
from cms.publishing.early import LOCK_WAIT, Abandoned
from cms.publishing.models import JobKind, PublishJob
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
# To number an event and store its edition.
NUMBERING = timedelta(milliseconds=12)


def begins(now: datetime) -> tuple[Due, datetime] | None:
    """The next release that is due within the longest lead and was never tried, and when to begin with it.

    None on SQLite, whose one lock for all writers can't be held for so long.
    """
    if connection.vendor != "postgresql":
        return None
    tried = PublishJob.objects.filter(
        kind=JobKind.RELEASE,
        content_type_id=selectors.due_of(0, now).content_type_id,
        due=OuterRef("go_live_at"),
    )
    coming = (
        selectors.scheduled_releases()
        .filter(go_live_at__gt=now, go_live_at__lte=now + LONGEST_LEAD)
        .exclude(Exists(tried))
        .annotate(size=Count("items"))
        .order_by("go_live_at", "pk")
        .first()
    )
    if coming is None or coming.go_live_at is None:
        return None
    return selectors.due_of(coming.pk, coming.go_live_at), coming.go_live_at - lead(coming, coming.size)


def lead(release: Release, size: int) -> timedelta:
    """How long before its time to begin."""
    measured = release.rehearsal_seconds if release.rehearsal_seconds is not None else PACE * size
    return min(timedelta(seconds=measured * ALLOWANCE) + MARGIN, LONGEST_LEAD)


def do_early(item: Due, wait: Wait) -> bool:
    """Work through the release and hold it until its time. Returns whether it has gone out."""
    try:
        with transaction.atomic(durable=True), numbers_held() as numbers:
            limit_lock_waits(LOCK_WAIT)
            outcome = publishing.do_held(item, numbers=numbers, hold=_holding(item.due, wait))
            if outcome is not Outcome.DONE:
                return False
            jobs.finish_fresh(items=[item], now=item.due)
            _hold_until(item.due, wait)
    except Abandoned:
        return False
    except Exception:  # the edge of a task: the ordinary run finds out what it was, and writes it down
        logger.warning("%s, begun early, is left to its instant", item, exc_info=True)
        return False
    return True


def _holding(due: datetime, wait: Wait) -> Callable[[int], None]:
    return lambda count: _hold_until(due - NUMBERING * count, wait)


def _hold_until(moment: datetime, wait: Wait) -> None:
    """Wait by the database's clock, which decides. Raises ``Abandoned``."""
    while (ahead := moment - database_now()) > timedelta(0):
        if ahead > LONGEST_LEAD + timedelta(seconds=1) or wait(ahead.total_seconds()):
            raise Abandoned

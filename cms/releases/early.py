"""A release that is due soon is worked through before its time and committed at it, however many items it has.

Readers see nothing of it before, and all of it from its instant on. It is let go of, and begun anew, where it is
cancelled, moved or changed meanwhile, or where somebody waits for one of its pages: an editor who saves it. When there
is no time left to begin anew, they wait for the instant. Whatever goes wrong on the way is left to the ordinary run at
the instant; nothing here counts as a try.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Count

from cms.core.locking import check_references_now, limit_lock_waits
from cms.core.moment import database_now
from cms.events.holding import numbers_held
from cms.publishing import jobs
from cms.publishing.ahead import LOCK_WAIT, Abandoned, LetGo, Piece, Wait, hold_until, let_go_for_others
from cms.publishing.due import Due
from cms.publishing.early import NUMBERING_WAIT, numbering
from cms.publishing.scheduled import Outcome
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
MOST_AT_ONCE = 3
# What else is due of the same pages is given this time.
AFTER_ANOTHER = timedelta(seconds=1)


def pieces(now: datetime) -> list[Piece]:
    """The releases that are due within the longest lead and were never tried, the first due first.

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
    return [_piece(release, release.size, now) for release in coming[:MOST_LOOKED_AT]]


def _piece(release: Release, size: int, now: datetime) -> Piece:
    assert release.go_live_at is not None  # noqa: S101 - it is scheduled
    due = selectors.due_of(release.pk, release.go_live_at)
    return Piece(
        key=due,
        first=due.due,
        at=due.due,
        begins=_begins(release, size, now),
        do=partial(do_early, due),
    )


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
            outcome = publishing.go_out(item, now=item.due, numbers=numbers, hold=_holding(item, wait))
            if outcome is not Outcome.DONE:
                return False
            jobs.finish(item=item, now=max(database_now(), item.due))
            check_references_now()
            hold_until(item.due, wait, longest=_longest())
    except LetGo:
        return False
    except Abandoned:
        return True
    except Exception:  # the edge of a task: the ordinary run finds out what it was, and writes it down
        logger.warning("%s, begun early, is left to its instant", item, exc_info=True)
    return True


def _holding(item: Due, wait: Wait) -> Callable[[int], None]:
    """For ``go_out``: holds what is worked through, and lets go where the release was cancelled, moved or changed, or
    where somebody waits for one of its pages."""
    contents = selectors.contents(item)
    began = time.monotonic()

    def hold(count: int) -> None:
        took = timedelta(seconds=time.monotonic() - began)
        others = let_go_for_others(time_to_redo=took * ALLOWANCE + timedelta(seconds=1))

        def check(ahead: timedelta) -> None:
            if selectors.contents(item) != contents:
                raise LetGo
            others(ahead)

        # Most of them; those of the events follow.
        check_references_now()
        hold_until(item.due - numbering(count), wait, longest=_longest(), check=check)
        limit_lock_waits(NUMBERING_WAIT)

    return hold


def _longest() -> timedelta:
    return LONGEST_LEAD + timedelta(seconds=1)

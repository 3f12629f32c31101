"""Trial runs: each scheduled publish is done beforehand as it will be at its time, rolled back, and judged.

What would fail is written down, so that editors can mend it before anybody waits for the page. A rehearsal is the real
publish, in a transaction that never commits, with the clock at the due instant. It gives way to everybody: it waits for
no lock, and none is begun shortly before something is due.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Revision

from cms.core.locking import give_way, limit_lock_waits
from cms.core.problems import Problem, PublishRefused
from cms.events.models import Event
from cms.publishing import failures, notices
from cms.publishing.due import Due, due_now, next_due
from cms.publishing.models import JobKind, NoticeAbout, Rehearsal, RehearsalState
from cms.publishing.scheduled import Outcome, publish
from cms.publishing.traceless import traceless

logger = logging.getLogger(__name__)

# Besides once when the schedule is made: early enough to mend it by day, and late enough to see the last changes.
BEFOREHAND = (timedelta(hours=24), timedelta(minutes=15))
# What would fail is tried again, not sooner than this, once anything that readers get has changed.
AGAIN_AFTER = timedelta(minutes=1)
# None is begun when something is due sooner; a publish takes a fraction of that.
KEEP_CLEAR = timedelta(seconds=10)
LOCK_WAIT = "200ms"
AT_ONCE = 20
# Workers are woken for what was just scheduled, and the clock leaves it to them for so long.
LEFT_TO_WORKERS = timedelta(minutes=1)

Clock = Callable[[], datetime]


def rehearse_due(*, clock: Clock, limit: int = AT_ONCE, lag: timedelta = timedelta(0)) -> int:
    """Rehearse up to ``limit`` publishes whose turn it is, the next due first. Returns how many were rehearsed.

    ``lag``: leave alone what may have been asked for less than that ago. Stops when something is due soon. Call it
    outside a transaction.
    """
    done = 0
    for item in turn_of(now=clock(), lag=lag, limit=limit):
        if something_is_near(now=clock()):
            break
        done += rehearse(item=item, now=clock()) is not None
        give_way()
    return done


def chore(now: datetime, lag: timedelta, limit: int) -> int:
    """What the clock does itself where no worker does it: one at a time, since a due instant may be set meanwhile."""
    return rehearse_due(clock=lambda: now, limit=1, lag=LEFT_TO_WORKERS)


def turn_of(*, now: datetime, lag: timedelta = timedelta(0), limit: int = AT_ONCE) -> list[Due]:
    """Scheduled publishes that were not rehearsed yet, or not since their next occasion."""
    last = _rehearsals().values("rehearsed_at")[:1]
    would_fail = _rehearsals().filter(state=RehearsalState.FAILED, rehearsed_at__lte=now - AGAIN_AFTER)
    something_changed = Event.objects.filter(created_at__gt=OuterRef("last"))
    never = Q(last=None, created_at__lte=now - lag)
    again = Q(Exists(would_fail)) & Q(Exists(something_changed))
    rows = (
        Revision.objects.filter(approved_go_live_at__gt=now + KEEP_CLEAR)
        .annotate(last=Subquery(last))
        .filter(never | again | _at_an_occasion(now - lag))
        .order_by("approved_go_live_at", "pk")
        .values_list("pk", "approved_go_live_at", "base_content_type_id", "object_id")
    )
    return [
        Due(kind=JobKind.PUBLISH, due=due, content_type_id=type_id, object_id=object_id, revision_id=pk)
        for pk, due, type_id, object_id in rows[:limit]
    ]


def something_is_near(*, now: datetime) -> bool:
    """Whether something is due, or will be soon: then nothing may stand in its way."""
    upcoming = next_due(after=now)
    return (upcoming is not None and upcoming <= now + KEEP_CLEAR) or bool(due_now(now=now, limit=1))


def rehearse(*, item: Due, now: datetime) -> RehearsalState | None:
    """Run one scheduled publish as at its time and write down how it went.

    None where that could not be found out now: somebody holds the object, the database is busy, or the schedule was
    changed. It is then tried again later.
    """
    before = _claim(item, now)
    try:
        problems = _try(item)
    except Exception as error:  # the edge of a task: any page may fail in any way
        logger.info("the rehearsal of %s failed", item, exc_info=True)
        problems = None if failures.is_outage(error) else _problems_in(error)
    if problems is None:
        _give_back(item, before)
        return None
    failed_before = before is not None and before[1] == RehearsalState.FAILED
    return _write_down(item, problems, now, failed_before=failed_before)


def problems_of(row: Rehearsal) -> list[Problem]:
    """What the rehearsal found, as it was found."""
    return [Problem.stored(found) for found in row.problems]


def tidy() -> int:
    """Remove rows of schedules that were changed, cancelled or have come to their end. Returns how many."""
    scheduled = Revision.objects.filter(pk=OuterRef("revision_id"), approved_go_live_at=OuterRef("due"))
    removed, _ = Rehearsal.objects.filter(~Exists(scheduled)).delete()
    return removed


def _try(item: Due) -> list[Problem] | None:
    """What would fail; None where it can't be found out now. Leaves nothing behind. Raises what a publish raises."""
    with traceless(), transaction.atomic(durable=True):
        limit_lock_waits(LOCK_WAIT)
        outcome = publish(item, item.due)
        transaction.set_rollback(True)
    if outcome is Outcome.PASSED_OVER:
        return [Problem("It expires before it goes live, so readers would never see it.")]
    return [] if outcome is Outcome.DONE else None


def _problems_in(error: Exception) -> list[Problem]:
    if isinstance(error, PublishRefused):
        return list(error.problems)
    return [Problem(failures.in_words(error))]


@transaction.atomic
def _write_down(item: Due, problems: list[Problem], now: datetime, *, failed_before: bool) -> RehearsalState:
    """Keep what was found, and owe a mail where it is news that it would fail."""
    state = RehearsalState.FAILED if problems else RehearsalState.PASSED
    _row(item).update(state=state, problems=[asdict(problem) for problem in problems], rehearsed_at=now)
    if problems and not failed_before:
        notices.owe(item=item, about=NoticeAbout.WOULD_FAIL, now=now)
    return state


def _claim(item: Due, now: datetime) -> tuple[datetime, str] | None:
    """Write down that it is being rehearsed, before it is: one that ends the process is not begun again and again.

    Returns when it was rehearsed before and how that went; None if it never was.
    """
    before = _row(item).values_list("rehearsed_at", "state").first()
    begun = {"rehearsed_at": now, "state": RehearsalState.UNFINISHED}
    Rehearsal.objects.update_or_create(**_key(item), defaults=begun)
    return before


def _give_back(item: Due, before: tuple[datetime, str] | None) -> None:
    if before is None:
        _row(item).delete()
    else:
        rehearsed_at, state = before
        _row(item).update(rehearsed_at=rehearsed_at, state=state)


def _row(item: Due) -> QuerySet[Rehearsal]:
    return Rehearsal.objects.filter(**_key(item))


def _key(item: Due) -> dict[str, Any]:
    return {"revision_id": item.revision_id, "due": item.due}


def _rehearsals() -> QuerySet[Rehearsal]:
    return Rehearsal.objects.filter(revision_id=OuterRef("pk"), due=OuterRef("approved_go_live_at"))


def _at_an_occasion(now: datetime) -> Q:
    """Those that have come within one of the times before their due instant since they were last rehearsed."""
    occasions = Q()
    for ahead in BEFOREHAND:
        occasions |= Q(approved_go_live_at__lte=now + ahead, last__lt=F("approved_go_live_at") - ahead)
    return occasions

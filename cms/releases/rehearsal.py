"""Trial runs of releases: what would stop them at their time is told beforehand.

A trial is the real thing, rolled back. It is made a few items at a time, each with the pages above it that are in the
release too, so that nobody who edits one of the pages waits for all the others.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from wagtail.models import Page

from cms.core.locking import give_way, limit_lock_waits
from cms.core.problems import Problem
from cms.events.holding import numbers_held
from cms.publishing import failures, notices
from cms.publishing.models import NoticeAbout
from cms.publishing.rehearsal import BEFOREHAND, LEFT_TO_WORKERS, LOCK_WAIT, Clock
from cms.publishing.traceless import traceless
from cms.releases import publishing, selectors
from cms.releases.models import Release, ReleaseItem

logger = logging.getLogger(__name__)

AT_ONCE = 20
# None is begun by turns when the release is due sooner: the real run is about to begin.
KEEP_CLEAR = timedelta(minutes=4)
# One that was scheduled at short notice has its trial all the same, if these leave time for it: what an item takes to
# be tried, and what the real run is given, which holds it before its time.
TO_TRY = timedelta(seconds=0.15)
TO_LET_OUT = timedelta(seconds=0.25)
TO_BEGIN = timedelta(seconds=10)


class NoTime(Exception):
    """The real run is about to begin, and the trial is not through."""


def rehearse_due(*, now: datetime, limit: int = 5, lag: timedelta = timedelta(0)) -> int:
    """Rehearse the releases whose turn it is, the next due first. Returns how many. Call it outside a transaction."""
    return sum(
        rehearse(release=release, now=now)
        for release in list(turn_of(now=now, lag=lag).order_by("go_live_at")[:limit])
    )


def rehearse_at_short_notice(*, clock: Clock, limit: int = 5) -> int:
    """Rehearse what goes out within minutes and was never rehearsed: whoever scheduled it looks at its page now.
    Returns how many. Not for the clock of the schedule, which has the real runs to do.
    """
    now = clock()
    coming = (
        selectors.never_tried()
        .filter(rehearsed_at=None, go_live_at__gt=now, go_live_at__lte=now + KEEP_CLEAR)
        .annotate(size=Count("items"))
        .order_by("go_live_at")
    )
    done = 0
    for release in coming[:limit]:
        now = clock()
        if now + TO_TRY * release.size < _last_moment(release, release.size):
            done += rehearse(release=release, now=now)
    return done


def _last_moment(release: Release, size: int) -> datetime:
    """From when on only the real run may touch it; of a draft, never."""
    if release.go_live_at is None:
        return datetime.max.replace(tzinfo=UTC)
    return release.go_live_at - min(TO_LET_OUT * size + TO_BEGIN, KEEP_CLEAR)


def chore(now: datetime, lag: timedelta, limit: int) -> int:
    """What the clock does itself where no worker does it."""
    return rehearse_due(now=now, limit=1, lag=LEFT_TO_WORKERS)


def turn_of(*, now: datetime, lag: timedelta = timedelta(0)) -> QuerySet[Release]:
    """Scheduled releases that were not rehearsed as they stand, or not since their next occasion."""
    occasions = Q(rehearsed_at=None)
    for ahead in BEFOREHAND:
        occasions |= Q(go_live_at__lte=now - lag + ahead, rehearsed_at__lt=F("go_live_at") - ahead)
    return selectors.never_tried().filter(occasions, go_live_at__gt=now + KEEP_CLEAR)


def rehearse(*, release: Release, now: datetime) -> bool:
    """Run a scheduled release for trial and write down what would stop it. False where that can't be found out now."""
    began = time.monotonic()
    # Whatever is changed from here on empties it again, and asks for another trial.
    Release.objects.filter(pk=release.pk).update(rehearsed_at=now)
    try:
        problems = find_problems(release, now=now)
    except Exception as error:  # the edge of a task: outages end by themselves
        if not (failures.is_outage(error) or isinstance(error, NoTime)):
            raise
        logger.info("the trial of release %s is put off: %s", release.pk, error)
        Release.objects.filter(pk=release.pk, rehearsed_at=now).update(rehearsed_at=release.rehearsed_at)
        return False
    seconds = time.monotonic() - began
    _write_down(release, problems, now, seconds)
    return True


def find_problems(release: Release, *, now: datetime) -> dict[int, list[Problem]]:
    """What would stop each item, by its id, at the release's time; of a draft, as if it were now. Changes nothing.

    Raises ``NoTime`` where the real run begins before that is known.
    """
    began = time.monotonic()
    items = list(release.items.select_related("revision", "content_type"))
    last_moment = _last_moment(release, len(items))
    found: dict[int, list[Problem]] = {}
    for wanted, together in _portions(items):
        if now + timedelta(seconds=time.monotonic() - began) >= last_moment:
            raise NoTime
        for pk, error in _try(together, release, release.go_live_at or now).items():
            if pk in wanted:
                found[pk] = publishing.problems_in(error)
        give_way()
    return found


def _portions(items: list[ReleaseItem]) -> Iterator[tuple[set[int], list[ReleaseItem]]]:
    """A few items at a time, by id, and what has to be done with them: also the pages above them."""
    ordered = selectors.in_order(items)
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False).pk
    page_ids = [item.object_id for item in ordered if item.content_type_id == page_type]
    paths = {str(pk): path for pk, path in Page.objects.filter(pk__in=page_ids).values_list("pk", "path")}
    entries = [item for item in ordered if item.content_type_id != page_type]
    for start in range(0, len(ordered), AT_ONCE):
        portion = ordered[start : start + AT_ONCE]
        chosen = {item.pk for item in portion}
        below = [paths[item.object_id] for item in portion if item.object_id in paths]
        above = [
            item
            for item in ordered
            if item.pk not in chosen
            and item.object_id in paths
            and any(path.startswith(paths[item.object_id]) for path in below)
        ]
        yield chosen, [*above, *(item for item in entries if item.pk not in chosen), *portion]


def _try(items: list[ReleaseItem], release: Release, due: datetime) -> dict[int, BaseException]:
    with traceless(), transaction.atomic(durable=True), numbers_held():
        limit_lock_waits(LOCK_WAIT)
        trial = publishing.put_through(items, release=release, due=due, now=due)
        transaction.set_rollback(True)
    return trial.stopped


@transaction.atomic
def _write_down(release: Release, problems: dict[int, list[Problem]], now: datetime, seconds: float) -> None:
    """Keep what was found, unless the release was changed meanwhile; a mail is owed where it is news."""
    current = Release.objects.filter(pk=release.pk, rehearsed_at=now, go_live_at=release.go_live_at)
    was_well = not ReleaseItem.objects.filter(release=release).exclude(problems=[]).exists()
    if not current.update(rehearsal_seconds=seconds):
        return
    publishing.write_down(release.pk, problems)
    if problems and was_well and release.go_live_at is not None:
        item = selectors.due_of(release.pk, release.go_live_at)
        notices.owe(item=item, about=NoticeAbout.WOULD_FAIL, now=now)

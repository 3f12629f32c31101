"""Purging what is owed: several events in one request, each cache for itself, tried again until it answers."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cms.core.keys import EVERY_ANSWER
from cms.core.retries import wait_after
from cms.purging import configured
from cms.purging.caches import Cache
from cms.purging.models import PurgeRequest

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=1)
# Short: what is owed keeps readers from what is new. The lifetime that answers allow is the other end.
LONGEST_RETRY = timedelta(minutes=1)
# Whoever has taken a row and not been heard of for so long has died.
LEASE = timedelta(seconds=30)
# An answer that was made before the commit may reach the cache after the purge; by then it has.
SECOND_AFTER = timedelta(seconds=5)
# What was owed to a cache that nobody here knows of: another release does, or it was taken out.
FORGET_AFTER = timedelta(hours=1)
ROWS_AT_ONCE = 500


def request(*, keys: Sequence[str], now: datetime, event: int | None = None) -> int:
    """Have every cache drop what carries one of ``keys``. In the caller's transaction. Returns how many caches."""
    names = configured.names()
    PurgeRequest.objects.bulk_create(
        PurgeRequest(cache=name, keys=list(keys), event=event, requested_at=now, next_try_at=now)
        for name in names
    )
    return len(names)


@dataclass(frozen=True)
class Purges:
    """Rows dealt with: their cache has answered, or it has not."""

    done: int = 0
    failed: int = 0

    def __add__(self, other: Purges) -> Purges:
        return Purges(self.done + other.done, self.failed + other.failed)


def purge_due(*, now: datetime, lag: timedelta = timedelta(0)) -> Purges:
    """Purge what is owed and due.

    No transaction is open while a cache is asked. ``lag``: leave alone what has been due for less than that, because
    whoever was woken for it may be on the way.
    """
    caches = configured.caches()
    outcome = Purges()
    for cache in caches:
        rows = _take(cache.name, now=now, lag=lag)
        if rows:
            outcome += _purge(cache, rows, now=now)
    if caches:
        known = [cache.name for cache in caches]
        PurgeRequest.objects.exclude(cache__in=known).filter(requested_at__lt=now - FORGET_AFTER).delete()
    return outcome


def is_owed(*, now: datetime, lag: timedelta) -> bool:
    """Whether anything has been due for ``lag``."""
    names = configured.names()
    return bool(names) and PurgeRequest.objects.filter(cache__in=names, next_try_at__lte=now - lag).exists()


@transaction.atomic
def _take(name: str, *, now: datetime, lag: timedelta) -> list[PurgeRequest]:
    """Rows of one cache, which nobody else takes for as long as the lease."""
    owed = PurgeRequest.objects.filter(cache=name)
    if owed.filter(attempts__gt=0, next_try_at__gt=now).exists():
        return []  # out of reach a moment ago: all that is owed to it waits for the next try
    due = owed.filter(next_try_at__lte=now - lag).order_by("pk")
    rows = list(due.select_for_update(skip_locked=True)[:ROWS_AT_ONCE])
    PurgeRequest.objects.filter(pk__in=[row.pk for row in rows]).update(next_try_at=now + LEASE)
    return rows


def _purge(cache: Cache, rows: Sequence[PurgeRequest], *, now: datetime) -> Purges:
    try:
        for keys in _batches((key for row in rows for key in row.keys), cache.most_keys):
            cache.purge(keys)
    except Exception as error:  # the edge of a task: a cache may fail in any way, and the rows remember
        logger.exception("%s was not purged and is tried again", cache.name)
        _postpone(rows, error, now=now)
        return Purges(failed=len(rows))
    _settle(rows, now=now)
    return Purges(done=len(rows))


def _batches(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    """Each key once, at most so many at a time."""
    wanted = dict.fromkeys(keys)
    ordered = [EVERY_ANSWER] if EVERY_ANSWER in wanted else list(wanted)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def _settle(rows: Sequence[PurgeRequest], *, now: datetime) -> None:
    """What was done for the first time is done again later; the rest is forgotten."""
    PurgeRequest.objects.filter(pk__in=[row.pk for row in rows if row.again]).delete()
    PurgeRequest.objects.filter(pk__in=[row.pk for row in rows if not row.again]).update(
        again=True, attempts=0, last_error="", next_try_at=now + SECOND_AFTER
    )


def _postpone(rows: Sequence[PurgeRequest], error: Exception, *, now: datetime) -> None:
    attempts = max(row.attempts for row in rows)
    wait = wait_after(attempts, first=FIRST_RETRY, longest=LONGEST_RETRY)
    PurgeRequest.objects.filter(pk__in=[row.pk for row in rows]).update(
        attempts=attempts + 1, next_try_at=now + wait, last_error=f"{type(error).__name__}: {error}"
    )

"""Recording events and delivering them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from cms.core.keys import Key
from cms.core.retries import postpone
from cms.events import consumers
from cms.events.consumers import Consumer
from cms.events.models import Delivery, Event
from cms.events.models import Sequence as Numbers

logger = logging.getLogger(__name__)

EVENT_SEQUENCE = "events"
FIRST_RETRY = timedelta(seconds=1)
LONGEST_RETRY = timedelta(minutes=10)
# To one consumer in one transaction.
AT_ONCE = 50

_wake: list[Callable[[int], None]] = []


def on_recorded(wake: Callable[[int], None]) -> None:
    """Call ``wake(sequence)`` after the transaction of every event has committed.

    A wake-up may be lost: deliveries are found again by :func:`deliver_due`.
    """
    _wake.append(wake)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event that has no number yet. ``silent``: no consumer is told; it is for those who read the log."""

    kind: str
    subject: Key
    keys: Iterable[Key]
    now: datetime
    site_id: int | None = None
    path: str = ""
    old_path: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    silent: bool = False


def record(**happening: Any) -> Event:
    """Write an event and what it owes to its consumers, in the caller's transaction. Takes what ``Happening`` takes.

    Takes the lock on the sequence until that transaction ends: do the long work first. Raises
    ``TransactionManagementError`` outside a transaction.
    """
    return record_all([Happening(**happening)])[0]


def record_all(happenings: Sequence[Happening]) -> list[Event]:
    """As :func:`record`, for any number of events, numbered in the order given, in as many queries as for one."""
    if not happenings:
        return []
    first = _next_numbers(len(happenings))
    events = [_event(number, happening) for number, happening in enumerate(happenings, first)]
    Event.objects.bulk_create(events)
    Delivery.objects.bulk_create(
        Delivery(event=event, consumer=consumer.name, next_try_at=event.created_at)
        for event, happening in zip(events, happenings, strict=True)
        for consumer in ([] if happening.silent else consumers.interested_in(event.kind))
    )
    for event in events:
        for wake in _wake:
            number = event.sequence
            transaction.on_commit(lambda wake=wake, number=number: wake(number), robust=True)  # type: ignore[misc]
    return events


def _event(number: int, happening: Happening) -> Event:
    return Event(
        sequence=number,
        kind=happening.kind,
        object_kind=happening.subject.kind,
        object_id=happening.subject.object_id,
        site_id=happening.site_id,
        path=happening.path,
        old_path=happening.old_path,
        keys=sorted(str(key) for key in happening.keys),
        data=happening.data,
        created_at=happening.now,
    )


def hold_sequence() -> int:
    """The number of the newest event, which stays the newest until the caller's transaction ends; 0 before the first.

    For what must be ordered with events and is none. Takes the same lock as :func:`record`.
    """
    row = Numbers.objects.select_for_update().filter(name=EVENT_SEQUENCE).first()
    return row.value if row is not None else 0


def _next_numbers(count: int) -> int:
    """Take so many numbers; returns the first."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "an event is recorded inside the transaction that made it"
        )
    further = {"value": F("value") + count}
    if not Numbers.objects.filter(name=EVENT_SEQUENCE).update(**further):
        Numbers.objects.get_or_create(name=EVENT_SEQUENCE)
        Numbers.objects.filter(name=EVENT_SEQUENCE).update(**further)
    last = Numbers.objects.values_list("value", flat=True).get(name=EVENT_SEQUENCE)
    return last - count + 1


@dataclass(frozen=True)
class Deliveries:
    """What became of the deliveries tried. ``busy``: another worker has them at this moment."""

    delivered: int = 0
    failed: int = 0
    busy: int = 0


def deliver_due(*, now: datetime, limit: int = 500, lag: timedelta = timedelta(0)) -> Deliveries:
    """Deliver what is owed and due, oldest event first.

    ``lag``: leave alone what has been due for less than that, because whoever was woken for it may be on the way.
    """
    due = Delivery.objects.filter(next_try_at__lte=now - lag).order_by("event_id", "pk")
    waiting: dict[tuple[str, bool], list[int]] = {}
    for pk, consumer, attempts in list(due.values_list("pk", "consumer", "attempts")[:limit]):
        # What has failed before is tried alone.
        waiting.setdefault((consumer, attempts > 0), []).append(pk)
    outcomes: Counter[str] = Counter()
    for (consumer, is_retry), pks in waiting.items():
        for some in batched(pks, 1 if is_retry else AT_ONCE):
            outcomes += _deliver(consumer, some, now=now)
    return Deliveries(delivered=outcomes["delivered"], failed=outcomes["failed"], busy=outcomes["busy"])


def batched(pks: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """``pks`` in order, so many at a time."""
    for start in range(0, len(pks), size):
        yield pks[start : start + size]


def _deliver(consumer: str, pks: Sequence[int], *, now: datetime) -> Counter[str]:
    """Deliver to one consumer, all at once if it can be; else each by itself, so that one holds up no other."""
    try:
        delivered = _attempt(consumer, pks, now=now)
    except Exception as error:  # the edge of a task: a consumer may fail in any way, and the row remembers
        if len(pks) > 1:
            return sum((_deliver(consumer, [pk], now=now) for pk in pks), Counter())
        logger.exception("delivery %s failed", pks[0])
        postpone(Delivery.objects.filter(pk=pks[0]), error, first=FIRST_RETRY, longest=LONGEST_RETRY, now=now)
        return Counter(failed=1)
    return Counter(delivered=delivered, busy=len(pks) - delivered)


def _attempt(consumer: str, pks: Sequence[int], *, now: datetime) -> int:
    """Call the consumer for some events, and forget the deliveries if it succeeds. Returns how many were free."""
    with transaction.atomic():
        deliveries = list(
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk__in=pks)
            .select_related("event")
            .order_by("event_id", "pk")
        )
        if deliveries:
            _consumer(consumer).handle([delivery.event for delivery in deliveries], now)
            Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).delete()
    return len(deliveries)


def _consumer(name: str) -> Consumer:
    consumer = consumers.get(name)
    if consumer is None:
        # While a new release is rolled out, a process of the old one meets what only the new one knows.
        raise LookupError(f"no consumer is called {name!r} here")
    return consumer

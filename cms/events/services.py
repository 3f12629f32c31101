"""Recording events and delivering them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import connection, transaction
from django.db.models import F

from cms.core.keys import Key
from cms.events import consumers
from cms.events.consumers import Consumer
from cms.events.models import Delivery, Event, Sequence

logger = logging.getLogger(__name__)

EVENT_SEQUENCE = "events"
FIRST_RETRY = timedelta(seconds=1)
LONGEST_RETRY = timedelta(minutes=10)

_wake: list[Callable[[int], None]] = []


def on_recorded(wake: Callable[[int], None]) -> None:
    """Call ``wake(sequence)`` after the transaction of every event has committed.

    A wake-up may be lost: deliveries are found again by :func:`deliver_due`.
    """
    _wake.append(wake)


def record(
    *,
    kind: str,
    subject: Key,
    keys: Iterable[Key],
    now: datetime,
    site_id: int | None = None,
    path: str = "",
    old_path: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Write an event and what it owes to its consumers, in the caller's transaction.

    Takes the lock on the sequence until that transaction ends: do the long work first. Raises
    ``TransactionManagementError`` outside a transaction.
    """
    event = Event.objects.create(
        sequence=_next_sequence(),
        kind=kind,
        object_kind=subject.kind,
        object_id=subject.object_id,
        site_id=site_id,
        path=path,
        old_path=old_path,
        keys=sorted(str(key) for key in keys),
        data=data or {},
        created_at=now,
    )
    Delivery.objects.bulk_create(
        Delivery(event=event, consumer=consumer.name, next_try_at=now)
        for consumer in consumers.interested_in(kind)
    )
    for wake in _wake:
        transaction.on_commit(lambda wake=wake: wake(event.sequence), robust=True)  # type: ignore[misc]
    return event


def hold_sequence() -> int:
    """The number of the newest event, which stays the newest until the caller's transaction ends; 0 before the first.

    For what must be ordered with events and is none. Takes the same lock as :func:`record`.
    """
    row = Sequence.objects.select_for_update().filter(name=EVENT_SEQUENCE).first()
    return row.value if row is not None else 0


def _next_sequence() -> int:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "an event is recorded inside the transaction that made it"
        )
    updated = Sequence.objects.filter(name=EVENT_SEQUENCE).update(value=F("value") + 1)
    if not updated:
        Sequence.objects.get_or_create(name=EVENT_SEQUENCE)
        Sequence.objects.filter(name=EVENT_SEQUENCE).update(value=F("value") + 1)
    return Sequence.objects.values_list("value", flat=True).get(name=EVENT_SEQUENCE)


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
    outcomes = Counter(
        _attempt(delivery_id, now=now) for delivery_id in list(due.values_list("pk", flat=True)[:limit])
    )
    return Deliveries(delivered=outcomes["delivered"], failed=outcomes["failed"], busy=outcomes["busy"])


def _attempt(delivery_id: int, *, now: datetime) -> Literal["delivered", "failed", "busy"]:
    """Call one consumer for one event, and forget the delivery if it succeeds."""
    try:
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(pk=delivery_id)
                .select_related("event")
                .first()
            )
            if delivery is None:
                return "busy"
            _consumer(delivery).handle(delivery.event, now)
            delivery.delete()
    except Exception as error:  # the edge of a task: a consumer may fail in any way, and the row remembers
        logger.exception("delivery %s failed", delivery_id)
        _postpone(delivery_id, error, now=now)
        return "failed"
    return "delivered"


def _consumer(delivery: Delivery) -> Consumer:
    consumer = consumers.get(delivery.consumer)
    if consumer is None:
        # While a new release is rolled out, a process of the old one meets what only the new one knows.
        raise LookupError(f"no consumer is called {delivery.consumer!r} here")
    return consumer


def _postpone(delivery_id: int, error: Exception, *, now: datetime) -> None:
    attempts = Delivery.objects.filter(pk=delivery_id).values_list("attempts", flat=True).first()
    if attempts is None:
        return
    wait = min(FIRST_RETRY * 2 ** min(attempts, 16), LONGEST_RETRY)
    Delivery.objects.filter(pk=delivery_id).update(
        attempts=F("attempts") + 1, next_try_at=now + wait, last_error=f"{type(error).__name__}: {error}"
    )

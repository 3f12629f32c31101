"""Reading the log of events."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass

from django.db.models import Max

from cms.core.keys import Key
from cms.core.reading import read
from cms.events.models import Event
from cms.events.models import Sequence as Numbers
from cms.events.services import EVENT_SEQUENCE


def last_event(subject: Key) -> Event | None:
    """The newest event of the object; None if it had none."""
    if subject.kind == "page":
        return read(last_events, subject.object_id)
    events = Event.objects.filter(object_kind=subject.kind, object_id=subject.object_id)
    return events.order_by("-sequence").first()


def last_events(page_ids: Collection[int]) -> dict[int, Event]:
    """The newest event of each of these pages that had one."""
    events = Event.objects.filter(object_kind="page", object_id__in=page_ids)
    newest = events.order_by().values("object_id").annotate(newest=Max("sequence")).values("newest")
    return {event.object_id: event for event in Event.objects.filter(sequence__in=newest)}


def last_sequence() -> int:
    """The number of the newest committed event; 0 before the first."""
    value = Numbers.objects.filter(name=EVENT_SEQUENCE).values_list("value", flat=True).first()
    return value or 0


@dataclass(frozen=True)
class Interval:
    """The events numbered strictly between ``after`` and ``before``, looked at for ``keys``."""

    keys: Set[Key]
    after: int
    before: int


def touched_in(intervals: Sequence[Interval]) -> list[bool]:
    """For each, whether one of its events touched one of its keys. One query."""
    found = Event.objects.filter(
        sequence__gt=min((interval.after for interval in intervals), default=0),
        sequence__lt=max((interval.before for interval in intervals), default=0),
    )
    events = list(found.values_list("sequence", "keys"))
    return [_is_touched(interval, events) for interval in intervals]


def _is_touched(interval: Interval, events: Sequence[tuple[int, list[str]]]) -> bool:
    texts = {str(key) for key in interval.keys}
    return any(
        interval.after < sequence < interval.before and not texts.isdisjoint(touched)
        for sequence, touched in events
    )

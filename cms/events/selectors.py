"""Reading the log of events."""

from __future__ import annotations

from collections.abc import Set

from cms.core.keys import Key
from cms.events.models import Event, Sequence
from cms.events.services import EVENT_SEQUENCE


def last_event(subject: Key) -> Event | None:
    """The newest event of the object; None if it had none."""
    events = Event.objects.filter(object_kind=subject.kind, object_id=subject.object_id)
    return events.order_by("-sequence").first()


def last_sequence() -> int:
    """The number of the newest committed event; 0 before the first."""
    value = Sequence.objects.filter(name=EVENT_SEQUENCE).values_list("value", flat=True).first()
    return value or 0


def touched_between(keys: Set[Key], *, after: int, before: int) -> bool:
    """Whether an event numbered strictly between ``after`` and ``before`` touched one of ``keys``."""
    texts = {str(key) for key in keys}
    between = Event.objects.filter(sequence__gt=after, sequence__lt=before).values_list("keys", flat=True)
    return any(not texts.isdisjoint(touched) for touched in between)

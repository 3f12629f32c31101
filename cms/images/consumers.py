"""Reactions to events: a new image, another file or another focal point is made for readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cms.events import consumers
from cms.events.models import Event, EventKind
from cms.images import services, tasks

NAME = "images"


def register() -> None:
    kinds = frozenset({EventKind.OBJECT_CHANGED.value, EventKind.OBJECT_DELETED.value})
    consumers.register(NAME, kinds=kinds, handle=have_images_made)


def have_images_made(events: Sequence[Event], now: datetime) -> None:
    """Write down which are to be made; a task does it after the commit, because it takes seconds."""
    images = [event for event in events if event.object_kind == "image"]
    deleted = {event.object_id for event in images if event.kind == EventKind.OBJECT_DELETED}
    services.forget(image_ids=deleted)
    if services.request_changed(image_ids={event.object_id for event in images} - deleted, now=now):
        transaction.on_commit(tasks.wake, robust=True)

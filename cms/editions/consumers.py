"""Reactions to events: whatever shows or lists what has changed is rendered anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cms.core.keys import Key
from cms.editions import services, tasks
from cms.editions.models import DEPENDENTS
from cms.events import consumers
from cms.events.models import Event, EventKind


def register() -> None:
    consumers.register(DEPENDENTS, kinds=frozenset(EventKind.values), handle=render_dependents)


def render_dependents(happened: Sequence[Event], now: datetime) -> None:
    """Ask for the editions that depend on what the events touched; a task renders them after the commit."""
    first = min(event.sequence for event in happened)
    asked = services.request_renders(
        touched=_touched(happened), reason=str(happened[-1]), now=now, event=first
    )
    for event in happened:
        if (event.object_kind == "page" and event.old_path) or event.kind == EventKind.PAGE_MOVED:
            asked += services.request_below(page_id=event.object_id, reason=str(event), now=now)
        if event.object_kind == "site":
            asked += services.request_all(reason=str(event), now=now)
    if asked:
        transaction.on_commit(tasks.wake, robust=True)


def _touched(happened: Sequence[Event]) -> dict[Key, int | None]:
    """What the events touched, each with the one page that was rendered with that very event and needs it no more."""
    touched: dict[Key, int | None] = {}
    for event in happened:
        rendered = _rendered_already(event)
        for text in event.keys:
            key = Key.parse(text)
            touched[key] = rendered if touched.get(key, rendered) == rendered else None
    return touched


def _rendered_already(event: Event) -> int | None:
    """A change of privacy renders nothing."""
    is_rendered = event.object_kind == "page" and event.kind != EventKind.ACCESS_CHANGED
    return event.object_id if is_rendered else None

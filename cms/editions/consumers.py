"""Reactions to events: whatever shows or lists what has changed is rendered anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cms.core.keys import Key
from cms.editions import services, tasks
from cms.editions.models import DEPENDENTS
from cms.events import consumers
from cms.events.models import Event, EventKind


def register() -> None:
    consumers.register(DEPENDENTS, kinds=frozenset(EventKind.values), handle=render_dependents)


def render_dependents(event: Event, now: datetime) -> None:
    """Ask for the editions that depend on what ``event`` touched; a task renders them after the commit."""
    reason = str(event)
    asked = services.request_renders(
        keys=[Key.parse(key) for key in event.keys], without=_rendered_already(event), reason=reason, now=now
    )
    if (event.object_kind == "page" and event.old_path) or event.kind == EventKind.PAGE_MOVED:
        asked += services.request_below(page_id=event.object_id, reason=reason, now=now)
    if event.object_kind == "site":
        asked += services.request_all(reason=reason, now=now)
    if asked:
        transaction.on_commit(tasks.wake, robust=True)


def _rendered_already(event: Event) -> Key | None:
    """The page that was rendered with the event itself. A change of privacy renders nothing."""
    return None if event.kind == EventKind.ACCESS_CHANGED else Key(event.object_kind, event.object_id)

"""Reactions to events: the pages they concern wait for a refresh of their vectors and lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cms.core.keys import Key
from cms.events import consumers
from cms.events.models import Event, EventKind
from cms.related import selectors, services, tasks
from cms.related.keys import RELATED

NAME = "related"


def register() -> None:
    consumers.register(NAME, kinds=frozenset(EventKind.values), handle=ask_for_refresh)


def ask_for_refresh(happened: Sequence[Event], now: datetime) -> None:
    """Write down which pages may have other neighbours now; a task finds out after the commit.

    Of an event that concerns no page, those are asked for that have a mark of what it touched.
    """
    events = [event for event in happened if event.object_kind != RELATED]
    page_ids: set[int] = set()
    touched: set[Key] = set()
    for event in events:
        keys = {Key.parse(text) for text in event.keys}
        if event.object_kind == "page":
            page_ids.add(event.object_id)
            if event.kind == EventKind.ACCESS_CHANGED:
                page_ids |= {key.object_id for key in keys if key.kind == "page"}
            if event.kind == EventKind.PAGE_MOVED:
                page_ids |= selectors.taking_part_below(event.object_id)
        elif event.object_kind == "site":
            page_ids |= selectors.all_taking_part()
        else:
            touched |= keys
    page_ids |= selectors.with_marks_of(touched)
    if page_ids and services.request(page_ids=page_ids, reason=str(events[-1]), now=now):
        transaction.on_commit(tasks.wake, robust=True)

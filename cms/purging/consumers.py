"""Reactions to events: what they may have changed is to leave the caches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cms.events import consumers
from cms.events.models import Event, EventKind
from cms.purging import configured, reach, services, tasks

NAME = "purging"


def register() -> None:
    """Without caches nothing is owed. What was owed before they were taken out is still handled."""
    kinds = frozenset(EventKind.values) if configured.names() else frozenset[str]()
    consumers.register(NAME, kinds=kinds, handle=ask_for_purge)


def ask_for_purge(events: Sequence[Event], now: datetime) -> None:
    """Write down what is to be purged; a task does it after the commit, so that no cache can hold up other consumers.

    The events have committed, so whoever is purged and asks again gets the new answer.
    """
    keys = {key for event in events for key in reach.keys_of(event)}
    if keys and services.request(keys=sorted(keys), event=events[-1].sequence, now=now):
        transaction.on_commit(tasks.wake, robust=True)

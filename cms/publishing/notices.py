"""Who has to be told that scheduled work is in trouble: written down in the transaction that finds it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cms.publishing.due import Due
from cms.publishing.models import Notice, NoticeAbout
from cms.publishing.people import concerned_with

_wake: list[Callable[[], None]] = []


def on_owed(wake: Callable[[], None]) -> None:
    """Call ``wake()`` after the transaction that owes a mail has committed. A wake-up may be lost: mails are swept."""
    _wake.append(wake)


@transaction.atomic
def owe(*, item: Due, about: NoticeAbout, now: datetime, wait: timedelta = timedelta(0)) -> None:
    """Have a mail sent to everybody who is concerned, in ``wait``; one that still waits is sent then instead."""
    waiting = Notice.objects.filter(**_named(item, about))
    told = set(waiting.values_list("recipient_id", flat=True))
    waiting.update(next_try_at=now + wait)
    Notice.objects.bulk_create(
        Notice(
            **_named(item, about),
            recipient_id=user_id,
            next_try_at=now + wait,
        )
        for user_id in concerned_with(item)
        if user_id not in told
    )
    for wake in _wake:
        transaction.on_commit(wake, robust=True)


def _named(item: Due, about: NoticeAbout) -> dict[str, Any]:
    return {
        "about": about,
        "kind": item.kind,
        "content_type_id": item.content_type_id,
        "object_id": item.object_id,
        "revision_id": item.revision_id,
        "due": item.due,
    }

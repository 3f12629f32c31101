"""Who has to do with scheduled work."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from cms.publishing import sources
from cms.publishing.due import Due


def schedulers_of(revision_ids: Collection[int]) -> dict[int, int]:
    """By id of the version, the id of the user who scheduled it last; nothing where no user did."""
    found: dict[int, int] = {}
    for log in (PageLogEntry, ModelLogEntry):
        entries = log.objects.filter(
            action="wagtail.publish.schedule", revision_id__in=revision_ids, user__isnull=False
        )
        found |= dict(entries.order_by("timestamp", "pk").values_list("revision_id", "user_id"))
    return found


def concerned_with(item: Due) -> list[int]:
    """Ids of the users to be told about a piece of scheduled work: who scheduled it, and the owner of the page."""
    row = _row(item)
    scheduler = _scheduler(item, row)
    owner = getattr(row, "owner_id", None)
    return list(dict.fromkeys(user_id for user_id in (scheduler, owner) if user_id is not None))


def _row(item: Due) -> Any:
    model = ContentType.objects.get_for_id(item.content_type_id).model_class()
    if model is None:
        return None
    return model._default_manager.filter(pk=item.object_id).first()


def _scheduler(item: Due, row: Any) -> int | None:
    """Who saved the version, where the log knows nobody who scheduled it. An expiry was set by whoever saved last."""
    source = sources.of_kind(item.kind)
    if source is not None:
        return source.scheduled_by(item)
    if item.revision_id is None:
        last = row.latest_revision if row is not None else None
        return last.user_id if last is not None else None
    by = schedulers_of([item.revision_id])
    saved_by = Revision.objects.filter(pk=item.revision_id).values_list("user_id", flat=True).first()
    return by.get(item.revision_id, saved_by)

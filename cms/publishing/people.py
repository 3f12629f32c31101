"""Who has to do with scheduled work."""

from __future__ import annotations

from collections.abc import Collection

from wagtail.models import ModelLogEntry, PageLogEntry


def schedulers_of(revision_ids: Collection[int]) -> dict[int, int]:
    """By id of the version, the id of the user who scheduled it last; nothing where no user did."""
    found: dict[int, int] = {}
    for log in (PageLogEntry, ModelLogEntry):
        entries = log.objects.filter(
            action="wagtail.publish.schedule", revision_id__in=revision_ids, user__isnull=False
        )
        found |= dict(entries.order_by("timestamp").values_list("revision_id", "user_id"))
    return found

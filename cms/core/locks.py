"""What keeps editors from changing an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.locks import BaseLock, BasicLock, ScheduledForPublishLock
from wagtail.models import WorkflowMixin

from cms.core import moment


class LockBySchedule(ScheduledForPublishLock):
    """Says until when in the words that everything else about schedules is told in: to the second, with the zone."""

    def get_message(self, user: Any) -> SafeString:
        version = self.object.scheduled_revision
        return format_html(
            "“{}” goes live on {}, and is locked until then.",
            version.object_str,
            moment.in_words(version.approved_go_live_at),
        )


def locks_beside_schedule(instance: Any) -> Iterator[BaseLock]:
    """The locks of a page or snippet, except that by its schedule, which hides the others where Wagtail asks."""
    if getattr(instance, "locked", False):
        yield BasicLock(instance)
    task = instance.current_workflow_task if isinstance(instance, WorkflowMixin) else None
    if task is not None:
        yield task.lock_class(instance, task)

"""What keeps editors from changing an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail.locks import BaseLock, BasicLock
from wagtail.models import WorkflowMixin


def locks_beside_schedule(instance: Any) -> Iterator[BaseLock]:
    """The locks of a page or snippet, except that by its schedule, which hides the others where Wagtail asks."""
    if getattr(instance, "locked", False):
        yield BasicLock(instance)
    task = instance.current_workflow_task if isinstance(instance, WorkflowMixin) else None
    if task is not None:
        yield task.lock_class(instance, task)

"""What finishing a workflow does: ``WAGTAIL_FINISH_WORKFLOW_ACTION``.

Wagtail publishes the latest revision. Somebody may have saved another one since the approval; what was approved is
what goes live, and the later draft stays a draft.
"""

from __future__ import annotations

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish the revision that the last task approved; schedules it if its go-live time lies ahead."""
    approved = workflow_state.current_task_state
    revision = approved.revision if approved is not None else None
    if revision is None:
        revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user)

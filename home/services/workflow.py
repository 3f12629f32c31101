"""The way of pages and entries from their author to their readers on a new site."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowMixin,
    WorkflowPage,
    WorkflowTask,
)

from home.services.groups import MODERATORS, REVIEWERS, edited_snippets

CLINICAL_REVIEW = "Clinical review"
RELEASE = "Release"
WORKFLOW = "Clinical review, then release"


def start_with_review(*, home: Page) -> Workflow | None:
    """Have pages below ``home``, and snippets that have drafts, read by a reviewer before a moderator releases them.

    Snippets that have a workflow already keep it. Where the reviewers or the moderators do not exist, Wagtail's own
    workflow stays in place for both. Returns the workflow of the pages, None where there is none at all.
    """
    groups = {group.name: group for group in Group.objects.filter(name__in=[REVIEWERS, MODERATORS])}
    if len(groups) == 2:
        WorkflowPage.objects.create(workflow=_clinical_review_then_release(groups), page=home)
    workflow: Workflow | None = home.get_workflow()
    if workflow is not None:
        _assign_snippets(workflow)
    return workflow


def _clinical_review_then_release(groups: Mapping[str, Group]) -> Workflow:
    """The moderators come last because the last approval publishes, which reviewers may not."""
    workflow: Workflow = Workflow.objects.create(name=WORKFLOW)
    for place, (name, group) in enumerate([(CLINICAL_REVIEW, REVIEWERS), (RELEASE, MODERATORS)]):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(groups[group])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
    return workflow


def _assign_snippets(workflow: Workflow) -> None:
    for model in edited_snippets():
        if issubclass(model, WorkflowMixin):
            content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
            WorkflowContentType.objects.get_or_create(
                content_type=content_type, defaults={"workflow": workflow}
            )

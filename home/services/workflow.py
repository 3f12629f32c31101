"""The way of a page from its author to its readers on a new site."""

from __future__ import annotations

from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from home.services.groups import MODERATORS, REVIEWERS

CLINICAL_REVIEW = "Clinical review"
RELEASE = "Release"
WORKFLOW = "Clinical review, then release"


def start_with_review(*, home: Page) -> Workflow | None:
    """Have pages below ``home`` read by a clinical reviewer before a moderator releases them.

    The moderators come last because the last approval publishes, which reviewers may not. Returns None, and leaves
    Wagtail's own workflow in place, where one of the two groups does not exist.
    """
    groups = {group.name: group for group in Group.objects.filter(name__in=[REVIEWERS, MODERATORS])}
    if len(groups) < 2:
        return None
    workflow: Workflow = Workflow.objects.create(name=WORKFLOW)
    for place, (name, group) in enumerate([(CLINICAL_REVIEW, REVIEWERS), (RELEASE, MODERATORS)]):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(groups[group])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
    WorkflowPage.objects.create(workflow=workflow, page=home)
    return workflow

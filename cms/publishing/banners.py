"""What is said above the form of a page or entry that waits for somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import DraftStateMixin, Page, WorkflowMixin, WorkflowState

from cms.publishing import selectors
from cms.publishing.models import JobKind, JobState
from cms.publishing.pending import Pending, pending_of
from cms.publishing.words import intent_in_words, moment_in_words, outlook_in_words


def tell_of_schedule(request: HttpRequest, instance: Any, *, now: datetime) -> None:
    """Why a scheduled version is not out, and what happens next."""
    for job in selectors.jobs_of(instance):
        message = f"{intent_in_words(job.kind, job.due)}, and could not: {job.error} {outlook_in_words(job)}"
        buttons = [messages.button(reverse("wagtailadmin_home"), "Retry or cancel")]
        show = messages.error if job.state == JobState.BLOCKED else messages.warning
        show(request, message, buttons=buttons)
    if isinstance(instance, DraftStateMixin):
        _tell_of_overdue(request, instance, now)


def _tell_of_overdue(request: HttpRequest, instance: Any, now: datetime) -> None:
    version = selectors.overdue_version_of(instance, now=now)
    if version is None:
        return
    intent = intent_in_words(JobKind.PUBLISH, version.approved_go_live_at)
    buttons = []
    if isinstance(instance, Page) and selectors.may_publish(user=request.user, instance=instance):
        cancel = reverse("wagtailadmin_pages:revisions_unschedule", args=[instance.pk, version.pk])
        buttons.append(messages.button(cancel, "Cancel the schedule"))
    messages.warning(request, f"{intent}, and has not yet. {selectors.why_late(now=now)}", buttons=buttons)


def tell_what_is_shown(request: HttpRequest, page: Page) -> None:
    """Which version the form shows, where another one is to come or readers see a newer one. ``page``: its row."""
    if not page.live or page.latest_revision is None or page.live_revision is None:
        return
    coming = pending_of(page, user=request.user)
    shown = next((one for one in coming if one.revision == page.latest_revision), None)
    is_outdated = page.has_unpublished_changes and (
        page.latest_revision.created_at < page.live_revision.created_at
    )
    said = [f"There is also a version {one.where}." for one in coming if one is not shown]
    if shown is not None or is_outdated:
        since = moment_in_words(page.last_published_at)
        lacks = ", newer than it: what was changed there may not be in it" if is_outdated else ""
        said.insert(0, f"Readers see another one, published on {since}{lacks}.")
    if said:
        what = _name_of_shown(page, shown)
        show = messages.warning if is_outdated else messages.info
        show(
            request,
            f"You are looking at {what}. {' '.join(said)}",
            buttons=_fix_button(request, page, coming),
        )


def _name_of_shown(page: Page, pending: Pending | None) -> str:
    if pending is not None:
        return f"the version {pending.where}"
    return "a draft" if page.has_unpublished_changes else "what readers see now"


def _fix_button(request: HttpRequest, page: Page, coming: list[Pending]) -> list[Any]:
    if not coming or not page.permissions_for_user(request.user).can_publish():
        return []
    return [messages.button(reverse("publishing:fix", args=[page.pk]), "Fix the live version")]


def tell_of_past_time(request: HttpRequest, draft: Any, *, now: datetime) -> None:
    """That the go-live time of a draft holds nothing back, as it has passed. Silent for a time it was published at."""
    due, published = draft.go_live_at, draft.last_published_at
    if due is None or due > now or (published is not None and published >= due):
        return
    messages.warning(
        request,
        f"The go-live time, {moment_in_words(due)}, has passed: this goes live as soon as it is published.",
    )


def tell_of_requested_changes(request: HttpRequest, instance: Any) -> None:
    """What a reviewer who sent the page back wants changed."""
    state = instance.current_workflow_state if isinstance(instance, WorkflowMixin) else None
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return
    rejected = state.current_task_state
    reviewer = get_user_display_name(rejected.finished_by) if rejected.finished_by else "Somebody"
    wish = f": “{rejected.comment}”" if rejected.comment else ", without saying which."
    messages.warning(
        request,
        f"{reviewer} asked for changes at “{rejected.task.name}” on {moment_in_words(rejected.finished_at)}{wish}",
        buttons=[messages.button(_workflow_history(instance), "Workflow history")],
    )


def _workflow_history(instance: Any) -> str:
    if isinstance(instance, Page):
        return reverse("wagtailadmin_pages:workflow_history", args=[instance.pk])
    return reverse(instance.snippet_viewset.get_url_name("workflow_history"), args=[quote(instance.pk)])

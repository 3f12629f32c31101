"""What an editor can do about scheduled work that failed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.core.moment import database_now
from cms.publishing import jobs, selectors, tasks
from cms.publishing.models import JobKind, JobState, PublishJob


@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try again at once. 403 for a user who may not publish the object, 404 when it is done or gone."""
    job, _ = _job_and_object(request, job_id)
    jobs.retry(job=job, now=database_now())
    tasks.wake_after_commit()
    messages.success(request, "It is tried again now. Look here again in a moment.")
    return HttpResponseRedirect(reverse("wagtailadmin_home"))


@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Take the schedule back; the version stays as a draft. 403 and 404 as for a retry."""
    job, instance = _job_and_object(request, job_id)
    if job.kind == JobKind.EXPIRE:
        raise PermissionDenied
    if jobs.cancel(job=job, user=request.user, instance=instance):
        messages.success(request, "The schedule was cancelled. The version is kept as a draft.")
    else:
        messages.warning(request, "There was nothing to cancel: it was published or changed meanwhile.")
    return HttpResponseRedirect(reverse("wagtailadmin_home"))


def _job_and_object(request: HttpRequest, job_id: int) -> tuple[PublishJob, Any]:
    job = get_object_or_404(PublishJob, pk=job_id, state__in=[JobState.WAITING, JobState.BLOCKED])
    instance = selectors.object_of(content_type_id=job.content_type_id, object_id=job.object_id)
    if not selectors.may_publish(user=request.user, instance=instance):
        raise PermissionDenied
    return job, instance

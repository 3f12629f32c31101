"""Scheduled work that is in trouble, as the people who can mend it see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from cms.publishing.due import Due, due_now, specific_object
from cms.publishing.jobs import is_still_scheduled
from cms.publishing.models import ClockHeartbeat, JobKind, JobState, PublishJob
from cms.publishing.words import intent_in_words, outlook_in_words

# Work in this state for longer than this is told to editors; anything shorter mends itself while they read.
LATE_AFTER = timedelta(seconds=10)
CLOCK_SILENT_AFTER = timedelta(seconds=20)
UNFINISHED = (JobState.WAITING, JobState.BLOCKED)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One thing that did not happen when it should have. ``job_id`` is None where it was never tried."""

    title: str
    intent: str
    reason: str
    outlook: str
    blocked: bool
    edit_url: str | None
    job_id: int | None
    may_retry: bool
    may_cancel: bool


def troubles_for(*, user: Any, now: datetime, limit: int = 50) -> list[Trouble]:
    """Blocked, failing and late work that ``user`` may do something about: blocked first, then the longest due."""
    jobs = [job for job in unfinished_jobs()[:limit] if is_still_scheduled(job)]
    found = [_of_job(job, user) for job in jobs]
    late = [item for item in due_now(now=now - LATE_AFTER, limit=limit) if not item.jobs().exists()]
    found += [_of_late(item, user, now) for item in late]
    return [trouble for trouble in found if trouble is not None][:limit]


def unfinished_jobs() -> QuerySet[PublishJob]:
    """Job rows of work that failed and is not done, the blocked first."""
    return PublishJob.objects.filter(state__in=UNFINISHED).order_by("state", "due", "pk")


def jobs_of(instance: Model) -> list[PublishJob]:
    """Failed scheduled work of one object that is still scheduled."""
    base = getattr(instance, "get_base_content_type", None)
    type_id = base().pk if base is not None else ContentType.objects.get_for_model(instance).pk
    jobs = unfinished_jobs().filter(content_type_id=type_id, object_id=str(instance.pk))
    return [job for job in jobs if is_still_scheduled(job)]


def overdue_version_of(instance: Any, *, now: datetime) -> Revision | None:
    """The version of a page or snippet that should be live by now and was never tried; None when all is well."""
    scheduled: Revision | None = instance.scheduled_revision
    if scheduled is None or scheduled.approved_go_live_at > now - LATE_AFTER:
        return None
    tried = PublishJob.objects.filter(revision_id=scheduled.pk, due=scheduled.approved_go_live_at)
    return None if tried.exists() else scheduled


def why_late(*, now: datetime) -> str:
    if silent_clock(now=now):
        return "No publishing clock is running. Tell whoever looks after the site."
    return "There is much to publish, and its turn has not come yet."


def object_of(*, content_type_id: int, object_id: str) -> Any:
    """The object that scheduled work is about, as its own type; None if it is gone."""
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    row = model._default_manager.filter(pk=object_id).first() if model is not None else None
    return specific_object(row) if row is not None else None


def may_publish(*, user: Any, instance: Any) -> bool:
    """Whether ``user`` may decide about the object's schedule. What is left of a deleted object: superusers."""
    if instance is None:
        return bool(user.is_superuser)
    if isinstance(instance, Page):
        return bool(instance.permissions_for_user(user).can_publish())
    return bool(policy_registry.get(instance).user_has_permission(user, "publish"))


def silent_clock(*, now: datetime) -> bool:
    """Whether no clock has given a sign of life lately."""
    return not ClockHeartbeat.objects.filter(beat_at__gte=now - CLOCK_SILENT_AFTER).exists()


def _of_job(job: PublishJob, user: Any) -> Trouble | None:
    instance = object_of(content_type_id=job.content_type_id, object_id=job.object_id)
    decides = may_publish(user=user, instance=instance)
    edit_url = _edit_url(instance, user)
    if not decides and edit_url is None:
        return None
    return Trouble(
        title=title_of(job.revision_id, instance),
        intent=intent_in_words(job.kind, job.due),
        reason=job.error,
        outlook=outlook_in_words(job),
        blocked=job.state == JobState.BLOCKED,
        edit_url=edit_url,
        job_id=job.pk,
        may_retry=decides,
        may_cancel=decides and job.kind != JobKind.EXPIRE,
    )


def _of_late(item: Due, user: Any, now: datetime) -> Trouble | None:
    instance = object_of(content_type_id=item.content_type_id, object_id=item.object_id)
    edit_url = _edit_url(instance, user)
    if edit_url is None:
        return None
    return Trouble(
        title=title_of(item.revision_id, instance),
        intent=intent_in_words(item.kind, item.due),
        reason=why_late(now=now),
        outlook="The schedule is kept, and it happens as soon as it can.",
        blocked=False,
        edit_url=edit_url,
        job_id=None,
        may_retry=False,
        may_cancel=False,
    )


def _edit_url(instance: Any, user: Any) -> str | None:
    return AdminURLFinder(user).get_edit_url(instance) if instance is not None else None


def title_of(revision_id: int | None, instance: Any) -> str:
    """What scheduled work is about, as its version names it; the object may be gone."""
    if revision_id is not None:
        title = Revision.objects.filter(pk=revision_id).values_list("object_str", flat=True).first()
        if title:
            return str(title)
    return str(instance) if instance is not None else "Something that was deleted"

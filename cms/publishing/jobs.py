"""Writing down how scheduled work went, and what an editor decides about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.functions import Now
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.publishing import failures, notices, sources
from cms.publishing.due import Due
from cms.publishing.models import JobKind, JobState, NoticeAbout, PublishJob

KEEP_FINISHED = timedelta(days=90)
# A clock that hangs for two minutes is ended.
LONGEST_TRY = timedelta(minutes=3)


def finish(*, item: Due, state: JobState = JobState.DONE, now: datetime | None = None) -> None:
    """Write that the work is done, in the transaction that does it; without ``now``, at the database's own time."""
    outcome = {"state": state, "finished_at": now or Now(), "next_try_at": None, "error": ""}
    # In this order: another process may begin to count a try of its own at this moment, in vain.
    PublishJob.objects.bulk_create([_row(item, attempts=1, **outcome)], ignore_conflicts=True)
    item.jobs().update(**outcome)


def finish_publishes(*, items: Collection[Due], now: datetime) -> None:
    """As :func:`finish`, for many publishes in two queries."""
    finished = {"state": JobState.DONE, "finished_at": now}
    # In this order: another process may begin to count a try of one of them at this moment, in vain.
    PublishJob.objects.bulk_create(
        (_row(item, attempts=1, **finished) for item in items), ignore_conflicts=True
    )
    rows = PublishJob.objects.filter(
        kind=JobKind.PUBLISH, revision_id__in=[item.revision_id for item in items]
    )
    done = {(item.revision_id, item.due) for item in items}
    others = rows.exclude(state=JobState.DONE).values_list("pk", "revision_id", "due")
    counted = [pk for pk, *which in others if tuple(which) in done]
    if counted:
        PublishJob.objects.filter(pk__in=counted).update(**finished, next_try_at=None, error="")


def date_publishes(*, items: Collection[Due], now: datetime) -> None:
    """Write that finished publishes were to be seen from ``now``, which their transaction could not say beforehand."""
    rows = PublishJob.objects.filter(
        kind=JobKind.PUBLISH, revision_id__in=[item.revision_id for item in items]
    )
    rows.filter(state=JobState.DONE, due__in={item.due for item in items}).update(finished_at=now)


@transaction.atomic
def begin(*, item: Due, now: datetime) -> None:
    """Count a try before it starts, so that one which ends the process is counted too. Commits by itself."""
    ended = failures.Unpublishable("The process that published it ended abruptly.")
    state = _count(item, error=ended, now=now, counted=False)
    if state == JobState.BLOCKED:
        # It is blocked only if this try, too, ends the process; where it does not, there will be nothing to tell.
        notices.owe(item=item, about=NoticeAbout.BLOCKED, now=now, wait=LONGEST_TRY)


@transaction.atomic
def take_back(*, item: Due) -> None:
    """Undo :func:`begin` for a try that did not take place, because somebody else had the object or the schedule."""
    job = item.jobs().select_for_update().filter(state__in=[JobState.WAITING, JobState.BLOCKED]).first()
    if job is None:
        return
    if job.attempts <= 1:
        job.delete()
        return
    PublishJob.objects.filter(pk=job.pk).update(
        state=JobState.WAITING,
        attempts=job.attempts - 1,
        own_failures=max(job.own_failures - 1, 0),
        next_try_at=job.due,
    )


@transaction.atomic
def fail(*, item: Due, error: BaseException, now: datetime, counted: bool = False) -> JobState:
    """Count a failed try. ``counted``: :func:`begin` has counted it already. Returns the state the work is in."""
    state = _count(item, error=error, now=now, counted=counted)
    if state == JobState.BLOCKED:
        notices.owe(item=item, about=NoticeAbout.BLOCKED, now=now)
    return state


def retry(*, job: PublishJob, now: datetime) -> None:
    """Start over with work that waits or is blocked: it is due again at once."""
    PublishJob.objects.filter(pk=job.pk, state__in=[JobState.WAITING, JobState.BLOCKED]).update(
        state=JobState.WAITING, attempts=0, own_failures=0, next_try_at=now
    )


@transaction.atomic
def cancel(*, job: PublishJob, user: Any, instance: Model | None) -> bool:
    """Take back the schedule of work that failed. False if it was done, changed or cancelled meanwhile.

    ``instance``: the object for the audit log; None where it can't be loaded, which is why a schedule may have failed.
    """
    if job.kind == JobKind.EXPIRE:
        raise ValueError("an expiry is not cancelled but changed, in the object's own form")
    source = sources.of_kind(job.kind)
    if source is not None:
        was_scheduled = source.cancel(job, user)
        PublishJob.objects.filter(pk=job.pk).exclude(state=JobState.DONE).delete()
        return was_scheduled
    cancelled = Revision.objects.filter(pk=job.revision_id, approved_go_live_at=job.due).update(
        approved_go_live_at=None
    )
    PublishJob.objects.filter(pk=job.pk).exclude(state=JobState.DONE).delete()
    if cancelled and instance is not None:
        revision = Revision.objects.get(pk=job.revision_id)
        details = {"id": revision.pk, "created": revision.created_at, "go_live_at": job.due}
        log(
            instance=instance,
            action="wagtail.schedule.cancel",
            user=user,
            revision=revision,
            data={"revision": {**details, "has_live_version": getattr(instance, "live", False)}},
        )
    return bool(cancelled)


def tidy(*, now: datetime) -> int:
    """Remove rows of schedules that were changed or cancelled, and old finished ones. Returns how many."""
    unfinished = PublishJob.objects.filter(state__in=[JobState.WAITING, JobState.BLOCKED])
    overtaken = [job.pk for job in unfinished if not is_still_scheduled(job)]
    removed, _ = PublishJob.objects.filter(pk__in=overtaken).delete()
    old, _ = PublishJob.objects.filter(finished_at__lt=now - KEEP_FINISHED).delete()
    return removed + old


def is_still_scheduled(job: PublishJob) -> bool:
    """Whether the schedule the row speaks of is still what Wagtail's columns say."""
    source = sources.of_kind(job.kind)
    if source is not None:
        return source.is_scheduled(job)
    if job.kind == JobKind.PUBLISH:
        return Revision.objects.filter(pk=job.revision_id, approved_go_live_at=job.due).exists()
    model = job.content_type.model_class()
    if model is None:
        return False
    return model._default_manager.filter(pk=job.object_id, live=True, expire_at=job.due).exists()


@transaction.atomic
def _count(item: Due, *, error: BaseException, now: datetime, counted: bool) -> JobState:
    job = item.jobs().select_for_update().first()
    if job is not None and job.finished_at is not None:
        return JobState(job.state)
    attempts = (job.attempts if job else 0) + (not counted)
    # A try that was counted beforehand was counted as the item's own failure.
    own_failures = (job.own_failures if job else 0) + (not counted) - failures.is_outage(error)
    wait = failures.wait_after(error, attempts=attempts, own_failures=own_failures)
    state = JobState.BLOCKED if wait is None else JobState.WAITING
    outcome = {
        "state": state,
        "attempts": attempts,
        "own_failures": own_failures,
        "next_try_at": None if wait is None else now + wait,
        "error": failures.in_words(error),
    }
    if job is None:
        _create(item, **outcome)
    else:
        PublishJob.objects.filter(pk=job.pk).update(**outcome)
    return state


def _create(item: Due, **values: Any) -> None:
    _row(item, **values).save(force_insert=True)


def _row(item: Due, **values: Any) -> PublishJob:
    return PublishJob(
        kind=item.kind,
        content_type_id=item.content_type_id,
        object_id=item.object_id,
        revision_id=item.revision_id,
        due=item.due,
        **values,
    )

"""What will happen to one page or entry by itself, and whether it can."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Model
from django.urls import reverse
from wagtail.models import DraftStateMixin, Page, Revision

from cms.core.moment import moment_in
from cms.core.problems import Problem
from cms.publishing import rehearsal, selectors
from cms.publishing.models import JobKind, JobState, PublishJob, Rehearsal
from cms.publishing.words import intent_in_words, outlook_in_words


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """Scheduled work that failed, and what can be done about it."""

    intent: str
    reason: str
    outlook: str
    blocked: bool
    job_id: int
    may_retry: bool
    may_cancel: bool


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """``goes_live`` and ``goes_offline``: when, None where nothing is scheduled. ``replaces``: it is live already.

    ``late``: why it is not live though its time has come. ``problems``: what the last trial run found.
    ``cancel_url``: None where the user may not cancel. ``fix_url``: where to mend what is live; None where it can't be.
    """

    goes_live: datetime | None
    goes_offline: datetime | None
    replaces: bool
    late: str
    trial: Rehearsal | None
    problems: tuple[Problem, ...]
    stuck: tuple[Stuck, ...]
    cancel_url: str | None
    fix_url: str | None


def outlook_of(instance: Model, *, user: Any, now: datetime) -> Outlook | None:
    """What is scheduled for the object as it is stored; None where nothing is."""
    stored = type(instance)._default_manager.get(pk=instance.pk)
    if not isinstance(stored, DraftStateMixin):
        return None
    version = stored.scheduled_revision
    jobs = selectors.jobs_of(stored)
    goes_offline = _goes_offline(stored, version)
    if version is None and goes_offline is None and not jobs:
        return None
    trial = _trial_of(version)
    decides = selectors.may_publish(user=user, instance=stored)
    overdue = selectors.overdue_version_of(stored, now=now)
    return Outlook(
        goes_live=version.approved_go_live_at if version is not None else None,
        goes_offline=goes_offline,
        replaces=stored.live,
        late=selectors.why_late(now=now) if overdue is not None else "",
        trial=trial,
        problems=tuple(rehearsal.problems_of(trial)) if trial is not None else (),
        stuck=tuple(_stuck(job, decides=decides) for job in jobs),
        cancel_url=_cancel_url(stored, version) if version is not None and decides else None,
        fix_url=_fix_url(stored) if version is not None and decides and stored.live else None,
    )


def _goes_offline(stored: Any, version: Revision | None) -> datetime | None:
    """The version that comes brings its own expiry; one that lies before its coming is still the live version's."""
    live_until: datetime | None = stored.expire_at if stored.live else None
    if version is None:
        return live_until
    if live_until is not None and live_until <= version.approved_go_live_at:
        return live_until
    return moment_in(version.content.get("expire_at"))


def _trial_of(version: Revision | None) -> Rehearsal | None:
    if version is None:
        return None
    return Rehearsal.objects.filter(revision_id=version.pk, due=version.approved_go_live_at).first()


def _stuck(job: PublishJob, *, decides: bool) -> Stuck:
    return Stuck(
        intent=intent_in_words(job.kind, job.due),
        reason=job.error,
        outlook=outlook_in_words(job),
        blocked=job.state == JobState.BLOCKED,
        job_id=job.pk,
        may_retry=decides,
        may_cancel=decides and job.kind != JobKind.EXPIRE,
    )


def _cancel_url(stored: Any, version: Revision) -> str:
    if isinstance(stored, Page):
        return reverse("wagtailadmin_pages:revisions_unschedule", args=[stored.pk, version.pk])
    name = stored.snippet_viewset.get_url_name("revisions_unschedule")
    return reverse(name, args=[quote(stored.pk), version.pk])


def _fix_url(stored: Any) -> str | None:
    return reverse("publishing:fix", args=[stored.pk]) if isinstance(stored, Page) else None

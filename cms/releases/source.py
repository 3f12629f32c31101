"""Releases, as the publishing engine knows them: work that is due."""

from __future__ import annotations

from typing import Any

from cms.publishing.due import Due
from cms.publishing.models import JobKind, PublishJob
from cms.publishing.sources import Source
from cms.releases import agenda, early, publishing, selectors, services
from cms.releases.models import Release


def is_scheduled(job: PublishJob) -> bool:
    """Whether the release a job row speaks of is still to go out at that time."""
    return selectors.scheduled_releases().filter(pk=job.object_id, go_live_at=job.due).exists()


def cancel(job: PublishJob, user: Any) -> bool:
    """Take back the schedule of a release that failed."""
    release = Release.objects.filter(pk=job.object_id, go_live_at=job.due).first()
    return release is not None and services.cancel(release=release, user=user)


def scheduled_by(item: Due) -> int | None:
    return Release.objects.filter(pk=item.object_id).values_list("scheduled_by_id", flat=True).first()


SOURCE = Source(
    kind=JobKind.RELEASE,
    model=Release,
    due_now=selectors.due_releases,
    next_due=selectors.next_due,
    do=publishing.do,
    failed=publishing.note_failure,
    is_scheduled=is_scheduled,
    cancel=cancel,
    scheduled_by=scheduled_by,
    planned=agenda.planned,
    doubts=agenda.doubts,
    ahead=early.pieces,
    most_ahead=early.MOST_AT_ONCE,
)

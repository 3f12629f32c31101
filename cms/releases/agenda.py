"""Releases among all else that is scheduled: in the report, on the dashboard and in mails."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType

from cms.publishing.agenda import Entry, Span, standing
from cms.publishing.models import JobKind
from cms.publishing.selectors import unfinished_jobs
from cms.releases.addresses import release_url
from cms.releases.contents import contents_of, problems_in_words
from cms.releases.models import Release
from cms.releases.selectors import may_see_releases, scheduled_releases


def planned(user: Any, now: datetime, span: Span) -> list[Entry]:
    """Scheduled releases within the span, where ``user`` may see releases. Three queries however many there are."""
    if not may_see_releases(user):
        return []
    releases = list(span.rows(scheduled_releases(), "go_live_at"))
    if not releases:
        return []
    type_id = ContentType.objects.get_for_model(Release).pk
    jobs = {(job.object_id, job.due): job for job in unfinished_jobs().filter(kind=JobKind.RELEASE)}
    contents = contents_of([release.pk for release in releases])
    return [
        Entry(
            kind=JobKind.RELEASE,
            due=due,
            state=state,
            reason=reason,
            title=release.title,
            content_type_id=type_id,
            edit_url=release_url(release),
            revision_id=None,
            scheduled_by=release.scheduled_by_id,
            owner=release.owner_id,
        )
        for release in releases
        if (due := release.go_live_at) is not None
        for state, reason in [
            standing(jobs.get((str(release.pk), due)), due=due, doubts=contents[release.pk].problems, now=now)
        ]
    ]


def doubts(object_id: str, due: datetime) -> list[str]:
    """What the last trial run found wrong with a release, of each item; empty where it is not to go out then."""
    release = scheduled_releases().filter(pk=object_id, go_live_at=due).first()
    return problems_in_words(release.pk) if release is not None else []

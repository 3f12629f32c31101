"""Keeps the books of a test: what it scheduled, and what became of it. For the table of faults (`make faults`).

A plugin of pytest's, there with ``--cluster``: each test that schedules something leaves a property ``ledger`` in the
report.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import F
from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from cms.events.models import Event, EventKind
from cms.publishing.models import JobState, PublishJob
from cms.releases.models import Release


@dataclass
class Scheduled:
    """Versions that were scheduled, with when they are due and when that was said."""

    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    versions: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)

    def note(self, instance: Revision, **kwargs: Any) -> None:
        if instance.approved_go_live_at is not None:
            self.versions[instance.pk] = (instance.approved_go_live_at, datetime.now(UTC))


@dataclass(frozen=True)
class Books:
    """``lost``: scheduled, and neither published nor scheduled nor blocked nor taken back. ``late``: seconds, of what
    was due while the test ran."""

    scheduled: int
    lost: int
    doubled: int
    early: int
    late: float | None


WATCHED = pytest.StashKey[Scheduled]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    scheduled = item.stash[WATCHED] = Scheduled()
    post_save.connect(scheduled.note, sender=Revision, weak=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    result = yield
    books = _closed(item.stash[WATCHED], is_real="faults" in item.path.parts)
    if books is not None:
        item.user_properties.append(("ledger", json.dumps(asdict(books))))
    return result


def pytest_runtest_teardown(item: pytest.Item) -> None:
    post_save.disconnect(item.stash[WATCHED].note, sender=Revision)


def _closed(scheduled: Scheduled, *, is_real: bool) -> Books | None:
    """``is_real``: whether what happened was timed by real clocks; else the test said what time it was."""
    try:
        connection.ensure_connection()
    except RuntimeError:
        return None  # a test without a database
    if not scheduled.versions and not Release.objects.exists():
        return None
    return Books(
        scheduled=len(scheduled.versions) + Release.objects.count(),
        lost=sum(is_lost(revision_id, due) for revision_id, (due, _) in scheduled.versions.items()),
        doubled=doubled(),
        early=early(is_real=is_real),
        late=_late(scheduled) if is_real else None,
    )


def is_lost(revision_id: int, due: datetime) -> bool:
    revision = Revision.objects.filter(pk=revision_id).first()
    if revision is None or revision.approved_go_live_at is not None:
        return False  # deleted with its page; or it stands as it did, on time or blocked
    if PublishJob.objects.filter(revision_id=revision_id, due=due, finished_at__isnull=False).exists():
        return False
    taken_back = {"action__in": ["wagtail.schedule.cancel", "publishing.passed_over", "wagtail.unpublish"]}
    theirs = {"object_id": revision.object_id, "content_type": revision.content_type}
    return not (
        PageLogEntry.objects.filter(page=int(revision.object_id), **taken_back).exists()
        if revision.base_content_type == ContentType.objects.get_for_model(Page)
        else ModelLogEntry.objects.filter(**theirs, **taken_back).exists()
    )


def doubled() -> int:
    seen: set[tuple[Any, ...]] = set()
    again = 0
    for entry in Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, data__due__isnull=False):
        what = (entry.object_id, entry.data["revision"], entry.data["due"])
        again += what in seen
        seen.add(what)
    return again


def early(*, is_real: bool) -> int:
    events = Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, data__due__isnull=False)
    found = sum(event.created_at < datetime.fromisoformat(event.data["due"]) for event in events)
    if is_real:
        found += PublishJob.objects.filter(finished_at__lt=F("due")).count()
        found += Release.objects.filter(published_at__lt=F("go_live_at")).count()
    return found


def _late(scheduled: Scheduled) -> float | None:
    """The longest wait among what was scheduled ahead of its time, by real clocks."""
    ahead = [pk for pk, (due, said) in scheduled.versions.items() if due > said]
    done = PublishJob.objects.filter(revision_id__in=ahead, state=JobState.DONE, finished_at__isnull=False)
    waits = [(job.finished_at - job.due).total_seconds() for job in done if job.finished_at is not None]
    releases = Release.objects.filter(published_at__isnull=False, go_live_at__gte=scheduled.began)
    waits += [
        (r.published_at - r.go_live_at).total_seconds() for r in releases if r.published_at and r.go_live_at
    ]
    return max(waits, default=None)

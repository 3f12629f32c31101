"""Reading releases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, Max, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from wagtail.models import DraftStateMixin, Page, Revision
from wagtail.permissions import policy_registry

from cms.publishing.due import Due, held_back
from cms.publishing.models import JobKind, JobState, PublishJob
from cms.releases.models import ItemAction, Release, ReleaseItem, ReleaseState


def due_releases(now: datetime, limit: int) -> list[Due]:
    """Releases that should go out by ``now``, without those that are blocked or wait for their next try."""
    jobs = _jobs_of_release()
    rows = (
        scheduled_releases()
        .filter(go_live_at__lte=now)
        .annotate(text_pk=Cast("pk", CharField()))
        .filter(~Exists(jobs.filter(held_back(now))))
        .annotate(tried=Exists(jobs))
        .order_by("tried", "go_live_at", "pk")
        .values_list("text_pk", "go_live_at", "tried")
    )
    return [due_of(int(pk), due, tried=tried) for pk, due, tried in rows[:limit] if due is not None]


def next_due(after: datetime) -> datetime | None:
    """When the next release goes out; None if none is scheduled."""
    rows = scheduled_releases().filter(go_live_at__gt=after).order_by("go_live_at")
    return rows.values_list("go_live_at", flat=True).first()


def never_tried() -> QuerySet[Release]:
    """Scheduled releases of which no try has begun."""
    return scheduled_releases().annotate(text_pk=Cast("pk", CharField())).filter(~Exists(_jobs_of_release()))


def last_due_before(release: Release, now: datetime) -> datetime | None:
    """When, after ``now`` and before the release, something else is due of what is in it, the last time; None if
    nothing is."""
    theirs = ReleaseItem.objects.filter(release=release, object_id=OuterRef("object_id"))
    between = {"gt": now, "lt": release.go_live_at}
    versions = Revision.objects.filter(
        Exists(theirs.filter(content_type=OuterRef("base_content_type"))),
        **{f"approved_go_live_at__{name}": moment for name, moment in between.items()},
    )
    others = ReleaseItem.objects.filter(
        Exists(theirs.filter(content_type=OuterRef("content_type"))),
        release__in=scheduled_releases(),
        **{f"release__go_live_at__{name}": moment for name, moment in between.items()},
    )
    last = (
        versions.aggregate(last=Max("approved_go_live_at"))["last"],
        others.aggregate(last=Max("release__go_live_at"))["last"],
    )
    return max((moment for moment in last if moment is not None), default=None)


def contents(item: Due) -> list[tuple[Any, ...]]:
    """What is in a release that is due at exactly that time; empty if none is."""
    return list(
        ReleaseItem.objects.filter(release__in=due_at(item))
        .order_by("pk")
        .values_list("pk", "action", "content_type_id", "object_id", "revision_id", "content_hash")
    )


def due_at(item: Due) -> QuerySet[Release]:
    """The release, if it is scheduled for exactly that time."""
    return scheduled_releases().filter(pk=item.object_id, go_live_at=item.due)


def scheduled_releases() -> QuerySet[Release]:
    return Release.objects.filter(state=ReleaseState.SCHEDULED)


def due_of(release_id: int, due: datetime, *, tried: bool = False) -> Due:
    """The release as a piece of scheduled work."""
    return Due(
        kind=JobKind.RELEASE,
        due=due,
        content_type_id=ContentType.objects.get_for_model(Release).pk,
        object_id=str(release_id),
        tried=tried,
    )


def job_of(release: Release) -> PublishJob | None:
    """How the tries of a scheduled release went that were not the last; None while none failed."""
    if release.state != ReleaseState.SCHEDULED or release.go_live_at is None:
        return None
    jobs = due_of(release.pk, release.go_live_at).jobs()
    return jobs.filter(state__in=[JobState.WAITING, JobState.BLOCKED]).first()


def listed() -> QuerySet[Release]:
    """All releases, each with ``is_blocked`` and how many items it has as ``size``."""
    blocked = _jobs_of_release().filter(state=JobState.BLOCKED)
    return (
        Release.objects.select_related("owner")
        .annotate(text_pk=Cast("pk", CharField()))
        .annotate(is_blocked=Exists(blocked), size=Count("items"))
    )


def in_order(items: Iterable[ReleaseItem]) -> list[ReleaseItem]:
    """As they have to be done: entries, then pages with parents before children, then what goes offline, the deepest
    page first. Items whose page is gone come last of their kind."""
    items = list(items)
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False).pk
    page_ids = [item.object_id for item in items if item.content_type_id == page_type]
    paths = {str(pk): path for pk, path in Page.objects.filter(pk__in=page_ids).values_list("pk", "path")}

    def path_of(item: ReleaseItem) -> str:
        return paths.get(item.object_id, "~") if item.content_type_id == page_type else ""

    published = sorted(
        (item for item in items if item.action == ItemAction.PUBLISH),
        key=lambda item: (path_of(item), item.content_type_id, item.pk),
    )
    unpublished = sorted(
        (item for item in items if item.action == ItemAction.UNPUBLISH),
        key=lambda item: (path_of(item), item.pk),
        reverse=True,
    )
    return [*published, *unpublished]


def open_releases_with(instance: Model) -> list[ReleaseItem]:
    """The items, of releases that have not gone out, that are about this page or entry; the first due first."""
    return list(
        ReleaseItem.objects.filter(content_type_id=base_type_id(instance), object_id=str(instance.pk))
        .exclude(release__state=ReleaseState.PUBLISHED)
        .select_related("release", "revision")
        .order_by("release__go_live_at", "pk")
    )


def base_type_id(instance: Model) -> int:
    """As in ``Revision.base_content_type``."""
    if isinstance(instance, DraftStateMixin):
        return int(instance.get_base_content_type().pk)
    return ContentType.objects.get_for_model(instance).pk


def may_see_releases(user: Any) -> bool:
    """Whether ``user`` finds releases in the admin."""
    policy = policy_registry.get_by_type(Release)
    return bool(policy.user_has_any_permission(user, ("view", "add", "change", "publish")))


def may_publish_releases(user: Any) -> bool:
    return bool(user.has_perm("releases.publish_release"))


def _jobs_of_release() -> QuerySet[PublishJob]:
    return PublishJob.objects.filter(
        kind=JobKind.RELEASE, object_id=OuterRef("text_pk"), due=OuterRef("go_live_at")
    )

"""Putting releases together, scheduling them, taking them back and undoing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from cms.core import validation
from cms.core.locks import locks_beside_schedule
from cms.core.problems import Problem, PublishRefused, SeveralRefused
from cms.publishing import selectors as publishing_selectors
from cms.publishing import tasks as publishing_tasks
from cms.publishing.models import JobKind, JobState, PublishJob
from cms.releases import selectors, tasks
from cms.releases.models import ItemAction, Release, ReleaseItem, ReleaseState, new_preview_key
from cms.releases.pinning import content_hash

CHANGED_SINCE = (
    "The version that was chosen has been written over since. Look at it again, and take in its latest one."
)
DELETED = "It has been deleted. Take it out of the release."


class ReleaseRefused(Exception):
    """Something asked of a release that must not happen as it stands; the message says why and what to do."""


@transaction.atomic
def create(*, title: str, user: Any, now: datetime, notes: str = "") -> Release:
    """An empty release, to be filled."""
    release = Release.objects.create(title=title, notes=notes, owner=user, created_at=now)
    log(instance=release, action="wagtail.create", user=user)
    return release


@transaction.atomic
def describe(*, release: Release, title: str, notes: str, owner: Any, user: Any) -> None:
    """Change what people call it and who looks after it. Writes nothing else: it may be going out at this moment."""
    Release.objects.filter(pk=release.pk).update(title=title, notes=notes, owner=owner)
    log(instance=release, action="wagtail.edit", user=user, title=title)


@transaction.atomic
def delete(*, release: Release, user: Any) -> None:
    """Remove a release that is put together. Raises ``ReleaseRefused`` for one that is scheduled or went out."""
    release = _locked(release)
    if not release.is_draft:
        why = (
            "It is scheduled. Cancel its schedule first."
            if release.is_open
            else "It has gone out, and is kept."
        )
        raise ReleaseRefused(why)
    log(instance=release, action="wagtail.delete", user=user, deleted=True)
    release.delete()


@transaction.atomic
def add(
    *, release: Release, instance: Any, user: Any, now: datetime, action: ItemAction = ItemAction.PUBLISH
) -> ReleaseItem:
    """Take in the latest version of a page or entry, or that it goes offline.

    What is in the release already is brought up to date. Raises ``ReleaseRefused``, and ``PublishRefused`` where it is
    about the object.
    """
    release = _locked(release)
    _refuse_to_change(release, user)
    problems = list(_unfit(instance, action))
    if release.state == ReleaseState.SCHEDULED:
        # Whoever scheduled it has answered for what was in it then.
        problems += _not_allowed(instance, user)
    if problems:
        raise PublishRefused(str(instance), problems)
    revision = instance.get_latest_revision() if action == ItemAction.PUBLISH else None
    item, is_new = ReleaseItem.objects.update_or_create(
        release=release,
        content_type_id=selectors.base_type_id(instance),
        object_id=str(instance.pk),
        defaults={
            "action": action,
            "title": (revision.object_str if revision is not None else str(instance))[:255],
            "revision": revision,
            "content_hash": content_hash(revision) if revision is not None else "",
            "problems": [],
        },
        create_defaults={
            "action": action,
            "title": (revision.object_str if revision is not None else str(instance))[:255],
            "revision": revision,
            "content_hash": content_hash(revision) if revision is not None else "",
            "added_by": user,
            "added_at": now,
        },
    )
    _changed(release)
    said = {"title": item.title, "what": item.get_action_display().lower(), "is_new": is_new}
    log(instance=release, action="releases.add", user=user, data=said)
    return item


@transaction.atomic
def add_several(
    *, release: Release, instances: Iterable[Any], user: Any, now: datetime, action: ItemAction
) -> int:
    """As :func:`add`, all or none: raises ``SeveralRefused`` with what stands in the way of each. Returns how many."""
    refused: list[PublishRefused] = []
    added = 0
    for instance in instances:
        try:
            add(release=release, instance=instance, user=user, now=now, action=action)
            added += 1
        except PublishRefused as refusal:
            refused.append(refusal)
    if refused:
        raise SeveralRefused(refused, done="added to the release")
    return added


@transaction.atomic
def remove(*, item: ReleaseItem, user: Any) -> None:
    """Take something out. The last item of a scheduled release stays: cancel the release instead."""
    release = _locked(item.release)
    _refuse_to_change(release, user)
    if release.state == ReleaseState.SCHEDULED and release.items.count() == 1:
        raise ReleaseRefused("It is the last item of a scheduled release. Cancel the schedule first.")
    item.delete()
    _changed(release)
    log(instance=release, action="releases.remove", user=user, data={"title": item.title})


@transaction.atomic
def repin(*, item: ReleaseItem, revision: Revision, user: Any) -> None:
    """Have ``revision`` go out in the place of the version that is pinned. Raises ``ReleaseRefused``."""
    release = _locked(item.release)
    _refuse_to_change(release, user)
    ReleaseItem.objects.filter(pk=item.pk).update(
        revision=revision,
        content_hash=content_hash(revision),
        title=revision.object_str[:255],
        problems=[],
    )
    _changed(release)
    log(instance=release, action="releases.repin", user=user, data={"title": item.title})


@transaction.atomic
def schedule(*, release: Release, go_live_at: datetime, time_zone: str, user: Any, now: datetime) -> None:
    """Have the release go out at ``go_live_at``; a scheduled one is moved. ``time_zone``: the editor's, IANA name.

    Raises ``ReleaseRefused`` about the release, and ``SeveralRefused`` with all that stands in the way of its items.
    """
    release = _locked(release)
    check_schedule(release=release, go_live_at=go_live_at, user=user, now=now)
    _schedule(release, go_live_at, time_zone, user)


def check_schedule(*, release: Release, go_live_at: datetime, user: Any, now: datetime) -> None:
    """Raises what :func:`schedule` would; changes and locks nothing."""
    if not release.is_open:
        raise ReleaseRefused("It has gone out already.")
    if go_live_at <= now:
        raise ReleaseRefused("This time has passed. To publish it at once, choose Publish now.")
    _refuse_unready(release, go_live_at, user)


@transaction.atomic
def publish_now(*, release: Release, time_zone: str, user: Any, now: datetime) -> None:
    """Have the release go out at once: it is due now, and the clock does it. Raises as :func:`schedule` does."""
    release = _locked(release)
    if not release.is_open:
        raise ReleaseRefused("It has gone out already.")
    _refuse_unready(release, now, user)
    _schedule(release, now, time_zone, user)
    publishing_tasks.wake_after_commit()


@transaction.atomic
def ask_for_trial(*, release: Release, user: Any) -> None:
    """Have the release run for trial as it stands, by a worker, whether it is scheduled or not."""
    release = _locked(release)
    if not release.is_open:
        raise ReleaseRefused("It has gone out already.")
    if not release.items.exists():
        raise ReleaseRefused("There is nothing in it yet. Add pages or entries first.")
    Release.objects.filter(pk=release.pk).update(rehearsed_at=None, rehearsal_seconds=None)
    tasks.rehearse_one_after_commit(release.pk)


@transaction.atomic
def cancel(*, release: Release, user: Any) -> bool:
    """Take the schedule back; the release stays, to be changed. False if it has gone out or was not scheduled."""
    release = _locked(release)
    if release.state != ReleaseState.SCHEDULED:
        return False
    due = release.go_live_at
    Release.objects.filter(pk=release.pk).update(
        state=ReleaseState.DRAFT, go_live_at=None, rehearsed_at=None, rehearsal_seconds=None
    )
    _forget_tries(release)
    log(instance=release, action="releases.cancel", user=user, data={"go_live_at": due})
    return True


@transaction.atomic
def undo(*, release: Release, user: Any, now: datetime) -> Release:
    """A new release that restores what was live before ``release`` went out, to be looked at and published.

    Raises ``SeveralRefused`` naming what can't be restored: what is deleted, or was live in no kept version.
    """
    if release.state != ReleaseState.PUBLISHED:
        raise ReleaseRefused("It has not gone out, so there is nothing to undo. Cancel its schedule.")
    undoing = Release.objects.create(
        title=f"Undo: {release.title}"[:200], owner=user, created_at=now, undoes=release
    )
    lost = [*_restore(release, undoing, user, now)]
    if lost:
        raise SeveralRefused(lost, done="restored")
    log(instance=undoing, action="wagtail.create", user=user, data={"undoes": release.title})
    log(instance=release, action="releases.undo", user=user, data={"release": undoing.pk})
    return undoing


@transaction.atomic
def end_previews(*, release: Release, user: Any) -> None:
    """No pass to the preview that was made so far is good any more; those made from now on are."""
    Release.objects.filter(pk=release.pk).update(preview_key=new_preview_key())
    log(instance=release, action="releases.end_previews", user=user)


def problems_of_item(item: ReleaseItem, *, user: Any = None) -> list[Problem]:
    """What stands in the way of one item now, without trying it; ``user``: also what they may not do."""
    instance = item.instance()
    denied = list(_not_allowed(instance, user)) if user is not None and instance is not None else []
    unfit = why_unfit(item, instance)
    return [*denied, Problem(unfit)] if unfit else denied


def why_unfit(item: ReleaseItem, row: Any) -> str:
    """Why an item can't be done as it stands, in words; empty where it can. ``row``: of its object, None if deleted."""
    if row is None:
        return DELETED
    if item.action == ItemAction.UNPUBLISH:
        return "" if row.live else "It is not live, so it can't go offline."
    if item.revision is None:
        return DELETED
    return CHANGED_SINCE if content_hash(item.revision) != item.content_hash else ""


def _refuse_unready(release: Release, go_live_at: datetime, user: Any) -> None:
    items = list(release.items.select_related("revision", "content_type"))
    if not items:
        raise ReleaseRefused("There is nothing in it yet. Add pages or entries first.")
    if not selectors.may_publish_releases(user):
        raise ReleaseRefused("You may put releases together, not publish them. Ask a moderator.")
    refused = [
        PublishRefused(item.title, problems)
        for item in items
        if (problems := [*problems_of_item(item, user=user), *_not_publishable(item, go_live_at)])
    ]
    if refused:
        raise SeveralRefused(refused, done="scheduled")


def _schedule(release: Release, go_live_at: datetime, time_zone: str, user: Any) -> None:
    Release.objects.filter(pk=release.pk).update(
        state=ReleaseState.SCHEDULED,
        go_live_at=go_live_at,
        time_zone=time_zone,
        scheduled_by=user,
        rehearsed_at=None,
        rehearsal_seconds=None,
    )
    _forget_tries(release)
    said = {"go_live_at": go_live_at, "items": release.items.count()}
    log(instance=release, action="releases.schedule", user=user, data=said)
    tasks.rehearse_after_commit()


def _not_publishable(item: ReleaseItem, go_live_at: datetime) -> Iterator[Problem]:
    if item.action != ItemAction.PUBLISH or item.revision is None:
        return
    draft: Any = item.revision.as_object()
    if draft.expire_at is not None and draft.expire_at <= go_live_at:
        yield Problem("It would have expired by then.")
    yield from validation.publish_problems(draft)


def _not_allowed(instance: Any, user: Any) -> Iterator[Problem]:
    if not publishing_selectors.may_publish(user=user, instance=instance):
        yield Problem("You may not publish it.")
    elif isinstance(instance, Page) and any(lock.for_user(user) for lock in locks_beside_schedule(instance)):
        yield Problem("It is locked by somebody else, or in a review that is not yours.")


def _unfit(instance: Any, action: ItemAction) -> Iterator[Problem]:
    if isinstance(instance, Page) and instance.alias_of_id is not None:
        yield Problem("It is an alias, and goes with the page it is an alias of.")
    elif action == ItemAction.UNPUBLISH:
        if not instance.live:
            yield Problem("It is not live, so it can't go offline.")
    elif instance.get_latest_revision() is None:
        yield Problem("There is no version of it yet. Save it first.")
    elif instance.live and not instance.has_unpublished_changes:
        yield Problem("There is nothing to publish: its latest version is live.")


def _restore(release: Release, undoing: Release, user: Any, now: datetime) -> Iterator[PublishRefused]:
    for item in release.items.select_related("before", "content_type"):
        instance = item.instance()
        if instance is None:
            yield PublishRefused(item.title, [Problem("It has been deleted since.")])
            continue
        if item.was_live and item.before is None:
            yield PublishRefused(
                item.title, [Problem("What was live before is kept in no version. Restore it by hand.")]
            )
            continue
        _restore_item(item, undoing, item.before, user, now)


def _restore_item(
    item: ReleaseItem, undoing: Release, before: Revision | None, user: Any, now: datetime
) -> None:
    ReleaseItem.objects.create(
        release=undoing,
        action=ItemAction.PUBLISH if before is not None else ItemAction.UNPUBLISH,
        content_type=item.content_type,
        object_id=item.object_id,
        title=(before.object_str if before is not None else item.title)[:255],
        revision=before,
        content_hash=content_hash(before) if before is not None else "",
        added_by=user,
        added_at=now,
    )


def _refuse_to_change(release: Release, user: Any) -> None:
    if not release.is_open:
        raise ReleaseRefused("It has gone out, and can't be changed any more.")
    if release.state == ReleaseState.SCHEDULED and not selectors.may_publish_releases(user):
        raise ReleaseRefused(
            "It is scheduled, and changes to it need somebody who may publish releases. Ask a moderator."
        )


def _locked(release: Release) -> Release:
    """As it stands now, held until the caller's transaction ends."""
    return Release.objects.select_for_update(of=("self",), no_key=True).get(pk=release.pk)


def _changed(release: Release) -> None:
    """What was tried is not what goes out any more."""
    Release.objects.filter(pk=release.pk).update(rehearsed_at=None, rehearsal_seconds=None)
    if release.state == ReleaseState.SCHEDULED:
        tasks.rehearse_after_commit()


def _forget_tries(release: Release) -> None:
    """With another time, it is tried afresh."""
    type_id = selectors.due_of(release.pk, release.created_at).content_type_id
    PublishJob.objects.filter(
        kind=JobKind.RELEASE, content_type_id=type_id, object_id=str(release.pk)
    ).exclude(state=JobState.DONE).delete()

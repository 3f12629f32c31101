"""Moving what is scheduled to another instant, and the keys to people's feeds."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from wagtail.locks import WorkflowLock
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail.utils.timestamps import ensure_utc

from cms.calendar import releases
from cms.calendar.entries import Place
from cms.calendar.models import FeedToken
from cms.calendar.refusals import NotAllowed, NotMoved, Overtaken
from cms.calendar.selectors import digest_of
from cms.core.locking import lock_pages
from cms.core.locks import locks_beside_schedule
from cms.core.models import BasePage
from cms.publishing import services as publishing
from cms.publishing.due import specific_object
from cms.publishing.models import JobKind
from cms.publishing.selectors import may_publish
from cms.publishing.words import moment_in_words


def check_move(*, place: Place, was: datetime, to: datetime, user: Any, now: datetime) -> None:
    """Raises ``NotMoved`` if :func:`move` would; changes and locks nothing."""
    if place.kind == JobKind.RELEASE:
        releases.check_move(place=place, was=was, to=to, user=user, now=now)
    else:
        _check(place, _instance(place), was=was, to=to, user=user, now=now)


@transaction.atomic
def move(*, place: Place, was: datetime, to: datetime, user: Any, now: datetime) -> None:
    """Let happen at ``to`` what is scheduled for ``was``. Approvals stay: they are of words, not of times.

    Raises ``NotMoved`` if ``user`` may not, if it is not scheduled for ``was`` any more, or if ``to`` can't be.
    """
    if place.kind == JobKind.RELEASE:
        releases.move(place=place, was=was, to=to, user=user, now=now)
    else:
        _move(place, was=was, to=to, user=user, now=now)


def _move(place: Place, *, was: datetime, to: datetime, user: Any, now: datetime) -> None:
    _lock(place)
    instance = _instance(place)
    _check(place, instance, was=was, to=to, user=user, now=now)
    write: Callable[..., None] = _move_go_live if place.kind == JobKind.PUBLISH else _move_expiry
    write(place, instance, was=was, to=to, user=user, now=now)


@transaction.atomic
def issue_feed_token(*, user: Any, now: datetime) -> str:
    """A new key to the user's feed, in the place of any before; it can't be had again later."""
    token = secrets.token_urlsafe(32)
    FeedToken.objects.update_or_create(user=user, defaults={"digest": digest_of(token), "created_at": now})
    return token


def revoke_feed_token(*, user: Any) -> None:
    """End the user's feed at once."""
    FeedToken.objects.filter(user=user).delete()


def _lock(place: Place) -> None:
    """The object first, then its versions, as whoever publishes does; pages in the order of the tree."""
    model = ContentType.objects.get_for_id(place.content_type_id).model_class()
    if model is None:
        raise Overtaken("Its type does not exist any more.")
    if issubclass(model, Page):
        lock_pages(Page.objects.filter(pk__in=[place.object_id, *_alias_ids(place.object_id)]))
    else:
        rows = model._default_manager.filter(pk=place.object_id)
        list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    list(_revisions(place).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _instance(place: Place) -> Any:
    model = ContentType.objects.get_for_id(place.content_type_id).model_class()
    row = model._default_manager.filter(pk=place.object_id).first() if model is not None else None
    if row is None:
        raise Overtaken("It has been deleted.")
    return specific_object(row)


def _check(place: Place, instance: Any, *, was: datetime, to: datetime, user: Any, now: datetime) -> None:
    if not may_publish(user=user, instance=instance):
        raise NotAllowed("Changing when it is public needs the right to publish it.")
    _check_locks(instance, user)
    if not _is_scheduled(place, instance, was):
        raise Overtaken(
            f"It is not scheduled for {moment_in_words(was)} any more. It has happened, or somebody has changed or "
            "cancelled it meanwhile."
        )
    if to <= now:
        raise NotMoved(f"{moment_in_words(to)} has passed.")
    _check_order(place, instance, to)


def _check_locks(instance: Any, user: Any) -> None:
    """As the editing form does, but for the lock by the schedule: moving the time leaves that as it is."""
    lock = next((lock for lock in locks_beside_schedule(instance) if lock.for_user(user)), None)
    if isinstance(lock, WorkflowLock):
        raise NotAllowed(
            f"It waits for “{lock.task.name}”, and only those who are asked there may change it."
        )
    if lock is not None:
        raise NotAllowed("Somebody has locked it. Ask them, or have it unlocked.")


def _is_scheduled(place: Place, instance: Any, was: datetime) -> bool:
    if place.kind == JobKind.PUBLISH:
        return _revisions(place).filter(pk=place.revision_id, approved_go_live_at=was).exists()
    return bool(place.revision_id is None and instance.live and instance.expire_at == was)


def _check_order(place: Place, instance: Any, to: datetime) -> None:
    if place.kind == JobKind.PUBLISH:
        expires = _moment(_revisions(place).get(pk=place.revision_id), "expire_at")
        if expires is not None and to >= expires:
            raise NotMoved(f"This version expires before, on {moment_in_words(expires)}.")


def _move_go_live(
    place: Place, instance: Any, *, was: datetime, to: datetime, user: Any, now: datetime
) -> None:
    revision = _revisions(place).get(pk=place.revision_id)
    revision.approved_go_live_at = to
    revision.content = {**revision.content, "go_live_at": ensure_utc(to)}
    revision.save(update_fields=["approved_go_live_at", "content"])
    if not instance.live:
        # Scheduling wrote it there, too. The row of what is live has the times of the version that is out.
        type(instance)._default_manager.filter(pk=instance.pk).update(go_live_at=to)
    details = {"id": revision.pk, "created": ensure_utc(revision.created_at), "go_live_at": ensure_utc(to)}
    log(
        instance=instance,
        action="wagtail.publish.schedule",
        user=user,
        revision=revision,
        data={"revision": {**details, "has_live_version": instance.live}},
    )


def _move_expiry(
    place: Place, instance: Any, *, was: datetime, to: datetime, user: Any, now: datetime
) -> None:
    for revision in _revisions_in_use(place, instance):
        if _moment(revision, "expire_at") == was:
            revision.content = {**revision.content, "expire_at": ensure_utc(to)}
            revision.save(update_fields=["content"])
    if isinstance(instance, Page):
        _move_expiry_of_pages(instance, was, to, now)
    else:
        instance.expire_at = to
        instance.save(update_fields=["expire_at"])
    log(
        instance=instance,
        action="calendar.expiry_moved",
        user=user,
        data={"was": ensure_utc(was), "expire_at": ensure_utc(to)},
    )


def _move_expiry_of_pages(page: Page, was: datetime, to: datetime, now: datetime) -> None:
    """Of the page and its aliases, which expire with it."""
    pages = Page.objects.filter(pk__in=[page.pk, *_alias_ids(page.pk)], live=True, expire_at=was)
    moved = list(pages.order_by("path").specific())
    Page.objects.filter(pk__in=[one.pk for one in moved]).update(expire_at=to)
    for one in moved:
        if isinstance(one, BasePage):
            publishing.expiry_moved(page=one, now=now)


def _alias_ids(page_id: Any) -> list[int]:
    found: list[int] = []
    level = list(Page.objects.filter(alias_of=page_id).values_list("pk", flat=True))
    while level:
        found += level
        level = list(
            Page.objects.filter(alias_of__in=level).exclude(pk__in=found).values_list("pk", flat=True)
        )
    return found


def _revisions(place: Place) -> Any:
    return Revision.objects.filter(base_content_type_id=place.content_type_id, object_id=place.object_id)


def _revisions_in_use(place: Place, instance: Any) -> list[Revision]:
    """The versions whose times count or are shown in the form: what is live, the draft, what is scheduled."""
    used = [pk for pk in (instance.live_revision_id, instance.latest_revision_id) if pk is not None]
    return list(_revisions(place).filter(Q(pk__in=used) | Q(approved_go_live_at__isnull=False)))


def _moment(revision: Revision, name: str) -> datetime | None:
    text = revision.content.get(name)
    return parse_datetime(text) if text else None

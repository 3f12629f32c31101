"""Doing one piece of scheduled work: all of it or none, once, however many processes try at the same time.

Everything happens in one durable transaction that first locks the object and then reads the schedule again. Whoever
comes second finds the lock taken or the schedule gone, and leaves. PostgreSQL locks rows; on SQLite the transaction
is immediate, so writers come one after the other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log
from wagtail.models import Revision

from cms.core.locking import limit_lock_waits
from cms.core.schedules import schedules_kept_offline
from cms.publishing import jobs, sources
from cms.publishing.due import Due, specific_object
from cms.publishing.failures import Unpublishable
from cms.publishing.models import JobKind, JobState

logger = logging.getLogger(__name__)

# A lock that somebody else sits on is an outage to be tried again, not something to wait for with work behind.
LOCK_WAIT = "5s"


class Outcome(StrEnum):
    """What became of one try."""

    DONE = "done"
    PASSED_OVER = "passed over"  # it had expired before it could be shown
    GONE = "gone"  # done by somebody else, cancelled or changed
    BUSY = "busy"  # somebody holds the object at this moment
    WAITING = "waiting"  # failed, and will be tried again
    BLOCKED = "blocked"  # failed for good, until an editor acts


def run_one(*, item: Due, now: datetime, wary: bool = False) -> Outcome:
    """Do one piece of work that is due at ``now``. Never raises for a fault of the item itself.

    ``wary``: count the try before it starts, for the time after a process may have been ended by an item.
    Raises what the database raises when the failure can't be written down either; the schedule is then as it was.
    """
    source = sources.of_kind(item.kind)
    if source is not None:
        return _try(item, source.do, now=now, wary=wary) if item.due <= now else Outcome.GONE
    if item.revision_id is not None:
        return publish_one(revision_id=item.revision_id, due=item.due, now=now, wary=wary)
    return expire_one(
        content_type_id=item.content_type_id, object_id=item.object_id, due=item.due, now=now, wary=wary
    )


def publish_one(*, revision_id: int, due: datetime, now: datetime, wary: bool = False) -> Outcome:
    """Publish the revision if it is still approved to go live at exactly ``due``."""
    place = Revision.objects.filter(pk=revision_id, approved_go_live_at=due).values_list(
        "base_content_type_id", "object_id"
    )
    found = place.first()
    if found is None or due > now:
        return Outcome.GONE
    item = Due(
        kind=JobKind.PUBLISH,
        due=due,
        content_type_id=found[0],
        object_id=found[1],
        revision_id=revision_id,
    )
    return _try(item, _publish_and_finish, now=now, wary=wary)


def expire_one(
    *, content_type_id: int, object_id: str, due: datetime, now: datetime, wary: bool = False
) -> Outcome:
    """Take the object offline if it is still live and still expires at exactly ``due``."""
    if due > now:
        return Outcome.GONE
    item = Due(kind=JobKind.EXPIRE, due=due, content_type_id=content_type_id, object_id=object_id)
    return _try(item, _expire, now=now, wary=wary)


def _try(item: Due, work: Callable[[Due, datetime], Outcome], *, now: datetime, wary: bool) -> Outcome:
    if wary:
        jobs.begin(item=item, now=now)
    try:
        with transaction.atomic(durable=True):
            limit_lock_waits(LOCK_WAIT)
            outcome = work(item, now)
        if wary and outcome in {Outcome.BUSY, Outcome.GONE}:
            jobs.take_back(item=item)
        return outcome
    except Exception as error:  # the edge of a task: any object may fail in any way, and its row remembers
        logger.exception("scheduled work failed: %s", item)
        return _fail(item, error, now=now, counted=wary)


@transaction.atomic
def _fail(item: Due, error: BaseException, *, now: datetime, counted: bool) -> Outcome:
    source = sources.of_kind(item.kind)
    if source is not None:
        source.failed(item, error)
    return Outcome(jobs.fail(item=item, error=error, now=now, counted=counted).value)


def publish(item: Due, now: datetime) -> Outcome:
    """Publish in the caller's transaction, as of ``now``, unless it was cancelled or has expired.

    Does not write down that it was done.
    """
    row = locked_row(item)
    if row is None:
        return Outcome.BUSY
    revision = (
        Revision.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=item.revision_id, approved_go_live_at=item.due)
        .first()
    )
    if revision is None:
        return Outcome.GONE
    return publish_version(row=row, revision=revision, due=item.due, now=now)


def publish_version(
    *, row: Model, revision: Revision, due: datetime, now: datetime, user: Any = None
) -> Outcome:
    """Publish ``revision`` of the object whose ``row`` the caller's transaction has locked, as it was due at ``due``.

    Passes it over if it has expired by ``now``. ``user``: who is to be named in the log, where somebody is.
    """
    expires_at = _expires_at(revision)
    if expires_at is not None and expires_at <= now:
        _pass_over(specific_object(row), revision)
        return Outcome.PASSED_OVER
    # Wagtail compares the revision's own time with the host's clock and would schedule it anew if that clock were
    # slow, or if a script had approved it for another time. What is due was decided above.
    revision.content = {**revision.content, "go_live_at": min(due, timezone.now()).isoformat()}
    revision.scheduled_for = due
    revision.publish(user=user, log_action="wagtail.publish.scheduled")
    return Outcome.DONE


def _publish_and_finish(item: Due, now: datetime) -> Outcome:
    outcome = publish(item, now)
    if outcome is Outcome.DONE:
        jobs.finish(item=item)
    elif outcome is Outcome.PASSED_OVER:
        jobs.finish(item=item, state=JobState.PASSED_OVER)
    return outcome


def _expire(item: Due, now: datetime) -> Outcome:
    row: Any = locked_row(item)
    if row is None:
        return Outcome.BUSY
    if not row.live or row.expire_at != item.due:
        return Outcome.GONE
    take_offline(specific_object(row))
    jobs.finish(item=item)
    return Outcome.DONE


def locked_row(item: Due) -> Model | None:
    """The object's row, locked; None while somebody else holds it.

    The object is locked before its revisions because Wagtail's own views write them in that order.
    """
    model = ContentType.objects.get_for_id(item.content_type_id).model_class()
    if model is None:
        raise Unpublishable("Its type does not exist any more, so it can't be shown. Cancel the schedule.")
    rows = model._default_manager.filter(pk=item.object_id)
    # Not the strongest lock: rows that merely refer to this one may be written meanwhile.
    locked = rows.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if locked is None and not rows.exists():
        raise Unpublishable("It has been deleted; only this version is left of it. Cancel the schedule.")
    return locked


def _expires_at(revision: Revision) -> datetime | None:
    text = revision.content.get("expire_at")
    return parse_datetime(text) if text else None


def _pass_over(instance: Any, revision: Revision) -> None:
    """What an uninterrupted run would have left behind: the object offline, expired, its schedule used up."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    if instance.live:
        take_offline(instance)
    else:
        type(instance)._default_manager.filter(pk=instance.pk).update(expired=True)
    times = {"go_live_at": revision.approved_go_live_at, "expire_at": revision.content["expire_at"]}
    log(instance=instance, action="publishing.passed_over", revision=revision, data=times)


def take_offline(instance: Any) -> None:
    """Expire the object and keep what is scheduled after it: Wagtail's unpublish clears every schedule it has."""
    with schedules_kept_offline(instance):
        instance.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")

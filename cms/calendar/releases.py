"""Moving a release: all that goes out together gets another time, or nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cms.calendar.entries import Place
from cms.calendar.refusals import NotAllowed, NotMoved, Overtaken
from cms.publishing.words import moment_in_words
from cms.releases import services
from cms.releases.models import Release, ReleaseState
from cms.releases.refusals import REFUSALS, in_words
from cms.releases.selectors import may_publish_releases


def check_move(*, place: Place, was: datetime, to: datetime, user: Any, now: datetime) -> None:
    """Raises ``NotMoved`` if :func:`move` would; changes and locks nothing."""
    release = _as_seen(Release.objects.filter(pk=place.object_id), was=was, to=to, user=user, now=now)
    with _told():
        services.check_schedule(release=release, go_live_at=to, user=user, now=now)


@transaction.atomic
def move(*, place: Place, was: datetime, to: datetime, user: Any, now: datetime) -> None:
    """Have the release go out at ``to`` instead of ``was``; a trial run is asked for."""
    locked = Release.objects.select_for_update(of=("self",), no_key=True).filter(pk=place.object_id)
    release = _as_seen(locked, was=was, to=to, user=user, now=now)
    zone = timezone.get_current_timezone_name()
    with _told():
        services.schedule(release=release, go_live_at=to, time_zone=zone, user=user, now=now)


def _as_seen(rows: QuerySet[Release], *, was: datetime, to: datetime, user: Any, now: datetime) -> Release:
    """The release, if it is still as the editor saw it and may be moved to ``to`` at all."""
    if not may_publish_releases(user):
        raise NotAllowed("You may put releases together, not publish them. Ask a moderator.")
    release = rows.filter(state=ReleaseState.SCHEDULED, go_live_at=was).first()
    if release is None:
        raise Overtaken(
            f"It is not scheduled for {moment_in_words(was)} any more. It has gone out, or somebody has changed or "
            "cancelled it meanwhile."
        )
    if to <= now:
        raise NotMoved(f"{moment_in_words(to)} has passed.")
    return release


@contextmanager
def _told() -> Iterator[None]:
    """What the release refuses, as the calendar tells it."""
    try:
        yield
    except REFUSALS as refusal:
        raise NotMoved(in_words(refusal)) from refusal
